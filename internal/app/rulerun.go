package app

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/linewarden/linewarden/detect"
	"github.com/linewarden/linewarden/detect/pipeline"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/report"
	"github.com/linewarden/linewarden/report/detections"
	"github.com/linewarden/linewarden/verdict"
)

type ruleRunOptions struct {
	flags
	inputFlags
	rules      string
	indicators []string
}

func newRuleRun(env Env) *cobra.Command {
	var opt ruleRunOptions
	c := &cobra.Command{
		Use:   "run PATH…",
		Short: "Ask the rules about logs, flows and audit trails",
		Long: `Run reads the files below PATH as parse events does and asks each rule about
them. A rule is found, quiet, or unknown: where records of a kind that it needs
are missing, records lack fields, or nobody filled a register of the site.

With --indicators the addresses, names, and hashes of a file are looked for in
every record, and in the configurations below PATH.`,
		Example: `  linewarden rule run ./logs
  linewarden rule run ./logs --site site.yaml --indicators advisory.json`,
		Args: needPaths,
		RunE: func(c *cobra.Command, args []string) error { return runRuleRun(c.Context(), env, args, opt) },
	}
	opt.addOutput(c, "text", "json")
	opt.flags.addSite(c, "first path")
	opt.addFailOn(c, "high")
	opt.add(c)
	c.Flags().StringVar(&opt.rules, "rules", "", "a folder of rules in place of Linewarden's own")
	c.Flags().StringArrayVar(&opt.indicators, "indicators", nil, "look for what stands in this file: a list, CSV, STIX 2 or MISP; may be repeated")
	c.Flags().BoolVar(&opt.all, "all", false, "name every finding, and the rules that are quiet")
	return c
}

func runRuleRun(ctx context.Context, env Env, paths []string, opt ruleRunOptions) error {
	bar, err := opt.reportFlags()
	if err != nil {
		return err
	}
	described, err := loadSite(opt.sitePath, paths)
	if err != nil {
		return err
	}
	all, err := ownRules(ctx, opt.rules, registersOf(described))
	if err != nil {
		return err
	}
	routes, err := pipeline.Load()
	if err != nil {
		return err
	}
	d, err := detect.New(all, routes, detect.Limits{})
	if err != nil {
		return err
	}
	out := detections.Report{}
	if described != nil {
		out.Site = described.Path
	}
	in, err := newEventInput(env, opt.inputFlags)
	if err != nil {
		return err
	}
	watch, err := watchFor(&out, opt.indicators)
	if err != nil {
		return err
	}
	in.each = func(e *event.Event) {
		countEvent(&out, e)
		d.Event(e)
		if watch != nil {
			watch.Event(e)
		}
	}
	if watch != nil {
		if in.config, err = configWatch(&out, watch, in.key); err != nil {
			return err
		}
	}
	if err := in.run(ctx, paths, opt.inputFlags); err != nil {
		return err
	}
	if err := in.none(); err != nil && (watch == nil || out.Indicators.Configs == 0) {
		return err
	}
	if watch != nil {
		out.Indicators.Seen = watch.Seen()
	}
	out.Answers, out.Inputs, out.NotRead = d.Finish(), in.summary.Inputs, len(in.summary.Skipped)
	if opt.format == "json" {
		err = out.JSON(env.Stdout)
	} else {
		err = out.Text(env.Stdout, opt.all, opt.ascii)
	}
	return errors.Join(err, in.saveResume(opt.resume), ruleFailure(bar, &out))
}

// countEvent keeps account of what was asked about.
func countEvent(r *detections.Report, e *event.Event) {
	r.Events++
	if t := e.Time; t != 0 {
		if r.From == 0 || t < r.From {
			r.From = t
		}
		r.To = max(r.To, t)
	}
}

// ruleFailure is errFindings where an answer reaches the threshold; an indicator
// that was seen is high.
func ruleFailure(bar failOn, r *detections.Report) error {
	var w report.Weight
	if r.Indicators != nil && len(r.Indicators.Seen) > 0 {
		w.Any, w.Worst = true, finding.High
	}
	for i := range r.Answers {
		switch a := &r.Answers[i]; a.Verdict {
		case verdict.Fail:
			w.Any, w.Worst = true, max(w.Worst, a.Rule.Severity)
		case verdict.Unknown:
			w.Unknown = true
		}
	}
	return bar.status(w)
}

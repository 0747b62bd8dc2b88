package app

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/linewarden/linewarden/device/audit"
	"github.com/linewarden/linewarden/device/drift"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/report"
	"github.com/linewarden/linewarden/site"
	"github.com/linewarden/linewarden/verdict"
)

type driftOptions struct {
	flags
	git, since, intended string
	noCache              bool
}

func newDrift(env Env) *cobra.Command {
	var opt driftOptions
	c := &cobra.Command{
		Use:   "drift OLD NEW",
		Short: "Say what changed between two configurations, or in their whole history",
		Long: `Drift compares two configurations, or two folders of them, and says each change
as an engineer would: facts first, then filters packet by packet, secrets, and
statements that no fact explains. What devices write anew at each collection is
no change. Each change has the checks that it makes fail, what it opens, and
whether a register of the site knows what was added.

With --git it reads the history of a repository of configurations, bare or not,
as RANCID and Oxidized keep it: each commit on the way from HEAD by first
parents, with what was undone later. What was changed and undone between two
collections is in no history.

Devices are paired by hostname, or else by path and file name; in a history by path.

With --intended it compares configurations with what they are meant to be:
golden configurations, and templates of some sections (files NAME.tmpl or
NAME.SYSTEM.tmpl), and writes the commands that make the one into the other.
Linewarden never enters them.`,
		Example: `  linewarden drift ./monday ./tuesday --site site.yaml
  linewarden drift --git /var/lib/oxidized/network.git --since 30d
  linewarden drift --intended ./golden ./configs`,
		RunE: func(c *cobra.Command, args []string) error {
			if opt.intended != "" {
				return runIntended(c.Context(), env, args, opt)
			}
			if opt.git != "" {
				return runHistory(c.Context(), env, args, opt)
			}
			return runDrift(c.Context(), env, args, opt)
		},
	}
	opt.addOutput(c, "text", "json")
	opt.addInput(c)
	opt.addSite(c, "newer path")
	opt.addFailOn(c, "high")
	f := c.Flags()
	f.StringVar(&opt.git, "git", "", "a git repository whose history is read, instead of OLD and NEW")
	f.BoolVar(&opt.noCache, "no-cache", false, "with --git: neither read nor write what an earlier run found out")
	f.StringVar(&opt.since, "since", "", "with --git: a date (2026-11-01), a time (RFC 3339) or a duration (30d, 2w, 36h)")
	f.StringVar(&opt.intended, "intended", "", "compare with the golden configurations and templates below this path")
	return c
}

// differ compares versions with the checks and registers of a site.
type differ struct {
	*auditor
	reader   *reader
	comparer *drift.Comparer
	site     *site.Site
	fail     failOn
}

// newDiffer prepares a comparison; newer is where a site.yaml may lie.
func newDiffer(env Env, opt driftOptions, newer string) (*differ, error) {
	d := &differ{}
	var err error
	if d.fail, err = opt.reportFlags(); err != nil {
		return nil, err
	}
	if d.site, err = loadSite(opt.sitePath, []string{newer}); err != nil {
		return nil, err
	}
	if d.auditor, err = newAuditor(env, auditOptions{flags: opt.flags, site: d.site}); err != nil {
		return nil, err
	}
	if err := known(d.parser, opt.os); err != nil {
		return nil, err
	}
	d.reader = &reader{d.parser, d.options}
	d.comparer, err = drift.New(drift.Options{Listed: d.listed, Check: d.check})
	return d, err
}

// listed asks a register of the site.
func (d *differ) listed(register, value string) (yes, filled bool) {
	entries, ok := d.site.Values(register)
	return ok && audit.Listed(value, entries), ok
}

// check describes a check to the comparer.
func (d *differ) check(id string) (needs, attack []string) {
	for _, c := range d.engine.Checks() {
		if c.ID == id {
			return c.Needs, c.Attack
		}
	}
	return nil, nil
}

// version makes a parsed file ready for comparison. It may be shared between
// goroutines.
func (d *differ) version(path string, r *parse.Result) *drift.Version {
	r.Text(1) // finds the lines, which may be done by one goroutine only
	return &drift.Version{
		Path: path, Device: r.Device, Tree: r.Tree, Lines: r.File.RawLines, Text: r.Text,
		Results: sync.OnceValue(func() []finding.Finding {
			var out []finding.Finding
			for _, f := range d.engine.Evaluate(audit.Input{Path: path, Device: r.Device, Text: r.Text}) {
				if f.Verdict == verdict.Fail || f.Verdict == verdict.Unknown {
					out = append(out, f)
				}
			}
			return out
		}),
	}
}

func runDrift(ctx context.Context, env Env, args []string, opt driftOptions) error {
	if len(args) != 2 {
		return hint(errors.New("drift needs two paths, or --git and a repository"), "linewarden drift old.cfg new.cfg")
	}
	if opt.since != "" {
		return hint(errors.New("--since goes with --git"), "linewarden drift --git REPOSITORY --since 30d")
	}
	d, err := newDiffer(env, opt, args[1])
	if err != nil {
		return err
	}
	old, err := d.reader.versions(ctx, env, args[0])
	if err != nil {
		return err
	}
	new, err := d.reader.versions(ctx, env, args[1])
	if err != nil {
		return err
	}
	out := &report.Drift{Old: args[0], New: args[1], Notes: d.notes}
	for _, p := range pairs(old, new) {
		d.pair(out, p)
	}
	return d.write(env, out, opt)
}

// pair takes in what changed of one device.
func (d *differ) pair(out *report.Drift, p pair) {
	out.Devices++
	switch {
	case p.old == nil:
		out.Changes = append(out.Changes, d.comparer.Appeared(d.version(p.new.path, p.new.Result)))
	case p.new == nil:
		out.Changes = append(out.Changes, d.comparer.Vanished(d.version(p.old.path, p.old.Result)))
	default:
		changes := d.comparer.Compare(d.version(p.old.path, p.old.Result), d.version(p.new.path, p.new.Result))
		if len(changes) == 0 {
			out.Same++
		}
		out.Changes = append(out.Changes, changes...)
	}
}

// write prints the report and gives the exit status.
func (d *differ) write(env Env, out *report.Drift, opt driftOptions) error {
	if d.site != nil {
		out.Site = d.site.Path
	}
	out.Settle()
	if err := report.WriteDrift(env.Stdout, out, opt.format, opt.view(env)); err != nil {
		return err
	}
	worst, any := out.Worst()
	return d.fail.status(report.Weight{Worst: worst, Any: any, Unknown: out.Counts["cannot_tell"] > 0})
}

// sinceTime reads --since; the zero time is the whole history.
func sinceTime(s string, now time.Time) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t, nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	var n int
	var unit string
	if _, err := fmt.Sscanf(s, "%d%s", &n, &unit); err == nil && n > 0 && n < 100_000 {
		switch unit {
		case "d":
			return now.AddDate(0, 0, -n), nil
		case "w":
			return now.AddDate(0, 0, -7*n), nil
		}
	}
	if d, err := time.ParseDuration(s); err == nil && d > 0 {
		return now.Add(-d), nil
	}
	return time.Time{}, hint(fmt.Errorf("--since %q: not understood", s), "a date (2026-11-01), a time (2026-11-01T12:00:00Z) or a duration (30d, 2w, 36h)")
}

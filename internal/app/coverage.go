package app

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/spf13/cobra"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/coverage/blind"
	"github.com/linewarden/linewarden/coverage/switching"
	"github.com/linewarden/linewarden/coverage/track"
	"github.com/linewarden/linewarden/decode/formats"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/report"
	reportcoverage "github.com/linewarden/linewarden/report/coverage"
	"github.com/linewarden/linewarden/verdict"
)

type coverageOptions struct {
	flags
	inputFlags
	since, until string
}

func newCoverage(env Env) *cobra.Command {
	var opt coverageOptions
	c := &cobra.Command{
		Use:   "coverage PATH…",
		Short: "Show what the logs, flows and audit trails do not cover, and why",
		Long: `Coverage reads the files below PATH and says for each device and day what was
seen and what is missing: holes in the numbers that devices count their records
with, messages that stopped to come at intervals, silences that a source's own
history makes improbable, and records that somebody switched off. Configurations among
the files say which devices send a log at all. It ranks what to recover first,
and names what no collecting would show.`,
		Example: `  linewarden coverage ./logs
  linewarden coverage ./logs --since 2026-09-01 --format json`,
		Args: needPaths,
		RunE: func(c *cobra.Command, args []string) error { return runCoverage(c.Context(), env, args, opt) },
	}
	opt.addOutput(c, "text", "json")
	opt.addFailOn(c, "high")
	opt.addSite(c, "first PATH")
	opt.add(c)
	c.Flags().StringVar(&opt.since, "since", "", "the day from which records should exist, such as 2026-09-01 (default: the first record)")
	c.Flags().StringVar(&opt.until, "until", "", "the day up to which records should exist, inclusive (default: the last record)")
	c.Flags().BoolVar(&opt.all, "all", false, "list every gap")
	return c
}

func runCoverage(ctx context.Context, env Env, paths []string, opt coverageOptions) error {
	fail, err := opt.reportFlags()
	if err != nil {
		return err
	}
	window, err := windowOf(opt)
	if err != nil {
		return err
	}
	in, err := newEventInput(env, opt.inputFlags)
	if err != nil {
		return err
	}
	commands, err := switching.New()
	if err != nil {
		return err
	}
	tracker := track.New(formats.Watched, commands.Takes, &in.log)
	in.each = tracker.Event
	described, err := loadSite(opt.sitePath, paths)
	if err != nil {
		return err
	}
	tracker.Keep(described.Kept)
	if in.config, err = declarations(tracker); err != nil {
		return err
	}
	if err := in.run(ctx, paths, opt.inputFlags); err != nil {
		return err
	}
	out := reportcoverage.Input{Report: tracker.Report(window)}
	for _, g := range in.log.Gaps() {
		if g.Basis == coverage.Observed {
			out.Dropped = append(out.Dropped, g)
		} else { // a decoder found a hole in what its source counts
			out.Gaps = append(out.Gaps, g)
		}
	}
	coverage.Sort(out.Gaps)
	for _, k := range in.summary.Skipped {
		out.Skipped = append(out.Skipped, reportcoverage.Skip(k))
	}
	var seen []string
	for _, s := range out.Streams {
		seen = append(seen, s.Formats...)
	}
	if out.Blind, err = blind.Of(seen); err != nil {
		return err
	}
	if err := reportcoverage.Write(env.Stdout, out, opt.format, opt.ascii, opt.all); err != nil {
		return err
	}
	if err := errors.Join(in.saveResume(opt.resume), in.none()); err != nil {
		return err
	}
	return coverageStatus(fail, out)
}

// declarations reads configurations among the inputs for what they say of the
// device's own log.
func declarations(t *track.Tracker) (func(string, []byte) bool, error) {
	parser, err := parse.New()
	if err != nil {
		return nil, err
	}
	keyer, err := passingKey()
	if err != nil {
		return nil, err
	}
	return func(_ string, data []byte) bool {
		r := parser.Parse(data, parse.Options{Keyer: keyer})
		if r.Kind != parse.Config {
			return false
		}
		if name := r.Device.Hostname; name.Known() && name.V != "" {
			t.Declare(track.Declaration{Source: name.V, Sends: sendsLog(r.Device), Addrs: addresses(r.Device), Intercepts: r.Device.LI.Present.V})
		}
		return true
	}, nil
}

// addresses are those of a device's interfaces that are its own alone.
func addresses(d *model.Device) []netip.Addr {
	var out []netip.Addr
	for _, i := range d.Interfaces {
		for _, p := range i.Addresses.V {
			out = append(out, p.Addr())
		}
	}
	return out
}

// sendsLog says whether a device sends a log anywhere: Unknown where the
// configuration is not known to be whole and names no collector.
func sendsLog(d *model.Device) verdict.Verdict {
	l := &d.Logging
	switch {
	case l.Enabled.Known() && !l.Enabled.V:
		return verdict.Fail
	case len(l.Hosts) > 0:
		return verdict.Pass
	case d.Complete == model.Whole && len(l.Doubt) == 0:
		return verdict.Fail
	}
	return verdict.Unknown
}

// windowOf reads the days asked about.
func windowOf(opt coverageOptions) (track.Window, error) {
	var w track.Window
	for _, d := range []struct {
		flag, value string
		to          *int64
		more        time.Duration
	}{{"since", opt.since, &w.From, 0}, {"until", opt.until, &w.To, 24 * time.Hour}} {
		if d.value == "" {
			continue
		}
		t, err := time.Parse(time.DateOnly, d.value)
		if err != nil {
			return w, hint(fmt.Errorf("--%s %q: not a day", d.flag, d.value), "--"+d.flag+" 2026-09-01")
		}
		*d.to = t.Add(d.more).UnixMicro()
	}
	if w.From != 0 && w.To != 0 && w.From >= w.To {
		return w, hint(fmt.Errorf("--since %s is after --until %s", opt.since, opt.until), "name the earlier day first")
	}
	return w, nil
}

// coverageStatus weighs gaps: records that somebody switched off are high, what
// was lost or silent is medium, and everything else low.
func coverageStatus(fail failOn, in reportcoverage.Input) error {
	w := report.Weight{Unknown: len(in.Gaps)+len(in.Dropped) > 0}
	for _, s := range in.Streams {
		w.Unknown = w.Unknown || !s.Judged
	}
	for _, g := range in.Gaps {
		severity := finding.Low
		switch g.Cause {
		case coverage.Tampered:
			severity = finding.High
		case coverage.Lost, coverage.Silent:
			severity = finding.Medium
		}
		w.Worst, w.Any = max(w.Worst, severity), true
	}
	return fail.status(w)
}

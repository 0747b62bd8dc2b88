package app

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/linewarden/linewarden/decode/session"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/report/events"
)

type eventOptions struct {
	flags
	inputFlags
	summary bool
}

func newParseEvents(env Env) *cobra.Command {
	var opt eventOptions
	c := &cobra.Command{
		Use:   "events PATH…",
		Short: "Show what is read from logs, flows and audit trails",
		Long: `Events prints one event for each record of the files below PATH, in their order.
Formats are recognised by content, in archives too. What is not understood is
counted with the reason and the first place, never left out in silence; with
--format ocsf that account goes to standard error. Passwords, keys, communities
and subscriber numbers are replaced by tokens.

PATH is a file, a folder, an archive, or - for standard input.`,
		Example: `  linewarden parse events ./logs --summary --format text
  linewarden parse events router.log.gz --format text
  zcat old.gz | linewarden parse events - --input syslog --format json`,
		Args: needPaths,
		RunE: func(c *cobra.Command, args []string) error { return runParseEvents(c.Context(), env, args, opt) },
	}
	opt.addFormat(c, events.Forms()...)
	opt.add(c)
	opt.addSeal(c)
	c.Flags().BoolVar(&opt.all, "all", false, "name every input that was not read")
	c.Flags().BoolVar(&opt.summary, "summary", false, "print the counts only")
	return c
}

func runParseEvents(ctx context.Context, env Env, paths []string, opt eventOptions) error {
	if err := oneOf("format", opt.format, events.Forms()...); err != nil {
		return err
	}
	in, err := newEventInput(env, opt.inputFlags)
	if err != nil {
		return err
	}
	w := events.NewWriter(env.Stdout, opt.format)
	in.each, in.fault = w.Event, w.Err
	in.sessions = &session.Joiner{Brief: true, Done: func(s *session.Session) {
		in.summary.Session(s.From == session.Recorded, s.To == session.Recorded)
	}}
	if opt.summary {
		in.each = func(*event.Event) {}
	}
	if err := in.run(ctx, paths, opt.inputFlags); err != nil {
		return err
	}
	in.sessions.Flush()
	gaps := in.log.Gaps()
	in.summary.Gaps(gaps)
	in.summary.All = opt.all
	for _, g := range gaps {
		w.Gap(g)
	}
	w.Summary(&in.summary)
	if err := w.Flush(); err != nil {
		return err
	}
	if opt.format == "ocsf" {
		fmt.Fprint(env.Stderr, in.summary.Text())
	}
	return errors.Join(in.saveResume(opt.resume), in.none())
}

package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/linewarden/linewarden/collect/file"
	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/formats"
	"github.com/linewarden/linewarden/decode/redact"
	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/report/events"
)

// Bounds of what logs may unpack to: they compress better than anything else,
// and are read as streams, so that time is all they cost.
const (
	maxLogArchive = 1 << 40
	maxLogRatio   = 5000
)

type eventOptions struct {
	flags
	input, zone string
	summary     bool
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
		Example: `  linewarden parse events ./logs --summary
  linewarden parse events router.log.gz --format text
  zcat old.gz | linewarden parse events - --input syslog --format json`,
		Args: needPaths,
		RunE: func(c *cobra.Command, args []string) error { return runParseEvents(c.Context(), env, args, opt) },
	}
	opt.addFormat(c, events.Forms()...)
	c.Flags().StringVar(&opt.input, "input", "", "take every file as this format instead of recognising it")
	c.Flags().StringVar(&opt.zone, "zone", "", "zone of times without one, such as +02:00 (default: UTC, marked as guessed)")
	c.Flags().BoolVar(&opt.summary, "summary", false, "print the counts only")
	return c
}

func runParseEvents(ctx context.Context, env Env, paths []string, opt eventOptions) error {
	if err := oneOf("format", opt.format, events.Forms()...); err != nil {
		return err
	}
	r, err := newEventReader(env, opt)
	if err != nil {
		return err
	}
	set, err := file.Open(ctx, paths, file.Options{Stdin: env.Stdin, MaxArchive: maxLogArchive, MaxRatio: maxLogRatio, Progress: r.progress.update})
	if errors.Is(err, file.ErrNotFound) {
		return hint(err, "name a file, a folder or an archive, or - for standard input")
	}
	if err != nil {
		return err
	}
	err = set.Stream(ctx, func(in file.Input, rd io.Reader) error { return r.input(ctx, in, rd) })
	r.progress.done()
	if err := errors.Join(err, set.Close()); err != nil {
		return err
	}
	return r.finish()
}

// eventReader feeds inputs through the decoders to a writer.
type eventReader struct {
	env      Env
	formats  []decode.Format
	options  decode.Options
	redactor *redact.Redactor
	writer   *events.Writer
	form     string
	quiet    bool
	progress *progress
	log      coverage.Log
	summary  events.Summary
	// unverified are the formats and families whose reading was compared with
	// no expected answers.
	unverified map[string]bool
}

func newEventReader(env Env, opt eventOptions) (*eventReader, error) {
	all, err := formats.All()
	if err != nil {
		return nil, err
	}
	r := &eventReader{env: env, formats: all, form: opt.format, quiet: opt.summary, progress: newProgress(env), unverified: map[string]bool{}}
	for _, f := range all {
		r.unverified[f.Name] = !f.Verified
	}
	if opt.input != "" {
		if r.formats, err = formatNamed(all, opt.input); err != nil {
			return nil, err
		}
		r.options.Forced = true
	}
	if opt.zone != "" {
		st, n := stamp.Read("2000-01-01 00:00:00" + opt.zone)
		if n == 0 || !st.HasZone || n != len("2000-01-01 00:00:00"+opt.zone) {
			return nil, hint(fmt.Errorf("--zone %q: not understood", opt.zone), "--zone +02:00, or --zone UTC")
		}
		r.options.ZoneOffset, r.options.HasZone = st.Offset, true
	}
	key, err := tokenKey(env)
	if err != nil {
		return nil, err
	}
	r.redactor = redact.New(key, nil)
	r.writer = events.NewWriter(env.Stdout, opt.format)
	return r, nil
}

func formatNamed(all []decode.Format, name string) ([]decode.Format, error) {
	var names []string
	for i := range all {
		if all[i].Name == name {
			return all[i : i+1], nil
		}
		names = append(names, all[i].Name)
	}
	return nil, oneOf("input", name, names...)
}

// tokenKey is the key of this installation, or one for this run.
func tokenKey(env Env) ([]byte, error) {
	path, err := keyPath(env)
	if err == nil {
		if key, err := os.ReadFile(path); err == nil && len(key) == keySize {
			return key, nil
		}
		if key, err := newKey(path); err == nil {
			return key, nil
		}
	}
	key := make([]byte, keySize)
	_, err = rand.Read(key)
	return key, err
}

// input decodes one input. Only a fault of the output ends the reading.
func (r *eventReader) input(ctx context.Context, in file.Input, rd io.Reader) error {
	if in.Skip != nil {
		r.skip(in.Path, fmt.Sprintf("%s: %s", in.Skip.Reason, in.Skip.Detail), in.Skip.Hint)
		return nil
	}
	opt := r.options
	opt.Source, opt.Near = in.Path, in.Mod.UnixMicro()
	if in.Mod.IsZero() {
		opt.Near = r.env.Now().UnixMicro()
	}
	got, err := decode.Read(ctx, rd, r.formats, opt, r)
	switch {
	case errors.Is(err, decode.ErrUnknownFormat):
		r.skip(in.Path, "no known format", "")
		return nil
	case r.writer.Err() != nil:
		return r.writer.Err()
	}
	r.summary.Inputs++
	r.summary.Bytes += got.Bytes
	return ctx.Err() // a fault of the input comes as a second input with the reason
}

// skip records an input without events.
func (r *eventReader) skip(path, reason, advice string) {
	r.summary.Skipped = append(r.summary.Skipped, events.Skip{Path: path, Reason: reason, Hint: advice})
}

// Event implements decode.Sink.
func (r *eventReader) Event(e *event.Event) {
	_, _ = r.redactor.Event(e) // without a sealer nothing can fail
	r.summary.Count(e, !r.unverified[e.Format])
	if !r.quiet {
		r.writer.Event(e)
	}
}

// Drop implements decode.Sink.
func (r *eventReader) Drop(g coverage.Gap) { r.log.Drop(g) }

// finish writes the account of everything.
func (r *eventReader) finish() error {
	gaps := r.log.Gaps()
	r.summary.Gaps(gaps)
	for _, g := range gaps {
		r.writer.Gap(g)
	}
	r.writer.Summary(&r.summary)
	if err := r.writer.Flush(); err != nil {
		return err
	}
	if r.form == "ocsf" {
		fmt.Fprint(r.env.Stderr, r.summary.Text())
	}
	if r.summary.Events() == 0 {
		return hint(errors.New("no event was read"), "linewarden parse events PATH --summary says what was found; --input names a format")
	}
	return nil
}

package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/linewarden/linewarden/collect/file"
	"github.com/linewarden/linewarden/collect/resume"
	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/formats"
	"github.com/linewarden/linewarden/decode/redact"
	"github.com/linewarden/linewarden/decode/seal"
	"github.com/linewarden/linewarden/decode/session"
	"github.com/linewarden/linewarden/decode/skew"
	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/report/events"
)

// Bounds of what logs may unpack to: they compress better than anything else,
// and are read as streams, so that time is all they cost.
const (
	maxLogArchive = 1 << 40
	maxLogRatio   = 5000
	// maxConfig bounds a configuration among the inputs.
	maxConfig = 64 << 20
	// maxResume bounds the file of --resume: 100,000 sources take about 30 MB.
	maxResume = 64 << 20
)

// inputFlags say how inputs that hold events are read.
type inputFlags struct{ input, zone, resume, seal, sealTo string }

func (o *inputFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&o.input, "input", "", "take every file as this format instead of recognising it")
	c.Flags().StringVar(&o.zone, "zone", "", "zone of times without one, such as +02:00 (default: UTC, marked as guessed)")
	c.Flags().StringVar(&o.resume, "resume", "", "read only what is new since the last run with this file, which remembers how far each input was read")
}

// addSeal offers to keep the originals of what is redacted.
func (o *inputFlags) addSeal(c *cobra.Command) {
	c.Flags().StringVar(&o.seal, "seal", "", "write the originals of redacted records to this file, encrypted for --seal-to")
	c.Flags().StringVar(&o.sealTo, "seal-to", "", "who can open them: an age recipient, age1…")
}

// eventInput feeds inputs through the decoders, redacted, to each.
type eventInput struct {
	env      Env
	formats  []decode.Format
	options  decode.Options
	key      []byte // of tokens
	redactor *redact.Redactor
	clocks   skew.Learner
	// sessions follows logins; nil where nobody asks for them.
	sessions *session.Joiner
	progress *progress
	each     func(*event.Event)
	// fault, when set, is asked after each input for a reason to stop.
	fault func() error
	// sealFault is the first error of the sealer: what cannot be kept ends the run.
	sealFault error
	// config, when set, is offered each input that is no record of events, at
	// most maxConfig of it, and says whether it is something else that it knows.
	config func(path string, data []byte) bool
	// state is that of --resume, nil without it.
	state   *resume.State
	log     coverage.Log
	summary events.Summary
}

func newEventInput(env Env, opt inputFlags) (*eventInput, error) {
	all, err := formats.All()
	if err != nil {
		return nil, err
	}
	r := &eventInput{env: env, formats: all, progress: newProgress(env)}
	if opt.input != "" {
		if r.formats, err = formatNamed(all, opt.input); err != nil {
			return nil, err
		}
		r.options.Forced = true
	}
	if opt.zone != "" {
		if r.options.ZoneOffset, err = zoneOffset(opt.zone); err != nil {
			return nil, err
		}
		r.options.HasZone = true
	}
	if opt.resume != "" {
		if r.state, err = loadResume(opt.resume); err != nil {
			return nil, err
		}
	}
	key, err := tokenKey(env)
	if err != nil {
		return nil, err
	}
	r.key, r.redactor = key, redact.New(key, nil)
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

// zoneOffset reads a zone as it may stand behind a time, in seconds east of UTC.
func zoneOffset(zone string) (int, error) {
	const before = "2000-01-01 00:00:00"
	st, n := stamp.Read(before + zone)
	if !st.HasZone || n != len(before+zone) {
		return 0, hint(fmt.Errorf("--zone %q: not understood", zone), "--zone +02:00, or --zone UTC")
	}
	return st.Offset, nil
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

// run reads everything below paths, and seals originals where that was asked for.
func (r *eventInput) run(ctx context.Context, paths []string, opt inputFlags) error {
	if (opt.seal == "") != (opt.sealTo == "") {
		return hint(errors.New("--seal and --seal-to belong together"), "age-keygen makes a key and prints its recipient; keep the key on another machine")
	}
	if opt.seal == "" {
		return r.read(ctx, paths)
	}
	return writePrivate(opt.seal, func(w io.Writer) error {
		s, err := seal.New(w, opt.sealTo)
		if errors.Is(err, seal.ErrRecipient) {
			return hint(fmt.Errorf("--seal-to %q: %w", opt.sealTo, err), "age-keygen makes a key and prints its recipient, age1…")
		}
		if err != nil {
			return err
		}
		r.redactor = redact.New(r.key, s)
		return errors.Join(r.read(ctx, paths), s.Close())
	})
}

func (r *eventInput) read(ctx context.Context, paths []string) error {
	set, err := file.Open(ctx, paths, file.Options{Stdin: r.env.Stdin, MaxArchive: maxLogArchive, MaxRatio: maxLogRatio, Rotated: true, Progress: r.progress.update})
	if errors.Is(err, file.ErrNotFound) {
		return hint(err, "name a file, a folder or an archive, or - for standard input")
	}
	if err != nil {
		return err
	}
	err = set.Stream(ctx, func(in file.Input, rd io.Reader) error { return r.input(ctx, in, rd) })
	r.progress.done()
	return errors.Join(err, set.Close())
}

// input decodes one input.
func (r *eventInput) input(ctx context.Context, in file.Input, rd io.Reader) error {
	if in.Skip != nil {
		r.skip(in.Path, fmt.Sprintf("%s: %s", in.Skip.Reason, in.Skip.Detail), in.Skip.Hint)
		return nil
	}
	opt := r.options
	opt.Source, opt.Near = in.Path, in.Mod.UnixMicro()
	if in.Mod.IsZero() {
		opt.Near = r.env.Now().UnixMicro()
	}
	src, rd := r.resumed(in.Path, rd, &opt)
	begun := &beginning{r: rd}
	got, err := decode.Read(ctx, begun, r.formats, opt, r)
	if errors.Is(err, decode.ErrUnknownFormat) {
		if r.config != nil {
			data, err := io.ReadAll(io.LimitReader(rd, maxConfig))
			if err == nil && r.config(in.Path, append(begun.kept, data...)) {
				return nil
			}
		}
		r.skip(in.Path, "no known format", "")
		return nil
	}
	if src != nil && err == nil {
		src.Done(got.Lines, got.Left)
	}
	r.summary.Inputs++
	r.summary.Bytes += got.Bytes
	if r.fault != nil && r.fault() != nil {
		return r.fault()
	}
	if r.sealFault != nil {
		return r.sealFault
	}
	return ctx.Err() // a fault of the input comes as a second input with the reason
}

// beginning keeps what the recognition of formats reads, for what is none.
type beginning struct {
	r    io.Reader
	kept []byte
}

func (b *beginning) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if len(b.kept) < decode.HeadLen {
		b.kept = append(b.kept, p[:n]...)
	}
	return n, err
}

// resumed skips what an earlier run has read of an input.
func (r *eventInput) resumed(path string, rd io.Reader, opt *decode.Options) (*resume.Source, io.Reader) {
	if r.state == nil {
		return nil, rd
	}
	src, err := r.state.Open(rd)
	if errors.Is(err, resume.ErrChanged) {
		r.log.Drop(coverage.Gap{Source: path, Cause: coverage.Tampered, Where: path,
			Reason: "rewritten or cut before the place where the last run had stopped; read on behind it"})
	}
	opt.Growing = true
	if src.Offset > 0 {
		opt.Offset, opt.Line, opt.Head = src.Offset, src.Lines, src.Head()
	}
	return src, src
}

// loadResume reads the state of --resume; a file that does not exist is an
// empty one.
func loadResume(path string) (*resume.State, error) {
	data, err := readFile(path, maxResume)
	if errors.Is(err, fs.ErrNotExist) {
		return &resume.State{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("--resume: %w", err)
	}
	s, err := resume.Load(data)
	if err != nil {
		return nil, hint(fmt.Errorf("--resume %s: %w", path, err), "name another file; it is made on the first run")
	}
	return s, nil
}

// saveResume writes the state once everything was given out.
func (r *eventInput) saveResume(path string) error {
	if r.state == nil {
		return nil
	}
	data, err := r.state.Save()
	if err != nil {
		return err
	}
	return writePrivate(path, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// skip records an input without events.
func (r *eventInput) skip(path, reason, advice string) {
	r.summary.Skipped = append(r.summary.Skipped, events.Skip{Path: path, Reason: reason, Hint: advice})
}

// Event implements decode.Sink.
func (r *eventInput) Event(e *event.Event) {
	r.clocks.Event(e)
	if _, err := r.redactor.Event(e); err != nil && r.sealFault == nil {
		r.sealFault = fmt.Errorf("--seal: %w", err)
	}
	r.session(e)
	r.summary.Count(e)
	r.each(e)
}

// session names the login that an event is of, where sessions are followed.
func (r *eventInput) session(e *event.Event) {
	if r.sessions == nil {
		return
	}
	if s := r.sessions.Add(e); s != nil {
		e.AddExtra("login", s.ID)
	}
}

// Drop implements decode.Sink.
func (r *eventInput) Drop(g coverage.Gap) { r.log.Drop(g) }

// none is the error of a run without any event.
func (r *eventInput) none() error {
	if r.summary.Events() > 0 || r.state != nil && r.summary.Inputs > 0 { // nothing new is no mistake
		return nil
	}
	return hint(errors.New("no event was read"), "linewarden parse events PATH --summary --format text says what was found; --input names a format")
}

package app

import (
	"context"
	"errors"
	"runtime"

	"github.com/linewarden/linewarden/collect/file"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/report"
)

// reader reads configurations for commands that judge no checks.
type reader struct {
	parser  *parse.Parser
	options parse.Options
}

// newReader returns a reader; os takes every input as that system, "" recognises it.
func newReader(os string) (*reader, error) {
	parser, err := parse.New()
	if err != nil {
		return nil, err
	}
	if err := known(parser, os); err != nil {
		return nil, err
	}
	keyer, err := passingKey()
	if err != nil {
		return nil, err
	}
	return &reader{parser, parse.Options{OS: os, Keyer: keyer}}, nil
}

// read parses one input; the result is nil where it is no configuration that
// is read, which the device's status says.
func (r *reader) read(in file.Input) (report.Device, *parse.Result) {
	d := report.Device{Path: in.Path, Bytes: int64(len(in.Data))}
	if in.Skip != nil {
		d.Status = report.Unreadable
		d.Detail, d.Hint = in.Skip.Reason.String()+": "+in.Skip.Detail, in.Skip.Hint
		return d, nil
	}
	p := r.parser.Parse(in.Data, r.options)
	describe(&d, p)
	if p.Kind == parse.NotConfig {
		d.Detail, d.Hint = shape(in.Data)
	}
	if p.Kind != parse.Config {
		return d, nil
	}
	return d, p
}

// eachInput calls work for every input below paths, on all cores, and done
// with what it gave, in the order of the inputs.
func eachInput[T any](ctx context.Context, env Env, paths []string, work func(file.Input) T, done func(T) error) error {
	bar := newProgress(env)
	defer bar.done()
	set, err := file.Open(ctx, paths, file.Options{Stdin: env.Stdin, Progress: bar.update})
	if errors.Is(err, file.ErrNotFound) {
		return hint(err, "name files, folders, archives or git repositories, or - for standard input")
	}
	if err != nil {
		return err
	}
	defer set.Close()
	return file.ForEach(ctx, set, runtime.GOMAXPROCS(0), work, done)
}

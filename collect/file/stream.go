package file

import (
	"context"
	"errors"
	"io"
	"time"
)

// Stream reads the set in order and calls fn for each input with a reader for
// its bytes, so that no file is too large; Input.Data is nil. The reader is good
// until fn returns, and fn need not read to its end. For an input with a Skip
// the reader is nil.
//
// A file or member that turns out damaged gives what could be read, then the
// reader fails, and after fn has returned a second input of the same path
// carries the Skip. It stops at the first error of fn or ctx and returns it;
// fn must not return the reader's own error.
//
// Options.MaxFile bounds only what must be held in memory: a zip inside another
// archive or on standard input.
func (s *Set) Stream(ctx context.Context, fn func(Input, io.Reader) error) error {
	meter := progress{report: s.opt.Progress}
	r := newReader(ctx, s)
	r.reserve = func(int64) error { return nil }
	r.emit = func(it item) error {
		in := it.load() // a skip: what has bytes is streamed
		if err := fn(in, nil); err != nil {
			return err
		}
		meter.delivered(it.total, in)
		return nil
	}
	r.stream = func(in Input, rd io.Reader) error {
		in.Index = r.index
		r.index++
		r.total = max(r.total, r.index)
		counted := &watched{r: rd, read: func(n int) { meter.bytes += int64(n) }}
		if err := fn(in, counted); err != nil {
			return err
		}
		meter.delivered(r.total, in)
		return counted.err
	}
	return r.run()
}

// streamFile gives an open file to the stream.
func (r *reader) streamFile(it *item) error {
	defer it.drop()
	return r.streamed(it.in, &counter{ctx: r.ctx, r: it.file}, func(err error) error {
		return r.skip(it.in.Path, skipFor(err))
	})
}

// streamMember gives a member of an archive to the stream.
func (r *reader) streamMember(m *meter, p string, size int64, mod time.Time, rd io.Reader) error {
	left := size
	if size < 0 {
		left = r.opt.MaxArchive
	}
	if err := m.deliver(max(size, 0)); err != nil {
		return err
	}
	exact := &exactly{r: rd, left: left, known: size >= 0}
	return r.streamed(Input{Path: p, Mod: mod}, exact, func(err error) error { return r.broken(m, p, err) })
}

// streamed turns a fault of the reader into the second input of its path.
func (r *reader) streamed(in Input, rd io.Reader, broken func(error) error) error {
	err := r.stream(in, rd)
	var fault *readError
	if errors.As(err, &fault) {
		if r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		return broken(fault.err)
	}
	return err
}

// readError is a fault of an input, as opposed to one of fn.
type readError struct{ err error }

func (e *readError) Error() string { return e.err.Error() }

// watched reports what is read, and remembers the fault that ended it.
type watched struct {
	r    io.Reader
	read func(int)
	err  error
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	w.read(n)
	if err != nil && err != io.EOF {
		w.err = &readError{err}
	}
	return n, err
}

// exactly fails where a member ends before its stated size, or goes on behind it.
type exactly struct {
	r     io.Reader
	left  int64
	known bool
}

func (s *exactly) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	s.left -= int64(n)
	switch {
	case s.left < 0:
		return n, errors.New("longer than the archive says")
	case err == io.EOF && s.known && s.left > 0:
		return n, io.ErrUnexpectedEOF
	}
	return n, err
}

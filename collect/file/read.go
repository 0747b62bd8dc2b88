package file

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/klauspost/compress/zstd"
)

// slack is how much a file may grow between being opened and being read. It is
// also what is read of files that claim no size, as those of /proc do.
const slack = 64 * kib

var errChanged = errors.New("the file changed while it was read")

// item is one input that is ready to be loaded: with its bytes, or with the
// open file to take them from. Exactly one of load and drop must be called.
type item struct {
	in       Input
	file     handle
	size     int64 // of file
	reserved int64 // bytes taken from the budget for it
	total    int   // inputs known of so far
}

// load returns the input, reading the file if that is still to be done.
func (it *item) load() Input {
	if it.file == nil {
		return it.in
	}
	defer it.drop()
	data, err := readSized(it.file, it.size)
	if err != nil {
		it.in.Skip = skipFor(err)
	} else {
		it.in.Data = data
	}
	return it.in
}

// drop closes the file.
func (it *item) drop() {
	if it.file != nil {
		it.file.Close()
		it.file = nil
	}
}

// readSized reads a file that had size bytes when it was opened.
func readSized(r io.Reader, size int64) ([]byte, error) {
	data := make([]byte, size+1)
	n, err := io.ReadFull(r, data)
	switch {
	case err == nil:
		more, err := readUpTo(r, slack)
		if errors.As(err, new(tooLargeError)) {
			err = errChanged
		}
		return append(data, more...), err
	case err != io.EOF && err != io.ErrUnexpectedEOF:
		return nil, err
	case int64(n) < size:
		return nil, errChanged
	}
	return data[:n:n], nil
}

// readUpTo reads all of r, or gives tooLargeError when that is over max bytes.
func readUpTo(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, tooLargeError{-1, limit}
	}
	return slices.Clip(data), nil
}

// reader goes through a set in order and emits its inputs.
type reader struct {
	ctx context.Context
	opt Options
	set *Set
	// reserve takes n bytes from the budget, and waits for them.
	reserve func(n int64) error
	// emit takes an item over. Its error ends the reading.
	emit func(item) error
	// stream, when set, takes what has bytes instead, as a reader.
	stream func(Input, io.Reader) error
	index  int
	total  int
	head   [sniffLen]byte        // of the file at hand
	zstds  map[int]*zstd.Decoder // by depth of the archive
}

func newReader(ctx context.Context, s *Set) *reader {
	s.Admin = s.listed
	return &reader{ctx: ctx, opt: s.opt, set: s, total: len(s.entries)}
}

// run emits everything. Its error is that of ctx, reserve or emit.
func (r *reader) run() error {
	defer func() {
		for _, d := range r.zstds {
			d.Close()
		}
	}()
	for i := range r.set.entries {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		before := r.index
		if err := r.entry(&r.set.entries[i]); err != nil {
			return err
		}
		// An archive counted as one input until it was read.
		r.total = max(r.total, r.index+len(r.set.entries)-i-1)
		if r.index == before {
			r.total--
		}
	}
	return nil
}

func (r *reader) entry(e *entry) error {
	switch e.kind {
	case aSkip:
		return r.skip(e.path, e.skip)
	case aStdin:
		return r.stdin()
	case aRepo:
		return r.repository(e)
	}
	return r.file(e)
}

// file emits a file, or the members of an archive.
func (r *reader) file(e *entry) error {
	f, info, err := openRegular(e.tree, e.name)
	if err != nil {
		return r.skip(e.path, skipFor(err))
	}
	it := item{in: Input{Path: e.path, Mod: info.ModTime()}, file: f, size: info.Size()}
	head := r.head[:]
	n, err := f.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		it.drop()
		return r.skip(e.path, skipFor(err))
	}
	if kind := sniff(head[:n]); kind != plain {
		defer it.drop()
		src := source{path: e.path, kind: kind, r: f, at: f, size: it.size, mod: it.in.Mod, depth: 1}
		return r.topLevel(src)
	}
	if r.stream != nil {
		return r.streamFile(&it)
	}
	if it.size > r.opt.MaxFile {
		it.drop()
		return r.skip(e.path, skipFor(tooLargeError{it.size, r.opt.MaxFile}))
	}
	if err := r.take(&it, it.size); err != nil {
		it.drop()
		return err
	}
	return r.send(it)
}

// take reserves n bytes for it.
func (r *reader) take(it *item, n int64) error {
	it.reserved = n
	return r.reserve(n)
}

func (r *reader) send(it item) error {
	it.in.Index = r.index
	r.index++
	r.total = max(r.total, r.index)
	it.total = r.total
	return r.emit(it)
}

// sendData emits bytes that are in memory already.
func (r *reader) sendData(path string, mod time.Time, data []byte) error {
	if r.stream != nil {
		return r.stream(Input{Path: path, Mod: mod}, bytes.NewReader(data))
	}
	it := item{in: Input{Path: path, Mod: mod, Data: data}}
	if err := r.take(&it, int64(len(data))); err != nil {
		return err
	}
	return r.send(it)
}

func (r *reader) skip(path string, s *Skip) error {
	return r.send(item{in: Input{Path: path, Skip: s}})
}

// stdin emits standard input: one file, or the members of an archive. A zip is
// held in memory, since its table of contents stands at its end.
func (r *reader) stdin() error {
	counted := &counter{ctx: r.ctx, r: r.opt.Stdin}
	if r.opt.Stdin == nil {
		counted.r = eof{}
	}
	m := newMeter(r, func() int64 { return counted.n })
	err := r.member(m, "-", -1, time.Time{}, counted, 0)
	return r.stopped("-", m, err)
}

type eof struct{}

func (eof) Read([]byte) (int, error) { return 0, io.EOF }

// counter counts what is read through it, and ends with its context.
type counter struct {
	ctx context.Context
	r   io.Reader
	n   int64
}

func (c *counter) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// stopped turns the error that ended an archive into its last input.
func (r *reader) stopped(path string, m *meter, err error) error {
	if m.stop != nil && err == m.stop {
		return r.skip(path, m.stop.skip)
	}
	return err
}

// stopError ends one archive, with everything inside it, but no other input.
type stopError struct{ skip *Skip }

func (e *stopError) Error() string { return fmt.Sprint(e.skip.Reason, ": ", e.skip.Detail) }

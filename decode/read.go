package decode

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/event"
)

const (
	// batchLen is how much is read before the whole records of it are decoded.
	batchLen = 256 << 10
	// MaxRecord is the longest record that is decoded. A longer one is dropped,
	// up to the next line end.
	MaxRecord = 1 << 20
)

// ErrUnknownFormat says that no format recognised the source.
var ErrUnknownFormat = errors.New("no known format")

// Reading is what became of a source.
type Reading struct {
	Format *Format
	// Bytes were read, and Lines ends of lines in them. Left are those bytes of
	// a growing source that were not decoded.
	Bytes   int64
	Lines   int
	Left    int64
	Batches int
	// Sum is the SHA-256 of the whole source.
	Sum [32]byte
}

// Recognise returns the format that is surest of a source with that beginning,
// nil where none is sure at all. Of equals the first in the list.
func Recognise(formats []Format, head string) *Format {
	var best *Format
	sure := 0
	for i := range formats {
		if s := formats[i].Sniff(head[:min(len(head), HeadLen)]); s > sure {
			best, sure = &formats[i], s
		}
	}
	return best
}

// Read decodes a source to its end, with Options.Forced by the first format,
// else by the one that recognises it. It fails with ErrUnknownFormat before anything was given to the sink,
// with the context's error, or with that of r; what was read until then has been
// given.
func Read(ctx context.Context, r io.Reader, formats []Format, opt Options, to Sink) (Reading, error) {
	rd := reader{r: r, to: to, source: opt.Source, offset: opt.Offset, line: opt.Line, growing: opt.Growing, whole: sha256.New()}
	rd.fill(HeadLen)
	f := &formats[0]
	if !opt.Forced {
		if f = Recognise(formats, cmp.Or(opt.Head, string(rd.buf[:min(len(rd.buf), HeadLen)]))); f == nil {
			return Reading{}, cmp.Or(rd.err, ErrUnknownFormat)
		}
	}
	if !f.Verified || f.Compared != nil {
		to = &marker{Sink: to, format: f}
		rd.to = to
	}
	rd.decoder = f.New(opt)
	err := rd.run(ctx, f)
	rd.decoder.Flush(to)
	out := Reading{Format: f, Bytes: rd.offset - opt.Offset + int64(len(rd.buf)), Lines: rd.line - opt.Line, Left: int64(len(rd.buf)), Batches: rd.batches}
	rd.whole.Sum(out.Sum[:0])
	return out, err
}

// marker is a sink that marks the events of what was not compared with any
// expected answer.
type marker struct {
	Sink
	format *Format
	family string // of the event before, and whether it was compared
	known  bool
}

// Event implements Sink.
func (m *marker) Event(e *event.Event) {
	if e.Format != m.family || e.Format == "" {
		m.family, m.known = e.Format, m.format.Verified && slices.Contains(m.format.Compared, e.Format)
	}
	e.Unverified = e.Unverified || !m.known
	m.Sink.Event(e)
}

// Structure implements Accountant.
func (m *marker) Structure(n int64) { Structure(m.Sink, n) }

// reader cuts a source into batches.
type reader struct {
	r       io.Reader
	to      Sink
	decoder Decoder
	source  string
	buf     []byte // read and not yet given
	offset  int64  // of buf in the source
	line    int    // lines before buf
	growing bool
	eof     bool
	err     error // that ended the source
	batches int
	whole   interface {
		io.Writer
		Sum([]byte) []byte
	}
}

// fill reads until buf holds n bytes or the source ends, be it by a fault.
func (rd *reader) fill(n int) {
	for !rd.eof && len(rd.buf) < n {
		if cap(rd.buf) < n {
			rd.buf = append(make([]byte, 0, n), rd.buf...)
		}
		m, err := rd.r.Read(rd.buf[len(rd.buf):n])
		_, _ = rd.whole.Write(rd.buf[len(rd.buf) : len(rd.buf)+m]) // a hash never fails
		rd.buf = rd.buf[:len(rd.buf)+m]
		if err != nil {
			rd.eof = true
			if !errors.Is(err, io.EOF) {
				rd.err = err
			}
		}
	}
}

func (rd *reader) run(ctx context.Context, f *Format) error {
	split := f.Split
	if s, ok := rd.decoder.(Splitter); ok {
		split = s.Split
	}
	for want := batchLen; ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		rd.fill(want)
		whole := rd.eof && (!rd.growing || bytes.HasSuffix(rd.buf, []byte{'\n'}))
		n := split(rd.buf, whole)
		if rd.eof {
			if whole {
				n = len(rd.buf)
			}
			rd.give(n)
			return rd.err
		}
		switch {
		case n > 0:
			rd.give(n)
			want = max(batchLen, len(rd.buf)+batchLen/2)
		case len(rd.buf) < MaxRecord:
			want = min(2*want, MaxRecord)
		default:
			rd.skip()
			want = batchLen
		}
	}
}

// give decodes the first n bytes of buf.
func (rd *reader) give(n int) {
	if n == 0 {
		return
	}
	b := &event.Batch{Source: rd.source, Offset: rd.offset, Line: rd.line, Text: string(rd.buf[:n]), Sum: sha256.Sum256(rd.buf[:n])}
	rd.batches++
	rd.decoder.Decode(b, rd.to)
	rd.shift(n)
}

func (rd *reader) shift(n int) {
	rd.line += bytes.Count(rd.buf[:n], []byte{'\n'})
	rd.offset += int64(n)
	rd.buf = rd.buf[:copy(rd.buf, rd.buf[n:])]
}

// skip drops a record that is too long: all up to the next line end.
func (rd *reader) skip() {
	from := rd.offset
	for {
		if at := bytes.IndexByte(rd.buf, '\n'); at >= 0 {
			rd.shift(at + 1)
			break
		}
		rd.shift(len(rd.buf))
		if rd.eof {
			break
		}
		rd.fill(batchLen)
	}
	rd.to.Drop(coverage.Gap{
		Source: rd.source, Cause: coverage.Unparsed, Bytes: uint64(rd.offset - from),
		Reason: "a record of more than 1 MiB", Where: fmt.Sprintf("%s@%d", rd.source, from),
	})
}

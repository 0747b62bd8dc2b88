package file

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"
)

const (
	// sniffLen is one tar block, the longest that a format needs to be known.
	sniffLen = 512
	// maxNested bounds a zip inside another archive, which must be held in
	// memory beside the budget of the files in flight.
	maxNested = 64 * mib
	// zstdWindow bounds what a zstd decoder holds: what the highest of its
	// levels need. Inside another archive, where there can be very many, it is
	// what RFC 8878 §3.1.1.1.2 asks every decoder to support.
	zstdWindow       = 128 * mib
	zstdWindowNested = 8 * mib
)

// format is what the first bytes of a file say that it is.
type format uint8

const (
	plain format = iota
	isTar
	isZip
	isGzip
	isZstd
	isBzip2
	unopened // a container that is recognised, but not opened
)

var magics = []struct {
	prefix string
	format format
}{
	{"PK\x03\x04", isZip}, {"PK\x05\x06", isZip},
	{"\x1f\x8b", isGzip},
	{"\x28\xb5\x2f\xfd", isZstd},
	{"\xfd7zXZ\x00", unopened}, {"7z\xbc\xaf\x27\x1c", unopened}, {"Rar!\x1a\x07", unopened}, {"\x04\x22\x4d\x18", unopened},
}

// sniff goes by content, because collectors name their archives as they like.
func sniff(head []byte) format {
	for _, m := range magics {
		if bytes.HasPrefix(head, []byte(m.prefix)) {
			return m.format
		}
	}
	switch {
	case len(head) >= 10 && bytes.HasPrefix(head, []byte("BZh")) && string(head[4:10]) == "\x31\x41\x59\x26\x53\x59":
		return isBzip2
	case isTarHeader(head):
		return isTar
	}
	return plain
}

// isTarHeader checks the header checksum, the one thing that all dialects of
// tar share: the sum of the block with the checksum field read as spaces.
func isTarHeader(head []byte) bool {
	if len(head) < sniffLen {
		return false
	}
	field := strings.Trim(string(head[148:156]), " \x00")
	want, err := strconv.ParseInt(field, 8, 64)
	if err != nil {
		return false
	}
	sum := int64(8 * ' ')
	for i, b := range head[:sniffLen] {
		if i < 148 || i >= 156 {
			sum += int64(b)
		}
	}
	return sum == want
}

// source is one archive that is about to be opened.
type source struct {
	path  string
	kind  format
	r     io.Reader
	at    io.ReaderAt // nil when the archive can only be read in order
	size  int64       // -1 when unknown
	mod   time.Time
	depth int // 1 for an archive that is in no other
}

// topLevel opens an archive of its own, and reports when it had to be stopped.
func (r *reader) topLevel(src source) error {
	in := &counter{ctx: r.ctx, r: src.r}
	src.r = in
	m := newMeter(r, func() int64 {
		if src.kind == isZip {
			return src.size // read here and there, some parts perhaps twice
		}
		return in.n
	})
	return r.stopped(src.path, m, r.archive(m, src))
}

// archive emits the members of one archive. Its error ends all of the archive
// that the meter stands for.
func (r *reader) archive(m *meter, src source) error {
	switch {
	case src.kind == unopened:
		return r.skip(src.path, &Skip{Unsupported, "an archive of a kind that is not opened", "unpack it and name the folder, or pack it as tar, tar.gz, tar.zst or zip"})
	case src.depth > r.opt.MaxDepth:
		return r.skip(src.path, &Skip{TooDeep, "an archive inside an archive, more than " + strconv.Itoa(r.opt.MaxDepth) + " deep", "unpack it and name the folder"})
	case src.kind == isTar:
		return r.tar(m, src.path, src.r, src.depth)
	case src.kind == isZip:
		return r.zip(m, src)
	}
	return r.compressed(m, src)
}

// compressed emits what one compressor made: the members of a tar, or a single
// file.
func (r *reader) compressed(m *meter, src source) error {
	unpacked, err := r.decompress(src)
	if err != nil {
		return r.broken(m, src.path, err)
	}
	br := bufio.NewReaderSize(m.inflated(unpacked), 64*kib)
	head, err := br.Peek(sniffLen)
	if fatal := m.failed(); fatal != nil {
		return fatal
	}
	if len(head) == 0 && err != nil && err != io.EOF {
		return r.broken(m, src.path, err)
	}
	if sniff(head) == isTar {
		return r.tar(m, src.path, br, src.depth)
	}
	if err := m.entry(); err != nil {
		return err
	}
	name := stem(src.path)
	return r.member(m, src.path+"!/"+name, -1, src.mod, br, src.depth)
}

func (r *reader) decompress(src source) (io.Reader, error) {
	switch src.kind {
	case isZstd:
		return r.zstd(src)
	case isBzip2:
		return bzip2.NewReader(src.r), nil
	}
	return gzip.NewReader(src.r)
}

// zstd starts to decompress with the one decoder for archives at this depth:
// their windows cost more to make than small archives to read.
func (r *reader) zstd(src source) (io.Reader, error) {
	if d := r.zstds[src.depth]; d != nil {
		return d, d.Reset(src.r)
	}
	window := uint64(zstdWindow)
	if src.depth > 1 {
		window = zstdWindowNested
	}
	d, err := zstd.NewReader(src.r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(window))
	if err != nil {
		return nil, err
	}
	if r.zstds == nil {
		r.zstds = map[int]*zstd.Decoder{}
	}
	r.zstds[src.depth] = d
	return d, nil
}

// stem is the name of the file inside "r1.cfg.gz". The name that gzip stores is
// left alone: it is often absent, and hostile names come from there.
func stem(p string) string {
	base := path.Base(p)
	if cut := strings.TrimSuffix(base, path.Ext(base)); cut != "" && cut != "-" {
		return cut
	}
	return "data"
}

// member emits one file of size bytes (-1 when unknown), or what is in it when
// it is an archive itself. depth is that of the archive it lies in, 0 for none.
func (r *reader) member(m *meter, p string, size int64, mod time.Time, rd io.Reader, depth int) error {
	head := make([]byte, sniffLen)
	n, err := io.ReadFull(rd, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return r.broken(m, p, err)
	}
	head = head[:n]
	whole := io.MultiReader(bytes.NewReader(head), rd)
	if kind := sniff(head); kind != plain {
		return r.archive(m, source{path: p, kind: kind, r: whole, size: size, mod: mod, depth: depth + 1})
	}
	switch {
	case r.stream != nil:
		return r.streamMember(m, p, size, mod, whole)
	case size > r.opt.MaxFile:
		return r.skip(p, skipFor(tooLargeError{size, r.opt.MaxFile}))
	case size < 0:
		return r.unsized(m, p, mod, whole)
	}
	if err := m.deliver(size); err != nil {
		return err
	}
	it := item{in: Input{Path: p, Mod: mod}}
	if err := r.take(&it, size); err != nil {
		return err
	}
	it.in.Data = make([]byte, size)
	if _, err := io.ReadFull(whole, it.in.Data); err != nil {
		return r.halfRead(m, it, err)
	}
	// The reader is asked for the end too: that is where checksums are compared.
	if _, err := io.ReadFull(whole, make([]byte, 1)); err != io.EOF {
		return r.halfRead(m, it, err)
	}
	return r.send(it)
}

// unsized emits a file whose size is known only when it has been read.
func (r *reader) unsized(m *meter, p string, mod time.Time, rd io.Reader) error {
	data, err := readUpTo(rd, r.opt.MaxFile)
	if fatal := m.failed(); fatal != nil {
		return fatal
	}
	if errors.As(err, new(tooLargeError)) {
		return r.skip(p, skipFor(err))
	}
	if err != nil {
		return r.broken(m, p, err)
	}
	if err := m.deliver(int64(len(data))); err != nil {
		return err
	}
	return r.sendData(p, mod, data)
}

// halfRead emits a member that could not be read to its end. Its share of the
// budget travels with it and is given back when it has been delivered.
func (r *reader) halfRead(m *meter, it item, err error) error {
	if fatal := m.failed(); fatal != nil {
		return fatal
	}
	it.in.Data, it.in.Skip = nil, brokenSkip(err)
	return r.send(it)
}

// broken emits the skip for a damaged archive or member, unless err came from a
// bound of the archive as a whole.
func (r *reader) broken(m *meter, p string, err error) error {
	if fatal := m.failed(); fatal != nil {
		return fatal
	}
	return r.skip(p, brokenSkip(err))
}

func brokenSkip(err error) *Skip {
	s := &Skip{ArchiveBroken, "damaged", "collect or copy it again; what follows it in the archive may be missing"}
	switch {
	case err == nil:
		s.Detail = "longer than the archive says"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		s.Detail = "cut off before its end"
	default:
		s.Detail = "damaged: " + err.Error()
	}
	return s
}

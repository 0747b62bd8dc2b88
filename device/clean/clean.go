// Package clean turns the raw bytes of one collected file into text that a
// lexer can read.
//
// Files come from terminal captures, RANCID, Oxidized, copy and paste or an
// API. They carry pagers, echoed commands, prompts, escape sequences, mixed
// line ends and the output of other commands.
//
// Promise: Clean never fails and never panics, runs in linear time, and
// remembers what it removed and where. A configuration line is never joined
// with another and never dropped because it is long or odd. Text that an
// intruder can write (banners, quoted values, scripts) cannot end the
// configuration nor start it: a line is removed only when it is certain not to
// belong to it, and kept when in doubt. SHA256 is of the raw bytes.
package clean

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"strings"
)

// MaxRemoved bounds File.Removed; what is beyond is counted in RemovedMore.
const MaxRemoved = 4096

// File is one cleaned file.
type File struct {
	SHA256 [32]byte // of the raw bytes
	Bytes  int64    // length of the raw input
	// Text is the cleaned text, its lines separated by '\n', without '\r'. The
	// last line ends in '\n' where its raw line did. It may hold invalid UTF-8.
	Text string
	// LineNo holds the raw line number (from 1) of each line of Text, never
	// falling. Two lines of Text share a number where a lone carriage return
	// parted a raw line. nil means line i of Text is raw line i+1.
	LineNo   []int32
	RawLines int // number of raw lines; a last line without a line end counts
	// Removed is in file order, at most MaxRemoved entries.
	Removed     []Removal
	RemovedMore int // entries beyond MaxRemoved
	// Noisy says that pager, escape, backspace, prompt, echo or message noise
	// was removed. Line ends, a byte order mark and comments are not noise.
	Noisy        bool
	Marks        Marks
	Binary       bool // not text (archive, image, program…): Text is empty
	FinalNewline bool // the raw input ended in a line end
}

// Removal says what was removed, or noted, and where.
type Removal struct {
	Line int32 // raw line, from 1
	// Offset is the byte offset in the raw input; where that is UTF-16, in its
	// UTF-8 form.
	Offset int64
	Len    int32 // bytes; for KindCRLF and KindNUL the number of such bytes
	Kind   Kind
	Kept   bool // only noted: the bytes stay in Text
}

// Marks is provenance seen in the removed or kept text. Each line number is a
// raw line; 0 means not seen. Marks are read only where a device or collector
// writes them: before the first configuration line, around the configuration
// and after its end, never inside it.
type Marks struct {
	// DeclaredBytes is N of "Current configuration : N bytes".
	DeclaredBytes int64
	DeclaredLine  int32
	// ConfigBytes is the length of what the declaration covers, as found here:
	// from the line after it through the last "end" line (or the last line of
	// text where none stands), a line end as one byte, ^C as one byte. Whole
	// files of real devices hold 2 to 34 bytes less than they declare.
	// 0 means it cannot be measured: nothing declared, text masked or edited
	// by a collector.
	ConfigBytes int64
	// LastChange is the time as written. Where a system prints no time of
	// change (older NX-OS) it is the time of its "!Time:" line.
	LastChange, LastChangeBy string
	LastChangeLine           int32
	SavedAt, SavedBy         string // configuration last written to its store
	SavedLine                int32
	ContentType              string // value of RANCID-CONTENT-TYPE
	Collector                string // "rancid", "oxidized" or ""
	CollectorLine            int32
	// ClosingPrompt is a prompt after the configuration's last line: it proves
	// that the command ended.
	ClosingPrompt     string
	ClosingPromptLine int32
	Trailer           string // the collector's own end mark
	TrailerLine       int32
	Command           string // the command that showed the configuration
	CommandLine       int32
	// Shown says how much of the configuration that command shows.
	Shown       Shown
	Version     string // software version, from show version or a header comment
	VersionLine int32
	Masked      bool // secrets were replaced by marks such as <removed>
}

// Shown says how much of a configuration a command shows.
type Shown uint8

const (
	// ShownUnknown: no command was seen, or one that is not known.
	ShownUnknown Shown = iota
	// ShownPart: a command for a part, or one typed inside a part, or with a
	// filter behind it.
	ShownPart
	// ShownWhole: a command for the whole configuration, running or stored.
	ShownWhole
)

// Begun reports that something was seen which stands above a configuration: the
// command that showed it, or a comment of the device or of a collector.
func (m *Marks) Begun() bool {
	return m.CommandLine > 0 || m.DeclaredLine > 0 || m.CollectorLine > 0 || m.VersionLine > 0 || m.LastChangeLine > 0 || m.SavedLine > 0
}

// Clean cleans one file. It does not keep raw.
func Clean(raw []byte) *File {
	f := &File{SHA256: sha256.Sum256(raw), Bytes: int64(len(raw))}
	cleanInto(f, raw)
	return f
}

// Lines returns the number of lines of Text.
func (f *File) Lines() int { return countLines(f.Text) }

// RawLine returns the raw line number of line i of Text, both from 1, or 0
// where there is no such line.
func (f *File) RawLine(i int) int {
	switch {
	case i < 1:
		return 0
	case f.LineNo == nil:
		return i
	case i > len(f.LineNo):
		return 0
	}
	return int(f.LineNo[i-1])
}

// cleanInto does all but the hash.
func cleanInto(f *File, raw []byte) {
	if isBinary(raw) {
		f.Binary = true
		return
	}
	c := &cleaner{f: f}
	c.decode(raw)
	c.scrub()
	c.survey()
	c.emit()
	c.finish()
}

// cleaner is the state of one Clean call. Its passes run in the order of
// cleanInto; each reads what the former left.
type cleaner struct {
	f    *File
	src  []byte // decoded input without byte order mark
	base int64  // offset of src in the raw input
	sep  byte   // raw line separator, '\n' or, where none stands, '\r'

	buf []byte  // scrubbed text: no control noise, lines end in '\n'
	no  []int32 // raw line of each line of buf, nil for identity

	segs []segment
	// suspects says that lines may be noise of the kinds noiseLine knows, the
	// first at suspectFirst, the last at suspectLast, as offsets in buf.
	suspects                  bool
	suspectFirst, suspectLast int
	merged                    bool // too many segments: the last one takes the rest
	// strayAt is the offset of the last banner delimiter that closes nothing,
	// -1 for none; searched once, when strayDone is not set.
	strayAt   int
	strayDone bool
	lo, hi    int // the segments that make up the configuration
	cores     prompts

	crCount, nulCount int
	crAt, nulAt       place
	rawAt             rawCursor
}

// place is a raw position.
type place struct {
	line int32
	off  int64
}

// note records one removal at offset off of src, joining it to the one before
// where the two touch.
func (c *cleaner) note(line int32, off, n int, k Kind) {
	if k.noise() {
		c.f.Noisy = true
	}
	c.record(Removal{Line: line, Offset: c.base + int64(off), Len: clamp32(n), Kind: k})
}

func (c *cleaner) record(r Removal) {
	if n := len(c.f.Removed); n > 0 {
		last := &c.f.Removed[n-1]
		if last.Kind == r.Kind && last.Line == r.Line && last.Kept == r.Kept && last.Offset+int64(last.Len) == r.Offset {
			last.Len += r.Len
			return
		}
		// The later passes record less and say more; leave them room.
		if n >= MaxRemoved || r.Kind.control() && n >= MaxRemoved-512 {
			c.f.RemovedMore++
			return
		}
	}
	c.f.Removed = append(c.f.Removed, r)
}

// finish sorts the removals of all passes into file order.
func (c *cleaner) finish() {
	c.recordCounted(KindCRLF, c.crCount, c.crAt)
	c.recordCounted(KindNUL, c.nulCount, c.nulAt)
	slices.SortStableFunc(c.f.Removed, func(a, b Removal) int {
		switch {
		case a.Offset != b.Offset && a.Offset < b.Offset:
			return -1
		case a.Offset != b.Offset:
			return 1
		}
		return int(a.Kind) - int(b.Kind)
	})
}

func (c *cleaner) recordCounted(k Kind, n int, at place) {
	if n > 0 {
		c.record(Removal{Line: at.line, Offset: c.base + at.off, Len: clamp32(n), Kind: k})
	}
}

// rawLine returns the raw line number of line i (from 0) of buf.
func (c *cleaner) rawLine(i int) int32 {
	if c.no == nil {
		return int32(i + 1)
	}
	if i >= len(c.no) {
		return int32(c.f.RawLines)
	}
	return c.no[i]
}

// rawCursor walks the raw lines forward, so that all look-ups of one file
// together cost one pass.
type rawCursor struct {
	line int32 // from 0
	off  int
}

// rawOffset returns the offset in src at which a raw line (from 1) starts.
// Lines must be asked for in rising order.
func (c *cleaner) rawOffset(line int32) int {
	for c.rawAt.line < line-1 {
		i := bytes.IndexByte(c.src[c.rawAt.off:], c.sep)
		if i < 0 {
			c.rawAt.off = len(c.src)
			break
		}
		c.rawAt.off += i + 1
		c.rawAt.line++
	}
	return c.rawAt.off
}

func clamp32(n int) int32 {
	const most = 1<<31 - 1
	return int32(min(n, most))
}

func countLines(s string) int {
	n := strings.Count(s, "\n")
	if s != "" && s[len(s)-1] != '\n' {
		n++
	}
	return n
}

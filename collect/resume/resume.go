// Package resume remembers how far sources were read, so that the next run goes
// on behind that place.
//
// A source is known by its content, not by its name: by the hash of its first
// bytes. A log that was renamed by rotation, packed, or copied to another folder
// is the same source, and one of the same name with other content is a new one.
//
// Promise: what was read before is read again only where the state says nothing
// of it. A source whose bytes before the place changed is told, since logs only
// grow: somebody rewrote it. The state holds hashes and counts, no content.
package resume

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"
)

const (
	// headLen is how much of its beginning a source is known by, or all of it
	// where it was shorter.
	headLen = 4096
	// MaxBack is how many bytes of the end Done takes back at most: the longest
	// record that can be half written.
	MaxBack = 1 << 20
	// maxSources bounds a state; the sources seen longest ago go first.
	maxSources = 100_000
	// schema names the form of the file.
	schema = "linewarden/resume/1"
)

// ErrChanged says that a source known by its beginning is not what was read
// before: it is shorter, or other bytes stand before the place.
var ErrChanged = errors.New("changed before the place where reading had stopped")

// place is how far one source was read.
type place struct {
	// Head is the hash of the first HeadLen bytes, Sum that of the first Offset.
	Head    string `json:"head"`
	HeadLen int    `json:"head_len"`
	Sum     string `json:"sum"`
	Offset  int64  `json:"offset"`
	Lines   int    `json:"lines"`
	// Run counts the runs of the state, for forgetting.
	Run int64 `json:"run"`
}

// State is what is remembered. The zero State remembers nothing. It is used by
// one goroutine.
type State struct {
	places []place
	run    int64
	byHead map[string]int // index of places by head and length
}

// file is a State as it is written.
type file struct {
	Schema string  `json:"schema"`
	Run    int64   `json:"run"`
	Places []place `json:"sources"`
}

// Load reads a state.
func Load(data []byte) (*State, error) {
	var f file
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fmt.Errorf("no state of an earlier run: %w", err)
	}
	if f.Schema != schema {
		return nil, fmt.Errorf("no state of an earlier run: schema %q, want %q", f.Schema, schema)
	}
	for _, p := range f.Places {
		if p.Offset < 0 || p.HeadLen < 1 || p.HeadLen > headLen || int64(p.HeadLen) > p.Offset || p.Lines < 0 {
			return nil, errors.New("the state of an earlier run is damaged")
		}
	}
	s := &State{places: f.Places, run: f.Run + 1}
	s.index()
	return s, nil
}

// Save returns the state as bytes, the sources in a fixed order.
func (s *State) Save() ([]byte, error) {
	f := file{Schema: schema, Run: s.run, Places: slices.Clone(s.places)}
	if len(f.Places) > maxSources {
		slices.SortStableFunc(f.Places, func(a, b place) int { return int(b.Run - a.Run) })
		f.Places = f.Places[:maxSources]
	}
	slices.SortFunc(f.Places, func(a, b place) int {
		if a.Head < b.Head {
			return -1
		}
		return 1
	})
	out, err := json.MarshalIndent(f, "", " ")
	return append(out, '\n'), err
}

func (s *State) index() {
	s.byHead = map[string]int{}
	for i, p := range s.places {
		s.byHead[key(p.Head, p.HeadLen)] = i
	}
}

func key(head string, n int) string { return fmt.Sprint(head, "/", n) }

// Source is one source being read: a reader for what is new in it.
type Source struct {
	state *State
	known int // index of places, -1 for a new source
	// Offset and Lines are where the reading begins.
	Offset int64
	Lines  int

	r    io.Reader
	head []byte
	// sum has hashed all that was read but tail, since the reader may give some
	// of the end back.
	sum  hash.Hash
	tail []byte
	read int64
}

// Open finds the place in a source. r is at its beginning; what was read before
// is skipped, and Read gives the rest. With ErrChanged the Source is good too:
// it reads on behind the place, where there is something.
func (s *State) Open(r io.Reader) (*Source, error) {
	src := &Source{state: s, known: -1, r: r, sum: sha256.New()}
	head := make([]byte, headLen)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return src, err
	}
	src.head = head[:n]
	src.r = io.MultiReader(bytes.NewReader(src.head), r)
	src.known = s.find(src.head)
	if src.known < 0 {
		return src, nil
	}
	p := s.places[src.known]
	src.Offset, src.Lines = p.Offset, p.Lines
	skipped, err := io.CopyN(src.sum, src.r, p.Offset)
	src.read = skipped
	switch {
	case errors.Is(err, io.EOF):
		return src, ErrChanged
	case err != nil:
		return src, err
	case hex.EncodeToString(src.sum.Sum(nil)) != p.Sum:
		return src, ErrChanged
	}
	return src, nil
}

// find returns the place of the source with that beginning. The longest head
// that fits is the surest.
func (s *State) find(head []byte) int {
	best, length := -1, 0
	for _, n := range s.lengths() {
		if n > len(head) || n <= length {
			continue
		}
		sum := sha256.Sum256(head[:n])
		if i, ok := s.byHead[key(hex.EncodeToString(sum[:]), n)]; ok {
			best, length = i, n
		}
	}
	return best
}

// lengths are those of the heads in the state. Nearly all are headLen.
func (s *State) lengths() []int {
	seen := map[int]bool{}
	var out []int
	for _, p := range s.places {
		if !seen[p.HeadLen] {
			seen[p.HeadLen] = true
			out = append(out, p.HeadLen)
		}
	}
	return out
}

// Read gives the bytes behind the place.
func (src *Source) Read(b []byte) (int, error) {
	n, err := src.r.Read(b)
	src.read += int64(n)
	src.tail = append(src.tail, b[:n]...)
	if over := len(src.tail) - MaxBack; over > MaxBack {
		_, _ = src.sum.Write(src.tail[:over]) // a hash never fails
		src.tail = src.tail[:copy(src.tail, src.tail[over:])]
	}
	return n, err
}

// Head are the source's first bytes, at most 4096.
func (src *Source) Head() string { return string(src.head) }

// Done remembers that the source was read as far as Read has given, but for its
// last back bytes, at most MaxBack, with so many lines behind the place. An
// empty source is not remembered, nor one of which nothing was taken.
func (src *Source) Done(lines int, back int64) {
	s := src.state
	back = min(back, int64(len(src.tail)))
	offset := src.read - back
	head := src.head[:min(int64(len(src.head)), offset)]
	if len(head) == 0 {
		return
	}
	_, _ = src.sum.Write(src.tail[:int64(len(src.tail))-back])
	src.tail = nil
	sum := sha256.Sum256(head)
	p := place{
		Head: hex.EncodeToString(sum[:]), HeadLen: len(head), Sum: hex.EncodeToString(src.sum.Sum(nil)),
		Offset: offset, Lines: src.Lines + lines, Run: s.run,
	}
	if s.byHead == nil {
		s.byHead = map[string]int{}
	}
	if src.known < 0 {
		src.known = len(s.places)
		s.places = append(s.places, place{})
	}
	old := s.places[src.known]
	delete(s.byHead, key(old.Head, old.HeadLen))
	s.places[src.known] = p
	s.byHead[key(p.Head, p.HeadLen)] = src.known
}

// Package needle finds which of many texts occur in a text, letters of ASCII in
// either case.
//
// A Set is built once and never changes; any number of goroutines may scan with
// it. Scan looks at every fourth or second place of a text only, at a few bytes
// each, in a table of bits that stays in the caches of a processor: what is
// found there is then compared in full, so that every hit is a true one and none
// is missed. The cost of a scan follows the text, and hardly the number of needles.
package needle

import "fmt"

// Min is the least length of a needle, in bytes.
const Min = 4

// Hit is one place where a needle stands.
type Hit struct {
	// Needle is the index of the needle as it was given to New.
	Needle int32
	// At is the place of its first byte.
	At int32
}

// Set is a set of needles.
type Set struct {
	needles []string
	long    grams
	short   grams
}

// A long needle has a window of longWindow bytes. Scan looks at four bytes of
// every fourth place, one of which lies in the window wherever the needle stands.
// A short one has a window of shortWindow bytes, of which Scan looks at three
// bytes of every second place.
const (
	longStride, longBytes = 4, 4
	longWindow            = longStride + longBytes - 1

	shortStride, shortBytes = 2, 3
	shortWindow             = shortStride + shortBytes - 1
)

// New returns the set of some needles. They are compared with letters of ASCII
// in lower case; two that differ in case only are both found.
func New(needles []string) (*Set, error) {
	s := &Set{needles: make([]string, len(needles))}
	long, short := 0, 0
	for i, n := range needles {
		if len(n) < Min {
			return nil, fmt.Errorf("the needle %q has less than %d bytes", n, Min)
		}
		s.needles[i] = Fold(n)
		if len(n) >= longWindow {
			long++
		} else {
			short++
		}
	}
	s.long.init(long*longStride, longBytes)
	s.short.init(short*shortStride, shortBytes)
	longUse, shortUse := usage{}, usage{}
	longUse.count(s.needles, longBytes)
	shortUse.count(s.needles, shortBytes)
	for i, n := range s.needles {
		g, use, window := &s.long, longUse, longWindow
		if len(n) < longWindow {
			g, use, window = &s.short, shortUse, shortWindow
		}
		at := use.rarest(n, window, g.bytes)
		for o := at; o+g.bytes <= at+window; o++ {
			g.add(n[o:o+g.bytes], int32(i), int32(o))
		}
	}
	s.long.seal()
	s.short.seal()
	return s, nil
}

// Len returns the number of needles.
func (s *Set) Len() int { return len(s.needles) }

// Fold returns s with the letters A to Z in lower case.
func Fold(s string) string {
	for i := range len(s) {
		if 'A' <= s[i] && s[i] <= 'Z' {
			b := []byte(s)
			for j := i; j < len(b); j++ {
				if 'A' <= b[j] && b[j] <= 'Z' {
					b[j] |= 0x20
				}
			}
			return string(b)
		}
	}
	return s
}

// Scan appends to hits where needles stand in text, each place once, and returns
// the longer slice. Text is one of at most 2 GiB.
func (s *Set) Scan(text string, hits []Hit) []Hit {
	if s.long.entries != nil {
		hits = s.scanLong(text, hits)
	}
	if s.short.entries != nil {
		hits = s.scanShort(text, hits)
	}
	return hits
}

func (s *Set) scanLong(text string, hits []Hit) []Hit {
	bits, shift := s.long.bits, s.long.shift
	for i := 0; i+longBytes <= len(text); i += longStride {
		gram := uint32(text[i]) | uint32(text[i+1])<<8 | uint32(text[i+2])<<16 | uint32(text[i+3])<<24 | 0x20202020
		h := gram * multiplier >> shift
		if bits[h>>6]>>(h&63)&1 != 0 {
			hits = s.verify(&s.long, gram, text, i, hits)
		}
	}
	return hits
}

func (s *Set) scanShort(text string, hits []Hit) []Hit {
	bits, shift := s.short.bits, s.short.shift
	for i := 0; i+shortBytes <= len(text); i += shortStride {
		gram := uint32(text[i]) | uint32(text[i+1])<<8 | uint32(text[i+2])<<16 | 0x202020
		h := gram * multiplier >> shift
		if bits[h>>6]>>(h&63)&1 != 0 {
			hits = s.verify(&s.short, gram, text, i, hits)
		}
	}
	return hits
}

// verify compares the needles that have a gram with what stands around place i.
func (s *Set) verify(g *grams, gram uint32, text string, i int, hits []Hit) []Hit {
	for _, e := range g.find(gram) {
		at := i - int(e.offset)
		n := s.needles[e.needle]
		if at >= 0 && at+len(n) <= len(text) && equal(text[at:at+len(n)], n) {
			hits = append(hits, Hit{e.needle, int32(at)})
		}
	}
	return hits
}

// equal compares a text with one that is in lower case already.
func equal(text, folded string) bool {
	for i := range len(folded) {
		c := text[i]
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		if c != folded[i] {
			return false
		}
	}
	return true
}

// Length returns the length of a needle, in bytes.
func (s *Set) Length(n int32) int { return len(s.needles[n]) }

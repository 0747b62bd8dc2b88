package syslog

import (
	"strings"

	"github.com/linewarden/linewarden/decode/stamp"
)

const (
	// maxLayout bounds the bytes of a header that is remembered, and maxKeys and
	// maxAlike how many are: 512, about 300 KiB, for a source of very many devices.
	maxLayout = 96
	maxKeys   = 128
	maxAlike  = 4
	// keyed is how many bytes a line must have for its header to be looked for.
	keyed = 32
	// maxCredit is how many lines of others a header outlasts that is in use.
	maxCredit = 3
)

// layouts remember how the headers of a source were read, each in the place that
// its key gives: a device writes the same one again and again, but for digits of
// times, sequence numbers and processes. The zero layouts remember none.
type layouts struct{ sets [maxKeys]alike }

// alike are layouts with the same key.
type alike [maxAlike]*layout

// layout is a header from behind its priority up to its end. A line that has the same bytes there
// is read alike: nothing that is decided in a header leans on the value of a
// digit that may vary, but for the ranges of times, nor on what stands behind.
type layout struct {
	end    end
	length int
	words  []maskedWord
	// header is what all such lines share. Its texts are absent.
	header               Header
	marks                marks
	device, relay, outer clockTime
	credit               int
}

// end is where a layout ends.
type end uint8

const (
	noEnd     end = iota
	atTag         // with the "%" of the tag
	atProcess     // with the blank behind a process
	atName        // with the blank behind the first name; what follows is read part by part
)

// maskedWord is 8 bytes: low has the lower half of each digit that may vary, and
// want all other bits.
type maskedWord struct{ want, low uint64 }

// span is a piece of a line.
type span struct{ from, to int32 }

func spanOf(from, to int) span { return span{int32(from), int32(to)} }

func (s span) of(line string) string { return line[s.from:s.to] }

// marks are where the parts of a header stand in its line.
type marks struct {
	host, via, node, program, pid, sequence, device, relay, tag span
	outer                                                       span // the stamp before the relay's, which the header forgets
	// parts are those up to the first name.
	parts uint8
	// odd says that there are more parts than marks.
	odd bool
}

// clockTime is where the "13:02:11" of a stamp stands, and behind it a fraction.
type clockTime struct {
	at       int32
	fraction span
}

// find returns the layouts that a header may have which s begins with, nil where
// none are remembered.
func (ls *layouts) find(s string) *alike {
	if ls == nil || len(s) < keyed {
		return nil
	}
	at := 16 // behind "Nov 22 13:02:11 " stands what tells devices apart
	if s[10] == 'T' {
		if blank := strings.IndexByte(s[:len(s)-16], ' '); blank > 0 {
			at = blank + 1
		}
	}
	key := fold(word(s))*0x9fb21c651e98df25 ^ fold(word(s[at:]))*0x9e3779b97f4a7c15 ^ fold(word(s[at+8:]))*0xd6e8feb86659fd93
	return &ls.sets[(key^key>>29)*0x9e3779b97f4a7c15>>32%maxKeys]
}

// read reads the header by the first layout that it has, and says no where it must
// be read part by part.
func (a *alike) read(p *parser, hasPri bool) bool {
	at := p.i
	for i, l := range a {
		if l == nil {
			return false
		}
		if !l.fits(p.s[at:]) || l.header.HasPri != hasPri {
			continue
		}
		if l.read(p) {
			l.credit = maxCredit
			if i > 0 {
				a[i-1], a[i] = l, a[i-1]
			}
			return true
		}
		p.i = at
	}
	return false
}

// fold takes away what tells digits apart.
func fold(x uint64) uint64 {
	letters := x & 0x4040404040404040
	return x & (0xf0f0f0f0f0f0f0f0 | (letters>>2 - letters>>6))
}

// word takes the first 8 bytes as a number.
func word(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// fits says whether s begins with the layout's bytes, any digits in place of those that may vary.
func (l *layout) fits(s string) bool {
	if len(s) < l.length {
		return false
	}
	at := 0
	for i := range l.words {
		w := &l.words[i]
		at = min(i*8, l.length-8)
		x := word(s[at : at+8])
		if x&^w.low != w.want || (x&w.low+w.low&0x0606060606060606)&0x1010101010101010 != 0 {
			return false
		}
	}
	return true
}

// read fills p.h from a line that has the layout from p.i on, and says no where
// the line has no such time, no tag behind its "%", or more parts.
func (l *layout) read(p *parser) bool {
	s := p.s[p.i:]
	h, m := p.h, &l.marks
	*h = l.header
	if h.HasDevice && !l.device.read(s, &h.Device) || h.HasRelay && !l.relay.read(s, &h.Relay) {
		return false
	}
	var forgotten stamp.Stamp
	if m.outer.to > 0 && !l.outer.read(s, &forgotten) {
		return false
	}
	h.Host, h.Via, h.Node = m.host.of(s), m.via.of(s), m.node.of(s)
	h.Program, h.PID = m.program.of(s), m.pid.of(s)
	for _, c := range []byte(m.sequence.of(s)) {
		h.Sequence = h.Sequence*10 + uint64(c-'0')
	}
	switch l.end {
	case atTag:
		p.i += l.length - 1
		return p.tag()
	case atProcess:
		p.i += l.length
		p.behindProgram()
	default:
		p.i += l.length
		p.parts(int(m.parts))
		return h.Tag == "" && h.Program == "" // else a longer one is worth its place
	}
	return true
}

// read puts the time of day into st, and says no where it is none.
func (c *clockTime) read(s string, st *stamp.Stamp) bool {
	t := s[c.at : c.at+8]
	st.Hour, st.Minute, st.Second = two(t), two(t[3:]), two(t[6:])
	if st.Hour > 23 || st.Minute > 59 || st.Second > 60 {
		return false
	}
	st.Micro = 0
	scale := 100_000
	for i := c.fraction.from; i < c.fraction.to; i++ {
		st.Micro += int(s[i]-'0') * scale
		scale /= 10
	}
	return true
}

func two(s string) int { return int(s[0]-'0')*10 + int(s[1]-'0') }

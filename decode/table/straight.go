package table

import (
	"math"
	"strings"

	"github.com/linewarden/linewarden/event"
)

// maxStraight bounds the captures of a text that is fitted without going back.
const maxStraight = 16

// verdict is what fitting without going back says.
type verdict uint8

const (
	unsure verdict = iota // only the matcher can say
	fits
	never
)

// taken is what a capture took: a piece of the text, read as its field's type.
type taken struct {
	number   uint64 // a number, or an IPv4 address in its four low bytes
	from, to int32
	step     uint8
	form     form
}

// maxText bounds the texts that are matched, far above any record's length.
const maxText = math.MaxInt32

// form says what of a taken piece is the value.
type form uint8

const (
	asText form = iota
	asNumber
	asIPv4
	asAddr // in text only, since it is longer than a number
)

// straight fits the pattern as the matcher would without ever going back, but
// out of the last group: each capture takes the first piece that its field can
// hold, each group is entered if its first literal stands there. Nearly every
// line of a known wording fits so. Where it does not, and no capture before had
// another choice, nothing fits.
func (p *pattern) straight(text string, out *[maxStraight]taken) (n int, v verdict) {
	g := entered{failed: never, tries: maxTries}
	for {
		if n, v = p.walk(text, out, &g); v == fits || !g.may {
			return n, v
		}
		g.may = false
	}
}

// entered is where walk begins: in front of the pattern, or behind the last group
// that it has entered, if it must be missing.
type entered struct {
	at, n, step int
	failed      verdict
	// may says that no capture since had another choice.
	may   bool
	tries int
}

// walk fits the pattern from g on, and puts into g the last group that it enters.
func (p *pattern) walk(text string, out *[maxStraight]taken, g *entered) (n int, v verdict) {
	at, n, failed := g.at, g.n, g.failed
	for i := g.step; i < len(p.steps); i++ {
		s := &p.steps[i]
		if s.literal != "" {
			length := prefix(text[at:], s.literal)
			if length < 0 {
				return 0, failed
			}
			at += length
			continue
		}
		if s.after > 0 {
			before, length := at, 0
			if first := &p.steps[i+1]; first.literal != "" {
				if length = prefix(text[at:], first.literal); length < 0 {
					i = s.after - 1
					continue
				}
				i++ // it is read already
			}
			at += length
			g.at, g.n, g.step, g.failed, g.may = before, n, s.after, failed, true
			failed = unsure
			continue
		}
		if n == maxStraight {
			g.may = false
			return 0, unsure
		}
		c := &out[n]
		end, literal, only := s.first(text[at:], c, &g.tries)
		if end < 0 {
			return 0, failed
		}
		if !only {
			failed, g.may = unsure, false
		}
		c.from, c.to, c.step = c.from+int32(at), c.to+int32(at), uint8(i)
		n++
		at += end + literal
		if literal > 0 {
			i++
		}
	}
	if !p.open && !blankEnd(text[at:]) {
		return 0, failed
	}
	return n, fits
}

// first returns how much of the text the capture takes at least, -1 where it can
// take nothing, and puts what that is into c. Where only one literal may follow,
// and was read with it, literal is what that takes up; else it is 0. only says
// that the capture could not take more either.
func (s *step) first(text string, c *taken, tries *int) (n, literal int, only bool) {
	switch s.quick {
	case byDigits:
		if n, number := leadingDigits(text); n > 0 {
			if literal, ok := s.stopsAt(text[n:]); ok {
				c.from, c.to, c.form, c.number = 0, int32(n), asNumber, number
				return n, literal, false
			}
		}
	case byIPv4:
		if n, a := leadingIPv4(text); n > 0 {
			if literal, ok := s.stopsAt(text[n:]); ok {
				c.from, c.to, c.form, c.number = 0, int32(n), asIPv4, a
				return n, literal, false
			}
		}
	case byBlank:
		if n := strings.IndexByte(text, ' '); n > 0 {
			if literal, ok := s.stopsAt(text[n:]); ok && s.value(text[:n], c) {
				return n, literal, true
			}
		}
		return -1, 0, false
	case byText:
		if text == "" {
			return -1, 0, false
		}
		stop := &s.stops[0]
		n := stop.find(text[1:]) + 1
		if n == 0 {
			return -1, 0, false
		}
		if text[0] != ' ' && text[n-1] != ' ' {
			c.from, c.to, c.form = 0, int32(n), asText
			return n, stop.length(text[n:]), false
		}
	}
	limit := s.limit(text)
	for n := 1; n <= limit && *tries > 0; n++ {
		*tries--
		if n = s.end(text, n, limit); n < 0 {
			break
		}
		if s.value(text[:n], c) {
			return n, 0, s.shape == quoted || s.shape == rest
		}
	}
	return -1, 0, false
}

// length is what the stop takes up that stands at the beginning of text.
func (s *stop) length(text string) int {
	if s.whole {
		return len(s.literal)
	}
	return prefix(text, s.literal)
}

// quick is a shorter way to the first piece that a capture can take.
type quick uint8

const (
	notQuick quick = iota
	byDigits       // a number ends where its digits do
	byIPv4         // an address where its digits and dots do
	byBlank        // a word at the first blank
	byText         // any text at the one literal that may follow
)

// quickest finds it. A literal that could begin within the piece rules it out.
func (s *step) quickest() quick {
	if s.shape == anyText && s.typ == asText && len(s.stops) == 1 && !s.last {
		return byText
	}
	for _, stop := range s.stops {
		if c := stop.literal[0]; '0' <= c && c <= '9' || c == '.' {
			return notQuick
		}
	}
	switch {
	case s.shape == quoted || s.shape == rest:
	case s.typ == asNumber && s.to.field != event.Duration:
		return byDigits
	case s.typ == asAddr:
		return byIPv4
	case s.shape == oneWord && len(s.stops) == 1 && !s.last && s.stops[0].literal[0] == ' ':
		return byBlank
	}
	return notQuick
}

// stopsAt says whether what may follow the capture stands at the beginning, and
// how much of the text that is where nothing else may follow.
func (s *step) stopsAt(text string) (literal int, ok bool) {
	if text == "" {
		return 0, s.last
	}
	if len(s.stops) == 1 && !s.last {
		n := prefix(text, s.stops[0].literal)
		return max(n, 0), n >= 0
	}
	for i := range s.stops {
		if prefix(text, s.stops[i].literal) >= 0 {
			return 0, true
		}
	}
	return 0, false
}

// leadingDigits reads a number of up to 18 digits; a longer one is left to number.
func leadingDigits(text string) (n int, number uint64) {
	for n < len(text) {
		d := text[n] - '0'
		if d > 9 {
			break
		}
		if n == 18 {
			return 0, 0
		}
		number = number*10 + uint64(d)
		n++
	}
	return n, number
}

// leadingIPv4 reads the address that the text's digits and dots are.
func leadingIPv4(text string) (n int, a uint64) {
	dots, part, digits := 0, uint64(0), 0
	for n < len(text) {
		d := uint64(text[n] - '0')
		switch {
		case d <= 9:
			if part = part*10 + d; part > 255 || digits > 0 && part < 10 {
				return 0, 0 // too large, or with a leading zero
			}
			digits++
		case text[n] == '.' && digits > 0 && dots < 3:
			a, part, digits = a<<8|part, 0, 0
			dots++
		case text[n] == '.' || dots < 3 || digits == 0:
			return 0, 0
		default:
			return n, a<<8 | part
		}
		n++
	}
	if dots < 3 || digits == 0 {
		return 0, 0
	}
	return n, a<<8 | part
}

// mayFit says whether the pieces of the literals that no group holds stand in
// the text, in their order. Where they do not, the matcher need not look.
func (p *pattern) mayFit(text string) bool {
	for _, piece := range p.must {
		i := strings.Index(text, piece)
		if i < 0 {
			return false
		}
		text = text[i+len(piece):]
	}
	return true
}

// fill puts into the event what the captures took, as the matcher does: extra
// fields in the order of the text, in front of those that are fixed; of a field
// that two captures have the first counts.
func (p *pattern) fill(en *entry, text string, captures []taken, e *event.Event) {
	for i := range captures {
		c := &captures[i]
		s := &p.steps[c.step]
		if s.typed {
			continue
		}
		if name := s.extra(c.form); name != "" {
			e.Extra = append(e.Extra, event.Extra{Name: name, Value: text[c.from:c.to]})
		}
	}
	en.fixed.apply(e)
	for i := len(captures) - 1; i >= 0; i-- {
		c := &captures[i]
		s := &p.steps[c.step]
		switch v := text[c.from:c.to]; {
		case s.typed:
			s.put(v, c.form, c.number, e)
		case s.skip:
		case s.where >= 0:
			en.where[s.where].apply(v, e)
		case s.extra(c.form) == "":
			s.put(v, c.form, c.number, e)
		}
	}
}

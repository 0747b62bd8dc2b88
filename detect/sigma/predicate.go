package sigma

import (
	"math"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/linewarden/linewarden/detect/sigma/rule"
)

// predicate is a test ready to be asked.
type predicate struct {
	kind   rule.Kind
	field  FieldID
	ref    FieldID
	any    bool // no field: every value that keywords look at
	cased  bool
	common bool // true of so many events that it is not looked for
	part   rule.Part
	order  rule.Order
	unit   rule.Unit
	number float64
	prefix netip.Prefix
	regexp *regexp.Regexp
	glob   glob
	// missing is what a reader is told that an unknown answer needs.
	missing string
}

// answer is one of three values; the zero answer is not known yet.
type answer uint8

const (
	unasked answer = iota
	no
	unknown
	yes
)

// ask answers a predicate of a record, with three values.
func (p *predicate) ask(r *Record) answer {
	switch {
	case p.any:
		return p.askAny(r)
	case p.kind == rule.Unresolved:
		return unknown
	}
	at := r.last(p.field)
	switch p.kind {
	case rule.Exists:
		return known(at >= 0)
	case rule.Null:
		return known(at < 0 || r.values[at].null)
	}
	if at < 0 {
		return unknown
	}
	if p.kind == rule.FieldRef {
		return p.askRef(r, at)
	}
	for ; at >= 0; at = r.values[at].before {
		if v := &r.values[at]; !v.null && p.holds(v.text) {
			return yes
		}
	}
	return no
}

func known(b bool) answer {
	if b {
		return yes
	}
	return no
}

// askAny asks all values that keywords look at. An event without one is no
// evidence of what its text was.
func (p *predicate) askAny(r *Record) answer {
	out := unknown
	for i := range r.values {
		if v := &r.values[i]; v.keywords {
			if p.kind != rule.Unresolved && p.holds(v.text) {
				return yes
			}
			if p.kind != rule.Unresolved {
				out = no
			}
		}
	}
	return out
}

func (p *predicate) askRef(r *Record, at int32) answer {
	ref := r.last(p.ref)
	if ref < 0 {
		return unknown
	}
	for ; at >= 0; at = r.values[at].before {
		for other := ref; other >= 0; other = r.values[other].before {
			if p.refers(r.values[at], r.values[other]) {
				return yes
			}
		}
	}
	return no
}

// refers compares the values of two fields. What is null is like nothing.
func (p *predicate) refers(a, b value) bool {
	if a.null || b.null {
		return false
	}
	x, y := a.text, b.text
	if !p.cased {
		x, y = fold(x), fold(y)
	}
	switch p.part {
	case rule.Anywhere:
		return strings.Contains(x, y)
	case rule.Start:
		return strings.HasPrefix(x, y)
	case rule.End:
		return strings.HasSuffix(x, y)
	}
	return x == y
}

// holds asks about one text.
func (p *predicate) holds(text string) bool {
	switch p.kind {
	case rule.Match:
		return p.glob.match(text)
	case rule.Regexp:
		return p.regexp.MatchString(text)
	case rule.CIDR:
		a, err := netip.ParseAddr(text)
		if err != nil {
			return false
		}
		if a.Is4In6() && p.prefix.Addr().Is4() {
			a = a.Unmap()
		}
		return p.prefix.Contains(a.WithZone(""))
	}
	n, ok := p.take(text)
	if !ok {
		return false
	}
	switch p.order {
	case rule.Less:
		return n < p.number
	case rule.LessOrEqual:
		return n <= p.number
	case rule.Greater:
		return n > p.number
	case rule.GreaterOrEqual:
		return n >= p.number
	}
	return n == p.number
}

// take is the number that a comparison looks at.
func (p *predicate) take(text string) (float64, bool) {
	if p.unit == rule.None {
		n, err := strconv.ParseFloat(text, 64)
		return n, err == nil && !math.IsNaN(n)
	}
	t, ok := date(text)
	if !ok {
		return 0, false
	}
	switch p.unit {
	case rule.Minute:
		return float64(t.Minute()), true
	case rule.Hour:
		return float64(t.Hour()), true
	case rule.Day:
		return float64(t.Day()), true
	case rule.Week:
		_, week := t.ISOWeek()
		return float64(week), true
	case rule.Month:
		return float64(t.Month()), true
	}
	return float64(t.Year()), true
}

var layouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999", "2006-01-02"}

// date reads a date as it is written: nothing is moved to another zone. A number
// is seconds, milliseconds, microseconds or nanoseconds since 1970 UTC, by its
// size.
func date(text string) (time.Time, bool) {
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}, false
	}
	switch size := max(n, -n); {
	case size < 1e11:
		return time.Unix(n, 0).UTC(), true
	case size < 1e14:
		return time.UnixMilli(n).UTC(), true
	case size < 1e17:
		return time.UnixMicro(n).UTC(), true
	}
	return time.Unix(0, n).UTC(), true
}

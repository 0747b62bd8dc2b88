package table

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/event"
)

// result is what an entry or a word sets, the same for each record.
type result struct {
	hasKind bool
	kind    event.Kind
	action  string
	outcome event.Outcome
	set     []slot
	values  []string
	// rule and unverified are those of an entry, and nothing of a word.
	rule       string
	unverified bool
}

func (r *result) compile(f fixed) error {
	var ok bool
	if f.Kind != "" {
		if r.kind, ok = event.KindNamed(f.Kind); !ok {
			return fmt.Errorf("kind %q is none", f.Kind)
		}
		r.hasKind = true
	}
	if r.action = f.Action; f.Action != "" && !event.IsAction(f.Action) {
		return fmt.Errorf("action %q is no word of the vocabulary", f.Action)
	}
	if r.outcome, ok = event.OutcomeNamed(f.Outcome); !ok {
		return fmt.Errorf("outcome %q is none", f.Outcome)
	}
	for _, x := range f.Set {
		s, err := slotNamed(x.Name)
		if err != nil {
			return err
		}
		if !s.takes(x.Value) {
			return fmt.Errorf("%s cannot hold %q", x.Name, x.Value)
		}
		r.set = append(r.set, s)
		r.values = append(r.values, x.Value)
	}
	return nil
}

func (r *result) apply(e *event.Event) {
	if r.rule != "" {
		e.Rule, e.Unverified = r.rule, r.unverified
	}
	if r.hasKind {
		e.Kind = r.kind
	}
	if r.action != "" {
		e.SetText(event.Action, r.action)
	}
	if r.outcome != event.NotSaid {
		e.Outcome = r.outcome
	}
	for i, s := range r.set {
		s.put(e, r.values[i])
	}
}

// words are what each word of a "where" sets, in the order of the alphabet. There
// are few, and most differ in length, so that comparing is the quickest search.
type words []word

type word struct {
	text string
	sets result
}

// apply sets what the word does, or else what "*" does.
func (ws words) apply(text string, e *event.Event) {
	other := -1
	for i := range ws {
		switch ws[i].text {
		case text:
			ws[i].sets.apply(e)
			return
		case "*":
			other = i
		}
	}
	if other >= 0 {
		ws[other].sets.apply(e)
	}
}

// slot is a place of an event: a typed column, or an extra field by its name.
type slot struct {
	field event.Field
	extra string
}

func slotNamed(name string) (slot, error) {
	if f := event.FieldNamed(name); f != event.None {
		return slot{field: f}, nil
	}
	if event.IsExtra(name) {
		return slot{extra: name}, nil
	}
	return slot{}, fmt.Errorf("%q is no field of an event", name)
}

// takes says whether put would store s.
func (s slot) takes(v string) bool {
	switch {
	case v == "":
		return false
	case s.field.IsAddr():
		_, ok := address(v)
		return ok
	case s.field.IsNumber():
		_, ok := number(s.field, v)
		return ok
	}
	return true
}

// put stores v, and says whether the place can hold it.
func (s slot) put(e *event.Event, v string) bool {
	switch {
	case v == "":
		return false
	case s.field.IsAddr():
		a, ok := address(v)
		if ok {
			e.SetAddr(s.field, a)
		}
		return ok
	case s.field.IsNumber():
		n, ok := number(s.field, v)
		if ok {
			e.SetNumber(s.field, n)
		}
		return ok
	case s.field != event.None:
		e.SetText(s.field, v)
	default:
		e.AddExtra(s.extra, v)
	}
	return true
}

// address reads an address as devices write it. A text that cannot be one is
// sent back before ParseAddr, whose errors allocate.
func address(v string) (netip.Addr, bool) {
	if len(v) < 2 || len(v) > 64 {
		return netip.Addr{}, false
	}
	if n, ok := ipv4(v); ok {
		return netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}), true
	}
	for i := 0; i < len(v); i++ {
		c := v[i]
		if !isHex(c) && c != '.' && c != ':' {
			if c == '%' && i > 0 {
				break
			}
			return netip.Addr{}, false
		}
	}
	if strings.IndexByte(v, ':') < 0 && strings.Count(v, ".") != 3 {
		return netip.Addr{}, false
	}
	a, err := netip.ParseAddr(v)
	return a.Unmap(), err == nil
}

// ipv4 reads the four numbers of an address, as strictly as netip does, into the
// four low bytes of a.
func ipv4(v string) (a uint64, ok bool) {
	if len(v) < 7 || len(v) > 15 {
		return 0, false
	}
	dots, n, digits := 0, uint64(0), 0
	for i := 0; i < len(v); i++ {
		d := uint64(v[i] - '0')
		if d <= 9 {
			if n = n*10 + d; n > 255 || digits > 0 && n < 10 {
				return 0, false // too large, or with a leading zero
			}
			digits++
			continue
		}
		if v[i] != '.' || digits == 0 || dots == 3 {
			return 0, false
		}
		a, n, digits = a<<8|n, 0, 0
		dots++
	}
	return a<<8 | n, dots == 3 && digits > 0
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}

// number reads a count; for Protocol also a name, and for a Duration also
// "1:02:03" and "0h:00m:30s", since that is how devices write them.
func number(f event.Field, v string) (uint64, bool) {
	if c := v[0]; '0' <= c && c <= '9' {
		if f == event.Duration && strings.IndexByte(v, ':') > 0 {
			return clockDuration(v)
		}
		return digits(v)
	}
	if f == event.Protocol {
		p, ok := Protocol(v)
		return uint64(p), ok
	}
	if strings.HasPrefix(v, "0x") {
		n, err := strconv.ParseUint(v[2:], 16, 64)
		return n, err == nil
	}
	return 0, false
}

func digits(v string) (uint64, bool) {
	if strings.HasPrefix(v, "0x") {
		n, err := strconv.ParseUint(v[2:], 16, 64)
		return n, err == nil
	}
	if len(v) > 19 {
		return 0, false
	}
	var n uint64
	for i := 0; i < len(v); i++ {
		d := v[i] - '0'
		if d > 9 {
			return 0, false
		}
		n = n*10 + uint64(d)
	}
	return n, true
}

// clockDuration reads hours, minutes and seconds as microseconds.
func clockDuration(v string) (uint64, bool) {
	var total, part uint64
	colons, digit := 0, false
	for i := 0; i < len(v); i++ {
		switch c := v[i]; {
		case '0' <= c && c <= '9':
			part, digit = part*10+uint64(c-'0'), true
			if part > 1<<31 {
				return 0, false
			}
		case c == ':' && digit && colons < 2:
			total, part, digit = (total+part)*60, 0, false
			colons++
		case c == "hms"[min(colons, 2)] && digit:
		default:
			return 0, false
		}
	}
	return (total + part) * 1e6, colons == 2 && digit
}

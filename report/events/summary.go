package events

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/internal/escape"
)

// maxCounted bounds the devices of one format that are told apart.
const maxCounted = 100_000

// Summary counts what was read, by format.
type Summary struct {
	// Inputs and Bytes were read; Skipped inputs were not, each with the reason.
	Inputs  int
	Bytes   int64
	Skipped []Skip
	// All lists every input that was not read, instead of a few of each reason.
	All bool

	families map[string]*family
	sessions sessions
	gaps     []coverage.Gap
}

// shownSkips is how many inputs of one reason the text names.
const shownSkips = 5

// Skip is an input without events.
type Skip struct{ Path, Reason, Hint string }

// family counts one format.
type family struct {
	name              string
	events, unknown   uint64
	unverified        uint64
	redacted, noTime  uint64
	kinds             [event.Intercept + 1]uint64
	first, last       int64
	reporters         map[string]struct{}
	guessed, clockBad uint64
}

// Count adds an event.
func (s *Summary) Count(e *event.Event) {
	f := s.families[e.Format]
	if f == nil {
		if s.families == nil {
			s.families = map[string]*family{}
		}
		f = &family{name: e.Format, reporters: map[string]struct{}{}}
		s.families[e.Format] = f
	}
	f.events++
	f.kinds[e.Kind]++
	if e.Kind == event.System && e.Text(event.Action) == "" {
		f.unknown++
	}
	if e.Unverified {
		f.unverified++
	}
	if e.Redacted {
		f.redacted++
	}
	f.times(e)
	if name := e.Text(event.Reporter); name != "" && len(f.reporters) < maxCounted {
		if _, ok := f.reporters[name]; !ok {
			f.reporters[strings.Clone(name)] = struct{}{}
		}
	}
}

func (f *family) times(e *event.Event) {
	if e.Clock&(event.YearGuessed|event.ZoneGuessed) != 0 {
		f.guessed++
	}
	if e.Clock&(event.Unset|event.Unsynchronised|event.OutOfRange) != 0 {
		f.clockBad++
	}
	if e.Time == 0 {
		f.noTime++
		return
	}
	if f.first == 0 || e.Time < f.first {
		f.first = e.Time
	}
	f.last = max(f.last, e.Time)
}

// sessions counts the logins that events are of.
type sessions struct{ all, noStart, noEnd uint64 }

// Session adds a login; start and end say whether there is a record of each.
func (s *Summary) Session(start, end bool) {
	s.sessions.all++
	if !start {
		s.sessions.noStart++
	}
	if !end {
		s.sessions.noEnd++
	}
}

// Gaps sets what was not seen, in the order of coverage.Log.Gaps.
func (s *Summary) Gaps(gaps []coverage.Gap) { s.gaps = gaps }

// Events is the number of events.
func (s *Summary) Events() uint64 {
	var n uint64
	for _, f := range s.families {
		n += f.events
	}
	return n
}

func (s *Summary) sorted() []*family {
	var out []*family
	for _, f := range s.families {
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b *family) int {
		return cmp.Or(-cmp.Compare(a.events, b.events), cmp.Compare(a.name, b.name))
	})
	return out
}

// reasons adds up the gaps of one reason.
func (s *Summary) reasons() []coverage.Gap {
	byReason := map[string]*coverage.Gap{}
	for _, g := range s.gaps {
		key := g.Kind + "\x00" + g.Reason
		if old := byReason[key]; old != nil {
			old.Count += g.Count
			old.Bytes += g.Bytes
			continue
		}
		c := g
		byReason[key] = &c
	}
	var out []coverage.Gap
	for _, g := range byReason {
		out = append(out, *g)
	}
	slices.SortFunc(out, func(a, b coverage.Gap) int {
		return cmp.Or(-cmp.Compare(a.Count, b.Count), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Reason, b.Reason))
	})
	return out
}

// Text is the summary for people.
func (s *Summary) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Read %s of %s in %s\n", plural(s.Events(), "event"), size(s.Bytes), plural(uint64(s.Inputs), "input"))
	if len(s.families) > 0 {
		fmt.Fprintf(&b, "\n  %-12s %11s %8s %8s %8s %9s %8s  %s\n", "format", "events", "sources", "no rule", "hidden", "no time", "guessed", "from … to (UTC)")
	}
	for _, f := range s.sorted() {
		span := "-"
		if f.first != 0 {
			span = day(f.first) + " … " + day(f.last)
		}
		note := ""
		switch f.unverified {
		case 0:
		case f.events:
			note = "  unverified: no real sample with expected answers exists"
		default:
			note = "  " + count(f.unverified) + " unverified: wordings without a compared sample"
		}
		fmt.Fprintf(&b, "  %-12s %11s %8d %8s %8s %9s %8s  %s%s\n", escape.Line(f.name), count(f.events), len(f.reporters), count(f.unknown), count(f.redacted), count(f.noTime), count(f.guessed), span, note)
	}
	if n := s.sessions; n.all > 0 {
		fmt.Fprintf(&b, "\n%s: %s without a record of the login, %s without one of the logout\n", plural(n.all, "session"), count(n.noStart), count(n.noEnd))
	}
	s.notSeen(&b)
	return b.String()
}

func (s *Summary) notSeen(b *strings.Builder) {
	if gaps := s.reasons(); len(gaps) > 0 {
		b.WriteString("\nNot understood or lost\n")
		for _, g := range gaps {
			kind := g.Kind
			if kind == "" {
				kind = "any format"
			}
			fmt.Fprintf(b, "  ? %s × %s (%s, %s)  first: %s\n", count(g.Count), g.Reason, kind, g.Cause, escape.Line(cmp.Or(g.Where, g.Source)))
		}
	}
	if len(s.Skipped) > 0 {
		b.WriteString("\nNot read\n")
	}
	shown := map[string]int{}
	for _, k := range s.Skipped {
		if shown[k.Reason]++; shown[k.Reason] > shownSkips && !s.All {
			continue
		}
		fmt.Fprintf(b, "  ? %s  %s\n", escape.Line(k.Path), escape.Line(k.Reason))
		if k.Hint != "" {
			fmt.Fprintf(b, "      %s\n", escape.Line(k.Hint))
		}
	}
	for _, reason := range slices.Sorted(maps.Keys(shown)) {
		if n := shown[reason] - shownSkips; n > 0 && !s.All {
			fmt.Fprintf(b, "  ? and %s: %s (--all)\n", plural(uint64(n), "more input"), escape.Line(reason))
		}
	}
}

func (s *Summary) json(o *object) []byte {
	o.reset()
	o.text("type", "summary")
	o.text("schema", "linewarden/events/1")
	o.number("events", s.Events())
	o.number("inputs", uint64(s.Inputs))
	o.signed("bytes", s.Bytes)
	o.within("formats", func() {
		for _, f := range s.sorted() {
			o.within(f.name, func() { f.json(o) })
		}
	})
	o.within("sessions", func() {
		o.number("all", s.sessions.all)
		o.number("without_login", s.sessions.noStart)
		o.number("without_logout", s.sessions.noEnd)
	})
	o.key("skipped")
	o.b = append(o.b, '[')
	for i, k := range s.Skipped {
		if i > 0 {
			o.b = append(o.b, ',')
		}
		inner := object{b: []byte{'{'}, empty: true}
		inner.text("path", k.Path)
		inner.text("reason", k.Reason)
		inner.text("hint", k.Hint)
		o.b = append(append(o.b, inner.b...), '}')
	}
	o.b = append(o.b, ']')
	return o.end()
}

func (f *family) json(o *object) {
	o.number("events", f.events)
	o.key("verified")
	o.b = strconv.AppendBool(o.b, f.unverified == 0)
	o.number("unverified", f.unverified)
	o.number("sources", uint64(len(f.reporters)))
	o.number("without_rule", f.unknown)
	o.number("redacted", f.redacted)
	o.number("without_time", f.noTime)
	o.number("time_guessed", f.guessed)
	o.number("clock_bad", f.clockBad)
	o.text("first", instant(f.first))
	o.text("last", instant(f.last))
	o.within("kinds", func() {
		for k, n := range f.kinds {
			if n > 0 {
				o.number(event.Kind(k).String(), n)
			}
		}
	})
}

func day(micro int64) string { return time.UnixMicro(micro).UTC().Format("2006-01-02 15:04") }

func plural(n uint64, what string) string {
	if n != 1 {
		what += "s"
	}
	return count(n) + " " + what
}

// count writes a number with commas between thousands.
func count(n uint64) string {
	s := strconv.FormatUint(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// size writes a number of bytes in SI units.
func size(n int64) string {
	v, units := float64(n), []string{"B", "kB", "MB", "GB", "TB"}
	i := 0
	for v >= 1000 && i < len(units)-1 {
		v, i = v/1000, i+1
	}
	if i == 0 {
		return strconv.FormatInt(n, 10) + " B"
	}
	return strconv.FormatFloat(v, 'f', 1, 64) + " " + units[i]
}

// Package matches writes which rules matched which events: a line of JSON for
// each event, or an account by rule for people.
//
// Promise: every event that was read has its line, also one that nothing
// matched and one that could not be read, and what rules rest on or lack is
// named. Values of events are not written.
package matches

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/internal/escape"
)

// Rule is what is said of a rule beside its id.
type Rule struct{ ID, Title, Level, Path string }

// Match is a rule that matches an event; RestsOn are the fields that the event
// lacks and on which the match rests, since with them it might not have.
type Match struct {
	ID      string   `json:"id"`
	RestsOn []string `json:"rests_on"`
	Place   int32    `json:"-"` // of the rule
}

// Unknown is a rule that does not match an event and might, if the event had
// the fields in Missing.
type Unknown struct {
	ID      string   `json:"id"`
	Missing []string `json:"missing"`
	Place   int32    `json:"-"`
}

// Line is what is said of one event. Path is that of its input, which JSON has
// where there are Several; Line counts the lines of the input from 1. Error says
// why it could not be read, and then there is nothing else.
type Line struct {
	Path    string    `json:"path,omitempty"`
	Several bool      `json:"-"`
	Line    int       `json:"line"`
	Matched []Match   `json:"matched"`
	Unknown []Unknown `json:"unknown"`
	Error   string    `json:"error,omitempty"`
}

// JSON writes lines of JSON.
type JSON struct {
	w    *bufio.Writer
	text []byte
}

// NewJSON returns a writer; Flush ends it.
func NewJSON(w io.Writer) *JSON { return &JSON{w: bufio.NewWriterSize(w, 64<<10)} }

// Add writes a line.
func (j *JSON) Add(l *Line) error {
	if l.Matched == nil {
		l.Matched = []Match{}
	}
	if l.Unknown == nil {
		l.Unknown = []Unknown{}
	}
	said := *l
	if !l.Several {
		said.Path = ""
	}
	data, err := json.Marshal(&said)
	if err != nil {
		return err
	}
	j.text = append(escape.JSON(j.text[:0], data), '\n')
	_, err = j.w.Write(j.text)
	return err
}

// Flush writes what waits.
func (j *JSON) Flush() error { return j.w.Flush() }

// Account counts by rule.
type Account struct {
	rules  []Rule
	counts []count
	// Events were read, Bad lines were not; Matched had a rule that matches.
	Events, Bad, Matched int
	first                string // reason and place of the first bad line
}

type count struct {
	matched, resting, unknown int
	where                     string // of the first match
	// rests and fields are what matches rest on, and what unknown answers lack,
	// each with how often.
	rests, fields map[string]int
}

// NewAccount returns an account of rules by their places.
func NewAccount(rules []Rule) *Account {
	return &Account{rules: rules, counts: make([]count, len(rules))}
}

// Add counts an event.
func (a *Account) Add(l *Line) error {
	where := fmt.Sprintf("%s:%d", l.Path, l.Line)
	if l.Error != "" {
		if a.Bad++; a.Bad == 1 {
			a.first = where + ": " + l.Error
		}
		return nil
	}
	a.Events++
	if len(l.Matched) > 0 {
		a.Matched++
	}
	for _, m := range l.Matched {
		c := &a.counts[m.Place]
		if c.matched++; c.matched == 1 {
			c.where = where
		}
		if len(m.RestsOn) > 0 {
			c.resting++
			c.rests = counted(c.rests, m.RestsOn)
		}
	}
	for _, u := range l.Unknown {
		c := &a.counts[u.Place]
		c.unknown++
		c.fields = counted(c.fields, u.Missing)
	}
	return nil
}

// counted adds one to each field of a count that is made as needed.
func counted(to map[string]int, fields []string) map[string]int {
	if to == nil {
		to = map[string]int{}
	}
	for _, f := range fields {
		to[f]++
	}
	return to
}

// levels are Sigma's, the worst first.
var levels = []string{"critical", "high", "medium", "low", "informational"}

// shown is how many rules without an answer the text names unless all are asked for.
const shown = 10

// Text writes the account: rules that matched, the worst level first, then those
// that had no answer for some event. All names every one of these.
func (a *Account) Text(out io.Writer, all, ascii bool) error {
	w := bufio.NewWriter(out)
	bad, what := "✗", "?"
	dot := " · "
	if ascii {
		bad, what, dot = "x", "?", " - "
	}
	fmt.Fprintf(w, "Linewarden rule match%s%s%s%s\n", dot, plural(len(a.rules), "rule"), dot, plural(a.Events, "event"))
	matched, unknown := a.places()
	if len(matched) == 0 {
		fmt.Fprintf(w, "\n  No rule matches.\n")
	} else {
		fmt.Fprintf(w, "\n  %s %s matched, by %s\n\n", bad, plural(a.Matched, "event"), plural(len(matched), "rule"))
	}
	for _, i := range matched {
		a.match(w, bad, i)
	}
	if len(unknown) > 0 {
		fmt.Fprintf(w, "\n  %s %s had no certain answer for some event, for want of fields\n\n", what, plural(len(unknown), "rule"))
	}
	for n, i := range unknown {
		if n == shown && !all {
			fmt.Fprintf(w, "  and %d more; --all names them\n", len(unknown)-n)
			break
		}
		r, c := &a.rules[i], &a.counts[i]
		fmt.Fprintf(w, "  %s %s\n        unknown for %s; missing %s\n", what, escape.Line(title(r)), plural(c.unknown, "event"), most(c.fields))
	}
	if a.Bad > 0 {
		fmt.Fprintf(w, "\n  %s %s could not be read, first %s\n", what, plural(a.Bad, "line"), escape.Line(a.first))
	}
	return w.Flush()
}

// places lists the rules that matched, and those that had no answer, in the
// order of the text.
func (a *Account) places() (matched, unknown []int) {
	for i := range a.counts {
		if a.counts[i].matched > 0 {
			matched = append(matched, i)
		}
		if a.counts[i].unknown > 0 {
			unknown = append(unknown, i)
		}
	}
	slices.SortStableFunc(matched, func(x, y int) int { return a.level(x) - a.level(y) })
	slices.SortStableFunc(unknown, func(x, y int) int { return a.level(x) - a.level(y) })
	return matched, unknown
}

func (a *Account) level(i int) int {
	if at := slices.Index(levels, a.rules[i].Level); at >= 0 {
		return at
	}
	return len(levels)
}

func (a *Account) match(w io.Writer, mark string, i int) {
	r, c := &a.rules[i], &a.counts[i]
	fmt.Fprintf(w, "  %s %-13s %s\n        %s, first %s\n        %s\n", mark, escape.Line(r.Level), escape.Line(title(r)),
		plural(c.matched, "event"), escape.Line(c.where), escape.Line(r.Path))
	if c.resting > 0 {
		rest := "rest"
		if c.resting == 1 {
			rest = "rests"
		}
		fmt.Fprintf(w, "        %d of them %s on fields that are missing: %s\n", c.resting, rest, most(c.rests))
	}
}

func title(r *Rule) string {
	if r.Title != "" {
		return r.Title
	}
	return r.ID
}

// most lists the fields that are named most often, at most five.
func most(fields map[string]int) string {
	names := slices.Collect(maps.Keys(fields))
	slices.SortFunc(names, func(x, y string) int {
		return cmp.Or(fields[y]-fields[x], strings.Compare(x, y))
	})
	more := ""
	if len(names) > 5 {
		names, more = names[:5], fmt.Sprintf(" and %d more", len(names)-5)
	}
	for i := range names {
		names[i] = escape.Line(names[i])
	}
	return strings.Join(names, ", ") + more
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

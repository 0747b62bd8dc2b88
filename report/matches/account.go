package matches

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/internal/escape"
)

// Account counts by rule.
type Account struct {
	rules  []Rule
	counts []count
	// Events were read, Bad lines were not; Matched had a rule that matches.
	Events, Bad, Matched int
	first                string // reason and place of the first bad line
	lost                 []string
}

type count struct {
	matched, resting, unknown int
	// held is how often a correlation held anew, counted what it had counted when
	// it held first, and since where that began.
	held, counted int
	atLeast       bool
	where, since  string // of the first match
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
	if l.Lost {
		a.lost = append(a.lost, l.Error)
		return nil
	}
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
		c.correlated(m.Correlation)
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

// correlated counts that a correlation held.
func (c *count) correlated(x *Correlated) {
	if x == nil || x.Again {
		return
	}
	if c.held++; c.held == 1 && len(x.Events) > 0 {
		c.counted, c.atLeast = x.Count, x.AtLeast
		c.since = fmt.Sprintf("%s:%d", x.Events[0].Path, x.Events[0].Line)
	}
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
		fmt.Fprintf(w, "  %s %s\n        unknown for %s; missing %s\n", what, escape.Line(r.Name()), plural(c.unknown, "event"), most(c.fields))
	}
	for _, text := range a.lost {
		fmt.Fprintf(w, "\n  %s %s\n", what, escape.Line(text))
	}
	if a.Bad > 0 {
		fmt.Fprintf(w, "\n  %s %s could not be read, first %s\n", what, plural(a.Bad, "line"), escape.Line(a.first))
	}
	return w.Flush()
}

// places lists the rules that matched, and those that had no answer, in the
// order of the text: those that are only counted come last.
func (a *Account) places() (matched, unknown []int) {
	for i := range a.counts {
		if a.counts[i].matched > 0 {
			matched = append(matched, i)
		}
		if a.counts[i].unknown > 0 {
			unknown = append(unknown, i)
		}
	}
	slices.SortStableFunc(matched, func(x, y int) int {
		if a.rules[x].Counted != a.rules[y].Counted {
			return a.last(x) - a.last(y)
		}
		return a.level(x) - a.level(y)
	})
	slices.SortStableFunc(unknown, func(x, y int) int { return a.level(x) - a.level(y) })
	return matched, unknown
}

func (a *Account) last(i int) int {
	if a.rules[i].Counted {
		return 1
	}
	return 0
}

func (a *Account) level(i int) int {
	if at := slices.Index(levels, a.rules[i].Level); at >= 0 {
		return at
	}
	return len(levels)
}

func (a *Account) match(w io.Writer, mark string, i int) {
	r, c := &a.rules[i], &a.counts[i]
	if r.Counted {
		mark = " "
	}
	fmt.Fprintf(w, "  %s %-13s %s\n        %s\n        %s\n", mark, escape.Line(r.Level), escape.Line(r.Name()), escape.Line(c.what()), escape.Line(r.Path))
	if len(r.CountedBy) > 0 {
		fmt.Fprintf(w, "        counted by %s\n", escape.Line(strings.Join(r.CountedBy, ", ")))
	}
	if c.resting > 0 {
		rest := "rest"
		if c.resting == 1 {
			rest = "rests"
		}
		fmt.Fprintf(w, "        %d of them %s on fields that are missing: %s\n", c.resting, rest, most(c.rests))
	}
}

// what says how often something matched, and where.
func (c *count) what() string {
	if c.held == 0 {
		return fmt.Sprintf("%s, first %s", plural(c.matched, "event"), c.where)
	}
	least := ""
	if c.atLeast {
		least = " or more"
	}
	return fmt.Sprintf("%s, first %s, when it counted %d%s since %s", plural(c.held, "time"), c.where, c.counted, least, c.since)
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

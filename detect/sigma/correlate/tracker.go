package correlate

import "github.com/linewarden/linewarden/detect/sigma/rule"

// Limits bound a tracker, for each of its correlations.
type Limits struct {
	// Groups are how many groups are known at a time, 0 for 100,000.
	Groups int
	// Entries are how many matches or values all groups keep, 0 for 4,000,000
	// (of 24 to 48 bytes).
	Entries int
}

func (l Limits) orDefault() Limits {
	if l.Groups <= 0 {
		l.Groups = 100_000
	}
	if l.Entries <= 0 {
		l.Entries = 4_000_000
	}
	return l
}

// Result is that a correlation holds.
type Result struct {
	// Correlation is its place in the Set.
	Correlation int32
	// Time is that of the newest match of the group.
	Time int64
	// Count is what was counted. A group keeps no more than decides the
	// condition: More says that there may be more.
	Count int
	More  bool
	// Again says that it held before, within its timespan.
	Again bool
	// Entries are the matches that were counted, by time, of value_count the
	// latest with each value; nil if Again. They are overwritten when the tracker
	// goes on.
	Entries []Entry
}

// Entry is a match that counts: the Time, Ref and Rests of its Sign.
type Entry struct {
	Time, Ref int64
	Rests     int32
}

// Loss is what a correlation could not take into account.
type Loss struct {
	// Late signs came later than the timespan; Evicted groups had to go.
	Late, Evicted int
	// From and To are the times of what was lost, in microseconds.
	From, To int64
}

func (l *Loss) at(from, to int64) {
	if l.From == 0 || from < l.From {
		l.From = from
	}
	l.To = max(l.To, to)
}

// Tracker has the state of correlations; it is for one goroutine.
type Tracker struct {
	set     *Set
	states  []groups
	losses  []Loss
	results []Result
	entries []Entry
}

// Tracker returns a tracker that has seen nothing.
func (s *Set) Tracker(l Limits) *Tracker {
	t := &Tracker{set: s, losses: make([]Loss, len(s.all))}
	l = l.orDefault()
	for range s.all {
		t.states = append(t.states, newGroups(l))
	}
	return t
}

// Losses returns what each correlation could not take into account so far.
func (t *Tracker) Losses() []Loss { return t.losses }

// Take takes a sign and returns the correlations that hold with it, those that
// count others last. The slice is overwritten by the next call.
func (t *Tracker) Take(s Sign) []Result {
	t.results, t.entries = t.results[:0], t.entries[:0]
	t.take(&s)
	return t.results
}

func (t *Tracker) take(s *Sign) {
	c, all, loss := &t.set.all[s.correlation], &t.states[s.correlation], &t.losses[s.correlation]
	g := all.get(s, c, loss)
	if s.Time < g.newest-c.span || c.Type == rule.TemporalOrdered && s.Time < g.newest {
		loss.Late++
		loss.at(s.Time, s.Time)
		return
	}
	g.newest = max(g.newest, s.Time)
	before := g.size()
	count := g.count(c, s)
	all.entries += g.size() - before
	if !holds(c, count) {
		return
	}
	r := Result{Correlation: s.correlation, Time: g.newest, Count: count, More: count == c.keep && c.counts(),
		Again: g.held && g.newest-g.last <= c.span}
	if !r.Again {
		from := len(t.entries)
		t.entries = g.counted(t.entries)
		r.Entries = t.entries[from:]
	}
	g.held, g.last = true, g.newest
	t.results = append(t.results, r)
	t.chain(s, &r)
}

// chain gives the result to the correlations that count it. Those that count how
// often take it once in its timespan, and not with each further match.
func (t *Tracker) chain(s *Sign, r *Result) {
	uses := t.set.byCorrelation[r.Correlation]
	for i := range uses {
		u := &uses[i]
		c := &t.set.all[u.correlation]
		if r.Again && c.counts() {
			continue
		}
		next := Sign{Time: s.Time, Ref: s.Ref, Rests: s.Rests, correlation: u.correlation, place: u.place}
		parts := make([]uint64, len(u.from))
		for k, from := range u.from {
			parts[k] = s.parts[from]
		}
		next.parts, next.value = parts[:len(c.GroupBy)], combine(parts[len(c.GroupBy):])
		t.take(&next)
	}
}

// counts says that the correlation is one of numbers, and not of which rules.
func (c *compiled) counts() bool { return c.Type == rule.EventCount || c.Type == rule.ValueCount }

// holds says whether a count fulfils the condition.
func holds(c *compiled, count int) bool {
	if len(c.Bounds) == 0 {
		return count == len(c.Rules)
	}
	for _, b := range c.Bounds {
		if !b.Holds(count) {
			return false
		}
	}
	return true
}

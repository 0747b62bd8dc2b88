package correlate

import "github.com/linewarden/linewarden/detect/sigma/rule"

// group is what one correlation knows of one group.
type group struct {
	key uint64
	// older and newer link the groups by when something was last said of them,
	// as places in groups.slots; 0 is none.
	older, newer int32
	// newest is the time of its newest sign, last that of when it last held.
	newest, last int64
	held         bool
	window       window
	values       values
	steps        steps
}

// count takes a sign in and returns what the correlation counts.
func (g *group) count(c *compiled, s *Sign) int {
	e, since := Entry{s.Time, s.Ref, s.Rests}, g.newest-c.span
	switch c.Type {
	case rule.EventCount:
		g.window.expire(since)
		g.window.add(e, c.keep)
		return g.window.n
	case rule.ValueCount:
		g.values.expire(since)
		g.values.add(s.value, e, c.keep)
		return g.values.n
	case rule.Temporal:
		return g.steps.together(len(c.Rules), s.place, e, since)
	}
	return g.steps.inOrder(len(c.Rules), s.place, e, since)
}

// counted appends the entries that count, by time.
func (g *group) counted(out []Entry) []Entry {
	out = g.window.all(out)
	out = g.values.all(out)
	return g.steps.all(out)
}

// size is how many entries the group has memory for.
func (g *group) size() int { return len(g.window.ring) + len(g.values.nodes) + len(g.steps.list) }

// groups are those of one correlation. Slot 0 is the end of the list in both
// directions.
type groups struct {
	limits  Limits
	known   map[uint64]int32
	slots   []group
	free    []int32
	entries int
	// newest is the time of the newest sign of all, gone that of the newest
	// group which went because it was older than the timespan.
	newest, gone int64
	went         bool
}

func newGroups(l Limits) groups {
	return groups{limits: l, known: map[uint64]int32{}, slots: make([]group, 1)}
}

// get returns the group of a sign, which is the newest of the list from here on.
func (a *groups) get(s *Sign, c *compiled, loss *Loss) *group {
	if a.newest < s.Time || len(a.known) == 0 {
		a.newest = s.Time
	}
	key := combine(s.parts)
	i, ok := a.known[key]
	if ok {
		if i != a.slots[0].older {
			a.unlink(i)
			a.link(i)
		}
		return &a.slots[i]
	}
	for len(a.known) > 0 && (len(a.known) >= a.limits.Groups || a.entries >= a.limits.Entries) {
		a.evict(c, loss)
	}
	if a.went && s.Time-c.span <= a.gone { // it may have been known before
		loss.Late++
		loss.at(s.Time, s.Time)
	}
	i = a.slot()
	a.slots[i] = group{key: key, newest: s.Time}
	a.known[key] = i
	a.link(i)
	return &a.slots[i]
}

// slot returns the place of a slot that is not in use.
func (a *groups) slot() int32 {
	if n := len(a.free); n > 0 {
		i := a.free[n-1]
		a.free = a.free[:n-1]
		return i
	}
	a.slots = append(a.slots, group{})
	return int32(len(a.slots) - 1)
}

// evict takes away the group of which nothing was said for the longest time.
func (a *groups) evict(c *compiled, loss *Loss) {
	i := a.slots[0].newer
	g := &a.slots[i]
	if g.newest < a.newest-c.span {
		if !a.went || a.gone < g.newest {
			a.went, a.gone = true, g.newest
		}
	} else {
		loss.Evicted++
		loss.at(g.newest-c.span, g.newest)
	}
	a.unlink(i)
	a.entries -= g.size()
	delete(a.known, g.key)
	a.slots[i] = group{}
	a.free = append(a.free, i)
}

// link puts a slot at the new end of the list: slots[0].older is the newest
// group, slots[0].newer the oldest.
func (a *groups) link(i int32) {
	last := a.slots[0].older
	a.slots[i].older, a.slots[i].newer = last, 0
	a.slots[last].newer = i
	a.slots[0].older = i
}

func (a *groups) unlink(i int32) {
	g := &a.slots[i]
	a.slots[g.older].newer = g.newer
	a.slots[g.newer].older = g.older
}

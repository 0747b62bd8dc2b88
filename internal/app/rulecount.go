package app

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/linewarden/linewarden/detect/jsonevent"
	"github.com/linewarden/linewarden/detect/sigma"
	"github.com/linewarden/linewarden/detect/sigma/correlate"
	"github.com/linewarden/linewarden/report/matches"
)

// counter gives the matches of events to correlations and collects what they say.
type counter struct {
	rules   *ruleSet
	reader  *correlate.Reader
	tracker *correlate.Tracker
	clock   *jsonevent.Clock
	// timeField is the name told where an event has no time.
	timeField string
	// paths are those of events; an event's number is its path's place and line.
	paths []string
	rests restSets

	// Of the event at hand:
	record *sigma.Record
	at     int64
	timed  bool
	ref    int64
	held   []matches.Match
	lacks  map[int32]map[string]bool
}

// lineBits are the bits of a Ref that hold the line.
const lineBits = 40

func newCounter(rules *ruleSet, times []string) *counter {
	return &counter{rules: rules, reader: rules.set.Reader(rules.engine), tracker: rules.set.Tracker(correlate.Limits{}),
		clock: jsonevent.NewClock(rules.engine, times), timeField: times[0], lacks: map[int32]map[string]bool{}}
}

// begin turns to an event.
func (c *counter) begin(path string, line int, r *sigma.Record) {
	c.held = c.held[:0]
	if len(c.rules.set.Correlations()) == 0 {
		return
	}
	clear(c.lacks)
	if len(c.paths) == 0 || c.paths[len(c.paths)-1] != path {
		c.paths = append(c.paths, path)
	}
	c.record, c.ref = r, int64(len(c.paths)-1)<<lineBits|int64(line)
	c.at, c.timed = c.clock.Time(r)
}

// take counts that a rule matches the event.
func (c *counter) take(rule int32, restsOn []string) {
	if !c.timed {
		c.might(rule, []string{c.timeField})
		return
	}
	signs, lacks := c.reader.Read(rule, c.record, c.at, c.ref, c.rests.put(restsOn))
	for _, l := range lacks {
		c.lack(l.Correlation, l.Fields)
	}
	for _, s := range signs {
		for _, r := range c.tracker.Take(s) {
			c.held = append(c.held, c.match(&r))
		}
	}
}

// match puts a result into the words of the report.
func (c *counter) match(r *correlate.Result) matches.Match {
	place := int32(len(c.rules.engine.Rules())) + r.Correlation
	m := matches.Match{ID: c.rules.described[place].ID, Place: place, RestsOn: []string{}}
	m.Correlation = &matches.Correlated{Count: r.Count, AtLeast: r.More, Again: r.Again, Events: []matches.Place{}}
	rests := map[string]bool{}
	for _, e := range r.Entries {
		m.Correlation.Events = append(m.Correlation.Events, matches.Place{Path: c.paths[e.Ref>>lineBits], Line: int(e.Ref & (1<<lineBits - 1))})
		for _, f := range c.rests.get(e.Rests) {
			rests[f] = true
		}
	}
	if len(rests) > 0 {
		m.RestsOn = slices.Sorted(maps.Keys(rests))
	}
	return m
}

// might notes that correlations could have counted the event, had it the fields.
func (c *counter) might(rule int32, missing []string) {
	for _, k := range c.rules.set.Uses(rule) {
		c.lack(k, missing)
	}
}

func (c *counter) lack(correlation int32, fields []string) {
	if c.lacks[correlation] == nil {
		c.lacks[correlation] = map[string]bool{}
	}
	for _, f := range fields {
		c.lacks[correlation][f] = true
	}
}

// unknown lists the correlations that the event might have counted for.
func (c *counter) unknown() []matches.Unknown {
	var out []matches.Unknown
	for _, k := range slices.Sorted(maps.Keys(c.lacks)) {
		place := int32(len(c.rules.engine.Rules())) + k
		out = append(out, matches.Unknown{ID: c.rules.described[place].ID, Missing: slices.Sorted(maps.Keys(c.lacks[k])), Place: place})
	}
	return out
}

// losses says in words what correlations could not take into account.
func (c *counter) losses() []string {
	var out []string
	for i, l := range c.tracker.Losses() {
		name := c.rules.described[len(c.rules.engine.Rules())+i].Name()
		from, to := time.UnixMicro(l.From).UTC().Format(time.RFC3339), time.UnixMicro(l.To).UTC().Format(time.RFC3339)
		if l.Late > 0 {
			out = append(out, fmt.Sprintf("%s does not count what matched between %s and %s and came after later events (%d); sort them by time", name, from, to, l.Late))
		}
		if l.Evicted > 0 {
			out = append(out, fmt.Sprintf("%s forgot groups between %s and %s (%d), too many to follow at a time", name, from, to, l.Evicted))
		}
	}
	return out
}

// restSets gives numbers to sets of missing fields, 0 to the empty one.
type restSets struct {
	known map[string]int32
	sets  [][]string
}

// maxRestSets bounds the sets; further ones are told as the first.
const maxRestSets = 10_000

func (r *restSets) put(fields []string) int32 {
	if len(fields) == 0 {
		return 0
	}
	key := strings.Join(fields, "\x00")
	if i, ok := r.known[key]; ok {
		return i
	}
	if r.known == nil {
		r.known = map[string]int32{}
	}
	if len(r.sets) == maxRestSets {
		return 1
	}
	r.sets = append(r.sets, slices.Clone(fields))
	r.known[key] = int32(len(r.sets))
	return int32(len(r.sets))
}

func (r *restSets) get(i int32) []string {
	if i == 0 {
		return nil
	}
	return r.sets[i-1]
}

package detect

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/detect/pack"
	"github.com/linewarden/linewarden/detect/sigma/correlate"
	"github.com/linewarden/linewarden/verdict"
)

// Answer is what one rule says of everything that was fed.
type Answer struct {
	Rule *pack.Rule
	// Verdict is Fail where something was found, Unknown where that cannot be
	// said, else Pass.
	Verdict verdict.Verdict
	// Findings are certain, or rest on fields that single records lack. Possible
	// ones rest on registers that nobody filled.
	Findings, Possible []*Finding
	// More are matches of further findings, for which there was no room.
	More int
	// Missing says why the answer is not certain, most events first.
	Missing []Missing
}

// Missing is one reason why an answer is not certain.
type Missing struct {
	// What is a field, several with ", " between them, a register as %name%, "kind
	// NAME" for a source of which there are no records, or "room".
	What string
	// Events are how many that concerns; 0 where it is all of them.
	Events int
}

// Finish answers the correlations and returns the answers in the order of the
// rules.
func (d *Detector) Finish() []Answer {
	d.correlations()
	d.blind()
	out := make([]Answer, len(d.rules))
	for i, r := range d.rules {
		out[i] = d.answer(i, r)
	}
	return out
}

// correlations gives the matches that were kept to the correlations, by time.
func (d *Detector) correlations() {
	slices.SortStableFunc(d.signs, func(a, b correlate.Sign) int { return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.Ref, b.Ref)) })
	t := d.set.Tracker(correlate.Limits{})
	for _, s := range d.signs {
		for _, r := range t.Take(s) {
			own := d.correlationOwner[r.Correlation]
			if own < 0 {
				continue
			}
			d.correlated(own, s.Ref, &r)
		}
	}
	for i, l := range t.Losses() {
		if own := d.correlationOwner[i]; own >= 0 && l.Evicted+l.Late > 0 {
			d.collectors[own].lack("room", l.Evicted+l.Late)
		}
	}
	if d.lost > 0 {
		for own := range d.rules {
			if len(d.rules[own].Correlations) > 0 {
				d.collectors[own].lack("room", d.lost)
			}
		}
	}
}

// correlated adds what completes a correlation, with all that it counted.
func (d *Detector) correlated(own int, ref int64, r *correlate.Result) {
	last := d.seen[ref]
	c := &d.collectors[own]
	if r.Again {
		c.add(&last, &last, d.limits)
		return
	}
	for _, e := range r.Entries {
		last.RestsOn = append(last.RestsOn, d.seen[e.Ref].RestsOn...)
	}
	slices.Sort(last.RestsOn)
	last.RestsOn = slices.Compact(last.RestsOn)
	for _, e := range r.Entries {
		c.add(&last, &d.seen[e.Ref], d.limits)
	}
}

// blind counts, for each rule, the events that it could not be asked about.
func (d *Detector) blind() {
	for k, n := range d.shapes.counts {
		for _, b := range d.engine.Blind(d.shapes.shape(k)) {
			what := strings.Join(b.Missing, ", ")
			if own := d.owner[b.Rule]; own >= 0 {
				d.collectors[own].lack(what, n)
			}
			d.countLack(b.Rule, what, n)
		}
	}
	if d.shapes.other > 0 {
		for i := range d.collectors {
			d.collectors[i].lack("room", d.shapes.other)
		}
	}
}

func (d *Detector) countLack(rule int32, what string, n int) {
	for _, own := range d.countedBy[rule] {
		d.collectors[own].lack(what, n)
	}
}

func (d *Detector) answer(i int, r *pack.Rule) Answer {
	c := &d.collectors[i]
	a := Answer{Rule: r, More: c.more}
	for _, f := range c.findings {
		if slices.ContainsFunc(f.RestsOn, isRegister) {
			a.Possible = append(a.Possible, f)
		} else {
			a.Findings = append(a.Findings, f)
		}
	}
	a.Missing = append(d.lackingNeeds(i), d.registers(r)...)
	for _, what := range slices.Sorted(maps.Keys(c.lacks)) {
		if !slices.ContainsFunc(a.Missing, func(m Missing) bool { return m.What == what }) {
			a.Missing = append(a.Missing, Missing{what, c.lacks[what]})
		}
	}
	slices.SortStableFunc(a.Missing, func(x, y Missing) int {
		if x.Events == 0 || y.Events == 0 {
			return cmp.Compare(x.Events, y.Events)
		}
		return cmp.Compare(y.Events, x.Events)
	})
	switch {
	case len(a.Findings) > 0:
		a.Verdict = verdict.Fail
	case len(a.Missing) == 0 && len(a.Possible) == 0:
		a.Verdict = verdict.Pass
	}
	return a
}

func isRegister(field string) bool { return strings.HasPrefix(field, "%") }

// lackingNeeds are the sources of which no event was seen.
func (d *Detector) lackingNeeds(i int) []Missing {
	var out []Missing
	for _, e := range d.needs[i] {
		if !d.shapes.any(e) {
			out = append(out, Missing{What: "kind " + e.Name})
		}
	}
	return out
}

// registers are those that a rule asks for and nobody filled.
func (d *Detector) registers(r *pack.Rule) []Missing {
	var out []Missing
	for _, x := range r.Rules {
		for _, name := range x.Placeholders {
			m := Missing{What: "%" + name + "%"}
			if !slices.Contains(out, m) {
				out = append(out, m)
			}
		}
	}
	return out
}

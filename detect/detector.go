package detect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/detect/eventrecord"
	"github.com/linewarden/linewarden/detect/pack"
	"github.com/linewarden/linewarden/detect/pipeline"
	"github.com/linewarden/linewarden/detect/sigma"
	"github.com/linewarden/linewarden/detect/sigma/correlate"
	"github.com/linewarden/linewarden/detect/sigma/rule"
	"github.com/linewarden/linewarden/event"
)

// Limits bound a Detector; 0 takes the default.
type Limits struct {
	// Findings are those of one rule (1,000), Evidence that of one finding (5).
	Findings, Evidence int
	// Signs are the matches kept for correlations (2,000,000, of about 250 bytes).
	Signs int
}

func (l Limits) orDefault() Limits {
	if l.Findings <= 0 {
		l.Findings = 1000
	}
	if l.Evidence <= 0 {
		l.Evidence = 5
	}
	if l.Signs <= 0 {
		l.Signs = 2_000_000
	}
	return l
}

// Detector asks rules about events; it is for one goroutine.
type Detector struct {
	rules   []*pack.Rule
	engine  *sigma.Engine
	set     *correlate.Set
	matcher *sigma.Matcher
	filler  *eventrecord.Filler
	reader  *correlate.Reader
	limits  Limits

	// owner has, for each rule of the engine and each correlation, the place in
	// rules; -1 for one that is only counted.
	owner, correlationOwner []int
	// countedBy has, for each rule of the engine, the places in rules of the
	// correlations that count it.
	countedBy [][]int

	collectors []collector // by place in rules
	shapes     shapes
	signs      []correlate.Sign
	seen       []Evidence          // what signs refer to
	lost       int                 // signs that had no room
	needs      [][]*pipeline.Entry // by place in rules
}

// New compiles rules for events, each by the entry for its log source.
func New(rules []*pack.Rule, routes *pipeline.Set, l Limits) (*Detector, error) {
	d := &Detector{rules: rules, limits: l.orDefault(), collectors: make([]collector, len(rules))}
	var all []*rule.Rule
	var filters []*rule.Filter
	var correlations []*rule.Correlation
	home := map[*rule.Meta]int{}
	for i, p := range rules {
		var needs []*pipeline.Entry
		for _, name := range p.Note.Needs {
			e := routes.Named(name)
			if e == nil {
				return nil, fmt.Errorf("%s:%d: linewarden.needs: %q is no source of events", p.Meta.Path, p.Meta.Line, name)
			}
			needs = append(needs, e)
		}
		d.needs = append(d.needs, needs)
		filters = append(filters, p.Filters...)
		for _, r := range p.Rules {
			routed, _, err := routes.Apply(r)
			if err != nil {
				return nil, fmt.Errorf("%s:%d: %w", r.Path, r.Line, err)
			}
			own := i
			if p.Meta != &r.Meta {
				own = -1
			}
			all, d.owner = append(all, routed), append(d.owner, own)
		}
		for _, c := range p.Correlations {
			correlations = append(correlations, c)
			home[&c.Meta] = -1
			if p.Meta == &c.Meta {
				home[&c.Meta] = i
			}
		}
	}
	return d, d.compile(all, filters, correlations, home)
}

func (d *Detector) compile(all []*rule.Rule, filters []*rule.Filter, correlations []*rule.Correlation, home map[*rule.Meta]int) error {
	set, errs := correlate.Compile(correlations, all)
	if len(errs) > 0 {
		return errs[0]
	}
	d.set = set
	for _, c := range set.Correlations() {
		d.correlationOwner = append(d.correlationOwner, home[&c.Meta])
	}
	engine, err := sigma.Compile(all, filters, set.Fields()...)
	if err != nil {
		return err
	}
	for i := range all {
		var by []int
		for _, k := range set.Uses(int32(i)) {
			if at := d.correlationOwner[k]; at >= 0 {
				by = append(by, at)
			}
		}
		d.countedBy = append(d.countedBy, by)
	}
	d.engine, d.matcher, d.filler, d.reader = engine, engine.NewMatcher(), eventrecord.New(engine), set.Reader(engine)
	d.shapes = newShapes(engine, d.needs)
	return nil
}

// Event asks the rules about an event, which may be overwritten afterwards.
func (d *Detector) Event(e *event.Event) {
	d.shapes.add(e)
	record := d.filler.Fill(e)
	matched := d.matcher.Match(record)
	if len(matched) == 0 {
		return
	}
	ev := evidence(e)
	for _, i := range slices.Clone(matched) {
		rests := d.matcher.RestsOn(i)
		ev.RestsOn = rests
		if own := d.owner[i]; own >= 0 {
			d.collectors[own].add(&ev, &ev, d.limits)
		}
		d.sign(i, record, &ev)
	}
}

// sign keeps what correlations need of a match.
func (d *Detector) sign(i int32, record *sigma.Record, ev *Evidence) {
	if len(d.countedBy[i]) == 0 {
		return
	}
	if ev.Time == 0 {
		d.lacking(d.countedBy[i], "time")
		return
	}
	signs, lacks := d.reader.Read(i, record, ev.Time, int64(len(d.seen)), 0)
	for _, l := range lacks {
		if own := d.correlationOwner[l.Correlation]; own >= 0 {
			d.lacking([]int{own}, l.Fields...)
		}
	}
	if len(signs) == 0 {
		return
	}
	if len(d.signs)+len(signs) > d.limits.Signs {
		d.lost++
		return
	}
	for _, s := range signs {
		d.signs = append(d.signs, s.Keep())
	}
	d.seen = append(d.seen, *ev)
}

func (d *Detector) lacking(owners []int, fields ...string) {
	for _, own := range owners {
		d.collectors[own].lack(strings.Join(fields, ", "), 1)
	}
}

package acl

import (
	"slices"

	"github.com/linewarden/linewarden/device/model"
)

// maxClasses bounds the boxes of all classes of a policy. A class that would
// need more may hold any packet.
const maxClasses = 16_384

// Policy turns a policy of classes into a list with a line for each class: the
// packets that are in it for sure, and where they are not all that may be, a
// second line with those, which is opaque. The class is the name of the line's
// rule. filter returns a filter in boxes, nil for one that is not understood.
func Policy(p *model.ClassPolicy, filter func(*model.Ruleset) *List) *List {
	set := &model.Ruleset{Obj: p.Obj, Name: p.Name, Family: "any"}
	l := &List{Set: set, Default: Permit, Zones: &Zones{}}
	c := classes{filter: filter, left: maxClasses}
	for _, x := range p.Classes {
		action := Unclear
		if x.Action.Known() {
			action = actionOf(x.Action.V)
		}
		t := c.class(x.Map, maxDepth)
		rule := &model.Rule{Obj: x.Obj, Name: x.Name, Action: x.Action}
		set.Rules = append(set.Rules, rule)
		l.Lines = append(l.Lines, Line{Rule: rule, Action: action, Boxes: t.sure})
		if t.why != "" {
			l.Lines = append(l.Lines, Line{Rule: rule, Action: action, Boxes: t.may, Opaque: t.why})
		}
	}
	return l
}

// test is what a condition of a class holds for: sure for certain, may for
// those too that cannot be told; why says why they are not alike, "" where they
// are.
type test struct {
	sure, may []Box
	why       string
}

// classes works out classes; left is how many boxes and conditions may still be
// looked at.
type classes struct {
	filter func(*model.Ruleset) *List
	left   int
}

// whole are the packets of both families.
func whole() []Box { return []Box{every(ipv4), every(ipv6)} }

func open(why string) test { return test{nil, whole(), why} }

// class is or over the criteria of a class, and for one that asks for all of
// them.
func (c *classes) class(m *model.ClassMap, depth int) test {
	switch {
	case m == nil:
		return open("the file does not define the class")
	case len(m.Criteria) == 0:
		return open("the class names nothing that it matches")
	case depth == 0:
		return open("classes name one another too deeply")
	}
	out := c.criterion(m.Criteria[0], depth)
	for _, x := range m.Criteria[1:] {
		y := c.criterion(x, depth)
		if m.All {
			out.sure, out.may = c.both(out.sure, y.sure), c.both(out.may, y.may)
		} else {
			out.sure, out.may = slices.Concat(out.sure, y.sure), slices.Concat(out.may, y.may)
		}
		if out.why == "" {
			out.why = y.why
		}
	}
	if c.left < 0 {
		return open("too many combinations")
	}
	return out
}

// criterion is one condition.
func (c *classes) criterion(x *model.Criterion, depth int) test {
	var out test
	if c.left--; c.left < 0 {
		return open("too many combinations")
	}
	switch {
	case x.Opaque != "":
		return open(x.Opaque)
	case x.Every:
		out.sure = whole()
	case x.Family == "ipv4":
		out.sure = []Box{every(ipv4)}
	case x.Family == "ipv6":
		out.sure = []Box{every(ipv6)}
	case x.Map != nil:
		out = c.class(x.Map, depth-1)
	default:
		out = c.filters(x.Lists)
	}
	if out.why == "" {
		out.may = out.sure
	}
	if x.Not {
		out.sure, out.may = c.minus(whole(), out.may), c.minus(whole(), out.sure)
	}
	return out
}

// filters is what one of some filters permits: a packet that they deny is not
// in the class.
func (c *classes) filters(list []*model.Ruleset) test {
	var out test
	for _, rs := range list {
		l := c.filter(rs)
		if l == nil {
			return open("the filter " + rs.Name + " is not understood")
		}
		c.permitted(l, &out)
	}
	return out
}

// permitted adds what a filter permits. The lines that deny are taken out of
// each that permits behind them.
func (c *classes) permitted(l *List, out *test) {
	var denied, doubtful []Box // for sure, and perhaps too
	add := func(boxes []Box, action Action, why string) {
		if why != "" && out.why == "" {
			out.why = why
		}
		switch {
		case action == Permit && why == "":
			out.sure = append(out.sure, c.minus(c.minus(boxes, denied), doubtful)...)
			out.may = append(out.may, c.minus(boxes, denied)...)
		case action == Deny && why == "":
			denied = append(denied, boxes...)
		case action == Deny:
			doubtful = append(doubtful, boxes...)
		default:
			out.may = append(out.may, c.minus(boxes, denied)...)
			if action == Unclear {
				doubtful = append(doubtful, boxes...)
			}
		}
	}
	for i := range l.Lines {
		x := &l.Lines[i]
		if c.left -= len(x.Boxes) * (1 + (len(denied)+len(doubtful))/256); c.left < 0 {
			return
		}
		why := x.Opaque
		if x.Action == Unclear && why == "" {
			why = "what a line of " + l.Set.Name + " does is not understood"
		}
		add(x.Boxes, x.Action, why)
	}
	if l.Default == Deny {
		return
	}
	why := ""
	if l.Default == Unclear {
		why = "what " + l.Set.Name + " does where no line matches is not known"
	}
	for _, family := range familiesOf(l.Set) {
		add([]Box{every(family)}, l.Default, why)
	}
}

// both returns the packets that are in a box of each list.
func (c *classes) both(a, b []Box) []Box {
	var out []Box
	for i := range a {
		if c.left -= len(b) / 64; c.left < 0 {
			break
		}
		for k := range b {
			if x, ok := a[i].and(&b[k]); ok {
				out = append(out, x)
				c.left--
			}
		}
	}
	return out
}

// minus returns the packets of a that are in no box of b.
func (c *classes) minus(a, b []Box) []Box {
	for k := range b {
		if c.left -= len(a) / 64; c.left < 0 {
			break
		}
		if !slices.ContainsFunc(a, func(x Box) bool { return x.meets(&b[k]) }) {
			continue
		}
		var rest []Box
		for _, x := range a {
			if !x.meets(&b[k]) {
				rest = append(rest, x)
				continue
			}
			before := len(rest)
			rest = x.minus(&b[k], rest)
			c.left -= len(rest) - before
		}
		a = rest
	}
	return a
}

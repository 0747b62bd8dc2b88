package acl

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
)

// Bounds of what one rule, and one filter, may become. A filter that would need
// more ends in a line that may do anything with every packet.
const (
	maxBoxes = 4096      // of one rule
	maxAll   = 1_000_000 // boxes of a filter
	maxRules = 200_000   // rules looked at for a filter, in called lists each time
	maxDepth = 16        // lists called from lists
)

// Compile turns a filter into lines of boxes. Lists that it goes on in are
// taken in where they are called; dev holds them.
func Compile(dev *model.Device, rs *model.Ruleset, zones *Zones) *List {
	c := compiler{dev: dev, list: &List{Set: rs, Default: defaultOf(rs), Zones: zones}}
	c.families = familiesOf(rs)
	c.rules(rs, nil, 0)
	return c.list
}

func defaultOf(rs *model.Ruleset) Action {
	if !rs.Default.Known() {
		return Unclear
	}
	return actionOf(rs.Default.V)
}

func actionOf(word string) Action {
	switch word {
	case "permit", "accept", "allow":
		return Permit
	case "deny", "reject", "drop", "discard":
		return Deny
	}
	return Unclear
}

func familiesOf(rs *model.Ruleset) []kinds {
	switch rs.Family {
	case "ipv4":
		return []kinds{ipv4}
	case "ipv6":
		return []kinds{ipv6}
	}
	return []kinds{ipv4, ipv6}
}

// compiler builds one list.
type compiler struct {
	dev      *model.Device
	list     *List
	families []kinds
	// rulesSeen and boxes are counted against the bounds; closed says that one
	// was reached.
	rulesSeen, boxes int
	closed           bool
}

// call is the way into a list from another one: the packets that come by it,
// and why it may be fewer.
type call struct {
	rule   *model.Rule
	boxes  []Box
	opaque string
}

// rules adds the rules of rs, seen through the calls that lead to it; via is
// nil for the list itself.
func (c *compiler) rules(rs *model.Ruleset, via *call, depth int) {
	for _, r := range rs.Rules {
		if c.full(r) {
			return
		}
		if r.Enabled.Known() && !r.Enabled.V {
			continue
		}
		line := c.line(r)
		if line.through(via); via != nil && len(line.Boxes) == 0 {
			continue // what comes by the call does not match it
		}
		switch action := r.Action.V; {
		case r.Jump != "":
			c.jump(line, depth)
		case action == "next" && r.Action.Known():
		case action == "return" && r.Action.Known() && via == nil:
			line.Action = c.list.Default
			c.add(line)
		case action == "return" && r.Action.Known():
			via.leave(&line)
		default:
			c.add(line)
		}
	}
}

// full reports that the list has reached its bounds. When it does, the list is
// closed with a line that leaves open what happens to every packet.
func (c *compiler) full(r *model.Rule) bool {
	if c.closed {
		return true
	}
	if c.rulesSeen++; c.rulesSeen <= maxRules && c.boxes <= maxAll {
		return false
	}
	c.closed = true
	end := Line{Rule: r, Action: Unclear, Opaque: "the filter is too large to be worked out"}
	for _, family := range c.families {
		end.Boxes = append(end.Boxes, every(family))
	}
	c.add(end)
	return true
}

func (c *compiler) add(line Line) {
	c.boxes += len(line.Boxes)
	c.list.Lines = append(c.list.Lines, line)
}

// through narrows a line to the packets of a call.
func (l *Line) through(via *call) {
	if via == nil {
		return
	}
	l.Via = via.rule
	var boxes []Box
	for i := range l.Boxes {
		for k := range via.boxes {
			if both, ok := l.Boxes[i].and(&via.boxes[k]); ok {
				boxes = append(boxes, both)
			}
		}
	}
	if len(boxes) > maxBoxes {
		boxes, l.Opaque = via.boxes, "too many combinations"
	}
	l.Boxes = boxes
	if l.Opaque == "" {
		l.Opaque = via.opaque
	}
}

// jump takes in the list that a rule calls.
func (c *compiler) jump(line Line, depth int) {
	i := slices.IndexFunc(c.dev.Rulesets, func(x *model.Ruleset) bool {
		return x.Name == line.Rule.Jump && x.Family == c.list.Set.Family && x.Kind == c.list.Set.Kind
	})
	if i < 0 {
		i = slices.IndexFunc(c.dev.Rulesets, func(x *model.Ruleset) bool { return x.Name == line.Rule.Jump })
	}
	if i < 0 || depth >= maxDepth {
		line.Action, line.Opaque = Unclear, "calls "+line.Rule.Jump+", which the file does not define"
		if depth >= maxDepth {
			line.Opaque = "lists call one another too deeply"
		}
		c.add(line)
		return
	}
	c.rules(c.dev.Rulesets[i], &call{rule: line.Rule, boxes: line.Boxes, opaque: line.Opaque}, depth+1)
}

// leave takes out of a call the packets that go back to where it was made.
func (via *call) leave(line *Line) {
	if !line.sure() && line.Opaque != "" {
		via.opaque = line.Opaque
		return
	}
	for i := range line.Boxes {
		var rest []Box
		for _, b := range via.boxes {
			if b.meets(&line.Boxes[i]) {
				rest = b.minus(&line.Boxes[i], rest)
			} else {
				rest = append(rest, b)
			}
		}
		if len(rest) > maxBoxes {
			via.opaque = "too many combinations"
			return
		}
		via.boxes = rest
	}
}

// line turns one rule into boxes.
func (c *compiler) line(r *model.Rule) Line {
	l := Line{Rule: r, Action: actionOf(r.Action.V), Opaque: r.Opaque}
	if !r.Action.Known() {
		l.Action = Unclear
	}
	if l.Opaque == model.Holes {
		l.Opaque = "" // the boxes have the holes
	}
	doubt := func(why string) {
		if l.Opaque == "" {
			l.Opaque = why
		}
	}
	if !r.Enabled.Known() && r.Enabled.How != model.NotRead {
		doubt("whether it is in force is not known")
	}
	fields, why := services(r)
	if why != "" {
		doubt(why)
	}
	in, told := c.zones(r.FromZone)
	out, toldOut := c.zones(r.ToZone)
	if !told || !toldOut {
		doubt("too many zones to be told apart")
	}
	for _, family := range c.families {
		src, why := addresses(r.SrcAny, r.Src, r.SrcMask, r.SrcNot, family)
		if why != "" {
			doubt("source " + why)
		}
		dst, why := addresses(r.DstAny, r.Dst, r.DstMask, r.DstNot, family)
		if why != "" {
			doubt("destination " + why)
		}
		if len(src)*len(dst)*len(fields)*len(in)*len(out) > maxBoxes {
			doubt("too many combinations")
			src, dst, fields = hull(src), hull(dst), []Box{every(ipv4 | ipv6)}
		}
		l.product(family, src, dst, fields, in, out)
	}
	if len(l.Boxes) == 0 {
		l.Empty = emptiness(r)
	}
	return l
}

// product adds a box for each combination.
func (l *Line) product(family kinds, src, dst []span, fields []Box, in, out []limits) {
	for f := range fields {
		b := fields[f]
		if b.kinds &= family; b.kinds == 0 {
			continue
		}
		for _, d := range dst {
			for _, s := range src {
				for _, i := range in {
					for _, o := range out {
						b.dst, b.src, b.field[from], b.field[to] = d, s, i, o
						l.Boxes = append(l.Boxes, b)
					}
				}
			}
		}
	}
}

// zones returns the numbers of the zones that a rule names. A name behind "!"
// is every other zone: of several of these a packet comes by none, whatever
// else is named. It reports false where they are too many to be told apart.
func (c *compiler) zones(f model.F[[]string]) ([]limits, bool) {
	all := []limits{{0, top[from]}}
	if !f.Known() || len(f.V) == 0 || slices.Contains(f.V, "any") || slices.Contains(f.V, "all") {
		return all, true
	}
	var named, out []limits
	var refused []uint16
	for _, name := range f.V {
		name, not := strings.CutPrefix(name, "!")
		n, ok := c.list.Zones.number(name)
		switch {
		case !ok:
			return all, false
		case not:
			refused = append(refused, n)
		default:
			named = append(named, limits{n, n})
		}
	}
	if len(refused) == 0 {
		return named, true
	}
	if len(named) > 0 {
		return slices.DeleteFunc(named, func(l limits) bool { return slices.Contains(refused, l.lo) }), true
	}
	slices.Sort(refused)
	next := uint16(0) // numbers start at 1, and none is the last
	for _, n := range refused {
		if next < n {
			out = append(out, limits{next, n - 1})
		}
		next = n + 1
	}
	return append(out, limits{next, top[from]}), true
}

func emptiness(r *model.Rule) string {
	switch {
	case !r.SrcAny.V && r.Src.Known() && len(r.Src.V) == 0 && !r.SrcNot:
		return "its source names no address"
	case !r.DstAny.V && r.Dst.Known() && len(r.Dst.V) == 0 && !r.DstNot:
		return "its destination names no address"
	}
	return "its conditions exclude one another"
}

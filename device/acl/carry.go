package acl

import (
	"net/netip"
	"slices"

	"github.com/linewarden/linewarden/device/model"
)

// Ready is a list prepared for questions about single boxes. It is immutable
// and safe for concurrent use.
type Ready struct {
	*List
	index *index
	owner []int32 // line of each box
}

// Ready prepares a list.
func (l *List) Ready() *Ready {
	a := newAnalysis(l)
	return &Ready{List: l, index: a.index, owner: a.owner}
}

// Piece is packets that meet the same end. Line is the line that decides on
// them, -1 for the default; where Action is Unclear it is the line that leaves
// it open.
type Piece struct {
	Box    Box
	Action Action
	Line   int
}

// Carry follows the packets of b down the list and calls yield with pieces that
// do not overlap and together are b, until yield returns false. A line that
// cannot be resolved leaves a piece Unclear only where what follows it would
// decide otherwise. It reports false where it looked at more than max pieces
// and gave up; the pieces that are missing are not known.
func (r *Ready) Carry(b Box, max int, yield func(Piece) bool) bool {
	c := carrier{r: r, left: max, yield: yield}
	cands := r.index.meeting(&b, int32(len(r.index.boxes)), nil)
	slices.Sort(cands)
	c.walk(b, cands, doubtful{line: -1})
	return c.left > 0 || c.stopped
}

// carrier is one walk down a list.
type carrier struct {
	r       *Ready
	left    int // pieces that may still be looked at
	yield   func(Piece) bool
	stopped bool
}

// doubtful is a line that may already have decided; line is -1 for none.
type doubtful struct {
	action Action
	line   int
}

// walk takes b through the boxes numbered by cands, which are in order, and
// reports whether to go on.
func (c *carrier) walk(b Box, cands []int32, may doubtful) bool {
	if c.left--; c.left <= 0 {
		return false
	}
	for n, i := range cands {
		other := &c.r.index.boxes[i]
		both, ok := b.and(other)
		if !ok {
			continue
		}
		if !c.meet(both, int(c.r.owner[i]), cands[n+1:], may) {
			return false
		}
		if b.within(other) {
			return true
		}
		for _, piece := range b.minus(other, nil) {
			if !c.walk(piece, cands[n+1:], may) {
				return false
			}
		}
		return true
	}
	return c.end(b, c.r.Default, -1, may)
}

// meet is what a line does with packets of its boxes.
func (c *carrier) meet(b Box, line int, rest []int32, may doubtful) bool {
	l := &c.r.Lines[line]
	switch {
	case l.sure() || l.Action == Unclear || may.line >= 0 && may.action != l.Action:
		return c.end(b, l.Action, line, may)
	case may.line < 0:
		may = doubtful{l.Action, line}
	}
	return c.walk(b, rest, may)
}

func (c *carrier) end(b Box, action Action, line int, may doubtful) bool {
	if may.line >= 0 && may.action != action {
		action, line = Unclear, may.line
	}
	if !c.yield(Piece{b, action, line}) {
		c.stopped = true
	}
	return !c.stopped
}

// Opening returns the boxes of packets that open a session from one of the
// addresses of src to one port of dst: the source port is any. An empty src or
// dst has no packets. Port 0 is any port.
func Opening(protocol uint8, port uint16, src, dst Addresses) []Box {
	var out []Box
	for _, family := range []kinds{ipv4, ipv6} {
		b := every(family & opening)
		b.field[proto], b.field[dport] = limits{uint16(protocol), uint16(protocol)}, limits{port, port}
		if port == 0 {
			b.field[dport].hi = top[dport]
		}
		for _, d := range dst.of(family) {
			for _, s := range src.of(family) {
				b.dst, b.src = d, s
				out = append(out, b)
			}
		}
	}
	return out
}

// First returns the boxes of the packets from src that are the first of a
// session, or of a protocol without.
func First(src Addresses) []Box {
	var out []Box
	for _, family := range []kinds{ipv4, ipv6} {
		b := every(family & opening)
		if b.dst.hi = maxIPv4; family == ipv6 {
			b.dst.hi = maxIPv6
		}
		for _, b.src = range src.of(family) {
			out = append(out, b)
		}
	}
	return out
}

// Narrow returns the packets of b from the first range of from that has any.
func (b Box) Narrow(from Addresses) (Box, bool) {
	list := from.v4
	if b.v6() {
		list = from.v6
	}
	for _, s := range list {
		if !s.hi.less(b.src.lo) && !b.src.hi.less(s.lo) {
			b.src = b.src.and(s)
			return b, true
		}
	}
	return b, false
}

// To returns the packets of b to the first range of dst that has any.
func (b Box) To(dst Addresses) Box {
	list := dst.v4
	if b.v6() {
		list = dst.v6
	}
	for _, s := range list {
		if !s.hi.less(b.dst.lo) && !b.dst.hi.less(s.lo) {
			b.dst = b.dst.and(s)
			break
		}
	}
	return b
}

// Meets reports whether b holds a packet from an address of src to one of dst.
func (b *Box) Meets(src, dst Addresses) bool {
	family := ipv4
	if b.v6() {
		family = ipv6
	}
	return touches(src.of(family), b.src) && touches(dst.of(family), b.dst)
}

// Admitting returns a list that permits sources and denies all others, as a
// list of addresses at a service does; sp is where it stands.
func Admitting(sources []netip.Prefix, sp model.Span) *List {
	rs := &model.Ruleset{Obj: model.Obj{Span: sp}, Family: "any"}
	rs.Default.Inherit("deny", sp)
	for _, p := range sources {
		r := &model.Rule{Obj: model.Obj{Span: sp}, Name: p.String()}
		r.Action.Set("permit", sp)
		r.Src.Set([]netip.Prefix{p}, sp)
		r.DstAny.Set(true, sp)
		r.ServiceAny.Set(true, sp)
		rs.Rules = append(rs.Rules, r)
	}
	return Compile(&model.Device{}, rs, &Zones{})
}

// Undefined says what a system does with packets where a filter is named and
// not defined, by the makers' documentation, and the same in words.
func Undefined(os string) (Action, string) {
	switch os {
	case "ios", "iosxr", "nxos":
		return Permit, "the system then lets everything through"
	}
	return Unclear, "whether the system then lets packets through is not known"
}

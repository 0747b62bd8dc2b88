package reach

import (
	"slices"

	"github.com/linewarden/linewarden/device/acl"
)

// Bounds of the work on one way: pieces that packets are split in, and boxes
// that a question is put in.
const (
	maxPieces = 5000
	maxRanges = 64
)

// hop is a gate and the line of its list that decided, -1 for the default.
type hop struct {
	gate   *gate
	action acl.Action
	line   int
}

// end is where packets came to and what they met on the way.
type end struct {
	box  acl.Box
	hops []hop
	open string // why it is not known whether they get there
}

// outcome is what becomes of the packets of one question on one way in.
type outcome struct {
	yes, maybe acl.Addresses // sources
	in, open   []end
	stop       *end // the denial that comes last
}

// walker takes packets through the gates of one way.
type walker struct {
	gates    []gate
	src, dst acl.Addresses
	left     int
	hops     []hop
	outcome
}

// walk follows all packets of src to one port of dst.
func walk(gates []gate, protocol uint8, port uint16, src, dst acl.Addresses) *outcome {
	w := walker{gates: gates, src: src, dst: dst, left: maxPieces}
	for _, b := range acl.Opening(protocol, port, src.AtMost(maxRanges), dst.AtMost(4)) {
		w.through(0, b, "")
	}
	w.yes, w.maybe = w.sources(w.in), w.sources(w.outcome.open)
	return &w.outcome
}

func (w *walker) sources(ends []end) acl.Addresses {
	boxes := make([]acl.Box, len(ends))
	for i := range ends {
		boxes[i] = ends[i].box
	}
	return acl.SourcesOf(boxes).And(w.src)
}

// through takes the packets of a box on from gate n.
func (w *walker) through(n int, b acl.Box, open string) {
	if w.left--; w.left < 0 {
		open, n = "too many combinations to tell", len(w.gates)
	}
	if n == len(w.gates) {
		w.arrive(b, open)
		return
	}
	g := &w.gates[n]
	if g.list == nil {
		w.pass(n, b, open, g.action, -1)
		return
	}
	whole := g.list.Carry(b, max(w.left, 1), func(p acl.Piece) bool {
		if w.asked(&p.Box) {
			w.pass(n, p.Box, open, p.Action, p.Line)
		}
		return true
	})
	if !whole {
		w.left = 0
		w.pass(n, b, "too many combinations to tell", acl.Unclear, -1)
	}
}

// asked reports a piece that holds packets of the question, which is rounded
// up to boxes.
func (w *walker) asked(b *acl.Box) bool { return b.Meets(w.src, w.dst) }

// pass is what one gate does with packets.
func (w *walker) pass(n int, b acl.Box, open string, action acl.Action, line int) {
	g := &w.gates[n]
	w.hops = append(w.hops, hop{g, action, line})
	switch {
	case action == acl.Deny:
		if w.stop == nil || len(w.stop.hops) < len(w.hops) {
			w.stop = &end{box: b, hops: slices.Clone(w.hops), open: open}
		}
	case open != "":
		w.through(n+1, b, open)
	case action == acl.Unclear:
		w.through(n+1, b, g.why(line))
	default:
		w.through(n+1, b, g.atMost)
	}
	w.hops = w.hops[:len(w.hops)-1]
}

// why says why a gate does not tell what becomes of packets.
func (g *gate) why(line int) string {
	switch {
	case g.list == nil:
		return g.reason
	case line < 0:
		return "what the filter does where no line matches is not known"
	case g.list.Lines[line].Opaque != "":
		return g.list.Lines[line].Opaque
	}
	return "what the line does is not understood"
}

// arrive notes packets that got through all gates.
func (w *walker) arrive(b acl.Box, open string) {
	e := end{b.To(w.dst), slices.Clone(w.hops), open}
	if open == "" {
		w.in = append(w.in, e)
	} else {
		w.outcome.open = append(w.outcome.open, e)
	}
}

// join is or for outcomes that are shared.
func (o *outcome) join(p *outcome) *outcome {
	both := *o
	both.in, both.open = slices.Clip(both.in), slices.Clip(both.open)
	both.or(p)
	return &both
}

// or joins what becomes of packets that have several ways.
func (o *outcome) or(p *outcome) {
	o.yes, o.maybe = o.yes.Or(p.yes), o.maybe.Or(p.maybe)
	o.in, o.open = append(o.in, p.in...), append(o.open, p.open...)
	if o.stop == nil || p.stop != nil && len(o.stop.hops) < len(p.stop.hops) {
		o.stop = p.stop
	}
}

// stages are the hops in words.
func (e *end) stages() []Stage {
	var out []Stage
	for _, h := range e.hops {
		s := Stage{Name: h.gate.stage, Filter: h.gate.name, On: h.gate.on, Action: h.action, Line: h.gate.span, Reason: h.gate.reason}
		switch {
		case h.gate.list == nil:
		case h.line >= 0:
			l := &h.gate.list.Lines[h.line]
			s.Line = l.Rule.Span
			if h.action == acl.Unclear {
				s.Reason = h.gate.why(h.line)
			}
		default:
			s.Default = true
			if h.action == acl.Unclear {
				s.Reason = h.gate.why(h.line)
			}
		}
		if h.action == acl.Permit && h.gate.atMost != "" {
			s.Action, s.Reason = acl.Unclear, h.gate.atMost
		}
		out = append(out, s)
	}
	return out
}

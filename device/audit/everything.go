package audit

import (
	"net/netip"
	"slices"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/model"
)

// everythingFunction is the part of functions that adds permits up:
//
//	permits_everything(filter)  its permits, whatever stands before them, together
//	                            let every session of TCP and UDP go between two
//	                            zones that a rule names, in one family
//
// It is unknown where they do so for one of the two protocols. Permits of less
// than a /8, and those that rest on what a filter cannot tell (an application, a
// user, a time), do not count.
func everythingFunction(ruleset *cel.Type) cel.EnvOption {
	return cel.Function("permits_everything", cel.Overload("permits_everything_ruleset", []*cel.Type{ruleset}, cel.BoolType, cel.UnaryBinding(permitsEverything)))
}

func permitsEverything(arg ref.Val) ref.Val {
	o, ok := arg.(*object)
	if !ok {
		return types.NewErr("audit: no filter")
	}
	rs, ok := o.val.Addr().Interface().(*model.Ruleset)
	if !ok {
		return types.NewErr("audit: %s is no filter", o.at.typ.name)
	}
	s := newSum(o.v.dev, rs)
	switch all := s.everything(); {
	case all:
		o.v.looked(o.at.path + ".rules.action")
		o.v.saw(s.last)
		return types.True
	case s.unsure.Line > 0:
		return o.v.unknown(o.v.causeOf(o.at.path+".rules", model.Unknown, s.unsure))
	}
	if open := o.v.listOpen(o.own(), o.at.path+".rules"); open != nil {
		return open
	}
	return types.False
}

// Bounds of the work on one filter: pairs of zones, and pieces of packets a
// question. Beyond them the answer is unknown.
const (
	maxPairs  = 1024
	maxPieces = 10_000
)

// pair is two zones, "" where the rule names none.
type pair struct{ from, to string }

// sum adds the permits of a filter up, by the zones between which they hold.
type sum struct {
	dev          *model.Device
	set          *model.Ruleset
	pairs        []pair // in the order of the file
	rules        map[pair][]*model.Rule
	last, unsure model.Span // the permit that decides, and one that might
}

func newSum(dev *model.Device, rs *model.Ruleset) *sum {
	s := &sum{dev: dev, set: rs, rules: map[pair][]*model.Rule{}}
	for _, r := range rs.Rules {
		switch {
		case r.Enabled.How.Stated() && !r.Enabled.V, r.Action.Known() && r.Action.V != "permit":
			continue
		case r.Opaque != "" && r.Opaque != model.Holes:
			continue // an application, a user, a time: not everything
		case !broad(r.SrcAny, r.Src, r.SrcNot) || !broad(r.DstAny, r.Dst, r.DstNot):
			continue
		}
		for _, from := range zonesOf(r.FromZone) {
			for _, to := range zonesOf(r.ToZone) {
				s.add(pair{from, to}, r)
			}
		}
	}
	return s
}

func (s *sum) add(p pair, r *model.Rule) {
	if s.rules[p] == nil {
		if len(s.pairs) == maxPairs {
			s.unsure = r.Span
			return
		}
		s.pairs = append(s.pairs, p)
	}
	s.rules[p] = append(s.rules[p], r)
}

// zonesOf returns the names, or "" where a rule holds for every zone.
func zonesOf(f model.F[[]string]) []string {
	if len(f.V) == 0 || slices.Contains(f.V, "any") || slices.Contains(f.V, "all") {
		return []string{""}
	}
	return f.V
}

// everything reports a pair of zones between which everything goes for sure.
func (s *sum) everything() bool {
	return slices.ContainsFunc(s.pairs, func(p pair) bool {
		rules := s.between(p)
		if !slices.ContainsFunc(rules, holdsRare) {
			return false // as in most filters
		}
		rules = atMost(rules)
		return slices.ContainsFunc([]bool{false, true}, func(six bool) bool { return s.holds(rules, six) })
	})
}

// between returns the permits that hold between two zones.
func (s *sum) between(p pair) []*model.Rule {
	var out []*model.Rule
	for _, q := range s.pairs {
		if (q.from == "" || q.from == p.from) && (q.to == "" || q.to == p.to) {
			out = append(out, s.rules[q]...)
		}
	}
	return out
}

// holdsRare reports whether a permit may hold port 1, which those of services
// do not.
func holdsRare(r *model.Rule) bool {
	return r.ServiceAny.V || !r.ServiceAny.How.Stated() || len(r.Match) == 0 || slices.ContainsFunc(r.Match, func(m model.Match) bool {
		return (m.Proto == -1 || m.Proto == 6 || m.Proto == 17) &&
			(len(m.DstPorts) == 0 || slices.ContainsFunc(m.DstPorts, func(p model.PortRange) bool { return p.From <= 1 && p.To >= 1 }))
	})
}

// atMost returns copies of permits without their zones, and with what they may
// hold at the most.
func atMost(rules []*model.Rule) []*model.Rule {
	out := make([]*model.Rule, len(rules))
	for i, r := range rules {
		one := *r
		one.FromZone, one.ToZone = model.F[[]string]{}, model.F[[]string]{}
		for _, f := range []*model.F[bool]{&one.SrcAny, &one.DstAny} {
			if f.How == model.Unknown {
				f.Set(true, r.Span)
				one.Opaque = "not known"
			}
		}
		if one.Apps.How == model.Unknown {
			one.Opaque = "not known"
		}
		out[i] = &one
	}
	return out
}

// holds reports whether permits hold all sessions of a family.
func (s *sum) holds(rules []*model.Rule, six bool) bool {
	if s.set.Family == "ipv4" && six || s.set.Family == "ipv6" && !six {
		return false
	}
	ready := acl.Compile(s.dev, s.permitting(rules), &acl.Zones{}).Ready()
	tcp, sureTCP := s.every(ready, 6, six)
	udp, sureUDP := s.every(ready, 17, six)
	switch {
	case tcp && udp && sureTCP && sureUDP:
		return true
	case tcp || udp:
		s.unsure = s.last
	}
	return false
}

// permitting returns a filter that permits what rules permit, and port 0, on
// which nobody listens and which no rule has to hold.
func (s *sum) permitting(rules []*model.Rule) *model.Ruleset {
	port0 := []model.PortRange{{}}
	closed := &model.Rule{Match: []model.Match{{Proto: -1, DstPorts: port0, ICMPType: -1, ICMPCode: -1}}}
	closed.Action.Set("permit", s.set.Span)
	closed.SrcAny.Set(true, s.set.Span)
	closed.DstAny.Set(true, s.set.Span)
	set := &model.Ruleset{Name: s.set.Name, Kind: s.set.Kind, Family: s.set.Family, Rules: append(rules, closed)}
	set.Default.Set("deny", s.set.Span)
	return set
}

// broad reports whether one side of a rule may hold a /8 or more. What is less
// would take hundreds of rules to be everything, and is most of all filters.
func broad(any model.F[bool], list model.F[[]netip.Prefix], not bool) bool {
	return any.V || any.How == model.Unknown || not || !list.Known() || slices.ContainsFunc(list.V, func(p netip.Prefix) bool { return p.Bits() <= 8 })
}

// every reports whether all sessions of a protocol may go through, and whether
// they do for sure.
func (s *sum) every(list *acl.Ready, protocol uint8, six bool) (all, sure bool) {
	all, sure = true, true
	from := acl.Everywhere().Family(six)
	for _, b := range acl.Opening(protocol, 0, from, from) {
		whole := list.Carry(b, maxPieces, func(p acl.Piece) bool {
			switch {
			case p.Action == acl.Deny:
				all = false
			case p.Action == acl.Unclear:
				sure = false
			}
			if p.Line >= 0 && p.Line < len(list.Lines)-1 {
				s.last = list.Lines[p.Line].Rule.Span
			}
			return all
		})
		sure = sure && whole
	}
	return all, all && sure
}

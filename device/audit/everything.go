package audit

import (
	"cmp"
	"math"
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
//	                            zones that a rule names, in one family, but for
//	                            less than one in 256 pairs of addresses
//
// It is unknown where they do so for one of the two protocols, and where the
// work is too much. Addresses of IPv4 that no host has do not count, and neither
// do permits that rest on what a filter cannot tell (an application, a user, a
// time).
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

// Bounds of the work: pairs of zones and pieces of packets a filter, permits
// between two zones (the widest ones), and pieces a question. Beyond them the
// answer is unknown.
const (
	maxPairs   = 1024
	maxSum     = 200_000
	maxPermits = 2000
	maxPieces  = 10_000
)

// missing is the share of all pairs of addresses that may lack in everything.
const missing = 1.0 / 256

// nobody are the addresses that no host has.
var nobody = acl.AddressesOf([]netip.Prefix{netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("224.0.0.0/3")})

// pair is two zones, "" where the rule names none.
type pair struct{ from, to string }

// sum adds the permits of a filter up, by the zones between which they hold.
type sum struct {
	dev          *model.Device
	set          *model.Ruleset
	pairs        []pair // in the order of the file
	rules        map[pair][]*model.Rule
	last, unsure model.Span // the permit that decides, and one that might
	left         int        // pieces that may still be looked at

	// shares are the parts of all pairs of addresses, by family, that a rule
	// holds at the most.
	shares map[*model.Rule][2]float64
}

func newSum(dev *model.Device, rs *model.Ruleset) *sum {
	s := &sum{dev: dev, set: rs, rules: map[pair][]*model.Rule{}, left: maxSum, shares: map[*model.Rule][2]float64{}}
	for _, r := range rs.Rules {
		switch {
		case r.Enabled.How.Stated() && !r.Enabled.V, r.Action.Known() && r.Action.V != "permit":
			continue
		case r.Opaque != "" && r.Opaque != model.Holes:
			continue // an application, a user, a time: not everything
		}
		s.shares[r] = [2]float64{shareHeld(r, 0), shareHeld(r, 1)}
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
		return slices.ContainsFunc([]bool{false, true}, func(six bool) bool {
			wide, ok := s.widest(rules, six)
			return ok && s.holds(atMost(wide), six)
		})
	})
}

// widest returns the permits that hold most pairs of addresses, the widest
// first, and whether they may be everything together. In most filters they
// are not by far.
func (s *sum) widest(rules []*model.Rule, six bool) ([]*model.Rule, bool) {
	of, rare := 0, 0.0
	if six {
		of = 1
	}
	for _, r := range rules {
		if v := s.shares[r][of]; v > 0 && holdsRare(r) {
			rare += v
		}
	}
	if all := hosts(six).Share(six); rare < all*all*(1-missing) {
		return nil, false
	}
	rules = slices.DeleteFunc(slices.Clone(rules), func(r *model.Rule) bool { return s.shares[r][of] == 0 })
	slices.SortStableFunc(rules, func(a, b *model.Rule) int { return cmp.Compare(s.shares[b][of], s.shares[a][of]) })
	return rules, true
}

// shareHeld is the part of all pairs of addresses of a family, 1 for IPv6, that
// a rule holds at the most.
func shareHeld(r *model.Rule, family int) float64 {
	side := func(any model.F[bool], list model.F[[]netip.Prefix], not bool) float64 {
		if any.V || any.How == model.Unknown || not || !list.Known() {
			return 1
		}
		sum := 0.0
		for _, p := range list.V {
			if p.Addr().Is6() == (family == 1) {
				sum += math.Exp2(float64(-p.Bits()))
			}
		}
		return min(sum, 1)
	}
	return side(r.SrcAny, r.Src, r.SrcNot) * side(r.DstAny, r.Dst, r.DstNot)
}

func hosts(six bool) acl.Addresses { return acl.Everywhere().Family(six).Minus(nobody) }

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
	cut := len(rules) > maxPermits
	if cut {
		rules = rules[:maxPermits:maxPermits]
	}
	ready := acl.Compile(s.dev, s.permitting(rules), &acl.Zones{}).Ready()
	tcp, sureTCP := s.every(ready, 6, six)
	udp, sureUDP := s.every(ready, 17, six)
	switch {
	case tcp && udp && sureTCP && sureUDP:
		return true
	case tcp || udp:
		s.unsure = s.last
	case cut:
		s.unsure = rules[0].Span
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

// every reports whether all sessions of a protocol may go through, and whether
// they do for sure. What few pairs of addresses lack counts whole, whatever
// their ports.
func (s *sum) every(list *acl.Ready, protocol uint8, six bool) (all, sure bool) {
	from := hosts(six)
	most := from.Share(six) * from.Share(six) * missing
	denied, unclear, whole := 0.0, 0.0, true
	for _, b := range acl.Opening(protocol, 0, from, from) {
		seen := 0
		whole = list.Carry(b, min(maxPieces, s.left), func(p acl.Piece) bool {
			seen++
			switch {
			case p.Action == acl.Deny:
				denied += p.Box.Share()
			case p.Action == acl.Unclear:
				unclear += p.Box.Share()
			}
			if p.Line >= 0 && p.Line < len(list.Lines)-1 {
				s.last = list.Lines[p.Line].Rule.Span
			}
			return denied < most
		}) && whole
		s.left -= seen
	}
	return denied < most, whole && denied+unclear < most
}

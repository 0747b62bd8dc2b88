package audit

import (
	"net/netip"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/model"
)

// gateFunction is the part of functions that walks the filter before the
// device itself:
//
//	admits_wide(filter, proto, ports, n4, n6)  its rules, taken in order, let
//	                                           sources of more than a /n4 (IPv4)
//	                                           or /n6 (IPv6) reach one of these
//	                                           TCP (6) or UDP (17) ports
//
//	admits_strangers(filter, proto, ports)     the same of sources of more than a /8
//	                                           (/16) that come by an interface which
//	                                           faces others
//
// Whatever destination a rule names is taken as the device's. A rule for named
// interfaces that lead inside admits named sources. The answer is unknown where
// a rule that decides cannot be resolved from the file, or nothing tells where
// its interfaces lead.
func gateFunction(ruleset *cel.Type) cel.EnvOption {
	args := []*cel.Type{ruleset, cel.IntType, cel.ListType(cel.IntType), cel.IntType, cel.IntType}
	wide := func(a ...ref.Val) ref.Val {
		return admits(gate{widest: [2]int{int(a[3].(types.Int)), int(a[4].(types.Int))}}, a)
	}
	strangers := func(a ...ref.Val) ref.Val { return admits(gate{widest: [2]int{8, 16}, strangers: true}, a) }
	return func(e *cel.Env) (*cel.Env, error) {
		e, err := cel.Function("admits_wide", cel.Overload("admits_wide_ruleset", args, cel.BoolType, cel.FunctionBinding(wide)))(e)
		if err != nil {
			return nil, err
		}
		return cel.Function("admits_strangers", cel.Overload("admits_strangers_ruleset", args[:3], cel.BoolType, cel.FunctionBinding(strangers)))(e)
	}
}

// admits answers both functions.
func admits(g gate, args []ref.Val) ref.Val {
	o, rs, open := rulesOf(args[0])
	if open != nil {
		return open
	}
	g.dev = o.v.dev
	for ports := args[2].(traits.Lister).Iterator(); ports.HasNext() == types.True; {
		port, _ := ports.Next().(types.Int)
		g.match = portMatch{int16(args[1].(types.Int)), uint16(port)}
		if g.open(rs) {
			return types.True
		}
	}
	if g.unsure.Line > 0 {
		return o.v.unknown(o.v.causeOf(o.at.path+".rules", model.Unknown, g.unsure))
	}
	return types.False
}

// maxRanges bounds how finely denials may cut the addresses up; beyond it the
// answer is unknown.
const maxRanges = 512

// maxJumps bounds how many lists one walk goes through.
const maxJumps = 64

// gate asks a filter which sources reach one port of the device.
type gate struct {
	dev    *model.Device
	match  portMatch
	widest [2]int // prefix lengths for IPv4 and IPv6
	// strangers leaves out who comes by an interface that does not face others,
	// also where nothing denies them.
	strangers bool
	unsure    model.Span
	// inside says that only named interfaces are left; narrowed is a rule that
	// cannot be resolved and may have denied most sources.
	inside, wide bool
	narrowed     model.Span
	jumps        int
}

// open reports whether a wide range of sources gets through for sure.
func (g *gate) open(rs *model.Ruleset) bool {
	g.inside, g.wide, g.narrowed, g.jumps = false, false, model.Span{}, 0
	left := g.walk(rs, acl.Everywhere().Family(rs.Family == "ipv6"))
	if rs.Default.V == "permit" {
		g.inside = g.inside && g.strangers
		g.admit(left.Wider(g.widest[0], g.widest[1]))
	}
	return g.wide
}

// walk takes the sources left through the rules and returns those that no rule
// decided on. Where it cannot tell it sets unsure.
func (g *gate) walk(rs *model.Ruleset, left acl.Addresses) acl.Addresses {
	var returned acl.Addresses
	for _, r := range rs.Rules {
		if g.wide || left.Empty() {
			break
		}
		if left.Ranges() > maxRanges {
			g.unsure = r.Span
			return acl.Addresses{}
		}
		if r.Enabled.How.Stated() && !r.Enabled.V {
			continue
		}
		hit, sure, share := g.hits(r)
		if !hit {
			continue
		}
		from, known := sourcesOf(r, left)
		sure = sure && known && r.Opaque == "" && r.Action.How.Stated() && r.Enabled.How != model.Unknown
		switch {
		case r.Jump != "":
			var out acl.Addresses
			if out, sure = g.jump(r, from, sure); sure {
				left = left.Minus(from).Or(out)
			}
		case r.Action.V == "next":
		case r.Action.V == "permit":
			left = g.permit(r, left, from, sure || share && known && r.Opaque == "")
		case r.Action.V == "return" && sure && !zoned(r):
			returned = returned.Or(from)
			left = left.Minus(from)
		case r.Action.V == "return", !r.Action.How.Stated():
			g.unsure = r.Span
		default:
			left = g.deny(r, left, from, sure)
		}
	}
	return left.Or(returned)
}

// permit admits the sources that a rule names.
func (g *gate) permit(r *model.Rule, left, from acl.Addresses, sure bool) acl.Addresses {
	switch {
	case zoned(r) && g.within(r.FromZone.V):
		return left // whoever is on an interface of its own
	case zoned(r) && !g.facing(r.FromZone.V), !sure:
		if g.isWide(r, from) {
			g.unsure = r.Span
		}
		return left
	}
	g.admit(g.isWide(r, from))
	if zoned(r) {
		return left
	}
	return left.Minus(from)
}

// admit notes that sources get through, and whether they are many.
func (g *gate) admit(wide bool) {
	switch {
	case g.inside || !wide:
	case g.narrowed.Line > 0:
		g.unsure = g.narrowed
	default:
		g.wide = true
	}
}

// deny takes the sources that a rule drops out of those left.
func (g *gate) deny(r *model.Rule, left, from acl.Addresses, sure bool) acl.Addresses {
	switch {
	case zoned(r):
		if sure && g.fenced(r.FromZone.V) && from.Equal(left) {
			g.inside = true
		}
		return left
	case !sure || r.DstNot || r.DstAny.How.Stated() && !r.DstAny.V:
		// A list of offenders or a share of the packets leaves most of them;
		// what drops all but something may leave nobody.
		if r.SrcNot || r.DstNot || r.Opaque != "" && !slices.Contains(partial, r.Opaque) && !strings.HasSuffix(r.Opaque, " is filled at run time") {
			g.narrowed = r.Span
		}
		return left
	}
	return left.Minus(from)
}

// partial are reasons of opaque rules that concern a share of all packets.
var partial = []string{"time of day", "packet content", "layer 7 pattern", "name in TLS", "every nth packet", "random share", "port scan",
	"peer-to-peer detection", "connection size", "connection rate"}

// jump goes on in another list, and returns what comes back from it.
func (g *gate) jump(r *model.Rule, from acl.Addresses, sure bool) (left acl.Addresses, ok bool) {
	g.jumps++
	i := slices.IndexFunc(g.dev.Rulesets, func(x *model.Ruleset) bool { return x.Name == r.Jump })
	if i < 0 || g.jumps > maxJumps || !sure || zoned(r) {
		g.unsure = r.Span
		return left, false
	}
	return g.walk(g.dev.Rulesets[i], from), true
}

// hits reports whether a rule may match the first packet to the port, whether
// it does so whatever else the packet holds, and whether at least a share of
// such packets from each source match.
func (g *gate) hits(r *model.Rule) (hit, sure, share bool) {
	if r.DstAny.How.Stated() && !r.DstAny.V && !r.DstNot && len(r.Dst.V) > 0 && !slices.ContainsFunc(r.Dst.V, func(p netip.Prefix) bool { return !p.Addr().IsLoopback() }) {
		return false, false, false
	}
	if len(r.ToZone.V) > 0 && g.dev.OS == "routeros" {
		return false, false, false // nothing that reaches the device goes out
	}
	if r.ServiceAny.How.Stated() && r.ServiceAny.V {
		return true, true, true
	}
	if len(r.Match) == 0 {
		return true, false, false
	}
	for i := range r.Match {
		h, s, p := g.one(&r.Match[i])
		hit, sure, share = hit || h, sure || s, share || p
	}
	return hit, sure, share
}

func (g *gate) one(x *model.Match) (hit, sure, share bool) {
	m := *x
	m.Flags = ""
	if hit, sure = g.match.one(&m); !hit {
		return false, false, false
	}
	share = sure || len(x.SrcPorts) > 0 // whoever connects chooses the port
	for _, f := range strings.Fields(x.Flags) {
		key, v, _ := strings.Cut(f, "=")
		neg := strings.HasPrefix(v, "!")
		switch list := strings.Split(strings.TrimPrefix(v, "!"), ","); {
		case key == "connection-state" && slices.Contains(list, "new") == neg:
			return false, false, false // no first packet
		case key == "connection-state", key == "dst-address-type" && v == "local", key == "ipsec-policy" && v == "in,none",
			key == "tcp-flags" && !neg && slices.Contains(list, "syn"):
		case key == "limit", key == "dst-limit", key == "connection-limit":
			sure = false
		case key == "ipsec-policy" && v == "in,ipsec":
			return false, false, false // who holds a key of the tunnel
		default:
			sure, share = false, false
		}
	}
	return hit, sure, share
}

// facing reports that one of the interfaces, or all but the named ones, lead
// to others.
func (g *gate) facing(zones []string) bool {
	return slices.ContainsFunc(zones, outer) ||
		slices.ContainsFunc(g.dev.Interfaces, func(i *model.Interface) bool { return edge(i) && among(i, zones) })
}

// among reports that a rule for zones holds on an interface.
func among(i *model.Interface, zones []string) bool {
	return slices.Contains(zones, i.Name) || i.Zone.V != "" && slices.Contains(zones, i.Zone.V)
}

// fenced reports that all interfaces which face others are among the zones.
func (g *gate) fenced(zones []string) bool {
	return slices.ContainsFunc(zones, outer) || g.facing(zones) &&
		!slices.ContainsFunc(g.dev.Interfaces, func(i *model.Interface) bool { return edge(i) && !among(i, zones) })
}

// outer reports a zone that says by its name that it leads to others.
func outer(zone string) bool {
	name, not := strings.CutPrefix(strings.ToLower(zone), "!")
	return not != (strings.HasPrefix(name, "wan") || strings.HasPrefix(name, "internet"))
}

func edge(i *model.Interface) bool { return i.Edge.How.Stated() && i.Edge.V }

// within reports that none of the zones can lead to others: by name, or as
// interfaces that have private addresses only.
func (g *gate) within(zones []string) bool {
	if g.facing(zones) {
		return false
	}
	for _, z := range zones {
		low := strings.ToLower(z)
		if strings.HasPrefix(low, "!") || slices.ContainsFunc(insideNames, func(n string) bool { return strings.HasPrefix(low, n) }) {
			continue // all but what leads to others
		}
		known := false
		for _, i := range g.dev.Interfaces {
			if among(i, []string{z}) {
				if known = inner(i); !known {
					break
				}
			}
		}
		if !known {
			return false
		}
	}
	return true
}

// insideNames begin the names of interfaces and lists that lead inside.
var insideNames = []string{"lan", "mgmt", "management", "oob", "inside", "internal", "trust", "lo0", "loopback"}

// inner reports an interface whose addresses are all private.
func inner(i *model.Interface) bool {
	return i.Addresses.How.Stated() && len(i.Addresses.V) > 0 &&
		!slices.ContainsFunc(i.Addresses.V, func(p netip.Prefix) bool { return !p.Addr().IsPrivate() && !p.Addr().IsLinkLocalUnicast() })
}

// zoned reports a rule for some interfaces only.
func zoned(r *model.Rule) bool {
	return len(r.FromZone.V) > 0 && !slices.Contains(r.FromZone.V, "any")
}

// isWide reports that a rule decides on a prefix shorter than the widest, from
// being what it decides on. Of a list each prefix counts by itself: that many
// named networks lie side by side makes none of them wide.
func (g *gate) isWide(r *model.Rule, from acl.Addresses) bool {
	if r.SrcAny.V || r.SrcNot || !r.Src.How.Stated() {
		return from.Wider(g.widest[0], g.widest[1])
	}
	return slices.ContainsFunc(r.Src.V, func(p netip.Prefix) bool {
		widest := g.widest[0]
		if p.Addr().Is6() {
			widest = g.widest[1]
		}
		return p.Bits() < widest && from.And(acl.AddressesOf([]netip.Prefix{p})).Wider(g.widest[0], g.widest[1])
	})
}

// sourcesOf returns those of left that a rule's source covers; all of them
// and false where the file does not tell.
func sourcesOf(r *model.Rule, left acl.Addresses) (acl.Addresses, bool) {
	switch {
	case r.SrcAny.How.Stated() && r.SrcAny.V:
		return left, true
	case !r.Src.How.Stated():
		return left, false
	case r.SrcNot:
		return left.Minus(acl.AddressesOf(r.Src.V)), true
	case !left.Touches(r.Src.V):
		return acl.Addresses{}, true
	}
	return left.And(acl.AddressesOf(r.Src.V)), true
}

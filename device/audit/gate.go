package audit

import (
	"net/netip"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/model"
)

// gateFunctions are the part of functions that asks who gets through a filter:
//
//	admits_wide(filter, proto, ports, n4, n6)  sources of more than a /n4 (IPv4)
//	                                           or /n6 (IPv6) reach one of these
//	                                           TCP (6) or UDP (17) ports of the
//	                                           device itself
//
//	admits_strangers(filter, proto, ports)     the same of sources of more than a /8
//	                                           (/16) that come by an interface which
//	                                           faces others
//
//	admits_any(filter, proto, ports, nets)     sources of more than a /8 (/16) reach
//	                                           one of these ports on some address
//	                                           of nets
//
// The answers are exact: of each packet the first line that matches decides,
// and what several lines let through counts together. Port 0 is any port. A
// permit for named interfaces that lead inside admits named sources. The answer
// is unknown where it turns on a line that cannot be resolved from the file, or
// on interfaces of which nothing tells where they lead.
func gateFunctions(ruleset *cel.Type) cel.EnvOption {
	number, ports := cel.IntType, cel.ListType(cel.IntType)
	return func(e *cel.Env) (*cel.Env, error) {
		var err error
		for _, f := range []struct {
			name string
			args []*cel.Type
			fn   func(...ref.Val) ref.Val
		}{
			{"admits_wide", []*cel.Type{ruleset, number, ports, number, number}, func(a ...ref.Val) ref.Val {
				return admits(gate{to: own, widest: [2]int{int(a[3].(types.Int)), int(a[4].(types.Int))}, insiders: true}, a)
			}},
			{"admits_strangers", []*cel.Type{ruleset, number, ports}, func(a ...ref.Val) ref.Val {
				return admits(gate{to: own, widest: wideSources}, a)
			}},
			{"admits_any", []*cel.Type{ruleset, number, ports, cel.ListType(cel.StringType)}, func(a ...ref.Val) ref.Val {
				return admits(gate{to: addressesOf(a[3].(traits.Lister)), widest: wideSources}, a)
			}},
		} {
			if e, err = cel.Function(f.name, cel.Overload(f.name+"_ruleset", f.args, cel.BoolType, cel.FunctionBinding(f.fn)))(e); err != nil {
				return nil, err
			}
		}
		return e, nil
	}
}

// wideSources are the prefix lengths, IPv4 and IPv6, of the widest networks
// that count as named sources.
var wideSources = [2]int{8, 16}

// own are the addresses that a device may have: all but loopback and multicast.
var own = acl.Everywhere().Minus(acl.AddressesOf([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("224.0.0.0/3"),
	netip.MustParsePrefix("::/127"), netip.MustParsePrefix("ff00::/8")}))

func addressesOf(nets traits.Lister) acl.Addresses {
	var out []netip.Prefix
	for it := nets.Iterator(); it.HasNext() == types.True; {
		n, _ := it.Next().(types.String)
		if p, ok := prefixOf(string(n)); ok {
			out = append(out, p)
		}
	}
	return acl.AddressesOf(out)
}

// admits answers the functions.
func admits(g gate, args []ref.Val) ref.Val {
	o, rs, open := rulesOf(args[0])
	if open != nil && (rs == nil || !o.v.gates.ordered(o.v, rs)) {
		return open
	}
	g.lines = open != nil
	for ports := args[2].(traits.Lister).Iterator(); ports.HasNext() == types.True; {
		port, _ := ports.Next().(types.Int)
		if g.admits(&o.v.gates, rs, uint8(args[1].(types.Int)), uint16(port)) {
			return types.True
		}
	}
	if open != nil {
		return open
	}
	if g.open {
		return o.v.unknown(o.v.causeOf(o.at.path+".rules", model.Unknown, g.unsure))
	}
	return types.False
}

// rulesOf returns the filter that a check handed to a function, or the value
// that answers for it where it is none or its rules are not all known; the
// filter comes with that value where it may hold more rules.
func rulesOf(arg ref.Val) (*object, *model.Ruleset, ref.Val) {
	o, ok := arg.(*object)
	if !ok {
		return nil, nil, types.NewErr("audit: no filter")
	}
	rs, ok := o.val.Addr().Interface().(*model.Ruleset)
	if !ok {
		return nil, nil, types.NewErr("audit: %s is no filter", o.at.typ.name)
	}
	if open := o.v.listOpen(o.own(), o.at.path+".rules"); open != nil {
		return o, rs, open
	}
	return o, rs, nil
}

// gate asks a filter whether many sources reach one port.
type gate struct {
	to     acl.Addresses
	widest [2]int // prefix lengths for IPv4 and IPv6
	// insiders asks, too, whether nothing decides on those who come by an
	// interface inside that no rule names.
	insiders bool
	// lines leaves out what only the default lets through.
	lines bool
	// by is the line that lets them through, if it is one.
	by model.Span
	// open says that the answer turns on a line, which is unsure.
	open   bool
	unsure model.Span
}

// admits reports whether a wide range of sources gets through for sure.
func (g *gate) admits(all *gates, rs *model.Ruleset, proto uint8, port uint16) bool {
	lists := all.reached(rs)
	ways, whole := waysInto(all.dev, lists)
	if !whole {
		g.doubt(rs.Span)
	}
	if g.insiders && len(zonesNamed(lists)) > 0 {
		ways = append(ways, way{insider: true})
	}
	from := acl.Everywhere()
	if rs.Family == "ipv4" || rs.Family == "ipv6" {
		from = from.Family(rs.Family == "ipv6")
	}
	boxes := acl.Opening(proto, port, from, g.to)
	for _, w := range ways {
		if g.through(all.of(rs, w), boxes, w.insider) {
			return true
		}
	}
	return false
}

// through reports whether the list lets a wide range of the sources of boxes
// through for sure; those that only its default lets through, if so asked.
func (g *gate) through(list *acl.Ready, boxes []acl.Box, rest bool) bool {
	var sure, may []acl.Box
	var doubt model.Span
	whole := true
	for _, b := range boxes {
		whole = list.Carry(b, maxPieces, func(p acl.Piece) bool {
			switch {
			case rest && p.Line >= 0, g.lines && p.Line < 0, p.Action == acl.Deny:
			case p.Action == acl.Permit:
				sure = append(sure, p.Box)
				if g.by = (model.Span{}); p.Line >= 0 {
					g.by = list.Lines[p.Line].Rule.Span
				}
				return !p.Box.Wide(g.widest[0], g.widest[1])
			default:
				may = append(may, p.Box)
				if doubt = list.Set.Span; p.Line >= 0 {
					doubt = list.Lines[p.Line].Rule.Span
				}
			}
			return true
		}) && whole
	}
	if acl.SourcesOf(sure).Wider(g.widest[0], g.widest[1]) {
		return true
	}
	if !whole {
		g.doubt(list.Set.Span)
	} else if acl.SourcesOf(append(may, sure...)).Wider(g.widest[0], g.widest[1]) {
		g.doubt(doubt)
	}
	return false
}

func (g *gate) doubt(sp model.Span) { g.open, g.unsure = true, sp }

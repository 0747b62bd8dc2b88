package audit

import (
	"net/netip"
	"slices"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/model"
)

// admitFunction is the part of functions that walks filters:
//
//	admits_any(filter, proto, ports, nets)  the first rules that match let any
//	                                        source reach one of these TCP (6) or
//	                                        UDP (17) ports on some address of nets
//
// It is unknown where a rule that decides cannot be resolved from the file.
func admitFunction(ruleset *cel.Type) cel.EnvOption {
	args := []*cel.Type{ruleset, cel.IntType, cel.ListType(cel.IntType), cel.ListType(cel.StringType)}
	return cel.Function("admits_any", cel.Overload("admits_any_ruleset", args, cel.BoolType, cel.FunctionBinding(admitsAny)))
}

func admitsAny(args ...ref.Val) ref.Val {
	o, rs, open := rulesOf(args[0])
	if open != nil {
		return open
	}
	w := walk{rs: rs}
	for ports := args[2].(traits.Lister).Iterator(); ports.HasNext() == types.True; {
		port, _ := ports.Next().(types.Int)
		w.match = portMatch{int16(args[1].(types.Int)), uint16(port)}
		if w.admitsOne(args[3].(traits.Lister)) {
			return types.True
		}
	}
	if w.unsure.Line > 0 {
		return o.v.unknown(o.v.causeOf(o.at.path+".rules", model.Unknown, w.unsure))
	}
	return types.False
}

// rulesOf returns the filter that a check handed to a function, or the value
// that answers for it where it is none or its rules are not all known.
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
		return nil, nil, open
	}
	return o, rs, nil
}

// walk asks a filter what it does with packets to one port.
type walk struct {
	rs     *model.Ruleset
	match  portMatch
	unsure model.Span // a rule that might have decided
}

// admitsOne reports whether any source may reach an address of one of nets
// for sure.
func (w *walk) admitsOne(nets traits.Lister) bool {
	for it := nets.Iterator(); it.HasNext() == types.True; {
		n, _ := it.Next().(types.String)
		if p, ok := prefixOf(string(n)); ok && w.admits(p) {
			return true
		}
	}
	return false
}

// admits reports whether any source may reach an address of net for sure.
func (w *walk) admits(net netip.Prefix) bool {
	left := acl.AddressesOf([]netip.Prefix{net})
	for _, r := range w.rs.Rules {
		if r.Enabled.How.Stated() && !r.Enabled.V {
			continue
		}
		permit := r.Action.V == "permit"
		if left.Empty() || permit && r.SrcAny.How.Stated() && !r.SrcAny.V {
			continue // decided, or it admits only some sources
		}
		hit, sure := w.match.of(r)
		any := r.DstAny.How.Stated() && r.DstAny.V
		known := any || r.Dst.How.Stated() && !r.DstNot
		if !hit || known && !any && !left.Touches(r.Dst.V) {
			continue
		}
		whole := known && r.Opaque == "" && r.Action.How.Stated() && r.SrcAny.How.Stated()
		switch {
		case permit && sure && whole:
			return true
		case permit || !whole:
			w.unsure = r.Span
			return false
		case sure && r.SrcAny.V && any:
			left = acl.Addresses{}
		case sure && r.SrcAny.V:
			if left = left.Minus(acl.AddressesOf(r.Dst.V)); left.Ranges() > maxRanges {
				w.unsure = r.Span
				return false
			}
		}
	}
	return !left.Empty() && w.rs.Default.V == "permit"
}

// portMatch is one destination port of TCP or UDP.
type portMatch struct {
	proto int16
	port  uint16
}

// of reports whether a rule may match a first packet to the port, and whether
// it does so whatever else the packet holds.
func (m portMatch) of(r *model.Rule) (hit, sure bool) {
	if r.ServiceAny.How.Stated() && r.ServiceAny.V {
		return true, true
	}
	if r.Opaque != "" && len(r.Match) == 0 {
		return true, false
	}
	for i := range r.Match {
		h, s := m.one(&r.Match[i])
		hit, sure = hit || h, sure || s
	}
	return hit, sure
}

func (m portMatch) one(x *model.Match) (hit, sure bool) {
	if x.Proto != -1 && x.Proto != m.proto || x.Established || x.Fragments {
		return false, false
	}
	if len(x.DstPorts) > 0 && !slices.ContainsFunc(x.DstPorts, func(r model.PortRange) bool { return r.From <= m.port && m.port <= r.To }) {
		return false, false
	}
	return true, x.Flags == "" && len(x.SrcPorts) == 0
}

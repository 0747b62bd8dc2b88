package audit

import (
	"net/netip"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/model"
)

// sources returns the permitted sources of a filter as a list that may hold
// more than the file shows, nil where nothing can be said of it. What stands in
// the list is a fact: packets that a line is the first to match keep their end
// when a file was cut off, for systems write the lines of a filter in the order
// in which they are asked. Where they may not, as in a list of VRP with
// match-order auto, what comes first is narrower and leaves some packets.
func (o *object) sources(rs *model.Ruleset, fact model.Fact) ref.Val {
	v := o.v
	if _, how := fact.Where(); how != model.Derived || !v.gates.ordered(v, rs) {
		return nil
	}
	l := &list{v: v, open: v.notWhole()}
	for i, p := range rs.Permitted.V {
		if i == maxNamed {
			break
		}
		if v.gates.lets(rs, p) {
			l.items = append(l.items, types.String(p.String()))
		}
	}
	l.items = append(l.items, l.open)
	return l
}

// ordered reports whether the lines of a filter of a file that is not known to
// be whole are asked before those that may be missing: all that stands there is
// understood, and it does not go by interfaces, of which there may be more.
func (g *gates) ordered(v *view, rs *model.Ruleset) bool {
	lists := g.reached(rs)
	return v.dev.Complete != model.Whole && len(rs.Rules) > 0 && len(rs.Doubt) == 0 && len(v.dev.Doubts["rulesets"])+len(v.dev.Doubts["rulesets.rules"]) == 0 &&
		rs.Kind != "macacl" && len(lists) == 1 && len(zonesNamed(lists)) == 0
}

// lets reports whether a line that names p is for sure the first to match some
// packets from it, and lets them through.
func (g *gates) lets(rs *model.Ruleset, p netip.Prefix) bool {
	list := g.of(rs, way{})
	return meets(list, []netip.Prefix{p}, func(piece acl.Piece) bool {
		return piece.Action == acl.Permit && piece.Line >= 0 && names(list.Lines[piece.Line].Rule, p)
	})
}

// meets reports whether a list does to some first packet from the sources what
// is asked for. It says no where it had to look at too much.
func meets(list *acl.Ready, from []netip.Prefix, asked func(acl.Piece) bool) (found bool) {
	for _, b := range acl.First(acl.AddressesOf(from)) {
		list.Carry(b, maxPieces, func(piece acl.Piece) bool {
			found = asked(piece)
			return !found
		})
		if found {
			return true
		}
	}
	return false
}

// decidingFunction is the part of functions that leaves shadowed lines out:
//
//	deciding(filter)  the rules of the filter, as far as the file shows them, that
//	                  are the first to match some packet, or may be
func decidingFunction(ruleset, rule *cel.Type) cel.EnvOption {
	return cel.Function("deciding", cel.Overload("deciding_ruleset", []*cel.Type{ruleset}, cel.ListType(rule), cel.UnaryBinding(deciding)))
}

func deciding(arg ref.Val) ref.Val {
	o, ok := arg.(*object)
	if !ok {
		return types.NewErr("audit: no filter")
	}
	rs, ok := o.val.Addr().Interface().(*model.Ruleset)
	if !ok {
		return types.NewErr("audit: %s is no filter", o.at.typ.name)
	}
	all, ok := o.get(o.at.typ.index["rules"]).(*list)
	if !ok || rs.Kind == "macacl" {
		return types.NewErr("audit: the rules of %s cannot be followed", o.at.typ.name)
	}
	ready := o.v.gates.of(rs, way{})
	out := &list{v: o.v}
	for i, item := range all.certain() {
		if i >= maxNamed || decides(ready, rs.Rules[i]) {
			out.items = append(out.items, item)
		}
	}
	return out
}

// decides reports whether a rule is, or may be, the first to match a packet.
func decides(list *acl.Ready, r *model.Rule) bool {
	from := r.Src.V
	if !r.Src.Known() || r.SrcAny.V || r.SrcNot {
		from = everywhere
	}
	return meets(list, from, func(p acl.Piece) bool {
		return p.Line >= 0 && list.Lines[p.Line].Rule.Span == r.Span
	})
}

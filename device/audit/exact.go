package audit

import (
	"net/netip"
	"slices"

	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/model"
)

// maxNamed bounds for how many sources of one filter it is asked whether
// earlier lines take their packets; beyond it they count as permitted.
const maxNamed = 20_000

// nearlyAll are the prefix lengths of the widest networks that are not nearly
// everybody, so that denials of a few networks before a permit of all hide
// nothing.
var nearlyAll = [2]int{4, 8}

// exact returns a fact of a filter. What the model sums up line by line is
// worked out for every packet: permits_any says that nearly every source gets
// through to some port of TCP or UDP, and permitted leaves out the sources
// whose packets earlier lines all deny.
func (g *gates) exact(rs *model.Ruleset, fact model.Fact) model.Fact {
	if len(rs.Rules) == 0 || rs.Kind == "macacl" || g.dev.OS == "routeros" {
		return fact // no rule to go by; or an input chain, whose zones count
	}
	switch fact {
	case model.Fact(&rs.PermitsAny):
		return g.permitsAny(rs)
	case model.Fact(&rs.Permitted):
		return g.permitted(rs)
	}
	return fact
}

func (g *gates) permitsAny(rs *model.Ruleset) *model.F[bool] {
	if rs.Permitted.Known() && rs.Default.V != "permit" && !acl.AddressesOf(rs.Permitted.V).Wider(nearlyAll[0], nearlyAll[1]) {
		return &rs.PermitsAny
	}
	var f model.F[bool]
	q := gate{to: acl.Everywhere(), widest: nearlyAll}
	switch all := q.admits(g, rs, 6, 0) || q.admits(g, rs, 17, 0); {
	case all && q.by.Line > 0:
		f.Inherit(true, q.by)
	case all:
		f.Derive(true, rs.Span)
	case q.open:
		f.Unsure(q.unsure)
	default:
		f.Derive(false, rs.Span)
	}
	return &f
}

func (g *gates) permitted(rs *model.Ruleset) *model.F[[]netip.Prefix] {
	denied := deniedFirst(rs)
	if !rs.Permitted.Known() || len(rs.Permitted.V) > maxNamed || denied.Empty() {
		return &rs.Permitted
	}
	f := rs.Permitted
	f.V = nil
	for _, p := range rs.Permitted.V {
		from := acl.AddressesOf([]netip.Prefix{p})
		if !from.Minus(denied).Empty() || permits(g.of(rs, way{}), p, from) {
			f.V = append(f.V, p)
		}
	}
	return &f
}

// permits reports whether a packet may get through by a line that names p, or
// by none; from are the addresses of p.
func permits(list *acl.Ready, p netip.Prefix, from acl.Addresses) (found bool) {
	for _, b := range acl.First(from) {
		found = !list.Carry(b, maxPieces, func(piece acl.Piece) bool {
			found = piece.Action != acl.Deny && (piece.Line < 0 || names(list.Lines[piece.Line].Rule, p))
			return !found
		}) || found
		if found {
			return true
		}
	}
	return false
}

func names(r *model.Rule, p netip.Prefix) bool {
	return r.SrcAny.V && p.Bits() == 0 || slices.Contains(r.Src.V, p) || r.Action.V != "permit"
}

// deniedFirst returns the sources that some rule before the last permit may
// deny something; the packets of all others get as far as the permits.
func deniedFirst(rs *model.Ruleset) acl.Addresses {
	var out, open []netip.Prefix
	for _, r := range rs.Rules {
		switch {
		case r.Enabled.How.Stated() && !r.Enabled.V:
		case r.Action.Known() && r.Action.V == "permit":
			out = open
		case r.Src.Known() && !r.SrcAny.V && !r.SrcNot && r.Jump == "":
			open = append(open, r.Src.V...)
		default:
			open = append(open, everywhere...)
		}
	}
	return acl.AddressesOf(out)
}

var everywhere = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")}

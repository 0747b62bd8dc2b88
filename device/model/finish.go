package model

import (
	"net/netip"
	"reflect"
	"slices"
	"sort"
)

// Finish completes a device after its parser has run: it gives absent facts
// their meaning, links filters to their users and derives what follows. It
// must be called once.
func (d *Device) Finish(a *Absence) {
	for _, r := range d.Rulesets {
		r.derive()
	}
	d.relate()
	d.crossReference()
	d.neighbours()
	if a != nil {
		d.link(a)
		ver := Version(nil)
		if d.Version.How.Stated() {
			ver = ParseVersion(d.Version.V)
		}
		a.root.apply(reflect.ValueOf(d).Elem(), ver)
	}
	for _, g := range d.IGPs {
		if g.Proto != "pim" && g.Proto != "tldp" {
			g.AnyNeighbor = F[bool]{} // has no meaning
		}
	}
}

// neighbours asks the filters of neighbours whom they let in. A list that is
// not defined, or not wholly understood, leaves it open.
func (d *Device) neighbours() {
	type name struct {
		six bool
		of  string
	}
	lists := map[name]*Ruleset{}
	for _, r := range d.Rulesets {
		if n := (name{r.six(), r.Name}); lists[n] == nil {
			lists[n] = r
		}
	}
	for _, g := range d.IGPs {
		sp := g.Filter.Span
		if g.Filter.Name == "" || g.AnyNeighbor.How != NotRead {
			continue
		}
		var list *Ruleset
		if guardKinds[g.Filter.Kind] {
			list = lists[name{g.Filter.Kind == "acl6", g.Filter.Name}]
		}
		switch {
		case list == nil || len(list.Doubt) > 0 || !list.PermitsAny.Known():
			g.AnyNeighbor.Unsure(sp)
		case list.PermitsAny.V:
			g.AnyNeighbor.Inherit(true, sp)
		default:
			g.AnyNeighbor.Derive(false, sp)
		}
	}
}

// maxSources bounds Ruleset.Permitted; with more, the sources are not known.
const maxSources = 1 << 18

// derive fills the summary facts of a ruleset from its rules.
func (r *Ruleset) derive() {
	if r.FinalDeny.How == NotRead {
		r.deriveEnd()
	}
	r.deriveLogs()
	if r.PermitsAny.How != NotRead {
		return
	}
	if len(r.Rules) == 0 && (r.Kind == "ipacl" || r.Kind == "ip6acl") {
		// Systems differ in whether a list without an entry admits all.
		r.PermitsAny.Unsure(r.Span)
		r.Permitted.Unsure(r.Span)
		return
	}
	r.PermitsAny.Derive(false, r.Span)
	var sources []netip.Prefix
	known := true
	for _, rule := range r.Rules {
		if !rule.Enabled.V && rule.Enabled.How.Stated() || rule.Action.V != "permit" && rule.Action.How.Stated() {
			continue
		}
		switch {
		case rule.SrcAny.How.Stated() && rule.SrcAny.V && rule.Opaque == "" && rule.Action.How.Stated():
			r.PermitsAny.Inherit(true, rule.Span)
			sources = append(sources, r.every())
		case len(sources)+len(rule.Src.V) > maxSources:
			known = false
		case rule.Src.How.Stated() && !rule.SrcNot:
			sources = append(sources, rule.Src.V...)
		default:
			known = false
		}
	}
	if everywhere(sources) && !r.PermitsAny.V {
		r.PermitsAny.Derive(true, r.Span)
	}
	if known {
		r.Permitted.Derive(sources, r.Span)
	} else {
		r.Permitted.Unsure(r.Span)
		if !r.PermitsAny.V {
			r.PermitsAny.Unsure(r.Span)
		}
	}
}

// every is the prefix of all sources; lists for both families say it of IPv4.
func (r *Ruleset) every() netip.Prefix {
	if r.Family == "ipv6" {
		return netip.PrefixFrom(netip.IPv6Unspecified(), 0)
	}
	return netip.PrefixFrom(netip.IPv4Unspecified(), 0)
}

// everywhere reports that the prefixes together hold every address of IPv4 or
// of IPv6, as two halves do.
func everywhere(prefixes []netip.Prefix) bool {
	zeros := []netip.Addr{netip.IPv4Unspecified(), netip.IPv6Unspecified()}
	if !slices.ContainsFunc(prefixes, func(p netip.Prefix) bool { return slices.ContainsFunc(zeros, p.Contains) }) {
		return false // the lowest address is missing, as in most filters
	}
	sorted := slices.Clone(prefixes)
	slices.SortFunc(sorted, func(a, b netip.Prefix) int { return a.Masked().Addr().Compare(b.Masked().Addr()) })
	for _, zero := range zeros {
		next := zero // the lowest address that nothing has covered yet
		for _, p := range sorted {
			if p.Addr().Is4() != zero.Is4() || next.Less(p.Masked().Addr()) {
				continue
			}
			last := lastOf(p)
			if last.Less(next) {
				continue
			}
			if next = last.Next(); !next.IsValid() {
				return true
			}
		}
	}
	return false
}

// lastOf returns the highest address of a prefix.
func lastOf(p netip.Prefix) netip.Addr {
	raw := p.Masked().Addr().AsSlice()
	for bit := p.Bits(); bit < len(raw)*8; bit++ {
		raw[bit/8] |= 0x80 >> (bit % 8)
	}
	last, _ := netip.AddrFromSlice(raw)
	return last
}

// deriveLogs looks for a denial that is logged.
func (r *Ruleset) deriveLogs() {
	r.LogsDenials.Derive(false, r.Span)
	for _, rule := range r.Rules {
		off := rule.Enabled.How.Stated() && !rule.Enabled.V
		switch {
		case off || !rule.Log.V || rule.Action.V == "permit" || rule.Action.V == "next":
		case rule.Action.Known():
			r.LogsDenials.Inherit(true, rule.Span)
			return
		default: // what the rule does is not understood
			r.LogsDenials.Unsure(rule.Span)
		}
	}
}

// deriveEnd looks at the last rule in force.
func (r *Ruleset) deriveEnd() {
	r.FinalDeny.Derive(false, r.Span)
	r.FinalDenyLogged.Derive(false, r.Span)
	for i := len(r.Rules) - 1; i >= 0; i-- {
		rule := r.Rules[i]
		if rule.Enabled.How.Stated() && !rule.Enabled.V {
			continue
		}
		all := rule.SrcAny.V && rule.DstAny.V && rule.ServiceAny.V && rule.Opaque == "" && (rule.Action.V == "deny" || rule.Action.V == "reject")
		r.FinalDeny.Derive(all, rule.Span)
		r.FinalDenyLogged.Derive(all && rule.Log.V, rule.Span)
		return
	}
}

// six reports a filter whose name lives among those of IPv6: systems give the
// two families name spaces of their own.
func (r *Ruleset) six() bool { return r.Kind == "ip6acl" || r.Kind == "filter" && r.Family == "ipv6" }

// link points every ACLRef at the ruleset that it names.
func (d *Device) link(a *Absence) {
	byName := map[string]*Ruleset{}
	for _, r := range d.Rulesets {
		key := r.Name
		if r.six() {
			key = "6:" + key
		}
		if byName[key] == nil {
			byName[key] = r
		}
	}
	a.root.eachRef(reflect.ValueOf(d).Elem(), func(ref *ACLRef, six bool) {
		if !ref.Name.How.Stated() || ref.Name.V == "" {
			return
		}
		if six {
			ref.List = byName["6:"+ref.Name.V]
		}
		if ref.List == nil {
			ref.List = byName[ref.Name.V]
		}
		if ref.List == nil && !six {
			ref.List = byName["6:"+ref.Name.V]
		}
	})
}

var aclRefType = reflect.TypeFor[ACLRef]()

// eachRef calls fn for every ACLRef of the struct v; six says that it names an
// IPv6 filter.
func (p *plan) eachRef(v reflect.Value, fn func(ref *ACLRef, six bool)) {
	for i := range p.fields {
		f := &p.fields[i]
		switch {
		case f.ref:
			fn(v.Field(f.index).Addr().Interface().(*ACLRef), f.six)
		case f.sub == nil || !f.sub.refs:
		case f.kind == partField:
			f.sub.eachRef(v.Field(f.index), fn)
		default:
			list := v.Field(f.index)
			for k := range list.Len() {
				f.sub.eachRef(list.Index(k).Elem(), fn)
			}
		}
	}
}

// guardKinds are the uses that protect the device or its edges: where the name is
// undefined, most systems filter nothing.
var guardKinds = map[string]bool{"acl": true, "acl6": true, "mac-acl": true, "filter-l2": true}

// crossReference lists names that are used and not defined, and the reverse.
func (d *Device) crossReference() {
	type key struct{ kind, name string }
	defs, uses := map[key]bool{}, map[key]bool{}
	for _, r := range d.Refs.Defs {
		defs[key{r.Kind, r.Name}] = true
	}
	for _, r := range d.Refs.Uses {
		uses[key{r.Kind, r.Name}] = true
		if !defs[key{r.Kind, r.Name}] {
			d.Refs.Undefined = append(d.Refs.Undefined, &RefProblem{Obj: Obj{Span: r.Span}, Kind: r.Kind, Name: r.Name, Ctx: r.Ctx, Guards: guardKinds[r.Kind]})
		}
	}
	seen := map[key]bool{}
	for _, r := range d.Refs.Defs {
		k := key{r.Kind, r.Name}
		if !uses[k] && !seen[k] {
			seen[k] = true
			if line := d.Refs.mentioned[r.Name]; line != 0 {
				d.Doubtful("refs.unused", line)
				continue
			}
			d.Refs.Unused = append(d.Refs.Unused, &RefProblem{Obj: Obj{Span: r.Span}, Kind: r.Kind, Name: r.Name})
		}
	}
	sort.SliceStable(d.Refs.Undefined, func(i, j int) bool { return d.Refs.Undefined[i].Span.Line < d.Refs.Undefined[j].Span.Line })
	for _, r := range d.Rulesets {
		kind := "acl"
		if r.six() {
			kind = "acl6"
		}
		if r.Applied.How == NotRead {
			used := uses[key{kind, r.Name}] || r.Kind == "macacl" && uses[key{"mac-acl", r.Name}]
			if line := d.Refs.mentioned[r.Name]; !used && line != 0 {
				r.Applied.Unsure(Span{Line: line, End: line})
			} else {
				r.Applied.Derive(used, r.Span)
			}
		}
	}
}

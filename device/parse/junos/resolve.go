package junos

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

const (
	maxPrefixes = 1 << 14 // addresses of one side of a policy
	maxPieces   = 1 << 12 // prefixes that one condition may come to by exceptions
	maxMatches  = 1 << 12 // protocol and port alternatives of one term
)

// policyOptionEntries reads the named lists; routing policies only for what
// they refer to.
func policyOptionEntries() []entry[*model.Device] {
	return append([]entry[*model.Device]{
		do("prefix-list *", definePrefixList),
		do("prefix-list * apply-path *", applyPath),
		do("prefix-list * *", func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
			if p, ok := prefix(m.Arg(1)); ok {
				l := a.prefixList(c, m)
				l.prefixes = append(l.prefixes, p)
				return
			}
			a.prefixList(c, m).unknown = true
			c.Mark(m.Node, stmt.Partial)
		}),
		do("policy-statement * ...", policyStatement),
		do("as-path * ...", define("as-path")),
		do("as-path-group * ...", define("as-path-group")),
		do("as-list * ...", define("as-list")),
		do("community * ...", define("community-list")),
		do("condition * ...", define("condition")),
		do("route-filter-list * ...", define("route-filter-list")),
	}, notRead[*model.Device]()...)
}

func define(kind string) func(*stmt.Ctx, at[*model.Device], *stmt.Match) {
	return func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) { c.Define(kind, a.name(m.Arg(0)), m.Span) }
}

func (a at[T]) prefixList(c *stmt.Ctx, m *stmt.Match) *prefixList {
	name := a.name(m.Arg(0))
	l := a.r.lists[name]
	if l == nil {
		l = &prefixList{sp: m.Span}
		a.r.lists[name] = l
		c.Define("prefix-list", name, m.Span)
	}
	return l
}

func definePrefixList(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) { a.prefixList(c, m) }

// applyPath fills a list with the addresses that stand at a path of the
// configuration.
func applyPath(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	l := a.prefixList(c, m)
	steps := strings.Fields(m.Arg(1))
	if len(steps) == 0 {
		return
	}
	var walk func(i int32, at int)
	walk = func(i int32, at int) {
		for k := range c.Tree.Kids(i) {
			w := c.Tree.Nodes[k].Words[0]
			if a.r.paths--; a.r.paths < 0 {
				l.unknown = true
				return
			}
			if steps[at] != w && (steps[at][0] != '<' || !match(steps[at], w)) {
				continue
			}
			if at+1 < len(steps) {
				walk(k, at+1)
			} else if p, ok := prefix(w); ok {
				l.prefixes = append(l.prefixes, p)
			}
		}
	}
	walk(0, 0)
}

// policyStatement records what a routing policy is called and what it uses.
func policyStatement(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	c.Define("route-map", a.name(m.Arg(0)), m.Span)
	kinds := map[string]string{"prefix-list": "prefix-list", "prefix-list-filter": "prefix-list", "source-prefix-list": "prefix-list", "as-path": "as-path",
		"as-path-group": "as-path-group", "community": "community-list", "policy": "route-map", "instance": "vrf", "condition": "condition", "route-filter-list": "route-filter-list"}
	var walk func(i int32)
	walk = func(i int32) {
		for k := range c.Tree.Kids(i) {
			n := &c.Tree.Nodes[k]
			if kind := kinds[n.Words[0]]; kind != "" {
				a.r.policyUses(i, k, kind, a.ls)
			}
			walk(k)
		}
	}
	walk(m.Node)
	if key := a.name(m.Arg(0)); len(a.r.rests[key]) < 2 {
		a.r.rests[key] = a.r.rest(m.Node, a.r.rests[key])
	}
}

// rest adds to seen what the policy at node i does, accept or reject, with all
// that no condition names; "some" stands for conditions that name everything.
func (r *reader) rest(i int32, seen []string) []string {
	conditions, then := false, ""
	r.each(i, func(k int32, word string, _ *lex.Node) {
		switch word {
		case "term":
			r.each(k, func(t int32, _ string, _ *lex.Node) { seen = r.rest(t, seen) })
		case "from", "to":
			conditions = true
			if r.names(k, "0.0.0.0/0") || r.names(k, "::/0") {
				seen = append(seen, "some")
			}
		case "then":
			for _, w := range []string{"accept", "reject"} {
				if r.c.Tree.Child(k, w) != 0 {
					then = w
				}
			}
		}
	})
	if !conditions && then != "" {
		seen = append(seen, then)
	}
	return seen
}

// names reports whether the word stands somewhere below node i.
func (r *reader) names(i int32, word string) (found bool) {
	r.each(i, func(k int32, w string, _ *lex.Node) { found = found || w == word || r.names(k, word) })
	return found
}

// policyUses records the names below node k, which stands in a "from", "to"
// or "then" of a policy.
func (r *reader) policyUses(parent, k int32, kind, ls string) {
	where := r.c.Tree.Nodes[parent].Words[0]
	if where != "from" && where != "to" && where != "then" {
		return
	}
	r.each(k, func(i int32, word string, n *lex.Node) {
		sp := model.Span{Line: n.Line, End: n.End}
		if where == "then" && kind == "community-list" { // community add|set|delete|+|-|= NAME
			r.each(i, func(_ int32, name string, n *lex.Node) {
				r.c.Use(kind, qualified(ls, name), "policy then community", model.Span{Line: n.Line, End: n.End})
			})
			return
		}
		if where == "then" || kind == "vrf" && (word == "master" || word == "default") {
			return
		}
		if kind == "route-map" {
			usePolicies(r.c, ls, word, "policy "+where, sp)
			return
		}
		r.c.Use(kind, qualified(ls, word), "policy "+where, sp)
	})
}

func qualified(ls, name string) string {
	if ls == "" {
		return name
	}
	return ls + "/" + name
}

// joined are filters that are applied one after the other in one place.
type joined struct {
	ref   *model.ACLRef
	six   bool
	names []string
}

// join adds a filter to those applied at ref.
func (r *reader) join(ref *model.ACLRef, six bool, name string) {
	for _, j := range r.joins {
		if j.ref == ref {
			j.names = append(j.names, name)
			return
		}
	}
	r.joins = append(r.joins, &joined{ref, six, []string{ref.Name.V, name}})
}

// finishFilters turns terms into rules.
func (r *reader) finishFilters() {
	for _, f := range r.filters {
		if f.own > 0 && f.lent > 0 {
			f.AddDoubt(f.Span.Line) // the order of written and inherited terms is not told
		}
		bare := false
		for _, t := range f.terms {
			rules := r.rules(f.Ruleset, t)
			f.Rules = append(f.Rules, rules...)
			f.policed = f.policed || t.policer != ""
			bare = bare || t.policer == "" && slices.ContainsFunc(rules, everything)
		}
		f.policed = f.policed && !bare
		for i, rule := range f.Rules {
			rule.Seq = int64(i+1) * 10
		}
	}
	for _, j := range r.joins {
		r.joinFilters(j)
	}
}

// everything reports a rule that accepts all of a protocol from everywhere.
func everything(r *model.Rule) bool {
	from := r.SrcAny.V || slices.ContainsFunc(r.Src.V, func(p netip.Prefix) bool { return p.Bits() < 8 })
	return from && r.Action.V == "permit" && (r.ServiceAny.V || slices.ContainsFunc(r.Match, func(m model.Match) bool {
		return (m.Proto == -1 || m.Proto == 6 || m.Proto == 17) && len(m.DstPorts) == 0 && !m.Established
	}))
}

// joinFilters makes one ruleset of filters in a list.
func (r *reader) joinFilters(j *joined) {
	all := &model.Ruleset{Name: strings.Join(j.names, "+"), Kind: "filter", Family: "ipv4"}
	if j.six {
		all.Family = "ipv6"
	}
	for _, name := range j.names {
		f := r.filter(all.Family, name)
		if f == nil || !r.take(len(f.Rules)) {
			j.ref.Name.V = all.Name // names what is not there: nothing is known of it
			return
		}
		for _, rule := range f.Rules {
			copied := *rule
			copied.Seq = int64(len(all.Rules)+1) * 10
			all.Rules = append(all.Rules, &copied)
		}
		if all.Span.Line == 0 {
			all.Span = f.Span
		}
	}
	all.Default.Inherit("deny", all.Span)
	all.DefaultLog.Inherit(false, all.Span)
	all.Applied.Inherit(true, j.ref.Name.Span)
	r.dev.Rulesets = append(r.dev.Rulesets, all)
	j.ref.Name.V = all.Name
}

// rules gives the rules that one term comes to: two where an address may
// match on either side.
func (r *reader) rules(f *model.Ruleset, t *term) []*model.Rule {
	if !t.Action.How.Stated() {
		rests(r, &t.Action, "permit", t.Span)
	}
	if !t.Log.How.Stated() {
		rests(r, &t.Log, false, t.Span)
	}
	t.Match = t.matches(r.take)
	for _, a := range t.apps {
		found, why := r.application(a.name, 0)
		if why != "" {
			t.opaque(why)
		}
		if !r.take(len(found)) {
			t.opaque("too many applications")
			break
		}
		t.Match = append(t.Match, found...)
	}
	r.open(&t.ServiceAny, len(t.Match) == 0 && t.Opaque == "", t.Span)
	r.address(f, t, &t.src, &t.SrcAny, &t.Src)
	r.address(f, t, &t.dst, &t.DstAny, &t.Dst)
	one := t.Rule
	if !t.any.set {
		return []*model.Rule{&one}
	}
	if t.src.set || t.dst.set {
		one.Opaque = "address on either side together with one side"
		return []*model.Rule{&one}
	}
	two := t.Rule
	r.address(f, t, &t.any, &one.SrcAny, &one.Src)
	r.address(f, t, &t.any, &two.DstAny, &two.Dst)
	one.Opaque, two.Opaque = t.Opaque, t.Opaque
	return []*model.Rule{&one, &two}
}

// open states whether a side of a rule is open to all: no is stated, yes
// rests on what is not there.
func (r *reader) open(f *model.F[bool], yes bool, sp model.Span) {
	if f.Set(yes, sp); yes && !r.ended(sp) {
		f.Derive(true, sp)
	}
}

// address resolves one side of a term.
func (r *reader) address(f *model.Ruleset, t *term, d *cond, any *model.F[bool], list *model.F[[]netip.Prefix]) {
	r.open(any, !d.set, t.Span)
	if !d.set {
		return
	}
	in, except := r.gather(f, d)
	set, ok := longest(in, except, r.take)
	switch {
	case d.unknown != "":
		t.opaque(d.unknown)
	case len(in) == 0:
		t.opaque("no address to match")
	case !ok:
		t.opaque("too many exceptions")
	}
	if d.unknown != "" || !ok || len(in) == 0 {
		list.Unsure(t.Span)
		return
	}
	if list.Set(set, t.Span); !r.ended(t.Span) {
		list.Derive(set, t.Span) // an exception may follow
	}
	for _, p := range set {
		if p.Bits() == 0 {
			any.Set(true, t.Span)
		}
	}
}

// gather returns the addresses of a condition and its exceptions. One list
// alone is not copied: many terms may share a long one.
func (r *reader) gather(f *model.Ruleset, d *cond) (in, except []netip.Prefix) {
	in, except = family(d.in, f.Family), family(d.except, f.Family)
	for _, l := range d.lists {
		p := r.lists[l.name]
		if p == nil || p.unknown {
			d.unknown = "prefix list " + l.name
			continue
		}
		more := p.of(f.Family)
		switch {
		case l.except && r.take(len(more)):
			except = append(except, more...)
		case !l.except && len(in) == 0:
			in = more
		case !l.except && r.take(len(in)+len(more)):
			in = append(slices.Clone(in), more...)
		default:
			d.unknown = "too many addresses"
		}
	}
	return in, except
}

// of returns the list's prefixes of one family.
func (p *prefixList) of(fam string) []netip.Prefix {
	if p.byFamily == nil {
		p.byFamily = map[string][]netip.Prefix{}
	}
	list, ok := p.byFamily[fam]
	if !ok {
		list = slices.Clip(family(slices.Clone(p.prefixes), fam))
		p.byFamily[fam] = list
	}
	return list
}

// family keeps the prefixes that a filter of one family can match.
func family(list []netip.Prefix, fam string) []netip.Prefix {
	return slices.DeleteFunc(list, func(p netip.Prefix) bool {
		return fam == "ipv4" && !p.Addr().Is4() || fam == "ipv6" && p.Addr().Is4()
	})
}

// longest returns what a list with exceptions matches: for an address the
// longest prefix that holds it decides. It reports false where that would be
// more than maxPieces prefixes, or where take allows no more work.
func longest(in, except []netip.Prefix, take func(int) bool) ([]netip.Prefix, bool) {
	if len(except) == 0 {
		return in, true
	}
	type entry struct {
		p   netip.Prefix
		out bool
	}
	var all []entry
	for _, p := range in {
		all = append(all, entry{p, false})
	}
	for _, p := range except {
		all = append(all, entry{p, true})
	}
	slices.SortStableFunc(all, func(a, b entry) int { return a.p.Bits() - b.p.Bits() })
	var set []netip.Prefix
	for _, e := range all {
		if !e.out {
			set = append(set, e.p)
			continue
		}
		if !take(len(set)) {
			return nil, false
		}
		var next []netip.Prefix
		for _, p := range set {
			next = without(next, p, e.p)
		}
		if set = next; len(set) > maxPieces {
			return nil, false
		}
	}
	return set, true
}

// without appends what is left of p when q is taken out.
func without(out []netip.Prefix, p, q netip.Prefix) []netip.Prefix {
	switch {
	case !p.Overlaps(q):
		return append(out, p)
	case q.Bits() <= p.Bits():
		return out
	}
	lo := netip.PrefixFrom(p.Addr(), p.Bits()+1)
	hi := netip.PrefixFrom(upper(p), p.Bits()+1)
	return without(without(out, lo, q), hi, q)
}

// upper returns the first address of a prefix's upper half.
func upper(p netip.Prefix) netip.Addr {
	b := p.Addr().AsSlice()
	b[p.Bits()/8] |= 0x80 >> (p.Bits() % 8)
	a, _ := netip.AddrFromSlice(b)
	return a
}

// matches gives the alternatives of protocol and ports that a term names.
func (t *term) matches(take func(int) bool) []model.Match {
	protos := []int16{}
	for _, p := range t.protos {
		n, ok := protocolOf(p.name)
		if !ok {
			t.opaque("protocol " + p.name)
			continue
		}
		protos = append(protos, n)
	}
	plain := len(t.sport)+len(t.dport)+len(t.port)+len(t.types)+len(t.codes) == 0 && !t.established && !t.fragments && t.flags == ""
	if len(t.protos) == 0 && plain {
		return nil
	}
	if len(protos) == 0 {
		protos = append(protos, t.implied())
	}
	n := len(protos) * max(1, len(t.types)) * max(1, len(t.codes)) * 2
	if n > maxMatches || !take(n) {
		t.opaque("too many alternatives")
		return nil
	}
	out := make([]model.Match, 0, n/2)
	for _, p := range protos {
		base := model.Match{Proto: p, ICMPType: -1, ICMPCode: -1, SrcPorts: t.sport, DstPorts: t.dport, Established: t.established, Fragments: t.fragments, Flags: t.flags}
		out = t.spread(out, base)
	}
	return out
}

// implied is the protocol of a term that names none, as its other conditions
// have a meaning in one protocol only.
func (t *term) implied() int16 {
	if len(t.types)+len(t.codes) > 0 {
		if t.six {
			return 58
		}
		return 1
	}
	if t.established || t.flags != "" {
		return 6
	}
	return -1
}

// spread appends base for each ICMP type and code and each side of "port".
func (t *term) spread(out []model.Match, base model.Match) []model.Match {
	if len(t.port) > 0 {
		src, dst := base, base
		if len(t.sport) > 0 || len(t.dport) > 0 {
			t.opaque("port on either side together with one side")
			return append(out, base)
		}
		src.SrcPorts, dst.DstPorts = t.port, t.port
		return append(out, src, dst)
	}
	types, codes := t.types, t.codes
	if base.Proto != 1 && base.Proto != 58 || len(types)+len(codes) == 0 {
		return append(out, base)
	}
	if len(types) == 0 {
		types = []int16{-1}
	}
	if len(codes) == 0 {
		codes = []int16{-1}
	}
	for _, ty := range types {
		for _, code := range codes {
			m := base
			m.ICMPType, m.ICMPCode = ty, code
			out = append(out, m)
		}
	}
	return out
}

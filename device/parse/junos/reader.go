package junos

import (
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// at is what a table's handlers get: the part of the model that they fill and
// where in the configuration they are.
type at[T model.Owner] struct {
	r *reader
	v T
	// vrf is the routing instance, ls the logical system or tenant, "" for none.
	vrf, ls string
}

// Own implements model.Owner: a doubtful line is recorded with the part.
func (a at[T]) Own() *model.Obj { return a.v.Own() }

// in goes on with part v in the same place.
func in[T, U model.Owner](a at[T], v U) at[U] { return at[U]{r: a.r, v: v, vrf: a.vrf, ls: a.ls} }

// name qualifies the name of a filter, list or table with the logical system.
func (a at[T]) name(n string) string {
	if a.ls != "" && n != "" {
		return a.ls + "/" + n
	}
	return n
}

// table returns the routing table's name, "" for the main one.
func (a at[T]) table() string {
	if a.vrf == "" {
		return a.ls
	}
	return a.name(a.vrf)
}

// reader is the state of one run: what must be resolved after all of the file
// has been read.
type reader struct {
	c   *stmt.Ctx
	t   *tables
	dev *model.Device
	// braces says that the file has no line of the set form.
	braces bool
	// last is the last line of what is read.
	last int32

	ifaces     map[string]*model.Interface
	lists      map[string]*prefixList // by qualified name
	filters    []*filter
	joins      []*joined
	apps       map[string]*application
	sets       map[string][]ref // application sets
	books      map[string]*book // address books by name
	policies   []*policySet
	byZones    map[string]*policySet // by zones and logical system
	byFilter   map[string]*filter    // by family and name
	deflt      model.F[bool]         // default-policy permit-all
	groups     []*bgpGroup
	areas      []*area
	isis       []*isisProc
	zones      []*zone
	classes    map[string]*class
	gateways   map[string]*gateway
	ikes       map[string]*policyVPN
	ipsecs     map[string]*policyVPN
	vpns       []*vpn
	clients    map[string][]netip.Prefix // SNMP client lists
	targets    []*snmpTarget
	snmpGroups map[string]stmt.Match // group of a security name
	params     map[string]*snmpParams
	acct       accounting
	hosts      []*logHost
	files      []*logHost
	lldp       []lldpIf
	noLLDP     bool
	anywhere   map[*model.User]bool // accounts with a key that any host may use
	pools      map[string]string    // NAT pools of destinations
	vlans      map[string]int64
	asns       map[string]model.F[string]
	vrfs       map[string]*model.VRF
	protos     map[string]*model.IGP // protocols as a whole, by table and name
	rests      map[string][]string   // what policies do with all that they do not name
	root       *model.User
	later      []func()
	// room is how many addresses and matches may still be copied into rules;
	// paths how many steps apply-path may still take.
	room, paths int
}

// ref is a name and where it is used.
type ref struct {
	name string
	sp   model.Span
}

func newReader(c *stmt.Ctx, t *tables) *reader {
	return &reader{c: c, braces: hasBraces(c.Tree), last: lastLine(c.Tree, 0), t: t, dev: c.Dev, ifaces: map[string]*model.Interface{}, lists: map[string]*prefixList{},
		apps: map[string]*application{}, sets: map[string][]ref{}, books: map[string]*book{}, classes: map[string]*class{}, anywhere: map[*model.User]bool{},
		gateways: map[string]*gateway{}, ikes: map[string]*policyVPN{}, ipsecs: map[string]*policyVPN{},
		clients: map[string][]netip.Prefix{}, params: map[string]*snmpParams{}, asns: map[string]model.F[string]{},
		vrfs: map[string]*model.VRF{}, protos: map[string]*model.IGP{}, rests: map[string][]string{}, byZones: map[string]*policySet{}, byFilter: map[string]*filter{},
		room: 1<<20 + 16*len(c.Tree.Nodes), paths: 1<<20 + 16*len(c.Tree.Nodes)}
}

// prune takes out of the tree what a cut may have shortened: the statements of
// the line in which the text breaks off.
func prune(c *stmt.Ctx) {
	t := c.Tree
	for i := int32(len(t.Nodes)) - 1; i > 0 && c.CutAt != 0; i-- {
		if n := &t.Nodes[i]; n.Line >= c.CutAt && n.First == 0 && !n.Inherited {
			c.MarkLine(n.Line, stmt.Unknown)
			t.Drop(i)
		}
	}
}

// lastLine returns the last line of what stands below node i.
func lastLine(t *lex.Tree, i int32) int32 {
	end := t.Nodes[i].End
	for k := range t.Kids(i) {
		end = max(end, lastLine(t, k))
	}
	return end
}

// hasBraces reports a tree of which no node stands in a line of the set form.
func hasBraces(t *lex.Tree) bool {
	for i := 1; i < len(t.Nodes); i++ {
		if strings.HasPrefix(t.Nodes[i].Text, "set ") {
			return false
		}
	}
	return true
}

// after runs fn when the whole file has been read.
func (r *reader) after(fn func()) { r.later = append(r.later, fn) }

// finish resolves what needs the whole file.
func (r *reader) finish() {
	r.addMgmt()
	for _, fn := range r.later {
		fn()
	}
	r.finishUsers()
	r.finishAAA()
	r.finishLogging()
	r.finishSNMP()
	r.finishNTP()
	r.finishZones()
	r.finishFilters()
	r.finishIfaces()
	r.finishPolicies()
	r.finishVPN()
	r.finishBGP()
	r.finishIGP()
	r.finishMgmt()
	r.finishKeychains()
	r.groupRefs()
}

// rests states a value that rests on what does not stand in the part of the
// file at sp: it follows from the part where the part has surely ended, and
// else from the file as a whole.
func rests[V model.Value](r *reader, f *model.F[V], v V, sp model.Span) {
	if r.ended(sp) {
		f.Inherit(v, sp)
	} else {
		f.Derive(v, sp)
	}
}

// ended reports whether the part at sp cannot have been cut: something else
// follows it, or all that was opened is closed. Junos prints what belongs
// together in one place.
func (r *reader) ended(sp model.Span) bool {
	t := r.c.Tree
	return r.dev.Complete == model.Whole || sp.End < r.last || r.braces && len(t.Unclosed)+len(t.Stray) == 0
}

// put states v, unless the statement is inherited and there is a value: what
// stands in place, and what is applied first, counts.
func put[V model.Value](f *model.F[V], v V, m *stmt.Match) {
	if !m.Inherited {
		f.Set(v, m.Span)
	} else if f.How == model.NotRead {
		f.Inherit(v, m.Span)
	}
}

// push appends v to a list.
func push(f *model.F[[]string], v string, m *stmt.Match) {
	if f.How.Stated() {
		f.V = append(f.V, v)
		f.Span.End = max(f.Span.End, m.Span.End)
		return
	}
	put(f, []string{v}, m)
}

// pushPrefix appends an address or prefix to a list; what is none makes the
// list unsure.
func pushPrefix(c *stmt.Ctx, f *model.F[[]netip.Prefix], v string, m *stmt.Match) {
	p, ok := prefix(v)
	switch {
	case f.How == model.Unknown:
	case !ok:
		f.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
	case f.How.Stated():
		f.V = append(f.V, p)
		f.Span.End = max(f.Span.End, m.Span.End)
	default:
		put(f, []netip.Prefix{p}, m)
	}
}

// prefix reads an address with or without a length.
func prefix(s string) (netip.Prefix, bool) {
	if p, err := netip.ParsePrefix(s); err == nil {
		return p.Masked(), true
	}
	a, err := netip.ParseAddr(s)
	if err != nil || a.Zone() != "" {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(a, a.BitLen()), true
}

// count states word times unit.
func count(c *stmt.Ctx, f *model.F[int64], unit int64, word string, m *stmt.Match) {
	n, err := strconv.ParseInt(word, 10, 32)
	if err != nil || n < 0 {
		if !m.Inherited || f.How == model.NotRead {
			f.Unsure(m.Span)
		}
		c.Mark(m.Node, stmt.Partial)
		return
	}
	put(f, n*unit, m)
}

// last returns the last captured word.
func last(m *stmt.Match) string {
	if len(m.Args) == 0 {
		return ""
	}
	return m.Args[len(m.Args)-1]
}

// The makers below give entries for statements that state one fact.

type entry[T model.Owner] = stmt.Entry[at[T]]

// text states the last captured word.
func text[T model.Owner](pattern string, fact func(T) *model.F[string]) entry[T] {
	return entry[T]{Pattern: pattern, Do: func(_ *stmt.Ctx, a at[T], m *stmt.Match) { put(fact(a.v), last(m), m) }}
}

// yes states true, no states false.
func yes[T model.Owner](pattern string, fact func(T) *model.F[bool]) entry[T] {
	return entry[T]{Pattern: pattern, Do: func(_ *stmt.Ctx, a at[T], m *stmt.Match) { put(fact(a.v), true, m) }}
}

func no[T model.Owner](pattern string, fact func(T) *model.F[bool]) entry[T] {
	return entry[T]{Pattern: pattern, Do: func(_ *stmt.Ctx, a at[T], m *stmt.Match) { put(fact(a.v), false, m) }}
}

// number states the last captured word times unit.
func number[T model.Owner](pattern string, unit int64, fact func(T) *model.F[int64]) entry[T] {
	return entry[T]{Pattern: pattern, Do: func(c *stmt.Ctx, a at[T], m *stmt.Match) { count(c, fact(a.v), unit, last(m), m) }}
}

// words appends the last captured word to a list.
func words[T model.Owner](pattern string, fact func(T) *model.F[[]string]) entry[T] {
	return entry[T]{Pattern: pattern, Do: func(_ *stmt.Ctx, a at[T], m *stmt.Match) { push(fact(a.v), last(m), m) }}
}

// use records that the last captured word names something of kind.
func use[T model.Owner](pattern, kind, ctx string) entry[T] {
	return entry[T]{Pattern: pattern, Do: func(c *stmt.Ctx, a at[T], m *stmt.Match) { c.Use(kind, a.name(last(m)), ctx, m.Span) }}
}

// do calls fn; it saves a literal where a table has many handlers.
func do[T model.Owner](pattern string, fn func(c *stmt.Ctx, a at[T], m *stmt.Match)) entry[T] {
	return entry[T]{Pattern: pattern, Do: fn}
}

// sub opens a block.
func sub[T model.Owner](pattern string, fn func(c *stmt.Ctx, a at[T], m *stmt.Match) stmt.Block) entry[T] {
	return entry[T]{Pattern: pattern, Sub: fn}
}

// notRead names statements that matter and that the model cannot hold.
func notRead[T model.Owner](patterns ...string) []entry[T] {
	var out []entry[T]
	for _, p := range patterns {
		out = append(out, entry[T]{Pattern: p, State: stmt.Unimplemented})
	}
	return out
}

// value finds the word that follows key somewhere below node i, as one-line
// statements hold options, and where it stands.
func (r *reader) value(i int32, key string) (string, model.Span, bool) {
	k := r.option(i, key)
	if k == 0 {
		return "", model.Span{}, false
	}
	n := &r.c.Tree.Nodes[r.c.Tree.Nodes[k].First]
	if r.c.Tree.Nodes[k].First == 0 {
		return "", model.Span{}, false
	}
	return n.Words[0], model.Span{Line: n.Line, End: n.End}, true
}

// direct is value for a child of node i itself.
func (r *reader) direct(i int32, key string) (string, model.Span, bool) {
	k := r.c.Tree.Child(i, key)
	if k == 0 || r.c.Tree.Nodes[k].First == 0 {
		return "", model.Span{}, false
	}
	n := &r.c.Tree.Nodes[r.c.Tree.Nodes[k].First]
	return n.Words[0], model.Span{Line: n.Line, End: n.End}, true
}

// take reports whether n more addresses or matches may be copied into rules,
// and counts them.
func (r *reader) take(n int) bool {
	if r.room < n {
		return false
	}
	r.room -= n
	return true
}

// filter returns the filter of a family and name, or nil.
func (r *reader) filter(family, name string) *filter { return r.byFilter[family+" "+name] }

// maxOption bounds how deep a one-line statement's options nest.
const maxOption = 24

// option finds the node of word key below node i, or 0.
func (r *reader) option(i int32, key string) int32 {
	return r.optionIn(i, key, maxOption)
}

func (r *reader) optionIn(i int32, key string, depth int) int32 {
	if depth == 0 {
		return 0
	}
	for k := range r.c.Tree.Kids(i) {
		if r.c.Tree.Nodes[k].Words[0] == key {
			return k
		}
		if f := r.optionIn(k, key, depth-1); f != 0 {
			return f
		}
	}
	return 0
}

// stands says how a fact found at node i is known.
func (r *reader) stands(i int32, sp model.Span) *stmt.Match {
	return &stmt.Match{Node: i, Span: sp, Inherited: r.c.Tree.Nodes[i].Inherited}
}

// each calls fn for the direct children of node i.
func (r *reader) each(i int32, fn func(k int32, word string, n *lex.Node)) {
	for k := range r.c.Tree.Kids(i) {
		fn(k, r.c.Tree.Nodes[k].Words[0], &r.c.Tree.Nodes[k])
	}
}

// sortedNames returns the keys of a map in order.
func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

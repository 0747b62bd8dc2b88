package asa

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) aclEntries() []stmt.Entry[*reader] {
	type R = *reader
	return []stmt.Entry[R]{
		{Pattern: "access-list * ...", Do: readACL},
		{Pattern: "no access-list * ...", Do: none[R]},
		{Pattern: "clear configure access-list *", Do: none[R]},
		{Pattern: "ipv6 access-list * ...", Do: readACL},
		{Pattern: "time-range *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			c.Define("time-range", m.Arg(0), m.Span)
			return t.timeRange.In(r)
		}},
	}
}

// list finds or makes the access list of a name.
func (r *reader) list(name string, m *stmt.Match) *model.Ruleset {
	l := r.lists[name]
	if l == nil {
		l = &model.Ruleset{Obj: model.Obj{Span: m.Span}, Name: name, Kind: "ipacl", Family: "any"}
		l.Default.Inherit("deny", m.Span)
		r.lists[name] = l
		r.dev.Rulesets = append(r.dev.Rulesets, l)
		r.c.Define("acl", name, m.Span)
	}
	l.Span.End = max(l.Span.End, m.Span.End)
	return l
}

// readACL reads NAME [line N] [extended|standard|advanced|…] ACTION ….
func readACL(c *stmt.Ctx, r *reader, m *stmt.Match) {
	words := m.Rest
	if len(words) > 1 && words[0] == "line" {
		words = words[2:]
	}
	kind := "extended"
	switch arg(words, 0) {
	case "remark":
		r.list(m.Arg(0), m)
		return
	case "extended", "standard", "advanced":
		kind, words = words[0], words[1:]
	case "ethertype", "webtype":
		c.Define("acl", m.Arg(0), m.Span)
		return // layer 2 and web filters hold no addresses that checks look at
	}
	action := arg(words, 0)
	if action == "trust" {
		action = "permit"
	}
	if action != "permit" && action != "deny" {
		c.Mark(m.Node, stmt.Unknown)
		r.list(m.Arg(0), m).AddDoubt(m.Span.Line)
		return
	}
	l := r.list(m.Arg(0), m)
	rule := &model.Rule{Obj: model.Obj{Span: m.Span}, Seq: int64(len(l.Rules) + 1)}
	rule.Action.Set(action, m.Span)
	rule.Enabled.Set(!slices.Contains(words, "inactive"), m.Span)
	l.Rules = append(l.Rules, rule)
	r.entries = append(r.entries, &entry{r: r, list: l, rule: rule, kind: kind, words: words[1:], node: m.Node})
}

// entry is one permit or deny, kept until all objects of the file are known.
type entry struct {
	r     *reader
	list  *model.Ruleset
	rule  *model.Rule
	kind  string
	words []string
	node  int32

	protos   []int16
	icmp     bool
	service  *service // in the place of the protocol
	src, dst []model.PortRange
	types    []int16 // ICMP messages
	narrow   bool    // more than addresses must match
}

func (e *entry) next() string {
	if len(e.words) == 0 {
		return ""
	}
	w := e.words[0]
	e.words = e.words[1:]
	return w
}

func (e *entry) peek(i int) string { return arg(e.words, i) }

func (e *entry) opaque(why string) {
	if e.rule.Opaque == "" {
		e.rule.Opaque = why
	}
}

// settleACLs reads the entries now that all objects are known.
func (r *reader) settleACLs() {
	for _, e := range r.entries {
		e.rule.Log.Set(false, e.rule.Span)
		ok := e.read()
		if !ok {
			e.opaque("entry not understood")
			r.c.Mark(e.node, stmt.Partial)
			e.list.AddDoubt(e.rule.Span.Line)
		}
		e.finish()
	}
}

func (e *entry) read() bool {
	if e.kind == "standard" {
		e.protos = []int16{-1}
		e.rule.DstAny.Set(true, e.rule.Span)
		return e.side(&e.rule.SrcAny, &e.rule.Src, nil, nil) && e.options()
	}
	return e.protocol() &&
		e.side(&e.rule.SrcAny, &e.rule.Src, &e.rule.FromZone, &e.src) &&
		e.side(&e.rule.DstAny, &e.rule.Dst, &e.rule.ToZone, &e.dst) && e.options()
}

// protocol reads a name, an object or a group in the place of the protocol.
func (e *entry) protocol() bool {
	w := e.next()
	if w != "object" && w != "object-group" {
		var ok bool
		e.protos, e.icmp, ok = protoWord(w)
		return ok
	}
	name := e.next()
	if list, ok := readService([]string{name}); ok && w == "object" && e.r.services[name] == nil {
		e.service = &service{kind: "service", matches: list} // a service that the system itself defines
		return true
	}
	e.r.c.Use(w, name, "access-list service", e.rule.Span)
	s, why := e.r.resolve(name, 0)
	if why != "" {
		e.opaque(why)
		e.narrow = true
		return name != ""
	}
	e.service = s
	return true
}

// side reads one address with its zone and ports. ports is nil where none can
// follow.
func (e *entry) side(any *model.F[bool], list *model.F[[]netip.Prefix], zone *model.F[[]string], ports *[]model.PortRange) bool {
	for e.peek(0) == "ifc" && zone != nil {
		e.next()
		zone.Set([]string{e.next()}, e.rule.Span)
	}
	if !e.identity() {
		return false
	}
	all, nets, ok := e.address()
	if !ok {
		return false
	}
	any.Set(all, e.rule.Span)
	switch {
	case all:
	case nets == nil:
		list.Unsure(e.rule.Span)
	default:
		list.Set(nets, e.rule.Span)
	}
	return ports == nil || e.ports(ports)
}

// identity reads users and security groups, which only the network knows.
func (e *entry) identity() bool {
	for {
		switch e.peek(0) {
		case "user", "user-group", "object-group-user", "object-group-security":
			e.next()
			e.next()
		case "security-group":
			e.next()
			e.next()
			e.next()
		default:
			return true
		}
		e.opaque("user or security group")
	}
}

func (e *entry) address() (all bool, list []netip.Prefix, ok bool) {
	w := e.next()
	switch w {
	case "any", "any4", "any6":
		return true, nil, true
	case "host":
		a, ok := e.r.address(e.next())
		if !ok {
			e.opaque("host name")
			return false, nil, true
		}
		return false, []netip.Prefix{netip.PrefixFrom(a, a.BitLen())}, true
	case "interface":
		e.next()
		e.opaque("address of an interface")
		return false, nil, true
	case "object", "object-group", "object-group-network-service":
		name := e.next()
		e.r.c.Use(strings.TrimSuffix(w, "-network-service"), name, "access-list address", e.rule.Span)
		nets, why := e.r.network(name, 0)
		if why != "" {
			e.opaque(why)
			return false, nil, name != ""
		}
		return widest(nets), nets, true
	}
	p, ok := e.r.subnet(append([]string{w}, e.peek(0)))
	if !strings.Contains(w, "/") {
		if _, isAddr := e.r.address(e.peek(0)); isAddr {
			e.next()
			if !ok {
				e.opaque("mask with holes")
				return false, nil, true
			}
		}
	}
	if !ok {
		return false, nil, false
	}
	return p.Bits() == 0, []netip.Prefix{p.Masked()}, true
}

// widest reports a list that holds every address of a family.
func widest(nets []netip.Prefix) bool {
	for _, p := range nets {
		if p.Bits() == 0 {
			return true
		}
	}
	return false
}

// ports reads a condition, or a group of ports where one stands. A group
// behind the source may as well be the destination: its kind decides.
func (e *entry) ports(out *[]model.PortRange) bool {
	if e.peek(0) == "object-group" {
		s := e.r.services[e.peek(1)]
		if s == nil || s.kind == "service" && len(s.ports) == 0 {
			if out == &e.dst && e.r.nets[e.peek(1)] == nil && e.peek(1) != "" {
				e.r.c.Use("object-group", e.peek(1), "access-list port", e.rule.Span)
				e.words = e.words[2:]
				e.opaque("service that the file does not define")
				e.narrow = true
			}
			return true
		}
		e.r.c.Use("object-group", e.peek(1), "access-list port", e.rule.Span)
		return e.portGroup(s, out)
	}
	proto := int16(6)
	if len(e.protos) == 1 {
		proto = e.protos[0]
	}
	list, rest, ok := portWords(e.words, proto)
	if !ok {
		return false
	}
	if list != nil {
		*out, e.narrow, e.words = list, true, rest
	}
	return true
}

func (e *entry) portGroup(_ *service, out *[]model.PortRange) bool {
	e.next()
	s, why := e.r.resolve(e.next(), 0)
	e.narrow = true
	switch {
	case why != "":
		e.opaque(why)
	case s.kind == "icmp":
		for _, m := range s.matches {
			e.types = append(e.types, m.ICMPType)
		}
	default:
		*out = s.ports
	}
	return true
}

// options reads what follows the addresses.
func (e *entry) options() bool {
	if e.icmp && len(e.words) > 0 {
		if t := icmpType(e.peek(0)); t >= 0 {
			e.next()
			e.types, e.narrow = append(e.types, t), true
			if _, err := strconv.ParseUint(e.peek(0), 10, 8); err == nil {
				e.next()
			}
		}
	}
	for len(e.words) > 0 {
		switch e.next() {
		case "log":
			e.rule.Log.Set(e.log(), e.rule.Span)
		case "event-log":
			e.next()
			e.rule.Log.Set(true, e.rule.Span)
		case "time-range":
			e.next()
			e.opaque("time range")
		case "rule-id":
			if n, err := strconv.ParseInt(e.next(), 10, 64); err == nil {
				e.rule.Seq = n
			}
		case "inactive":
		default:
			return false
		}
	}
	return true
}

// log reads [default|disable|LEVEL] [interval N].
func (e *entry) log() bool {
	on := true
	switch w := e.peek(0); {
	case w == "disable":
		e.next()
		on = false
	case w == "default":
		e.next()
	default:
		if _, ok := severity(w); ok {
			e.next()
		}
	}
	if e.peek(0) == "interval" {
		e.next()
		e.next()
	}
	return on
}

// finish states the service and makes sure that both sides are stated.
func (e *entry) finish() {
	r := e.rule
	for _, side := range []struct {
		all  *model.F[bool]
		list *model.F[[]netip.Prefix]
	}{{&r.SrcAny, &r.Src}, {&r.DstAny, &r.Dst}} {
		if side.all.How == model.NotRead {
			side.all.Unsure(r.Span)
			side.list.Unsure(r.Span)
		}
	}
	r.Match = e.matches()
	whole := r.Match == nil && !e.narrow && r.Opaque != "entry not understood"
	r.ServiceAny.Set(whole, r.Span)
}

// matches is nil where every packet between the addresses matches.
func (e *entry) matches() []model.Match {
	if e.service != nil && e.service.kind != "protocol" {
		for _, m := range e.service.matches {
			if m.Proto < 0 && m.SrcPorts == nil && m.DstPorts == nil {
				return nil
			}
		}
		return e.service.matches
	}
	protos := e.protos
	if e.service != nil {
		for _, m := range e.service.matches {
			protos = append(protos, m.Proto)
		}
	}
	types := e.types
	if len(types) == 0 {
		types = []int16{-1}
	}
	var out []model.Match
	for _, p := range protos {
		if p < 0 && len(e.src) == 0 && len(e.dst) == 0 {
			return nil
		}
		for _, t := range types {
			if len(out) < maxMatches {
				out = append(out, model.Match{Proto: p, SrcPorts: e.src, DstPorts: e.dst, ICMPType: t, ICMPCode: -1})
			}
		}
	}
	return out
}

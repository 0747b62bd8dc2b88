package fortios

import (
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/ciscoacl"
	"github.com/linewarden/linewarden/device/stmt"
)

// objects are the addresses and services that a virtual domain names.
type objects struct {
	addrs map[string]*address
	svcs  map[string]*service
	// resolved are the lists of names that were looked up already.
	resolved map[string]set
}

// address is an address, a group of them, or a published address.
type address struct {
	model.Obj
	kind     string // type as written; "" is ipmask
	prefixes []netip.Prefix
	from, to string // range
	other    string // what cannot be resolved from the file, "" if nothing
	group    bool
	members  []string
	exclude  []string
	stated   bool // some line gives a value
}

// maxPrefixes bounds what the names of one rule may stand for, maxWork how many
// names are looked up for all rules of a file together.
const (
	maxPrefixes = 1 << 14
	maxWork     = 1 << 20
)

func addressEntries(b *builder) []stmt.Entry[*scope] {
	value := func(name string) stmt.Entry[*address] {
		return when(name, func(_ *stmt.Ctx, a *address, m *stmt.Match) {
			a.stated = true
			if p, ok := prefix(m.Rest); ok {
				a.prefixes = append(a.prefixes[:0], p.Masked())
			} else {
				a.other = "address not understood"
			}
		})
	}
	opaque := func(names, why string) stmt.Entry[*address] {
		return when(names, func(_ *stmt.Ctx, a *address, m *stmt.Match) {
			a.stated, a.other = true, why+" "+strings.Join(m.Rest, " ")
		})
	}
	entries := []stmt.Entry[*address]{
		value("subnet|ip6"),
		opaque("fqdn|wildcard-fqdn", "domain name"),
		opaque("wildcard", "wildcard mask"),
		opaque("country|macaddr|start-mac|end-mac|interface|sdn|sdn-tag|filter|obj-tag|obj-type|tag-type|epg-name|policy-group|tenant|template|host|route-tag|node-ip-only|clearpass-spt|organization|subnet-name|sub-type|tag-detection-level|hw-vendor|hw-model|os|sw-version",
			"address that is known only at run time"),
		when("type", func(_ *stmt.Ctx, a *address, m *stmt.Match) { a.kind = first(m.Rest) }),
		when("start-ip", func(_ *stmt.Ctx, a *address, m *stmt.Match) { a.stated, a.from = true, first(m.Rest) }),
		when("end-ip", func(_ *stmt.Ctx, a *address, m *stmt.Match) { a.stated, a.to = true, first(m.Rest) }),
	}
	open := func(c *stmt.Ctx, s *scope, name string, sp model.Span) *address {
		a := s.address(name, sp)
		if name != "all" && name != "none" { // always there, and no use of them is recorded
			c.Define("object", name, sp)
		}
		return a
	}
	return []stmt.Entry[*scope]{
		list(b, "firewall address", open, entries...),
		list(b, "firewall address6", open, entries...),
		list(b, "firewall multicast-address", open, entries...),
		list(b, "firewall multicast-address6", open, entries...),
		list(b, "firewall addrgrp", groupOf(open), memberEntries()...),
		list(b, "firewall addrgrp6", groupOf(open), memberEntries()...),
	}
}

// address returns the named address; both families share one name space.
func (s *scope) address(name string, sp model.Span) *address {
	if s.addrs == nil {
		s.addrs = map[string]*address{}
	}
	a := s.addrs[name]
	if a == nil {
		a = &address{Obj: model.Obj{Span: sp}}
		s.addrs[name] = a
	}
	return a
}

func groupOf(open opener[*scope, *address]) opener[*scope, *address] {
	return func(c *stmt.Ctx, s *scope, name string, sp model.Span) *address {
		a := open(c, s, name, sp)
		a.group = true
		return a
	}
}

func memberEntries() []stmt.Entry[*address] {
	return []stmt.Entry[*address]{
		{Pattern: "no? set|append|select member ...", Do: func(c *stmt.Ctx, a *address, m *stmt.Match) {
			a.members = appended(c, a.members, m)
			for _, n := range m.Rest {
				useObject(c, n, "address group member", m.Span)
			}
		}},
		{Pattern: "no? set|append|select exclude-member ...", Do: func(c *stmt.Ctx, a *address, m *stmt.Match) {
			a.exclude = appended(c, a.exclude, m)
			for _, n := range m.Rest {
				useObject(c, n, "address group exclusion", m.Span)
			}
		}},
	}
}

// appended carries out set, append and unset on a list.
func appended(c *stmt.Ctx, old []string, m *stmt.Match) []string {
	if m.Neg {
		return nil
	}
	if c.Tree.Nodes[m.Node].Words[0] != "append" {
		old = nil
	}
	return append(old[:len(old):len(old)], m.Rest...)
}

// useObject records the use of an address unless FortiOS always has it.
func useObject(c *stmt.Ctx, name, ctx string, sp model.Span) {
	if name != "all" && name != "none" {
		c.Use("object", name, ctx, sp)
	}
}

// set is what names resolve to.
type set struct {
	any    bool
	list   []netip.Prefix
	opaque string
}

// resolve turns names of addresses and groups into prefixes.
func (s *scope) resolve(r *reader, names []string) set {
	key := strings.Join(names, "\x00")
	if known, ok := s.resolved[key]; ok {
		return known
	}
	var out set
	seen := map[string]bool{}
	for _, n := range names {
		s.collect(r, n, seen, &out)
	}
	if s.resolved == nil {
		s.resolved = map[string]set{}
	}
	s.resolved[key] = out
	return out
}

func (s *scope) collect(r *reader, name string, seen map[string]bool, out *set) {
	a := s.addrs[name]
	r.work++
	switch {
	case seen[name]:
		return
	case len(out.list) >= maxPrefixes || r.work > maxWork:
		out.opaque = "too many addresses"
		return
	case a == nil && name == "all":
		out.any = true
		return
	case a == nil && name == "none":
		return
	case a == nil:
		out.opaque = "address " + name + " is not defined"
		return
	}
	seen[name] = true
	if len(a.Doubt) > 0 || r.unfinished(a.Span) {
		out.opaque = "address " + name + " is not fully understood"
	}
	if a.group {
		if len(a.exclude) > 0 {
			out.opaque = "address group with exclusions"
		}
		for _, n := range a.members {
			s.collect(r, n, seen, out)
		}
		return
	}
	a.into(out)
}

// into adds one address, which is no group.
func (a *address) into(out *set) {
	switch {
	case a.other != "":
		out.opaque = a.other
	case a.from != "" || a.to != "":
		list, ok := span(a.from, a.to)
		if !ok {
			out.opaque = "address range not understood"
		}
		out.list = append(out.list, list...)
	case !a.stated && (a.kind == "" || a.kind == "ipmask" || a.kind == "ipprefix"):
		out.any = true // the default subnet is 0.0.0.0/0
	case !a.stated:
		out.opaque = "address that is known only at run time"
	default:
		for _, p := range a.prefixes {
			out.any = out.any || p.Bits() == 0
		}
		out.list = append(out.list, a.prefixes...)
	}
}

// prefix reads "a.b.c.d m.m.m.m", "a.b.c.d/n" or one address, keeping the
// host part.
func prefix(w []string) (netip.Prefix, bool) {
	if len(w) == 0 {
		return netip.Prefix{}, false
	}
	if strings.Contains(w[0], "/") {
		p, err := netip.ParsePrefix(w[0])
		return p, err == nil
	}
	a, err := netip.ParseAddr(w[0])
	if err != nil || a.Zone() != "" {
		return netip.Prefix{}, false
	}
	if len(w) == 1 {
		return netip.PrefixFrom(a, a.BitLen()), true
	}
	mask, err := netip.ParseAddr(w[1])
	if err != nil || !mask.Is4() || !a.Is4() {
		return netip.Prefix{}, false
	}
	b := mask.As4()
	v := uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
	bits := 0
	for ; v&(1<<31) != 0; v <<= 1 {
		bits++
	}
	return netip.PrefixFrom(a, bits), v == 0
}

// span covers the addresses from one to the other with prefixes.
func span(from, to string) ([]netip.Prefix, bool) {
	lo, err1 := netip.ParseAddr(from)
	hi, err2 := netip.ParseAddr(to)
	if err1 != nil || err2 != nil || lo.BitLen() != hi.BitLen() || hi.Less(lo) {
		return nil, false
	}
	return ciscoacl.Between(lo, hi), true
}

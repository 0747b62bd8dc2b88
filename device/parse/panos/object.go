package panos

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// objects are the addresses and services that a scope names.
type objects struct {
	addrs map[string]*address
	svcs  map[string]*service
	// resolved are the lists of names that were looked up already.
	resolved map[string]set
}

// address is an address object or a group.
type address struct {
	model.Obj
	prefixes []netip.Prefix
	other    string // what cannot be resolved from the file
	group    bool
	stated   bool
	members  []string
}

// service is a service object or a group.
type service struct {
	model.Obj
	proto    int16
	dst, src []model.PortRange
	other    string
	group    bool
	members  []string
}

// maxParents bounds the levels of device groups.
const maxParents = 16

// maxMembers bounds what one rule's names may stand for, maxWork how many
// names are looked up for all rules of a file together.
const (
	maxMembers = 1 << 14
	maxWork    = 1 << 20
)

func objectEntries(b *builder) []stmt.Entry[*scope] {
	opaque := func(path, why string) stmt.Entry[*address] {
		return stmt.Entry[*address]{Pattern: path, Do: func(_ *stmt.Ctx, a *address, m *stmt.Match) {
			a.stated, a.other = true, why+" "+strings.Join(append(m.Args[:len(m.Args):len(m.Args)], m.Rest...), " ")
		}}
	}
	return []stmt.Entry[*scope]{
		block(b, "address", "address *", openAddress,
			when("ip-netmask", func(_ *stmt.Ctx, a *address, v string, _ model.Span) { a.literal(v) }),
			when("ip-range", func(_ *stmt.Ctx, a *address, v string, _ model.Span) { a.literal(v) }),
			opaque("fqdn *", "domain name"), opaque("ip-wildcard *", "wildcard mask")),
		block(b, "address-group", "address-group *", openAddressGroup,
			when("static", func(c *stmt.Ctx, a *address, v string, sp model.Span) {
				a.members = append(a.members, v)
				c.Use("object", v, "address group", sp)
			}),
			opaque("dynamic ...", "dynamic address group")),
		block(b, "external-list", "external-list *", func(c *stmt.Ctx, s *scope, name string, sp model.Span) *address {
			a := openAddress(c, s, name, sp)
			a.other = "external list"
			return a
		}),
		block(b, "region", "region *", func(c *stmt.Ctx, s *scope, name string, sp model.Span) *address {
			a := openAddress(c, s, name, sp)
			a.other = "region"
			return a
		}),
		block(b, "application-group", "application-group *", func(c *stmt.Ctx, s *scope, name string, sp model.Span) *scope {
			s.r.appGroups[name] = true
			c.Define("application-group", name, sp)
			return s
		}, when("members", func(_ *stmt.Ctx, s *scope, v string, sp model.Span) { s.r.useAppGroup(v, "application group", sp) })),
		block(b, "service", "service *", openService,
			ports("protocol tcp port", 6, false), ports("protocol udp port", 17, false), ports("protocol sctp port", 132, false),
			ports("protocol tcp source-port", 6, true), ports("protocol udp source-port", 17, true), ports("protocol sctp source-port", 132, true)),
		block(b, "service-group", "service-group *", func(c *stmt.Ctx, s *scope, name string, sp model.Span) *service {
			v := openService(c, s, name, sp)
			v.group = true
			return v
		}, when("members", func(c *stmt.Ctx, v *service, n string, sp model.Span) {
			v.members = append(v.members, n)
			useService(c, n, "service group", sp)
		}), when("member", func(c *stmt.Ctx, v *service, n string, sp model.Span) {
			v.members = append(v.members, n)
			useService(c, n, "service group", sp)
		})),
	}
}

func openAddress(c *stmt.Ctx, s *scope, name string, sp model.Span) *address {
	if s.addrs == nil {
		s.addrs = map[string]*address{}
	}
	a := s.addrs[name]
	if a == nil {
		a = &address{Obj: model.Obj{Span: sp}}
		s.addrs[name] = a
		c.Define("object", name, sp)
	}
	return a
}

func openAddressGroup(c *stmt.Ctx, s *scope, name string, sp model.Span) *address {
	a := openAddress(c, s, name, sp)
	a.group = true
	return a
}

// literal reads an address, a prefix or a range.
func (a *address) literal(v string) {
	a.stated = true
	if list, ok := literal(v); ok {
		a.prefixes = append(a.prefixes, list...)
		return
	}
	a.other = "address not understood"
}

// literal reads what stands for itself where a name could stand.
func literal(v string) ([]netip.Prefix, bool) {
	if p, ok := prefix(v); ok {
		return []netip.Prefix{p.Masked()}, true
	}
	return span(v)
}

func openService(c *stmt.Ctx, s *scope, name string, sp model.Span) *service {
	if s.svcs == nil {
		s.svcs = map[string]*service{}
	}
	v := s.svcs[name]
	if v == nil {
		v = &service{Obj: model.Obj{Span: sp}, proto: -1}
		s.svcs[name] = v
		c.Define("service", name, sp)
	}
	return v
}

// ports reads "80,443,8000-8080".
func ports(path string, proto int16, source bool) stmt.Entry[*service] {
	return when(path, func(_ *stmt.Ctx, v *service, w string, _ model.Span) {
		v.proto = proto
		for _, part := range strings.Split(w, ",") {
			r, ok := portRange(part)
			switch {
			case !ok:
				v.other = "ports not understood"
			case source:
				v.src = append(v.src, r)
			default:
				v.dst = append(v.dst, r)
			}
		}
	})
}

func portRange(w string) (model.PortRange, bool) {
	lo, hi, isRange := strings.Cut(strings.TrimSpace(w), "-")
	if !isRange {
		hi = lo
	}
	a, err1 := strconv.ParseUint(lo, 10, 16)
	b, err2 := strconv.ParseUint(hi, 10, 16)
	return model.PortRange{From: uint16(a), To: uint16(b)}, err1 == nil && err2 == nil && a <= b
}

// useAddress records the use of a name that is no literal.
func useAddress(c *stmt.Ctx, name, ctx string, sp model.Span) {
	if name == "any" {
		return
	}
	if _, ok := literal(name); !ok {
		c.Use("object", name, ctx, sp)
	}
}

// useService records the use of a service that PAN-OS does not always have.
func useService(c *stmt.Ctx, name, ctx string, sp model.Span) {
	switch name {
	case "any", "application-default", "service-http", "service-https":
	default:
		c.Use("service", name, ctx, sp)
	}
}

// useZone records the use of a zone.
func useZone(c *stmt.Ctx, name, ctx string, sp model.Span) {
	if name != "any" && name != "multicast" {
		c.Use("zone", name, ctx, sp)
	}
}

// useAppGroup records the use of an application group. Most applications are
// the maker's, so that a name is only known to be a group by its definition.
func (r *reader) useAppGroup(name, ctx string, sp model.Span) {
	r.finally(func() {
		if r.appGroups[name] {
			r.c.Use("application-group", name, ctx, sp)
		}
	})
}

// set is what names resolve to.
type set struct {
	any    bool
	list   []netip.Prefix
	opaque string
}

// resolve turns names and literals into prefixes.
func (s *scope) resolve(names []string) set {
	key := strings.Join(names, "\x00")
	if known, ok := s.resolved[key]; ok {
		return known
	}
	var out set
	seen := map[*address]bool{}
	for _, n := range names {
		s.collect(n, seen, &out)
	}
	if s.resolved == nil {
		s.resolved = map[string]set{}
	}
	s.resolved[key] = out
	return out
}

// address finds a name here or in a scope above.
func (s *scope) address(name string) *address {
	for at, up := s, 0; at != nil && up < maxParents; at, up = at.parent, up+1 {
		if a := at.addrs[name]; a != nil {
			return a
		}
	}
	return nil
}

func (s *scope) collect(name string, seen map[*address]bool, out *set) {
	if name == "any" {
		out.any = true
		return
	}
	if s.r.work++; s.r.work > maxWork {
		out.opaque = "too many addresses"
		return
	}
	a := s.address(name)
	if a == nil {
		if list, ok := literal(name); ok {
			out.list = append(out.list, list...)
			return
		}
		out.opaque = "address " + name + " is not defined"
		return
	}
	switch {
	case seen[a]:
		return
	case len(out.list) >= maxMembers:
		out.opaque = "too many addresses"
		return
	case a.other != "":
		out.opaque = a.other
	case len(a.Doubt) > 0 || s.r.unfinished(a.Span):
		out.opaque = "address " + name + " is not fully understood"
	case !a.group && !a.stated:
		out.opaque = "address " + name + " has no value"
	}
	seen[a] = true
	for _, m := range a.members {
		s.collect(m, seen, out)
	}
	for _, p := range a.prefixes {
		out.any = out.any || p.Bits() == 0
	}
	out.list = append(out.list, a.prefixes...)
}

// matches is what service names resolve to.
type matches struct {
	any    bool
	list   []model.Match
	opaque string
}

func (s *scope) services(names []string) matches {
	var out matches
	seen := map[*service]bool{}
	for _, n := range names {
		s.serve(n, seen, &out)
	}
	return out
}

func (s *scope) service(name string) *service {
	for at, up := s, 0; at != nil && up < maxParents; at, up = at.parent, up+1 {
		if v := at.svcs[name]; v != nil {
			return v
		}
	}
	return nil
}

func (s *scope) serve(name string, seen map[*service]bool, out *matches) {
	v := s.service(name)
	s.r.work++
	switch {
	case s.r.work > maxWork:
		out.opaque = "too many services"
	case name == "any":
		out.any = true
	case name == "application-default":
		out.opaque = "the applications' own ports"
	case v == nil && name == "service-http":
		out.list = append(out.list, tcp(80), tcp(8080))
	case v == nil && name == "service-https":
		out.list = append(out.list, tcp(443))
	case v == nil:
		out.opaque = "service " + name + " is not defined"
	case seen[v]:
	case len(out.list) >= maxMembers:
		out.opaque = "too many services"
	case len(v.Doubt) > 0 || s.r.unfinished(v.Span):
		out.opaque = "service " + name + " is not fully understood"
	case v.group:
		seen[v] = true
		for _, m := range v.members {
			s.serve(m, seen, out)
		}
	case v.other != "" || v.proto < 0:
		out.opaque = "service " + name + " has no ports"
	default:
		out.list = append(out.list, model.Match{Proto: v.proto, DstPorts: v.dst, SrcPorts: v.src, ICMPType: -1, ICMPCode: -1})
	}
}

func tcp(p uint16) model.Match {
	return model.Match{Proto: 6, DstPorts: []model.PortRange{{From: p, To: p}}, ICMPType: -1, ICMPCode: -1}
}

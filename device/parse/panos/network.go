package panos

import (
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// iface is an interface with what is judged once all blocks are known.
type iface struct {
	*model.Interface
	s       *scope
	profile model.F[string] // interface-management-profile
	addrs   []netip.Prefix
	at      model.Span
	objects []string // addresses that are named
	dhcp    model.F[bool]
}

// mgmtProfile is what an interface answers itself.
type mgmtProfile struct {
	model.Obj
	on   []string
	at   model.Span
	from model.F[[]netip.Prefix]
}

func networkEntries(b *builder) []stmt.Entry[*scope] {
	port := func(kind string) opener[*scope, *iface] {
		return func(_ *stmt.Ctx, s *scope, name string, sp model.Span) *iface {
			if name == "" {
				name = kind
			}
			return s.iface(name, kind, sp)
		}
	}
	physical := interfaceEntries(b)
	logical := append(layer3(b, ""), block(b, "unit", "units *", openUnit, layer3(b, "")...))
	return []stmt.Entry[*scope]{
		block(b, "interface", "network interface ethernet *", port("physical"), physical...),
		block(b, "interface", "network interface aggregate-ethernet *", port("bundle"), physical...),
		block(b, "logical", "network interface loopback", port("loopback"), logical...),
		block(b, "logical", "network interface vlan", port("vlan"), logical...),
		block(b, "logical", "network interface tunnel", port("tunnel"), logical...),
		block(b, "mgmt-profile", "network profiles interface-management-profile *", openMgmtProfile, profileEntries()...),
		block(b, "decryption", "profiles decryption *", openDecryption,
			list("interface", func(m *model.Mirror) *model.F[[]string] { return &m.DestIf }),
			when("forwarded-only", func(*stmt.Ctx, *model.Mirror, string, model.Span) {})),
		yes("network lldp enable", func(s *scope) *model.F[bool] { return &s.L2.LLDP }),
	}
}

// iface returns the named interface, of which only the first block counts as
// its place.
func (s *scope) iface(name, kind string, sp model.Span) *iface {
	if i := s.r.ifaces[name]; i != nil {
		i.Span.Line, i.Span.End = min(i.Span.Line, sp.Line), max(i.Span.End, sp.End)
		return i
	}
	i := &iface{Interface: &model.Interface{Obj: model.Obj{Span: sp}, Name: name, Kind: kind}, s: s}
	s.r.ifaces[name] = i
	s.r.finally(func() {
		if i.stated() {
			s.Interfaces = append(s.Interfaces, i.Interface)
		}
	})
	return i
}

// stated reports that the interface is more than an empty container.
func (i *iface) stated() bool {
	switch i.Name {
	case "loopback", "vlan", "tunnel":
		return len(i.addrs) > 0 || i.profile.How.Stated() || i.Description.How.Stated()
	}
	return true
}

func interfaceEntries(b *builder) []stmt.Entry[*iface] {
	out := []stmt.Entry[*iface]{
		text("comment", func(i *iface) *model.F[string] { return &i.Description }),
		fact("link-state", func(i *iface) *model.F[bool] { return &i.Enabled }, pick(map[string]bool{"auto": true, "up": true, "down": false})),
		{Pattern: "tap ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			x := &model.Mirror{Obj: model.Obj{Span: m.Span}, Name: i.Name}
			x.Kind.Set("tap", m.Span)
			x.Active.Set(true, m.Span)
			x.DestIP.Inherit("", m.Span)
			x.Sources.Set([]string{i.Name}, m.Span)
			i.s.Mirrors = append(i.s.Mirrors, x)
		}},
		fact("decrypt-mirror", func(i *iface) *model.F[string] { return &i.Mode }, func(string) (string, bool) { return "decrypt-mirror", true }),
		yes("lldp enable", lldp), yes("layer2 lldp enable", lldp), yes("virtual-wire lldp enable", lldp),
		text("layer2 netflow-profile", func(i *iface) *model.F[string] { return i.netflow() }),
		text("virtual-wire netflow-profile", func(i *iface) *model.F[string] { return i.netflow() }),
		block(b, "unit", "layer3 units *", openUnit, layer3(b, "")...),
		block(b, "unit", "layer2 units *", openUnit, layer3(b, "")...),
	}
	return append(out, layer3(b, "layer3 ")...)
}

func lldp(i *iface) *model.F[bool] { return &i.LLDPSend }

// netflow is where a profile's name goes; that there is one is the fact.
func (i *iface) netflow() *model.F[string] {
	f := &model.F[string]{}
	i.s.r.finally(func() {
		if f.How.Stated() {
			i.FlowIn.Inherit(f.V != "", f.Span)
		}
	})
	return f
}

func openUnit(_ *stmt.Ctx, i *iface, name string, sp model.Span) *iface {
	kind := i.Kind
	if kind == "physical" || kind == "bundle" {
		kind = "vlan"
	}
	return i.s.iface(name, kind, sp)
}

// layer3 are the settings of an interface with addresses.
func layer3(b *builder, at string) []stmt.Entry[*iface] {
	out := []stmt.Entry[*iface]{
		block(b, "address-entry", at+"ip *", func(c *stmt.Ctx, i *iface, v string, sp model.Span) *iface {
			i.address(c, v, model.Span{Line: sp.Line, End: sp.Line})
			return i
		}),
		block(b, "address-entry", at+"ipv6 address *", func(c *stmt.Ctx, i *iface, v string, sp model.Span) *iface {
			i.address(c, v, model.Span{Line: sp.Line, End: sp.Line})
			return i
		}),
		text(at+"interface-management-profile", func(i *iface) *model.F[string] { return &i.profile }),
		text(at+"netflow-profile", func(i *iface) *model.F[string] { return i.netflow() }),
		{Pattern: at + "dhcp-client ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.dhcp.Set(true, m.Span) }},
		{Pattern: at + "pppoe enable yes", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.dhcp.Set(true, m.Span) }},
	}
	if at != "" {
		return append(out, yes(at+"lldp enable", lldp))
	}
	return append(out, text("comment", func(i *iface) *model.F[string] { return &i.Description }))
}

// address adds an address of the interface, literal or by name.
func (i *iface) address(c *stmt.Ctx, v string, sp model.Span) {
	p, ok := prefix(v)
	if !ok {
		i.objects = append(i.objects, v)
		i.at = sp
		if !strings.HasPrefix(v, "$") { // a template's variable
			c.Use("object", v, "interface address", sp)
		}
		return
	}
	i.addrs = append(i.addrs, p)
	if i.at.Line == 0 {
		i.at = sp
	}
	i.at.End = sp.End
}

func openMgmtProfile(_ *stmt.Ctx, s *scope, name string, sp model.Span) *mgmtProfile {
	if p := s.r.profiles[name]; p != nil {
		return p
	}
	p := &mgmtProfile{Obj: model.Obj{Span: sp}, at: sp}
	s.r.profiles[name] = p
	return p
}

func profileEntries() []stmt.Entry[*mgmtProfile] {
	var out []stmt.Entry[*mgmtProfile]
	for _, n := range []string{"ping", "ssh", "telnet", "http", "https", "snmp", "response-pages", "http-ocsp", "userid-service", "userid-syslog-listener-ssl", "userid-syslog-listener-udp"} {
		name := n
		out = append(out, when(name, func(_ *stmt.Ctx, p *mgmtProfile, v string, sp model.Span) {
			if v == "yes" {
				p.on = append(p.on, name)
				p.at = sp
			}
		}))
	}
	return append(out, when("permitted-ip", func(c *stmt.Ctx, p *mgmtProfile, v string, sp model.Span) { permit(&p.from, v, sp) }))
}

// permit adds an admitted source.
func permit(f *model.F[[]netip.Prefix], v string, sp model.Span) {
	p, ok := prefix(v)
	if !ok || f.How == model.Unknown {
		f.Unsure(sp)
		return
	}
	if f.How == model.Explicit {
		sp = model.Span{Line: min(sp.Line, f.Span.Line), End: max(sp.End, f.Span.End)}
	}
	f.Set(append(f.V[:len(f.V):len(f.V)], p.Masked()), sp)
}

// openDecryption is a decryption profile: with an interface it sends a copy of
// what was decrypted out of it.
func openDecryption(_ *stmt.Ctx, s *scope, name string, sp model.Span) *model.Mirror {
	m := &model.Mirror{Obj: model.Obj{Span: sp}, Name: "decryption " + name}
	s.r.finally(func() {
		if m.DestIf.How.Stated() {
			m.Kind.Set("decrypt-mirror", m.DestIf.Span)
			m.Active.Set(true, m.DestIf.Span)
			m.DestIP.Inherit("", m.DestIf.Span) // copies leave by an interface only
			s.Mirrors = append(s.Mirrors, m)
		}
	})
	return m
}

func zoneEntries(b *builder) []stmt.Entry[*scope] {
	layer := func(name string) stmt.Entry[*zone] {
		return when("network "+name, func(c *stmt.Ctx, z *zone, v string, sp model.Span) {
			z.s.r.zones[v], z.s.r.zoneAt[v] = z.name, sp
			c.Use("zone", z.name, "zone interface", sp) // rules for traffic within it need no entry
		})
	}
	return []stmt.Entry[*scope]{block(b, "zone", "zone *", func(c *stmt.Ctx, s *scope, name string, sp model.Span) *zone {
		c.Define("zone", name, sp)
		return &zone{s, name}
	},
		layer("layer3"), layer("layer2"), layer("virtual-wire"), layer("tap"), layer("tunnel"))}
}

type zone struct {
	s    *scope
	name string
}

// outside are names that people give to the zone that faces others.
var outside = []string{"untrust", "untrusted", "outside", "internet", "wan", "external", "l3-untrust", "public", "untrust-l3"}

// finishInterfaces states what needs other blocks.
func (r *reader) finishInterfaces() {
	for _, i := range r.dev.Interfaces {
		if x := r.ifaces[i.Name]; x != nil {
			x.finish(r)
		}
	}
}

func (i *iface) finish(r *reader) {
	for _, n := range i.objects {
		a := i.s.address(n)
		if a == nil || len(a.prefixes) == 0 || a.other != "" {
			i.Addresses.Unsure(i.at)
			continue
		}
		i.addrs = append(i.addrs, a.prefixes...)
	}
	switch {
	case i.dhcp.V:
		i.Addresses.Unsure(i.dhcp.Span)
	case len(i.addrs) > 0 && i.Addresses.How == model.NotRead:
		i.Addresses.Set(i.addrs, i.at)
	}
	if z, ok := r.zones[i.Name]; ok {
		i.Zone.Set(z, r.zoneAt[i.Name])
		if contains(outside, z) {
			i.Edge.Inherit(true, r.zoneAt[i.Name])
		}
	}
	if v, ok := r.routers[i.Name]; ok {
		i.VRF.Set(v, r.routerAt[i.Name])
	}
	if i.LLDPSend.How.Stated() {
		i.LLDPReceive.Inherit(i.LLDPSend.V, i.LLDPSend.Span)
	}
	if i.profile.How.Stated() {
		if p := r.profiles[i.profile.V]; p != nil {
			i.Management.Inherit(p.on, p.at)
		} else {
			i.Management.Unsure(i.profile.Span)
		}
	}
}

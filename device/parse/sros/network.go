package sros

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// router is one routing instance: Base, management or a vprn.
type router struct {
	r   *reader
	vrf string // "" is the base router
	vpn *model.VRF
	sp  model.Span
}

// service is one service; only vprn and ies have interfaces.
type service struct {
	router
	name string
	kind string
}

func (t *tables) networkEntries() []conf {
	open := func(kind string) func(*stmt.Ctx, *reader, *stmt.Match) stmt.Block {
		return func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			s := &service{router: router{r: r, sp: c.Span(m.Node)}, name: m.Arg(0), kind: kind}
			if n, ok := m.After("name"); ok {
				s.name = n
			}
			if kind == "vprn" {
				s.vrf = s.name
				s.vpn = r.table(s.name, s.sp)
			}
			return t.service.In(s)
		}
	}
	return []conf{
		{Pattern: "router * ...", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			x := &router{r: r, sp: c.Span(m.Node)}
			if name := m.Arg(0); name != "Base" && name != "base" {
				x.vrf = name
				x.vpn = r.table(name, x.sp)
			}
			return t.router.In(x)
		}},
		{Pattern: "service vprn * ...", Sub: open("vprn")},
		{Pattern: "service ies * ...", Sub: open("ies")},
		{Pattern: "service vpls|b-vpls|i-vpls * ...", Sub: open("vpls")},
		{Pattern: "service epipe|apipe|cpipe|fpipe|ipipe * ...", Sub: open("epipe")},
		{Pattern: "service sdp * ...", Sub: t.openSDP},
		{Pattern: "policy-options", Sub: func(_ *stmt.Ctx, r *reader, _ *stmt.Match) stmt.Block { return t.policy.In(r) }},
		{Pattern: "port * ...", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			i := r.iface("", m.Arg(0), c.Span(m.Node))
			i.Kind = "physical"
			return t.port.In(i)
		}},
		{Pattern: "lag * ...", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			name := m.Arg(0)
			if _, ok := number(name); ok {
				name = "lag-" + name
			}
			i := r.iface("", name, c.Span(m.Node))
			i.Kind = "bundle"
			return t.port.In(i)
		}},
	}
}

// table returns a routing instance.
func (r *reader) table(name string, sp model.Span) *model.VRF {
	v := r.vrfs[name]
	if v == nil {
		v = &model.VRF{Obj: model.Obj{Span: sp}, Name: name}
		low := strings.ToLower(name)
		v.Management.Inherit(low == "management" || strings.HasPrefix(low, "mgmt") || strings.HasPrefix(low, "management-"), sp)
		r.vrfs[name] = v
		r.VRFs = append(r.VRFs, v)
	}
	v.Span.End = max(v.Span.End, sp.End)
	return v
}

func (r *reader) iface(vrf, name string, sp model.Span) *iface {
	key := vrf + "\x00" + name
	i := r.ifaces[key]
	if i == nil {
		i = &iface{Interface: &model.Interface{Obj: model.Obj{Span: sp}, Name: name, Kind: "other"}, r: r}
		if name == "system" && vrf == "" {
			i.Kind = "loopback"
		}
		if vrf != "" {
			i.VRF.Inherit(vrf, sp)
		} else {
			i.VRF.Inherit("", sp)
		}
		r.ifaces[key] = i
		r.Interfaces = append(r.Interfaces, i.Interface)
	}
	i.Span.End = max(i.Span.End, sp.End)
	return i
}

// routed are the statements that the base router and a vprn share. of says
// which instance a T is.
func routed[T any](t *tables, of func(T) *router) []stmt.Entry[T] {
	igp := func(proto string) func(*stmt.Ctx, T, *stmt.Match) stmt.Block {
		return func(c *stmt.Ctx, x T, m *stmt.Match) stmt.Block {
			rt := of(x)
			instance := strings.TrimSpace(rt.vrf + " " + fill.Word(m.Args, 0))
			return t.igp.In(rt.r.process(proto, instance, c.Span(m.Node)))
		}
	}
	peer := func(proto string) func(*stmt.Ctx, T, *stmt.Match) stmt.Block {
		return func(c *stmt.Ctx, x T, m *stmt.Match) stmt.Block {
			return t.igp.In(of(x).r.process(proto, of(x).vrf, c.Span(m.Node)))
		}
	}
	openRoute := func(c *stmt.Ctx, x T, m *stmt.Match) stmt.Block {
		return t.route.In(&route{rt: of(x), prefix: m.Arg(0), sp: m.Span})
	}
	return []stmt.Entry[T]{
		{Pattern: "interface * ...", Sub: func(c *stmt.Ctx, x T, m *stmt.Match) stmt.Block {
			rt := of(x)
			return t.iface.In(rt.r.iface(rt.vrf, m.Arg(0), c.Span(m.Node)))
		}},
		{Pattern: "subscriber-interface * ...", Sub: func(c *stmt.Ctx, x T, m *stmt.Match) stmt.Block {
			rt := of(x)
			return t.iface.In(rt.r.iface(rt.vrf, m.Arg(0), c.Span(m.Node)))
		}},
		{Pattern: "autonomous-system *", Do: func(_ *stmt.Ctx, x T, m *stmt.Match) {
			b := of(x).r.bgpOf(of(x).vrf, m.Span)
			b.as.Set(fill.PlainAS(m.Arg(0)), m.Span)
			addOnce(&of(x).r.Routing.LocalAS, b.as.V, m.Span)
		}},
		{Pattern: "bgp", Sub: func(_ *stmt.Ctx, x T, m *stmt.Match) stmt.Block { return t.bgp.In(of(x).r.bgpOf(of(x).vrf, m.Span)) }},
		{Pattern: "ospf *", Sub: igp("ospf")},
		{Pattern: "ospf3 *", Sub: igp("ospfv3")},
		{Pattern: "isis *", Sub: igp("isis")},
		{Pattern: "rip", Sub: peer("rip")},
		{Pattern: "ldp", Sub: peer("ldp")},
		{Pattern: "rsvp", Sub: peer("rsvp")},
		{Pattern: "pim", Sub: peer("pim")},
		{Pattern: "msdp", Sub: peer("msdp")},
		{Pattern: "static-route-entry * ...", Sub: openRoute},
		{Pattern: "static-routes route * ...", Sub: openRoute},
		{Pattern: "static-routes route * route-type *", Sub: openRoute},
		{Pattern: "static-route * next-hop *", Do: func(_ *stmt.Ctx, x T, m *stmt.Match) {
			r := &route{rt: of(x), prefix: m.Arg(0), sp: m.Span}
			r.add(m.Span).NextHop.Set(m.Arg(1), m.Span)
		}},
		{Pattern: "static-route * black-hole", Do: func(_ *stmt.Ctx, x T, m *stmt.Match) {
			r := &route{rt: of(x), prefix: m.Arg(0), sp: m.Span}
			r.add(m.Span).Discard.Set(true, m.Span)
		}},
		{Pattern: "origin-validation rpki-session ...", Do: func(_ *stmt.Ctx, x T, m *stmt.Match) { of(x).r.Routing.RPKI.Set(true, m.Span) }},
		{Pattern: "no? ttl-propagate ...", Do: func(c *stmt.Ctx, x T, m *stmt.Match) {
			// Only "none" hides the inner hops from a trace.
			of(x).r.Routing.TTLPropagate.Set(!m.Has("none"), m.Span)
			if of(x).r.open(c.Span(m.Node)) {
				of(x).r.Routing.TTLPropagate.Unsure(m.Span)
			}
		}},
		{Pattern: "policy-options", Sub: func(_ *stmt.Ctx, x T, _ *stmt.Match) stmt.Block { return t.policy.In(of(x).r) }},
	}
}

func (t *tables) routerEntries() []stmt.Entry[*router] {
	return join(routed(t, func(x *router) *router { return x }), []stmt.Entry[*router]{
		{Pattern: "l2tp **", State: stmt.Unimplemented, Do: func(_ *stmt.Ctx, x *router, m *stmt.Match) {
			x.r.Doubtful("tunnels", m.Span.Line)
		}},
	})
}

// inside reads "management" of a vprn, which opens services to it. Whether one
// that is off elsewhere then runs is left open.
func inside(c *stmt.Ctx, s *service, m *stmt.Match) {
	opens(vprnManagement...)(c, s, m)
	words := append(c.Tree.Below(m.Node, 256), m.Rest...)
	s.r.finally(func() {
		sv := &s.r.Services
		for word, f := range map[string]*model.F[bool]{"telnet": &sv.Telnet.Enabled, "ftp": &sv.FTP.Enabled, "netconf": &sv.Netconf.Enabled,
			"grpc": &sv.GRPC.Enabled, "ssh": &s.r.SSH.Service.Enabled} {
			named := slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, "allow-"+word) })
			if named && f.How.Stated() && !f.V {
				f.Unsure(m.Span)
			}
		}
	})
}

// opens puts parts in doubt of which a service may state something; where it
// stands says nothing of them.
func opens(paths ...string) func(*stmt.Ctx, *service, *stmt.Match) {
	return func(_ *stmt.Ctx, s *service, m *stmt.Match) {
		for _, p := range paths {
			s.r.Doubtful(p, m.Span.Line)
		}
	}
}

func (t *tables) serviceEntries() []stmt.Entry[*service] {
	openSAP := func(c *stmt.Ctx, s *service, m *stmt.Match) stmt.Block {
		return t.sap.In(s.r.iface(s.vrf, s.name+" sap "+m.Arg(0), c.Span(m.Node)))
	}
	rt := func(f func(*model.VRF) *model.F[[]string]) func(*stmt.Ctx, *service, *stmt.Match) {
		return func(c *stmt.Ctx, s *service, m *stmt.Match) {
			if s.vpn == nil {
				return
			}
			for _, w := range m.Rest {
				if w != "policy" && w != "community" {
					addOnce(f(s.vpn), w, m.Span)
					if !strings.Contains(w, ":") {
						c.Use("route-map", w, "vprn "+s.name, m.Span)
					}
				}
			}
		}
	}
	imp := rt(func(v *model.VRF) *model.F[[]string] { return &v.Import })
	exp := rt(func(v *model.VRF) *model.F[[]string] { return &v.Export })
	both := func(c *stmt.Ctx, s *service, m *stmt.Match) {
		words := m.Rest
		m.Rest = nil
		for i, w := range words {
			if strings.HasPrefix(w, "target:") {
				switch dir := fill.Word(words, i-1); dir {
				case "export", "export-community":
					m.Rest = []string{w}
					exp(c, s, m)
				case "import", "import-community":
					m.Rest = []string{w}
					imp(c, s, m)
				default:
					m.Rest = []string{w}
					imp(c, s, m)
					exp(c, s, m)
				}
			}
		}
	}
	return join(routed(t, func(x *service) *router { return &x.router }), []stmt.Entry[*service]{
		{Pattern: "sap * ...", Sub: openSAP},
		{Pattern: "vrf-import ...", Do: imp},
		{Pattern: "vrf-export ...", Do: exp},
		{Pattern: "vrf-target ...", Do: both},
		{Pattern: "bgp-ipvpn mpls vrf-import ...", Do: imp},
		{Pattern: "bgp-ipvpn mpls vrf-export ...", Do: exp},
		{Pattern: "bgp-ipvpn mpls vrf-target ...", Do: both},
		// what a vprn opens of the device itself
		{Pattern: "management **", State: stmt.Unimplemented, Do: inside},
		{Pattern: "snmp **", State: stmt.Unimplemented, Do: opens("snmp")},
		{Pattern: "log **", State: stmt.Unimplemented, Do: opens("logging")},
		{Pattern: "aaa **", State: stmt.Unimplemented, Do: opens("aaa")},
		{Pattern: "l2tp **", State: stmt.Unimplemented},
		{Pattern: "grt-lookup|grt-leaking|export-grt **", State: stmt.Unimplemented},
		{Pattern: "spoke-sdp|mesh-sdp * ...", Do: func(c *stmt.Ctx, s *service, m *stmt.Match) {}},
	})
}

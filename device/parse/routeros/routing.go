package routeros

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
)

var routingMenus = []menu{
	{path: "routing bgp instance", do: (*reader).bgpInstance, keys: "*"},
	{path: "routing bgp template", do: (*reader).bgpTemplate, keys: "*"},
	{path: "routing bgp peer", do: (*reader).bgpPeer, keys: "*"},
	{path: "routing bgp connection", do: (*reader).bgpConnection, keys: "*"},
	{path: "routing bgp vpn", do: (*reader).bgpVPN, keys: "*"},
	{path: "routing rpki", do: (*reader).rpki, keys: "*"},
	{path: "routing bgp rpki", do: (*reader).rpki, keys: "*"},
	{path: "routing ospf interface", do: (*reader).ospf, keys: "*"},
	{path: "routing ospf interface-template", do: (*reader).ospf, keys: "*"},
	{path: "routing ospf-v3 interface", do: (*reader).ospf, keys: "*"},
	{path: "routing rip interface", do: (*reader).rip, keys: "*"},
	{path: "routing rip interface-template", do: (*reader).rip, keys: "*"},
	{path: "routing isis interface-template", do: (*reader).isis, keys: "*"},
	{path: "mpls ldp interface", do: (*reader).ldp, keys: "*"},
	{path: "mpls settings", do: func(r *reader, a *args) { a.flag(&r.dev.Routing.TTLPropagate, "propagate-ttl") }, keys: "*"},
	{path: "mpls", do: func(r *reader, a *args) { a.flag(&r.dev.Routing.TTLPropagate, "propagate-ttl") }, keys: "*"},
	{path: "ip route", do: (*reader).route, keys: "*"},
	{path: "ipv6 route", do: (*reader).route, keys: "*"},
	{path: "routing rule", do: (*reader).routingRule, keys: "*"},
	{path: "ip route rule", do: (*reader).routingRule, keys: "*"},
}

// bgpState holds instances and templates; release 6 uses the former, 7 both.
type bgpState struct {
	instances, templates map[string]*args
	peers                []*bgpPeer
}

type bgpPeer struct {
	n *model.Neighbor
	a *args
}

func (b *bgpState) init() { b.instances, b.templates = map[string]*args{}, map[string]*args{} }

func (r *reader) bgpInstance(a *args) {
	r.bgp.instances[itemName(a)] = a
	r.localAS(a)
}

func (r *reader) bgpTemplate(a *args) {
	r.bgp.templates[itemName(a)] = a
	r.localAS(a)
}

func (r *reader) localAS(a *args) {
	as, ok := a.get("as")
	if !ok || as == "" {
		return
	}
	f := &r.dev.Routing.LocalAS
	if !slices.Contains(f.V, as) {
		f.Set(append(f.V, as), a.sp)
	}
}

func (r *reader) neighbor(a *args, peer string) *model.Neighbor {
	n := &model.Neighbor{Obj: model.Obj{Span: a.sp}, Proto: "bgp", Peer: peer}
	n.Enabled.Inherit(true, a.sp)
	a.enabled(&n.Enabled)
	r.dev.Neighbors = append(r.dev.Neighbors, n)
	r.bgp.peers = append(r.bgp.peers, &bgpPeer{n, a})
	return n
}

// bgpPeer reads release 6.
func (r *reader) bgpPeer(a *args) {
	if a.verb != "add" {
		return
	}
	n := r.neighbor(a, a.val("remote-address"))
	a.text(&n.RemoteAS, "remote-as")
	instance := a.val("instance")
	if instance == "" {
		instance = "default"
	}
	r.late = append(r.late, func() {
		if in := r.bgp.instances[instance]; in != nil {
			if as, ok := in.get("as"); ok {
				n.LocalAS.Inherit(as, in.sp)
			}
		}
	})
	n.Auth.Set(map[bool]string{true: "md5", false: "none"}[a.val("tcp-md5-key") != ""], a.sp)
	n.In.Set(a.val("in-filter") != "", a.sp)
	n.Out.Set(a.val("out-filter") != "", a.sp)
	n.MaxPfx.Set(a.val("max-prefix-limit") != "", a.sp)
	n.MultiHop.Set(a.val("multihop") == "yes", a.sp)
	n.TTL.Set(a.val("ttl") == "255", a.sp)
}

// bgpConnection reads release 7: a connection takes what it does not state
// from its templates.
func (r *reader) bgpConnection(a *args) {
	if a.verb != "add" {
		return
	}
	peer := a.val("remote.address")
	n := r.neighbor(a, strings.TrimSuffix(peer, "/32"))
	a.text(&n.RemoteAS, "remote.as")
	if role := a.val("local.role"); strings.HasPrefix(role, "ebgp") {
		n.External.Set(true, a.sp)
	} else if strings.HasPrefix(role, "ibgp") {
		n.External.Set(false, a.sp)
	}
}

// finishBGP fills connections from their templates once all are known.
func (r *reader) finishBGP() {
	for _, p := range r.bgp.peers {
		if p.n.Auth.How != model.NotRead {
			continue
		}
		get := func(keys ...string) (string, model.Span, bool) {
			for _, src := range r.sources(p.a) {
				for _, k := range keys {
					if v, ok := src.get(k); ok && v != "" {
						return v, src.sp, true
					}
				}
			}
			return "", p.a.sp, false
		}
		has := func(f *model.F[bool], keys ...string) {
			_, sp, ok := get(keys...)
			f.Inherit(ok, sp)
		}
		if as, sp, ok := get("as", "local.as"); ok {
			p.n.LocalAS.Inherit(as, sp)
		}
		_, sp, keyed := get("tcp-md5-key")
		p.n.Auth.Inherit(map[bool]string{true: "md5", false: "none"}[keyed], sp)
		has(&p.n.In, "input.filter", "input.filter-nlri", "input.accept-nlri")
		has(&p.n.Out, "output.filter-chain", "output.network", "output.filter-select")
		has(&p.n.MaxPfx, "input.limit-nlri-diversity", "input.limit-process-routes-ipv4", "input.limit-process-routes-ipv6")
		v, sp, _ := get("multihop")
		p.n.MultiHop.Inherit(v == "yes", sp)
		v, sp, _ = get("remote.ttl")
		p.n.TTL.Inherit(v == "255" || v == "254", sp)
	}
}

// sources are the command itself, its templates and its instance, in the
// order in which a property is looked for.
func (r *reader) sources(a *args) []*args {
	out := []*args{a}
	names := list(a.val("templates"))
	if len(names) == 0 {
		names = []string{"default"}
	}
	for _, n := range names {
		if t := r.bgp.templates[n]; t != nil {
			out = append(out, t)
		}
	}
	if in := r.bgp.instances[a.val("instance")]; in != nil {
		out = append(out, in)
	}
	return out
}

// bgpVPN reads which routes a table takes from and gives to others.
func (r *reader) bgpVPN(a *args) {
	if a.verb != "add" || a.val("disabled") == "yes" {
		return
	}
	for _, v := range r.dev.VRFs {
		if v.Name == a.val("vrf") {
			a.words(&v.Import, "import.route-targets")
			a.words(&v.Export, "export.route-targets")
		}
	}
}

func (r *reader) rpki(a *args) {
	if a.verb == "add" && a.val("disabled") != "yes" {
		r.dev.Routing.RPKI.Set(true, a.sp)
	}
}

func (r *reader) igp(a *args, proto, iface string) *model.IGP {
	if a.verb == "remove" || a.verb == "move" {
		return &model.IGP{}
	}
	g := &model.IGP{Obj: model.Obj{Span: a.sp}, Proto: proto, Interface: iface, Instance: a.val("area")}
	r.dev.IGPs = append(r.dev.IGPs, g)
	return g
}

func (r *reader) ospf(a *args) {
	name, _ := a.first("interfaces", "interface", "networks")
	g := r.igp(a, "ospf", name)
	auth, ok := a.first("auth", "authentication")
	switch {
	case !ok || auth == "none":
		g.Auth.Set("none", a.sp)
	case auth == "simple":
		g.Auth.Set("clear", a.sp)
	case auth == "md5":
		g.Auth.Set("md5", a.sp)
	case auth == "sha1":
		g.Auth.Set("sha1", a.sp)
	case strings.HasPrefix(auth, "sha"):
		g.Auth.Set("sha2", a.sp)
	default:
		g.Auth.Unsure(a.sp)
	}
	v, set := a.get("passive")
	g.Passive.Set(set && v != "no", a.sp)
	for _, b := range a.bare {
		if b == "passive" {
			g.Passive.Set(true, a.sp)
		}
	}
}

func (r *reader) rip(a *args) {
	name, _ := a.first("interfaces", "interface")
	g := r.igp(a, "rip", name)
	switch auth, _ := a.first("authentication"); auth {
	case "md5":
		g.Auth.Set("md5", a.sp)
	case "simple":
		g.Auth.Set("clear", a.sp)
	default:
		if v, ok := a.get("key-chain"); ok && v != "" {
			g.Auth.Set("keychain", a.sp)
		} else {
			g.Auth.Set("none", a.sp)
		}
	}
	a.flag(&g.Passive, "passive")
}

func (r *reader) isis(a *args) {
	g := r.igp(a, "isis", a.val("interfaces"))
	g.Auth.Set("none", a.sp)
}

func (r *reader) ldp(a *args) {
	g := r.igp(a, "ldp", a.val("interface"))
	g.Auth.Set("none", a.sp) // RouterOS's LDP has no authentication
}

func (r *reader) route(a *args) {
	if a.verb != "add" || a.val("disabled") == "yes" {
		return
	}
	t := &model.Route{Obj: model.Obj{Span: a.sp}}
	dst := a.val("dst-address")
	if dst == "" {
		dst = "0.0.0.0/0"
	}
	t.Prefix.Set(dst, a.sp)
	table, _ := a.first("routing-table", "routing-mark", "vrf-interface")
	if table == "main" {
		table = ""
	}
	t.VRF.Set(table, a.sp)
	t.Tag.Inherit("", a.sp)
	_, hole := a.get("blackhole")
	hole = hole || slices.Contains(a.bare, "blackhole") || a.val("type") == "blackhole" || a.val("type") == "unreachable" || a.val("type") == "prohibit"
	t.Discard.Set(hole, a.sp)
	gw := a.val("gateway")
	if via, vrf, found := strings.Cut(gw, "@"); found {
		if vrf == "main" {
			vrf = "main"
		}
		gw = via
		t.NextHopVRF.Set(vrf, a.sp)
	} else {
		t.NextHopVRF.Inherit("", a.sp)
	}
	if addr, dev, found := strings.Cut(gw, "%"); found {
		gw = addr
		t.Interface.Set(dev, a.sp)
	}
	if r.ifaces[gw] != nil || gw != "" && !strings.ContainsAny(gw[:1], "0123456789abcdef:") {
		t.Interface.Set(gw, a.sp)
		gw = ""
	}
	t.NextHop.Set(gw, a.sp)
	r.dev.Routes = append(r.dev.Routes, t)
}

func (r *reader) routingRule(a *args) {
	if a.verb != "add" || a.val("disabled") == "yes" {
		return
	}
	p := &model.PolicyRoute{Obj: model.Obj{Span: a.sp}, Name: "rule"}
	p.SetVRF.Set(a.val("table"), a.sp)
	r.dev.PBRs = append(r.dev.PBRs, p)
}

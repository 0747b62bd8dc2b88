package routeros

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
)

var ifaceMenus = []menu{
	{path: "interface ethernet", do: kind("physical"), keys: "*"},
	{path: "interface bridge", do: kind("vlan"), keys: "*"},
	{path: "interface vlan", do: kind("vlan"), keys: "*"},
	{path: "interface bonding", do: kind("bundle"), keys: "*"},
	{path: "interface vrrp", do: (*reader).vrrp, keys: "*"},
	{path: "interface macvlan", do: kind("other"), keys: "*"},
	{path: "interface veth", do: kind("container"), keys: "*"},
	{path: "interface lte", do: kind("physical"), keys: "*"},
	{path: "interface loopback", do: kind("loopback"), keys: "*"},
	{path: "interface wireless", do: kind("physical"), keys: "*"},
	{path: "interface wifi", do: kind("physical"), keys: "*"},
	{path: "interface wifiwave2", do: kind("physical"), keys: "*"},
	{path: "interface pppoe-client", do: kind("other"), keys: "*"},
	{path: "interface macsec", do: (*reader).macsec, keys: "*"},
	{path: "interface list", do: (*reader).ifaceList, keys: "name include exclude"},
	{path: "interface list member", do: (*reader).ifaceMember, keys: "interface list disabled"},
	{path: "interface bridge port", do: (*reader).bridgePort, keys: "*"},
	{path: "interface ethernet switch", do: (*reader).switchMirror, keys: "*"},
	{path: "interface ethernet switch port", do: (*reader).switchMirror, keys: "*"},
	{path: "interface ethernet switch rule", do: (*reader).switchMirror, keys: "*"},
	{path: "ip address", do: (*reader).address, keys: "address interface network netmask broadcast disabled"},
	{path: "ipv6 address", do: (*reader).address, keys: "address interface advertise eui-64 from-pool no-dad auto-link-local disabled"},
	{path: "ip vrf", do: (*reader).vrf, keys: "name interfaces"},
	{path: "ip settings", do: (*reader).ipSettings, keys: "rp-filter send-redirects accept-redirects secure-redirects accept-source-route ip-forward tcp-syncookies tcp-timestamps max-neighbor-entries arp-timeout icmp-* allow-fast-path ipv4-multipath-hash-policy route-cache soft-max-neighbor-entries min-neighbor-entries stale-neighbor-*"},
	{path: "ipv6 settings", do: nothing, keys: "*"},
}

func nothing(*reader, *args) {}

// ifaceList is a named set of interfaces.
type ifaceList struct {
	members          []string
	include, exclude []string
	// all are the interfaces that it holds with its includes and excludes,
	// once resolved.
	all      []string
	resolved bool
}

// iface returns the interface name, made where it is not known yet.
func (r *reader) iface(name, kind string, sp model.Span) *model.Interface {
	i := r.ifaces[name]
	if i == nil {
		i = &model.Interface{Obj: model.Obj{Span: sp}, Name: name, Kind: kindOf(name)}
		r.ifaces[name] = i
		r.dev.Interfaces = append(r.dev.Interfaces, i)
	}
	if kind != "" {
		i.Kind = kind
	}
	return i
}

// kindOf guesses from the names that the system itself gives.
func kindOf(name string) string {
	for _, p := range []string{"ether", "sfp", "qsfp", "wlan", "wifi", "lte", "combo", "cap"} {
		if strings.HasPrefix(name, p) {
			return "physical"
		}
	}
	if name == "lo" || strings.HasPrefix(name, "loopback") || strings.HasPrefix(name, "lo0") {
		return "loopback"
	}
	return "other"
}

// kind returns the reader of a menu whose items are interfaces.
func kind(k string) func(*reader, *args) {
	return func(r *reader, a *args) { r.readIface(a, k) }
}

func (r *reader) readIface(a *args, kind string) *model.Interface {
	name := a.val("name")
	old := a.find("default-name")
	if name == "" {
		name = old
	}
	if name == "" {
		name = a.item()
	}
	if name == "" || strings.HasPrefix(name, "[") || a.verb == "remove" {
		return nil
	}
	if kind == "vlan" && strings.HasPrefix(name, "lo") && !strings.HasPrefix(name, "local") {
		kind = "loopback" // an empty bridge is the customary loopback
	}
	i := r.iface(name, kind, a.sp)
	if old != "" && old != name {
		r.ifaces[old] = i // older commands may still use the factory's name
	}
	if !i.Enabled.How.Stated() {
		i.Enabled.Inherit(true, a.sp)
	}
	a.enabled(&i.Enabled)
	a.text(&i.Description, "comment")
	if v, ok := a.get("arp"); ok {
		i.ProxyARP.Set(v == "proxy-arp" || v == "local-proxy-arp", a.sp)
	}
	if v, ok := a.get("vrf-interface"); ok {
		i.VRF.Set(v, a.sp)
	}
	if v, ok := a.get("dhcp-snooping"); ok {
		r.dev.L2.DHCPSnooping.Set(v == "yes" || r.dev.L2.DHCPSnooping.V, a.sp)
	}
	return i
}

func (r *reader) macsec(a *args) {
	r.readIface(a, "other")
	if v, ok := a.get("interface"); ok {
		r.iface(v, "", a.sp).MACsec.Set(a.val("disabled") != "yes", a.sp)
	}
}

func (r *reader) vrrp(a *args) {
	i := r.readIface(a, "other")
	if i == nil {
		return
	}
	g := &model.IGP{Obj: model.Obj{Span: a.sp}, Proto: "vrrp", Instance: a.val("vrid"), Interface: a.val("interface")}
	g.Auth.Inherit("none", a.sp)
	switch a.val("authentication") {
	case "simple":
		g.Auth.Set("clear", a.sp)
	case "ah":
		g.Auth.Set("md5", a.sp)
	case "none":
		g.Auth.Set("none", a.sp)
	}
	r.dev.IGPs = append(r.dev.IGPs, g)
	r.hook(a, "vrrp "+a.item(), "on-master", "on-backup", "on-fail")
}

func (r *reader) list(name string) *ifaceList {
	l := r.lists[name]
	if l == nil {
		l = &ifaceList{}
		r.lists[name] = l
	}
	return l
}

func (r *reader) ifaceList(a *args) {
	name := a.item()
	l := r.list(name)
	r.c.Define("interface-list", name, a.sp)
	if v, ok := a.get("include"); ok {
		l.include = list(v)
	}
	if v, ok := a.get("exclude"); ok {
		l.exclude = list(v)
	}
}

// ifaceMember puts an interface into a list. A list named WAN is the role that
// the system's own firewall knows.
func (r *reader) ifaceMember(a *args) {
	if a.verb != "add" || a.val("disabled") == "yes" {
		return
	}
	name, of := a.val("interface"), a.val("list")
	r.list(of).members = append(r.list(of).members, name)
	i := r.iface(name, "", a.sp)
	if !i.Zone.How.Stated() {
		i.Zone.Set(of, a.sp)
	}
	if strings.EqualFold(of, "WAN") {
		i.Edge.Inherit(true, a.sp)
	}
}

// memberOf reports whether an interface is in a list, with includes and
// excludes to a small depth.
func (r *reader) memberOf(list, name string, depth int) bool {
	switch list {
	case "all", "static":
		return true
	case "none", "dynamic":
		return false
	}
	l := r.lists[list]
	if l == nil || depth > 8 {
		return false
	}
	for _, x := range l.exclude {
		if r.memberOf(x, name, depth+1) {
			return false
		}
	}
	for _, x := range l.include {
		if r.memberOf(x, name, depth+1) {
			return true
		}
	}
	return slices.Contains(l.members, name)
}

func (r *reader) bridgePort(a *args) {
	name := a.val("interface")
	if name == "" || a.verb != "add" {
		return
	}
	i := r.iface(name, "", a.sp)
	a.flag(&i.BPDUGuard, "bpdu-guard")
	a.flag(&i.SnoopTrust, "trusted")
}

// switchMirror reads the switch chip's port mirror.
func (r *reader) switchMirror(a *args) {
	target := ""
	for _, key := range []string{"mirror-target", "mirror-egress-target", "mirror-ingress-target"} {
		if v, ok := a.get(key); ok && v != "none" && v != "" {
			target = v
		}
	}
	source := a.val("mirror-source")
	if source == "none" {
		source = ""
	}
	on := a.val("mirror") == "yes" || a.val("mirror-ingress") == "yes" || a.val("mirror-egress") == "yes"
	if target == "" && source == "" && !on {
		return
	}
	m := &model.Mirror{Obj: model.Obj{Span: a.sp}, Name: "switch " + a.item()}
	m.Kind.Set("port-mirroring", a.sp)
	m.Active.Set(a.val("disabled") != "yes", a.sp)
	if source != "" {
		m.Sources.Set([]string{source}, a.sp)
	} else if on {
		m.Sources.Set([]string{a.item()}, a.sp)
	}
	if target != "" {
		m.DestIf.Set([]string{target}, a.sp)
	}
	r.dev.Mirrors = append(r.dev.Mirrors, m)
}

func (r *reader) address(a *args) {
	name := a.val("interface")
	if name == "" || a.verb != "add" || a.val("disabled") == "yes" {
		return
	}
	i := r.iface(name, "", a.sp)
	v := a.val("address")
	p, err := netip.ParsePrefix(v)
	if err != nil {
		addr, aerr := netip.ParseAddr(v)
		if aerr != nil {
			i.Addresses.Unsure(a.sp)
			return
		}
		p = netip.PrefixFrom(addr, addr.BitLen())
	}
	if p.Addr().IsUnspecified() {
		return // taken from a pool
	}
	sp := a.sp
	if i.Addresses.How == model.Explicit {
		sp.Line = min(sp.Line, i.Addresses.Span.Line)
	}
	i.Addresses.Set(append(i.Addresses.V, p), sp)
}

func (r *reader) vrf(a *args) {
	name := a.val("name")
	if name == "" {
		return
	}
	v := &model.VRF{Obj: model.Obj{Span: a.sp}, Name: name}
	v.Management.Inherit(managementName(name), a.sp)
	r.dev.VRFs = append(r.dev.VRFs, v)
	for _, i := range list(a.val("interfaces")) {
		if i != "all" && i != "none" {
			r.iface(i, "", a.sp).VRF.Set(name, a.sp)
		}
	}
}

func managementName(name string) bool {
	low := strings.ToLower(name)
	return strings.HasPrefix(low, "mgmt") || strings.HasPrefix(low, "management") || low == "oob"
}

func (r *reader) ipSettings(a *args) {
	a.text(&r.rpf, "rp-filter")
	a.flag(&r.redirs, "send-redirects")
	a.flag(&r.dev.Routing.Redirects, "send-redirects")
	a.flag(&r.dev.Routing.SourceRoute, "accept-source-route")
	a.flag(&r.dev.Routing.Forwarding, "ip-forward")
}

// finishInterfaces gives every interface what is set once for all of them.
func (r *reader) finishInterfaces() {
	urpf := map[string]string{"no": "off", "loose": "loose", "strict": "strict", "yes": "strict"}
	input, input6 := r.rules["filter input"], r.rules["filter6 input"]
	for _, i := range r.dev.Interfaces {
		if r.rpf.How == model.Explicit && i.URPF.How == model.NotRead {
			i.URPF.Inherit(urpf[r.rpf.V], r.rpf.Span)
		}
		if r.redirs.How == model.Explicit {
			i.Redirects.Inherit(r.redirs.V, r.redirs.Span)
		}
		if r.disco.How == model.Explicit {
			r.announce(i)
		}
		if r.flowAll.How == model.Explicit && i.FlowIn.How == model.NotRead {
			i.FlowIn.Inherit(r.flowAll.V, r.flowAll.Span)
		}
		if input != nil {
			ref(&i.ACLIn, input.set.Name, input.set.Span)
		}
		if input6 != nil {
			ref(&i.ACL6In, input6.set.Name, input6.set.Span)
		}
	}
}

// announce says whether the device announces itself on i.
func (r *reader) announce(i *model.Interface) {
	name, not := strings.CutPrefix(r.disco.V, "!")
	on := r.memberOf(name, i.Name, 0) != not
	proto := func(p string) bool { return on && (r.discoP.How != model.Explicit || slices.Contains(r.discoP.V, p)) }
	if i.CDP.How == model.NotRead {
		i.CDP.Inherit(proto("cdp"), r.disco.Span)
	}
	if i.LLDPSend.How == model.NotRead {
		i.LLDPSend.Inherit(proto("lldp"), r.disco.Span)
		i.LLDPReceive.Inherit(proto("lldp"), r.disco.Span)
	}
}

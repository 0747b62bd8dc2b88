package routeros

import (
	"github.com/linewarden/linewarden/device/model"
)

var tunnelMenus = []menu{
	{path: "interface gre", do: tunnel("gre"), keys: "*"},
	{path: "interface gre6", do: tunnel("gre"), keys: "*"},
	{path: "interface eoip", do: tunnel("eoip"), keys: "*"},
	{path: "interface eoipv6", do: tunnel("eoip"), keys: "*"},
	{path: "interface ipip", do: tunnel("ipip"), keys: "*"},
	{path: "interface ipipv6", do: tunnel("ipip"), keys: "*"},
	{path: "interface 6to4", do: tunnel("sit"), keys: "*"},
	{path: "interface vxlan", do: tunnel("vxlan"), keys: "*"},
	{path: "interface vxlan vteps", do: (*reader).vtep, keys: "*"},
	{path: "interface vpls", do: tunnel("other"), keys: "*"},
	{path: "interface l2tp-client", do: tunnel("l2tp"), keys: "*"},
	{path: "interface l2tp-ether", do: tunnel("l2tp"), keys: "*"},
	{path: "interface pptp-client", do: tunnel("pptp"), keys: "*"},
	{path: "interface sstp-client", do: tunnel("sstp"), keys: "*"},
	{path: "interface ovpn-client", do: tunnel("openvpn"), keys: "*"},
	{path: "interface wireguard", do: (*reader).wireguard, keys: "name listen-port mtu private-key disabled vrf public-key"},
	{path: "interface wireguard peers", do: (*reader).wireguardPeer, keys: "*"},
	{path: "zerotier interface", do: (*reader).zerotier, keys: "*"},
}

var serverMenus = []menu{
	{path: "interface l2tp-server server", do: server("l2tp"), keys: "*"},
	{path: "interface pptp-server server", do: server("pptp"), keys: "*"},
	{path: "interface sstp-server server", do: server("sstp"), keys: "*"},
	{path: "interface ovpn-server server", do: server("openvpn"), keys: "*"},
	{path: "interface pppoe-server server", do: nothing, keys: "*"},
	{path: "interface l2tp-server", do: nothing, keys: "*"},
	{path: "interface pptp-server", do: nothing, keys: "*"},
	{path: "interface sstp-server", do: nothing, keys: "*"},
	{path: "interface ovpn-server", do: nothing, keys: "*"},
	{path: "interface pppoe-server", do: nothing, keys: "*"},
}

// tunnel returns the reader of a menu whose items are tunnels of kind k.
func tunnel(k string) func(*reader, *args) {
	return func(r *reader, a *args) {
		if a.verb != "add" {
			r.readIface(a, "tunnel")
			return
		}
		i := r.readIface(a, "tunnel")
		t := &model.Tunnel{Obj: model.Obj{Span: a.sp}, Name: a.val("name")}
		t.Kind.Set(k, a.sp)
		t.Enabled.Inherit(true, a.sp)
		a.enabled(&t.Enabled)
		a.text(&t.Source, "local-address")
		dest, _ := a.first("remote-address", "connect-to", "remote-peer", "peer")
		if dest == "0.0.0.0" || dest == "::" {
			dest = ""
		}
		t.Destination.Set(dest, a.sp)
		t.Protected.Inherit(k == "sstp" || k == "openvpn", a.sp)
		if v := a.val("use-ipsec"); v == "yes" || v == "required" || a.val("ipsec-secret") != "" {
			t.Protected.Set(true, a.sp)
		}
		if i != nil {
			a.text(&t.VRF, "vrf")
		}
		r.dev.Tunnels = append(r.dev.Tunnels, t)
	}
}

// vtep is a far end of a VXLAN.
func (r *reader) vtep(a *args) {
	for _, t := range r.dev.Tunnels {
		if t.Name == a.val("interface") && a.verb == "add" && t.Destination.V == "" {
			t.Destination.Set(a.val("remote-ip"), a.sp)
			return
		}
	}
}

// wireguard remembers the interface; its peers are the far ends.
func (r *reader) wireguard(a *args) {
	i := r.readIface(a, "tunnel")
	if i == nil {
		return
	}
	t := &model.Tunnel{Obj: model.Obj{Span: a.sp}, Name: i.Name}
	t.Kind.Set("wireguard", a.sp)
	t.Enabled.Inherit(true, a.sp)
	a.enabled(&t.Enabled)
	t.Protected.Inherit(true, a.sp)
	t.Destination.Inherit("", a.sp)
	a.text(&t.Source, "listen-port")
	r.peers[i.Name] = t
	r.dev.Tunnels = append(r.dev.Tunnels, t)
}

// wireguardPeer is one far end: the first fills the interface's tunnel, each
// further one is a tunnel of its own. A peer without endpoint may call from
// anywhere.
func (r *reader) wireguardPeer(a *args) {
	if a.verb != "add" {
		return
	}
	name := a.val("interface")
	base := r.peers[name]
	dest := a.val("endpoint-address")
	if base != nil && base.Profile.How == model.NotRead {
		base.Destination.Set(dest, a.sp)
		base.Profile.Set(a.val("name"), a.sp)
		return
	}
	t := &model.Tunnel{Obj: model.Obj{Span: a.sp}, Name: name}
	t.Kind.Set("wireguard", a.sp)
	t.Enabled.Inherit(base == nil || base.Enabled.V, a.sp)
	a.enabled(&t.Enabled)
	t.Protected.Inherit(true, a.sp)
	t.Destination.Set(dest, a.sp)
	t.Profile.Set(a.val("name"), a.sp)
	r.dev.Tunnels = append(r.dev.Tunnels, t)
}

// zerotier joins a network that somebody else's controller runs.
func (r *reader) zerotier(a *args) {
	if a.verb != "add" {
		return
	}
	r.readIface(a, "tunnel")
	t := &model.Tunnel{Obj: model.Obj{Span: a.sp}, Name: a.val("name")}
	t.Kind.Set("other", a.sp)
	t.Enabled.Inherit(true, a.sp)
	a.enabled(&t.Enabled)
	t.Destination.Set("zerotier "+a.val("network"), a.sp)
	t.Protected.Inherit(true, a.sp)
	r.dev.Tunnels = append(r.dev.Tunnels, t)
}

// server returns the reader of a remote-access server.
func server(k string) func(*reader, *args) {
	return func(r *reader, a *args) {
		var on model.F[bool]
		if a.verb == "add" {
			on.Inherit(true, a.sp) // release 7.17 and later: one item for each server
		}
		a.enabled(&on)
		a.flag(&on, "enabled")
		if !on.How.Stated() {
			return
		}
		v := &r.dev.VPN
		if on.V || !v.RemoteAccess.How.Stated() {
			v.RemoteAccess.Set(on.V, a.sp)
		}
		if k != "sstp" && k != "openvpn" {
			return
		}
		s := &r.dev.Services.SSLVPN
		if s.Enabled.V && !on.V {
			return
		}
		s.Span = a.sp
		s.Enabled.Set(on.V, a.sp)
		a.words(&s.Ports, "port")
		if c, ok := a.get("certificate"); ok {
			if c == "none" {
				c = ""
			}
			s.Trustpoint.Set(c, a.sp)
		}
		s.TLS.Inherit(true, a.sp)
		if t, ok := a.get("tls-version"); ok {
			s.TLSVersions.Set(map[bool][]string{true: {"1.2"}, false: {"1.0", "1.1", "1.2"}}[t == "only-1.2"], a.sp)
		}
		a.words(&s.Ciphers, "cipher")
		a.words(&s.Ciphers, "ciphers")
	}
}

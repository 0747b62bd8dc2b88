package routeros

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

var serviceMenus = []menu{
	{path: "ip service", do: (*reader).service, keys: "name address port disabled certificate tls-version vrf max-sessions invalid dynamic proto connection local remote"},
	{path: "ip ssh", do: (*reader).ssh, keys: "strong-crypto forwarding-enabled allow-none-crypto host-key-size host-key-type always-allow-password-login password-authentication ciphers publickey-authentication-options"},
	{path: "ip dns", do: (*reader).dns, keys: "servers allow-remote-requests use-doh-server verify-doh-cert doh-* cache-* max-* query-* mdns-repeat-ifaces address-list-extra-time vrf dynamic-servers"},
	{path: "ip proxy", do: (*reader).proxy, keys: "enabled port src-address anonymous parent-proxy parent-proxy-port cache-administrator cache-hit-dscp cache-on-disk cache-path max-* always-from-cache serialize-connections"},
	{path: "ip socks", do: (*reader).socks, keys: "enabled port version auth-method connection-idle-timeout max-connections vrf"},
	{path: "ip upnp", do: func(r *reader, a *args) { switchOf(&r.dev.Services.UPnP, a) }, keys: "enabled allow-disable-external-interface show-dummy-rule"},
	{path: "ip nat-pmp", do: func(r *reader, a *args) { switchOf(&r.dev.Services.UPnP, a) }, keys: "enabled"},
	{path: "ip cloud", do: (*reader).cloud, keys: "ddns-enabled ddns-update-interval update-time back-to-home-vpn vpn-prefer-relay-code"},
	{path: "ip smb", do: (*reader).smb, keys: "enabled interfaces domain allow-guests"},
	{path: "ip tftp", do: (*reader).tftp, keys: "ip-addresses req-filename real-filename allow allow-rollover allow-overwrite read-only reading-window-size disabled"},
	{path: "ip neighbor discovery-settings", do: (*reader).discovery, keys: "discover-interface-list protocol mode lldp-* discover-interval"},
	{path: "ip neighbor discovery", do: (*reader).oldDiscovery, keys: "discover"},
	{path: "ip dhcp-server", do: (*reader).dhcp, keys: "*"},
	{path: "tr069-client", do: (*reader).tr069, keys: "enabled acs-url username password periodic-inform-enabled periodic-inform-interval client-certificate check-certificate provisioning-code connection-request-username connection-request-password connection-request-port"},
}

var toolMenus = []menu{
	{path: "tool mac-server", do: func(r *reader, a *args) { macServer(&r.dev.Services.MACTelnet, a) }, keys: "allowed-interface-list interface disabled"},
	{path: "tool mac-server mac-winbox", do: func(r *reader, a *args) { macServer(&r.dev.Services.MACWinbox, a) }, keys: "allowed-interface-list interface disabled"},
	{path: "tool mac-server ping", do: func(r *reader, a *args) { switchOf(&r.dev.Services.MACPing, a) }, keys: "enabled"},
	{path: "tool bandwidth-server", do: (*reader).bandwidth, keys: "enabled authenticate allocate-udp-ports-from max-sessions allowed-addresses4 allowed-addresses6"},
	{path: "tool romon", do: func(r *reader, a *args) { switchOf(&r.dev.Services.RoMON, a) }, keys: "enabled id secrets"},
	{path: "tool romon port", do: (*reader).romonPort, keys: "interface cost forbid secrets disabled"},
	{path: "tool sniffer", do: (*reader).sniffer, keys: "streaming-enabled streaming-server file-name file-limit memory-limit memory-scroll only-headers filter-* quick-* max-packet-size"},
}

// byName returns the service that /ip service calls name, and whether it is on
// where no line says otherwise.
func (r *reader) byName(name string) (s *model.Service, on bool) {
	v := &r.dev.Services
	switch name {
	case "telnet":
		return &v.Telnet, true
	case "ftp":
		return &v.FTP, true
	case "www":
		return &v.HTTP, true
	case "ssh":
		return &r.dev.SSH.Service, true
	case "www-ssl":
		return &v.HTTPS, false
	case "api":
		return &v.API, true
	case "api-ssl":
		return &v.APITLS, true
	case "winbox":
		return &v.Winbox, true
	}
	return nil, false
}

// service reads `/ip service set NAME …`. One command holds all that differs
// from the default of one service, so that what it leaves out is the default.
func (r *reader) service(a *args) {
	items := a.items()
	if len(items) == 0 {
		r.c.Mark(a.node, stmt.Partial)
	}
	for _, name := range items {
		s, on := r.byName(name)
		if s == nil {
			r.c.Mark(a.node, stmt.Partial)
			continue
		}
		s.Span = a.sp
		if !s.Enabled.How.Stated() {
			s.Enabled.Inherit(on, a.sp)
		}
		a.enabled(&s.Enabled)
		if v, ok := a.get("address"); ok {
			admitted(&s.From, v, a.sp)
		} else if !s.From.How.Stated() {
			s.From.Inherit(anywhere(), a.sp)
		}
		a.words(&s.Ports, "port")
		a.serviceTLS(s, name)
		a.text(&s.VRF, "vrf")
		if s.VRF.V == "main" {
			s.VRF.V = ""
		}
		a.number(&s.SessionLimit, "max-sessions")
	}
}

func (a *args) serviceTLS(s *model.Service, name string) {
	if name == "www-ssl" || name == "api-ssl" {
		s.TLS.Inherit(true, a.sp)
	}
	switch v, ok := a.get("tls-version"); {
	case !ok:
	case v == "only-1.2":
		s.TLSVersions.Set([]string{"1.2"}, a.sp)
	case v == "any":
		s.TLSVersions.Set([]string{"1.0", "1.1", "1.2"}, a.sp)
	default:
		s.TLSVersions.Unsure(a.sp)
	}
	if v, ok := a.get("certificate"); ok {
		if v == "none" {
			v = ""
		}
		s.Trustpoint.Set(v, a.sp)
	}
}

// admitted states the sources of a service; an empty value is every source.
func admitted(f *model.F[[]netip.Prefix], v string, sp model.Span) {
	p, ok := prefixes(v)
	switch {
	case !ok:
		f.Unsure(sp)
	case len(p) == 0:
		f.Set(anywhere(), sp)
	default:
		f.Set(p, sp)
	}
}

func anywhere() []netip.Prefix {
	return []netip.Prefix{netip.PrefixFrom(netip.IPv4Unspecified(), 0), netip.PrefixFrom(netip.IPv6Unspecified(), 0)}
}

func (r *reader) ssh(a *args) {
	s := &r.dev.SSH
	s.Span = a.sp
	a.flag(&s.StrongCrypto, "strong-crypto")
	if s.StrongCrypto.How == model.Explicit {
		// The maker's words for the switch: larger primes, no MD5, SHA-256
		// instead of SHA-1, 192 and 256 bit ciphers first.
		s.DHMin.Inherit(map[bool]int64{true: 2048, false: 1024}[s.StrongCrypto.V], a.sp)
	}
	if v, ok := a.get("forwarding-enabled"); ok {
		s.TCPForward.Set(v != "no" && v != "none", a.sp)
	}
	if v, ok := a.get("allow-none-crypto"); ok && v == "yes" {
		s.EncAlgs.Set([]string{"none"}, a.sp)
	}
	if v, ok := a.get("ciphers"); ok && v != "auto" {
		s.EncAlgs.Set(ciphers(v), a.sp)
	}
	a.text(&s.HostKeyType, "host-key-type")
	a.number(&s.HostKeyBits, "host-key-size")
	if v, ok := a.get("always-allow-password-login"); ok {
		if v == "yes" {
			s.PasswordAuth.Set(true, a.sp)
		} else {
			s.PasswordAuth.Unsure(a.sp) // depends on each account having a key
		}
	}
	switch v, ok := a.get("password-authentication"); {
	case !ok:
	case v == "yes" || v == "no":
		s.PasswordAuth.Set(v == "yes", a.sp)
	default:
		s.PasswordAuth.Unsure(a.sp) // yes-if-no-key
	}
}

// ciphers gives the IANA names of RouterOS's cipher families.
func ciphers(v string) []string {
	out := []string{}
	for _, w := range list(v) {
		switch w {
		case "aes-gcm":
			out = append(out, "aes128-gcm@openssh.com", "aes256-gcm@openssh.com")
		case "aes-ctr":
			out = append(out, "aes128-ctr", "aes192-ctr", "aes256-ctr")
		case "aes-cbc":
			out = append(out, "aes128-cbc", "aes192-cbc", "aes256-cbc")
		case "3des-cbc":
			out = append(out, "3des-cbc")
		case "null", "none":
			out = append(out, "none")
		default:
			out = append(out, w)
		}
	}
	return out
}

func (r *reader) dns(a *args) {
	d := &r.dev.DNS
	d.Span = a.sp
	a.words(&d.Servers, "servers")
	if v, ok := a.get("use-doh-server"); ok {
		d.DoH.Set(v != "", a.sp)
	}
	a.flag(&r.dev.Services.DNS.Enabled, "allow-remote-requests")
	r.dev.Services.DNS.Span = a.sp
}

// switchOf reads enabled=yes|no of a service.
func switchOf(s *model.Service, a *args) {
	s.Span = a.sp
	a.flag(&s.Enabled, "enabled")
}

func (r *reader) proxy(a *args) {
	s := &r.dev.Services.Proxy
	switchOf(s, a)
	a.words(&s.Ports, "port")
}

func (r *reader) socks(a *args) {
	s := &r.dev.Services.Socks
	switchOf(s, a)
	a.words(&s.Ports, "port")
	a.words(&s.Auth, "auth-method")
	a.seconds(&s.IdleTimeout, "connection-idle-timeout")
}

func (r *reader) cloud(a *args) {
	s := &r.dev.Services.Cloud
	s.Span = a.sp
	if v, ok := a.get("ddns-enabled"); ok {
		s.Enabled.Set(v == "yes" || v == "true", a.sp)
	}
	if v, ok := a.get("back-to-home-vpn"); ok && v == "enabled" {
		s.Enabled.Set(true, a.sp)
		r.dev.VPN.RemoteAccess.Set(true, a.sp)
	}
}

func (r *reader) smb(a *args) {
	s := &r.dev.Services.SMB
	s.Span = a.sp
	if v, ok := a.get("enabled"); ok && v == "auto" {
		s.Enabled.Unsure(a.sp) // on where a disk is shared
	} else {
		a.flag(&s.Enabled, "enabled")
	}
	if v, ok := a.get("interfaces"); ok && v != "all" {
		s.Interfaces.Set(list(v), a.sp)
	}
	if v, ok := a.get("allow-guests"); ok && v == "yes" {
		s.Auth.Set([]string{"none"}, a.sp)
	}
}

// tftp: each rule admits requests, so that one rule in force is a server.
func (r *reader) tftp(a *args) {
	s := &r.dev.Services.TFTP
	s.Span = a.sp
	var on model.F[bool]
	on.Inherit(true, a.sp)
	a.enabled(&on)
	if v, ok := a.get("allow"); ok && v == "no" {
		on.V = false
	}
	if !s.Enabled.V {
		s.Enabled.Set(on.V, a.sp)
	}
	if v, ok := a.get("ip-addresses"); ok {
		admitted(&s.From, v, a.sp)
	}
}

func (r *reader) dhcp(a *args) {
	s := &r.dev.Services.DHCP
	s.Span = a.sp
	var on model.F[bool]
	on.Inherit(a.verb == "add", a.sp)
	a.enabled(&on)
	if on.V || !s.Enabled.How.Stated() {
		s.Enabled.Set(on.V || s.Enabled.V, a.sp)
	}
	if v, ok := a.get("interface"); ok {
		s.Interfaces.Set(append(s.Interfaces.V, v), a.sp)
	}
	r.hook(a, "dhcp-server "+a.item(), "lease-script")
}

func (r *reader) tr069(a *args) {
	s := &r.dev.Services.TR069
	switchOf(s, a)
	if v, ok := a.get("acs-url"); ok {
		s.URL.Set(bareURL(v), a.sp)
		s.TLS.Set(strings.HasPrefix(v, "https:"), a.sp)
	}
}

// bareURL takes credentials, path and query off an address.
func bareURL(v string) string {
	scheme, rest, found := strings.Cut(v, "://")
	if !found {
		return ""
	}
	rest, _, _ = strings.Cut(rest, "/")
	rest, _, _ = strings.Cut(rest, "?")
	if i := strings.LastIndexByte(rest, '@'); i >= 0 {
		rest = rest[i+1:]
	}
	return scheme + "://" + rest
}

// macServer reads the layer-2 management servers: release 6.41 and later names
// an interface list, older ones had one item for each interface.
func macServer(s *model.Service, a *args) {
	s.Span = a.sp
	if v, ok := a.get("allowed-interface-list"); ok {
		s.Enabled.Set(v != "none", a.sp)
		s.Interfaces.Set([]string{v}, a.sp)
		return
	}
	switch {
	case a.verb == "add":
		var on model.F[bool]
		on.Inherit(true, a.sp)
		a.enabled(&on)
		if on.V {
			s.Enabled.Set(true, a.sp)
			s.Interfaces.Set(append(s.Interfaces.V, a.val("interface")), a.sp)
		}
	case s.Enabled.V:
	default:
		a.enabled(&s.Enabled)
	}
}

func (r *reader) bandwidth(a *args) {
	s := &r.dev.Services.Bandwidth
	switchOf(s, a)
	if v, ok := a.get("authenticate"); ok {
		s.Auth.Set([]string{map[bool]string{true: "none", false: "local"}[v == "no"]}, a.sp)
	}
	if v, ok := a.get("allowed-addresses4"); ok {
		admitted(&s.From, v, a.sp)
	}
}

func (r *reader) romonPort(a *args) {
	if a.val("forbid") == "yes" || a.val("disabled") == "yes" {
		return
	}
	s := &r.dev.Services.RoMON
	name := a.val("interface")
	if name == "" {
		name = "all"
	}
	s.Interfaces.Set(append(s.Interfaces.V, name), a.sp)
}

// discovery reads where and with which protocols the device announces itself.
func (r *reader) discovery(a *args) {
	s := &r.dev.Services.Discovery
	s.Span = a.sp
	if v, ok := a.get("discover-interface-list"); ok {
		s.Enabled.Set(v != "none", a.sp)
		s.Interfaces.Set([]string{v}, a.sp)
		r.disco.Set(v, a.sp)
	}
	if v, ok := a.get("protocol"); ok {
		r.discoP.Set(list(v), a.sp)
		r.dev.L2.CDP.Set(slices.Contains(list(v), "cdp"), a.sp)
		r.dev.L2.LLDP.Set(slices.Contains(list(v), "lldp"), a.sp)
	}
}

// oldDiscovery is the menu of releases before 6.41: one item per interface.
func (r *reader) oldDiscovery(a *args) {
	s := &r.dev.Services.Discovery
	s.Span = a.sp
	on := a.val("discover") != "no"
	if on || !s.Enabled.How.Stated() {
		s.Enabled.Set(on || s.Enabled.V, a.sp)
	}
	for _, name := range a.items() {
		i := r.iface(name, "", a.sp)
		i.CDP.Set(on, a.sp)
		i.LLDPSend.Set(on, a.sp)
	}
}

// sniffer reads the packet sniffer: streaming sends copies of packets to
// another host.
func (r *reader) sniffer(a *args) {
	if v, ok := a.get("streaming-server"); ok && v != "0.0.0.0" && v != "" {
		m := &model.Mirror{Obj: model.Obj{Span: a.sp}, Name: "tool sniffer"}
		m.Kind.Set("sniffer", a.sp)
		host, _, _ := strings.Cut(v, ":")
		m.DestIP.Set(host, a.sp)
		m.Active.Inherit(false, a.sp)
		a.flag(&m.Active, "streaming-enabled")
		a.words(&m.Sources, "filter-interface")
		r.dev.Mirrors = append(r.dev.Mirrors, m)
	} else if v == "" && a.val("streaming-enabled") == "yes" {
		m := &model.Mirror{Obj: model.Obj{Span: a.sp}, Name: "tool sniffer"}
		m.Kind.Set("sniffer", a.sp)
		m.Active.Set(true, a.sp)
		r.dev.Mirrors = append(r.dev.Mirrors, m)
	}
	if v, ok := a.get("file-name"); ok && v != "" {
		p := &model.Capture{Obj: model.Obj{Span: a.sp}, Name: "tool sniffer"}
		p.Target.Set(v, a.sp)
		p.Active.Unsure(a.sp) // an export does not say whether it runs
		r.dev.Captures = append(r.dev.Captures, p)
	}
}

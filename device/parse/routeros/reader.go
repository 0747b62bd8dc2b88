package routeros

import (
	"strings"

	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// reader is what one run remembers until all menus are known: RouterOS names
// lists, profiles and groups before and after it defines them.
type reader struct {
	c   *stmt.Ctx
	dev *model.Device

	ifaces  map[string]*model.Interface
	lists   map[string]*ifaceList
	groups  map[string]*model.Role
	rules   map[string]*chain
	chains  []*chain
	counts  map[string]int64
	addrs   map[string]*addrList // by "4 name" or "6 name"
	late    []func()
	logs    logState
	snmp    snmpState
	vpn     vpnState
	bgp     bgpState
	peers   map[string]*model.Tunnel // wireguard interfaces
	useRad  model.F[bool]
	acct    model.F[bool]
	rpf     model.F[string]
	redirs  model.F[bool]
	disco   model.F[string] // discover-interface-list
	discoP  model.F[[]string]
	scripts map[string]*model.Script
	note    bannerState
	flowAll model.F[bool] // flows of every interface are exported
}

func newReader(c *stmt.Ctx) *reader {
	r := &reader{c: c, dev: c.Dev, ifaces: map[string]*model.Interface{}, lists: map[string]*ifaceList{}, groups: map[string]*model.Role{},
		rules: map[string]*chain{}, counts: map[string]int64{}, addrs: map[string]*addrList{}, peers: map[string]*model.Tunnel{},
		scripts: map[string]*model.Script{}}
	r.logs.init()
	r.vpn.init()
	r.bgp.init()
	return r
}

// finish derives what needs the whole file.
func (r *reader) finish() {
	r.finishFirewall()
	for _, fn := range r.late {
		fn()
	}
	r.finishUsers()
	r.finishSNMP()
	r.finishLogging()
	r.finishNTP()
	r.finishInterfaces()
	r.finishVPN()
	r.finishBGP()
	r.finishNote()
}

// secretKeys are properties that hold a secret, by the last part of their name.
var secretKeys = map[string]bool{"password": true, "secret": true, "passphrase": true, "private-key": true, "preshared-key": true,
	"pre-shared-key": true, "wpa-pre-shared-key": true, "wpa2-pre-shared-key": true, "private-pre-shared-key": true, "ipsec-secret": true,
	"authentication-password": true, "encryption-password": true, "authentication-key": true, "auth-key": true, "tcp-md5-key": true, "key": true,
	"secrets": true, "cak": true, "shared-secret": true, "mschapv2-password": true, "management-protection-key": true,
	"static-key-0": true, "static-key-1": true, "static-key-2": true, "static-key-3": true, "static-sta-private-key": true, "private-passphrase": true,
	"connection-request-password": true, "pin": true, "eap-password": true, "trap-community": true, "key-passphrase": true, "auth-password": true,
	"token": true, "api-key": true, "client-secret": true, "otp-secret": true, "private-algo-key": true, "remote-access-password": true,
	"hotspot-password": true, "tls-auth-key": true, "tls-crypt-key": true, "smtp-password": true, "access-key": true, "modem-pin": true}

// secrets records every secret of the file and masks it, also in menus that
// nothing else is read of.
func (r *reader) secrets() {
	for k := range r.c.Tree.Kids(0) {
		r.secretsIn(k, nil)
		for s := range r.c.Tree.Kids(k) {
			r.secretsIn(s, r.c.Tree.Nodes[k].Words)
		}
	}
}

func (r *reader) secretsIn(i int32, menu []string) {
	n := &r.c.Tree.Nodes[i]
	sp := model.Span{Line: n.Line, End: n.End}
	path := menu
	if len(path) == 0 {
		path = n.Words
	}
	for _, w := range n.Words {
		if !mayHide(w) {
			continue
		}
		key, value := lex.KeyValue(w)
		if key == "" || value == "" {
			continue
		}
		raw := w[strings.IndexByte(w, '=')+1:]
		switch {
		case scriptKeys[key]:
			r.mask(raw, sp)
			continue
		case strings.HasPrefix(raw, "{"):
			continue
		}
		r.credentials(n.Words, path, value, sp)
		kind, ok := secretKind(path, key)
		if !ok || (r.c.CutAt != 0 && n.End >= r.c.CutAt) {
			if ok {
				r.mask(raw, sp)
			}
			continue
		}
		r.mask(raw, sp)
		r.c.Secret(kind, ownerOf(n.Words, path), "clear", value, sp)
	}
}

// mayHide reports a word that can hold a secret or a script, by its key. Most
// words cannot, and this is asked of every one.
func mayHide(w string) bool {
	i := strings.IndexByte(w, '=')
	if i <= 0 || i == len(w)-1 {
		return false
	}
	key := w[strings.LastIndexByte(w[:i], '.')+1 : i]
	return secretKeys[key] || scriptKeys[key] || key == "value" || key == "identity" || strings.IndexByte(key, '\\') >= 0 || strings.Contains(w[i:], "://")
}

// credentials records the password in an address such as http://user:word@host.
func (r *reader) credentials(words, path []string, value string, sp model.Span) {
	_, rest, found := strings.Cut(value, "://")
	if !found {
		return
	}
	host, _, _ := strings.Cut(rest, "/")
	at := strings.LastIndexByte(host, '@')
	if at < 0 {
		return
	}
	if _, word, ok := strings.Cut(host[:at], ":"); ok && word != "" {
		r.c.Secret("other", ownerOf(words, path), "clear", word, sp)
	}
	r.c.Mask(host[:at], sp)
}

// mask hides a value in every line that it stands in; written form and line
// continuations included.
func (r *reader) mask(raw string, sp model.Span) {
	line := sp.Line
	for i, part := range strings.Split(raw, "\n") {
		part = strings.TrimSpace(part)
		if i > 0 {
			// A part's line is not known here: mask it in all of the command.
			line = sp.Line
		}
		for _, p := range []string{part, strings.TrimSuffix(part, `\`), strings.Trim(strings.TrimSuffix(part, `\`), `"`)} {
			if len(p) > 2 || p != "" && i == 0 && !strings.Contains(raw, "\n") {
				r.c.Mask(p, model.Span{Line: line, End: sp.End})
			}
		}
	}
}

// secretKind says what a property's secret opens, and whether it is one.
func secretKind(path []string, key string) (string, bool) {
	if i := strings.LastIndexByte(key, '.'); i >= 0 {
		key = key[i+1:]
	}
	if !secretKeys[key] && key != "value" && key != "identity" {
		return "", false
	}
	menu := strings.Join(path[:min(len(path), 3)], " ")
	switch {
	case strings.HasPrefix(menu, "container envs") && key == "value", strings.HasPrefix(menu, "zerotier") && key == "identity":
		return "other", true
	case !secretKeys[key]:
		return "", false
	case strings.HasPrefix(menu, "user ssh-keys"), strings.HasPrefix(menu, "system ntp client") && key == "key":
		return "", false
	case strings.HasPrefix(menu, "user-manager"):
		return "aaa", true
	case strings.HasPrefix(menu, "user"):
		return "user", true
	case strings.HasPrefix(menu, "radius"), strings.HasPrefix(menu, "ip hotspot"), strings.HasPrefix(menu, "caps-man aaa"):
		return "aaa", true
	case strings.HasPrefix(menu, "snmp"):
		return "snmp", true
	case key == "ipsec-secret", strings.HasPrefix(menu, "ip ipsec"):
		return "ike", true
	case strings.HasPrefix(menu, "ppp"), strings.HasPrefix(menu, "interface pppoe"), strings.HasPrefix(menu, "interface l2tp"),
		strings.HasPrefix(menu, "interface pptp"), strings.HasPrefix(menu, "interface sstp"), strings.HasPrefix(menu, "interface ovpn"),
		strings.HasPrefix(menu, "interface ppp"), strings.HasPrefix(menu, "interface lte"):
		return "ppp", true
	case strings.HasPrefix(menu, "interface wireguard"):
		return "tunnel", true
	case strings.HasPrefix(menu, "interface wireless"), strings.HasPrefix(menu, "interface wifi"), strings.HasPrefix(menu, "interface wifiwave2"),
		strings.HasPrefix(menu, "caps-man"), strings.HasPrefix(menu, "interface w60g"):
		return "wifi", true
	case strings.HasPrefix(menu, "routing bgp"):
		return "bgp", true
	case strings.HasPrefix(menu, "routing"), strings.HasPrefix(menu, "interface vrrp"):
		return "igp", true
	case strings.HasPrefix(menu, "system ntp"):
		return "ntp", true
	case strings.HasPrefix(menu, "ip smb"), strings.HasPrefix(menu, "disk"):
		return "ftp", true
	case strings.HasPrefix(menu, "certificate"):
		return "certificate", true
	}
	return "other", true
}

// ownerOf names what a secret belongs to.
func ownerOf(words, path []string) string {
	for _, want := range []string{"name", "user", "peer", "address", "service", "email"} {
		if strings.HasPrefix(strings.Join(path, " "), "snmp") {
			break // names are communities there
		}
		for _, w := range words {
			if k, v := lex.KeyValue(w); k == want && len(v) < 128 {
				return v
			}
		}
	}
	var out []string
	for _, w := range path {
		if w == "add" || w == "set" || strings.ContainsAny(w, "=[") {
			break
		}
		out = append(out, w)
	}
	return strings.Join(out, " ")
}

// ref gives a filter reference the chain that the system itself applies.
func ref(r *model.ACLRef, name string, sp model.Span) { r.Name.Inherit(name, sp) }

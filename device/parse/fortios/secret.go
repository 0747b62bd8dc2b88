package fortios

import (
	"strings"

	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// secretNames are the settings whose value is a secret, also where it is
// written in clear, and what they protect where the block does not tell.
var secretNames = map[string]string{
	"password": "other", "passwd": "other", "passphrase": "wifi", "sae-password": "wifi", "psksecret": "ike", "psksecret-remote": "ike",
	"key": "other", "keystring": "keychain", "key-string": "keychain", "secret": "aaa", "secondary-secret": "aaa", "tertiary-secret": "aaa",
	"secondary-key": "aaa", "tertiary-key": "aaa", "auth-pwd": "snmp", "priv-pwd": "snmp", "api-key": "api", "private-key": "certificate",
	"authentication-key": "igp", "auth-string": "igp", "auth-password-l1": "igp", "auth-password-l2": "igp", "md5-key": "igp",
	"ddns-password": "other", "ddns-key": "other", "ppp-password": "ppp", "server-key": "other", "authpasswd": "ike", "auth-password": "other",
	"group-authentication-secret": "ike", "enckey": "ike", "authkey": "ike", "enc-key": "igp", "auth-key": "igp", "keyfile-password": "certificate",
	"scep-password": "certificate", "login-passwd": "other", "login-password": "other", "email-password": "other", "ftp-password": "ftp",
	"uploadpass": "ftp", "proxy-password": "http", "proxy-server-password": "http", "http-password": "http", "sso-password": "user",
	"acme-eab-key-hmac": "certificate", "group-password": "other", "wep-key": "wifi", "captive-portal-radius-secret": "aaa",
	"radius-secret": "aaa", "session-key": "other", "token": "api", "access-key": "api", "secret-key": "api", "client-secret": "api",
	"aws-api-key": "api", "vrrp-password": "igp", "passwd1": "ppp", "passwd2": "ppp", "passwd3": "ppp", "extra-init": "", "signature": "",
	"ssl-key-passphrase": "tunnel", "mschapv2-password": "other", "wan-password": "ppp", "private-data-encryption-key": "other",
	"sms-phone": "", "seed": "other", "http-body": "", "system-password": "other", "subscription-key": "api", "login-key": "other",
}

// finishSecrets records every secret of the file, in blocks that are read and
// in those that are not, and keeps all further lines of long values out of
// what is printed.
func (r *reader) finishSecrets(c *stmt.Ctx) {
	w := &secretWalk{c: c, private: r.private.V}
	w.walk(0)
}

type secretWalk struct {
	c       *stmt.Ctx
	private bool
	block   []string // words of the open config blocks
	entry   string   // name of the innermost entry
}

func (w *secretWalk) walk(i int32) {
	for k := range w.c.Tree.Kids(i) {
		n := &w.c.Tree.Nodes[k]
		if n.Opaque {
			w.hide(n, w.c.Tree.Bodies[k])
		}
		if len(n.Words) < 2 {
			continue
		}
		switch n.Words[0] {
		case "config":
			depth := len(w.block)
			w.block = append(w.block, n.Words[1:]...)
			w.walk(k)
			w.block = w.block[:depth]
		case "edit":
			outer := w.entry
			if !w.at("router", "key-chain", "key") { // a chain's keys are its own
				w.entry = n.Words[1]
			}
			w.walk(k)
			w.entry = outer
		case "set", "append":
			w.setting(n)
		}
	}
}

// hide masks the continuation lines of a value, which no keyword marks.
func (w *secretWalk) hide(n *lex.Node, body string) {
	line := n.Line + 1
	for _, text := range strings.Split(body, "\n") {
		if line > n.End {
			return
		}
		if text = strings.TrimSpace(text); len(text) > 3 { // less would blot out every quote
			w.c.Mask(text, model.Span{Line: line, End: line})
		}
		line++
	}
}

// setting records the secret of one set statement, if it is one.
func (w *secretWalk) setting(n *lex.Node) {
	if len(n.Words) < 3 || n.Neg {
		return
	}
	kind, named := secretNames[n.Words[1]]
	values := n.Words[2:]
	sp := model.Span{Line: n.Line, End: n.End}
	if (named || values[0] == "ENC") && w.c.CutAt != 0 && n.End >= w.c.CutAt { // half a value is not judged
		w.maskRaw(n, sp)
		return
	}
	if values[0] == "ENC" && len(values) > 1 {
		typ := w.encoding(values[1])
		w.c.Secret(w.kind(n.Words[1], kind), w.owner(n.Words[1]), typ, values[1], sp)
		w.maskRaw(n, sp)
		return
	}
	if !named || kind == "" || w.noSecret(n.Words[1], values[0]) {
		return
	}
	value := strings.Join(values, " ")
	w.c.Secret(w.kind(n.Words[1], kind), w.owner(n.Words[1]), w.clear(value), value, sp)
	w.maskRaw(n, sp)
}

// maskRaw masks the value as it stands in the line, with quotes and escapes.
func (w *secretWalk) maskRaw(n *lex.Node, sp model.Span) {
	if _, raw, ok := strings.Cut(n.Text, n.Words[1]); ok {
		raw = strings.TrimSpace(raw)
		w.c.Mask(strings.TrimPrefix(raw, "ENC "), model.Span{Line: sp.Line, End: sp.Line})
	}
}

// noSecret reports names that mean something else in this block.
func (w *secretWalk) noSecret(name, value string) bool {
	if value == "" {
		return true
	}
	switch name {
	case "key":
		return len(w.block) == 0 || w.block[len(w.block)-1] == "router" || strings.HasPrefix(w.block[0], "switch-controller") && value == "enable"
	case "password", "session-key", "token", "seed":
		return value == "enable" || value == "disable"
	}
	return false
}

// encoding names the form of a value behind ENC.
func (w *secretWalk) encoding(v string) string {
	admin := len(w.block) > 1 && w.at("system", "admin")
	switch {
	case admin && strings.HasPrefix(v, "SH2"):
		return "forti-sh2"
	case admin && strings.HasPrefix(v, "PB2"):
		return "forti-pb2"
	case admin && strings.HasPrefix(v, "AK1"):
		return "forti-ak1"
	case w.private:
		return "forti-enc-private"
	}
	return "forti-enc"
}

// clear names the form of a value that is not behind ENC.
func (w *secretWalk) clear(v string) string {
	if strings.HasPrefix(v, "-----BEGIN ENCRYPTED PRIVATE KEY") {
		return "pem-encrypted"
	}
	if strings.HasPrefix(v, "SH2") && len(v) > 40 && w.at("system", "admin") {
		return "forti-sh2"
	}
	return "clear"
}

// at reports whether the open blocks begin so, inside a virtual domain or not.
func (w *secretWalk) at(words ...string) bool {
	b := w.block
	if len(b) > 0 && (b[0] == "global" || b[0] == "vdom") {
		b = b[1:]
	}
	if len(b) < len(words) {
		return false
	}
	for i := range words {
		if b[i] != words[i] {
			return false
		}
	}
	return true
}

// kind says what a secret protects, by its block.
func (w *secretWalk) kind(name, byName string) string {
	for _, k := range []struct {
		words []string
		kind  string
	}{
		{[]string{"system", "admin"}, "user"}, {[]string{"system", "api-user"}, "api"}, {[]string{"system", "snmp"}, "snmp"},
		{[]string{"system", "ntp"}, "ntp"}, {[]string{"system", "ha"}, "ha"}, {[]string{"user", "tacacs+"}, "aaa"}, {[]string{"user", "radius"}, "aaa"},
		{[]string{"user", "ldap"}, "aaa"}, {[]string{"user", "local"}, "ppp"}, {[]string{"router", "bgp"}, "bgp"},
		{[]string{"router", "key-chain"}, "keychain"}, {[]string{"router", "ospf"}, "igp"}, {[]string{"router", "ospf6"}, "igp"}, {[]string{"router", "isis"}, "igp"},
		{[]string{"router", "rip"}, "igp"}, {[]string{"vpn", "ipsec"}, "ike"}, {[]string{"vpn", "certificate"}, "certificate"},
		{[]string{"system", "certificate"}, "certificate"}, {[]string{"certificate"}, "certificate"}, {[]string{"firewall", "ssh"}, "certificate"}, {[]string{"wireless-controller"}, "wifi"},
		{[]string{"system", "interface"}, "ppp"}, {[]string{"system", "email-server"}, "other"}, {[]string{"system", "central-management"}, "api"},
	} {
		if w.at(k.words...) {
			return k.kind
		}
	}
	if byName == "" {
		return "other"
	}
	return byName
}

// owner is the entry that holds the secret, else the block. Keys of routing
// protocols have the protocol before it.
func (w *secretWalk) owner(name string) string {
	for _, proto := range []string{"ospf", "ospf6", "isis", "rip"} {
		if w.entry != "" && w.at("router", proto) {
			return proto + " " + w.entry
		}
	}
	if w.entry != "" && !strings.HasPrefix(w.entry, "-----") {
		return w.entry
	}
	return strings.Join(w.block, " ") + " " + name
}

package panos

import (
	"strings"

	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
)

// secretNames are the settings whose value is a secret.
var secretNames = map[string]bool{
	"phash": true, "secret": true, "password": true, "passphrase": true, "private-key": true, "authpwd": true, "privpwd": true,
	"bind-password": true, "snmp-community-string": true, "community": true, "authentication-key": true, "key": true, "shared-secret": true,
	"secure-proxy-password": true, "ddns-password": true, "auth-password": true, "enc-password": true, "agent-user-override-key": true,
	"uninstall-password": true, "disable-password": true, "proxy-password": true, "api-key": true, "client-secret": true, "token": true,
	"pre-shared-secret": true, "credential": true, "keytab": true, "passwd": true, "access-key": true, "secret-key": true, "psk": true,
	"pin": true, "license-api-key": true, "collectorkey": true, "vm-auth-key": true, "hash-key": true, "auth-key": true, "cookie-decrypt-key": true,
}

// harmless are values behind those names that are no secrets.
var harmless = map[string]bool{"yes": true, "no": true, "": true, "none": true, "any": true, "auto": true}

// secrets records every secret of the file, in parts that are read and in
// those that are not, and keeps all further lines of long values out of what
// is printed.
func (r *reader) secrets() {
	r.secretsBelow(0, nil)
	for _, i := range r.c.Tree.Idle {
		r.secretsBelow(i, r.c.Tree.PathOf(i))
	}
}

// maxNesting bounds the walk; the tree itself is no deeper.
const maxNesting = 400

func (r *reader) secretsBelow(i int32, path []string) {
	if len(path) > maxNesting {
		return
	}
	for k := range r.c.Tree.Kids(i) {
		n := &r.c.Tree.Nodes[k]
		if len(n.Words) == 0 {
			continue
		}
		if n.First == 0 {
			r.leaf(n, k, path)
		}
		r.secretsBelow(k, append(path, n.Words[0]))
	}
}

// leaf looks at a value below the words of path.
func (r *reader) leaf(n *lex.Node, node int32, path []string) {
	if strings.Contains(n.Words[0], "\n") {
		r.hide(n, node)
	}
	if len(path) == 0 {
		return
	}
	name, value := path[len(path)-1], n.Words[0]
	if !secretNames[name] || harmless[value] || name == "key" && !keyed(path) || name == "community" && !trap(path) {
		return
	}
	sp := model.Span{Line: n.Line, End: n.Line}
	if r.cut != 0 && n.End >= r.cut { // half a value is not judged
		r.c.Mask(strings.TrimSpace(value), sp)
		return
	}
	kind := kindOf(path)
	s := r.c.Secret(kind, ownerOf(kind, path), form(name, value), strings.TrimSpace(value), sp)
	for _, l := range r.c.Tree.Also[node] {
		r.c.Mask(strings.TrimSpace(value), model.Span{Line: l, End: l})
	}
	if n.Text != value && !strings.HasPrefix(n.Text, "set ") && len(n.Text) > 3 {
		r.c.Mask(n.Text, sp) // as written, with entities
	}
	if name == "snmp-community-string" {
		for _, k := range r.dev.SNMP.Communities {
			if k.Span.Line == n.Line {
				k.Guessable = s.Guessable
			}
		}
	}
}

// hide masks each line of a value that spans lines.
func (r *reader) hide(n *lex.Node, node int32) {
	lines := []int32{n.Line}
	if also := r.c.Tree.Also[node]; len(also) > 0 {
		lines = append(lines, also...)
	} else {
		for l := n.Line + 1; l <= n.End; l++ {
			lines = append(lines, l)
		}
	}
	for i, text := range strings.Split(n.Words[0], "\n") {
		if text = strings.TrimSpace(text); len(text) > 3 && i < len(lines) {
			r.c.Mask(text, model.Span{Line: lines[i], End: lines[i]})
		}
	}
}

// keyed reports that key names a secret here.
func keyed(path []string) bool {
	for _, w := range path {
		switch w {
		case "pre-shared-key", "md5", "esp", "ah", "manual-key", "hmac-sha1", "hmac-sha256":
			return true
		}
	}
	return false
}

func trap(path []string) bool {
	return contains(path, "snmptrap") || contains(path, "snmp-setting")
}

// form names how a secret is kept.
func form(name, v string) string {
	switch {
	case strings.HasPrefix(v, "-----BEGIN ENCRYPTED PRIVATE KEY"):
		return "pem-encrypted"
	case strings.HasPrefix(v, "-AQ"), strings.HasPrefix(v, "-AG"), strings.HasPrefix(v, "-BQ"):
		return "panos-aes"
	case name != "phash":
		return "clear"
	case strings.HasPrefix(v, "$1$"):
		return "phash1"
	case strings.HasPrefix(v, "$5$"):
		return "phash5"
	case strings.HasPrefix(v, "$6$"):
		return "phash6"
	case model.MaskedValue(v) || v == "*":
		return "masked"
	}
	return "des-crypt"
}

// kindOf says what a secret protects, by the words before it.
func kindOf(path []string) string {
	for _, k := range []struct{ word, kind string }{
		{"mgt-config", "user"}, {"snmp-setting", "snmp"}, {"snmptrap", "snmp"}, {"ntp-servers", "ntp"}, {"server-profile", "aaa"},
		{"ike", "ike"}, {"bgp", "bgp"}, {"ospf", "igp"}, {"ospfv3", "igp"}, {"rip", "igp"}, {"certificate", "certificate"},
		{"high-availability", "ha"}, {"log-export-schedule", "ftp"}, {"config-bundle-export-schedule", "ftp"}, {"local-user-database", "ppp"},
		{"tunnel", "tunnel"}, {"pppoe", "ppp"}, {"http", "http"},
	} {
		if contains(path, k.word) {
			return k.kind
		}
	}
	return "other"
}

// ownerOf names the entry that the secret belongs to, behind the protocol whose
// key it is.
func ownerOf(kind string, path []string) string {
	if kind == "igp" {
		for _, proto := range []string{"ospf", "ospfv3", "rip"} {
			if contains(path, proto) {
				return proto + " " + owner(path)
			}
		}
	}
	return owner(path)
}

// owner is the entry that the secret belongs to: the word before its name that
// is no keyword of PAN-OS, else the section.
func owner(path []string) string {
	for i := len(path) - 2; i >= 0; i-- {
		switch path[i] {
		case "authentication", "pre-shared-key", "version", "v3", "v2c", "md5", "symmetric-key", "algorithm", "sha1", "md5-key", "protocol",
			"authentication-type", "server", "users", "access-setting", "snmp-setting", "connection-options", "scp", "ftp", "recurring", "auth", "ip", "type":
			continue
		}
		return path[i]
	}
	return ""
}

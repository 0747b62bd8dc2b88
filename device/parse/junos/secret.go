package junos

import (
	"strings"

	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// secret records a password or key that stands in the statement m.
func (r *reader) secret(kind, owner, value string, m *stmt.Match) *model.Secret {
	return r.record(kind, owner, shape(value, "clear"), value, m)
}

// hash records a password that the system keeps as a hash: what has no known
// shape is not taken for clear text.
func (r *reader) hash(kind, owner, value string, m *stmt.Match) *model.Secret {
	return r.record(kind, owner, shape(value, "unknown"), value, m)
}

func (r *reader) record(kind, owner, typ, value string, m *stmt.Match) *model.Secret {
	s := r.c.Secret(kind, owner, typ, value, m.Span)
	r.mask(value, m.Span)
	if s.Type == "masked" {
		r.dev.MaskedSecrets = true
	}
	return s
}

// shape names the form of a secret by how it begins.
func shape(v, other string) string {
	switch {
	case strings.HasPrefix(v, "$9$"):
		return "junos9"
	case strings.HasPrefix(v, "$8$"):
		return "junos8"
	case strings.HasPrefix(v, "$1$"):
		return "junos1"
	case strings.HasPrefix(v, "$5$"):
		return "junos5"
	case strings.HasPrefix(v, "$6$"):
		return "junos6"
	case strings.HasPrefix(v, "$sha1$"):
		return "junos-sha1"
	}
	return other
}

// mask keeps value out of everything that is printed of the lines of sp, also
// where it is written with escapes or over several lines.
func (r *reader) mask(value string, sp model.Span) {
	r.c.Mask(value, sp)
	if !strings.ContainsAny(value, "\\\"\n") {
		return
	}
	for _, part := range strings.Split(value, "\n") {
		part = strings.ReplaceAll(strings.ReplaceAll(part, `\`, `\\`), `"`, `\"`)
		for _, p := range []string{part, strings.TrimSpace(part)} {
			if len(p) > 1 {
				r.c.Mask(p, sp)
			}
		}
	}
}

// maskSecrets masks what stands where Junos writes secrets, in all of the
// file: also in inactive parts, in groups that are not applied, and in lines
// that no table reads.
func (r *reader) maskSecrets() {
	nodes := r.c.Tree.Nodes
	for i := 1; i < len(nodes); i++ {
		n := &nodes[i]
		if n.Inherited {
			continue
		}
		w := n.Words[0]
		switch {
		case strings.HasPrefix(w, "$") && strings.Count(w, "$") > 1, strings.Contains(w, "PRIVATE KEY-----"):
			r.maskNode(int32(i), n)
		case strings.Contains(w, "://") && strings.Contains(w, "@"):
			if pass := urlPassword(w); pass != "" {
				r.mask(pass, model.Span{Line: n.Line, End: n.End})
			}
		}
		if r.holdsSecret(n) {
			for k := range r.c.Tree.Kids(int32(i)) {
				r.maskNode(k, &nodes[k])
			}
		}
	}
}

func (r *reader) maskNode(i int32, n *lex.Node) {
	r.mask(n.Words[0], model.Span{Line: n.Line, End: n.End})
	for _, l := range r.c.Tree.Also[i] {
		r.mask(n.Words[0], model.Span{Line: l, End: l})
	}
}

// holdsSecret reports a node whose children are secrets.
func (r *reader) holdsSecret(n *lex.Node) bool {
	parent := ""
	if n.Parent != 0 {
		parent = r.c.Tree.Nodes[n.Parent].Words[0]
	}
	switch n.Words[0] {
	case "encrypted-password", "plain-text-password-value", "secret", "authentication-key", "authentication-password", "privacy-password", "privacy-key",
		"ascii-text", "hexadecimal", "password", "simple-password", "hello-authentication-key", "cak", "pap-password", "chap-secret", "default-chap-secret",
		"default-password", "local-password", "shared-secret", "community-name", "pre-shared-secret", "wpa-pre-shared-key", "ascii-key", "hexadecimal-key":
		return parent != "login" // login password is the policy for passwords
	case "community":
		return parent == "snmp"
	case "value":
		return n.Parent != 0 && r.c.Tree.Nodes[r.c.Tree.Nodes[n.Parent].Parent].Words != nil && r.c.Tree.Nodes[r.c.Tree.Nodes[n.Parent].Parent].Words[0] == "authentication-key"
	case "key":
		return parent != "license" && parent != "keys" && parent != "key-chain" && !r.below(n.Parent, "key-chain")
	}
	return false
}

// below reports whether node i is the name of something under word.
func (r *reader) below(i int32, word string) bool {
	p := r.c.Tree.Nodes[i].Parent
	return i != 0 && p != 0 && r.c.Tree.Nodes[p].Words[0] == word
}

// urlPassword returns the password of scheme://user:password@host, or "".
func urlPassword(u string) string {
	_, rest, _ := strings.Cut(u, "://")
	rest, _, _ = strings.Cut(rest, "/")
	at := strings.LastIndexByte(rest, '@')
	if at < 0 {
		return ""
	}
	_, pass, _ := strings.Cut(rest[:at], ":")
	return pass
}

package junos

import (
	"strings"

	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// keyChain reads a set of rotating keys.
func keyChain(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	k := &model.Keychain{Obj: model.Obj{Span: c.Span(m.Node)}, Name: a.name(m.Arg(0))}
	c.Define("keychain", k.Name, m.Span)
	a.v.Keychain = append(a.v.Keychain, k)
	list := c.Tree.Child(m.Node, "key")
	if list == 0 {
		return
	}
	a.r.each(list, func(key int32, id string, n *lex.Node) {
		at := a.r.stands(key, model.Span{Line: n.Line, End: n.End})
		alg, named := "md5", false // what Junos uses where none is named
		if v, sp, ok := a.r.value(key, "algorithm"); ok {
			alg, at.Span, named = v, sp, v != "ao"
		}
		if v, sp, ok := a.r.value(key, "ao-attribute"); ok && v != "" {
			if hash, hsp, found := a.r.value(key, "cryptographic-algorithm"); found {
				alg, at.Span, named = hash, hsp, true
			} else {
				at.Span = sp
			}
		}
		if named || a.r.ended(k.Span) {
			push(&k.Algs, alg, at)
		} else {
			k.Algs.Unsure(at.Span)
		}
		if v, sp, ok := a.r.value(key, "secret"); ok {
			a.r.secret("keychain", k.Name, v, a.r.stands(key, sp))
		}
	})
}

// finishKeychains says which chains something refers to.
func (r *reader) finishKeychains() {
	used := map[string]bool{}
	for _, u := range r.dev.Refs.Uses {
		if u.Kind == "keychain" {
			used[u.Name] = true
		}
	}
	for _, k := range r.dev.Keychain {
		if k.Used.Inherit(true, k.Span); !used[k.Name] {
			k.Used.Derive(false, k.Span)
		}
	}
}

// nat reads one rule of address translation.
func nat(kind string) func(*stmt.Ctx, at[*model.Device], *stmt.Match) {
	return func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
		n := &model.NAT{Obj: model.Obj{Span: c.Span(m.Node)}}
		put(&n.Kind, kind, m)
		put(&n.VRF, a.table(), m)
		then := c.Tree.Child(m.Node, "then")
		if then != 0 {
			for _, key := range []string{"pool", "prefix", "prefix-name"} {
				if v, sp, ok := a.r.value(then, key); ok {
					put(&n.Target, v, a.r.stands(then, sp))
					break
				}
			}
		}
		if match := c.Tree.Child(m.Node, "match"); match != 0 {
			if list := c.Tree.Child(match, "destination-port"); list != 0 {
				a.r.each(list, func(k int32, w string, n2 *lex.Node) {
					push(&n.Ports, w, a.r.stands(k, model.Span{Line: n2.Line, End: n2.End}))
				})
			}
		}
		a.v.NATs = append(a.v.NATs, n)
		a.r.after(func() {
			if target, ok := a.r.pools[n.Target.V]; ok && kind == "destination" {
				n.Target.V = target
			}
		})
	}
}

// natPool remembers where a pool of destinations leads.
func natPool(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	if a.r.pools == nil {
		a.r.pools = map[string]string{}
	}
	a.r.pools[m.Arg(0)] = strings.Join(append([]string{m.Arg(1)}, m.Rest...), " ")
}

// logStream reads a host that gets the firewall's records of traffic.
func logStream(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	h := &model.LogHost{Obj: model.Obj{Span: c.Span(m.Node)}}
	if v, sp, ok := a.r.value(m.Node, "host"); ok {
		put(&h.Host, v, a.r.stands(m.Node, sp))
	}
	if v, sp, ok := a.r.value(m.Node, "port"); ok {
		count(c, &h.Port, 1, v, a.r.stands(m.Node, sp))
	}
	if v, sp, ok := a.r.value(m.Node, "protocol"); ok {
		put(&h.Transport, v, a.r.stands(m.Node, sp))
	}
	put(&h.Kinds, []string{"traffic"}, m)
	a.v.Logging.Hosts = append(a.v.Logging.Hosts, h)
}

func logMode(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {}

// caProfile reads a certificate authority that the device trusts.
func caProfile(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	t := &model.Trustpoint{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
	if k := a.r.option(m.Node, "revocation-check"); k != 0 {
		n := &c.Tree.Nodes[k]
		at := a.r.stands(k, model.Span{Line: n.Line, End: n.End})
		switch {
		case a.r.option(k, "disable") != 0:
			put(&t.Revocation, "none", at)
		case a.r.option(k, "use-ocsp") != 0 || a.r.option(k, "ocsp") != 0:
			put(&t.Revocation, "ocsp", at)
		default:
			put(&t.Revocation, "crl", at)
		}
	}
	if k := a.r.option(m.Node, "enrollment"); k != 0 {
		if u, sp, ok := a.r.value(k, "url"); ok {
			scheme, _, _ := strings.Cut(u, ":")
			put(&t.Enrollment, scheme, a.r.stands(k, sp))
		}
	}
	put(&t.SelfSigned, false, m)
	a.v.PKI.Trustpoints = append(a.v.PKI.Trustpoints, t)
	c.Define("trustpoint", t.Name, m.Span)
}

// macsecCA reads what protects a link; macsecInterface says which link.
func macsecCA(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	a.r.c.Define("connectivity-association", m.Arg(0), m.Span)
	for _, key := range []string{"cak", "fallback-key"} {
		if v, sp, ok := a.r.value(m.Node, key); ok {
			a.r.secret("other", "macsec "+m.Arg(0), v, a.r.stands(m.Node, sp))
		}
	}
}

func macsecInterface(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	if name, ok := m.After("connectivity-association"); ok {
		c.Use("connectivity-association", name, "macsec interface", m.Span)
	}
	a.r.onPort(m.Arg(0), m, func(i *model.Interface, m *stmt.Match) { put(&i.MACsec, true, m) })
}

// groupRefs records which configuration groups are defined and applied.
func (r *reader) groupRefs() {
	t := r.c.Tree
	defined := map[string]bool{}
	var own []model.Span
	for _, i := range t.Idle {
		n := &t.Nodes[i]
		at := func(k int32) model.Span { return model.Span{Line: t.Nodes[k].Line, End: t.Nodes[k].End} }
		switch {
		case n.Words[0] == "groups" && n.Parent == 0:
			for k := range t.Kids(i) {
				r.c.Define("group", t.Nodes[k].Words[0], at(k))
				defined[t.Nodes[k].Words[0]] = true
			}
		case n.Words[0] == "apply-groups":
			for k := range t.Kids(i) {
				switch w := t.Nodes[k].Words[0]; w {
				case "junos-defaults": // needs no definition
				case "${node}": // the group of each node, where there is one
					own = append(own, at(k))
				default:
					r.c.Use("group", w, "apply-groups", at(k))
				}
			}
		}
	}
	for _, sp := range own {
		for _, node := range []string{"node0", "node1"} {
			if defined[node] {
				r.c.Use("group", node, "apply-groups", sp)
			}
		}
	}
}

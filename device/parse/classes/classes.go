// Package classes reads classes of packets and the policies made of them, as
// IOS and NX-OS write them before the processor.
//
// A policy decides by the first class that a packet is in. What a class asks
// for and the package does not understand is opaque, and an action that it does
// not understand is unknown: neither is ever taken as if it were not there.
package classes

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// Reader collects the class maps and policy maps of one file. The zero Reader
// is ready for use.
type Reader struct {
	maps     map[string]*model.ClassMap
	policies map[string]*model.ClassPolicy
	lists    []named
	nested   []named
}

// named is a criterion that names a list or a class.
type named struct {
	name string
	to   *model.Criterion
}

// kindOf returns what follows "type", and the name at the end.
func kindOf(words []string) (kind, name string) {
	if i := slices.Index(words, "type"); i >= 0 && i+1 < len(words) {
		kind = words[i+1]
	}
	if len(words) > 0 {
		name = words[len(words)-1]
	}
	return kind, name
}

// ours reports a map for packets to the processor: those of other kinds have
// names of their own.
func ours(kind string) bool { return kind == "" || kind == "control-plane" }

// Map reads a class map; all says that a packet has to meet all criteria where
// the line does not tell.
func (r *Reader) Map(c *stmt.Ctx, m *stmt.Match, all bool) {
	kind, name := kindOf(m.Rest)
	if !ours(kind) || name == "" {
		return
	}
	x := r.maps[name]
	if x == nil {
		x = &model.ClassMap{Obj: model.Obj{Span: c.Span(m.Node)}, Name: name}
		if r.maps == nil {
			r.maps = map[string]*model.ClassMap{}
		}
		r.maps[name] = x
	}
	x.All = m.Has("match-all") || all && !m.Has("match-any")
	for k := range c.Tree.Kids(m.Node) {
		n := &c.Tree.Nodes[k]
		switch {
		case n.Neg || len(n.Words) == 0:
			x.Criteria = append(x.Criteria, &model.Criterion{Opaque: "line " + n.Text})
		case n.Words[0] == "match":
			x.Criteria = append(x.Criteria, r.criterion(n.Words[1:]))
		case n.Words[0] != "description" && n.Words[0] != "exit":
			x.Criteria = append(x.Criteria, &model.Criterion{Opaque: "line " + n.Text})
		}
	}
}

// criterion reads what follows "match".
func (r *Reader) criterion(words []string) *model.Criterion {
	out := &model.Criterion{}
	if len(words) > 0 && words[0] == "not" {
		out.Not, words = true, words[1:]
	}
	text := strings.Join(words, " ")
	last := ""
	if len(words) > 0 {
		last = words[len(words)-1]
	}
	switch {
	case text == "any":
		out.Every = true
	case text == "protocol ip":
		out.Family = "ipv4"
	case text == "protocol ipv6":
		out.Family = "ipv6"
	case text == "protocol arp": // no packet of IP
	case strings.HasPrefix(text, "access-group ") && (len(words) == 2 || len(words) == 3 && words[1] == "name"):
		r.lists = append(r.lists, named{last, out})
	case strings.HasPrefix(text, "class-map ") && len(words) == 2:
		r.nested = append(r.nested, named{last, out})
	default:
		out.Opaque = "class by " + text
	}
	return out
}

// Policy reads a policy map.
func (r *Reader) Policy(c *stmt.Ctx, m *stmt.Match) {
	kind, name := kindOf(m.Rest)
	if !ours(kind) || name == "" {
		return
	}
	p := r.policies[name]
	if p == nil {
		p = &model.ClassPolicy{Obj: model.Obj{Span: c.Span(m.Node)}, Name: name}
		if r.policies == nil {
			r.policies = map[string]*model.ClassPolicy{}
		}
		r.policies[name] = p
	}
	for k := range c.Tree.Kids(m.Node) {
		n := &c.Tree.Nodes[k]
		switch {
		case len(n.Words) > 0 && (n.Words[0] == "description" || n.Words[0] == "exit"):
		case n.Neg || len(n.Words) < 2 || n.Words[0] != "class":
			p.Opaque = "line " + n.Text
		default:
			r.class(c, p, k)
		}
	}
}

// class reads one class of a policy: "class [type T] NAME [insert-before OTHER]".
func (r *Reader) class(c *stmt.Ctx, p *model.ClassPolicy, node int32) {
	words := c.Tree.Nodes[node].Words[1:]
	at := len(p.Classes)
	if i := slices.Index(words, "insert-before"); i > 0 && i+1 < len(words) {
		if k := slices.IndexFunc(p.Classes, func(x *model.PolicyClass) bool { return x.Name == words[i+1] }); k >= 0 {
			at = k
		}
		words = words[:i]
	}
	name := words[len(words)-1]
	i := slices.IndexFunc(p.Classes, func(x *model.PolicyClass) bool { return x.Name == name })
	if i < 0 {
		x := &model.PolicyClass{Obj: model.Obj{Span: c.Span(node)}, Name: name}
		x.Action.Set("permit", x.Span)
		p.Classes, i = slices.Insert(p.Classes, at, x), at
	}
	for k := range c.Tree.Kids(node) {
		act(c, p.Classes[i], k)
	}
}

// Named returns a policy with its classes and their lists. Where the file does
// not define it, it is opaque. lists returns the filters of a name, nil for
// none.
func (r *Reader) Named(name string, sp model.Span, lists func(name string) []*model.Ruleset) *model.ClassPolicy {
	p := r.policies[name]
	if p == nil {
		return &model.ClassPolicy{Obj: model.Obj{Span: sp}, Name: name, Opaque: "the file does not define it"}
	}
	for _, n := range r.lists {
		if n.to.Lists = lists(n.name); len(n.to.Lists) == 0 {
			n.to.Opaque = "the file does not define the filter " + n.name
		}
	}
	for _, n := range r.nested {
		if n.to.Map = r.maps[n.name]; n.to.Map == nil {
			n.to.Opaque = "the file does not define the class " + n.name
		}
	}
	for _, x := range p.Classes {
		if x.Map = r.maps[x.Name]; x.Name == "class-default" {
			x.Map = &model.ClassMap{Obj: x.Obj, Name: x.Name, Criteria: []*model.Criterion{{Every: true}}}
		}
	}
	return p
}

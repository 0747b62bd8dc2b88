package iosxr

import (
	"sort"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// maxTemplates bounds the depth of inheritance.
const maxTemplates = 16

// settlePeers gives neighbours what their templates say.
func (r *reader) settlePeers() {
	names := make([]string, 0, len(r.templates))
	for name := range r.templates {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		r.resolve(r.templates[name], 0)
	}
	for _, p := range r.peers {
		r.resolve(p, 0)
		p.join()
	}
}

// resolve takes over what p's templates state and p does not.
func (r *reader) resolve(p *peer, depth int) {
	if p.done || depth > maxTemplates {
		return
	}
	p.done = true
	for _, name := range p.uses {
		t := r.templates[name]
		if t == nil {
			continue
		}
		r.resolve(t, depth+1)
		p.inherit(t)
	}
	for _, f := range p.fams {
		r.resolveAF(f, depth)
	}
}

func (p *peer) inherit(t *peer) {
	inherit(&p.RemoteAS, t.RemoteAS)
	if t.LocalAS.How == model.Explicit && p.LocalAS.How != model.Explicit {
		p.LocalAS.Inherit(t.LocalAS.V, t.LocalAS.Span)
	}
	inherit(&p.Auth, t.Auth)
	inherit(&p.TTL, t.TTL)
	inherit(&p.MultiHop, t.MultiHop)
	inherit(&p.Enabled, t.Enabled)
	for name, tf := range t.fams {
		f := p.fams[name]
		if f == nil {
			f = &peerAF{p: p}
			p.fams[name] = f
		}
		f.inherit(tf)
	}
}

func (f *peerAF) inherit(t *peerAF) {
	inherit(&f.in, t.in)
	inherit(&f.out, t.out)
	inherit(&f.max, t.max)
}

func (r *reader) resolveAF(f *peerAF, depth int) {
	for _, name := range f.uses {
		t := r.templates[name]
		if t == nil || depth > maxTemplates {
			continue
		}
		r.resolve(t, depth+1)
		if tf := t.fams["*"]; tf != nil && tf != f {
			f.inherit(tf)
		}
	}
}

// join tells of the neighbour what holds for each of its address families:
// one family without a filter is a neighbour without a filter.
func (p *peer) join() {
	join := func(out *model.F[bool], pick func(*peerAF) *model.F[bool]) {
		all, known := true, false
		var at model.Span
		for _, f := range p.fams {
			v := pick(f)
			if !v.How.Stated() {
				all = false
				continue
			}
			all = all && v.V
			if !known || v.Span.Line < at.Line {
				at, known = v.Span, true
			}
		}
		switch {
		case known && all:
			out.Inherit(true, at)
		case known:
			out.Derive(false, p.Span)
		}
	}
	join(&p.In, func(f *peerAF) *model.F[bool] { return &f.in })
	join(&p.Out, func(f *peerAF) *model.F[bool] { return &f.out })
	join(&p.MaxPfx, func(f *peerAF) *model.F[bool] { return &f.max })
}

// msdp is the MSDP process; its neighbours need only an address.
type msdp struct {
	r    *reader
	peer *model.Neighbor
}

func (t *tables) msdpBlock() []stmt.Entry[*msdp] {
	type M = *msdp
	filter := func(c *stmt.Ctx, s M, m *stmt.Match) {
		if s.peer != nil && m.Arg(0) == "in" {
			s.peer.In.Set(true, m.Span)
		}
		if s.peer != nil && m.Arg(0) == "out" {
			s.peer.Out.Set(true, m.Span)
		}
		c.Use("acl", m.Arg(len(m.Args)-1), "router msdp sa-filter", m.Span)
	}
	return []stmt.Entry[M]{
		{Pattern: "peer *", Sub: func(c *stmt.Ctx, s M, m *stmt.Match) stmt.Block {
			n := &model.Neighbor{Obj: model.Obj{Span: c.Span(m.Node)}, Proto: "msdp", Peer: m.Arg(0)}
			s.r.dev.Neighbors = append(s.r.dev.Neighbors, n)
			return t.msdp.In(&msdp{r: s.r, peer: n})
		}},
		{Pattern: "vrf *", Sub: func(_ *stmt.Ctx, s M, _ *stmt.Match) stmt.Block { return t.msdp.In(&msdp{r: s.r}) }},
		{Pattern: "sa-filter * list|rp-list *", Do: filter},
		{Pattern: "cache-sa-state list|rp-list *", Do: fill.Use[M]("acl", "router msdp cache-sa-state")},
		{Pattern: "remote-as *", Do: func(_ *stmt.Ctx, s M, m *stmt.Match) {
			if s.peer != nil {
				s.peer.RemoteAS.Set(m.Arg(0), m.Span)
			}
		}},
		{Pattern: "no? shutdown", Do: func(_ *stmt.Ctx, s M, m *stmt.Match) {
			if s.peer != nil {
				s.peer.Enabled.Set(m.Neg, m.Span)
			}
		}},
		{Pattern: "password ...", Do: func(c *stmt.Ctx, s M, m *stmt.Match) {
			owner := "msdp"
			if s.peer != nil {
				s.peer.Auth.Set("md5", m.Span)
				owner = "msdp " + s.peer.Peer
			}
			secret(c, "bgp", owner, m.Rest, m.Span)
		}},
	}
}

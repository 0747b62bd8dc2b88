package iosxr

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// export is a place to which the device sends measurements by itself, while
// it is read: the transport stands below the address.
type export struct {
	r *reader
	t *model.Transfer
}

func (t *tables) telemetryEntries() []stmt.Entry[*reader] {
	type R = *reader
	return []stmt.Entry[R]{
		{Pattern: "telemetry model-driven", Sub: func(_ *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			r.dev.Platforms.Telemetry.Set(true, m.Span)
			return t.telemetry.In(&export{r: r})
		}},
		{Pattern: "telemetry **", State: stmt.Unimplemented},
		{Pattern: "exception choice * ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			if file, ok := m.After("filepath"); ok {
				r.send("crash", "core dump", file, m.Span)
			}
		}},
		{Pattern: "l2vpn **", State: stmt.Irrelevant, Do: func(c *stmt.Ctx, r R, m *stmt.Match) { r.copied(c.Tree, m.Node) }},
	}
}

func (t *tables) telemetryBlock() []stmt.Entry[*export] {
	type E = *export
	to := func(_ *stmt.Ctx, e E, m *stmt.Match) stmt.Block {
		x := &model.Transfer{Obj: model.Obj{Span: m.Span}, Kind: "telemetry"}
		x.Host.Set(m.Arg(0), m.Span)
		e.r.dev.Transfers = append(e.r.dev.Transfers, x)
		return t.telemetry.In(&export{e.r, x})
	}
	again := func(_ *stmt.Ctx, e E, _ *stmt.Match) stmt.Block { return t.telemetry.In(e) }
	return []stmt.Entry[E]{
		{Pattern: "destination-group *", Sub: again},
		{Pattern: "address-family ipv4|ipv6 * ...", Sub: to},
		{Pattern: "destination * ...", Sub: to},
		{Pattern: "protocol * ...", Do: func(c *stmt.Ctx, e E, m *stmt.Match) {
			if e.t == nil {
				c.Mark(m.Node, stmt.Partial)
				return
			}
			e.t.Proto.Set(m.Arg(0), m.Span)
		}},
	}
}

// copied reads pseudowires, and those that carry a monitor session to their far end.
func (r *reader) copied(t *lex.Tree, at int32) {
	session, far, name := "", "", strings.Join(t.Nodes[at].Words, " ")
	for k := range t.Kids(at) {
		switch n := &t.Nodes[k]; {
		case len(n.Words) > 1 && n.Words[0] == "monitor-session":
			session = n.Words[1]
		case len(n.Words) > 1 && n.Words[0] == "neighbor":
			far = n.Words[1]
			if (far == "ipv4" || far == "ipv6") && len(n.Words) > 2 {
				far = n.Words[2]
			}
			if far != "evpn" {
				r.pseudowire("pseudowire "+name, far, r.c.Span(k))
			}
		}
		r.copied(t, k)
	}
	if session == "" {
		return
	}
	r.dev.Tunnels = slices.DeleteFunc(r.dev.Tunnels, func(x *model.Tunnel) bool { // the copy is judged
		return x.Kind.V == "pseudowire" && r.c.Span(at).Line <= x.Span.Line && x.Span.Line <= r.c.Span(at).End
	})
	f := model.F[string]{}
	sp := r.c.Span(at)
	if f.Set(far, sp); far == "" {
		f.Unsure(sp)
	}
	if r.pseudowires == nil {
		r.pseudowires = map[string]model.F[string]{}
	}
	r.pseudowires[session] = f
}

// pseudowire records a link of layer 2 to another router.
func (r *reader) pseudowire(name, far string, sp model.Span) {
	x := &model.Tunnel{Obj: model.Obj{Span: sp}, Name: name}
	x.Kind.Set("pseudowire", sp)
	x.Enabled.Inherit(true, sp)
	x.Destination.Set(far, sp)
	r.dev.Tunnels = append(r.dev.Tunnels, x)
}

// send records a URL to which the device sends files.
func (r *reader) send(kind, owner, url string, sp model.Span) {
	tr := &model.Transfer{Obj: model.Obj{Span: sp}, Kind: kind}
	r.dev.Transfers = append(r.dev.Transfers, tr)
	proto, rest, _ := strings.Cut(url, ":")
	switch proto {
	case "tftp", "ftp", "sftp", "scp", "http", "https":
		host, _, _ := strings.Cut(strings.TrimLeft(rest, "/"), "/")
		if at := strings.LastIndexByte(host, '@'); at >= 0 {
			if user, password, ok := strings.Cut(host[:at], ":"); ok {
				r.c.Secret("ftp", owner+" "+user, "clear", password, sp)
			}
			host = host[at+1:]
		}
		host, _, _ = strings.Cut(host, ";")
		tr.Proto.Set(proto, sp)
		tr.Host.Set(host, sp)
	default:
		tr.Proto.Set("local", sp)
		tr.Host.Set("", sp)
	}
}

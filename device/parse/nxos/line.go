package nxos

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// line is the block of `line console` or `line vty`.
type line struct {
	*model.Line
	r *run
}

func (t *tables) lineEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "line console|vty|com1 ...", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			return t.line.In(line{r.line(c.Tree.Nodes[m.Node].Words[1], c.Span(m.Node)), r})
		}},
	}
}

// line finds or adds the line of a kind; NX-OS has one of each.
func (r *run) line(name string, sp model.Span) *model.Line {
	kind := name
	if name == "com1" {
		kind = "aux"
	}
	for _, l := range r.Lines {
		if l.Kind == kind {
			return l
		}
	}
	l := &model.Line{Obj: model.Obj{Span: sp}, Kind: kind, Name: name}
	r.Lines = append(r.Lines, l)
	return l
}

func lineBlock() []stmt.Entry[line] {
	in := func(l line) *model.ACLRef { return &l.ACLIn }
	out := func(l line) *model.ACLRef { return &l.ACLOut }
	return []stmt.Entry[line]{
		{Pattern: "no? exec-timeout *", Do: fill.Num(60, func(l line) *model.F[int64] { return &l.IdleTimeout })},
		{Pattern: "no? absolute-timeout *", Do: fill.Num(60, func(l line) *model.F[int64] { return &l.SessionLimit })},
		{Pattern: "no? session-limit *", Do: func(c *stmt.Ctx, l line, m *stmt.Match) {
			fill.Number(c, &l.r.SSH.Service.SessionLimit, 1, m.Arg(0), m)
		}},
		{Pattern: "no? access-class * in", Do: fill.ACL("acl", "line access-class in", in)},
		{Pattern: "no? access-class * out", Do: fill.ACL("acl", "line access-class out", out)},
		{Pattern: "no? ip access-class * in", Do: fill.ACL("acl", "line access-class in", in)},
		{Pattern: "no? ip access-class * out", Do: fill.ACL("acl", "line access-class out", out)},
		{Pattern: "no? ipv6 access-class * in", Do: fill.ACL("acl6", "line ipv6 access-class in", func(l line) *model.ACLRef { return &l.ACL6In })},
		{Pattern: "no? ipv6 access-class * out", Do: fill.Use[line]("acl6", "line ipv6 access-class out")},
	}
}

// finishLines adds the lines that every device has, named or not, and says
// what the network lines answer.
func (r *run) finishLines() {
	r.line("console", model.Span{})
	vty := r.line("vty", model.Span{})
	telnet, ssh := r.features["telnet"], r.features["ssh"]
	switch {
	case telnet.How == model.Explicit && telnet.V && ssh.How == model.Explicit && !ssh.V:
		vty.TransportIn.Inherit([]string{"telnet"}, telnet.Span)
	case telnet.How == model.Explicit && telnet.V:
		vty.TransportIn.Inherit([]string{"ssh", "telnet"}, telnet.Span)
	case telnet.How == model.Explicit && ssh.How == model.Explicit && ssh.V:
		vty.TransportIn.Inherit([]string{"ssh"}, ssh.Span)
	case ssh.How == model.Explicit && !ssh.V:
		vty.TransportIn.Inherit([]string{}, ssh.Span)
	}
}

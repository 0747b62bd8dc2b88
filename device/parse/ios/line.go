package ios

import (
	"strconv"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) openLine(c *stmt.Ctx, d *model.Device, m *stmt.Match) stmt.Block {
	l := &model.Line{Obj: model.Obj{Span: c.Span(m.Node)}, Kind: c.Tree.Nodes[m.Node].Words[1]}
	if len(m.Rest) > 0 {
		l.From, _ = strconv.ParseInt(m.Rest[0], 10, 64)
	}
	d.Lines = append(d.Lines, l)
	return t.line.In(l)
}

func lineEntries() []stmt.Entry[*model.Line] {
	return []stmt.Entry[*model.Line]{
		{Pattern: "transport input ...", Do: func(_ *stmt.Ctx, l *model.Line, m *stmt.Match) {
			l.TransportIn.Set(m.Rest, m.Span)
		}},
		{Pattern: "access-class * in ...", Do: func(c *stmt.Ctx, l *model.Line, m *stmt.Match) {
			c.ApplyACL(&l.ACLIn, "acl", m.Arg(0), "line access-class in", m.Span)
		}},
	}
}

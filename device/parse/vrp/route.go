package vrp

import (
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func routeEntries(*tables) []readerEntry {
	return []readerEntry{
		{Pattern: "ip route-static ...", Do: staticRoute},
		{Pattern: "ipv6 route-static ...", Do: staticRoute},
		{Pattern: "ip ip-prefix * ...", Do: fillDefine("prefix-list")},
		{Pattern: "ip ipv6-prefix * ...", Do: fillDefine("prefix-list6")},
		{Pattern: "ip as-path-filter * ...", Do: fillDefine("as-path")},
		{Pattern: "ip community-filter basic|advanced * ...", Do: fillDefine("community-list")},
		{Pattern: "ip community-filter * ...", Do: fillDefine("community-list")},
		{Pattern: "nat server ...", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			natServer(c, &iface{Interface: &model.Interface{}, r: r}, m)
		}},
	}
}

// fillDefine records a definition.
func fillDefine(kind string) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(c *stmt.Ctx, _ *reader, m *stmt.Match) { c.Define(kind, m.Arg(0), m.Span) }
}

// staticRoute reads [vpn-instance V] A M|L [vpn-instance W|public] [IF] [NH] ….
func staticRoute(c *stmt.Ctx, r *reader, m *stmt.Match) {
	w := m.Rest
	t := &model.Route{Obj: model.Obj{Span: m.Span}}
	if len(w) > 0 && (w[0] == "default-preference" || w[0] == "bfd" || w[0] == "frr" || w[0] == "recursive-lookup" || w[0] == "track") {
		return
	}
	t.VRF.Set("", m.Span)
	if len(w) > 1 && w[0] == "vpn-instance" {
		t.VRF.Set(w[1], m.Span)
		w = w[2:]
	}
	p, ok := prefixOf(w)
	if !ok {
		c.Mark(m.Node, stmt.Partial)
		r.Doubtful("routes", m.Span.Line)
		return
	}
	t.Prefix.Set(p.Masked().String(), m.Span)
	if strings.Contains(w[0], "/") {
		w = w[1:]
	} else {
		w = w[2:]
	}
	t.NextHopVRF.Set("", m.Span)
	t.NextHop.Set("", m.Span)
	t.Interface.Set("", m.Span)
	t.Tag.Set("", m.Span)
	t.Discard.Set(false, m.Span)
	r.nextHop(t, w, m.Span)
	r.Routes = append(r.Routes, t)
}

func (r *reader) nextHop(t *model.Route, w []string, sp model.Span) {
	for i := 0; i < len(w); i++ {
		switch x := w[i]; {
		case x == "vpn-instance" && i+1 < len(w):
			t.NextHopVRF.Set(w[i+1], sp)
			i++
		case x == "public":
			t.NextHopVRF.Set("public", sp)
		case x == "tag" && i+1 < len(w):
			t.Tag.Set(w[i+1], sp)
			i++
		case x == "preference" || x == "track" || x == "permanent" || x == "description" || x == "inherit-cost" || x == "bfd" || x == "no-advertise":
			if x == "description" {
				return
			}
			if x == "preference" {
				i++
			}
		case strings.EqualFold(x, "NULL0") || strings.EqualFold(x, "NULL") && fill.Word(w, i+1) == "0":
			t.Discard.Set(true, sp)
			t.Interface.Set("NULL0", sp)
		default:
			if _, err := netip.ParseAddr(x); err == nil {
				t.NextHop.Set(x, sp)
			} else if fill.Broken(x) {
				t.NextHop.Unsure(sp)
			} else if len(x) > 2 && x[0] != '-' && !t.Interface.How.Stated() || t.Interface.V == "" && len(x) > 2 && strings.ContainsAny(x, "0123456789") {
				t.Interface.Set(x, sp)
			}
		}
	}
}

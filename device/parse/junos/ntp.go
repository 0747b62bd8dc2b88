package junos

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// ntpEntries reads the clock, below system.
func ntpEntries() []entry[*model.Device] {
	return []entry[*model.Device]{
		do("ntp server|peer * ...", ntpServer),
		do("ntp broadcast * ...", func(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) { put(&a.v.NTP.Serve, true, m) }),
		do("ntp authentication-key * ...", ntpKey),
		words("ntp trusted-key *", func(d *model.Device) *model.F[[]string] { return &d.NTP.Trusted }),
		do("ntp source-address * ...", func(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) { put(&a.v.NTP.SourceIf, m.Arg(0), m) }),
		do("ntp restrict * ...", ntpRestrict),
		do[*model.Device]("ntp boot-server|broadcast-client|multicast-client|interval-range|threshold ...", nothing),
	}
}

func ntpServer(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	s := &model.NTPServer{Obj: model.Obj{Span: a.r.c.Span(m.Node)}}
	put(&s.Host, m.Arg(0), m)
	if key, sp, ok := a.r.value(m.Node, "key"); ok {
		put(&s.Key, key, a.r.stands(m.Node, sp))
	}
	if vrf, sp, ok := a.r.value(m.Node, "routing-instance"); ok {
		put(&s.VRF, vrf, a.r.stands(m.Node, sp))
	}
	if a.r.option(m.Node, "nts") != 0 {
		put(&s.NTS, true, m)
	}
	a.v.NTP.Servers = append(a.v.NTP.Servers, s)
	put(&a.v.NTP.Enabled, true, m)
}

func ntpKey(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	k := &model.NTPKey{Obj: model.Obj{Span: a.r.c.Span(m.Node)}, ID: m.Arg(0)}
	if alg, sp, ok := a.r.value(m.Node, "type"); ok {
		put(&k.Alg, alg, a.r.stands(m.Node, sp))
	}
	if v, sp, ok := a.r.value(m.Node, "value"); ok {
		a.r.secret("ntp", "key "+m.Arg(0), v, a.r.stands(m.Node, sp))
	}
	a.v.NTP.Keys = append(a.v.NTP.Keys, k)
}

// ntpRestrict limits who is answered; the model holds no such list.
func ntpRestrict(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	a.v.NTP.Serve.Unsure(m.Span)
	c.Mark(m.Node, stmt.Partial)
}

// finishNTP: Junos checks the servers that have a key, and only accepts keys
// that it is told to trust.
func (r *reader) finishNTP() {
	n := &r.dev.NTP
	if len(n.Servers) == 0 {
		return
	}
	trusted := map[string]bool{}
	for _, k := range n.Trusted.V {
		trusted[k] = true
	}
	all := true
	for _, s := range n.Servers {
		all = all && s.Key.How.Stated() && trusted[s.Key.V]
	}
	rests(r, &n.Authenticate, all, n.Servers[len(n.Servers)-1].Span)
	if n.Serve.How == model.NotRead {
		rests(r, &n.Serve, true, n.Servers[len(n.Servers)-1].Span)
	}
}

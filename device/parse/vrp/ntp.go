package vrp

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func ntpEntries() []readerEntry {
	return []readerEntry{
		{Pattern: "no? ntp-service|ntp enable", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.NTP.Enabled })},
		{Pattern: "ntp-service|ntp disable", Do: fill.Not(func(r *reader) *model.F[bool] { return &r.NTP.Enabled })},
		{Pattern: "no? ntp-service|ntp authentication enable", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.NTP.Authenticate })},
		{Pattern: "ntp-service|ntp authentication-keyid * authentication-mode * ...", Do: ntpKey},
		{Pattern: "ntp-service|ntp reliable authentication-keyid *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			addOnce(&r.NTP.Trusted, m.Arg(0), m.Span)
		}},
		{Pattern: "ntp-service|ntp unicast-server|unicast-peer * ...", Do: ntpServer},
		{Pattern: "ntp-service|ntp unicast-server ipv6 * ...", Do: ntpServer},
		{Pattern: "ntp-service|ntp unicast-server domain * ...", Do: ntpServer},
		{Pattern: "ntp-service|ntp access peer|query|server|synchronization|limited * ...", Do: ntpAccess},
		{Pattern: "no? ntp-service|ntp server disable", Do: fill.Not(func(r *reader) *model.F[bool] { return &r.NTP.Serve })},
		{Pattern: "ntp-service|ntp ipv6 server disable", Do: nothing},
		{Pattern: "ntp-service|ntp server source-interface all disable", Do: fill.Not(func(r *reader) *model.F[bool] { return &r.NTP.Serve })},
		{Pattern: "ntp-service|ntp server source-interface all enable", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.NTP.Serve })},
		{Pattern: "ntp-service|ntp ipv6 server source-interface ...", Do: nothing},
		{Pattern: "ntp-service|ntp source-interface * ...", Do: fill.Text(func(r *reader) *model.F[string] { return &r.NTP.SourceIf })},
	}
}

func ntpKey(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	k := &model.NTPKey{Obj: model.Obj{Span: m.Span}, ID: m.Arg(0)}
	alg := m.Arg(1)
	switch alg {
	case "hmac-sha256":
		alg = "sha256"
	case "hmac-sha1":
		alg = "sha1"
	}
	k.Alg.Set(alg, m.Span)
	r.secret("ntp", "key "+k.ID, m.Rest, m.Span)
	r.NTP.Keys = append(r.NTP.Keys, k)
}

func ntpServer(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	s := &model.NTPServer{Obj: model.Obj{Span: m.Span}}
	s.Host.Set(m.Arg(0), m.Span)
	s.Key.Set("", m.Span)
	s.VRF.Set("", m.Span)
	if v, ok := m.After("authentication-keyid"); ok {
		s.Key.Set(v, m.Span)
	}
	if v, ok := m.After("vpn-instance"); ok {
		s.VRF.Set(v, m.Span)
	}
	if v, ok := m.After("source-interface"); ok && !r.NTP.SourceIf.How.Stated() {
		r.NTP.SourceIf.Inherit(v, m.Span)
	}
	r.NTP.Servers = append(r.NTP.Servers, s)
}

// ntpAccess: "server" and "peer" admit requests for the time; the others limit
// control queries and own synchronisation.
func ntpAccess(c *stmt.Ctx, r *reader, m *stmt.Match) {
	kind := c.Tree.Nodes[m.Node].Words[2]
	if kind == "server" || kind == "peer" && !r.NTP.ServeACL.Name.How.Stated() {
		r.guard(&r.NTP.ServeACL, m.Arg(0), "ntp access "+kind, m.Span)
		return
	}
	c.Use("acl", m.Arg(0), "ntp access "+kind, m.Span)
	r.guards[m.Arg(0)] = true
}

package nxos

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) ntpEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "no? ntp server|peer * ...", Do: readNTPServer},
		{Pattern: "no? ntp authenticate", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.NTP.Authenticate })},
		{Pattern: "no? ntp authentication-key * * ...", Do: readNTPKey},
		{Pattern: "no? ntp trusted-key *", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			if !m.Neg {
				fill.Add(&r.NTP.Trusted, m.Arg(0), m.Span)
			}
		}},
		{Pattern: "no? ntp source-interface ...", Do: readJoined(func(r *run) *model.F[string] { return &r.NTP.SourceIf })},
		{Pattern: "no? ntp source *", Do: fill.Text(func(r *run) *model.F[string] { return &r.NTP.SourceIf })},
		{Pattern: "no? ntp master ...", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.NTP.Serve })},
		{Pattern: "no? ntp access-group serve|serve-only *", Do: fill.ACL("acl", "ntp access-group", func(r *run) *model.ACLRef { return &r.NTP.ServeACL })},
		{Pattern: "no? ntp access-group peer|query-only *", Do: fill.Use[*run]("acl", "ntp access-group")},
		{Pattern: "ntp access-group match-all", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "no? ip domain-lookup", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.DNS.Lookup })},
		{Pattern: "no? ip name-server ...", Do: readNameServers},
	}
}

func readNTPServer(c *stmt.Ctx, r *run, m *stmt.Match) {
	if m.Neg {
		for i, s := range r.NTP.Servers {
			if s.Host.V == m.Arg(0) {
				r.NTP.Servers = append(r.NTP.Servers[:i], r.NTP.Servers[i+1:]...)
				delete(r.clocks, m.Arg(0))
				return
			}
		}
		return
	}
	s := r.clocks[m.Arg(0)]
	if s == nil {
		s = &model.NTPServer{Obj: model.Obj{Span: m.Span}}
		s.Host.Set(m.Arg(0), m.Span)
		r.clocks[m.Arg(0)] = s
		r.NTP.Servers = append(r.NTP.Servers, s)
	}
	if key, ok := m.After("key"); ok {
		s.Key.Set(key, m.Span)
	}
	if v, ok := m.After("use-vrf"); ok {
		s.VRF.Set(v, m.Span)
		useVRF(c, v, "ntp server use-vrf", m.Span)
	}
}

// readNTPKey reads `ntp authentication-key 1 md5 value 7`.
func readNTPKey(c *stmt.Ctx, r *run, m *stmt.Match) {
	if m.Neg {
		return
	}
	k := &model.NTPKey{Obj: model.Obj{Span: m.Span}, ID: m.Arg(0)}
	k.Alg.Set(ntpAlg(m.Arg(1)), m.Span)
	r.NTP.Keys = append(r.NTP.Keys, k)
	v := fill.Word(m.Rest, 0)
	if v == "" {
		return
	}
	typ := "clear"
	if t := fill.Word(m.Rest, 1); t != "" && t != "0" {
		typ = "cisco" + t
	}
	c.Secret("ntp", "key "+k.ID, typ, v, m.Span)
}

func ntpAlg(w string) string {
	if w == "aes-128-cmac" || w == "cmac-128-aes" {
		return "aes128-cmac"
	}
	return w
}

// readNameServers reads addresses up to the first keyword.
func readNameServers(c *stmt.Ctx, r *run, m *stmt.Match) {
	if m.Neg {
		return
	}
	for _, w := range m.Rest {
		if w == "use-vrf" || w == "source-interface" {
			break
		}
		fill.Add(&r.DNS.Servers, w, m.Span)
	}
	if v, ok := m.After("use-vrf"); ok {
		useVRF(c, v, "ip name-server use-vrf", m.Span)
	}
}

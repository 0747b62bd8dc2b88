package iosxr

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// ntp is the clock while it is read; rank orders the filters by how much they
// grant.
type ntp struct {
	*model.NTP
	rank int
}

func (t *tables) ntpEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "ntp", Sub: func(_ *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block { return t.ntp.In(&ntp{NTP: &r.dev.NTP}) }},
		{Pattern: "clock timezone * ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			r.dev.Platforms.TimeZone.Set(m.Arg(0), m.Span)
		}},
	}
}

func (t *tables) ntpBlock() []stmt.Entry[*ntp] {
	type N = *ntp
	return []stmt.Entry[N]{
		{Pattern: "server vrf * * ...", Do: func(c *stmt.Ctx, n N, m *stmt.Match) { ntpServer(c, n, m.Arg(0), m.Arg(1), m) }},
		{Pattern: "server ipv4|ipv6 * ...", Do: func(c *stmt.Ctx, n N, m *stmt.Match) { ntpServer(c, n, "", m.Arg(0), m) }},
		{Pattern: "server vrf * ipv4|ipv6 * ...", Do: func(c *stmt.Ctx, n N, m *stmt.Match) { ntpServer(c, n, m.Arg(0), m.Arg(1), m) }},
		{Pattern: "server * ...", Do: func(c *stmt.Ctx, n N, m *stmt.Match) { ntpServer(c, n, "", m.Arg(0), m) }},
		{Pattern: "peer vrf * * ...", Do: func(c *stmt.Ctx, n N, m *stmt.Match) { ntpServer(c, n, m.Arg(0), m.Arg(1), m) }},
		{Pattern: "peer * ...", Do: func(c *stmt.Ctx, n N, m *stmt.Match) { ntpServer(c, n, "", m.Arg(0), m) }},
		{Pattern: "no server ...", Do: none[N]},
		{Pattern: "no? authenticate", Do: fill.Bool(func(n N) *model.F[bool] { return &n.Authenticate })},
		{Pattern: "authentication-key * * ...", Do: func(c *stmt.Ctx, n N, m *stmt.Match) {
			k := &model.NTPKey{Obj: model.Obj{Span: m.Span}, ID: m.Arg(0)}
			k.Alg.Set(keyAlg(m.Arg(1)), m.Span)
			n.Keys = append(n.Keys, k)
			c.Define("ntp-key", k.ID, m.Span)
			secret(c, "ntp", "key "+k.ID, m.Rest, m.Span)
		}},
		{Pattern: "trusted-key *", Do: func(c *stmt.Ctx, n N, m *stmt.Match) {
			fill.Add(&n.Trusted, m.Arg(0), m.Span)
			c.Use("ntp-key", m.Arg(0), "ntp trusted-key", m.Span)
		}},
		{Pattern: "access-group ...", Do: ntpAccess},
		{Pattern: "source vrf * *", Do: func(_ *stmt.Ctx, n N, m *stmt.Match) {
			if !n.SourceIf.How.Stated() {
				n.SourceIf.Set(m.Arg(1), m.Span)
			}
		}},
		{Pattern: "source *", Do: fill.Text(func(n N) *model.F[string] { return &n.SourceIf })},
		{Pattern: "master ...", Do: func(_ *stmt.Ctx, n N, m *stmt.Match) {
			n.Enabled.Set(true, m.Span)
			n.Serve.Set(true, m.Span)
		}},
		{Pattern: "interface * ...", Sub: func(_ *stmt.Ctx, n N, _ *stmt.Match) stmt.Block { return t.ntpIf.In(n) }},
	}
}

// ntpServer reads one source. A router with a source answers others as well.
func ntpServer(c *stmt.Ctx, n *ntp, vrf, host string, m *stmt.Match) {
	s := &model.NTPServer{Obj: model.Obj{Span: m.Span}}
	n.Servers = append(n.Servers, s)
	s.Host.Set(host, m.Span)
	if vrf != "" {
		s.VRF.Set(tableName(vrf), m.Span)
	}
	if key, ok := m.After("key"); ok {
		s.Key.Set(key, m.Span)
		c.Use("ntp-key", key, "ntp server key", m.Span)
	}
	n.Enabled.Inherit(true, m.Span)
	if !n.Serve.How.Stated() {
		n.Serve.Inherit(true, m.Span)
	}
}

// ntpAccess reads [vrf V] [ipv4|ipv6] peer|serve|serve-only|query-only LIST.
func ntpAccess(c *stmt.Ctx, n *ntp, m *stmt.Match) {
	words, six := m.Rest, false
	if len(words) > 2 && words[0] == "vrf" {
		words = words[2:]
	}
	if len(words) > 0 && (words[0] == "ipv4" || words[0] == "ipv6") {
		six = words[0] == "ipv6"
		words = words[1:]
	}
	if len(words) < 2 {
		c.Mark(m.Node, stmt.Partial)
		return
	}
	ranks := map[string]int{"serve": 4, "serve-only": 3, "peer": 2, "query-only": 1}
	rank := ranks[words[0]]
	if !six && rank > n.rank {
		n.rank = rank
		n.ServeACL.Name.Set(words[1], m.Span)
	}
	c.Use(aclKind(six), words[1], "ntp access-group "+words[0], m.Span)
}

// keyAlg gives the common name of a key's algorithm.
func keyAlg(w string) string {
	if w == "cmac" {
		return "aes128-cmac"
	}
	return strings.TrimPrefix(w, "hmac-")
}

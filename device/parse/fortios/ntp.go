package fortios

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// ntpServer is one time server with its key.
type ntpServer struct {
	*model.NTPServer
	s     *scope
	auth  model.F[bool]
	keyID string
	alg   model.F[string]
	v3    model.F[bool]
	keyed model.F[bool]
}

func ntpEntries(b *builder) []stmt.Entry[*scope] {
	return []stmt.Entry[*scope]{group(b, "system ntp", same[*scope],
		onOff("ntpsync", func(s *scope) *model.F[bool] { return &s.NTP.Enabled }),
		text("type", func(s *scope) *model.F[string] { return &s.r.ntpCustom }),
		onOff("server-mode", func(s *scope) *model.F[bool] { return &s.NTP.Serve }),
		text("source-ip", func(s *scope) *model.F[string] { return &s.NTP.SourceIf }),
		onOff("authentication", func(s *scope) *model.F[bool] { return &s.NTP.Authenticate }),
		keyType("key-type", func(s *scope) *model.F[string] { return new(model.F[string]) }),
		when("key", func(*stmt.Ctx, *scope, *stmt.Match) {}),
		list(b, "ntpserver", once("ntpserver", openNTP),
			text("server", func(n *ntpServer) *model.F[string] { return &n.Host }),
			onOff("authentication", func(n *ntpServer) *model.F[bool] { return &n.auth }),
			when("key", func(_ *stmt.Ctx, n *ntpServer, m *stmt.Match) { n.keyed.Set(true, m.Span) }),
			when("key-id", func(_ *stmt.Ctx, n *ntpServer, m *stmt.Match) { n.keyID = first(m.Rest) }),
			keyType("key-type", func(n *ntpServer) *model.F[string] { return &n.alg }),
			onOff("ntpv3", func(n *ntpServer) *model.F[bool] { return &n.v3 }),
		),
	)}
}

func keyType[T any](name string, at func(T) *model.F[string]) stmt.Entry[T] {
	return fact(name, at, func(w []string) (string, bool) {
		v, ok := map[string]string{"MD5": "md5", "SHA1": "sha1", "SHA256": "sha256"}[strings.ToUpper(first(w))]
		return v, ok
	})
}

func openNTP(_ *stmt.Ctx, s *scope, _ string, sp model.Span) *ntpServer {
	n := &ntpServer{NTPServer: &model.NTPServer{Obj: model.Obj{Span: sp}}, s: s}
	s.NTP.Servers = append(s.NTP.Servers, n.NTPServer)
	s.finally(n.finish)
	return n
}

// finish states the key of the server, and that time is authenticated. The
// list is used where the type is custom; else time comes from the maker's servers.
func (n *ntpServer) finish() {
	if t := n.s.r.ntpCustom; t.How.Stated() && t.V != "custom" {
		n.s.NTP.Servers = slices.DeleteFunc(n.s.NTP.Servers, func(x *model.NTPServer) bool { return x == n.NTPServer })
		return
	}
	if !n.auth.V {
		switch {
		case n.auth.How.Stated():
			n.Key.Inherit("", n.auth.Span)
		case !n.s.r.unfinished(n.Span):
			n.Key.Inherit("", n.Span)
		}
		return
	}
	id := n.keyID
	if id == "" {
		if n.s.r.unfinished(n.Span) {
			n.Key.Unsure(n.auth.Span)
			return
		}
		id = "0"
	}
	n.Key.Inherit(id, n.auth.Span)
	if n.s.NTP.Authenticate.How == model.NotRead {
		n.s.NTP.Authenticate.Inherit(true, n.auth.Span)
	}
	k := &model.NTPKey{Obj: model.Obj{Span: n.Span}, ID: id}
	switch {
	case n.alg.How == model.Explicit:
		k.Alg = n.alg
	case n.v3.V:
		k.Alg.Inherit("md5", n.v3.Span) // NTPv3 signs with MD5
	}
	n.s.NTP.Keys = append(n.s.NTP.Keys, k)
}

func dnsEntries(b *builder) []stmt.Entry[*scope] {
	server := func(_ *stmt.Ctx, s *scope, m *stmt.Match) {
		if w := first(m.Rest); w != "" && w != "0.0.0.0" && w != "::" {
			s.DNS.Servers.Set(append(s.DNS.Servers.V[:len(s.DNS.Servers.V):len(s.DNS.Servers.V)], w), m.Span)
		}
	}
	return []stmt.Entry[*scope]{
		group(b, "system dns", same[*scope],
			when("primary|secondary|ip6-primary|ip6-secondary|alt-primary|alt-secondary", server),
			fact("protocol", func(s *scope) *model.F[bool] { return &s.DNS.DoH }, func(w []string) (bool, bool) { return contains(w, "doh"), len(w) > 0 }),
			fact("dns-over-tls", func(s *scope) *model.F[bool] { return new(model.F[bool]) }, func(w []string) (bool, bool) { return first(w) != "disable", len(w) > 0 }),
		),
		group(b, "system vdom-dns", same[*scope], when("primary|secondary|ip6-primary|ip6-secondary", server)),
	}
}

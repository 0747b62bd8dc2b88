package eos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) ntpEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "ntp server ...", Do: readNTPServer},
		{Pattern: "no ntp server ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.dropClock(m.Rest) }},
		{Pattern: "no? ntp authenticate ...", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.NTP.Authenticate })},
		{Pattern: "no? ntp authentication-key * * ...", Do: readNTPKey},
		{Pattern: "no? ntp trusted-key *", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			if m.Neg {
				r.NTP.Trusted.Set([]string{}, m.Span)
				return
			}
			for _, k := range strings.Split(m.Arg(0), ",") {
				fill.Add(&r.NTP.Trusted, k, m.Span)
			}
		}},
		{Pattern: "no? ntp local-interface ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			v := fill.Word(m.Rest, len(m.Rest)-1)
			if m.Neg {
				v = ""
			}
			r.NTP.SourceIf.Set(v, m.Span)
		}},
		{Pattern: "no? ntp serve", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.NTP.Serve })},
		{Pattern: "no? ntp serve all ...", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.NTP.Serve })},
		{Pattern: "no? ntp serve ip access-group * ...", Do: fill.ACL("acl", "ntp serve access-group", func(r *run) *model.ACLRef { return &r.NTP.ServeACL })},
		{Pattern: "no? ntp serve ipv6 access-group * ...", Do: fill.Use[*run]("acl6", "ntp serve access-group")},
	}
}

func (t *tables) dnsEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "ip name-server ...", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) {
			rest := m.Rest
			if fill.Word(rest, 0) == "vrf" {
				useVRF(c, fill.Word(rest, 1), "ip name-server vrf", m.Span)
				rest = rest[min(2, len(rest)):]
			}
			for i, w := range rest {
				if w == "priority" {
					break
				}
				fill.Add(&r.DNS.Servers, rest[i], m.Span)
			}
		}},
		{Pattern: "no ip name-server ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "no? ip domain lookup", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.DNS.Lookup })},
		{Pattern: "no? ip domain-lookup", Do: fill.Bool(func(r *run) *model.F[bool] { return &r.DNS.Lookup })},
	}
}

// readNTPServer reads `ntp server [vrf V] A [prefer] [key N]`.
func readNTPServer(c *stmt.Ctx, r *run, m *stmt.Match) {
	s := &model.NTPServer{Obj: model.Obj{Span: m.Span}}
	rest := m.Rest
	if fill.Word(rest, 0) == "vrf" {
		s.VRF.Set(fill.Word(rest, 1), m.Span)
		useVRF(c, s.VRF.V, "ntp server vrf", m.Span)
		rest = rest[min(2, len(rest)):]
	}
	s.Host.Set(fill.Word(rest, 0), m.Span)
	if k, ok := m.After("key"); ok {
		s.Key.Set(k, m.Span)
	}
	r.NTP.Enabled.Inherit(true, m.Span)
	r.NTP.Servers = append(r.NTP.Servers, s)
}

func (r *run) dropClock(words []string) {
	for i, s := range r.NTP.Servers {
		for _, w := range words {
			if s.Host.V == w {
				r.NTP.Servers = append(r.NTP.Servers[:i], r.NTP.Servers[i+1:]...)
				return
			}
		}
	}
}

// readNTPKey reads `ntp authentication-key 1 sha1 7 value`.
func readNTPKey(c *stmt.Ctx, r *run, m *stmt.Match) {
	if m.Neg {
		return
	}
	k := &model.NTPKey{Obj: model.Obj{Span: m.Span}, ID: m.Arg(0)}
	k.Alg.Set(m.Arg(1), m.Span)
	r.NTP.Keys = append(r.NTP.Keys, k)
	if typ, v := fill.CiscoKey(m.Rest); v != "" {
		c.Secret("ntp", "key "+k.ID, typ, v, m.Span)
	}
}

package sros

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) ntpEntries() []conf {
	return join([]conf{
		{Pattern: "system time ntp authentication-key ...", Do: ntpKey},
		{Pattern: "system time ntp server|peer * ...", Do: ntpServer},
		{Pattern: "system time ntp server|peer *", Do: ntpServer},
		{Pattern: "no? system time ntp ntp-server", Do: on(func(r *reader) *model.F[bool] { return &r.NTP.Serve })},
		{Pattern: "system time ntp ntp-server authenticate ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.NTP.Serve.Set(true, m.Span) }},
		{Pattern: "system time sntp server-address * ...", Do: sntpServer},
		{Pattern: "system time sntp server * ...", Do: sntpServer},
	},
		admin("system time ntp", func(r *reader) *model.F[bool] { return &r.NTP.Enabled }),
		[]conf{
			{Pattern: "no system time sntp shutdown", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.NTP.Enabled.Set(true, m.Span) }},
			{Pattern: "system time sntp shutdown", Do: nothing[*reader]},
			{Pattern: "system time sntp admin-state *", Do: also(func(r *reader) *model.F[bool] { return &r.NTP.Enabled })},
		},
		pair("system time ntp authentication-check", on(func(r *reader) *model.F[bool] { return &r.NTP.Authenticate })))
}

// ntpKey reads `1 key "X" hash2 type message-digest` and the MD-CLI block.
func ntpKey(c *stmt.Ctx, r *reader, m *stmt.Match) {
	for _, words := range rows(c, m) {
		k := &model.NTPKey{Obj: model.Obj{Span: words.sp}, ID: fill.Word(words.w, 0)}
		if v, ok := fill.Next(words.w, "type"); ok {
			k.Alg.Set(map[string]string{"message-digest": "md5", "des": "des"}[v], words.sp)
			if k.Alg.V == "" {
				k.Alg.Set(v, words.sp)
			}
		}
		if i := index(words.w, "key"); i >= 0 {
			r.secret("ntp", "key "+k.ID, words.w[i+1:], words.sp)
		}
		r.NTP.Keys = append(r.NTP.Keys, k)
	}
}

// row is one member of a list: its key and what it holds, with its lines.
type row struct {
	w  []string
	sp model.Span
}

// rows splits a statement into the members of its list: classic writes one on
// each line, MD-CLI has a node for each.
func rows(c *stmt.Ctx, m *stmt.Match) []row {
	n := &c.Tree.Nodes[m.Node]
	if n.First == 0 || len(n.Words) > 1 {
		return []row{{m.Rest, c.Span(m.Node)}}
	}
	var out []row
	for k := range c.Tree.Kids(m.Node) {
		out = append(out, row{append(append([]string{}, c.Tree.Nodes[k].Words...), c.Tree.Below(k, 256)...), c.Span(k)})
	}
	return out
}

// ntpServer reads `server A key 1 prefer`; MD-CLI adds a routing instance.
func ntpServer(c *stmt.Ctx, r *reader, m *stmt.Match) {
	s := r.timeServer(m.Arg(0), m.Span)
	if r.open(c.Span(m.Node)) {
		s.Key.Unsure(m.Span)
		s.VRF.Unsure(m.Span)
	}
	if v, ok := m.After("key"); ok {
		s.Key.Set(v, m.Span)
	}
	if v, ok := m.After("key-id"); ok {
		s.Key.Set(v, m.Span)
	}
	for _, k := range []string{"router", "router-instance"} {
		if v, ok := m.After(k); ok && v != "Base" {
			s.VRF.Set(v, m.Span)
		}
	}
}

func sntpServer(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	s := r.timeServer(m.Arg(0), m.Span)
	s.Key.Set("", m.Span) // the simple protocol has no keys
}

func (r *reader) timeServer(host string, sp model.Span) *model.NTPServer {
	if strings.Count(host, ":") == 1 {
		host, _, _ = strings.Cut(host, ":") // an IPv4 address and a port
	}
	s := r.ntp[host]
	if s == nil {
		s = &model.NTPServer{Obj: model.Obj{Span: sp}}
		s.Host.Set(host, sp)
		s.Key.Inherit("", sp)
		s.VRF.Inherit("", sp)
		r.ntp[host] = s
		r.NTP.Servers = append(r.NTP.Servers, s)
	}
	return s
}

package vrp

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/parse/verbs"
	"github.com/linewarden/linewarden/device/stmt"
)

func platformEntries(t *tables) []readerEntry {
	return []readerEntry{
		{Pattern: "sysname ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.Hostname.Set(bare(strings.Join(m.Rest, " ")), m.Span) }},
		{Pattern: "!Software Version *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			if r.Version.How == model.NotRead {
				r.Version.Set(m.Arg(0), m.Span)
			}
		}},
		{Pattern: "!Last configuration was updated at ...", Do: changed},
		{Pattern: "!Last configuration was saved at ...", Do: saved},
		{Pattern: "clock timezone * add|minus * ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			r.Platforms.TimeZone.Set(m.Arg(0), m.Span)
			r.Logging.Zone.Set(true, m.Span)
		}},
		{Pattern: "header login|shell information ...", Do: banner},
		{Pattern: "header login|shell file *", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			b := &model.Banner{Obj: model.Obj{Span: m.Span}, Kind: c.Tree.Nodes[m.Node].Words[1]}
			b.PreLogin = b.Kind == "login"
			r.Banners = append(r.Banners, b)
		}},
		{Pattern: "cpu-defend policy *", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			c.Define("policy-map", m.Arg(0), m.Span)
			readDefence(c, r, m)
			return t.defend.In(r)
		}},
		{Pattern: "cpu-defend-policy * ...", Do: applyDefence(false)},
		{Pattern: "slot *", Sub: func(_ *stmt.Ctx, r *reader, _ *stmt.Match) stmt.Block { return t.defend.In(r) }},
		{Pattern: "set save-configuration backup-to-server server ...", Do: backup},
		{Pattern: "configuration backup-to-server ...", Do: backup},
		{Pattern: "command-privilege level * view * ...", Do: privilege},
		{Pattern: "assistant task *", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			s := r.script("task", m.Arg(0), c.Span(m.Node))
			return t.task.In(s)
		}},
		{Pattern: "assistant scheduler * ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			s := r.script("scheduler", m.Arg(0), m.Span)
			s.Verbs.Unsure(m.Span)
		}},
		{Pattern: "script-assistant *  ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			s := r.script("event-handler", m.Rest[max(len(m.Rest)-1, 0):], m.Span)
			s.Trigger.Set("ops script", m.Span)
			unread(s, m.Span)
		}},
		{Pattern: "ops", Sub: func(_ *stmt.Ctx, r *reader, _ *stmt.Match) stmt.Block { return t.defend.In(r) }},
		{Pattern: "container *  **", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			ct := &model.Container{Obj: model.Obj{Span: m.Span}, Kind: "container", Name: m.Arg(0)}
			ct.Enabled.Set(true, m.Span)
			r.Containers = append(r.Containers, ct)
			r.Hosting.Enabled.Set(true, m.Span)
		}},
		{Pattern: "set master-key ...", Do: masterKey},
		{Pattern: "no? fips enable", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.Platforms.FIPS })},
		{Pattern: "no? ftp-client|sftp client-source ...", Do: nothing},
		{Pattern: "configuration file auto-save backup-to-server ...", Do: backup},
		{Pattern: "telemetry", Sub: func(_ *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			r.Platforms.Telemetry.Set(true, m.Span)
			return t.telemetry.In(r)
		}},
		{Pattern: "security-policy **", State: stmt.Unimplemented},
		{Pattern: "nat-policy **", State: stmt.Unimplemented},
		{Pattern: "firewall packet-filter ...", State: stmt.Unimplemented},
		// what others steer or see of the device
		{Pattern: "bmp **", State: stmt.Unimplemented},
		{Pattern: "openflow **", State: stmt.Unimplemented},
		{Pattern: "vm-manager **", State: stmt.Unimplemented},
		{Pattern: "command-alias **", State: stmt.Unimplemented},
		// tunnels that others may open
		{Pattern: "l2tp ...", State: stmt.Unimplemented},
		{Pattern: "l2tp-group **", State: stmt.Unimplemented},
		{Pattern: "pppoe-server ...", State: stmt.Unimplemented},
	}
}

// masterKey: stored secrets are encrypted under a key of the owner's.
func masterKey(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	r.Platforms.MasterKey.Set(true, m.Span)
	if len(m.Rest) > 0 {
		r.secret("other", "master-key", m.Rest, m.Span)
	}
}

func changed(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	at, by, _ := strings.Cut(strings.Join(m.Rest, " "), " by ")
	if r.ChangedAt.How == model.NotRead {
		r.ChangedAt.Set(at, m.Span)
		if by != "" {
			r.ChangedBy.Set(by, m.Span)
		}
	}
}

func saved(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	if r.SavedAt.How == model.NotRead {
		at, _, _ := strings.Cut(strings.Join(m.Rest, " "), " by ")
		r.SavedAt.Set(at, m.Span)
	}
	if r.ChangedAt.How.Stated() && r.SavedAt.How.Stated() && len(r.ChangedAt.V) == len(r.SavedAt.V) {
		// Both are written as YYYY-MM-DD HH:MM:SS in one zone.
		r.Unsaved.Set(r.ChangedAt.V > r.SavedAt.V, m.Span)
	}
}

// banner: what follows is text; its delimiter is no part of it.
func banner(c *stmt.Ctx, r *reader, m *stmt.Match) {
	n := &c.Tree.Nodes[m.Node]
	b := &model.Banner{Obj: model.Obj{Span: m.Span}, Kind: n.Words[1]}
	b.PreLogin = b.Kind == "login"
	text := fill.After(n.Text, " information ")
	if n.Opaque {
		b.Bytes = int64(len(c.Tree.Bodies[m.Node]))
		if n.Line != n.End && len(text) > 0 {
			b.Bytes += int64(len(text) - 1)
		}
	} else {
		b.Bytes = int64(len(text))
	}
	r.Banners = append(r.Banners, b)
}

// backup reads where the device sends its configuration.
func backup(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	x := &model.Transfer{Obj: model.Obj{Span: m.Span}, Kind: "auto-save"}
	host := fill.Word(m.Rest, 0)
	if v, ok := m.After("server"); ok {
		host = v
	}
	x.Host.Set(host, m.Span)
	x.Proto.Inherit("tftp", m.Span)
	if v, ok := m.After("transport-type"); ok {
		x.Proto.Set(v, m.Span)
	}
	if i := index(m.Rest, "password"); i >= 0 && i+1 < len(m.Rest) {
		words := m.Rest[i+1:]
		if forms[words[0]] != "" && len(words) > 1 {
			r.stored("ftp", "configuration backup", forms[words[0]], words[1:], m.Span)
		} else {
			r.stored("ftp", "configuration backup", shape(words[0]), words, m.Span)
		}
	}
	r.Transfers = append(r.Transfers, x)
}

// privilege moves a command to another level. Without knowing its own level,
// what it meant before cannot be told; level 0 and 1 are lower than any that
// changes the device.
func privilege(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	p := &model.PrivEdit{Obj: model.Obj{Span: m.Span}, Kind: "privilege", Name: strings.Join(m.Rest, " ")}
	p.Level.Set(max(fill.Int(m.Arg(0)), 0), m.Span)
	switch {
	case p.Level.V <= 1:
		p.Lowers.Set(true, m.Span)
	case p.Level.V == 3 || p.Level.V == 15:
		p.Lowers.Set(false, m.Span)
	default:
		p.Lowers.Unsure(m.Span)
	}
	r.PrivEdits = append(r.PrivEdits, p)
}

func (r *reader) script(kind string, name any, sp model.Span) *model.Script {
	s := &model.Script{Obj: model.Obj{Span: sp}, Kind: kind}
	switch n := name.(type) {
	case string:
		s.Name = n
	case []string:
		s.Name = strings.Join(n, " ")
	}
	s.Enabled.Inherit(true, sp)
	r.Scripts = append(r.Scripts, s)
	return s
}

// unread: the script is a file that the configuration does not hold.
func unread(s *model.Script, sp model.Span) {
	s.Verbs.Unsure(sp)
	s.Hides.Unsure(sp)
	s.Fetches.Unsure(sp)
	s.Accounts.Unsure(sp)
}

// telemetryEntries read where measurements go: ipv4-address A port N
// [vpn-instance V] protocol grpc|udp … in a destination group.
func telemetryEntries(t *tables) []readerEntry {
	return []readerEntry{
		{Pattern: "destination-group *", Sub: func(_ *stmt.Ctx, r *reader, _ *stmt.Match) stmt.Block { return t.telemetry.In(r) }},
		{Pattern: "ipv4-address|ipv6-address * ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			x := &model.Transfer{Obj: model.Obj{Span: m.Span}, Kind: "telemetry"}
			x.Host.Set(m.Arg(0), m.Span)
			if v, ok := m.After("protocol"); ok {
				x.Proto.Set(v, m.Span)
			}
			r.Transfers = append(r.Transfers, x)
		}},
	}
}

func taskEntries() []stmt.Entry[*model.Script] {
	return []stmt.Entry[*model.Script]{
		{Pattern: "if-match ...", Do: func(_ *stmt.Ctx, s *model.Script, m *stmt.Match) { s.Trigger.Set(strings.Join(m.Rest, " "), m.Span) }},
		{Pattern: "perform * batch-file *", Do: func(_ *stmt.Ctx, s *model.Script, m *stmt.Match) { unread(s, m.Span) }},
		{Pattern: "perform * command ...", Do: func(_ *stmt.Ctx, s *model.Script, m *stmt.Match) {
			verbs.Judge(s, []string{strings.Join(m.Rest, " ")}, m.Span)
		}},
	}
}

func defendEntries() []readerEntry {
	return []readerEntry{
		{Pattern: "cpu-defend-policy * ...", Do: applyDefence(true)},
		{Pattern: "whitelist|blacklist * acl * ...", Do: func(c *stmt.Ctx, _ *reader, m *stmt.Match) { c.Use("acl", m.Arg(1), "cpu-defend policy", m.Span) }},
		{Pattern: "assistant scheduler * ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			s := r.script("scheduler", m.Arg(0), m.Span)
			unread(s, m.Span)
		}},
		{Pattern: "script-assistant * ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			s := r.script("event-handler", m.Rest[max(len(m.Rest)-1, 0):], m.Span)
			unread(s, m.Span)
		}},
	}
}

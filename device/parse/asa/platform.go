package asa

import (
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/parse/verbs"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) platformEntries() []stmt.Entry[*reader] {
	type R = *reader
	sys := func(r R) *model.Platform { return &r.dev.Platforms }
	return []stmt.Entry[R]{
		{Pattern: "hostname *", Do: fill.Text(func(r R) *model.F[string] { return &r.dev.Hostname })},
		{Pattern: "ASA|NGFW|PIX|FWSM Version ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			r.dev.Version.Set(arg(m.Rest, 0), m.Span)
			r.dev.Platform.Inherit("firewall", m.Span)
		}},
		{Pattern: ": Hardware: * ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			r.dev.Model.Set(strings.TrimSuffix(m.Arg(0), ","), m.Span)
		}},
		{Pattern: "banner * ...", Do: readBanner},
		{Pattern: "no banner * ...", Do: none[R]},
		{Pattern: "dns domain-lookup *", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { r.dev.DNS.Lookup.Set(true, m.Span) }},
		{Pattern: "dns server-group *", Sub: func(_ *stmt.Ctx, r R, _ *stmt.Match) stmt.Block { return t.dns.In(r) }},
		{Pattern: "dns name-server ...", Do: nameServers},
		{Pattern: "boot system *", Do: bootImage},
		{Pattern: "boot config *", Do: bootImage},
		{Pattern: "no? service password-recovery", Do: fill.Bool(func(r R) *model.F[bool] { return &sys(r).PassRecovery })},
		{Pattern: "no? service internal", Do: fill.Bool(func(r R) *model.F[bool] { return &sys(r).Internal })},
		{Pattern: "no? fips enable", Do: fill.Bool(func(r R) *model.F[bool] { return &sys(r).FIPS })},
		{Pattern: "config-register *", Do: fill.Text(func(r R) *model.F[string] { return &sys(r).ConfigRegister })},
		{Pattern: "no? failover", Do: fill.Bool(func(r R) *model.F[bool] { return &sys(r).HA })},
		{Pattern: "failover key ...", Do: haKey},
		{Pattern: "failover ipsec pre-shared-key ...", Do: haKey},
		{Pattern: "cluster group *", Sub: func(_ *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			sys(r).HA.Set(true, m.Span)
			return t.context.In(r)
		}},
		{Pattern: "context *", Sub: func(_ *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			fill.Add(&r.dev.Contexts, m.Arg(0), m.Span)
			return t.context.In(r)
		}},
		{Pattern: "admin-context *", Do: none[R]},
		{Pattern: "tftp-server * * ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			tr := &model.Transfer{Obj: model.Obj{Span: m.Span}, Kind: "archive"}
			tr.Proto.Set("tftp", m.Span)
			tr.Host.Set(m.Arg(1), m.Span)
			r.dev.Transfers = append(r.dev.Transfers, tr)
		}},
		{Pattern: "auto-update server * ...", Do: func(c *stmt.Ctx, r R, m *stmt.Match) {
			tr := &model.Transfer{Obj: model.Obj{Span: m.Span}, Kind: "update"}
			proto, host := hostOf(c, m.Arg(0), "auto-update", m.Span)
			tr.Proto.Set(proto, m.Span)
			tr.Host.Set(host, m.Span)
			r.dev.Transfers = append(r.dev.Transfers, tr)
			sys(r).UpdateChannel.Set(proto+"://"+host, m.Span)
			sys(r).UpdateVerify.Set(m.Has("verify-certificate"), m.Span)
		}},
		{Pattern: "ssh pubkey-chain", Sub: func(_ *stmt.Ctx, r R, _ *stmt.Match) stmt.Block { return t.pubkeys.In(r) }},
		{Pattern: "capture * ...", Do: readCapture},
		{Pattern: "event manager applet *", Sub: func(c *stmt.Ctx, r R, m *stmt.Match) stmt.Block {
			s := &model.Script{Obj: model.Obj{Span: c.Span(m.Node)}, Kind: "eem", Name: m.Arg(0)}
			s.Enabled.Inherit(true, m.Span)
			r.dev.Scripts = append(r.dev.Scripts, s)
			return t.applet.In(s)
		}},
		{Pattern: "privilege * level * ...", Do: readPrivilege},
		{Pattern: "privilege * level * mode * command ...", Do: readPrivilege},
		{Pattern: "command-alias * * ...", Do: readAlias},
		// What it means for traffic between zones has no place in the model.
		{Pattern: "same-security-traffic permit *", State: stmt.Unimplemented},
		{Pattern: "no? sysopt connection permit-vpn", State: stmt.Unimplemented},
		{Pattern: "management-access *", State: stmt.Unimplemented},
		{Pattern: "vpnclient ...", State: stmt.Unimplemented},
		{Pattern: "logging rate-limit * * message *", State: stmt.Unimplemented},
	}
}

// readBanner joins the lines of one banner; its text is not kept.
func readBanner(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	kind := m.Arg(0)
	b := r.banners[kind]
	if b == nil {
		b = &model.Banner{Obj: model.Obj{Span: m.Span}, Kind: kind, PreLogin: kind == "login" || kind == "motd"}
		r.banners[kind] = b
		r.dev.Banners = append(r.dev.Banners, b)
	}
	b.Span = span(b.Span, m.Span)
	b.Bytes += int64(len(strings.Join(m.Rest, " ")))
}

func nameServers(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	for _, w := range m.Rest {
		if _, ok := r.address(w); ok {
			fill.Add(&r.dev.DNS.Servers, w, m.Span)
		}
	}
}

func dnsBlock() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{{Pattern: "name-server ...", Do: nameServers}}
}

func bootImage(c *stmt.Ctx, r *reader, m *stmt.Match) {
	p := &r.dev.Platforms
	proto, host := hostOf(c, m.Arg(0), "boot", m.Span)
	remote := host != "" && (proto == "tftp" || proto == "ftp" || proto == "http" || proto == "https")
	image := m.Arg(0)
	if remote {
		image = proto + "://" + host
	}
	fill.Add(&p.Boot, image, m.Span)
	p.BootRemote.Set(p.BootRemote.V || remote, m.Span)
}

func haKey(c *stmt.Ctx, r *reader, m *stmt.Match) {
	r.dev.Platforms.HASecret.Set(true, m.Span)
	words := m.Rest
	if arg(words, 0) == "hex" {
		words = words[1:]
	}
	secret(c, "ha", "failover", words, m.Span)
}

func contextBlock() []stmt.Entry[*reader] {
	type R = *reader
	return []stmt.Entry[R]{
		{Pattern: "config-url *", Do: func(c *stmt.Ctx, r R, m *stmt.Match) {
			proto, host := hostOf(c, m.Arg(0), "config-url", m.Span)
			if host == "" || proto == "disk0" || proto == "flash" {
				return
			}
			tr := &model.Transfer{Obj: model.Obj{Span: m.Span}, Kind: "boot"}
			tr.Proto.Set(proto, m.Span)
			tr.Host.Set(host, m.Span)
			r.dev.Transfers = append(r.dev.Transfers, tr)
			r.dev.Platforms.BootRemote.Set(true, m.Span)
		}},
		{Pattern: "key ...", Do: haKey},
	}
}

// readCapture reads NAME type T interface I …; each statement adds to one
// capture.
func readCapture(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	var cp *model.Capture
	for _, old := range r.dev.Captures {
		if old.Name == m.Arg(0) {
			cp = old
		}
	}
	if cp == nil {
		cp = &model.Capture{Obj: model.Obj{Span: m.Span}, Name: m.Arg(0)}
		cp.Active.Inherit(true, m.Span)
		r.dev.Captures = append(r.dev.Captures, cp)
	}
	cp.Span = span(cp.Span, m.Span)
	if i, ok := m.After("interface"); ok {
		cp.Target.Set(i, m.Span)
	}
	if acl, ok := m.After("access-list"); ok {
		r.c.Use("acl", acl, "capture", m.Span)
	}
}

func appletBlock() []stmt.Entry[*model.Script] {
	type S = *model.Script
	return []stmt.Entry[S]{
		{Pattern: "event ...", Do: func(_ *stmt.Ctx, s S, m *stmt.Match) {
			s.Trigger.Set(strings.Join(m.Rest, " "), m.Span)
			if m.Has("none") {
				s.Enabled.Inherit(true, m.Span)
			}
		}},
		{Pattern: "action * cli command ...", Do: func(c *stmt.Ctx, s S, m *stmt.Match) {
			command := strings.Trim(strings.Join(m.Rest, " "), `"`)
			verbs.Judge(s, []string{command}, m.Span)
			for _, w := range m.Rest[min(1, len(m.Rest)):] { // a command may hold a password
				c.Mask(w, m.Span)
			}
		}},
		{Pattern: "output ...", Do: none[S]},
		{Pattern: "description ...", Do: none[S]},
	}
}

// readPrivilege reads cmd|show|clear level N [mode M] command C.
func readPrivilege(c *stmt.Ctx, r *reader, m *stmt.Match) {
	words := after(c.Tree.Nodes[m.Node].Words, "command")
	p := &model.PrivEdit{Obj: model.Obj{Span: m.Span}, Kind: "privilege", Name: strings.Join(append([]string{m.Arg(0)}, words...), " ")}
	n, err := strconv.ParseInt(m.Arg(1), 10, 8)
	if err != nil {
		p.Level.Unsure(m.Span)
		p.Lowers.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
	} else {
		p.Level.Set(n, m.Span)
		p.Lowers.Set(n < 15, m.Span)
	}
	r.dev.PrivEdits = append(r.dev.PrivEdits, p)
}

// readAlias reads MODE NAME COMMAND. The four that every device has are left out.
func readAlias(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	text := strings.Join(m.Rest, " ")
	switch m.Arg(1) + " " + text {
	case "h help", "lo logout", "p ping", "s show":
		return
	}
	p := &model.PrivEdit{Obj: model.Obj{Span: m.Span}, Kind: "alias", Name: m.Arg(1)}
	switch m.Arg(1) {
	case "show", "clear", "configure", "copy", "write", "ping", "logging", "enable", "exit", "reload", "debug", "capture":
		p.Shadows.Set(true, m.Span)
	default:
		p.Shadows.Set(false, m.Span)
	}
	r.dev.PrivEdits = append(r.dev.PrivEdits, p)
}

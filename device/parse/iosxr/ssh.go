package iosxr

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) sshEntries() []stmt.Entry[*reader] {
	type R = *reader
	ssh := func(r R) *model.SSH { return &r.dev.SSH }
	return []stmt.Entry[R]{
		{Pattern: "no? ssh server", Do: fill.Bool(func(r R) *model.F[bool] { return &ssh(r).Service.Enabled })},
		{Pattern: "no? ssh server v2", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			ssh(r).Service.Enabled.Set(!m.Neg, m.Span)
			if !m.Neg {
				ssh(r).Versions.Set([]string{"2"}, m.Span)
			}
		}},
		{Pattern: "ssh server vrf * ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			ssh(r).Service.Enabled.Set(true, m.Span)
			r.ssh = append(r.ssh, r.bind(m.Arg(0), m, "ssh server"))
		}},
		{Pattern: "no ssh server vrf * ...", Do: none[R]},
		{Pattern: "ssh backup-server ...", State: stmt.Unimplemented}, // listens beside the server
		{Pattern: "ssh server netconf", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { r.dev.Services.Netconf.Enabled.Set(true, m.Span) }},
		{Pattern: "ssh server netconf port *", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			r.dev.Services.Netconf.Ports.Set([]string{m.Arg(0)}, m.Span)
		}},
		{Pattern: "ssh server netconf vrf * ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			r.netconf = append(r.netconf, r.bind(m.Arg(0), m, "ssh server netconf"))
		}},
		{Pattern: "ssh server port *", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { ssh(r).Service.Ports.Set([]string{m.Arg(0)}, m.Span) }},
		{Pattern: "no? ssh server logging", Do: fill.Bool(func(r R) *model.F[bool] { return &ssh(r).Events })},
		{Pattern: "ssh server session-limit *", Do: fill.Num(1, func(r R) *model.F[int64] { return &ssh(r).Service.SessionLimit })},
		{Pattern: "ssh server max-auth-limit *", Do: fill.Num(1, func(r R) *model.F[int64] { return &ssh(r).AuthRetries })},
		{Pattern: "ssh timeout *", Do: fill.Num(1, func(r R) *model.F[int64] { return &ssh(r).LoginGrace })},
		{Pattern: "ssh server port-forwarding ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { ssh(r).TCPForward.Set(true, m.Span) }},
		{Pattern: "ssh server algorithms key-exchange ...", Do: algorithms(func(s *model.SSH) *model.F[[]string] { return &s.KEX })},
		{Pattern: "ssh server algorithms cipher ...", Do: algorithms(func(s *model.SSH) *model.F[[]string] { return &s.EncAlgs })},
		{Pattern: "ssh server algorithms mac|hmac ...", Do: algorithms(func(s *model.SSH) *model.F[[]string] { return &s.MACs })},
		{Pattern: "ssh server algorithms host-key ...", Do: algorithms(func(s *model.SSH) *model.F[[]string] { return &s.HostKeyAlgs })},
		{Pattern: "ssh server enable cipher ...", Do: enableCipher},
		{Pattern: "ssh server disable hmac ...", Do: none[R]},
		{Pattern: "ssh version *", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { ssh(r).Versions.Set([]string{m.Arg(0)}, m.Span) }},
		{Pattern: "ssh key-exchange group *", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			ssh(r).KEX.Set([]string{algorithm(m.Arg(0))}, m.Span)
		}},
		{Pattern: "ssh server trustpoint|certificate ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			if n := len(m.Rest); n > 0 {
				ssh(r).Service.Trustpoint.Set(m.Rest[n-1], m.Span)
			}
		}},
		{Pattern: "ssh client source-interface * ...", Do: fill.Text(func(r R) *model.F[string] { return &ssh(r).SourceIf })},
	}
}

func algorithms(fact func(*model.SSH) *model.F[[]string]) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
		list := []string{}
		for _, w := range m.Rest {
			list = append(list, algorithm(w))
		}
		fact(&r.dev.SSH).Set(list, m.Span)
	}
}

// algorithm gives the IANA name; this system writes it, but for short forms.
func algorithm(w string) string {
	w = strings.ToLower(w)
	switch w {
	case "x509v3-ssh-rsa", "ssh-rsa", "ssh-dss":
		return w
	case "dsa":
		return "ssh-dss"
	case "rsa":
		return "ssh-rsa"
	case "dh-group1-sha1":
		return "diffie-hellman-group1-sha1"
	case "dh-group14-sha1":
		return "diffie-hellman-group14-sha1"
	case "ed25519":
		return "ssh-ed25519"
	}
	return w
}

// enableCipher reads ciphers that are offered beside the usual ones. The list
// is then known in its weak part, which is what it is looked at for.
func enableCipher(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	f := &r.dev.SSH.EncAlgs
	list := f.V
	for _, w := range m.Rest {
		if w == "aes-cbc" {
			list = append(list, "aes128-cbc", "aes192-cbc", "aes256-cbc")
			continue
		}
		list = append(list, algorithm(w))
	}
	f.Set(list, m.Span)
}

package junos

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// openSSH reads the secure shell server.
func openSSH(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
	s := &a.v.SSH
	s.Span = c.Span(m.Node)
	s.Service.Span = s.Span
	put(&s.Service.Enabled, true, m)
	return a.r.t.ssh.In(in(a, s))
}

func sshEntries() []entry[*model.SSH] {
	return append([]entry[*model.SSH]{
		text("root-login *", func(s *model.SSH) *model.F[string] { return &s.RootLogin }),
		do("protocol-version *", func(_ *stmt.Ctx, a at[*model.SSH], m *stmt.Match) {
			v := last(m)
			if len(v) > 1 && v[0] == 'v' {
				v = v[1:]
			}
			push(&a.v.Versions, v, m)
		}),
		do("port *", func(_ *stmt.Ctx, a at[*model.SSH], m *stmt.Match) { push(&a.v.Service.Ports, last(m), m) }),
		do("ciphers *", algorithm(func(s *model.SSH) *model.F[[]string] { return &s.EncAlgs })),
		do("macs *", algorithm(func(s *model.SSH) *model.F[[]string] { return &s.MACs })),
		do("key-exchange *", algorithm(func(s *model.SSH) *model.F[[]string] { return &s.KEX })),
		do("hostkey-algorithm-list *", hostKey),
		do("hostkey-algorithm *", hostKey),
		number("connection-limit *", 1, func(s *model.SSH) *model.F[int64] { return &s.Service.SessionLimit }),
		no("no-passwords", func(s *model.SSH) *model.F[bool] { return &s.PasswordAuth }),
		no("no-password-authentication", func(s *model.SSH) *model.F[bool] { return &s.PasswordAuth }),
		no("no-public-keys", func(s *model.SSH) *model.F[bool] { return &s.PubkeyAuth }),
		yes("tcp-forwarding", func(s *model.SSH) *model.F[bool] { return &s.TCPForward }),
		yes("allow-tcp-forwarding", func(s *model.SSH) *model.F[bool] { return &s.TCPForward }),
		no("no-tcp-forwarding", func(s *model.SSH) *model.F[bool] { return &s.TCPForward }),
		do("client-alive-interval *", func(_ *stmt.Ctx, a at[*model.SSH], m *stmt.Match) {
			put(&a.r.dev.Platforms.KeepalivesIn, last(m) != "0", m)
		}),
		do("sftp-server", func(_ *stmt.Ctx, a at[*model.SSH], m *stmt.Match) {
			put(&a.r.dev.Services.SFTP.Enabled, true, m)
			a.r.dev.Services.SFTP.Span = m.Span
		}),
		do[*model.SSH]("no-challenge-response", nothing),
		do[*model.SSH]("rate-limit|client-alive-count-max|max-sessions-per-connection|max-pre-authentication-packets|fingerprint-hash|log-key-changes ...", nothing),
		do[*model.SSH]("rekey ...", nothing),
	}, append(otherKeys("authorized-keys-command ...", "authorized-keys-command-user ...", "authorized-principals ...", "authorized-principals-file ...",
		"authorized-principals-command ...", "trusted-user-ca-key-file ..."), notRead[*model.SSH]("host-certificate-file ...", "authentication-order ...", "access-disable-external ...")...)...)
}

// otherKeys are statements by which keys that the file does not hold may log in.
func otherKeys(patterns ...string) []entry[*model.SSH] {
	var out []entry[*model.SSH]
	for _, p := range patterns {
		out = append(out, do(p, func(c *stmt.Ctx, _ at[*model.SSH], m *stmt.Match) {
			c.Mark(m.Node, stmt.Unimplemented)
			c.Dev.Doubtful("users", m.Span.Line)
		}))
	}
	return out
}

// algorithm adds one name; Junos spells some unlike the registry.
func algorithm(fact func(*model.SSH) *model.F[[]string]) func(*stmt.Ctx, at[*model.SSH], *stmt.Match) {
	return func(_ *stmt.Ctx, a at[*model.SSH], m *stmt.Match) { push(fact(a.v), iana(last(m)), m) }
}

var ianaNames = map[string]string{
	"dh-group1-sha1": "diffie-hellman-group1-sha1", "dh-group14-sha1": "diffie-hellman-group14-sha1", "dh-group14-sha256": "diffie-hellman-group14-sha256",
	"dh-group16-sha512": "diffie-hellman-group16-sha512", "dh-group18-sha512": "diffie-hellman-group18-sha512",
	"group-exchange-sha1": "diffie-hellman-group-exchange-sha1", "group-exchange-sha2": "diffie-hellman-group-exchange-sha256",
	"curve25519-sha256": "curve25519-sha256", "3des-cbc": "3des-cbc",
	"ssh-dss": "ssh-dss", "ssh-rsa": "ssh-rsa", "ssh-ecdsa": "ecdsa-sha2-nistp256", "ssh-ed25519": "ssh-ed25519",
	"dss": "ssh-dss", "rsa": "ssh-rsa", "ecdsa": "ecdsa-sha2-nistp256", "ed25519": "ssh-ed25519",
}

func iana(w string) string {
	if n := ianaNames[w]; n != "" {
		return n
	}
	return w
}

// hostKey adds an algorithm of the host's keys; "no-x" leaves the others as
// the release has them, so that the list is not known.
func hostKey(c *stmt.Ctx, a at[*model.SSH], m *stmt.Match) {
	w := last(m)
	if len(w) > 3 && w[:3] == "no-" {
		if a.v.HostKeyAlgs.How == model.NotRead {
			a.v.HostKeyAlgs.Unsure(m.Span)
		}
		c.Mark(m.Node, stmt.Partial)
		return
	}
	push(&a.v.HostKeyAlgs, iana(w), m)
}

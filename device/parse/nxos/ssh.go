package nxos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) sshEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "no? ssh port *", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			if m.Neg {
				r.SSH.Service.Ports = model.F[[]string]{}
				return
			}
			r.SSH.Service.Ports.Set([]string{m.Arg(0)}, m.Span)
		}},
		{Pattern: "no? ssh key * ...", Do: readHostKey},
		{Pattern: "no? ssh login-attempts *", Do: fill.Num(1, func(r *run) *model.F[int64] { return &r.SSH.AuthRetries })},
		{Pattern: "no? ssh login-gracetime *", Do: fill.Num(1, func(r *run) *model.F[int64] { return &r.SSH.LoginGrace })},
		{Pattern: "no? ssh idle-timeout * ...", Do: fill.Num(60, func(r *run) *model.F[int64] { return &r.SSH.Service.IdleTimeout })},
		{Pattern: "no? ssh kexalgos ...", Do: readAlgorithms(func(r *run) *model.F[[]string] { return &r.SSH.KEX })},
		{Pattern: "no? ssh macs ...", Do: readAlgorithms(func(r *run) *model.F[[]string] { return &r.SSH.MACs })},
		{Pattern: "no? ssh ciphers ...", Do: readAlgorithms(func(r *run) *model.F[[]string] { return &r.SSH.EncAlgs })},
		{Pattern: "no? ssh keytypes ...", Do: readAlgorithms(func(r *run) *model.F[[]string] { return &r.SSH.HostKeyAlgs })},
		{Pattern: "ssh cipher-mode weak", Do: readWeakCiphers},
		{Pattern: "no ssh cipher-mode weak", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.SSH.EncAlgs = model.F[[]string]{} }},
		{Pattern: "no? ip ssh source-interface ...", Do: readJoined(func(r *run) *model.F[string] { return &r.SSH.SourceIf })},
		{Pattern: "ip ssh version *", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) { r.SSH.Versions.Set([]string{m.Arg(0)}, m.Span) }},
	}
}

// readJoined states an interface whose name may be written in two words.
func readJoined[T any](fact func(T) *model.F[string]) func(*stmt.Ctx, T, *stmt.Match) {
	return func(_ *stmt.Ctx, t T, m *stmt.Match) {
		if m.Neg {
			fact(t).Set("", m.Span)
			return
		}
		fact(t).Set(fill.Word(m.Rest, 0)+fill.Word(m.Rest, 1), m.Span)
	}
}

// readHostKey reads `ssh key rsa 2048 force`.
func readHostKey(c *stmt.Ctx, r *run, m *stmt.Match) {
	if m.Neg {
		return
	}
	r.SSH.HostKeyType.Set(m.Arg(0), m.Span)
	switch {
	case fill.Word(m.Rest, 0) != "" && fill.Word(m.Rest, 0) != "force":
		fill.Number(c, &r.SSH.HostKeyBits, 1, m.Rest[0], m)
	case m.Arg(0) == "dsa":
		r.SSH.HostKeyBits.Inherit(1024, m.Span)
	}
}

// weakKEX, weakMACs and weakCiphers are what "all" adds to the default sets.
var (
	weakKEX     = []string{"diffie-hellman-group1-sha1", "diffie-hellman-group14-sha1", "diffie-hellman-group-exchange-sha1"}
	weakMACs    = []string{"hmac-sha1", "hmac-sha1-etm@openssh.com"}
	weakCiphers = []string{"aes128-cbc", "aes192-cbc", "aes256-cbc", "3des-cbc"}
)

// readAlgorithms reads a set of algorithms by name. "all" re-admits the weak
// ones, which is what a check must see; several lines add up.
func readAlgorithms(fact func(*run) *model.F[[]string]) func(*stmt.Ctx, *run, *stmt.Match) {
	return func(_ *stmt.Ctx, r *run, m *stmt.Match) {
		f := fact(r)
		if m.Neg {
			*f = model.F[[]string]{}
			return
		}
		for _, w := range m.Rest {
			w = strings.ToLower(w)
			if w != "all" {
				fill.Add(f, w, m.Span)
				continue
			}
			for _, weak := range weakSet(r, f) {
				fill.Add(f, weak, m.Span)
			}
		}
	}
}

func weakSet(r *run, f *model.F[[]string]) []string {
	switch f {
	case &r.SSH.KEX:
		return weakKEX
	case &r.SSH.MACs:
		return weakMACs
	case &r.SSH.EncAlgs:
		return weakCiphers
	}
	return []string{"ssh-rsa", "ssh-dss"}
}

func readWeakCiphers(_ *stmt.Ctx, r *run, m *stmt.Match) {
	for _, w := range weakCiphers {
		fill.Add(&r.SSH.EncAlgs, w, m.Span)
	}
}

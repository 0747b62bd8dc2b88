package ios

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/parse/sshkey"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) sshEntries() []stmt.Entry[*reader] {
	list := func(p string, f func(*reader) *model.F[[]string]) stmt.Entry[*reader] {
		return stmt.Entry[*reader]{Pattern: p, Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			names := make([]string, 0, len(m.Rest))
			for _, n := range m.Rest {
				names = append(names, strings.ToLower(n))
			}
			f(r).Set(names, m.Span)
		}}
	}
	return []stmt.Entry[*reader]{
		{Pattern: "ip ssh version *", Do: sshVersion},
		{Pattern: "no ip ssh version ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.d.SSH.Versions.Set([]string{"1", "2"}, m.Span) }},
		{Pattern: "ip ssh time-out|timeout *", Do: fill.Num(1, func(r *reader) *model.F[int64] { return &r.d.SSH.LoginGrace })},
		{Pattern: "ip ssh authentication-retries *", Do: fill.Num(1, func(r *reader) *model.F[int64] { return &r.d.SSH.AuthRetries })},
		{Pattern: "ip ssh maxstartups *", Do: fill.Num(1, func(r *reader) *model.F[int64] { return &r.d.SSH.Service.SessionLimit })},
		{Pattern: "ip ssh dh min size *", Do: fill.Num(1, func(r *reader) *model.F[int64] { return &r.d.SSH.DHMin })},
		{Pattern: "ip ssh port * rotary * ...", Do: rotaryPort},
		{Pattern: "ip ssh source-interface *", Do: fill.Text(func(r *reader) *model.F[string] { return &r.d.SSH.SourceIf })},
		{Pattern: "no? ip ssh logging events", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.d.SSH.Events })},
		{Pattern: "ip ssh rsa keypair-name *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			r.keypair = m.Arg(0)
			r.d.SSH.HostKeyType.Set("rsa", m.Span)
		}},
		{Pattern: "ip ssh ec keypair-name *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.d.SSH.HostKeyType.Set("ecdsa", m.Span) }},
		list("ip ssh server algorithm kex ...", func(r *reader) *model.F[[]string] { return &r.d.SSH.KEX }),
		list("ip ssh server algorithm encryption ...", func(r *reader) *model.F[[]string] { return &r.d.SSH.EncAlgs }),
		list("ip ssh server algorithm mac ...", func(r *reader) *model.F[[]string] { return &r.d.SSH.MACs }),
		list("ip ssh server algorithm hostkey ...", func(r *reader) *model.F[[]string] { return &r.d.SSH.HostKeyAlgs }),
		{Pattern: "ip ssh server algorithm authentication ...", Do: sshAuth},
		{Pattern: "ip ssh server authenticate user ...", Do: sshAuth},
		{Pattern: "no ip ssh server authenticate user *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			switch m.Arg(0) {
			case "publickey":
				r.d.SSH.PubkeyAuth.Set(false, m.Span)
			case "password", "keyboard":
				r.d.SSH.PasswordAuth.Set(false, m.Span)
			}
		}},
	}
}

func sshVersion(c *stmt.Ctx, r *reader, m *stmt.Match) {
	switch m.Arg(0) {
	case "1", "2":
		r.d.SSH.Versions.Set([]string{m.Arg(0)}, m.Span)
		return
	}
	r.d.SSH.Versions.Unsure(m.Span)
	c.Mark(m.Node, stmt.Partial)
}

// rotaryPort reads "ip ssh port 2222 rotary 1" and a range of groups.
func rotaryPort(c *stmt.Ctx, r *reader, m *stmt.Match) {
	group := m.Arg(1)
	if len(m.Rest) > 0 {
		group += "-" + m.Rest[len(m.Rest)-1]
	}
	if _, ok := number(m.Arg(0)); !ok {
		c.Mark(m.Node, stmt.Partial)
	}
	fill.Add(&r.d.SSH.RotaryPorts, m.Arg(0)+"/"+group, m.Span)
}

func sshAuth(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	r.d.SSH.PasswordAuth.Set(m.Has("password") || m.Has("keyboard"), m.Span)
	r.d.SSH.PubkeyAuth.Set(m.Has("publickey"), m.Span)
}

// keyString reads a public key written out in lines up to "exit" or "quit".
func keyString(c *stmt.Ctx, user string, m *stmt.Match) *model.SSHKey {
	text := tail(m, 1)
	if body := c.Tree.Bodies[m.Node]; body != "" {
		text = strings.Join(strings.Fields(body), "")
	}
	if !strings.HasPrefix(text, "ssh-") && !strings.HasPrefix(text, "ecdsa-") {
		text = "ssh-rsa " + text
	}
	return sshkey.Parse(user, text, m.Span)
}

// finishSSH says that the server can be reached where a network line admits
// it, and what the lines say of sessions that leave the device.
func (r *reader) finishSSH() {
	s := &r.d.SSH
	out, stated := false, false
	for _, l := range r.d.Lines {
		if l.Kind == "vty" && l.TransportIn.How.Stated() && (contains(l.TransportIn.V, "ssh") || contains(l.TransportIn.V, "all")) {
			implied(&s.Service.Enabled, true, l.TransportIn.Span)
		}
		if l.TransportOut.How.Stated() {
			stated = true
			out = out || !contains(l.TransportOut.V, "none")
		} else {
			out = out || l.Kind == "vty"
		}
	}
	if stated {
		derived(&s.Outbound, out, r.d.Lines[0].Span)
	}
	if bits := r.keyBits[r.keypair]; bits.How.Stated() {
		implied(&s.HostKeyBits, bits.V, bits.Span)
	}
}

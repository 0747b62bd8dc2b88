package asa

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func sshEntries() []stmt.Entry[*reader] {
	type R = *reader
	ssh := func(r R) *model.SSH { return &r.dev.SSH }
	return []stmt.Entry[R]{
		{Pattern: "ssh * * *", Do: func(c *stmt.Ctx, r R, m *stmt.Match) { r.admit(c, "ssh", &ssh(r).Service, m) }},
		{Pattern: "ssh * *", Do: func(c *stmt.Ctx, r R, m *stmt.Match) { r.admit(c, "ssh", &ssh(r).Service, m) }},
		{Pattern: "ssh version ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) { ssh(r).Versions.Set(m.Rest, m.Span) }},
		{Pattern: "ssh timeout *", Do: fill.Num(60, func(r R) *model.F[int64] { return &ssh(r).Service.IdleTimeout })},
		{Pattern: "no? ssh scopy enable", Do: fill.Bool(func(r R) *model.F[bool] { return &r.dev.Services.SCP.Enabled })},
		{Pattern: "ssh key-exchange group * ...", Do: func(_ *stmt.Ctx, r R, m *stmt.Match) {
			ssh(r).KEX.Set([]string{kexName(m.Arg(0))}, m.Span)
		}},
		{Pattern: "ssh key-exchange hostkey *", Do: fill.Text(func(r R) *model.F[string] { return &ssh(r).HostKeyType })},
		{Pattern: "ssh cipher encryption * ...", Do: sshSet(ciphers, func(s *model.SSH) *model.F[[]string] { return &s.EncAlgs })},
		{Pattern: "ssh cipher integrity * ...", Do: sshSet(macs, func(s *model.SSH) *model.F[[]string] { return &s.MACs })},
	}
}

// kexName gives the IANA name of a key exchange.
func kexName(w string) string {
	switch w {
	case "dh-group1-sha1", "dh-group14-sha1", "dh-group14-sha256":
		return "diffie-hellman-" + strings.TrimPrefix(w, "dh-")
	case "curve25519-sha256", "ecdh-sha2-nistp256":
		return w
	}
	return w
}

// ciphers and macs are the algorithms behind the names of sets, as the command
// reference of release 9 lists them. Later releases add algorithms to the
// strong sets and keep the weak ones, so the weak part of a list is right.
var ciphers = map[string][]string{
	"all":    {"3des-cbc", "aes128-cbc", "aes192-cbc", "aes256-cbc", "aes128-ctr", "aes192-ctr", "aes256-ctr"},
	"low":    {"3des-cbc", "aes128-cbc", "aes192-cbc", "aes256-cbc", "aes128-ctr", "aes192-ctr", "aes256-ctr"},
	"medium": {"3des-cbc", "aes128-cbc", "aes192-cbc", "aes256-cbc", "aes128-ctr", "aes192-ctr", "aes256-ctr"},
	"high":   {"aes256-cbc", "aes256-ctr"},
	"fips":   {"aes128-cbc", "aes256-cbc"},
}

var macs = map[string][]string{
	"all":    {"hmac-sha1", "hmac-sha1-96", "hmac-md5", "hmac-md5-96"},
	"low":    {"hmac-sha1", "hmac-sha1-96", "hmac-md5", "hmac-md5-96"},
	"medium": {"hmac-sha1", "hmac-sha1-96"},
	"high":   {"hmac-sha1"},
	"fips":   {"hmac-sha1"},
}

// sshSet reads a set by name, or custom "a:b:c".
func sshSet(sets map[string][]string, fact func(*model.SSH) *model.F[[]string]) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(c *stmt.Ctx, r *reader, m *stmt.Match) {
		f := fact(&r.dev.SSH)
		if m.Arg(0) == "custom" {
			list := strings.FieldsFunc(strings.Trim(strings.Join(m.Rest, ":"), `"`), func(c rune) bool { return c == ':' || c == '"' })
			f.Set(list, m.Span)
			return
		}
		list, ok := sets[m.Arg(0)]
		if !ok {
			f.Unsure(m.Span)
			c.Mark(m.Node, stmt.Partial)
			return
		}
		f.Inherit(list, m.Span)
		if len(sets["high"]) == 2 {
			r.dev.SSH.StrongCrypto.Set(m.Arg(0) == "high" || m.Arg(0) == "fips", m.Span)
		}
	}
}

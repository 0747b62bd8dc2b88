package vrp

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/parse/sshkey"
	"github.com/linewarden/linewarden/device/stmt"
)

// names maps VRP's spelling of algorithms to the registry's. What is not
// named here only swaps its underscores.
var names = map[string]string{"3des_cbc": "3des-cbc", "des_cbc": "des-cbc", "aes128_gcm": "aes128-gcm@openssh.com", "aes256_gcm": "aes256-gcm@openssh.com",
	"arcfour128": "arcfour128", "arcfour256": "arcfour256", "blowfish_cbc": "blowfish-cbc", "chacha20_poly1305": "chacha20-poly1305@openssh.com",
	"md5": "hmac-md5", "md5_96": "hmac-md5-96", "sha1": "hmac-sha1", "sha1_96": "hmac-sha1-96", "sha2_256": "hmac-sha2-256",
	"sha2_256_96": "hmac-sha2-256-96", "sha2_512": "hmac-sha2-512", "sm3": "hmac-sm3",
	"dh_group1_sha1": "diffie-hellman-group1-sha1", "dh_group14_sha1": "diffie-hellman-group14-sha1", "dh_group14_sha256": "diffie-hellman-group14-sha256",
	"dh_group15_sha512": "diffie-hellman-group15-sha512", "dh_group16_sha512": "diffie-hellman-group16-sha512",
	"dh_group_exchange_sha1": "diffie-hellman-group-exchange-sha1", "dh_group_exchange_sha256": "diffie-hellman-group-exchange-sha256",
	"curve25519_sha256": "curve25519-sha256", "ecdh_sha2_nistp256": "ecdh-sha2-nistp256", "ecdh_sha2_nistp384": "ecdh-sha2-nistp384",
	"ecdh_sha2_nistp521": "ecdh-sha2-nistp521", "rsa": "ssh-rsa", "dsa": "ssh-dss", "ecc": "ecdsa-sha2-nistp256", "ed25519": "ssh-ed25519",
	"rsa_sha2_256": "rsa-sha2-256", "rsa_sha2_512": "rsa-sha2-512"}

func algorithm(w string) string {
	if n := names[w]; n != "" {
		return n
	}
	return strings.ReplaceAll(w, "_", "-")
}

// algorithms states a list of names.
func algorithms(fact func(*model.SSH) *model.F[[]string]) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
		f := fact(&r.SSH)
		if m.Neg {
			*f = model.F[[]string]{}
			return
		}
		out := []string{}
		for _, w := range m.Rest {
			out = append(out, algorithm(w))
		}
		f.Set(out, m.Span)
	}
}

func sshEntries(t *tables) []readerEntry {
	return []readerEntry{
		{Pattern: "no? stelnet server enable", Do: svc(ssh)},
		{Pattern: "stelnet server disable", Do: off(ssh)},
		{Pattern: "no? stelnet ipv4 server enable", Do: svc(ssh)},
		{Pattern: "no? stelnet ipv6 server enable", Do: svc(ssh)},
		{Pattern: "no? ssh server enable", Do: svc(ssh)},
		{Pattern: "no? ssh server port *", Do: port(ssh)},
		{Pattern: "no? ssh ipv4 server port *", Do: port(ssh)},
		{Pattern: "ssh ipv6 server port *", Do: nothing},
		{Pattern: "ssh server acl *", Do: aclOf(ssh, "ssh server")},
		{Pattern: "ssh ipv6 server acl *", Do: acl6Of(ssh, "ssh server")},
		{Pattern: "ssh server acl ipv6 *", Do: acl6Of(ssh, "ssh server")},
		{Pattern: "no? ssh server-source ...", Do: bind(ssh)},
		{Pattern: "no? ssh ipv6 server-source ...", Do: nothing},
		{Pattern: "no? ssh server permit interface ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.SSH.Service.Interfaces.Set(m.Rest, m.Span) }},
		{Pattern: "no? ssh server cipher ...", Do: algorithms(func(s *model.SSH) *model.F[[]string] { return &s.EncAlgs })},
		{Pattern: "no? ssh server secure-algorithms cipher ...", Do: algorithms(func(s *model.SSH) *model.F[[]string] { return &s.EncAlgs })},
		{Pattern: "no? ssh server hmac ...", Do: algorithms(func(s *model.SSH) *model.F[[]string] { return &s.MACs })},
		{Pattern: "no? ssh server secure-algorithms hmac ...", Do: algorithms(func(s *model.SSH) *model.F[[]string] { return &s.MACs })},
		{Pattern: "no? ssh server key-exchange ...", Do: algorithms(func(s *model.SSH) *model.F[[]string] { return &s.KEX })},
		{Pattern: "no? ssh server publickey ...", Do: algorithms(func(s *model.SSH) *model.F[[]string] { return &s.HostKeyAlgs })},
		{Pattern: "ssh server dh-exchange min-len *", Do: fill.Num(1, func(r *reader) *model.F[int64] { return &r.SSH.DHMin })},
		{Pattern: "no? ssh server rsa-key min-length *", Do: fill.Num(1, func(r *reader) *model.F[int64] { return &r.SSH.HostKeyBits })},
		{Pattern: "no? ssh server timeout *", Do: fill.Num(1, func(r *reader) *model.F[int64] { return &r.SSH.LoginGrace })},
		{Pattern: "no? ssh server authentication-retries *", Do: fill.Num(1, func(r *reader) *model.F[int64] { return &r.SSH.AuthRetries })},
		{Pattern: "no? ssh server compatible-ssh1x enable", Do: ssh1},
		{Pattern: "no? ssh server tcp forwarding enable", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.SSH.TCPForward })},
		{Pattern: "ssh server assign * *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			r.SSH.HostKeyType.Set(strings.TrimSuffix(m.Arg(0), "-host-key"), m.Span)
		}},
		{Pattern: "ssh authentication-type default ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { passwordAuth(r, fill.First(m), m.Span) }},
		{Pattern: "ssh authorization-type default aaa", Do: nothing},
		{Pattern: "ssh authorization-type ...", State: stmt.Unimplemented}, // "root" gives who comes with a key every right
		{Pattern: "ssh user *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.user(bare(m.Arg(0)), m.Span) }},
		{Pattern: "ssh user * authentication-type *", Do: sshAuth},
		{Pattern: "ssh user * assign rsa-key|dsa-key|ecc-key *", Do: sshAssign},
		{Pattern: "ssh user * assign pki *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.user(bare(m.Arg(0)), m.Span) }},
		{Pattern: "ssh user * service-type ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			for _, s := range m.Rest {
				addOnce(&r.user(bare(m.Arg(0)), m.Span).Services, s, m.Span)
			}
		}},
		{Pattern: "rsa|dsa|ecc peer-public-key * ...", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			k := &peerKey{typ: c.Tree.Nodes[m.Node].Words[0], sp: c.Span(m.Node)}
			r.keys[m.Arg(0)] = k
			c.Define("public-key", m.Arg(0), m.Span)
			return t.pubkey.In(k)
		}},
		{Pattern: "peer-public-key end", Do: nothing},
	}
}

// ssh1: without the switch the server speaks version 2 only.
func ssh1(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	if m.Neg {
		r.SSH.Versions.Set([]string{"2"}, m.Span)
		return
	}
	r.SSH.Versions.Set([]string{"1", "2"}, m.Span)
}

// passwordAuth states what people may log in with where every account is
// treated alike.
func passwordAuth(r *reader, typ string, sp model.Span) {
	r.SSH.PasswordAuth.Set(typ == "password" || typ == "all" || strings.Contains(typ, "password"), sp)
	r.SSH.PubkeyAuth.Set(typ != "password", sp)
}

// sshAuth: one account with a password means that passwords are accepted.
func sshAuth(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	r.user(bare(m.Arg(0)), m.Span)
	typ := m.Arg(1)
	password := typ == "all" || strings.Contains(typ, "password")
	s := &r.SSH
	if password || !s.PasswordAuth.How.Stated() {
		s.PasswordAuth.Set(password || s.PasswordAuth.V, m.Span)
	}
	if typ != "password" || !s.PubkeyAuth.How.Stated() {
		s.PubkeyAuth.Set(typ != "password" || s.PubkeyAuth.V, m.Span)
	}
}

// peerKey is a public key with a name.
type peerKey struct {
	typ  string
	sp   model.Span
	body string
}

// assignment gives an account a key by its name.
type assignment struct {
	user, key string
	sp        model.Span
}

func sshAssign(c *stmt.Ctx, r *reader, m *stmt.Match) {
	a := assignment{bare(m.Arg(0)), m.Args[len(m.Args)-1], m.Span}
	r.user(a.user, m.Span)
	c.Use("public-key", a.key, "ssh user "+a.user, m.Span)
	r.assigned = append(r.assigned, a)
}

func pubkeyEntries() []stmt.Entry[*peerKey] {
	return []stmt.Entry[*peerKey]{
		{Pattern: "public-key-code begin", Do: func(c *stmt.Ctx, k *peerKey, m *stmt.Match) { k.body = c.Tree.Bodies[m.Node] }},
	}
}

// finishKeys joins accounts and keys.
func (r *reader) finishKeys() {
	for _, a := range r.assigned {
		u := r.user(a.user, a.sp)
		k := r.keys[a.key]
		if k == nil {
			e := &model.SSHKey{Obj: model.Obj{Span: a.sp}, User: a.user}
			e.Bits.Unsure(a.sp)
			u.Keys = append(u.Keys, e)
			continue
		}
		u.Keys = append(u.Keys, k.read(a.user))
	}
}

// read gives the key as the model holds it.
func (k *peerKey) read(user string) *model.SSHKey {
	text := strings.Join(strings.Fields(k.body), "")
	if i := strings.Index(k.body, "ssh-"); i >= 0 || strings.Contains(k.body, "ecdsa-") {
		words := strings.Fields(k.body)
		return sshkey.Parse(user, words[0]+" "+strings.Join(words[1:max(len(words)-1, 1)], "")+last(words), k.sp)
	}
	out := &model.SSHKey{Obj: model.Obj{Span: k.sp}, User: user, Type: map[string]string{"rsa": "ssh-rsa", "dsa": "ssh-dss", "ecc": "ecdsa"}[k.typ]}
	out.Bits.Unsure(k.sp)
	if len(text) > 1<<14 {
		return out
	}
	der, err := hex.DecodeString(text)
	if err != nil || k.typ != "rsa" {
		return out
	}
	key, err := x509.ParsePKCS1PublicKey(der)
	if err != nil || key.N.BitLen() > 1<<15 {
		return out
	}
	return sshkey.Parse(user, "ssh-rsa "+blob([]byte("ssh-rsa"), bigBytes(uint64(key.E)), append([]byte{0}, key.N.Bytes()...)), k.sp)
}

// last gives the final piece of a key that spans lines, or nothing where it is
// the comment.
func last(words []string) string {
	if len(words) < 3 {
		return ""
	}
	w := words[len(words)-1]
	if _, err := base64.StdEncoding.DecodeString(w); err != nil || strings.Contains(w, "-") || len(words[len(words)-2])%4 == 0 && strings.HasSuffix(words[len(words)-2], "=") {
		return " " + w
	}
	return w
}

// blob encodes fields as SSH does (RFC 4251 §5).
func blob(fields ...[]byte) string {
	var b []byte
	for _, f := range fields {
		b = binary.BigEndian.AppendUint32(b, uint32(len(f)))
		b = append(b, f...)
	}
	return base64.StdEncoding.EncodeToString(b)
}

func bigBytes(v uint64) []byte {
	b := binary.BigEndian.AppendUint64(nil, v)
	for len(b) > 1 && b[0] == 0 && b[1] < 0x80 {
		b = b[1:]
	}
	return b
}

// addOnce appends v to a list fact that does not hold it yet.
func addOnce(f *model.F[[]string], v string, sp model.Span) {
	if !slices.Contains(f.V, v) {
		fill.Add(f, v, sp)
	}
}

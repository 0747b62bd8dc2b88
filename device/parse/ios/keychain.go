package ios

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func (t *tables) openKeychain(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	k := &model.Keychain{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
	r.d.Keychain = append(r.d.Keychain, k)
	c.Define("keychain", m.Arg(0), m.Span)
	return t.keychain.In(k)
}

func (r *reader) useKeychain(name, ctx string, sp model.Span) {
	r.c.Use("keychain", name, ctx, sp)
	r.keychainUse[name] = true
}

// keychainEntries are the keys of a chain; their own statements are indented
// below "key N", and not so in some releases.
func (t *tables) keychainEntries() []stmt.Entry[*model.Keychain] {
	type kc = *model.Keychain
	return []stmt.Entry[kc]{
		{Pattern: "key *", Sub: func(_ *stmt.Ctx, k kc, _ *stmt.Match) stmt.Block { return t.keychain.In(k) }},
		{Pattern: "key-string ...", Do: func(c *stmt.Ctx, k kc, m *stmt.Match) { secretAt(c, "keychain", k.Name, m, 1) }},
		{Pattern: "cryptographic-algorithm *", Do: func(_ *stmt.Ctx, k kc, m *stmt.Match) { addAlg(k, m) }},
	}
}

// finishKeychains notes which chains anything refers to.
func (r *reader) finishKeychains() {
	for _, k := range r.d.Keychain {
		if r.keychainUse[k.Name] {
			k.Used.Inherit(true, model.Span{Line: k.Span.Line, End: k.Span.Line})
		}
	}
}

func addAlg(k *model.Keychain, m *stmt.Match) {
	alg := strings.ToLower(m.Arg(0))
	if rest, ok := strings.CutPrefix(alg, "hmac-sha-"); ok {
		alg = "hmac-sha" + rest
	}
	switch alg {
	case "md5", "hmac-sha1", "hmac-sha256", "hmac-sha384", "hmac-sha512", "aes-128-cmac", "aes-256-cmac", "hmac-sha1-96", "hmac-sha1-20", "hmac-sha1-12":
	default:
		k.Algs.Unsure(m.Span)
		return
	}
	if !contains(k.Algs.V, alg) {
		fill.Add(&k.Algs, alg, m.Span)
	}
}

package nxos

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// keychain is the block of one `key chain`.
type keychain struct {
	*model.Keychain
	r *run
}

func (t *tables) keychainEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "key chain * ...", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			k := r.keychains[m.Arg(0)]
			if k == nil {
				k = &model.Keychain{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
				r.keychains[k.Name] = k
				r.Keychain = append(r.Keychain, k)
			}
			c.Define("keychain", k.Name, m.Span)
			return t.keychain.In(keychain{k, r})
		}},
		{Pattern: "no key chain ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "macsec policy *", Sub: func(_ *stmt.Ctx, r *run, _ *stmt.Match) stmt.Block { return t.macsec.In(r) }},
		{Pattern: "no? key config-key ascii ...", Do: func(c *stmt.Ctx, r *run, m *stmt.Match) {
			r.Platforms.MasterKey.Set(!m.Neg, m.Span)
			if v := fill.Word(m.Rest, 0); v != "" && !m.Neg {
				c.Secret("other", "master key", "clear", v, m.Span)
			}
		}},
	}
}

func (t *tables) keychainBlock() []stmt.Entry[keychain] {
	return []stmt.Entry[keychain]{
		{Pattern: "key *", Sub: func(_ *stmt.Ctx, k keychain, _ *stmt.Match) stmt.Block { return t.key.In(k) }},
		{Pattern: "no key *", Do: func(*stmt.Ctx, keychain, *stmt.Match) {}},
	}
}

func keyBlock() []stmt.Entry[keychain] {
	secret := func(c *stmt.Ctx, k keychain, m *stmt.Match) {
		if typ, v := fill.CiscoKey(m.Rest); v != "" {
			c.Secret("keychain", k.Name, typ, v, m.Span)
		}
	}
	return []stmt.Entry[keychain]{
		{Pattern: "key-string ...", Do: secret},
		{Pattern: "key-octet-string ...", Do: secret},
		{Pattern: "cryptographic-algorithm ...", Do: func(_ *stmt.Ctx, k keychain, m *stmt.Match) {
			fill.Add(&k.Algs, keyAlg(fill.Word(m.Rest, 0)), m.Span)
		}},
	}
}

func keyAlg(w string) string {
	switch w {
	case "MD5":
		return "md5"
	case "HMAC-SHA-1":
		return "hmac-sha1"
	case "HMAC-SHA-256", "HMAC-SHA-384", "HMAC-SHA-512":
		return "hmac-sha" + w[9:]
	case "AES-128-CMAC", "AES_128_CMAC", "AES-128-CMAC-96":
		return "aes-128-cmac"
	case "3DES", "AES":
		return "aes"
	}
	return w
}

// finishKeychains says which chains something refers to.
func (r *run) finishKeychains() {
	used := map[string]bool{}
	for _, u := range r.Refs.Uses {
		if u.Kind == "keychain" {
			used[u.Name] = true
		}
	}
	for _, k := range r.Keychain {
		k.Used.Inherit(used[k.Name], k.Span)
	}
}

package model_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/model"
	"pgregory.net/rapid"
)

var (
	key     = model.NewKeyer([]byte("0123456789abcdef"))
	lineTwo = model.Span{Line: 2, End: 2}
)

func TestSecretClasses(t *testing.T) {
	word := func(v string, how model.How) model.F[string] { return model.F[string]{V: v, Span: lineTwo, How: how} }
	truth := func(v bool, how model.How) model.F[bool] { return model.F[bool]{V: v, Span: lineTwo, How: how} }
	yes, no, open := truth(true, model.Explicit), truth(false, model.Explicit), truth(false, model.Unknown)
	tests := []struct {
		typ, value string
		want       string // the type
		class      model.F[string]
		guessable  model.F[bool]
		salted     bool
	}{
		{"clear", "public", "clear", word("plain", model.Explicit), yes, false},
		{"clear", `"Public"`, "clear", word("plain", model.Explicit), yes, false},
		{"clear", "abc", "clear", word("plain", model.Explicit), yes, false},
		{"clear", "tEst-Value-9", "clear", word("plain", model.Explicit), no, false},
		{"cisco0", "cisco", "cisco0", word("plain", model.Explicit), yes, false},
		{"cisco7", encode7("cisco", 4), "cisco7", word("reversible", model.Explicit), yes, false},
		{"cisco7", "0A1", "cisco7", word("reversible", model.Explicit), open, false},
		{"cisco7", "zz00zz", "cisco7", word("reversible", model.Explicit), open, false},
		{"junos9", encode9("juniper"), "junos9", word("reversible", model.Explicit), yes, false},
		{"junos9", "$9$?", "junos9", word("reversible", model.Explicit), open, false},
		{"cisco5", "$1$salt$digest", "cisco5", word("weak-hash", model.Explicit), open, true},
		{"cisco9", "public", "cisco9", word("strong-hash", model.Explicit), open, true},
		{"of-a-new-kind", "public", "of-a-new-kind", word("", model.Unknown), open, false},
		{"cisco7", "<removed>", "masked", word("", model.Masked), truth(false, model.Masked), false},
		{"", "$1$salt$digest", "md5-crypt", word("weak-hash", model.Explicit), open, true},
		{"", "$5$salt$digest", "sha256-crypt", word("strong-hash", model.Explicit), open, true},
		{"", "$6$salt$digest", "sha512", word("strong-hash", model.Explicit), open, true},
		{"", "$2b$10$digest", "bcrypt", word("strong-hash", model.Explicit), open, true},
		{"", "$8$salt$digest", "cisco8", word("strong-hash", model.Explicit), open, true},
		{"", "$9$salt$digest", "cisco9", word("strong-hash", model.Explicit), open, true},
		{"", encode9("secret"), "junos9", word("reversible", model.Explicit), yes, false},
		{"", "plain-words-here", "clear", word("plain", model.Explicit), no, false},
	}
	for _, tt := range tests {
		s := key.Secret("user", "u", tt.typ, tt.value, lineTwo)
		if s.Type != tt.want || s.Class != tt.class {
			t.Errorf("%s %s: type %s, class %+v, want %s, %+v", tt.typ, tt.value, s.Type, s.Class, tt.want, tt.class)
		}
		if s.Guessable != tt.guessable || s.Salted != tt.salted {
			t.Errorf("%s %s: guessable %+v, salted %v, want %+v, %v", tt.typ, tt.value, s.Guessable, s.Salted, tt.guessable, tt.salted)
		}
		if masked := tt.want == "masked"; (s.FP == [16]byte{}) != masked {
			t.Errorf("%s %s: has no fingerprint: %v, want %v", tt.typ, tt.value, !masked, masked)
		}
	}
}

func TestMaskedValue(t *testing.T) {
	for v, want := range map[string]bool{
		"<removed>": true, "<secret hidden>": true, "***": true, "*****": true, `"<REDACTED>"`: true, "xxxxx": true, "%snipped%": true,
		"**": false, "xxx": false, "public": false, "": false, "removed-2": false, "x*x*x": false,
	} {
		if got := model.MaskedValue(v); got != want {
			t.Errorf("MaskedValue(%q) = %v", v, got)
		}
	}
}

// secretText draws values that no collector's mask looks like.
var secretText = rapid.StringMatching(`[A-Z][a-z0-9]{5,20}`)

// TestFingerprints sees which secrets have the same fingerprint.
func TestFingerprints(t *testing.T) {
	other := model.NewKeyer([]byte("fedcba9876543210"))
	rapid.Check(t, func(t *rapid.T) {
		v, w := secretText.Draw(t, "v"), secretText.Draw(t, "w")
		fp := func(k *model.Keyer, typ, value string) [16]byte { return k.Secret("user", "u", typ, value, lineTwo).FP }
		clear := fp(key, "clear", v)
		for form, value := range map[string]string{"cisco7": encode7(v, rapid.IntRange(0, 52).Draw(t, "at")), "junos9": encode9(v), "cisco0": v} {
			if fp(key, form, value) != clear {
				t.Errorf("%s %s differs from its clear text %s", form, value, v)
			}
		}
		if (fp(key, "clear", w) == clear) != (v == w) {
			t.Errorf("fingerprints do not tell %s from %s", v, w)
		}
		if fp(other, "clear", v) == clear {
			t.Error("two keys give one fingerprint")
		}
		if fp(key, "cisco4", v) == clear || fp(key, "cisco4", v) == fp(key, "asa-md5", v) {
			t.Error("texts of two kinds of hash pass for one secret")
		}
	})
}

// TestSecretsAreForgotten looks for the value in all that can be printed.
func TestSecretsAreForgotten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := secretText.Draw(t, "v")
		for form, value := range map[string]string{"clear": v, "cisco7": encode7(v, 3), "junos9": encode9(v), "cisco4": v, "": v, "of-a-new-kind": v} {
			dev := &model.Device{Secrets: []*model.Secret{key.Secret("user", "u", form, value, lineTwo), key.Secret("enable", "", form, value, lineTwo)}}
			data, err := json.Marshal(dev)
			if err != nil {
				t.Fatal(err)
			}
			text := string(data) + fmt.Sprintf("%+v", *dev.Secrets[0])
			for _, x := range []string{v, value, fmt.Sprintf("%x", dev.Secrets[0].FP)} {
				if strings.Contains(text, x) {
					t.Errorf("%s stands in %s", x, text)
				}
			}
			if strings.Count(string(data), `"reuse":"secret-1"`) != 2 {
				t.Errorf("no label of reuse in %s", data)
			}
		}
	})
}

// FuzzSecret gives hostile text to the decoders.
func FuzzSecret(f *testing.F) {
	f.Add("cisco7", encode7("cisco", 52))
	f.Add("cisco7", "99ffff")
	f.Add("junos9", encode9("juniper"))
	f.Add("junos9", "$9$Q")
	f.Add("", "$9$")
	f.Fuzz(func(t *testing.T, typ, value string) {
		if s := key.Secret("user", "u", typ, value, lineTwo); s.Class.How == model.NotRead || s.Guessable.How == model.NotRead {
			t.Errorf("%q %q: %+v leaves a fact open", typ, value, s)
		}
	})
}

// encode7 writes v as Cisco type 7, beginning at byte at of its constant.
func encode7(v string, at int) string {
	const constant = "dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"
	out := fmt.Sprintf("%02d", at)
	for i := range len(v) {
		out += fmt.Sprintf("%02X", v[i]^constant[(at+i)%len(constant)])
	}
	return out
}

// encode9 writes v as Junos $9$, with a first character that three of no
// meaning follow.
func encode9(v string) string {
	const alphabet = "QzF3n6/9CAtpu0OB1IREhcSyrleKvMW8LXx7N-dVbwsY2g4oaJZGUDjiHkq.mPf5T"
	weights := [][]int{{1, 4, 32}, {1, 16, 32}, {1, 8, 32}, {1, 64}, {1, 32}, {1, 4, 16, 128}, {1, 32, 64}}
	out, prev := "$9$Qaaa", strings.IndexByte(alphabet, 'Q')
	for i := range len(v) {
		w := weights[i%len(weights)]
		gaps, rest := make([]int, len(w)), int(v[i])
		for k := len(w) - 1; k >= 0; k-- {
			gaps[k], rest = rest/w[k], rest%w[k]
		}
		for _, gap := range gaps {
			prev = (prev + gap + 1) % len(alphabet)
			out += alphabet[prev : prev+1]
		}
	}
	return out
}

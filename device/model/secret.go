package model

import (
	"crypto/hmac"
	"crypto/sha256"
	"strings"
)

// Keyer turns secrets into model entries: it classifies, judges and
// fingerprints them under the installation's key, and forgets them.
type Keyer struct{ key []byte }

// NewKeyer returns a Keyer for a key of at least 16 random bytes. Equal
// secrets have equal fingerprints under equal keys only.
func NewKeyer(key []byte) *Keyer { return &Keyer{key: key} }

// Derive returns a key of 32 bytes for one purpose. It says nothing of the
// Keyer's own key, nor of one for another purpose.
func (k *Keyer) Derive(purpose string) []byte {
	h := hmac.New(sha256.New, k.key)
	h.Write([]byte("linewarden derived key\x00" + purpose))
	return h.Sum(nil)
}

// MaskedValue reports whether a collector replaced the value ("<removed>",
// "<secret hidden>", "***", …).
func MaskedValue(v string) bool {
	v = strings.Trim(strings.ToLower(v), `"<>[](){}%`)
	switch v {
	case "removed", "censored", "secret hidden", "hidden", "redacted", "masked", "scrubbed", "secret", "configuration removed", "value removed",
		"sanitized", "filtered", "snipped", "remove", "removed>", "secret-hidden", "redacted-secret":
		return true
	}
	return len(v) >= 3 && (strings.Trim(v, "*") == "" || len(v) >= 5 && strings.Trim(v, "x") == "")
}

// Secret describes value without keeping it. typ is the form as the system
// names it; "" asks to recognise the shape.
func (k *Keyer) Secret(kind, owner, typ, value string, sp Span) *Secret {
	s := &Secret{Obj: Obj{Span: sp}, Kind: kind, Owner: owner, Type: typ, Level: -1}
	value = strings.Trim(value, `"`)
	if MaskedValue(value) {
		s.Type = "masked"
		s.Class.Mask(sp)
		s.Guessable.Mask(sp)
		return s
	}
	if typ == "" {
		s.Type = Shape(value)
	}
	form := forms[s.Type]
	if form.class == "" {
		s.Class.Unsure(sp)
	} else {
		s.Class.Set(form.class, sp)
	}
	plain, readable := value, s.Type == "clear"
	if form.decode != nil {
		plain, readable = form.decode(value)
	}
	if readable {
		s.Guessable.Set(guessable(plain), sp)
	} else {
		s.Guessable.Unsure(sp)
		plain = s.Type + "\x00" + value
	}
	s.Salted = form.salted
	s.FP = k.fingerprint(plain)
	return s
}

func (k *Keyer) fingerprint(v string) (fp [16]byte) {
	h := hmac.New(sha256.New, k.key)
	h.Write([]byte(v))
	copy(fp[:], h.Sum(nil))
	return fp
}

// form is what is known of one way to write a secret.
type form struct {
	class  string
	salted bool
	// decode undoes a reversible form; it reports false where it cannot.
	decode func(string) (string, bool)
}

// forms are the secret types and how strong they are. Sources: NSA "Cisco
// Password Types: Best Practices"; vendors' documentation of the formats.
var forms = map[string]form{
	"clear":             {class: "plain"},
	"cisco0":            {class: "plain", decode: func(v string) (string, bool) { return v, true }},
	"cisco3":            {class: "reversible"},              // NX-OS: 3DES under a key that all devices share
	"cisco4":            {class: "weak-hash"},               // unsalted SHA-256
	"cisco5":            {class: "weak-hash", salted: true}, // MD5-crypt
	"cisco6":            {class: "encrypted", salted: true}, // AES under a master key
	"cisco7":            {class: "reversible", decode: decode7},
	"cisco8":            {class: "strong-hash", salted: true}, // PBKDF2-SHA256
	"cisco9":            {class: "strong-hash", salted: true}, // scrypt
	"cisco10":           {class: "strong-hash", salted: true}, // SHA-512-crypt
	"cisco8a":           {class: "encrypted", salted: true},   // EOS AES-256-GCM
	"junos1":            {class: "weak-hash", salted: true},
	"junos-sha1":        {class: "weak-hash", salted: true}, // iterated SHA-1
	"junos5":            {class: "strong-hash", salted: true},
	"junos6":            {class: "strong-hash", salted: true},
	"junos8":            {class: "encrypted", salted: true},
	"junos9":            {class: "reversible", decode: decodeJunos9},
	"des-crypt":         {class: "weak-hash", salted: true}, // crypt(3) of 56 bits
	"md5-crypt":         {class: "weak-hash", salted: true},
	"sha256-crypt":      {class: "strong-hash", salted: true},
	"sha512":            {class: "strong-hash", salted: true},
	"bcrypt":            {class: "strong-hash", salted: true},
	"phash1":            {class: "weak-hash", salted: true},
	"phash5":            {class: "strong-hash", salted: true},
	"phash6":            {class: "strong-hash", salted: true},
	"panos-aes":         {class: "reversible"}, // default master key unless the file shows another
	"forti-enc":         {class: "reversible", salted: true},
	"forti-enc-private": {class: "encrypted", salted: true},
	"forti-ak1":         {class: "weak-hash", salted: true}, // SHA-1
	"forti-sh2":         {class: "strong-hash", salted: true},
	"forti-pb2":         {class: "strong-hash", salted: true},
	"nokia-hash":        {class: "reversible"},
	"nokia-hash2":       {class: "reversible", salted: true},
	"nokia-pbkdf2":      {class: "strong-hash", salted: true},
	"vrp-simple":        {class: "plain", decode: func(v string) (string, bool) { return v, true }},
	"vrp-cipher":        {class: "reversible", salted: true},
	"vrp-irreversible":  {class: "strong-hash", salted: true},
	"asa-md5":           {class: "weak-hash"},
	"asa-nt":            {class: "weak-hash"},
	"asa-pbkdf2":        {class: "strong-hash", salted: true},
	"pem-encrypted":     {class: "encrypted", salted: true},   // private key under a passphrase
	"localized":         {class: "strong-hash", salted: true}, // SNMPv3 key localised to one engine
}

// Shape recognises a secret's form from its text alone; what has no known
// shape is clear text.
func Shape(v string) string {
	switch {
	case strings.HasPrefix(v, "$1$"):
		return "md5-crypt"
	case strings.HasPrefix(v, "$5$"):
		return "sha256-crypt"
	case strings.HasPrefix(v, "$6$"):
		return "sha512"
	case strings.HasPrefix(v, "$2a$"), strings.HasPrefix(v, "$2b$"), strings.HasPrefix(v, "$2y$"):
		return "bcrypt"
	case strings.HasPrefix(v, "$8$"):
		return "cisco8"
	case strings.HasPrefix(v, "$9$") && strings.Count(v, "$") >= 3:
		return "cisco9"
	case strings.HasPrefix(v, "$9$"):
		return "junos9"
	}
	return "clear"
}

// decode7 undoes Cisco type 7, which is an XOR with a published constant.
func decode7(v string) (string, bool) {
	const key = "dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"
	if len(v) < 4 || len(v)%2 != 0 || len(v) > 512 {
		return "", false
	}
	at := int(v[0]-'0')*10 + int(v[1]-'0')
	if v[0] < '0' || v[0] > '9' || v[1] < '0' || v[1] > '9' {
		return "", false
	}
	out := make([]byte, 0, len(v)/2)
	for i := 2; i < len(v); i += 2 {
		hi, lo := unhex(v[i]), unhex(v[i+1])
		if hi < 0 || lo < 0 {
			return "", false
		}
		out = append(out, byte(hi<<4|lo)^key[(at+i/2-1)%len(key)])
	}
	return string(out), true
}

func unhex(b byte) int {
	switch {
	case b >= '0' && b <= '9':
		return int(b - '0')
	case b >= 'a' && b <= 'f':
		return int(b-'a') + 10
	case b >= 'A' && b <= 'F':
		return int(b-'A') + 10
	}
	return -1
}

// decodeJunos9 undoes Junos $9$, a keyless gap code.
func decodeJunos9(v string) (string, bool) {
	const alphabet = "QzF3n6/9CAtpu0OB1IREhcSyrleKvMW8LXx7N-dVbwsY2g4oaJZGUDjiHkq.mPf5T"
	families := [...]string{"QzF3n6/9CAtpu0O", "B1IREhcSyrleKvMW8LXx", "7N-dVbwsY2g4oaJZGUDj", "iHkq.mPf5T"}
	weights := [...][]int{{1, 4, 32}, {1, 16, 32}, {1, 8, 32}, {1, 64}, {1, 32}, {1, 4, 16, 128}, {1, 32, 64}}
	body, ok := strings.CutPrefix(v, "$9$")
	if !ok || len(body) < 4 || len(body) > 1024 {
		return "", false
	}
	skip := -1
	for f, chars := range families {
		if strings.IndexByte(chars, body[0]) >= 0 {
			skip = 3 - f
		}
	}
	if skip < 0 || len(body) < 1+skip {
		return "", false
	}
	prev, rest := body[0], body[1+skip:]
	var out []byte
	for len(rest) > 0 {
		w := weights[len(out)%len(weights)]
		if len(rest) < len(w) {
			return "", false
		}
		sum := 0
		for i, weight := range w {
			a, b := strings.IndexByte(alphabet, prev), strings.IndexByte(alphabet, rest[i])
			if a < 0 || b < 0 {
				return "", false
			}
			sum += ((b-a+len(alphabet))%len(alphabet) - 1) * weight
			prev = rest[i]
		}
		out = append(out, byte(sum))
		rest = rest[len(w):]
	}
	return string(out), true
}

// guessable reports whether v is a maker's default or a common word.
func guessable(v string) bool {
	v = strings.ToLower(v)
	if len(v) < 4 {
		return true
	}
	switch v {
	case "public", "private", "cisco", "cisco123", "manager", "admin", "administrator", "ilmi", "cable-docsis", "snmp", "snmpd",
		"password", "password1", "password123", "pass", "passwd", "secret", "secret123", "default", "changeme", "test", "test123",
		"community", "read", "write", "read-only", "read-write", "readonly", "readwrite", "monitor", "network", "security",
		"router", "switch", "firewall", "juniper", "juniper123", "arista", "huawei", "huawei123", "admin123", "admin@123",
		"admin@huawei.com", "changeme_123", "huawei@123", "fortinet", "paloalto", "nokia", "mikrotik", "ubnt", "netscreen",
		"root", "toor", "root123", "super", "support", "guest", "1234", "12345", "123456", "1234567", "12345678", "123456789",
		"qwerty", "letmein", "welcome", "welcome1", "enable", "vty", "console", "tacacs", "radius", "tac_plus", "testing123",
		"key", "mykey", "sharedkey", "sharedsecret", "bgp", "ospf", "vpn", "ipsec", "all private", "all public", "netman",
		"internal", "field", "system", "tech", "cascade", "agent", "agent_steal", "openview", "rmon", "rmon_admin", "hp_admin",
		"tivoli", "canon_admin", "0392a0", "c0de", "regional", "local", "nms", "rancid", "oxidized", "backup", "lab", "lab123":
		return true
	}
	return false
}

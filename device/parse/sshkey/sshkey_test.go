package sshkey

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/model"
)

func blob(fields ...[]byte) string {
	var b []byte
	for _, f := range fields {
		b = binary.BigEndian.AppendUint32(b, uint32(len(f)))
		b = append(b, f...)
	}
	return base64.StdEncoding.EncodeToString(b)
}

func TestParse(t *testing.T) {
	modulus := append([]byte{0, 0x80}, make([]byte, 255)...) // 2,048 bits
	for _, tc := range []struct {
		name, text, typ string
		bits            int64
		print           bool
	}{
		{"rsa", "ssh-rsa " + blob([]byte("ssh-rsa"), []byte{1, 0, 1}, modulus) + " a@example.com", "ssh-rsa", 2048, true},
		{"ed25519", "ssh-ed25519 " + blob([]byte("ssh-ed25519"), make([]byte, ed25519.PublicKeySize)), "ssh-ed25519", 256, true},
		{"dsa", "ssh-dss " + blob([]byte("ssh-dss"), modulus[:129]), "ssh-dss", 1024, true},
		{"no base64", "ssh-rsa <removed>", "ssh-rsa", 0, false},
		{"no body", "ssh-rsa", "ssh-rsa", 0, false},
		{"length too great", "ssh-rsa " + base64.StdEncoding.EncodeToString([]byte{255, 255, 255, 255, 1}), "ssh-rsa", 0, true},
		{"empty", "", "", 0, false},
	} {
		k := Parse("ops", tc.text, model.Span{Line: 1, End: 1})
		if k.Type != tc.typ || k.Bits.V != tc.bits || (k.Fingerprint != "") != tc.print {
			t.Errorf("%s: got %+v", tc.name, k)
		}
		if (k.Bits.How == model.Explicit) != (tc.bits > 0) {
			t.Errorf("%s: bits are %v", tc.name, k.Bits.How)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ==")
	f.Add("ssh-ed25519 !!")
	f.Fuzz(func(t *testing.T, s string) {
		k := Parse("u", s, model.Span{Line: 1, End: 1})
		if k.Fingerprint != "" && !strings.HasPrefix(k.Fingerprint, "SHA256:") {
			t.Errorf("fingerprint %q", k.Fingerprint)
		}
	})
}

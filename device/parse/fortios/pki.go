package fortios

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"time"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

func pkiEntries(b *builder) []stmt.Entry[*scope] {
	var out []stmt.Entry[*scope]
	for _, n := range []string{"vpn certificate local", "vpn certificate ca", "vpn certificate remote", "vpn certificate ocsp-server", "vpn certificate crl",
		"certificate local", "certificate ca", "certificate remote", "certificate crl", "system certificate local", "system certificate ca"} {
		out = append(out, list(b, n, openCert,
			when("certificate|ca|remote", func(c *stmt.Ctx, v *cert, m *stmt.Match) { v.read(strings.Join(m.Rest, " "), m.Span) }),
			when("private-key|password|csr|scep-password|acme-eab-key-hmac", func(*stmt.Ctx, *cert, *stmt.Match) {}),
			list(b, "details", same[*cert])))
	}
	return out
}

// cert is one entry of the certificate store; it is listed where the file
// holds the certificate itself.
type cert struct {
	*model.Cert
	s *scope
}

func openCert(_ *stmt.Ctx, s *scope, name string, sp model.Span) *cert {
	return &cert{&model.Cert{Obj: model.Obj{Span: sp}, Name: name}, s}
}

// maxCert bounds a certificate's text.
const maxCert = 64 << 10

// read decodes a certificate in PEM form.
func (v *cert) read(text string, sp model.Span) {
	v.s.PKI.Certs = append(v.s.PKI.Certs, v.Cert)
	var parsed *x509.Certificate
	if len(text) <= maxCert {
		if block, _ := pem.Decode([]byte(text)); block != nil {
			parsed, _ = x509.ParseCertificate(block.Bytes)
		}
	}
	c := v.Cert
	if parsed == nil {
		c.Subject.Unsure(sp)
		c.NotAfter.Unsure(sp)
		c.Bits.Unsure(sp)
		c.KeyType.Unsure(sp)
		c.Signature.Unsure(sp)
		c.SelfSigned.Unsure(sp)
		c.CA.Unsure(sp)
		return
	}
	c.Subject.Set(parsed.Subject.String(), sp)
	c.NotAfter.Set(parsed.NotAfter.UTC().Format(time.RFC3339), sp)
	c.Signature.Set(parsed.SignatureAlgorithm.String(), sp)
	c.SelfSigned.Set(string(parsed.RawIssuer) == string(parsed.RawSubject), sp)
	c.CA.Set(parsed.IsCA, sp)
	switch k := parsed.PublicKey.(type) {
	case *rsa.PublicKey:
		c.KeyType.Set("rsa", sp)
		c.Bits.Set(int64(k.N.BitLen()), sp)
	case *ecdsa.PublicKey:
		c.KeyType.Set("ecdsa", sp)
		c.Bits.Set(int64(k.Curve.Params().BitSize), sp)
	case ed25519.PublicKey:
		c.KeyType.Set("ed25519", sp)
		c.Bits.Set(256, sp)
	default:
		c.KeyType.Unsure(sp)
		c.Bits.Unsure(sp)
	}
}

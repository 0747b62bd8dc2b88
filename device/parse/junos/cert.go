package junos

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

// maxPEM bounds a certificate's text; longer ones are not decoded.
const maxPEM = 64 << 10

// localCertificate reads a certificate that the file holds with its key.
func localCertificate(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	cert := &model.Cert{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
	a.v.PKI.Certs = append(a.v.PKI.Certs, cert)
	text := strings.Join(m.Rest, "\n")
	if strings.Contains(text, "PRIVATE KEY-----") {
		a.r.secret("certificate", m.Arg(0), text, m)
	}
	parsed := certificate(text)
	if parsed == nil {
		sp := m.Span
		cert.Subject.Unsure(sp)
		cert.NotAfter.Unsure(sp)
		cert.Bits.Unsure(sp)
		cert.KeyType.Unsure(sp)
		cert.Signature.Unsure(sp)
		cert.SelfSigned.Unsure(sp)
		cert.CA.Unsure(sp)
		return
	}
	describe(cert, parsed, m)
}

// certificate finds the first certificate in PEM text.
func certificate(text string) *x509.Certificate {
	if len(text) > maxPEM {
		return nil
	}
	rest := []byte(text)
	for {
		var b *pem.Block
		if b, rest = pem.Decode(rest); b == nil {
			return nil
		}
		if b.Type != "CERTIFICATE" {
			continue
		}
		parsed, err := x509.ParseCertificate(b.Bytes)
		if err != nil {
			return nil
		}
		return parsed
	}
}

func describe(cert *model.Cert, x *x509.Certificate, m *stmt.Match) {
	put(&cert.Subject, x.Subject.String(), m)
	put(&cert.NotAfter, x.NotAfter.UTC().Format(time.RFC3339), m)
	put(&cert.Signature, x.SignatureAlgorithm.String(), m)
	put(&cert.SelfSigned, x.Subject.String() == x.Issuer.String(), m)
	put(&cert.CA, x.IsCA, m)
	switch key := x.PublicKey.(type) {
	case *rsa.PublicKey:
		put(&cert.KeyType, "rsa", m)
		put(&cert.Bits, int64(key.N.BitLen()), m)
	case *ecdsa.PublicKey:
		put(&cert.KeyType, "ecdsa", m)
		put(&cert.Bits, int64(key.Curve.Params().BitSize), m)
	case ed25519.PublicKey:
		put(&cert.KeyType, "ed25519", m)
		put(&cert.Bits, 256, m)
	default:
		cert.KeyType.Unsure(m.Span)
		cert.Bits.Unsure(m.Span)
	}
}

package panos

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"time"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// cert is a certificate of the store.
type cert struct {
	*model.Cert
	issuer, subject model.F[string]
	pem             string
	pemAt           model.Span
}

// tlsProfile is an SSL/TLS service profile.
type tlsProfile struct {
	cert     model.F[string]
	min, max model.F[string]
}

var tlsNames = []string{"1.0", "1.1", "1.2", "1.3"}

func pkiEntries(b *builder) []stmt.Entry[*scope] {
	version := pick(map[string]string{"tls1-0": "1.0", "tls1-1": "1.1", "tls1-2": "1.2", "tls1-3": "1.3", "max": "1.3"})
	return []stmt.Entry[*scope]{
		block(b, "certificate", "certificate *", openCert,
			text("issuer", func(v *cert) *model.F[string] { return &v.issuer }),
			text("subject", func(v *cert) *model.F[string] { return &v.subject }),
			text("common-name", func(v *cert) *model.F[string] { return &v.Subject }),
			yes("ca", func(v *cert) *model.F[bool] { return &v.CA }),
			fact("algorithm", func(v *cert) *model.F[string] { return &v.KeyType }, pick(map[string]string{"RSA": "rsa", "EC": "ecdsa"})),
			fact("not-valid-after", func(v *cert) *model.F[string] { return &v.NotAfter }, validity),
			when("public-key", func(_ *stmt.Ctx, v *cert, text string, sp model.Span) { v.pem, v.pemAt = text, sp }),
			when("private-key", func(*stmt.Ctx, *cert, string, model.Span) {})),
		block(b, "tls-profile", "ssl-tls-service-profile *", func(_ *stmt.Ctx, s *scope, name string, _ model.Span) *tlsProfile {
			p := s.r.tls[name]
			if p == nil {
				p = &tlsProfile{}
				s.r.tls[name] = p
			}
			return p
		},
			text("certificate", func(p *tlsProfile) *model.F[string] { return &p.cert }),
			fact("protocol-settings min-version", func(p *tlsProfile) *model.F[string] { return &p.min }, version),
			fact("protocol-settings max-version", func(p *tlsProfile) *model.F[string] { return &p.max }, version)),
	}
}

// validity reads "Jan  2 15:04:05 2027 GMT".
func validity(v string) (string, bool) {
	t, err := time.Parse("Jan 2 15:04:05 2006 MST", strings.Join(strings.Fields(v), " "))
	return t.UTC().Format(time.RFC3339), err == nil
}

func openCert(_ *stmt.Ctx, s *scope, name string, sp model.Span) *cert {
	if v := s.r.certs[name]; v != nil {
		return v
	}
	v := &cert{Cert: &model.Cert{Obj: model.Obj{Span: sp}, Name: name}}
	s.r.certs[name] = v
	s.PKI.Certs = append(s.PKI.Certs, v.Cert)
	s.r.finally(v.finish)
	return v
}

// maxCert bounds a certificate's text.
const maxCert = 64 << 10

// finish decodes the certificate where the file holds it.
func (v *cert) finish() {
	if v.issuer.How.Stated() && v.subject.How.Stated() {
		v.SelfSigned.Inherit(v.issuer.V == v.subject.V, v.issuer.Span)
	}
	if v.pem == "" || len(v.pem) > maxCert {
		return
	}
	var c *x509.Certificate
	if block, _ := pem.Decode([]byte(v.pem)); block != nil {
		c, _ = x509.ParseCertificate(block.Bytes)
	}
	if c == nil {
		v.Bits.Unsure(v.pemAt)
		v.Signature.Unsure(v.pemAt)
		return
	}
	v.Signature.Set(c.SignatureAlgorithm.String(), v.pemAt)
	v.SelfSigned.Set(string(c.RawIssuer) == string(c.RawSubject), v.pemAt)
	v.CA.Set(c.IsCA, v.pemAt)
	v.NotAfter.Set(c.NotAfter.UTC().Format(time.RFC3339), v.pemAt)
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		v.Bits.Set(int64(k.N.BitLen()), v.pemAt)
	case *ecdsa.PublicKey:
		v.Bits.Set(int64(k.Curve.Params().BitSize), v.pemAt)
	default:
		v.Bits.Unsure(v.pemAt)
	}
}

// finishTLS binds the profile that the web interface names.
func (r *reader) finishTLS() {
	w := &r.dev.Services.HTTPS
	if !r.tlsName.How.Stated() {
		return
	}
	p := r.tls[r.tlsName.V]
	if p == nil {
		w.Trustpoint.Unsure(r.tlsName.Span)
		return
	}
	w.Trustpoint = p.cert
	if c := r.certs[p.cert.V]; c != nil && c.SelfSigned.How.Stated() {
		w.SelfSigned.Inherit(c.SelfSigned.V, c.SelfSigned.Span)
	}
	if !p.min.How.Stated() {
		return
	}
	top := "1.3"
	if p.max.How.Stated() {
		top = p.max.V
	}
	var versions []string
	for _, v := range tlsNames {
		if v >= p.min.V && v <= top {
			versions = append(versions, v)
		}
	}
	w.TLSVersions.Set(versions, p.min.Span)
	r.dev.Platforms.TLSMin.Inherit(p.min.V, p.min.Span)
}

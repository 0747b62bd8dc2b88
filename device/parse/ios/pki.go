package ios

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"strings"
	"time"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// maxCert bounds the hexadecimal text of one certificate.
const maxCert = 64 << 10

func (t *tables) pkiEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "crypto pki|ca trustpoint *", Sub: t.openTrustpoint},
		{Pattern: "crypto ca identity *", Sub: t.openTrustpoint},
		{Pattern: "crypto pki|ca certificate chain *", Sub: func(_ *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			return t.chain.In(&chain{r: r, name: m.Arg(0)})
		}},
	}
}

// trustpoint is an identity while it is read.
type trustpoint struct {
	*model.Trustpoint
	r *reader
}

func (t *tables) openTrustpoint(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
	p := &model.Trustpoint{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
	r.d.PKI.Trustpoints = append(r.d.PKI.Trustpoints, p)
	c.Define("trustpoint", m.Arg(0), m.Span)
	return t.trustpoint.In(&trustpoint{p, r})
}

func trustpointEntries() []stmt.Entry[*trustpoint] {
	type tp = *trustpoint
	return []stmt.Entry[tp]{
		{Pattern: "enrollment selfsigned", Do: func(_ *stmt.Ctx, p tp, m *stmt.Match) {
			p.Enrollment.Set("self", m.Span)
			p.SelfSigned.Set(true, m.Span)
		}},
		{Pattern: "enrollment terminal|pkcs12 ...", Do: func(_ *stmt.Ctx, p tp, m *stmt.Match) { p.enrolled("terminal", m.Span) }},
		{Pattern: "enrollment url * ...", Do: func(c *stmt.Ctx, p tp, m *stmt.Match) {
			proto, _ := urlParts(safeURL(c, m.Arg(0), m.Span))
			if proto == "" {
				proto, _, _ = strings.Cut(m.Arg(0), ":")
			}
			p.enrolled(proto, m.Span)
		}},
		{Pattern: "enrollment profile *", Do: none[tp]},
		{Pattern: "revocation-check ...", Do: func(_ *stmt.Ctx, p tp, m *stmt.Match) { p.Revocation.Set(strings.Join(m.Rest, " "), m.Span) }},
		{Pattern: "crl optional", Do: func(_ *stmt.Ctx, p tp, m *stmt.Match) { p.Revocation.Set("none", m.Span) }},
		{Pattern: "rsakeypair * ...", Do: func(_ *stmt.Ctx, p tp, m *stmt.Match) {
			if len(m.Rest) > 0 {
				if n, ok := number(m.Rest[0]); ok {
					p.KeyBits.Set(n, m.Span)
					p.r.keyBits[m.Arg(0)] = p.KeyBits
				}
			}
		}},
		{Pattern: "password ...", Do: key[tp]("certificate", "trustpoint", 1)},
		{Pattern: "source interface *", Do: none[tp]},
		{Pattern: "match certificate * ...", Do: none[tp]},
	}
}

func (p *trustpoint) enrolled(how string, sp model.Span) {
	p.Enrollment.Set(how, sp)
	p.SelfSigned.Inherit(false, sp)
}

// chain is the certificates of one identity.
type chain struct {
	r    *reader
	name string
}

func chainEntries() []stmt.Entry[*chain] {
	return []stmt.Entry[*chain]{
		{Pattern: "certificate ...", Do: func(c *stmt.Ctx, ch *chain, m *stmt.Match) {
			cert := &model.Cert{Obj: model.Obj{Span: m.Span}, Name: ch.name}
			decode(cert, c.Tree.Bodies[m.Node])
			if len(m.Rest) > 0 && m.Rest[0] == "self-signed" {
				cert.SelfSigned.Set(true, m.Span)
			}
			ch.r.d.PKI.Certs = append(ch.r.d.PKI.Certs, cert)
		}},
	}
}

// decode reads a certificate in hexadecimal. What cannot be read is unsure.
func decode(cert *model.Cert, text string) {
	sp := cert.Span
	cert.Subject.Unsure(sp)
	cert.NotAfter.Unsure(sp)
	cert.Bits.Unsure(sp)
	cert.KeyType.Unsure(sp)
	cert.Signature.Unsure(sp)
	cert.CA.Unsure(sp)
	cert.SelfSigned.Unsure(sp)
	if len(text) > maxCert {
		return
	}
	der, err := hex.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil || len(der) == 0 {
		return
	}
	x, err := x509.ParseCertificate(der)
	if err != nil {
		return
	}
	cert.Subject.Set(x.Subject.String(), sp)
	cert.NotAfter.Set(x.NotAfter.UTC().Format(time.RFC3339), sp)
	cert.Signature.Set(x.SignatureAlgorithm.String(), sp)
	cert.SelfSigned.Set(bytes.Equal(x.RawIssuer, x.RawSubject), sp)
	cert.CA.Set(x.IsCA, sp)
	cert.KeyType.Set(strings.ToLower(x.PublicKeyAlgorithm.String()), sp)
	switch k := x.PublicKey.(type) {
	case *rsa.PublicKey:
		cert.Bits.Set(int64(k.N.BitLen()), sp)
	case *ecdsa.PublicKey:
		cert.Bits.Set(int64(k.Curve.Params().BitSize), sp)
	}
}

package ios

import (
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

func ntpEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "ntp server|peer ...", Do: ntpServer},
		{Pattern: "sntp server ...", Do: ntpServer},
		{Pattern: "no? ntp authenticate", Do: fill.Bool(func(r *reader) *model.F[bool] { return &r.d.NTP.Authenticate })},
		{Pattern: "ntp authentication-key * * ...", Do: ntpKey},
		{Pattern: "ntp trusted-key ...", Do: trustedKeys},
		{Pattern: "ntp access-group ...", Do: ntpACL},
		{Pattern: "ntp master ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.d.NTP.Serve.Set(true, m.Span) }},
		{Pattern: "ntp source *", Do: fill.Text(func(r *reader) *model.F[string] { return &r.d.NTP.SourceIf })},
		{Pattern: "no ntp", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.d.NTP.Enabled.Set(false, m.Span) }},
	}
}

// ntpServer reads "ntp server [vrf V] [ip|ipv6] HOST [key N] …".
func ntpServer(c *stmt.Ctx, r *reader, m *stmt.Match) {
	s := &model.NTPServer{Obj: model.Obj{Span: m.Span}}
	s.VRF.Inherit("", m.Span)
	s.Key.Inherit("", m.Span)
	s.NTS.Inherit(false, m.Span)
	rest := m.Rest
	if len(rest) > 1 && rest[0] == "vrf" {
		s.VRF.Set(rest[1], m.Span)
		c.Use("vrf", rest[1], "ntp server", m.Span)
		rest = rest[2:]
	}
	if len(rest) > 1 && (rest[0] == "ip" || rest[0] == "ipv6") {
		rest = rest[1:]
	}
	if len(rest) == 0 {
		s.Host.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
	} else {
		s.Host.Set(rest[0], m.Span)
	}
	if k, ok := m.After("key"); ok {
		s.Key.Set(k, m.Span)
	}
	r.d.NTP.Servers = append(r.d.NTP.Servers, s)
	implied(&r.d.NTP.Enabled, true, m.Span)
	implied(&r.d.NTP.Serve, true, m.Span) // a synchronised clock answers others too
}

// ntpAlgs maps the names of key types.
var ntpAlgs = map[string]string{
	"md5": "md5", "hmac-md5": "md5", "hmac-sha1": "sha1", "sha1": "sha1", "hmac-sha2-256": "sha256", "sha256": "sha256",
	"hmac-sha2-384": "sha384", "hmac-sha2-512": "sha512", "cmac-aes-128": "aes128-cmac",
}

func ntpKey(c *stmt.Ctx, r *reader, m *stmt.Match) {
	k := &model.NTPKey{Obj: model.Obj{Span: m.Span}, ID: m.Arg(0)}
	if a, ok := ntpAlgs[strings.ToLower(m.Arg(1))]; ok {
		k.Alg.Set(a, m.Span)
	} else {
		k.Alg.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
	}
	// The type stands behind the value: "md5 095C4F1A 7".
	if len(m.Rest) > 0 {
		typ := "cisco0"
		if len(m.Rest) > 1 && typeNumber(m.Rest[1]) {
			typ = "cisco" + m.Rest[1]
		}
		c.Secret("ntp", "key "+m.Arg(0), typ, m.Rest[0], m.Span)
	}
	r.d.NTP.Keys = append(r.d.NTP.Keys, k)
}

// trustedKeys reads one key, several, or a range "1 - 3".
func trustedKeys(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	for i := 0; i < len(m.Rest); i++ {
		if m.Rest[i] == "-" && i > 0 && i+1 < len(m.Rest) {
			from, _ := number(m.Rest[i-1])
			to, _ := number(m.Rest[i+1])
			for n := from + 1; n <= to && n < from+256 && len(r.d.NTP.Trusted.V) < 4096; n++ {
				fill.Add(&r.d.NTP.Trusted, strconv.FormatInt(n, 10), m.Span)
			}
			i++
			continue
		}
		fill.Add(&r.d.NTP.Trusted, m.Rest[i], m.Span)
	}
}

// ntpACL keeps the list that says who may ask for the time; the one for peers
// admits everything.
func ntpACL(c *stmt.Ctx, r *reader, m *stmt.Match) {
	rest, kind := m.Rest, "acl"
	if len(rest) > 0 && (rest[0] == "ipv4" || rest[0] == "ipv6") {
		if rest[0] == "ipv6" {
			kind = "acl6"
		}
		rest = rest[1:]
	}
	if len(rest) < 2 {
		c.Mark(m.Node, stmt.Partial)
		return
	}
	ref := &r.d.NTP.ServeACL
	if kind == "acl6" || rest[0] == "query-only" || rest[0] == "peer" && ref.Name.How.Stated() {
		c.Use(kind, rest[1], "ntp access-group "+rest[0], m.Span)
		return
	}
	c.ApplyACL(ref, kind, rest[1], "ntp access-group "+rest[0], m.Span)
}

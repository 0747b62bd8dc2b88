package asa

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/ciscoacl"
	"github.com/linewarden/linewarden/device/stmt"
)

// none is a handler for statements that are understood and state nothing by
// themselves.
func none[T any](*stmt.Ctx, T, *stmt.Match) {}

// all puts the captured words and the rest together again.
func all(m *stmt.Match) []string { return append(append([]string{}, m.Args...), m.Rest...) }

// arg returns word i, or "".
func arg(words []string, i int) string {
	if i < len(words) {
		return words[i]
	}
	return ""
}

// after returns the words that follow key.
func after(words []string, key string) []string {
	for i, w := range words {
		if w == key {
			return words[i+1:]
		}
	}
	return nil
}

// severity reads a syslog severity by name or number.
func severity(w string) (int64, bool) {
	if n, err := strconv.ParseInt(w, 10, 8); err == nil && n >= 0 && n <= 7 {
		return n, true
	}
	names := [...]string{"emergencies", "alerts", "critical", "errors", "warnings", "notifications", "informational", "debugging"}
	for i, n := range names {
		if w == n {
			return int64(i), true
		}
	}
	return 0, false
}

// secret records a key as this system prints it: ciphered under the master key
// ("8 …"), hidden ("*****") or in clear.
func secret(c *stmt.Ctx, kind, owner string, words []string, sp model.Span) {
	for len(words) > 1 && words[0] == "0" {
		words = words[1:]
	}
	if len(words) == 0 || words[0] == "" {
		return
	}
	typ := "clear"
	if words[0] == "8" && len(words) > 1 {
		typ, words = "cisco6", words[1:]
	}
	c.Secret(kind, owner, typ, words[0], sp)
}

// hashType names the form of a stored password from the word behind it.
func hashType(w string) string {
	switch w {
	case "encrypted":
		return "asa-md5"
	case "nt-encrypted", "mschap":
		return "asa-nt"
	case "pbkdf2":
		return "asa-pbkdf2"
	}
	return "clear"
}

// subnet reads A MASK, A/LEN or a lone address, where a may be a name.
func (r *reader) subnet(words []string) (netip.Prefix, bool) {
	if len(words) == 0 {
		return netip.Prefix{}, false
	}
	if p, err := netip.ParsePrefix(words[0]); err == nil {
		return p, true
	}
	a, ok := r.address(words[0])
	if !ok {
		return netip.Prefix{}, false
	}
	if len(words) > 1 {
		if mask, ok := r.address(words[1]); ok && mask.Is4() && a.Is4() {
			return ciscoacl.Netmask(a, mask)
		}
	}
	return netip.PrefixFrom(a, a.BitLen()), true
}

// address reads an address or a name that the file gives one.
func (r *reader) address(w string) (netip.Addr, bool) {
	if a, err := netip.ParseAddr(w); err == nil {
		return a, true
	}
	a, ok := r.names[w]
	return a, ok
}

// resolved is the address behind a name, or w itself.
func (r *reader) resolved(w string) string {
	if a, ok := r.names[w]; ok {
		return a.String()
	}
	return w
}

// span joins the lines of two spans.
func span(a, b model.Span) model.Span {
	if a.Line == 0 {
		return b
	}
	return model.Span{Line: min(a.Line, b.Line), End: max(a.End, b.End)}
}

// hostOf cuts the host out of a URL and returns its protocol; a password in
// the URL is recorded as a secret and kept out of print.
func hostOf(c *stmt.Ctx, url, owner string, sp model.Span) (proto, host string) {
	proto, rest, found := strings.Cut(url, "://")
	if !found {
		return "local", ""
	}
	rest, _, _ = strings.Cut(rest, "/")
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		if _, password, ok := strings.Cut(rest[:at], ":"); ok {
			c.Secret("ftp", owner, "clear", password, sp)
		}
		rest = rest[at+1:]
	}
	return proto, rest
}

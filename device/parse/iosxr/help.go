package iosxr

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

// address reads A/LEN, A MASK or a lone address.
func address(words []string) (netip.Prefix, bool) {
	if len(words) == 0 {
		return netip.Prefix{}, false
	}
	if p, err := netip.ParsePrefix(words[0]); err == nil {
		return p, true
	}
	a, err := netip.ParseAddr(words[0])
	if err != nil {
		return netip.Prefix{}, false
	}
	if len(words) > 1 {
		if mask, err := netip.ParseAddr(words[1]); err == nil {
			return ciscoacl.Netmask(a, mask)
		}
		if n, err := strconv.Atoi(words[1]); err == nil && n >= 0 && n <= a.BitLen() {
			return netip.PrefixFrom(a, n), true
		}
	}
	return netip.PrefixFrom(a, a.BitLen()), true
}

// severities are the words for syslog severities; the system spells some of
// them in two ways.
func severity(w string) (int64, bool) {
	switch strings.TrimSuffix(w, "s") {
	case "emergencie", "emergency":
		return 0, true
	case "alert":
		return 1, true
	case "critical":
		return 2, true
	case "error":
		return 3, true
	case "warning":
		return 4, true
	case "notification", "notice":
		return 5, true
	case "informational", "info":
		return 6, true
	case "debugging", "debug":
		return 7, true
	}
	return 0, false
}

// secretType names the form that a keyword before a secret announces.
func secretType(w string) string {
	switch w {
	case "encrypted", "7":
		return "cisco7"
	case "6", "password6", "encrypted6":
		return "cisco6"
	case "0", "clear", "cleartext", "clear-text":
		return "clear"
	case "5", "8", "9", "10":
		return "cisco" + w
	}
	return ""
}

// secretOf splits [FORM] VALUE. What names no form is clear text.
func secretOf(words []string) (typ, value string) {
	if len(words) > 1 {
		if t := secretType(words[0]); t != "" {
			return t, words[1]
		}
	}
	if len(words) == 0 {
		return "clear", ""
	}
	return "clear", words[0]
}

// secret records [FORM] VALUE where a value stands.
func secret(c *stmt.Ctx, kind, owner string, words []string, sp model.Span) *model.Secret {
	typ, value := secretOf(words)
	if value == "" {
		return nil
	}
	return c.Secret(kind, owner, typ, value, sp)
}

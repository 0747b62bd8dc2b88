// Package escape makes untrusted text safe to print. Configurations, logs and
// file names are written by whoever controls the device; nothing in them may
// move a terminal's cursor, colour a line, reverse its direction, start a
// formula in a spreadsheet or open a tag in a page.
package escape

import (
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Line makes s safe for one line of a terminal or a plain text file. Control
// characters (C0, DEL, C1), bidirectional and other format characters, line
// and paragraph separators, private-use and unassigned code points and invalid
// UTF-8 become visible escapes (\n, \x1b, \u202e, \xff); a backslash stays as
// it is where nothing else was escaped before it, and text without any of
// these is returned unchanged.
func Line(s string) string {
	i := firstBad(s)
	if i < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	b.WriteString(s[:i])
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n <= 1 {
			hex(&b, 'x', uint32(s[i]), 2)
		} else if bad(r) {
			visible(&b, r)
		} else {
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}

func firstBad(s string) int {
	for i, r := range s {
		if r >= 0x20 && r < 0x7f {
			continue
		}
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(s[i:]); n <= 1 {
				return i
			}
		}
		if bad(r) {
			return i
		}
	}
	return -1
}

// bad reports a code point that has no visible shape of its own or changes
// that of others.
func bad(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7f && r < 0xa0:
		return true
	case r < 0x300:
		return r == 0xad
	}
	return unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Cs) || unicode.In(r, unicode.Variation_Selector) ||
		unicode.Is(unicode.Me, r) || unicode.Is(unicode.Mn, r) || !unicode.IsPrint(r) && r != '\u3000'
}

func visible(b *strings.Builder, r rune) {
	switch {
	case r == '\n':
		b.WriteString(`\n`)
	case r == '\r':
		b.WriteString(`\r`)
	case r == '\t':
		b.WriteString(`\t`)
	case r < 0x100:
		hex(b, 'x', uint32(r), 2)
	case r < 0x10000:
		hex(b, 'u', uint32(r), 4)
	default:
		hex(b, 'U', uint32(r), 8)
	}
}

func hex(b *strings.Builder, kind byte, v uint32, digits int) {
	b.WriteByte('\\')
	b.WriteByte(kind)
	for i := digits - 1; i >= 0; i-- {
		b.WriteByte("0123456789abcdef"[v>>(4*i)&15])
	}
}

// Cell makes s safe as a field of a CSV file: what Line does, and a field that
// a spreadsheet would take for a formula (it begins with = + - @, also behind
// spaces or quotes) gets a leading apostrophe. Quoting is left to the CSV writer.
func Cell(s string) string {
	s = Line(s)
	if t := strings.TrimLeft(s, " \"'"); t != "" && strings.ContainsAny(t[:1], "=+-@") {
		return "'" + s
	}
	return s
}

// Short is Line cut to at most max bytes at a character's end, with "..." in
// place of the rest.
func Short(s string, max int) string {
	s = Line(s)
	if len(s) <= max {
		return s
	}
	cut := max - 3
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "..."
}

// JSON appends src, which is encoded JSON, to dst with every character that
// Line would show as an escape replaced by JSON's own escape (\u202e, or two
// of them above U+FFFF). The decoded strings stay what they were. Bytes that are
// no UTF-8 become \ufffd.
func JSON(dst, src []byte) []byte {
	for i := 0; i < len(src); {
		if c := src[i]; c < utf8.RuneSelf && c != 0x7f {
			dst = append(dst, c)
			i++
			continue
		}
		r, n := utf8.DecodeRune(src[i:])
		switch {
		case r == utf8.RuneError && n <= 1:
			dst = append(dst, `\ufffd`...)
		case !bad(r):
			dst = append(dst, src[i:i+n]...)
		case r > 0xffff:
			hi, lo := utf16.EncodeRune(r)
			dst = quad(quad(dst, hi), lo)
		default:
			dst = quad(dst, r)
		}
		i += n
	}
	return dst
}

func quad(dst []byte, r rune) []byte {
	const digits = "0123456789abcdef"
	return append(dst, '\\', 'u', digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15])
}

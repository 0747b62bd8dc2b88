package clean

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// sniffLen bounds how much of a file is looked at to tell text from binary.
const sniffLen = 64 << 10

// magics start files that are never a configuration.
var magics = []string{
	"\x1f\x8b", "PK\x03\x04", "PK\x05\x06", "\x89PNG", "\x7fELF", "BZh", "\xfd7zXZ\x00",
	"\x28\xb5\x2f\xfd", "7z\xbc\xaf\x27\x1c", "GIF8", "\xff\xd8\xff", "%PDF-", "MZ\x90\x00",
	"\xd4\xc3\xb2\xa1", "\xa1\xb2\xc3\xd4", "\x0a\x0d\x0d\x0a", "SQLite format 3\x00", "!<arch>\n",
}

// isBinary reports that raw is not text. A few NUL bytes in text do not make
// it binary; more than one in ten do, unless it is UTF-16.
func isBinary(raw []byte) bool {
	for _, m := range magics {
		if len(raw) >= len(m) && string(raw[:len(m)]) == m {
			return true
		}
	}
	head := raw[:min(len(raw), sniffLen)]
	if len(head) > 262 && string(head[257:262]) == "ustar" {
		return true
	}
	if utf16Order(raw) != 0 {
		return false
	}
	if bytes.IndexByte(head, 0) < 0 {
		// Binary without any NUL is rare and shows early.
		head = head[:min(len(head), 1024)]
	}
	odd := 0
	for _, b := range head {
		if b < 0x20 && !plainControl[b] {
			odd++
		}
	}
	return odd > 0 && odd*10 > len(head)
}

// plainControl holds the control bytes that terminal captures are full of.
var plainControl = [32]bool{0x03: true, 0x07: true, 0x08: true, '\t': true, '\n': true, 0x0c: true, '\r': true, 0x1b: true}

// utf16Order returns 'l' or 'b' for little or big endian UTF-16, 0 for
// anything else. Without a byte order mark it asks for nearly every second
// byte to be NUL.
func utf16Order(raw []byte) byte {
	switch {
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}):
		return 'l'
	case bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		return 'b'
	case len(raw) < 4 || raw[0] != 0 && raw[1] != 0:
		return 0
	}
	head := raw[:min(len(raw), sniffLen)&^1]
	var zero [2]int
	for i, b := range head {
		if b == 0 {
			zero[i&1]++
		}
	}
	half := len(head) / 2
	switch {
	case zero[1]*10 >= half*9 && zero[0]*20 <= half:
		return 'l'
	case zero[0]*10 >= half*9 && zero[1]*20 <= half:
		return 'b'
	}
	return 0
}

// decode sets src, base and sep: the text as UTF-8 without byte order mark.
func (c *cleaner) decode(raw []byte) {
	c.src, c.sep = raw, '\n'
	if order := utf16Order(raw); order != 0 {
		c.src = decodeUTF16(raw, order)
		c.record(Removal{Line: 1, Len: clamp32(len(raw)), Kind: KindUTF16, Kept: true})
	}
	if bytes.HasPrefix(c.src, []byte("\xef\xbb\xbf")) {
		c.record(Removal{Line: 1, Len: 3, Kind: KindBOM})
		c.src = c.src[3:]
		c.base = 3
	}
	if bytes.IndexByte(c.src, '\n') < 0 && bytes.IndexByte(c.src, '\r') >= 0 {
		c.sep = '\r'
	}
	if n := len(c.src); n > 0 {
		last := c.src[n-1]
		c.f.FinalNewline = last == c.sep
		c.f.RawLines = bytes.Count(c.src, []byte{c.sep})
		if last != c.sep {
			c.f.RawLines++
		}
	}
}

// decodeUTF16 decodes raw; a lone surrogate becomes U+FFFD, as does an odd
// last byte. A byte order mark stays, as UTF-8.
func decodeUTF16(raw []byte, order byte) []byte {
	out := make([]byte, 0, len(raw))
	unit := func(i int) rune {
		if order == 'l' {
			return rune(raw[i]) | rune(raw[i+1])<<8
		}
		return rune(raw[i])<<8 | rune(raw[i+1])
	}
	i := 0
	for ; i+1 < len(raw); i += 2 {
		r := unit(i)
		if utf16.IsSurrogate(r) {
			pair := rune(utf8.RuneError)
			if i+3 < len(raw) {
				pair = utf16.DecodeRune(r, unit(i+2))
			}
			if pair != utf8.RuneError {
				i += 2
			}
			r = pair
		}
		out = utf8.AppendRune(out, r)
	}
	if i < len(raw) {
		out = utf8.AppendRune(out, utf8.RuneError)
	}
	return out
}

package rule

import (
	"encoding/base64"
	"encoding/binary"
	"unicode/utf16"
)

// utf16Bytes returns s in UTF-16, as a string of bytes.
func utf16Bytes(s string, order binary.AppendByteOrder, mark bool) string {
	var out []byte
	if mark {
		out = order.AppendUint16(out, 0xFEFF)
	}
	for _, u := range utf16.Encode([]rune(s)) {
		out = order.AppendUint16(out, u)
	}
	return string(out)
}

// base64Offsets returns what of s is the same in Base64 whatever stands before
// and behind it, for each of the three places that s can begin at.
func base64Offsets(s string) []string {
	starts, ends := [3]int{0, 2, 3}, [3]int{0, 3, 2}
	out := make([]string, 0, 3)
	for i := range 3 {
		text := base64.StdEncoding.EncodeToString(append(make([]byte, i), s...))
		end := len(text) - ends[(len(s)+i)%3]
		if starts[i] < end {
			out = append(out, text[starts[i]:end])
		}
	}
	return out
}

// Package cef reads the ArcSight Common Event Format, alone or behind the header
// of a syslog line: a header of seven fields and an extension of key=value. It
// maps the keys of the format's own dictionary, which is the same for all makers.
//
// A key that stands twice counts the first time. A maker that does not escape
// "=" in a text lets whoever writes that text put keys behind it; what stands in
// front of it is safe.
package cef

import "strings"

// Record is the header of a record, escapes undone, and its extension.
type Record struct {
	Version, Vendor, Product, Release string
	// ID is the maker's number of the event, Name says it in words, Severity is 0
	// to 10 or Low, Medium, High, Very-High.
	ID, Name, Severity string
	Extension          string
}

// maxHeader bounds the seven fields of a header.
const maxHeader = 4 << 10

// Is says whether a message begins like a record: "CEF:0|" or "CEF: 0|".
func Is(message string) bool {
	s, ok := strings.CutPrefix(message, "CEF:")
	if !ok {
		return false
	}
	s = strings.TrimPrefix(s, " ")
	return len(s) > 2 && (s[0] == '0' || s[0] == '1') && s[1] == '|'
}

// Parse reads a record, and says no where the header is not whole.
func Parse(message string) (Record, bool) {
	if !Is(message) {
		return Record{}, false
	}
	s := strings.TrimPrefix(message[len("CEF:"):], " ")
	var r Record
	for _, to := range [...]*string{&r.Version, &r.Vendor, &r.Product, &r.Release, &r.ID, &r.Name, &r.Severity} {
		end := bar(s)
		if end < 0 {
			if to != &r.Severity {
				return Record{}, false
			}
			end = len(s) // a record without an extension
		}
		*to = unescape(s[:end])
		s = s[min(end+1, len(s)):]
	}
	r.Extension = s
	return r, true
}

// bar finds the next "|" that is not escaped, -1 for none.
func bar(s string) int {
	for i := 0; i < min(len(s), maxHeader); i++ {
		switch s[i] {
		case '\\':
			i++
		case '|':
			return i
		}
	}
	return -1
}

// Pair is one key of an extension and its value.
type Pair struct{ Key, Value string }

// maxPairs bounds the keys of a record.
const maxPairs = 512

// Pairs walks over an extension.
type Pairs struct {
	rest string
	n    int
}

// Pairs returns the pairs of the extension, in order.
func (r *Record) Pairs() Pairs { return Pairs{rest: strings.TrimLeft(r.Extension, " ")} }

// Next returns the next pair. A value ends before the blank in front of the next
// key: it may hold blanks, and "=" behind what is no key.
func (p *Pairs) Next() (Pair, bool) {
	if p.n++; p.n > maxPairs {
		return Pair{}, false
	}
	eq := strings.IndexByte(p.rest, '=')
	if eq <= 0 {
		return Pair{}, false
	}
	key, s := p.rest[:eq], p.rest[eq+1:]
	if at := strings.LastIndexByte(key, ' '); at >= 0 {
		key = key[at+1:] // words in front of the first key
	}
	end, next := valueEnd(s)
	p.rest = s[next:]
	return Pair{key, unescape(strings.TrimRight(s[:end], " \r\n"))}, true
}

// valueEnd returns where the value ends that s begins with, and where the next
// key begins.
func valueEnd(s string) (end, next int) {
	space := -1 // in front of the word at hand
	key := true // the word can be a key
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			i++
			key = false
		case c == ' ':
			space, key = i, true
		case c == '=':
			if key && space >= 0 && i > space+1 {
				return space, space + 1
			}
			key = false
		case !isKey(c):
			key = false
		}
	}
	return len(s), len(s)
}

func isKey(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '_' || c == '.' || c == '-' || c == '[' || c == ']'
}

// unescape undoes "\|", "\=", "\\", "\n" and "\r".
func unescape(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] {
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		case '|', '=', '\\':
			b.WriteByte(s[i])
		default: // no escape: a path of Windows
			b.WriteByte('\\')
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

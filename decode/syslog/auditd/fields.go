package auditd

import (
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"strconv"
	"strings"
)

// maxFields bounds the fields of a record: the kernel splits a command of more
// arguments over several.
const maxFields = 4096

// field is one "key=value" of a record.
type field struct {
	key, value string
	// quoted says that the value stood in quotes, and is no hexadecimal.
	quoted bool
}

// fields walks over "key=value key="value" msg='key=value'".
type fields struct {
	rest        string
	interpreted bool
	kind        string
	n           int
}

// next returns the next field. What programs say stands in msg='…', whose
// fields are given like the others. Words without "=" are passed over, unless
// they go on with the text of op ("op=adding user id=1004").
func (f *fields) next() (field, bool) {
	for f.n++; f.n <= maxFields; {
		f.rest = strings.TrimLeft(f.rest, " \x1d,")
		if f.rest == "" {
			return field{}, false
		}
		end := strings.IndexAny(f.rest, "= ")
		if end < 0 {
			f.rest = ""
			return field{}, false
		}
		if f.rest[end] == ' ' || end == 0 {
			f.rest = f.rest[end+1:]
			continue
		}
		key, s := f.rest[:end], f.rest[end+1:]
		if inner, ok := strings.CutPrefix(s, "'"); ok && key == "msg" {
			f.rest = unquoted(inner)
			continue
		}
		out := field{key: key}
		out.value, f.rest, out.quoted = f.value(key, s)
		return out, true
	}
	return field{}, false
}

// unquoted takes away the last quote of what a program says; names behind it
// (log_format = ENRICHED) stay. A quote inside can only be the program's own:
// what a user has typed and holds one is in hexadecimal.
func unquoted(s string) string {
	said, names, enriched := strings.Cut(s, "\x1d")
	said = strings.TrimSuffix(strings.TrimRight(said, " \r"), "'")
	if enriched && len(names) < len(s) {
		return s[:len(said)] + " " + names
	}
	return said
}

func (f *fields) value(key, s string) (value, rest string, quoted bool) {
	if strings.HasPrefix(s, `"`) {
		if end := strings.IndexByte(s[1:], '"'); end >= 0 {
			return s[1 : 1+end], s[end+2:], true
		}
		return s[1:], "", true
	}
	if f.interpreted {
		if end, ok := f.open(key, s); ok {
			return strings.TrimRight(s[:end], " "), s[end:], true
		}
	}
	end := blank(s)
	if key == "op" { // "op=adding user id=1004"
		for end < len(s) {
			word := s[end+1 : end+1+blank(s[end+1:])]
			if word == "" || strings.IndexByte(word, '=') >= 0 {
				break
			}
			end += 1 + len(word)
		}
	}
	return s[:end], s[end:], false
}

func blank(s string) int {
	if end := strings.IndexAny(s, " \x1d"); end >= 0 {
		return end
	}
	return len(s)
}

// open says where a value ends that ausearch -i prints without quotes although
// it may hold blanks: before what always follows it, the last time that it does.
func (f *fields) open(key, s string) (int, bool) {
	last := func(words ...string) (int, bool) {
		for _, w := range words {
			if at := strings.LastIndex(s, w); at >= 0 {
				return at, true
			}
		}
		return len(s), true
	}
	switch {
	case key == "proctitle", key == "cwd" && f.kind == "CWD", key == "data":
		return len(s), true
	case key == "name" && f.kind == "PATH":
		return last(" inode=", " nametype=")
	case key == "cmd":
		return last(" exe=", " terminal=")
	case key == "acct":
		return last(" exe=", " hostname=")
	case f.kind == "EXECVE" && isArgument(key):
		n, _ := strconv.Atoi(key[1:])
		if at := strings.Index(s, " a"+strconv.Itoa(n+1)+"="); at >= 0 {
			return at, true
		}
		return len(s), true
	}
	return 0, false
}

// isArgument knows "a0" and "a12".
func isArgument(key string) bool {
	return len(key) > 1 && len(key) < 7 && key[0] == 'a' && digits(key[1:])
}

// text returns a value that users can choose: it stands in quotes, or in
// hexadecimal where it holds more than plain text.
func (f field) text() string {
	if f.quoted || f.value == "(null)" || f.value == "(none)" || f.value == "?" {
		return known(f.value)
	}
	if len(f.value) < 2 || len(f.value)%2 != 0 || strings.Trim(f.value, "0123456789ABCDEF") != "" {
		return f.value
	}
	b, err := hex.DecodeString(f.value)
	if err != nil {
		return f.value
	}
	return string(b)
}

// known returns "" for the words that stand for nothing.
func known(v string) string {
	switch v {
	case "?", "(null)", "(none)", "unset", "4294967295", "-1", "(unknown)":
		return ""
	}
	return v
}

// socket reads saddr, a struct sockaddr in hexadecimal as the kernel holds it,
// or "{ saddr_fam=inet laddr=192.0.2.1 lport=443 }" of ausearch -i. The family's
// two bytes are in the order of the machine, the port's in that of the network.
func socket(s string) (netip.AddrPort, bool) {
	raw, err := hex.DecodeString(s[:min(len(s), 56)])
	if err != nil || len(raw) < 8 {
		return netip.AddrPort{}, false
	}
	family := binary.LittleEndian.Uint16(raw)
	if family > 0xff {
		family = binary.BigEndian.Uint16(raw)
	}
	port := binary.BigEndian.Uint16(raw[2:])
	switch {
	case family == 2:
		return netip.AddrPortFrom(netip.AddrFrom4([4]byte(raw[4:8])), port), true
	case family == 10 && len(raw) >= 24:
		return netip.AddrPortFrom(netip.AddrFrom16([16]byte(raw[8:24])).Unmap(), port), true
	}
	return netip.AddrPort{}, false
}

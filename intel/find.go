package intel

import (
	"net/netip"
	"strings"
)

// FindAddr appends the indicators that an address is, or lies in.
func (s *Set) FindAddr(a netip.Addr, out []int) []int {
	a = a.Unmap().WithZone("")
	if i, ok := s.addrs[a]; ok {
		out = append(out, i)
	}
	for _, bits := range s.bits {
		if p, err := a.Prefix(bits); err == nil {
			if i, ok := s.networks[p]; ok {
				out = append(out, i)
			}
		}
	}
	return out
}

// maxWord bounds what is looked up as one word of a text.
const maxWord = 2048

// Find appends the indicators that stand in a text as words of their own: an
// address within a longer number is none, a host below a domain is.
func (s *Set) Find(text string, out []int) []int {
	for from := 0; from < len(text); {
		if !inWord[text[from]] {
			from++
			continue
		}
		to, kinds := from, byte(0)
		for to < len(text) && inWord[text[to]] {
			kinds |= traits[text[to]]
			to++
		}
		if word := text[from:to]; len(word) >= 4 && len(word) <= maxWord {
			out = s.word(word, kinds, out)
		}
		from = to
	}
	return out
}

// The traits of a word by its bytes.
const (
	hasDot byte = 1 << iota
	hasColon
	hasSlash
	hasOther // neither a hexadecimal digit nor one of those above
)

var inWord, traits = tables()

func tables() (in [256]bool, t [256]byte) {
	for c := range 256 {
		b := byte(c)
		switch {
		case b >= '0' && b <= '9', b|0x20 >= 'a' && b|0x20 <= 'f':
			in[c] = true
		case b|0x20 >= 'g' && b|0x20 <= 'z', b == '-', b == '_', b == '%', b == '~':
			in[c], t[c] = true, hasOther
		case b == '.':
			in[c], t[c] = true, hasDot
		case b == ':':
			in[c], t[c] = true, hasColon
		case b == '/':
			in[c], t[c] = true, hasSlash
		}
	}
	return in, t
}

func (s *Set) word(w string, kinds byte, out []int) []int {
	if kinds == 0 {
		if len(w) < 32 || len(s.hashes) == 0 {
			return out
		}
		if i, ok := s.hashes[strings.ToLower(w)]; ok {
			out = append(out, i)
		}
		return out
	}
	if kinds&hasSlash != 0 {
		return s.path(w, out)
	}
	if kinds&(hasDot|hasColon) == 0 {
		return out
	}
	return s.host(strings.Trim(w, ".:"), out)
}

// path looks up a word with slashes: an address of the web, or a list of words.
func (s *Set) path(w string, out []int) []int {
	if len(s.urls) > 0 {
		rest := strings.ToLower(w)
		if _, after, ok := strings.Cut(rest, "://"); ok {
			rest = after
		}
		for end := len(rest); end > 0; end = strings.LastIndexByte(rest[:end], '/') {
			if i, ok := s.urls[strings.TrimSuffix(rest[:end], "/")]; ok {
				out = append(out, i)
				break
			}
		}
	}
	for part := range strings.SplitSeq(w, "/") {
		if len(part) >= 4 {
			kinds := byte(0)
			for i := range len(part) {
				kinds |= traits[part[i]]
			}
			out = s.word(part, kinds, out)
		}
	}
	return out
}

// host looks up an address, with or without a port, or a name.
func (s *Set) host(w string, out []int) []int {
	if len(w) == 0 {
		return out
	}
	if len(s.addrs)+len(s.networks) > 0 && likeAddress(w) {
		if a, ok := address(w); ok {
			return s.FindAddr(a, out)
		}
	}
	if len(s.names) == 0 {
		return out
	}
	name, _, _ := strings.Cut(strings.ToLower(w), ":")
	for {
		if i, ok := s.names[name]; ok {
			return append(out, i)
		}
		_, rest, ok := strings.Cut(name, ".")
		if !ok {
			return out
		}
		name = rest
	}
}

// likeAddress says whether it is worth while to read a word as an address: to fail
// at that costs memory, and most words with colons are times.
func likeAddress(w string) bool {
	dots, colons := strings.Count(w, "."), strings.Count(w, ":")
	for i := range len(w) {
		if traits[w[i]]&hasOther != 0 {
			return false
		}
	}
	return colons == 0 && dots == 3 || colons == 1 && dots == 3 || colons >= 2 && dots == 0 && (colons == 7 || strings.Contains(w, "::")) ||
		dots == 3 && strings.HasPrefix(w, "::")
}

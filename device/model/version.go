package model

import (
	"fmt"
	"strings"
)

// Version is a release as its numbers in order: 15.2(4)M3 is 15 2 4 3. The
// nil Version is not known.
type Version []int

// ParseVersion reads the numbers of a release string. Letters separate. It
// returns nil where there is no number.
func ParseVersion(s string) Version {
	var v Version
	for i := 0; i < len(s) && len(v) < 8; {
		if s[i] < '0' || s[i] > '9' {
			i++
			continue
		}
		n := 0
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			if n < 1<<28 {
				n = n*10 + int(s[i]-'0')
			}
			i++
		}
		v = append(v, n)
	}
	return v
}

// Compare orders two releases by their numbers; a missing number is 0.
func (v Version) Compare(w Version) int {
	for i := range max(len(v), len(w)) {
		var a, b int
		if i < len(v) {
			a = v[i]
		}
		if i < len(w) {
			b = w[i]
		}
		if a != b {
			if a < b {
				return -1
			}
			return 1
		}
	}
	return 0
}

// VersionRange is a set of bounds that all must hold, such as ">=15.0 <16.3".
type VersionRange struct{ bounds []bound }

type bound struct {
	op string
	v  Version
}

// ParseVersionRange reads bounds with the operators < <= > >= = separated by spaces.
func ParseVersionRange(s string) (*VersionRange, error) {
	r := &VersionRange{}
	for _, w := range strings.Fields(s) {
		op := w[:len(w)-len(strings.TrimLeft(w, "<>="))]
		v := ParseVersion(w[len(op):])
		if v == nil || op != "<" && op != "<=" && op != ">" && op != ">=" && op != "=" {
			return nil, fmt.Errorf("version range %q: want bounds such as \">=15.0 <16.3\"", s)
		}
		r.bounds = append(r.bounds, bound{op, v})
	}
	if len(r.bounds) == 0 {
		return nil, fmt.Errorf("version range %q: empty", s)
	}
	return r, nil
}

// Has reports whether v, which must not be nil, lies within all bounds.
func (r *VersionRange) Has(v Version) bool {
	for _, b := range r.bounds {
		c := v.Compare(b.v)
		ok := b.op == "<" && c < 0 || b.op == "<=" && c <= 0 || b.op == ">" && c > 0 || b.op == ">=" && c >= 0 || b.op == "=" && c == 0
		if !ok {
			return false
		}
	}
	return true
}

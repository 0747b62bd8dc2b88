package site

import (
	"fmt"
	"strconv"
	"strings"
)

// form is what the entries of a register look like.
type form int

const (
	text form = iota // names, patterns, whatever configurations say
	host             // addresses and prefixes, also names
	port             // TCP ports
)

// check refuses an entry that is meant as an address, a prefix or a port and
// is none: it would list nothing, and what it was to approve would be reported
// as not in the register. Patterns (*) and names pass.
func (f form) check(value string) error {
	switch {
	case strings.Contains(value, "*"):
	case f == port:
		if n, err := strconv.ParseUint(value, 10, 16); err != nil || n == 0 || value[0] == '0' {
			return fmt.Errorf("%q is no port: want a number from 1 to 65535", value)
		}
	case f == host && likeAddress(value):
		if _, err := parsePrefix(value); err != nil {
			return fmt.Errorf("%q is no address or prefix", value)
		}
	}
	return nil
}

// likeAddress reports whether s is written like an address or a prefix, right
// or wrong, so that no name can be meant: four numbers with points, hexadecimal
// digits with two colons or more, or either before a slash.
func likeAddress(s string) bool {
	addr, _, slash := strings.Cut(s, "/")
	if strings.Trim(addr, "0123456789.") == "" {
		return slash || strings.Count(addr, ".") == 3
	}
	return strings.Count(addr, ":") >= 2 && strings.Trim(addr, "0123456789abcdefABCDEF:.") == ""
}

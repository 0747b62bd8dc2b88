// Package intel reads indicators of compromise and looks for them in text.
//
// Files are STIX 2 bundles, MISP events, CSV with or without a header, and plain
// lists. Promise: what a file holds and is not looked for (patterns that join
// several observations, kinds that no log has, what is no indicator) is counted
// with the reason. Looking costs by the text, not by the number of indicators.
package intel

import (
	"net/netip"
	"regexp"
	"strings"
)

// Kind is what an indicator is.
type Kind string

// The kinds that are looked for.
const (
	Address Kind = "address"
	Network Kind = "network"
	Domain  Kind = "domain"
	URL     Kind = "url"
	Hash    Kind = "hash"
)

// Indicator is one of them.
type Indicator struct {
	Kind  Kind
	Value string // as it is looked for: lower case, not disguised
	// Path and Line are where it stands; Line is 0 in JSON. Label is what the
	// source calls it, "" for nothing.
	Path  string
	Line  int
	Label string
}

// Set is indicators with what finds them. The zero Set holds none.
type Set struct {
	All []Indicator
	// Skipped counts, by reason, what is not looked for.
	Skipped map[string]int

	addrs    map[netip.Addr]int
	networks map[netip.Prefix]int
	bits     []int // lengths of networks, IPv4 and IPv6 alike
	names    map[string]int
	hashes   map[string]int
	urls     map[string]int
}

// MaxIndicators bounds a set.
const MaxIndicators = 5_000_000

func (s *Set) skip(reason string) {
	if s.Skipped == nil {
		s.Skipped = map[string]int{}
	}
	s.Skipped[reason]++
}

// fangs undoes the disguises by which indicators are kept from being clicked.
var fangs = strings.NewReplacer("[.]", ".", "(.)", ".", "[dot]", ".", "(dot)", ".", "[:]", ":", "[://]", "://", "[at]", "@", "hxxp", "http", "hXXp", "http")

var (
	hashForm   = regexp.MustCompile(`^([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})$`)
	domainForm = regexp.MustCompile(`^([a-z0-9_]([a-z0-9_-]{0,62})\.)+[a-z][a-z0-9-]{1,62}$`)
)

// Add puts a text into the set as what it looks like, and says whether it is an
// indicator. One that is there already is not put in again.
func (s *Set) Add(text, path string, line int, label string) bool {
	v := strings.ToLower(strings.Trim(fangs.Replace(strings.TrimSpace(text)), `"'`))
	i := Indicator{Value: v, Path: path, Line: line, Label: label}
	if len(s.All) >= MaxIndicators {
		s.skip("more than 5,000,000 indicators")
		return false
	}
	switch {
	case v == "":
		return false
	case hashForm.MatchString(v):
		i.Kind = Hash
		return add(s, &s.hashes, v, i)
	case strings.Contains(v, "://"):
		return s.addURL(i)
	}
	if host, _, path := strings.Cut(v, "/"); path && domainForm.MatchString(host) {
		return s.addURL(i)
	}
	if a, ok := address(v); ok {
		i.Kind, i.Value = Address, a.String()
		if !a.IsGlobalUnicast() || a.IsPrivate() {
			s.skip("addresses that are private, loopback or multicast")
			return true
		}
		return add(s, &s.addrs, a, i)
	}
	if p, err := netip.ParsePrefix(v); err == nil {
		return s.addNetwork(p.Masked(), i)
	}
	name := strings.TrimSuffix(strings.TrimPrefix(v, "*."), ".")
	if !domainForm.MatchString(name) {
		return false
	}
	i.Kind, i.Value = Domain, name
	return add(s, &s.names, name, i)
}

func add[K comparable](s *Set, to *map[K]int, key K, i Indicator) bool {
	if *to == nil {
		*to = map[K]int{}
	}
	if _, ok := (*to)[key]; !ok {
		(*to)[key] = len(s.All)
		s.All = append(s.All, i)
	}
	return true
}

// addURL looks for the address without scheme and query, as logs write it in many
// ways.
func (s *Set) addURL(i Indicator) bool {
	rest := i.Value
	if _, after, ok := strings.Cut(rest, "://"); ok {
		rest = after
	}
	rest, _, _ = strings.Cut(rest, "?")
	rest = strings.TrimSuffix(rest, "/")
	host, path, _ := strings.Cut(rest, "/")
	if path == "" { // the host alone
		host, _, _ = strings.Cut(host, ":")
		return s.Add(host, i.Path, i.Line, i.Label)
	}
	i.Kind, i.Value = URL, rest
	return add(s, &s.urls, rest, i)
}

func (s *Set) addNetwork(p netip.Prefix, i Indicator) bool {
	if p.Bits() < 8 {
		s.skip("networks shorter than /8")
		return true
	}
	i.Kind, i.Value = Network, p.String()
	known := false
	for _, b := range s.bits {
		known = known || b == p.Bits()
	}
	if !known {
		s.bits = append(s.bits, p.Bits())
	}
	return add(s, &s.networks, p, i)
}

// address reads an address, also with a port behind it.
func address(v string) (netip.Addr, bool) {
	if a, err := netip.ParseAddr(v); err == nil {
		return a.Unmap().WithZone(""), true
	}
	if ap, err := netip.ParseAddrPort(v); err == nil {
		return ap.Addr().Unmap().WithZone(""), true
	}
	return netip.Addr{}, false
}

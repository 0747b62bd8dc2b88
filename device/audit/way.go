package audit

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
)

// way is how a packet comes to the device: by an interface that faces others,
// or, where iface is nil, by one that nobody tells apart. An insider comes by an
// interface inside that no rule names.
type way struct {
	iface   *model.Interface
	insider bool
}

// maxWays bounds by how many interfaces a filter is looked at, and maxZoneTests
// the work of telling them apart.
const (
	maxWays      = 32
	maxZoneTests = 100_000
)

// waysInto returns the ways of strangers that the rules of lists tell apart;
// false where there may be more.
func waysInto(dev *model.Device, lists []*model.Ruleset) (ways []way, all bool) {
	zones := zonesNamed(lists)
	ways = []way{{}}
	if len(zones) == 0 {
		return ways, true
	}
	seen, tests := map[string]bool{}, 0
	for _, i := range dev.Interfaces {
		if !edge(i) {
			continue
		}
		if tests += len(zones); tests > maxZoneTests || len(ways) > maxWays {
			return ways, false
		}
		w := way{iface: i}
		var key []byte
		for _, z := range zones {
			key = append(key, byte(w.by(dev, z)))
		}
		if !seen[string(key)] {
			seen[string(key)] = true
			ways = append(ways, w)
		}
	}
	return ways, true
}

// zonesNamed returns the zones and interfaces that rules ask a packet to come
// by, without "!".
func zonesNamed(lists []*model.Ruleset) []string {
	var out []string
	seen := map[string]bool{}
	for _, rs := range lists {
		for _, r := range rs.Rules {
			if !zoned(r) {
				continue
			}
			for _, z := range r.FromZone.V {
				if z = strings.TrimPrefix(z, "!"); !seen[z] {
					seen[z] = true
					out = append(out, z)
				}
			}
		}
	}
	return out
}

// truth is one of three answers.
type truth byte

const (
	no truth = iota
	maybe
	yes
)

func (a truth) not() truth { return yes - a }

// meets reports whether a rule for zones holds for what comes this way. Of
// names one is enough; names behind "!" must all be others.
func (w way) meets(dev *model.Device, zones []string) truth {
	named, among, others := false, no, yes
	for _, z := range zones {
		if name, not := strings.CutPrefix(z, "!"); not {
			others = min(others, w.notBy(dev, name))
		} else {
			named, among = true, max(among, w.by(dev, z))
		}
	}
	if !named {
		return others
	}
	return min(among, others)
}

// by reports whether a zone or interface is the one that the packet comes by.
func (w way) by(dev *model.Device, zone string) truth {
	switch {
	case w.insider:
		return no
	case w.iface != nil && among(w.iface, zone):
		return yes
	case hasPrefix(zone, outsideNames):
		return yes
	case hasPrefix(zone, insideNames):
		return no
	}
	members := 0
	for _, i := range dev.Interfaces {
		switch {
		case !among(i, zone):
		case w.iface == nil && edge(i):
			return yes
		case w.iface == nil && !inner(i):
			return maybe
		default:
			members++
		}
	}
	if members > 0 {
		return no // of other interfaces, or of those with private addresses
	}
	return maybe
}

// notBy is the same of a name behind "!".
func (w way) notBy(dev *model.Device, zone string) truth {
	if w.insider {
		return way{}.by(dev, zone).sure()
	}
	if a := w.by(dev, zone); a != maybe {
		return a.not()
	}
	if slices.ContainsFunc(dev.Interfaces, func(i *model.Interface) bool { return among(i, zone) }) {
		return maybe
	}
	return yes // a list of interfaces that are trusted
}

// sure takes maybe for no.
func (a truth) sure() truth {
	if a == yes {
		return yes
	}
	return no
}

// Beginnings of the names of interfaces and lists that lead inside, and to
// others.
var (
	insideNames  = []string{"lan", "mgmt", "management", "oob", "inside", "internal", "trust", "lo0", "loopback"}
	outsideNames = []string{"wan", "internet"}
)

func hasPrefix(zone string, names []string) bool {
	low := strings.ToLower(zone)
	return slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(low, n) })
}

// among reports that a rule for a zone holds on an interface.
func among(i *model.Interface, zone string) bool {
	return i.Name == zone || zone != "" && i.Zone.V == zone
}

func edge(i *model.Interface) bool { return i.Edge.How.Stated() && i.Edge.V }

// inner reports an interface whose addresses are all private.
func inner(i *model.Interface) bool {
	return i.Addresses.How.Stated() && len(i.Addresses.V) > 0 &&
		!slices.ContainsFunc(i.Addresses.V, func(p netip.Prefix) bool { return !p.Addr().IsPrivate() && !p.Addr().IsLinkLocalUnicast() })
}

// zoned reports a rule for some interfaces only.
func zoned(r *model.Rule) bool {
	return len(r.FromZone.V) > 0 && !slices.Contains(r.FromZone.V, "any") && !slices.Contains(r.FromZone.V, "all")
}

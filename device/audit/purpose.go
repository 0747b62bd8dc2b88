package audit

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
)

// protocols are the words by which the owner of a key, or what uses a key
// chain, names the protocol whose neighbours hold the key.
var protocols = map[string]string{
	"bgp": "bgp", "neighbor": "bgp", "msdp": "msdp", "rpki": "rpki", "bmp": "bmp",
	"ospf": "ospf", "ospf6": "ospf", "ospfv3": "ospf", "isis": "isis", "eigrp": "eigrp", "rip": "rip", "ripng": "rip",
	"ldp": "ldp", "tldp": "ldp", "rsvp": "rsvp", "pim": "pim", "bfd": "bfd",
	"hsrp": "hsrp", "vrrp": "vrrp", "glbp": "glbp", "carp": "carp", "mka": "macsec", "macsec": "macsec",
}

// links is what a device says of the use of its keys, by name and by line.
type links struct {
	chains    map[string][]model.Ref
	protocols map[int32]string
	neighbors map[int32][]*model.Neighbor
}

func linksOf(dev *model.Device) *links {
	l := &links{map[string][]model.Ref{}, map[int32]string{}, map[int32][]*model.Neighbor{}}
	for _, u := range dev.Refs.Uses {
		if u.Kind == "keychain" || u.Kind == "bgp-auth-profile" {
			l.chains[u.Name] = append(l.chains[u.Name], u)
		}
	}
	for _, g := range dev.IGPs {
		l.protocols[g.Auth.Span.Line] = g.Proto
	}
	for _, n := range dev.Neighbors {
		line := n.Auth.Span.Line
		l.neighbors[line] = append(l.neighbors[line], n)
		l.protocols[line] = n.Proto
	}
	return l
}

// linkKey reports a key that neighbours share, directly or by a key chain.
func linkKey(s *model.Secret) bool { return s.Kind == "bgp" || s.Kind == "igp" || s.Kind == "keychain" }

// purposes lists what the secret opens, sorted, separated by spaces. A key of a
// link opens protocols; "igp" and "keychain" stand for one that is not known.
func (l *links) purposes(s *model.Secret) string {
	if !linkKey(s) {
		return s.Kind
	}
	if s.Kind != "keychain" {
		return l.protocol(s.Owner, s.Span.Line, s.Kind)
	}
	var out []string
	for _, u := range l.chains[s.Owner] {
		out = append(out, l.protocol(u.Ctx, u.Span.Line, s.Kind))
	}
	if len(out) == 0 {
		return s.Kind
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), " ")
}

// protocol names what a key serves: by the line, else by the words about it,
// else by its kind.
func (l *links) protocol(words string, line int32, kind string) string {
	if p := protocols[l.protocols[line]]; p != "" && line > 0 {
		return p
	}
	for w := range strings.FieldsSeq(words) {
		if p := protocols[w]; p != "" {
			return p
		}
	}
	return kind
}

// countPurposes says how many purposes there are of those listed, of which each
// unknown one may be the same as another or a link's protocol of its own.
func countPurposes(kinds map[string]int) model.F[int64] {
	open := kinds["igp"] + kinds["keychain"]
	known, others := 0, 0
	for k := range kinds {
		switch {
		case k == "igp" || k == "keychain":
		case protocols[k] == k:
			known++
		default:
			others++
		}
	}
	n := others + known
	if open > 0 && known == 0 {
		n++
	}
	if n < 2 && open+known > 1 {
		return model.F[int64]{How: model.Unknown}
	}
	return model.F[int64]{V: int64(n), How: model.Derived}
}

package audit

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
)

// peers are the BGP neighbours that one secret authenticates.
type peers struct {
	// systems are their autonomous systems, sorted and without repetitions;
	// open counts the neighbours whose system the file does not tell.
	systems []string
	open    int
}

// peers finds the neighbours behind a key of BGP, which stands with them, with
// their group or in a key chain that they name. Other secrets have none.
func (l *links) peers(s *model.Secret) peers {
	var p peers
	for _, line := range l.keyLines(s) {
		for _, n := range l.neighbors[line] {
			if n.Proto != "bgp" {
				continue
			}
			if as := systemOf(n); as != "" {
				p.systems = append(p.systems, strings.Clone(as)) // the file is let go
			} else {
				p.open++
			}
		}
	}
	if len(p.systems)+p.open == 0 && s.Kind == "bgp" && l.purposes(s) == "bgp" {
		p.open = 1 // a group without members, or one that was not understood
	}
	return p.distinct()
}

// keyLines are the lines by which a neighbour can come to the secret.
func (l *links) keyLines(s *model.Secret) []int32 {
	var out []int32
	switch s.Kind {
	case "bgp":
		out = append(out, s.Span.Line)
	case "keychain":
	default:
		return nil
	}
	for _, u := range l.chains[s.Owner] {
		out = append(out, u.Span.Line)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// systemOf names the autonomous system of a neighbour, "" where it is not known.
func systemOf(n *model.Neighbor) string {
	switch {
	case n.RemoteAS.How.Stated() && n.RemoteAS.V != "external" && n.RemoteAS.V != "internal":
		return n.RemoteAS.V
	case n.External.How.Stated() && !n.External.V && n.LocalAS.How.Stated():
		return n.LocalAS.V
	case n.External.How.Stated() && !n.External.V:
		return "internal"
	}
	return ""
}

func (p peers) distinct() peers {
	slices.Sort(p.systems)
	p.systems = slices.Clone(slices.Compact(p.systems))
	return p
}

// count says how many systems there are, which is open where one of those that
// are not known may be a second.
func (p peers) count() model.F[int64] {
	p = p.distinct()
	n := model.F[int64]{V: int64(len(p.systems)), How: model.Derived}
	if n.V < 2 && len(p.systems)+p.open > 1 {
		n = model.F[int64]{How: model.Unknown}
	}
	return n
}

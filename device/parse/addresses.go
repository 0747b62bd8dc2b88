package parse

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
)

// Routers that share an address say so in the systems' words: one of sharing
// begins the statement or a block around it, and one of behind stands before
// the address.
var (
	sharing = []string{"standby", "vrrp", "vrrp6", "vrrpv3", "hsrp", "glbp", "vrrp-group", "vrrp-inet6-group", "virtual-router", "virtual-gateway-address", "virtual-gateway-v6-address", "virtual"}
	behind  = []string{"ip", "ipv4", "ipv6", "address", "virtual-ip", "virtual-address", "virtual-inet6-address", "backup", "vrip", "vrip6", "virtual",
		"virtual-gateway-address", "virtual-gateway-v6-address", "global", "linklocal"}
)

// maxAddressed bounds the words that are kept of one translation, and the
// addresses that one interface shares.
const maxAddressed = 256

// addresses fills in what stands in the tree in much the same way on all
// systems: the addresses that interfaces share with other devices, and the words
// of translations.
func addresses(dev *model.Device, t *lex.Tree) {
	if len(dev.Interfaces) == 0 {
		return
	}
	byLine, byName := map[int32]*model.Interface{}, map[string]*model.Interface{}
	for _, i := range dev.Interfaces {
		byName[i.Name] = i
		if i.Span.Line > 0 && byLine[i.Span.Line] == nil {
			byLine[i.Span.Line] = i
		}
	}
	for k := range t.Nodes {
		n := &t.Nodes[k]
		words := n.Words
		if t.Path && len(words) == 1 && strings.HasPrefix(words[0], "virtual-") {
			words = slices.Concat(words, t.Below(int32(k), maxAddressed))
		}
		if n.Neg || n.Inactive || !begins(words) {
			continue
		}
		i, shares := around(t, int32(k), byLine, byName)
		if i == nil || !shares {
			continue
		}
		for _, a := range named(words) {
			if !slices.Contains(i.Shared, a) && len(i.Shared) < maxAddressed {
				i.Shared = append(i.Shared, a)
			}
		}
	}
	translations(dev, t)
}

// begins reports a statement that may state a shared address, by its first word.
func begins(words []string) bool {
	if len(words) < 2 {
		return false
	}
	switch w := words[0]; w {
	case "set":
		return words[1] == "vrip" || words[1] == "vrip6"
	case "ip", "ipv6":
		return words[1] != "address" || len(words) > 2 && words[2] == "virtual"
	default:
		return slices.Contains(behind, w) || slices.Contains(sharing, w)
	}
}

// around returns the interface whose block holds a node, and whether the node
// or a block between them is about sharing.
func around(t *lex.Tree, k int32, byLine map[int32]*model.Interface, byName map[string]*model.Interface) (i *model.Interface, shares bool) {
	path := t.PathOf(k)
	if at := slices.Index(path, "unit"); at > 0 && at+1 < len(path) {
		i = byName[path[at-1]+"."+path[at+1]]
	}
	for ; k != 0; k = t.Nodes[k].Parent {
		n := &t.Nodes[k]
		if i == nil {
			if i = byLine[n.Line]; i == nil && len(n.Words) > 1 && n.Words[0] == "interface" {
				i = byName[n.Words[1]]
			}
		}
		shares = shares || slices.ContainsFunc(n.Words[:min(len(n.Words), 3)], func(w string) bool { return slices.Contains(sharing, w) })
	}
	return i, shares
}

// named returns the addresses behind one of the words.
func named(words []string) []netip.Addr {
	var out []netip.Addr
	at := slices.IndexFunc(words, func(w string) bool { return slices.Contains(behind, w) })
	if at < 0 {
		return nil
	}
	for _, w := range words[at+1:] {
		w, _, _ = strings.Cut(w, "/")
		if a, err := netip.ParseAddr(w); err == nil && a.Zone() == "" && !a.IsUnspecified() {
			out = append(out, a)
		}
	}
	return out
}

// translations keeps the words of each translation of destinations and of the
// objects that it names.
func translations(dev *model.Device, t *lex.Tree) {
	if !slices.ContainsFunc(dev.NATs, func(n *model.NAT) bool { return n.Kind.V != "source" }) {
		return
	}
	nodes := map[int32]int32{}
	for k := range t.Nodes {
		if line := t.Nodes[k].Line; k > 0 && nodes[line] == 0 {
			nodes[line] = int32(k)
		}
	}
	objects := map[string]int32{}
	for _, d := range dev.Refs.Defs {
		objects[d.Name] = nodes[d.Span.Line]
	}
	for _, n := range dev.NATs {
		if n.Kind.V == "source" || nodes[n.Span.Line] == 0 {
			continue
		}
		at := nodes[n.Span.Line]
		n.Words = slices.Concat(t.Nodes[at].Words, t.Below(at, maxAddressed))
		for _, w := range slices.Clone(n.Words) {
			if at := objects[strings.Trim(w, `"`)]; at != 0 && len(n.Words) < maxAddressed {
				n.Words = append(n.Words, t.Below(at, maxAddressed-len(n.Words))...)
			}
		}
	}
}

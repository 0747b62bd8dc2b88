package audit

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/model"
)

// gates holds the filters of a device as the first packets of sessions to it
// meet them, each made ready once for each way in.
type gates struct {
	dev   *model.Device
	ready map[gateKey]*acl.Ready
	lists map[*model.Ruleset][]*model.Ruleset
}

type gateKey struct {
	rs  *model.Ruleset
	way way
}

// maxLists bounds how many lists a filter may go on in.
const maxLists = 256

// reached returns a filter and those that it goes on in.
func (g *gates) reached(rs *model.Ruleset) []*model.Ruleset {
	if out, ok := g.lists[rs]; ok {
		return out
	}
	out := []*model.Ruleset{rs}
	for i := 0; i < len(out) && len(out) < maxLists; i++ {
		for _, r := range out[i].Rules {
			if r.Jump == "" {
				continue
			}
			for _, to := range g.dev.Rulesets {
				if to.Name == r.Jump && !slices.Contains(out, to) {
					out = append(out, to)
				}
			}
		}
	}
	if g.lists == nil {
		g.lists = map[*model.Ruleset][]*model.Ruleset{}
	}
	g.lists[rs] = out
	return out
}

// of returns a filter as it is met by one way in.
func (g *gates) of(rs *model.Ruleset, w way) *acl.Ready {
	key := gateKey{rs, w}
	if r := g.ready[key]; r != nil {
		return r
	}
	dev := &model.Device{OS: g.dev.OS}
	for _, list := range g.reached(rs) {
		one := *list
		one.Rules = make([]*model.Rule, 0, len(list.Rules))
		for _, r := range list.Rules {
			if r := g.opening(r, w); r != nil {
				one.Rules = append(one.Rules, r)
			}
		}
		dev.Rulesets = append(dev.Rulesets, &one)
	}
	if g.ready == nil {
		g.ready = map[gateKey]*acl.Ready{}
	}
	g.ready[key] = acl.Compile(dev, dev.Rulesets[0], &acl.Zones{}).Ready()
	return g.ready[key]
}

// opening returns a rule as the first packet of a session to the device meets
// it that comes by w: without zones, and without conditions that such packets
// always fulfil. It is nil for a rule that none of them match, and for a denial
// of a share of them only.
func (g *gates) opening(r *model.Rule, w way) *model.Rule {
	if len(r.ToZone.V) > 0 && g.dev.OS == "routeros" {
		return nil // nothing that reaches the device goes out
	}
	some := r.Jump == "" && (r.Action.V == "deny" || r.Action.V == "reject") && !r.SrcNot && !r.DstNot
	if some && share(r.Opaque) {
		return nil
	}
	one := *r
	if zoned(r) {
		one.FromZone = model.F[[]string]{}
		switch w.meets(g.dev, r.FromZone.V) {
		case no:
			return nil
		case maybe:
			if some && !strings.HasPrefix(r.FromZone.V[0], "!") {
				return nil // whoever comes by other interfaces is left
			}
			one.Opaque = "where its interfaces lead is not known"
		}
	}
	if r.ServiceAny.Known() && r.ServiceAny.V || len(r.Match) == 0 {
		return &one
	}
	one.Match = nil
	for _, m := range r.Match {
		switch a := flagged(m.Flags); {
		case a == no, some && a != yes:
			continue
		case a == yes, a == most && r.Action.V == "permit" && r.Jump == "":
			m.Flags = ""
		}
		one.Match = append(one.Match, m)
	}
	if one.Match == nil {
		return nil
	}
	return &one
}

// most is the answer of a condition that holds for a share of all packets from
// everywhere.
const most truth = yes + 1

// flagged reports whether a first packet to the device fulfils further
// conditions of a match.
func flagged(flags string) truth {
	out := yes
	for _, f := range strings.Fields(flags) {
		key, v, _ := strings.Cut(f, "=")
		v, not := strings.CutPrefix(v, "!")
		list := strings.Split(v, ",")
		switch {
		case key == "connection-state" && slices.Contains(list, "new") == not:
			return no // no first packet
		case key == "ipsec-policy" && !not && v == "in,ipsec":
			return no // who holds a key of the tunnel
		case key == "connection-state", !not && (key == "dst-address-type" && v == "local" || key == "ipsec-policy" && v == "in,none" ||
			key == "tcp-flags" && slices.Contains(list, "syn")):
		case key == "limit", key == "dst-limit", key == "connection-limit":
			if out == yes {
				out = most
			}
		default:
			out = maybe
		}
	}
	return out
}

// share reports reasons of opaque rules that concern a share of all packets: a
// denial of these, or of a list of offenders, leaves most of them.
func share(opaque string) bool {
	return slices.Contains(shares, opaque) || strings.HasSuffix(opaque, " is filled at run time")
}

var shares = []string{"time of day", "packet content", "layer 7 pattern", "name in TLS", "every nth packet", "random share", "port scan",
	"peer-to-peer detection", "connection size", "connection rate"}

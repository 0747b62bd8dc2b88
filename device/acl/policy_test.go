package acl

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/linewarden/linewarden/device/model"
	"pgregory.net/rapid"
)

// drawnFilter is a filter of hosts 0 to 7: small enough to try every packet.
func drawnFilter(t *rapid.T, name string) *model.Ruleset {
	rs := &model.Ruleset{Name: name, Kind: "ipacl", Family: "ipv4", Default: said(rapid.SampledFrom([]string{"deny", "deny", "permit"}).Draw(t, "default"))}
	for i := range rapid.IntRange(0, 4).Draw(t, "rules") {
		r := &model.Rule{Seq: int64(i), Enabled: said(true), Action: said(rapid.SampledFrom([]string{"permit", "deny"}).Draw(t, "action")), DstAny: said(true), SrcAny: said(false), ServiceAny: said(true)}
		r.Src = said([]netip.Prefix{netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 0, 0, rapid.Byte().Draw(t, "host") & 7}), rapid.IntRange(29, 32).Draw(t, "bits")).Masked()})
		if rapid.IntRange(0, 5).Draw(t, "opaque") == 0 {
			r.Opaque = "for a test"
		}
		rs.Rules = append(rs.Rules, r)
	}
	return rs
}

func drawnClass(t *rapid.T, lists []*model.Ruleset, depth int) *model.ClassMap {
	m := &model.ClassMap{All: rapid.Bool().Draw(t, "all")}
	for range rapid.IntRange(1, 3).Draw(t, "criteria") {
		c := &model.Criterion{Not: rapid.IntRange(0, 3).Draw(t, "not") == 0}
		switch n := rapid.IntRange(0, 9).Draw(t, "kind"); {
		case n == 0:
			c.Every = true
		case n == 1:
			c.Family = "ipv6"
		case n == 2:
			c.Opaque = "for a test"
		case n == 3 && depth > 0:
			c.Map = drawnClass(t, lists, depth-1)
		case n == 4: // no packet of IP
		default:
			c.Lists = []*model.Ruleset{rapid.SampledFrom(lists).Draw(t, "list")}
		}
		m.Criteria = append(m.Criteria, c)
	}
	return m
}

// chance is which of two answers a condition may give.
type chance struct{ yes, no bool }

func (c chance) not() chance           { return chance{c.no, c.yes} }
func (c chance) or(d chance) chance    { return chance{c.yes || d.yes, c.no && d.no} }
func (c chance) and(d chance) chance   { return chance{c.yes && d.yes, c.no || d.no} }
func permits(word string) (yes chance) { return chance{word == "permit", word != "permit"} }

// listed says whether a filter permits one host, line by line.
func listed(rs *model.Ruleset, ip netip.Addr) chance {
	out := chance{}
	for _, r := range rs.Rules {
		if !r.Src.V[0].Contains(ip) {
			continue
		}
		p := permits(r.Action.V)
		out = chance{out.yes || p.yes, out.no || p.no}
		if r.Opaque == "" {
			return out
		}
	}
	p := permits(rs.Default.V)
	return chance{out.yes || p.yes, out.no || p.no}
}

// classed says whether one host is in a class.
func classed(m *model.ClassMap, ip netip.Addr) chance {
	out := chance{yes: m.All, no: !m.All}
	for _, c := range m.Criteria {
		p := chance{no: true}
		switch {
		case c.Opaque != "":
			p = chance{true, true}
		case c.Every:
			p = chance{yes: true}
		case c.Map != nil:
			p = classed(c.Map, ip)
		case len(c.Lists) > 0:
			p = listed(c.Lists[0], ip)
		}
		if c.Not {
			p = p.not()
		}
		if m.All {
			out = out.and(p)
		} else {
			out = out.or(p)
		}
	}
	return out
}

// TestPolicy compares the fate of each packet under a policy of classes with
// the classes taken one by one.
func TestPolicy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lists := []*model.Ruleset{drawnFilter(t, "a"), drawnFilter(t, "b"), drawnFilter(t, "c")}
		p := &model.ClassPolicy{Name: "P"}
		for i := range rapid.IntRange(1, 4).Draw(t, "classes") {
			x := &model.PolicyClass{Name: fmt.Sprint(i), Map: drawnClass(t, lists, 2), Action: said(rapid.SampledFrom([]string{"permit", "deny"}).Draw(t, "does"))}
			if rapid.IntRange(0, 6).Draw(t, "unknown") == 0 {
				x.Action = model.F[string]{How: model.Unknown}
			}
			p.Classes = append(p.Classes, x)
		}
		l := Policy(p, func(rs *model.Ruleset) *List { return Compile(&model.Device{}, rs, &Zones{}) }).Ready()
		for host := range byte(8) {
			ip := netip.AddrFrom4([4]byte{10, 0, 0, host})
			got := map[Action]bool{}
			for _, b := range Opening(6, 22, AddressesOf([]netip.Prefix{netip.PrefixFrom(ip, 32)}), AddressesOf([]netip.Prefix{netip.MustParsePrefix("192.0.2.1/32")})) {
				if !l.Carry(b, 10000, func(x Piece) bool { got[x.Action] = true; return true }) {
					t.Fatal("gave up")
				}
			}
			if want := fate(p, ip); len(got) != 1 || !got[want] {
				t.Fatalf("%v: %v, one by one %v", ip, got, want)
			}
		}
	})
}

// fate is what a policy does with one host.
func fate(p *model.ClassPolicy, ip netip.Addr) Action {
	pass, drop := false, false
	for _, x := range p.Classes {
		in := classed(x.Map, ip)
		if !in.yes {
			continue
		}
		pass = pass || !x.Action.Known() || x.Action.V == "permit"
		drop = drop || !x.Action.Known() || x.Action.V == "deny"
		if !in.no {
			return word(pass, drop)
		}
	}
	return word(true, drop)
}

func word(pass, drop bool) Action {
	switch {
	case pass && drop:
		return Unclear
	case pass:
		return Permit
	}
	return Deny
}

// TestPolicyBounds sees that a class of too many combinations may hold any
// packet, and is never taken as empty.
func TestPolicyBounds(t *testing.T) {
	big := &model.Ruleset{Name: "big", Kind: "ipacl", Family: "ipv4", Default: said("deny")}
	for i := range 20_000 {
		r := &model.Rule{Enabled: said(true), Action: said([]string{"permit", "deny"}[i%2]), DstAny: said(true), SrcAny: said(false), ServiceAny: said(true)}
		r.Src = said([]netip.Prefix{netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 1, byte(i >> 8), byte(i)}), 32)})
		big.Rules = append(big.Rules, r)
	}
	m := &model.ClassMap{Criteria: []*model.Criterion{{Lists: []*model.Ruleset{big}}}}
	endless := &model.ClassMap{}
	endless.Criteria = []*model.Criterion{{Map: endless}}
	many := &model.ClassMap{Criteria: []*model.Criterion{{Opaque: "for a test"}}}
	for range maxDepth - 1 { // each asks the one below a hundred times
		up := &model.ClassMap{}
		for range 100 {
			up.Criteria = append(up.Criteria, &model.Criterion{Map: many})
		}
		many = up
	}
	crossed := &model.ClassMap{All: true, Criteria: []*model.Criterion{{Lists: []*model.Ruleset{big}}, {Not: true, Lists: []*model.Ruleset{big}}}}
	for name, m := range map[string]*model.ClassMap{"large": m, "many": many, "crossed": crossed, "endless": endless, "empty": {}, "not defined": nil} {
		p := &model.ClassPolicy{Classes: []*model.PolicyClass{{Name: "x", Map: m, Action: said("deny")}}}
		l := Policy(p, func(rs *model.Ruleset) *List { return Compile(&model.Device{}, rs, &Zones{}) }).Ready()
		l.Carry(every(ipv4&opening), 10000, func(x Piece) bool {
			if x.Action != Unclear {
				t.Errorf("%s: %v", name, x.Action)
			}
			return true
		})
	}
}

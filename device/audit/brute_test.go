package audit

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/model"
	"pgregory.net/rapid"
)

// The packets that filters of drawRules tell apart: a source of each /4, some
// destinations, ports and source ports.
var (
	bruteTo    = []netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.129"), netip.MustParseAddr("198.51.100.1")}
	brutePorts = []uint16{22, 23}
	bruteNets  = []string{"192.0.2.0/24", "192.0.2.128/25", "198.51.100.0/24", "0.0.0.0/1", "128.0.0.0/1"}
)

func sources(i int) netip.Addr { return netip.AddrFrom4([4]byte{byte(i << 4), 1, 1, 1}) }

func drawRules(t *rapid.T, n int, targets []string) []*model.Rule {
	var out []*model.Rule
	for range n {
		opts := []ruleOption{of(fmt.Sprintf("%d.0.0.0/%d", rapid.IntRange(0, 15).Draw(t, "net")<<4, rapid.IntRange(0, 4).Draw(t, "bits")))}
		if rapid.IntRange(0, 4).Draw(t, "except") == 0 {
			opts = append(opts, except)
		}
		if rapid.Bool().Draw(t, "to") {
			opts = append(opts, to(rapid.SampledFrom(bruteNets).Draw(t, "dst")))
		}
		if rapid.Bool().Draw(t, "port") {
			opts = append(opts, tcp(rapid.SampledFrom(brutePorts).Draw(t, "dport")))
			if rapid.IntRange(0, 4).Draw(t, "established") == 0 {
				opts = append(opts, established)
			}
		}
		switch rapid.IntRange(0, 7).Draw(t, "kind") {
		case 0:
			opts = append(opts, opaque)
		case 1:
			opts = append(opts, off)
		case 2:
			if len(targets) > 0 {
				opts = append(opts, jump(rapid.SampledFrom(targets).Draw(t, "jump")))
			}
		}
		r := rule(rapid.SampledFrom([]string{"permit", "deny", "deny", "return"}).Draw(t, "action"), opts...)
		if r.Jump != "" {
			r.Action.Set("next", r.Span)
			r.Opaque = ""
		}
		out = append(out, r)
	}
	return out
}

// fate goes down the rules with one packet: permit, deny, or "" where no rule
// decides. Of opaque rules, those in matched match.
func fate(lists map[string][]*model.Rule, rules []*model.Rule, src, dst netip.Addr, port uint16, matched map[*model.Rule]bool) string {
	for _, r := range rules {
		if r.Enabled.How.Stated() && !r.Enabled.V || r.Opaque != "" && !matched[r] {
			continue
		}
		hit := r.Src.V[0].Masked().Contains(src) != r.SrcNot && (r.DstAny.V || r.Dst.V[0].Contains(dst))
		if len(r.Match) > 0 {
			hit = hit && r.Match[0].DstPorts[0].From == port && !r.Match[0].Established
		}
		switch {
		case !hit:
		case r.Jump != "":
			if end := fate(lists, lists[r.Jump], src, dst, port, matched); end != "" {
				return end
			}
		case r.Action.V == "return":
			return ""
		default:
			return r.Action.V
		}
	}
	return ""
}

// bruteWide reports whether packets to port 22 of some address of to get
// through from a whole network that is shorter than bits, 1 to 4.
func bruteWide(lists map[string][]*model.Rule, def string, to []netip.Addr, bits int, matched map[*model.Rule]bool) bool {
	var in [16]bool
	for i := range in {
		for _, d := range to {
			end := fate(lists, lists["top"], sources(i), d, 22, matched)
			in[i] = in[i] || end == "permit" || end == "" && def == "permit"
		}
	}
	size := 1 << (5 - bits) // of the next wider network, in /4
	for at := 0; at < 16; at += size {
		all := true
		for i := at; i < at+size; i++ {
			all = all && in[i]
		}
		if all {
			return true
		}
	}
	return false
}

// TestGateBrute compares the answer with the fate of each packet by itself,
// whatever the lines do that cannot be resolved.
func TestGateBrute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lists := map[string][]*model.Rule{
			"sub": drawRules(t, rapid.IntRange(0, 3).Draw(t, "sub"), nil),
		}
		lists["top"] = drawRules(t, rapid.IntRange(0, 7).Draw(t, "top"), []string{"sub"})
		def := rapid.SampledFrom([]string{"permit", "deny"}).Draw(t, "default")
		bits := rapid.IntRange(1, 4).Draw(t, "widest")
		aim := rapid.SampledFrom([][]netip.Addr{bruteTo[:2], bruteTo[2:]}).Draw(t, "aim")

		var open []*model.Rule
		for _, rules := range lists {
			for _, r := range rules {
				if r.Opaque != "" {
					open = append(open, r)
				}
			}
		}
		can, must := false, true
		for mask := range 1 << len(open) {
			matched := map[*model.Rule]bool{}
			for i, r := range open {
				matched[r] = mask>>i&1 == 1
			}
			wide := bruteWide(lists, def, aim, bits, matched)
			can, must = can || wide, must && wide
		}

		top := &model.Ruleset{Name: "top", Family: "ipv4", Rules: lists["top"]}
		top.Default.Set(def, model.Span{})
		dev := &model.Device{Rulesets: []*model.Ruleset{top, {Name: "sub", Family: "ipv4", Rules: lists["sub"]}}}
		net := acl.AddressesOf([]netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")})
		if len(aim) == 1 {
			net = acl.AddressesOf([]netip.Prefix{netip.MustParsePrefix("198.51.100.0/24")})
		}
		g := gate{to: net, widest: [2]int{bits, 48}}
		got := g.admits(&gates{dev: dev}, top, 6, 22)
		switch {
		case got && !must:
			t.Fatal("admits for sure, and need not")
		case !got && !g.open && can:
			t.Fatal("admits nobody for sure, and may")
		case len(open) == 0 && (got != must || g.open):
			t.Fatalf("admits %v, open %v, want %v", got, g.open, must)
		}
	})
}

package audit

import (
	"net/netip"
	"testing"

	"github.com/linewarden/linewarden/device/model"
)

func of(nets ...string) ruleOption {
	return func(r *model.Rule) {
		var out []netip.Prefix
		for _, n := range nets {
			out = append(out, netip.MustParsePrefix(n))
		}
		r.SrcAny.Set(false, r.Span)
		r.Src.Set(out, r.Span)
	}
}

func except(r *model.Rule) { r.SrcNot = true }
func filled(r *model.Rule) {
	r.SrcAny.Set(false, r.Span)
	r.Opaque = "address list x is filled at run time"
}
func jump(to string) ruleOption   { return func(r *model.Rule) { r.Jump = to } }
func zone(z ...string) ruleOption { return func(r *model.Rule) { r.FromZone.Set(z, r.Span) } }
func flags(f string) ruleOption {
	return func(r *model.Rule) {
		r.ServiceAny.Set(false, r.Span)
		r.Match = []model.Match{{Proto: -1, ICMPType: -1, ICMPCode: -1, Flags: f}}
	}
}

func port(name, addr string) *model.Interface {
	i := &model.Interface{Name: name}
	i.Addresses.Set([]netip.Prefix{netip.MustParsePrefix(addr)}, model.Span{})
	return i
}

// TestGate asks whether sources of more than a /16 reach TCP port 22.
func TestGate(t *testing.T) {
	other := &model.Ruleset{Name: "other", Family: "ipv4", Rules: []*model.Rule{rule("permit", of("192.0.2.0/24")), rule("return")}}
	loop := &model.Ruleset{Name: "loop", Family: "ipv4", Rules: []*model.Rule{rule("next", jump("loop"))}}
	for _, tt := range []struct {
		name         string
		rules        []*model.Rule
		want, unsure bool
	}{
		{name: "nothing denies", want: true},
		{name: "everything denied", rules: []*model.Rule{rule("deny")}},
		{name: "named sources", rules: []*model.Rule{rule("permit", of("192.0.2.0/24")), rule("deny")}},
		{name: "small networks apart", rules: []*model.Rule{rule("permit", of("10.0.0.0/16", "10.2.0.0/16")), rule("deny")}},
		{name: "small networks that are a wide one together", rules: []*model.Rule{rule("permit", of("10.0.0.0/16")), rule("permit", of("10.1.0.0/16")), rule("deny")}, want: true},
		{name: "a wide permit behind its denial", rules: []*model.Rule{rule("deny", of("10.0.0.0/8")), rule("permit", of("10.0.0.0/9")), rule("deny")}},
		{name: "two halves", rules: []*model.Rule{rule("permit", of("0.0.0.0/1")), rule("permit", of("128.0.0.0/1")), rule("deny")}, want: true},
		{name: "denied by halves", rules: []*model.Rule{rule("deny", of("0.0.0.0/1")), rule("deny", of("128.0.0.0/1")), rule("permit")}},
		{name: "all but named sources denied", rules: []*model.Rule{rule("deny", of("192.0.2.0/24"), except), rule("permit")}},
		{name: "all but a host permitted", rules: []*model.Rule{rule("permit", of("192.0.2.9/32"), except), rule("deny")}, want: true},
		{name: "offenders denied", rules: []*model.Rule{rule("deny", filled)}, want: true},
		{name: "all but an unknown list denied", rules: []*model.Rule{rule("deny", filled, except)}, unsure: true},
		{name: "an unknown list permitted", rules: []*model.Rule{rule("permit", filled), rule("deny")}, unsure: true},
		{name: "a share permitted", rules: []*model.Rule{rule("permit", flags("limit=1")), rule("deny")}, want: true},
		{name: "a share denied", rules: []*model.Rule{rule("deny", flags("limit=1"))}, want: true},
		{name: "new connections", rules: []*model.Rule{rule("permit", flags("connection-state=new,related")), rule("deny")}, want: true},
		{name: "invalid packets", rules: []*model.Rule{rule("permit", flags("connection-state=invalid")), rule("deny")}},
		{name: "no new connections", rules: []*model.Rule{rule("permit", flags("connection-state=!new")), rule("deny")}},
		{name: "out of a tunnel", rules: []*model.Rule{rule("permit", flags("ipsec-policy=in,ipsec")), rule("deny")}},
		{name: "a flag that is not known", rules: []*model.Rule{rule("permit", flags("ttl=1")), rule("deny")}, unsure: true},
		{name: "an interface of its own", rules: []*model.Rule{rule("permit", zone("mgmt0")), rule("deny")}},
		{name: "an interface with a private address", rules: []*model.Rule{rule("permit", zone("bridge1")), rule("deny")}},
		{name: "an interface with a public address", rules: []*model.Rule{rule("permit", zone("ether1")), rule("deny")}, unsure: true},
		{name: "an interface without an address", rules: []*model.Rule{rule("permit", zone("ether9")), rule("deny")}, unsure: true},
		{name: "all but those that face others", rules: []*model.Rule{rule("permit", zone("!WAN")), rule("deny")}},
		{name: "an interface inside and one that is not known", rules: []*model.Rule{rule("permit", zone("bridge1", "ether9")), rule("deny")}, unsure: true},
		{name: "an interface that faces others", rules: []*model.Rule{rule("permit", zone("WAN")), rule("deny")}, want: true},
		{name: "strangers denied, then permitted", rules: []*model.Rule{rule("deny", zone("!LAN")), rule("permit"), rule("deny")}},
		{name: "strangers denied, the rest left", rules: []*model.Rule{rule("deny", zone("!LAN"))}, want: true},
		{name: "a list that returns", rules: []*model.Rule{rule("next", jump("other")), rule("deny")}},
		{name: "a list that returns, and a permit", rules: []*model.Rule{rule("next", jump("other")), rule("permit")}, want: true},
		{name: "a list that is not there", rules: []*model.Rule{rule("next", jump("none")), rule("deny")}, unsure: true},
		{name: "a list that goes round", rules: []*model.Rule{rule("next", jump("loop")), rule("deny")}, unsure: true},
		{name: "return at the top", rules: []*model.Rule{rule("return"), rule("deny")}, want: true},
		{name: "loopback", rules: []*model.Rule{rule("permit", to("127.0.0.1/32")), rule("deny")}},
		{name: "another port", rules: []*model.Rule{rule("permit", tcp(23)), rule("deny")}},
		{name: "disabled denial", rules: []*model.Rule{rule("deny", off)}, want: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rs := &model.Ruleset{Name: "input", Family: "ipv4", Rules: tt.rules}
			rs.Default.Set("permit", model.Span{})
			dev := &model.Device{OS: "routeros", Rulesets: []*model.Ruleset{other, loop, rs}, Interfaces: []*model.Interface{port("ether1", "192.0.2.1/30"), port("bridge1", "10.0.0.1/24"), {Name: "ether9"}}}
			g := gate{to: own, widest: [2]int{16, 48}, insiders: true}
			if got := g.admits(&gates{dev: dev}, rs, 6, 22); got != tt.want || (!got && g.open) != tt.unsure {
				t.Errorf("admits %v, open %v at %v; want %v, %v", got, g.open, g.unsure, tt.want, tt.unsure)
			}
		})
	}
}

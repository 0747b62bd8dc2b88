package audit

import (
	"net/netip"
	"testing"

	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/model"
)

type ruleOption func(*model.Rule)

func rule(action string, opts ...ruleOption) *model.Rule {
	sp := model.Span{Line: 7, End: 7}
	r := &model.Rule{Obj: model.Obj{Span: sp}}
	r.Action.Set(action, sp)
	r.SrcAny.Set(true, sp)
	r.DstAny.Set(true, sp)
	r.ServiceAny.Set(true, sp)
	for _, o := range opts {
		o(r)
	}
	return r
}

func to(nets ...string) ruleOption {
	return func(r *model.Rule) {
		var out []netip.Prefix
		for _, n := range nets {
			out = append(out, netip.MustParsePrefix(n))
		}
		r.DstAny.Set(false, r.Span)
		r.Dst.Set(out, r.Span)
	}
}

func tcp(port uint16) ruleOption {
	return func(r *model.Rule) {
		r.ServiceAny.Set(false, r.Span)
		r.Match = []model.Match{{Proto: 6, DstPorts: []model.PortRange{{From: port, To: port}}, ICMPType: -1, ICMPCode: -1}}
	}
}

func from(r *model.Rule)        { of("10.0.0.0/8")(r) }
func established(r *model.Rule) { r.Match[0].Established = true }
func opaque(r *model.Rule)      { r.Opaque = "object group without entries" }
func off(r *model.Rule)         { r.Enabled.Set(false, r.Span) }

// TestAdmitsAny asks filters whether anyone reaches TCP port 22 of 192.0.2.0/24.
func TestAdmitsAny(t *testing.T) {
	for _, tt := range []struct {
		name         string
		rules        []*model.Rule
		def          string
		want, unsure bool
	}{
		{name: "nothing permitted", rules: []*model.Rule{rule("deny")}, def: "deny"},
		{name: "implicit end denies", rules: nil, def: "deny"},
		{name: "implicit end permits", rules: nil, def: "permit", want: true},
		{name: "permit any", rules: []*model.Rule{rule("permit")}, def: "deny", want: true},
		{name: "permit of one host inside", rules: []*model.Rule{rule("permit", to("192.0.2.7/32"))}, def: "deny", want: true},
		{name: "permit elsewhere", rules: []*model.Rule{rule("permit", to("198.51.100.0/24"))}, def: "deny"},
		{name: "infrastructure denied, transit permitted", rules: []*model.Rule{rule("deny", to("192.0.2.0/24")), rule("permit")}, def: "deny"},
		{name: "half of it denied", rules: []*model.Rule{rule("deny", to("192.0.2.0/25")), rule("permit")}, def: "deny", want: true},
		{name: "both halves denied", rules: []*model.Rule{rule("deny", to("192.0.2.0/25", "192.0.2.128/25")), rule("permit")}, def: "deny"},
		{name: "all but one address denied", rules: []*model.Rule{rule("permit", to("192.0.2.9/32"), tcp(179)), rule("deny", to("192.0.2.0/24")), rule("permit")}, def: "deny"},
		{name: "other port denied", rules: []*model.Rule{rule("deny", tcp(23)), rule("permit")}, def: "deny", want: true},
		{name: "the port denied", rules: []*model.Rule{rule("deny", tcp(22)), rule("permit")}, def: "deny"},
		{name: "established only", rules: []*model.Rule{rule("permit", tcp(22), established)}, def: "deny"},
		{name: "some sources only", rules: []*model.Rule{rule("permit", from)}, def: "deny"},
		{name: "denial of some sources", rules: []*model.Rule{rule("deny", from), rule("permit")}, def: "deny", want: true},
		{name: "two halves", rules: []*model.Rule{rule("permit", of("0.0.0.0/1")), rule("permit", of("128.0.0.0/1"))}, def: "deny", want: true},
		{name: "both halves of the sources denied", rules: []*model.Rule{rule("deny", of("0.0.0.0/1")), rule("deny", of("128.0.0.0/1")), rule("permit")}, def: "deny"},
		{name: "sources that are not known", rules: []*model.Rule{rule("permit", filled)}, def: "deny", unsure: true},
		{name: "opaque denial", rules: []*model.Rule{rule("deny", opaque), rule("permit")}, def: "deny", unsure: true},
		{name: "opaque permit", rules: []*model.Rule{rule("permit", opaque)}, def: "deny", unsure: true},
		{name: "disabled permit", rules: []*model.Rule{rule("permit", off)}, def: "deny"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rs := &model.Ruleset{Family: "ipv4", Rules: tt.rules}
			rs.Default.Set(tt.def, model.Span{})
			g := gate{to: acl.AddressesOf([]netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}), widest: wideSources}
			if got := g.admits(&gates{dev: &model.Device{}}, rs, 6, 22); got != tt.want || g.open != tt.unsure {
				t.Errorf("admits %v, open %v at %v; want %v, %v", got, g.open, g.unsure, tt.want, tt.unsure)
			}
		})
	}
}

package audit

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/linewarden/linewarden/device/model"
)

// TestExact asks what a filter sums up to: nearly all permitted, and which
// sources.
func TestExact(t *testing.T) {
	icmp := func(r *model.Rule) {
		r.ServiceAny.Set(false, r.Span)
		r.Match = []model.Match{{Proto: 1, ICMPType: -1, ICMPCode: -1}}
	}
	for _, tt := range []struct {
		name  string
		rules []*model.Rule
		any   string
		from  string
	}{
		{name: "a permit behind a denial of all", rules: []*model.Rule{rule("permit", of("10.0.0.0/8")), rule("deny"), rule("permit", of("203.0.113.9/32")), rule("permit")}, any: "false", from: "[10.0.0.0/8]"},
		{name: "a permit behind its denial", rules: []*model.Rule{rule("deny", of("203.0.113.0/24")), rule("permit", of("203.0.113.9/32")), rule("permit", of("10.0.0.0/8"))}, any: "false", from: "[10.0.0.0/8]"},
		{name: "denied on one port", rules: []*model.Rule{rule("deny", of("203.0.113.0/24"), tcp(23)), rule("permit", of("203.0.113.9/32"))}, any: "false", from: "[203.0.113.9/32]"},
		{name: "denied by a line that is not known to match", rules: []*model.Rule{rule("deny", opaque), rule("permit", of("203.0.113.9/32"))}, any: "false", from: "[203.0.113.9/32]"},
		{name: "all but some denied networks", rules: []*model.Rule{rule("deny", of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")), rule("permit")}, any: "true", from: "[0.0.0.0/0]"},
		{name: "quarters", rules: []*model.Rule{rule("permit", of("0.0.0.0/2")), rule("permit", of("64.0.0.0/2")), rule("permit", of("128.0.0.0/1"))}, any: "true", from: "[0.0.0.0/2 64.0.0.0/2 128.0.0.0/1]"},
		{name: "denied by halves", rules: []*model.Rule{rule("deny", of("0.0.0.0/1")), rule("deny", of("128.0.0.0/1")), rule("permit")}, any: "false", from: "[]"},
		{name: "no session", rules: []*model.Rule{rule("permit", icmp)}, any: "false", from: "[0.0.0.0/0]"},
		{name: "all, perhaps", rules: []*model.Rule{rule("permit", opaque)}, any: "unknown", from: "unknown"},
		{name: "all but an address", rules: []*model.Rule{rule("permit", of("192.0.2.1/32"), except)}, any: "true", from: "unknown"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rs := &model.Ruleset{Name: "A", Kind: "ipacl", Family: "ipv4", Rules: tt.rules}
			rs.Default.Inherit("deny", model.Span{Line: 1, End: 1})
			dev := &model.Device{Rulesets: []*model.Ruleset{rs}}
			dev.Finish(nil)
			g := &gates{dev: dev}
			all := g.exact(rs, &rs.PermitsAny).(*model.F[bool])
			from := g.exact(rs, &rs.Permitted).(*model.F[[]netip.Prefix])
			gotAny, gotFrom := fmt.Sprint(all.V), fmt.Sprint(from.V)
			if !all.Known() {
				gotAny = "unknown"
			}
			if !from.Known() {
				gotFrom = "unknown"
			}
			if gotAny != tt.any || gotFrom != tt.from {
				t.Errorf("permits any %s, from %s; want %s, %s", gotAny, gotFrom, tt.any, tt.from)
			}
		})
	}
}

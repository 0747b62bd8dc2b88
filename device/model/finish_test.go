package model_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/linewarden/linewarden/device/model"
)

// at returns the span of one line.
func at(line int32) model.Span { return model.Span{Line: line, End: line} }

// said returns a fact that line 1 states.
func said[T model.Value](v T) model.F[T] { return model.F[T]{V: v, Span: at(1), How: model.Explicit} }

// TestFinishSettles sees that Finish fills what the parser left alone, in
// parts and in lists, and nothing else.
func TestFinishSettles(t *testing.T) {
	a, err := model.NewAbsence("ios", map[string][]model.AbsenceRule{
		"ssh.auth_retries":   {{How: model.Default, Value: int64(3)}},
		"users.enabled":      {{How: model.Default, Value: true}},
		"lines.idle_timeout": {{How: model.Default, Value: int64(600)}},
		"hostname":           {{How: model.Absent}},
	})
	if err != nil {
		t.Fatal(err)
	}
	dev := &model.Device{Users: []*model.User{{}, {Enabled: said(false)}}, Lines: []*model.Line{{}, {}}}
	dev.Lines[0].IdleTimeout.Unsure(at(7))
	dev.Lines[1].IdleTimeout.Mask(at(8))
	dev.Finish(a)
	got := map[string]model.How{
		"retries": dev.SSH.AuthRetries.How, "user 0": dev.Users[0].Enabled.How, "user 1": dev.Users[1].Enabled.How,
		"line 0": dev.Lines[0].IdleTimeout.How, "line 1": dev.Lines[1].IdleTimeout.How, "hostname": dev.Hostname.How, "model": dev.Model.How,
	}
	want := map[string]model.How{
		"retries": model.Default, "user 0": model.Default, "user 1": model.Explicit,
		"line 0": model.Unknown, "line 1": model.Masked, "hostname": model.Absent, "model": model.NotRead,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if dev.SSH.AuthRetries.V != 3 || !dev.Users[0].Enabled.V || dev.Users[1].Enabled.V || dev.Lines[0].IdleTimeout.V != 0 {
		t.Errorf("values: retries %d, users %v %v, line %d", dev.SSH.AuthRetries.V, dev.Users[0].Enabled.V, dev.Users[1].Enabled.V, dev.Lines[0].IdleTimeout.V)
	}
}

func TestCrossReference(t *testing.T) {
	ref := func(kind, name string, line int32) model.Ref {
		return model.Ref{Kind: kind, Name: name, Span: at(line)}
	}
	dev := &model.Device{
		Refs: model.Refs{
			Defs: []model.Ref{ref("acl", "A", 1), ref("acl", "A", 2), ref("acl6", "B", 3), ref("route-map", "R", 4), ref("route-map", "R", 5), ref("acl", "M", 6)},
			Uses: []model.Ref{ref("route-map", "LATE", 30), ref("acl", "B", 20), ref("acl", "A", 21), ref("mac-acl", "M", 22)},
		},
		Rulesets: []*model.Ruleset{
			{Name: "A", Kind: "ipacl"}, {Name: "B", Kind: "ip6acl"}, {Name: "B", Kind: "filter", Family: "ipv6"}, {Name: "M", Kind: "macacl"},
			{Name: "A", Kind: "policy", Applied: said(false)},
		},
	}
	dev.Finish(nil)
	list := func(ps []*model.RefProblem) (out []string) {
		for _, p := range ps {
			mark := ""
			if p.Guards {
				mark = " guards"
			}
			out = append(out, p.Kind+" "+p.Name+mark)
		}
		return out
	}
	// B is used as an IPv4 filter and defined as one of IPv6: not the same name.
	if d := cmp.Diff([]string{"acl B guards", "mac-acl M guards", "route-map LATE"}, list(dev.Refs.Undefined)); d != "" {
		t.Errorf("undefined, by line:\n%s", d)
	}
	if d := cmp.Diff([]string{"acl6 B", "route-map R", "acl M"}, list(dev.Refs.Unused)); d != "" {
		t.Errorf("unused, once each:\n%s", d)
	}
	var applied []string
	for _, r := range dev.Rulesets {
		if r.Applied.V {
			applied = append(applied, r.Kind+" "+r.Name)
		}
		if want := r.Kind != "policy"; (r.Applied.How == model.Derived) != want {
			t.Errorf("%s %s: applied is %v", r.Kind, r.Name, r.Applied.How)
		}
	}
	if d := cmp.Diff([]string{"ipacl A", "macacl M"}, applied); d != "" {
		t.Errorf("applied:\n%s", d)
	}
}

func TestLink(t *testing.T) {
	a, err := model.NewAbsence("ios", nil)
	if err != nil {
		t.Fatal(err)
	}
	dev := &model.Device{
		Rulesets:   []*model.Ruleset{{Name: "X", Kind: "ipacl"}, {Name: "X", Kind: "ip6acl"}, {Name: "SIX", Kind: "ip6acl"}, {Name: "X", Kind: "macacl"}},
		Interfaces: []*model.Interface{{ACLIn: model.ACLRef{Name: said("X")}, ACL6In: model.ACLRef{Name: said("X")}, ACLOut: model.ACLRef{Name: said("SIX")}, ACL6Out: model.ACLRef{Name: said("NONE")}}},
	}
	dev.Services.HTTP.ACL.Name.Unsure(at(1))
	dev.Finish(a)
	i := dev.Interfaces[0]
	for _, tt := range []struct {
		name string
		got  *model.Ruleset
		want *model.Ruleset
	}{
		{"IPv4", i.ACLIn.List, dev.Rulesets[0]},
		{"IPv6", i.ACL6In.List, dev.Rulesets[1]},
		{"a place without a family of its own", i.ACLOut.List, dev.Rulesets[2]},
		{"undefined", i.ACL6Out.List, nil},
		{"not settled", dev.Services.HTTP.ACL.List, nil},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, tt.got, tt.want)
		}
	}
}

// rule makes a rule from words: permit, deny, any, off, log, opaque, unsettled
// or source prefixes.
func rule(t *testing.T, words string) *model.Rule {
	t.Helper()
	r := &model.Rule{SrcAny: said(false), DstAny: said(true), ServiceAny: said(true)}
	for _, w := range strings.Fields(words) {
		switch w {
		case "permit", "deny", "next":
			r.Action = said(w)
		case "any":
			r.SrcAny = said(true)
		case "off":
			r.Enabled = said(false)
		case "log":
			r.Log = said(true)
		case "opaque":
			r.Opaque = "time of day"
		default:
			p, err := netip.ParsePrefix(w)
			if err != nil {
				t.Fatal(err)
			}
			r.Src = said(append(r.Src.V, p))
		}
	}
	return r
}

func TestRulesetSummary(t *testing.T) {
	const (
		derived, inherited, unknown = model.Derived, model.Inherited, model.Unknown
	)
	type summary struct {
		Any, Deny, Logged bool
		How               model.How // of Any
		Permitted         []string  // nil where not known
	}
	tests := []struct {
		name  string
		rules []string
		want  summary
	}{
		{"some sources", []string{"permit 192.0.2.0/24", "deny any log"}, summary{false, true, true, derived, []string{"192.0.2.0/24"}}},
		{"everybody", []string{"permit any", "deny any"}, summary{true, true, false, inherited, []string{"0.0.0.0/0"}}},
		{"everybody at some time", []string{"permit any opaque"}, summary{false, false, false, unknown, nil}},
		{"a permit that is off", []string{"permit any off", "permit 192.0.2.0/24"}, summary{false, false, false, derived, []string{"192.0.2.0/24"}}},
		{"a last rule that is off", []string{"deny any log", "permit any off"}, summary{false, true, true, derived, nil}},
		{"a source that is not resolved", []string{"permit", "permit 192.0.2.0/24"}, summary{false, false, false, unknown, nil}},
		{"everybody besides one not resolved", []string{"permit", "permit any"}, summary{true, false, false, inherited, nil}},
		{"an action that is not settled", []string{"any"}, summary{false, false, false, unknown, nil}},
		{"denials only", []string{"deny 192.0.2.0/24"}, summary{false, false, false, derived, nil}},
		{"an empty list", nil, summary{false, false, false, unknown, nil}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rs := &model.Ruleset{Name: "X", Kind: "ipacl"}
			for _, words := range tt.rules {
				rs.Rules = append(rs.Rules, rule(t, words))
			}
			(&model.Device{Rulesets: []*model.Ruleset{rs}}).Finish(nil)
			got := summary{rs.PermitsAny.V, rs.FinalDeny.V, rs.FinalDenyLogged.V, rs.PermitsAny.How, nil}
			for _, p := range rs.Permitted.V {
				got.Permitted = append(got.Permitted, p.String())
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
			if known := tt.want.How == derived || tt.want.Permitted != nil; known != (rs.Permitted.How == derived) {
				t.Errorf("the sources are %v", rs.Permitted.How)
			}
			if rs.LogsDenials.V != strings.Contains(strings.Join(tt.rules, " "), "deny any log") {
				t.Errorf("logs denials: %v", rs.LogsDenials.V)
			}
		})
	}
}

func TestRemoteServers(t *testing.T) {
	server := func(proto, host string) *model.AAAServer {
		return &model.AAAServer{Proto: proto, Name: host, Host: said(host)}
	}
	aaa := model.AAA{
		Servers: []*model.AAAServer{server("tacacs", "192.0.2.1"), server("tacacs", "192.0.2.2"), server("radius", "192.0.2.3")},
		Groups:  []*model.AAAGroup{{Name: "G", Servers: said([]string{"192.0.2.1"})}, {Name: "LATER"}},
	}
	tests := []struct {
		methods string // separated by commas
		remote  bool
		servers int64
		how     model.How
	}{
		{"local", false, 0, model.Derived},
		{"tacacs+,local", true, 2, model.Derived},
		{"group tacacs+,group radius", true, 3, model.Derived},
		{"group G,local", true, 1, model.Derived},
		{"group G,group G", true, 1, model.Derived},
		{"group LATER", true, 0, model.Unknown}, // its servers are not read
		{"group GONE,group G", true, 0, model.Unknown},
	}
	for _, tt := range tests {
		l := &model.MethodList{Methods: said(strings.Split(tt.methods, ","))}
		dev := &model.Device{AAA: aaa}
		dev.AAA.Lists = []*model.MethodList{l}
		dev.Finish(nil)
		if l.Remote.V != tt.remote || l.RemoteServers.V != tt.servers || l.RemoteServers.How != tt.how {
			t.Errorf("%s: remote %v, servers %+v, want %v, %d %v", tt.methods, l.Remote.V, l.RemoteServers, tt.remote, tt.servers, tt.how)
		}
	}
}

func TestNeighborsAndEdges(t *testing.T) {
	tests := []struct {
		remote, local string
		multihop      bool
		external, how string
		edge          model.How
	}{
		{"65001", "65000", false, "true", "inherited", model.Inherited},
		{"65000", "65000", false, "false", "inherited", model.NotRead},
		{"1.0", "65536", false, "false", "inherited", model.NotRead}, // RFC 5396
		{"external", "", false, "true", "inherited", model.Inherited},
		{"internal", "", false, "false", "inherited", model.NotRead},
		{"65001", "65000", true, "true", "inherited", model.NotRead}, // its subnet is not ours
		{"65001", "", false, "false", "not_read", model.NotRead},
		{"", "65000", false, "false", "not_read", model.NotRead},
	}
	for _, tt := range tests {
		n := &model.Neighbor{Peer: "192.0.2.2", MultiHop: said(tt.multihop)}
		if tt.remote != "" {
			n.RemoteAS = said(tt.remote)
		}
		if tt.local != "" {
			n.LocalAS = said(tt.local)
		}
		i := &model.Interface{Addresses: said([]netip.Prefix{netip.MustParsePrefix("192.0.2.1/30")})}
		far := &model.Interface{Addresses: said([]netip.Prefix{netip.MustParsePrefix("198.51.100.1/24")})}
		(&model.Device{Neighbors: []*model.Neighbor{n}, Interfaces: []*model.Interface{i, far}}).Finish(nil)
		if got := map[bool]string{true: "true", false: "false"}[n.External.V]; got != tt.external || n.External.How.String() != tt.how {
			t.Errorf("%s from %s: external %s %v, want %s %s", tt.remote, tt.local, got, n.External.How, tt.external, tt.how)
		}
		if i.Edge.How != tt.edge || far.Edge.How != model.NotRead {
			t.Errorf("%s from %s: edge %v and %v, want %v and not_read", tt.remote, tt.local, i.Edge.How, far.Edge.How, tt.edge)
		}
	}
}

func TestForget(t *testing.T) {
	dev := &model.Device{Users: []*model.User{{Admin: said(true)}, {}}}
	if n := dev.Forget("users.admin"); n != 2 {
		t.Errorf("forgot %d facts, want that of both users", n)
	}
	if f := dev.Users[0].Admin; f.V || f.How != model.Unknown {
		t.Errorf("a fact after it was forgotten: %+v", f)
	}
	if n := dev.Forget("users.admn"); n != 0 {
		t.Errorf("forgot %d facts of a path that is not there", n)
	}
}

func TestDoubtIsBounded(t *testing.T) {
	dev := &model.Device{}
	for l := range int32(1000) {
		dev.Doubtful("snmp", l)
		dev.SSH.AddDoubt(l)
	}
	if a, b := len(dev.Doubts["snmp"]), len(dev.SSH.Doubt); a == 0 || a > 100 || b == 0 || b > 100 {
		t.Errorf("%d and %d lines of doubt", a, b)
	}
}

func TestPermittedOfIPv6(t *testing.T) {
	rs := &model.Ruleset{Name: "X", Kind: "ip6acl", Family: "ipv6", Rules: []*model.Rule{rule(t, "permit any")}}
	(&model.Device{Rulesets: []*model.Ruleset{rs}}).Finish(nil)
	if got := rs.Permitted.V; len(got) != 1 || got[0] != netip.MustParsePrefix("::/0") {
		t.Errorf("any is %v", got)
	}
}

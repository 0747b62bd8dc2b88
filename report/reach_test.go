package report

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/reach"
)

// hostileAnswer has a payload in every text that comes from a configuration.
func hostileAnswer(v reach.Verdict, s string) ReachAnswer {
	stage := reach.Stage{Name: "line", Filter: s, On: s, Action: acl.Permit, Line: model.Span{Line: 3, End: 3}, Reason: s}
	a := reach.Answer{Service: reach.Service{Name: "ssh", Proto: "tcp", Port: 22}, Verdict: v, Reason: s,
		Paths: []reach.Path{{Interface: s, Verdict: v, Stages: []reach.Stage{stage, {Name: "service filter", Filter: s, Default: true}}}, {Interface: s, Stages: []reach.Stage{stage}}}}
	if v != reach.No {
		a.Example = &acl.PacketJSON{Src: netip.MustParseAddr("192.0.2.1"), Dst: netip.MustParseAddr("192.0.2.2"), Proto: "tcp"}
		a.Sources = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}
	}
	return NewReachAnswer(s, s, a, func(int32) string { return s })
}

// TestHostileReach sees that no text of a configuration reaches a terminal as
// it is.
func TestHostileReach(t *testing.T) {
	for i, p := range payloads {
		var answers []ReachAnswer
		for _, v := range []reach.Verdict{reach.Yes, reach.Unknown, reach.No} {
			answers = append(answers, hostileAnswer(v, "x"+p))
		}
		for _, format := range []string{"text", "json"} {
			var b strings.Builder
			if err := WriteReach(&b, &Reach{Path: p, Device: p, From: []string{p}, Answers: answers}, format, View{ASCII: i%2 == 0}); err != nil {
				t.Fatal(err)
			}
			if err := WriteExposed(&b, &Exposed{Devices: []Device{}, Exposed: answers}, format, View{All: true}); err != nil {
				t.Fatal(err)
			}
			checkBytes(t, i, format, b.String())
		}
	}
}

// TestExposedJoins sees that what is not known for one reason stands in one
// row, and everything else in rows of its own.
func TestExposedJoins(t *testing.T) {
	list := []ReachAnswer{
		{Path: "a", Service: "ssh", Proto: "tcp", Port: 22, Verdict: reach.Yes}, {Path: "a", Service: "http", Proto: "tcp", Port: 80, Verdict: reach.Yes},
		{Path: "a", Service: "snmp", Proto: "udp", Port: 161, Reason: "cut"}, {Path: "a", Service: "ftp", Proto: "tcp", Port: 21, Reason: "cut"},
		{Path: "b", Service: "ftp", Proto: "tcp", Port: 21, Reason: "cut"},
		{Path: "a", Service: "telnet", Proto: "tcp", Port: 23, Reason: "cut", Doubtful: []netip.Prefix{netip.MustParsePrefix("192.0.2.1/32")}},
	}
	var got []int
	for _, g := range alike(list) {
		got = append(got, len(g))
	}
	if len(got) != 5 || got[2] != 2 {
		t.Error(got)
	}
}

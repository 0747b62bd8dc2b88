package acl

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"github.com/linewarden/linewarden/device/model"
	"pgregory.net/rapid"
)

var at = model.Span{Line: 1, End: 1}

func said[T model.Value](v T) (f model.F[T]) {
	f.Set(v, at)
	return f
}

// drawRule draws a rule over few addresses, ports and zones, so that rules
// often overlap.
func drawRule(t *rapid.T, calls []string) *model.Rule {
	r := &model.Rule{Obj: model.Obj{Span: at}, Enabled: said(rapid.IntRange(0, 9).Draw(t, "on") > 0)}
	r.Action = said(rapid.SampledFrom([]string{"permit", "deny", "reject", "next", "return"}).Draw(t, "action"))
	if len(calls) > 0 && rapid.IntRange(0, 3).Draw(t, "calls") == 0 {
		r.Jump = rapid.SampledFrom(calls).Draw(t, "called")
	}
	nets := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/31"), netip.MustParsePrefix("10.0.0.1/32"),
		netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2001:db8::1/128"), netip.MustParsePrefix("::/0")}
	side := func(any *model.F[bool], list *model.F[[]netip.Prefix], not *bool) {
		if all := rapid.IntRange(0, 2).Draw(t, "any") == 0; all {
			*any = said(true)
			return
		}
		*any, *list = said(false), said(rapid.SliceOfN(rapid.SampledFrom(nets), 0, 3).Draw(t, "list"))
		*not = rapid.IntRange(0, 4).Draw(t, "not") == 0
	}
	side(&r.SrcAny, &r.Src, &r.SrcNot)
	side(&r.DstAny, &r.Dst, &r.DstNot)
	if rapid.IntRange(0, 3).Draw(t, "holes") == 0 {
		r.SrcAny, r.Src, r.SrcNot = said(false), model.F[[]netip.Prefix]{How: model.Unknown}, false
		r.Opaque, r.SrcMask = model.Holes, &model.WildMask{Addr: netip.MustParseAddr("10.0.0.1"), Mask: netip.MustParseAddr("0.3.0.4")}
	}
	r.ServiceAny = said(rapid.Bool().Draw(t, "service"))
	for range rapid.IntRange(0, 2).Draw(t, "matches") {
		m := model.Match{Proto: rapid.SampledFrom([]int16{-1, 1, 6, 17}).Draw(t, "proto"), ICMPType: -1, ICMPCode: -1}
		switch m.Proto {
		case 1:
			m.ICMPType = rapid.SampledFrom([]int16{-1, 8}).Draw(t, "type")
		case 6, 17:
			m.DstPorts = rapid.SliceOfN(rapid.SampledFrom([]model.PortRange{{From: 22, To: 22}, {From: 0, To: 1023}, {From: 80, To: 79}}), 0, 2).Draw(t, "ports")
			m.Established = m.Proto == 6 && rapid.Bool().Draw(t, "established")
			m.Fragments = rapid.IntRange(0, 4).Draw(t, "fragments") == 0
		}
		r.Match = append(r.Match, m)
	}
	if z := rapid.SampledFrom([]string{"", "", "any", "lan", "!lan", "wan"}).Draw(t, "zone"); z != "" {
		r.FromZone = said([]string{z})
	}
	return r
}

// TestCompile compares lists with plain evaluation, also of lists that call
// others and come back from them.
func TestCompile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dev := &model.Device{}
		var names []string
		for i := range rapid.IntRange(1, 3).Draw(t, "lists") {
			rs := &model.Ruleset{Name: fmt.Sprintf("L%d", i), Family: "any"}
			rs.Default = said(rapid.SampledFrom([]string{"permit", "deny"}).Draw(t, "default"))
			for range rapid.IntRange(0, 6).Draw(t, "rules") {
				rs.Rules = append(rs.Rules, drawRule(t, names))
			}
			names = append(names, rs.Name)
			dev.Rulesets = append(dev.Rulesets, rs)
		}
		rs := dev.Rulesets[len(dev.Rulesets)-1]
		l := Compile(dev, rs, &Zones{})
		if len(l.Lines) == 0 {
			return
		}
		for range 60 {
			p := somePacket(l)
			action, line := l.Decide(p)
			w := world{dev: dev, zones: l.Zones.names, p: &p}
			w.list(rs)
			switch {
			case action == Unclear && (w.doubt || w.left):
			case action == Unclear || w.ends != 1<<action:
				t.Fatalf("line %d says %v of %v, plain evaluation ends in %b, doubt %v", line, action, l.Packet(p), w.ends, w.doubt)
			}
		}
	})
}

// world evaluates a packet in every way that what is in doubt leaves open.
type world struct {
	dev   *model.Device
	zones []string
	p     *Packet
	ends  int // set of bits 1<<Action
	doubt bool
	// left says that the packet came by a return of a called list that may or may
	// not be taken: it leaves open all that stands behind it in that list, also
	// for packets that it does not match.
	left  bool
	depth int
}

// list follows a packet through a whole list, with its default.
func (w *world) list(rs *model.Ruleset) {
	w.chain(rs, 0, func() { w.ends |= 1 << defaultOf(rs) })
}

// chain follows it from rule i on; after is what follows the list.
func (w *world) chain(rs *model.Ruleset, i int, after func()) {
	if i == len(rs.Rules) {
		after()
		return
	}
	r := rs.Rules[i]
	next := func() { w.chain(rs, i+1, after) }
	if _, why := services(r); w.depth > 0 && r.Enabled.V && r.Action.V == "return" && (why != "" || r.Opaque != "") {
		w.left = true
	}
	if !r.Enabled.V || r.Action.V == "next" && r.Jump == "" {
		next()
		return
	}
	hit, sure := matches(r, w.zones, w.p)
	if !hit {
		next()
		return
	}
	if !sure {
		w.doubt = true
		next()
	}
	switch {
	case r.Jump != "":
		called := slices.IndexFunc(w.dev.Rulesets, func(x *model.Ruleset) bool { return x.Name == r.Jump })
		w.depth++
		w.chain(w.dev.Rulesets[called], 0, func() { w.depth--; next(); w.depth++ })
		w.depth--
	case r.Action.V == "return":
		after()
	default:
		w.ends |= 1 << actionOf(r.Action.V)
	}
}

// TestBounds: what could grow without end is cut off and said to be.
func TestBounds(t *testing.T) {
	wide := &model.Rule{Action: said("permit"), Enabled: said(true), SrcAny: said(false), DstAny: said(false), ServiceAny: said(true)}
	for i := range 100 {
		p := netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 0, byte(i), 0}), 30)
		wide.Src.V, wide.Dst.V = append(wide.Src.V, p), append(wide.Dst.V, p)
	}
	wide.Src.How, wide.Dst.How = model.Explicit, model.Explicit
	dev := &model.Device{}
	l := Compile(dev, &model.Ruleset{Name: "A", Family: "ipv4", Rules: []*model.Rule{wide}}, &Zones{})
	if len(l.Lines) != 1 || len(l.Lines[0].Boxes) != 1 || l.Lines[0].Opaque != "too many combinations" {
		t.Errorf("%d boxes, %q", len(l.Lines[0].Boxes), l.Lines[0].Opaque)
	}
	self := &model.Ruleset{Name: "B", Family: "ipv4", Default: said("deny"),
		Rules: []*model.Rule{{Action: said("permit"), Enabled: said(true), SrcAny: said(true), DstAny: said(true), ServiceAny: said(true), Jump: "B"}}}
	dev.Rulesets = []*model.Ruleset{self}
	l = Compile(dev, self, &Zones{})
	if n := len(l.Lines); n != 1 || l.Lines[0].Action != Unclear || l.Lines[0].Opaque == "" {
		t.Errorf("a list that calls itself: %d lines", n)
	}
	if a, _ := l.Decide(Witness(every(ipv4))); a != Unclear {
		t.Errorf("a list that calls itself decides %v", a)
	}
}

// TestTooLarge: a list that is too long, lists that call one another too often
// and names beyond counting leave the answer open instead of leaving rules out.
func TestTooLarge(t *testing.T) {
	esp := &model.Rule{Action: said("deny"), Enabled: said(true), SrcAny: said(true), DstAny: said(true), ServiceAny: said(false), Match: []model.Match{{Proto: 50, ICMPType: -1, ICMPCode: -1}}}
	all := &model.Rule{Action: said("deny"), Enabled: said(true), SrcAny: said(true), DstAny: said(true), ServiceAny: said(true)}
	long := &model.Ruleset{Name: "L", Family: "ipv4", Default: said("permit")}
	for range maxRules {
		long.Rules = append(long.Rules, esp)
	}
	long.Rules = append(long.Rules, all)
	dev := &model.Device{}
	if a, line := Compile(dev, long, &Zones{}).Decide(Witness(every(ipv4))); a != Unclear || line != maxRules {
		t.Errorf("a list that is too long decides %v by line %d", a, line)
	}
	for i := range maxDepth - 1 {
		rs := &model.Ruleset{Name: fmt.Sprint(i), Family: "ipv4", Default: said("permit")}
		for range 10 {
			call := *all
			call.Jump = fmt.Sprint(i + 1)
			rs.Rules = append(rs.Rules, &call)
		}
		dev.Rulesets = append(dev.Rulesets, rs)
	}
	dev.Rulesets = append(dev.Rulesets, &model.Ruleset{Name: fmt.Sprint(maxDepth - 1), Family: "ipv4"})
	l := Compile(dev, dev.Rulesets[0], &Zones{})
	if a, _ := l.Decide(Witness(every(ipv4))); a != Unclear || len(l.Lines) != 1 {
		t.Errorf("lists that call one another a million times over: %v in %d lines", a, len(l.Lines))
	}
	var zones Zones
	for i := range 70_000 {
		if n, ok := zones.number(fmt.Sprint(i)); ok && zones.name(n) != fmt.Sprint(i) {
			t.Fatalf("zone %d has the name %s", i, zones.name(n))
		}
	}
	named := *all
	named.FromZone = said([]string{"one too many"})
	if l = Compile(&model.Device{}, &model.Ruleset{Family: "ipv4", Rules: []*model.Rule{&named}}, &zones); l.Lines[0].Opaque == "" {
		t.Error("a zone that has no number of its own is taken for another")
	}
}

// TestCalls: exact answers where lists call others and come back.
func TestCalls(t *testing.T) {
	rule := func(action, jump string, lo, hi uint16) *model.Rule {
		return &model.Rule{Action: said(action), Jump: jump, Enabled: said(true), SrcAny: said(true), DstAny: said(true), ServiceAny: said(false),
			Match: []model.Match{{Proto: 6, ICMPType: -1, ICMPCode: -1, DstPorts: []model.PortRange{{From: lo, To: hi}}}}}
	}
	dev := &model.Device{Rulesets: []*model.Ruleset{
		{Name: "in", Family: "ipv4", Default: said("deny"), Rules: []*model.Rule{
			rule("next", "a", 0, 1000), rule("permit", "", 22, 80), rule("return", "", 100, 200), rule("permit", "", 0, 65535)}},
		{Name: "a", Family: "ipv4", Rules: []*model.Rule{
			rule("return", "", 22, 22), rule("deny", "", 20, 30), rule("next", "b", 80, 90), rule("permit", "", 85, 85)}},
		{Name: "b", Family: "ipv4", Rules: []*model.Rule{rule("return", "", 85, 85), rule("deny", "", 81, 89)}},
	}}
	l := Compile(dev, dev.Rulesets[0], &Zones{})
	for port, want := range map[uint16]Action{
		22: Permit, 23: Deny, 80: Permit, 81: Deny, 85: Permit, 90: Permit, 150: Deny, 300: Permit, 2000: Permit,
	} {
		if got, line := l.Decide(Witness(tcp(every(ipv4), port, port))); got != want {
			t.Errorf("port %d: %v by line %d, want %v", port, got, line, want)
		}
	}
}

// TestZones sees that of several zones that are refused a packet comes by none.
func TestZones(t *testing.T) {
	for _, tc := range []struct {
		names []string
		want  string
	}{
		{[]string{"a", "c"}, "[{1 1} {2 2}]"},
		{[]string{"!a"}, "[{0 0} {2 65535}]"},
		{[]string{"!a", "!c", "!a"}, "[{0 0} {3 65535}]"},
		{[]string{"a", "!a"}, "[]"},
		{[]string{"!c", "a"}, "[{2 2}]"},
		{[]string{"any", "!a"}, "[{0 65535}]"},
	} {
		c := compiler{list: &List{Zones: &Zones{}}}
		got, _ := c.zones(model.F[[]string]{V: tc.names, How: model.Explicit})
		if text := fmt.Sprint(got); text != tc.want {
			t.Errorf("%v: %s, want %s", tc.names, text, tc.want)
		}
	}
}

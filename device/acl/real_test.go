package acl

import (
	"math/rand/v2"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/internal/realdata"
)

// judgement is what plain first-match evaluation says of one packet.
type judgement struct {
	action Action
	rule   *model.Rule
}

// evaluate goes down the rules of a filter with one packet, without boxes. It
// is the oracle of Compile for lists that call no others.
func evaluate(rs *model.Ruleset, zones []string, p *Packet) judgement {
	for _, r := range rs.Rules {
		if r.Enabled.Known() && !r.Enabled.V || r.Action.V == "next" && r.Action.Known() {
			continue
		}
		hit, sure := matches(r, zones, p)
		switch {
		case !hit:
		case !sure || !r.Action.Known() || r.Opaque != "" && r.Opaque != model.Holes || !r.Enabled.Known() && r.Enabled.How != model.NotRead:
			return judgement{Unclear, r}
		default:
			return judgement{actionOf(r.Action.V), r}
		}
	}
	return judgement{defaultOf(rs), nil}
}

func matches(r *model.Rule, zones []string, p *Packet) (hit, sure bool) {
	src, dst := p.box.src.lo.ip(p.box.v6()), p.box.dst.lo.ip(p.box.v6())
	srcHit, srcSure := inside(r.SrcAny, r.Src, r.SrcMask, r.SrcNot, src)
	dstHit, dstSure := inside(r.DstAny, r.Dst, r.DstMask, r.DstNot, dst)
	svcHit, svcSure := served(r, p)
	zoneHit := zoned(r.FromZone, zones, p.box.field[from].lo) && zoned(r.ToZone, zones, p.box.field[to].lo)
	return srcHit && dstHit && svcHit && zoneHit, srcSure && dstSure && svcSure
}

func inside(any model.F[bool], list model.F[[]netip.Prefix], mask *model.WildMask, not bool, a netip.Addr) (hit, sure bool) {
	if any.Known() && any.V {
		return true, true
	}
	if mask != nil && !not {
		if a.Is6() {
			return false, true
		}
		x, y, m := mask.Addr.As4(), a.As4(), mask.Mask.As4()
		for i := range m {
			if (x[i]^y[i])&^m[i] != 0 {
				return false, true
			}
		}
		return true, true
	}
	if !list.Known() {
		return true, false
	}
	return slices.ContainsFunc(list.V, func(q netip.Prefix) bool { return q.Contains(a) }) != not, true
}

func served(r *model.Rule, p *Packet) (hit, sure bool) {
	if r.ServiceAny.Known() && r.ServiceAny.V {
		return true, true
	}
	if len(r.Match) == 0 {
		return true, false
	}
	sure = true
	for _, m := range r.Match {
		hit = hit || m.Proto < 0 || uint16(m.Proto) == p.box.field[proto].lo
		sure = sure && m.Flags == "" && !(m.Fragments && asksHeader(&m))
	}
	return slices.ContainsFunc(r.Match, func(m model.Match) bool { return one(m, p) }), sure
}

func one(m model.Match, p *Packet) bool {
	frag := p.box.kinds&fragment != 0
	in := func(list []model.PortRange, v uint16) bool {
		return len(list) == 0 || (!frag || m.Fragments) && slices.ContainsFunc(list, func(x model.PortRange) bool { return x.From <= v && v <= x.To })
	}
	kind, code := int16(p.box.field[icmp].lo>>8), int16(p.box.field[icmp].lo&255)
	return (m.Proto < 0 || uint16(m.Proto) == p.box.field[proto].lo) && in(m.DstPorts, p.box.field[dport].lo) && in(m.SrcPorts, p.box.field[sport].lo) &&
		(m.ICMPType < 0 || (!frag || m.Fragments) && m.ICMPType == kind && (m.ICMPCode < 0 || m.ICMPCode == code)) &&
		(!m.Established || p.box.kinds&session != 0) && (!m.Fragments || frag)
}

func zoned(f model.F[[]string], zones []string, n uint16) bool {
	if !f.Known() || len(f.V) == 0 || slices.Contains(f.V, "any") || slices.Contains(f.V, "all") {
		return true
	}
	name := ""
	if n > 0 && int(n) <= len(zones) {
		name = zones[n-1]
	}
	return slices.ContainsFunc(f.V, func(z string) bool {
		if z[:1] == "!" {
			return z[1:] != name
		}
		return z == name
	})
}

// somePacket draws a packet near the bounds of the list's boxes, where mistakes
// are made.
func somePacket(l *List) Packet {
	families := familiesOf(l.Set)
	b := every(families[rand.IntN(len(families))])
	var boxes []Box
	for range 3 {
		if line := &l.Lines[rand.IntN(len(l.Lines))]; len(line.Boxes) > 0 {
			boxes = append(boxes, line.Boxes[rand.IntN(len(line.Boxes))])
		}
	}
	for i := range boxes {
		if c := &boxes[i]; c.v6() == b.v6() && (i == 0 || rand.IntN(2) == 0) {
			b.dst, b.src, b.field = c.dst, c.src, c.field
		}
	}
	b.kinds &= [...]kinds{opening, session, fragment}[rand.IntN(3)]
	b.dst, b.src = near(b.dst), near(b.src)
	for f := range b.field {
		v := b.field[f].lo
		if rand.IntN(2) == 0 {
			v = b.field[f].hi
		}
		if rand.IntN(5) == 0 && v < top[f] {
			v++
		}
		if f == int(from) || f == int(to) {
			v = min(v, uint16(len(l.Zones.names)+1))
		}
		b.field[f] = limits{v, v}
	}
	return Packet{b}
}

func near(s span) span {
	a := s.lo
	if rand.IntN(2) == 0 {
		a = s.hi
	}
	if d := s.hi.lo - s.lo.lo; d > 1 && s.hi.hi == s.lo.hi && rand.IntN(2) == 0 {
		a = addr{s.lo.hi, s.lo.lo + rand.Uint64N(d)}
	}
	if rand.IntN(5) == 0 && a != maxIPv4 && a != maxIPv6 {
		a = a.next()
	}
	return span{a, a}
}

// TestFirstMatch compares the lists of real filters with plain evaluation, and
// what is said of their lines with what packets meet.
func TestFirstMatch(t *testing.T) {
	p, err := parse.New()
	if err != nil {
		t.Fatal(err)
	}
	packets, part := 300, 10
	if testing.Short() {
		part = 100
	}
	if os.Getenv("LINEWARDEN_TORTURE") != "" {
		packets, part = 10_000, 1
	}
	lists, systems := 0, map[string]int{}
	for _, set := range []string{"stanford-backbone", "batfish-vendor-configs", "batfish-lab-validation", "aerleon-acl", "oxidized-device-sim"} {
		files := realdata.Files(t, set)
		rand.Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
		for _, path := range files[:max(len(files)/part, 1)] {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			r := p.Parse(data, parse.Options{Keyer: model.NewKeyer(make([]byte, 32))})
			if r.Kind != parse.Config {
				continue
			}
			for _, rs := range r.Device.Rulesets {
				if len(rs.Rules) == 0 || slices.ContainsFunc(rs.Rules, func(r *model.Rule) bool { return r.Jump != "" || r.Action.V == "return" }) {
					continue
				}
				lists, systems[r.OS] = lists+1, systems[r.OS]+1
				compareList(t, path, r.Device, rs, packets)
			}
		}
	}
	if lists == 0 {
		t.Error("no list was compared")
	}
	t.Logf("%d lists compared, by system %v", lists, systems)
}

func compareList(t *testing.T, path string, dev *model.Device, rs *model.Ruleset, packets int) {
	t.Helper()
	l := Compile(dev, rs, &Zones{})
	if len(l.Lines) == 0 {
		return
	}
	dead := map[int]Kind{}
	for _, f := range l.Analyse() {
		dead[f.Line] = f.Kind
		if w := f.Witness; w != nil && f.Kind != Contradicted {
			if _, at := l.Decide(*w); at != f.Line {
				t.Errorf("%s %s: the witness of line %d meets line %d", path, rs.Name, f.Line, at)
			}
		}
	}
	for range packets {
		p := somePacket(l)
		action, at := l.Decide(p)
		want := evaluate(rs, l.Zones.names, &p)
		var rule *model.Rule
		if at >= 0 {
			rule = l.Lines[at].Rule
		}
		if (action != want.action || rule != want.rule) && !tooMany(l) {
			t.Fatalf("%s %s: line %d says %v, plain evaluation %v (%+v): %+v", path, rs.Name, at, action, want.action, want.rule, p)
		}
		if k := dead[at]; at >= 0 && (k == Shadowed || k == Contradicted || k == NeverMatches) {
			t.Errorf("%s %s: line %d is %s and decides on a packet", path, rs.Name, at, k)
		}
	}
}

func tooMany(l *List) bool {
	return slices.ContainsFunc(l.Lines, func(l Line) bool {
		return l.Opaque == "too many combinations" || strings.HasSuffix(l.Opaque, "is a mask with too many holes")
	})
}

package acl

import (
	"math/rand/v2"
	"net/netip"
	"testing"

	"pgregory.net/rapid"

	"github.com/linewarden/linewarden/device/model"
)

// outcomes are all the ends that a packet may come to: a line that cannot be
// resolved may match it or not.
func (l *List) outcomes(p Packet) map[Action]bool {
	out := map[Action]bool{}
	for i := range l.Lines {
		line := &l.Lines[i]
		hit := false
		for k := range line.Boxes {
			hit = hit || p.box.within(&line.Boxes[k])
		}
		if !hit {
			continue
		}
		out[line.Action] = true
		if line.sure() || line.Action == Unclear {
			return out
		}
	}
	out[l.Default] = true
	return out
}

// TestCarry asks lists with and without opaque lines about boxes, and judges
// packets of each piece one by one.
func TestCarry(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawList(t)
		l.Default = rapid.SampledFrom([]Action{Deny, Permit, Unclear}).Draw(t, "default")
		b := drawBox(t)
		var pieces []Piece
		if !l.Ready().Carry(b, 1<<20, func(p Piece) bool { pieces = append(pieces, p); return true }) {
			t.Fatal("gave up on a small list")
		}
		var boxes []Box
		for i, p := range pieces {
			if !p.Box.within(&b) {
				t.Fatalf("piece %d is not of the box", i)
			}
			for k := range pieces[:i] {
				if pieces[k].Box.meets(&p.Box) {
					t.Fatalf("pieces %d and %d overlap", k, i)
				}
			}
			boxes = append(boxes, p.Box)
			all := l.outcomes(Witness(p.Box))
			want := Unclear
			for a := range all {
				want = a
			}
			if len(all) > 1 {
				want = Unclear
			}
			if p.Action != want {
				t.Fatalf("piece %d: %v by line %d, want %v of %v", i, p.Action, p.Line, want, all)
			}
		}
		if left := apart(b, boxes); len(left) > 0 {
			t.Fatal("the pieces are not all of the box")
		}
	})
}

func TestCarryStops(t *testing.T) {
	r := portsList(2000).Ready()
	b := tcp(every(ipv4), 0, 65535)
	n := 0
	if !r.Carry(b, 1<<20, func(p Piece) bool { n++; return n < 3 }) || n != 3 {
		t.Errorf("%d pieces after the third was enough", n)
	}
	if r.Carry(b, 10, func(Piece) bool { return true }) {
		t.Error("10 pieces are not enough, and it says they are")
	}
}

func TestOpening(t *testing.T) {
	src := AddressesOf([]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8::/32")})
	dst := AddressesOf([]netip.Prefix{netip.MustParsePrefix("192.0.2.1/32")})
	boxes := Opening(6, 22, src, dst)
	if len(boxes) != 1 {
		t.Fatalf("%d boxes, want the one of IPv4", len(boxes))
	}
	l := &List{Zones: &Zones{}}
	if got := l.Packet(Witness(boxes[0])).String(); got != "tcp 10.0.0.0:49152 to 192.0.2.1:22" {
		t.Error(got)
	}
	if boxes[0].kinds != opening&ipv4 {
		t.Error("packets of sessions that exist do not open one")
	}
}

func TestAdmitting(t *testing.T) {
	r := Admitting([]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, model.Span{Line: 3, End: 3}).Ready()
	var permitted []Box
	for _, b := range Opening(6, 22, Everywhere(), Everywhere()) {
		r.Carry(b, 100, func(p Piece) bool {
			if p.Action == Permit {
				permitted = append(permitted, p.Box)
			}
			return true
		})
	}
	if got := SourcesOf(permitted).Prefixes(); len(got) != 1 || got[0].String() != "10.0.0.0/8" {
		t.Error(got)
	}
}

// TestAddresses compares sets with single addresses, one by one.
func TestAddresses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []netip.Prefix
		for range 40 {
			all = append(all, netip.PrefixFrom(addr{0, uint64(0x0a000000 + rapid.IntRange(0, 255).Draw(t, "a"))}.ip(false), rapid.IntRange(25, 32).Draw(t, "bits")).Masked())
		}
		n := rapid.IntRange(0, len(all)).Draw(t, "n")
		a, b := AddressesOf(all[:n]), AddressesOf(all[n:])
		holds := func(list []netip.Prefix, x netip.Addr) bool {
			for _, p := range list {
				if p.Contains(x) {
					return true
				}
			}
			return false
		}
		or, and, minus := a.Or(b).Prefixes(), a.And(b).Prefixes(), a.Minus(b).Prefixes()
		for i := range 256 {
			x := addr{0, uint64(0x0a000000 + i)}.ip(false)
			inA, inB := holds(all[:n], x), holds(all[n:], x)
			if holds(or, x) != (inA || inB) || holds(and, x) != (inA && inB) || holds(minus, x) != (inA && !inB) {
				t.Fatalf("%s: in a %v, in b %v", x, inA, inB)
			}
			one := AddressesOf([]netip.Prefix{netip.PrefixFrom(x, 32)})
			box := every(ipv4)
			box.src = one.v4[0]
			if box.Meets(a, Everywhere()) != inA {
				t.Fatalf("%s meets a: %v", x, !inA)
			}
		}
		if wide := a.AtMost(1); !a.Minus(wide).Empty() || len(wide.v4) > 1 {
			t.Fatal("one range does not hold all")
		}
	})
}

// TestWider compares with the fewest prefixes of a set.
func TestWider(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v6 := rapid.Bool().Draw(t, "six")
		var a Addresses
		for range rapid.IntRange(0, 3).Draw(t, "ranges") {
			s := drawSpan(t, v6)
			if v6 {
				a = a.Or(Addresses{v6: []span{s}})
			} else {
				a = a.Or(Addresses{v4: []span{s}})
			}
		}
		bits4, bits6 := rapid.IntRange(0, 32).Draw(t, "bits4"), rapid.IntRange(0, 128).Draw(t, "bits6")
		want := false
		for _, p := range a.Prefixes() {
			want = want || p.Addr().Is4() && p.Bits() < bits4 || p.Addr().Is6() && p.Bits() < bits6
		}
		if got := a.Wider(bits4, bits6); got != want {
			t.Fatalf("%v wider than /%d or /%d: %v", a.Prefixes(), bits4, bits6, got)
		}
	})
}

func TestAddressesEnds(t *testing.T) {
	all := Everywhere()
	if got := all.Minus(AddressesOf([]netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")})).Prefixes(); len(got) != 1 || got[0].String() != "::/0" {
		t.Error(got)
	}
	if !all.Minus(all).Empty() || all.And(all).Empty() {
		t.Error("everywhere without itself")
	}
	last := AddressesOf([]netip.Prefix{netip.MustParsePrefix("255.255.255.255/32"), netip.MustParsePrefix("ffff::/16")})
	if got := all.Minus(last).Or(last).Prefixes(); len(got) != 2 {
		t.Error(got)
	}
}

// BenchmarkCarry asks a list of 10,000 lines about one address and one port.
func BenchmarkCarry(b *testing.B) {
	for _, bc := range []struct {
		name string
		list *List
	}{{"isp", ispList(10000, false)}, {"dense", hardList(10000, 17, false)}, {"ports", portsList(10000)}} {
		b.Run(bc.name, func(b *testing.B) {
			ready := bc.list.Ready()
			r := rand.New(rand.NewPCG(1, 2))
			b.ReportAllocs()
			for b.Loop() {
				q := tcp(every(ipv4&opening), 22, 22)
				q.dst, q.src = pool(r, 32), pool(r, 32)
				ready.Carry(q, 5000, func(Piece) bool { return true })
			}
		})
	}
}

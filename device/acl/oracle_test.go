package acl

import (
	"os"
	"testing"

	"github.com/linewarden/linewarden/device/acl/bdd"
	"pgregory.net/rapid"
)

// The bits of a packet as the oracle sees it.
const (
	bitDst    = 0
	bitSrc    = 128
	bitFields = 256
	bitKinds  = bitFields + 16*fields
	bitCount  = bitKinds + 8
)

// oracle judges lists by set algebra on decision diagrams.
type oracle struct{ *bdd.Space }

func newOracle() oracle { return oracle{bdd.New(bitCount, 4_000_000)} }

func (o oracle) between(first, width int, lo, hi func(i int) bool) bdd.Set {
	from := o.AtLeast(first, width, lo)
	// not at least hi+1: one more than hi is reached by "at least hi" without hi
	above := o.Minus(o.AtLeast(first, width, hi), o.exactly(first, width, hi))
	return o.Minus(from, above)
}

func (o oracle) exactly(first, width int, at func(i int) bool) bdd.Set {
	set := bdd.All
	for i := range width {
		bit := o.Bit(first + width - 1 - i)
		if !at(i) {
			bit = o.Not(bit)
		}
		set = o.And(bit, set)
	}
	return set
}

func bitOf(a addr) func(int) bool {
	return func(i int) bool {
		if i >= 64 {
			return a.hi>>(i-64)&1 == 1
		}
		return a.lo>>i&1 == 1
	}
}

func (o oracle) box(b *Box) bdd.Set {
	set := o.And(o.between(bitDst, 128, bitOf(b.dst.lo), bitOf(b.dst.hi)), o.between(bitSrc, 128, bitOf(b.src.lo), bitOf(b.src.hi)))
	for f, l := range b.field {
		set = o.And(set, o.between(bitFields+16*f, 16, bitOf(addr{0, uint64(l.lo)}), bitOf(addr{0, uint64(l.hi)})))
	}
	kind := bdd.None
	for i := range 8 {
		if b.kinds>>i&1 == 1 {
			kind = o.Or(kind, o.Bit(bitKinds+i))
		}
	}
	return o.And(set, kind)
}

func (o oracle) line(l *Line) bdd.Set {
	set := bdd.None
	for i := range l.Boxes {
		set = o.Or(set, o.box(&l.Boxes[i]))
	}
	return set
}

// legal are the packets of exactly one kind.
func (o oracle) legal() bdd.Set {
	set := bdd.None
	for i := range 8 {
		one := o.Bit(bitKinds + i)
		for k := range 8 {
			if k != i {
				one = o.Minus(one, o.Bit(bitKinds+k))
			}
		}
		set = o.Or(set, one)
	}
	return set
}

// judge checks a finding, or its absence, against the oracle.
func (o oracle) judge(t interface{ Errorf(string, ...any) }, l *List) {
	legal := o.legal()
	sets := make([]bdd.Set, len(l.Lines))
	for j := range l.Lines {
		sets[j] = o.And(legal, o.line(&l.Lines[j]))
	}
	found := map[int]Finding{}
	for _, f := range l.Analyse() {
		found[f.Line] = f
	}
	for j := range l.Lines {
		f, wrong := found[j]
		reach := sets[j]
		maybe := sets[j]
		against := bdd.None
		for i := range j {
			maybe = o.Minus(maybe, sets[i])
			if l.Lines[i].sure() {
				if l.Lines[i].Action != l.Lines[j].Action {
					against = o.Or(against, o.And(reach, sets[i]))
				}
				reach = o.Minus(reach, sets[i])
			}
		}
		if f.Kind == Shadowed || f.Kind == Contradicted {
			o.covered(t, l, f, sets)
		}
		var want []Kind
		switch {
		case sets[j] == bdd.None:
			want = []Kind{NeverMatches}
		case reach == bdd.None && against == bdd.None:
			want = []Kind{Shadowed}
		case reach == bdd.None:
			want = []Kind{Contradicted}
		case maybe == bdd.None:
			want = []Kind{NotProven}
		case l.Lines[j].sure() && o.removable(l, j, reach, sets):
			want = []Kind{Redundant}
		default:
			want = []Kind{Partial, ""}
		}
		if !wrong {
			f.Kind = ""
		}
		if want[0] != f.Kind && want[len(want)-1] != f.Kind {
			t.Errorf("line %d: %q, oracle says %q", j, f.Kind, want)
		}
		if f.Witness != nil && f.Kind != Contradicted && !o.Holds(maybe, f.Witness.bit) {
			t.Errorf("line %d (%s): the witness does not reach it", j, f.Kind)
		}
		if f.Kind == Contradicted || f.Kind == Partial {
			o.largest(t, l, f, sets)
		}
		if f.Kind == Contradicted && !o.Holds(against, f.Witness.bit) {
			t.Errorf("line %d: the witness does not meet the opposite", j)
		}
	}
}

// largest checks that the conflict is the earlier line of the other action that
// takes most, of partial findings among those that are neither wider nor narrower.
// Of a line of several boxes, which may overlap, a partial conflict is judged box
// by box and only has to meet the line.
func (o oracle) largest(t interface{ Errorf(string, ...any) }, l *List, f Finding, sets []bdd.Set) {
	most, got := 0.0, 0.0
	several := len(l.Lines[f.Line].Boxes) > 1
	for i := range f.Line {
		both := o.And(sets[i], sets[f.Line])
		if !l.Lines[i].sure() || l.Lines[i].Action == l.Lines[f.Line].Action || both == bdd.None {
			continue
		}
		share := o.Share(both)
		if i == f.Conflict {
			got = share
		}
		several = several || len(l.Lines[i].Boxes) > 1
		if f.Kind == Contradicted || both != sets[i] && both != sets[f.Line] {
			most = max(most, share)
		}
	}
	if got == 0 || got < most*(1-1e-9) && !(several && f.Kind == Partial) {
		t.Errorf("line %d (%s): conflict is line %d with %g of all packets, the largest has %g", f.Line, f.Kind, f.Conflict, got, most)
	}
}

// covered checks that the cover takes all of a line and that no part of it can
// be left out.
func (o oracle) covered(t interface{ Errorf(string, ...any) }, l *List, f Finding, sets []bdd.Set) {
	for skip := -1; skip < len(f.Cover); skip++ {
		rest := sets[f.Line]
		for n, i := range f.Cover {
			if i >= f.Line || !l.Lines[i].sure() {
				t.Errorf("line %d is said to be covered by line %d", f.Line, i)
			}
			if n != skip {
				rest = o.Minus(rest, sets[i])
			}
		}
		if (rest == bdd.None) != (skip < 0) {
			t.Errorf("line %d: cover %v without its part %d leaves nothing: %v", f.Line, f.Cover, skip, rest == bdd.None)
		}
	}
}

// removable reports that later lines do the same with all of reach.
func (o oracle) removable(l *List, j int, reach bdd.Set, sets []bdd.Set) bool {
	for k := j + 1; k < len(l.Lines); k++ {
		if both := o.And(reach, sets[k]); both != bdd.None {
			if !l.Lines[k].sure() || l.Lines[k].Action != l.Lines[j].Action {
				return false
			}
			reach = o.Minus(reach, both)
		}
	}
	return reach == bdd.None
}

// bit returns one bit of a packet as the oracle numbers them.
func (p *Packet) bit(i int) bool {
	switch {
	case i < bitSrc:
		return bitOf(p.box.dst.lo)(127 - i)
	case i < bitFields:
		return bitOf(p.box.src.lo)(127 - (i - bitSrc))
	case i < bitKinds:
		i -= bitFields
		return p.box.field[i/16].lo>>(15-i%16)&1 == 1
	}
	return p.box.kinds>>(i-bitKinds)&1 == 1
}

// drawLimits draws a range that often shares its ends with others.
func drawLimits(t *rapid.T, last uint16) limits {
	if rapid.IntRange(0, 2).Draw(t, "any") == 0 {
		return limits{0, last}
	}
	ends := []uint16{0, 1, 2, 5, 6, 7, 17, 22, 80, 200, last - 1, last}
	a, b := rapid.SampledFrom(ends).Draw(t, "a"), rapid.SampledFrom(ends).Draw(t, "b")
	return limits{min(a, b, last), min(max(a, b), last)}
}

func drawSpan(t *rapid.T, v6 bool) span {
	last := maxIPv4
	if v6 {
		last = maxIPv6
	}
	ends := []addr{{}, {0, 1}, {0, 2}, {0, 0x0a000000}, {0, 0x0a0000ff}, {0, 0x0a000100}, {0, 0x0affffff}, last.prev(), last}
	if v6 {
		ends = append(ends, addr{1, 0}, addr{0, ^uint64(0)}, addr{0x20010db8 << 32, 0})
	}
	a, b := rapid.SampledFrom(ends).Draw(t, "lo"), rapid.SampledFrom(ends).Draw(t, "hi")
	if b.less(a) {
		a, b = b, a
	}
	return span{a, b}
}

func drawBox(t *rapid.T) Box {
	b := every(rapid.SampledFrom([]kinds{ipv4, ipv4, ipv6}).Draw(t, "family"))
	b.dst, b.src = drawSpan(t, b.v6()), drawSpan(t, b.v6())
	for _, f := range []int{proto, dport, from} {
		b.field[f] = drawLimits(t, top[f])
	}
	if k := b.kinds & rapid.SampledFrom([]kinds{opening, session, fragment, opening | session, 0xff}).Draw(t, "kind"); k != 0 {
		b.kinds = k
	}
	return b
}

func drawList(t *rapid.T) *List {
	l := &List{Default: Deny, Zones: &Zones{}}
	for range rapid.IntRange(1, 9).Draw(t, "lines") {
		line := Line{Action: rapid.SampledFrom([]Action{Deny, Permit}).Draw(t, "action")}
		for range rapid.SampledFrom([]int{0, 1, 1, 1, 1, 2, 3}).Draw(t, "boxes") {
			line.Boxes = append(line.Boxes, drawBox(t))
		}
		if rapid.IntRange(0, 6).Draw(t, "opaque") == 0 {
			line.Opaque = "domain name"
		}
		l.Lines = append(l.Lines, line)
	}
	return l
}

// TestOracle compares every answer on random lists with those of the oracle.
func TestOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { newOracle().judge(t, drawList(t)) })
}

// TestOracleGenerated does the same on lists like those that are measured.
func TestOracleGenerated(t *testing.T) {
	n := 1
	if os.Getenv("LINEWARDEN_TORTURE") != "" {
		n = 5
	}
	for _, l := range []*List{ispList(60*n, false), ispList(60*n, true), hardList(8*n, 6, false), portsList(30 * n)} {
		newOracle().judge(t, l)
	}
}

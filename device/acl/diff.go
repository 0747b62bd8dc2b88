package acl

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/linewarden/linewarden/device/model"
)

// maxPieces bounds how many parts a difference is worked out in.
const maxPieces = 20_000

// Region is a set of packets on which two filters differ. Old and New are what
// they do; OldLine and NewLine the lines that decide, -1 for the default.
type Region struct {
	Box              Box
	Old, New         Action
	OldLine, NewLine int
	// Doubt says that a line which cannot be resolved may decide on some of the
	// packets in either filter.
	Doubt bool
}

// Diff says on which packets two filters differ.
type Diff struct {
	Old, New *List
	// Regions do not overlap. Those that the same lines decide on stand together,
	// those that touch a management port before others, and the largest first.
	Regions []Region
	// Whole says that the regions are all there is.
	Whole bool
}

// Compare finds every packet that two filters treat differently. Both are
// taken as filters of the same place, and must share their Zones.
func Compare(old, new *List) *Diff {
	d := &Diff{Old: old, New: new, Whole: true}
	c := comparison{d: d, old: newAnalysis(old), new: newAnalysis(new)}
	c.run()
	d.Regions = merge(d.Regions)
	d.sort()
	return d
}

func (d *Diff) sort() {
	type lines struct{ old, new int }
	type weight struct {
		mgmt   int
		volume float64
	}
	all := map[lines]weight{}
	for i := range d.Regions {
		r := &d.Regions[i]
		w := all[lines{r.OldLine, r.NewLine}]
		all[lines{r.OldLine, r.NewLine}] = weight{max(w.mgmt, r.Box.management()), w.volume + r.Box.volume()}
	}
	slices.SortStableFunc(d.Regions, func(a, b Region) int {
		x, y := all[lines{a.OldLine, a.NewLine}], all[lines{b.OldLine, b.NewLine}]
		return cmp.Or(cmp.Compare(y.mgmt, x.mgmt), cmp.Compare(y.volume, x.volume), cmp.Compare(a.NewLine, b.NewLine), cmp.Compare(a.OldLine, b.OldLine),
			cmp.Compare(b.Box.volume(), a.Box.volume()))
	})
}

// comparison holds two lists while they are compared.
type comparison struct {
	d        *Diff
	old, new *analysis
	seen     []Box
}

// run asks both lists about the packets of lines that only one of them has.
// Outside of these the two decide alike: what is left of either is the same
// lines in the same order.
func (c *comparison) run() {
	var differ []Box
	oldOnly, newOnly := changed(c.d.Old.Lines, c.d.New.Lines)
	for _, j := range oldOnly {
		differ = append(differ, c.old.own(j)...)
	}
	for _, j := range newOnly {
		differ = append(differ, c.new.own(j)...)
	}
	if c.d.Old.Default != c.d.New.Default {
		for _, family := range []kinds{ipv4, ipv6} {
			differ = append(differ, every(family))
		}
	}
	for _, b := range differ {
		for _, piece := range apart(b, c.seen) {
			c.ask(piece)
		}
		if c.seen = append(c.seen, b); len(c.d.Regions) > maxPieces {
			c.d.Whole = false
			return
		}
	}
}

// apart returns what of b is in none of the boxes.
func apart(b Box, boxes []Box) []Box {
	left := []Box{b}
	for i := range boxes {
		var rest []Box
		for _, p := range left {
			if p.meets(&boxes[i]) {
				rest = p.minus(&boxes[i], rest)
			} else {
				rest = append(rest, p)
			}
		}
		left = rest
	}
	return left
}

// ask splits b by what the two lists do with it, and keeps where they differ.
func (c *comparison) ask(b Box) {
	for _, o := range c.old.decide(b, c) {
		for _, n := range c.new.decide(o.box, c) {
			if o.action == n.action && o.action != Unclear {
				continue
			}
			if o.action == Unclear && n.action == Unclear && o.line >= 0 && n.line >= 0 && equal(&c.d.Old.Lines[o.line], &c.d.New.Lines[n.line]) {
				continue
			}
			c.d.Regions = append(c.d.Regions, Region{n.box, o.action, n.action, o.line, n.line, o.action == Unclear || n.action == Unclear})
		}
	}
}

// decision is what a list does with the packets of a box.
type decision struct {
	box    Box
	action Action
	line   int
}

// decide splits a box by the lines that decide on it.
func (a *analysis) decide(b Box, c *comparison) []decision {
	cands := a.index.meeting(&b, int32(len(a.cover.boxes)), nil)
	slices.Sort(cands)
	var out []decision
	var walk func(b Box, cands []int32)
	walk = func(b Box, cands []int32) {
		if len(out) > maxPieces {
			c.d.Whole = false
			return
		}
		for n, i := range cands {
			both, ok := b.and(&a.cover.boxes[i])
			if !ok {
				continue
			}
			line := &a.list.Lines[a.owner[i]]
			d := decision{both, line.Action, int(a.owner[i])}
			if !line.sure() {
				d.action = Unclear
			}
			out = append(out, d)
			for _, piece := range b.minus(&a.cover.boxes[i], nil) {
				walk(piece, cands[n+1:])
			}
			return
		}
		out = append(out, decision{b, a.list.Default, -1})
	}
	walk(b, cands)
	return out
}

// changed returns the lines of each list that a longest common subsequence of
// the two leaves out.
func changed(old, new []Line) (oldOnly, newOnly []int) {
	start := 0
	for start < min(len(old), len(new)) && equal(&old[start], &new[start]) {
		start++
	}
	endOld, endNew := len(old), len(new)
	for endOld > start && endNew > start && equal(&old[endOld-1], &new[endNew-1]) {
		endOld, endNew = endOld-1, endNew-1
	}
	keepOld, keepNew := common(old[start:endOld], new[start:endNew])
	for i := start; i < endOld; i++ {
		if !keepOld[i-start] {
			oldOnly = append(oldOnly, i)
		}
	}
	for i := start; i < endNew; i++ {
		if !keepNew[i-start] {
			newOnly = append(newOnly, i)
		}
	}
	return oldOnly, newOnly
}

// maxTable bounds the table that the longest common subsequence is found in.
const maxTable = 16 << 20

// common marks the lines of a longest common subsequence. Where the lists are
// too long for that it marks none, which is right and costs more work.
func common(old, new []Line) (keepOld, keepNew []bool) {
	keepOld, keepNew = make([]bool, len(old)), make([]bool, len(new))
	if len(old) == 0 || len(new) == 0 || len(old)*len(new) > maxTable {
		return keepOld, keepNew
	}
	w := len(new) + 1
	table := make([]int32, (len(old)+1)*w)
	for i := len(old) - 1; i >= 0; i-- {
		for k := len(new) - 1; k >= 0; k-- {
			if equal(&old[i], &new[k]) {
				table[i*w+k] = table[(i+1)*w+k+1] + 1
			} else {
				table[i*w+k] = max(table[(i+1)*w+k], table[i*w+k+1])
			}
		}
	}
	for i, k := 0, 0; i < len(old) && k < len(new); {
		switch {
		case equal(&old[i], &new[k]):
			keepOld[i], keepNew[k] = true, true
			i, k = i+1, k+1
		case table[(i+1)*w+k] >= table[i*w+k+1]:
			i++
		default:
			k++
		}
	}
	return keepOld, keepNew
}

// equal reports lines that do the same. Of two that cannot be resolved that is
// known only where they ask for the same.
func equal(a, b *Line) bool {
	return a.Action == b.Action && a.Opaque == b.Opaque && slices.Equal(a.Boxes, b.Boxes) && (a.Opaque == "" || asks(a.Rule, b.Rule) && asks(a.Via, b.Via))
}

// asks reports rules that ask for the same applications and users.
func asks(a, b *model.Rule) bool {
	if a == nil || b == nil {
		return a == b
	}
	return sameSet(a.Apps.V, b.Apps.V) && sameSet(a.Users.V, b.Users.V)
}

func sameSet(a, b []string) bool {
	if slices.Equal(a, b) {
		return true
	}
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(slices.Compact(a), slices.Compact(b))
}

// management reports whether a box holds a port that devices are managed by.
func (b *Box) management() int {
	for _, p := range []uint16{22, 23, 80, 161, 443, 830} {
		if d := b.field[dport]; d.lo <= p && p <= d.hi && b.field[proto].lo <= 17 && b.field[proto].hi >= 6 {
			return 1
		}
	}
	return 0
}

// Count returns how many packets a box holds, taking addresses, protocols and
// destination ports as what tells packets apart.
func (b *Box) Count() *big.Int {
	n := new(big.Int).Mul(b.src.count(), b.dst.count())
	n.Mul(n, big.NewInt(int64(b.field[proto].hi-b.field[proto].lo)+1))
	return n.Mul(n, big.NewInt(int64(b.field[dport].hi)-int64(b.field[dport].lo)+1))
}

// Share returns which part of all pairs of addresses of its family a box holds,
// roughly, from 0 to 1.
func (b *Box) Share() float64 {
	all := span{hi: maxIPv4}
	if b.v6() {
		all.hi = maxIPv6
	}
	return b.src.size() / all.size() * (b.dst.size() / all.size())
}

// count returns how many addresses a range holds.
func (s span) count() *big.Int {
	wide := func(a addr) *big.Int {
		n := new(big.Int).Lsh(new(big.Int).SetUint64(a.hi), 64)
		return n.Add(n, new(big.Int).SetUint64(a.lo))
	}
	n := wide(s.hi)
	return n.Sub(n, wide(s.lo)).Add(n, big.NewInt(1))
}

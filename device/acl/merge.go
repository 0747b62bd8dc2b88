package acl

import "slices"

// merge joins regions that touch along one field and are alike otherwise,
// until none are left that do.
func merge(list []Region) []Region {
	for n := len(list) + 1; len(list) < n; {
		n = len(list)
		list = mergeWide(list, func(b *Box) *span { return &b.dst })
		list = mergeWide(list, func(b *Box) *span { return &b.src })
		for f := range fields {
			list = mergeField(list, f)
		}
		list = mergeKinds(list)
	}
	return list
}

// grouped sorts regions into groups that are alike once blank has been called
// on a copy, in the order in which the groups first appear.
func grouped(list []Region, blank func(*Box)) [][]Region {
	at := map[Region]int{}
	var out [][]Region
	for _, r := range list {
		key := r
		blank(&key.Box)
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key], out = i, append(out, nil)
		}
		out[i] = append(out[i], r)
	}
	return out
}

func mergeWide(list []Region, side func(*Box) *span) []Region {
	var out []Region
	for _, g := range grouped(list, func(b *Box) { *side(b) = span{} }) {
		slices.SortFunc(g, func(a, b Region) int { return compare(side(&a.Box).lo, side(&b.Box).lo) })
		for i, r := range g {
			if last := len(out) - 1; i > 0 && side(&out[last].Box).hi.next() == side(&r.Box).lo {
				side(&out[last].Box).hi = side(&r.Box).hi
				continue
			}
			out = append(out, r)
		}
	}
	return out
}

func mergeField(list []Region, f int) []Region {
	var out []Region
	for _, g := range grouped(list, func(b *Box) { b.field[f] = limits{} }) {
		slices.SortFunc(g, func(a, b Region) int { return int(a.Box.field[f].lo) - int(b.Box.field[f].lo) })
		for i, r := range g {
			if last := len(out) - 1; i > 0 && int(out[last].Box.field[f].hi)+1 == int(r.Box.field[f].lo) {
				out[last].Box.field[f].hi = r.Box.field[f].hi
				continue
			}
			out = append(out, r)
		}
	}
	return out
}

// mergeKinds joins kinds of packets within one family.
func mergeKinds(list []Region) []Region {
	var out []Region
	for _, g := range grouped(list, func(b *Box) { b.kinds = family(b) }) {
		for i, r := range g {
			if i > 0 {
				out[len(out)-1].Box.kinds |= r.Box.kinds
				continue
			}
			out = append(out, r)
		}
	}
	return out
}

func family(b *Box) kinds {
	if b.v6() {
		return ipv6
	}
	return ipv4
}

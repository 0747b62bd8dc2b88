package acl

import (
	"cmp"
	"slices"
)

// minimal returns those of lines that suffice to take all packets of what,
// none of which can be left out. Together, lines do. Broad lines are kept
// rather than narrow ones.
func (a *analysis) minimal(what []Box, lines []int32) []int {
	broad := make(map[int32]float64, len(lines))
	for _, u := range lines {
		for i := range a.own(int(u)) {
			broad[u] += a.own(int(u))[i].volume()
		}
	}
	slices.SortFunc(lines, func(x, y int32) int {
		return cmp.Or(cmp.Compare(broad[x], broad[y]), cmp.Compare(y, x))
	})
	gone := make(map[int32]bool)
	var out []int
	for _, u := range lines {
		gone[u] = true
		if !a.without(what, u, lines, gone) {
			delete(gone, u)
			out = append(out, int(u))
		}
	}
	slices.Sort(out)
	return out
}

// without reports whether what line u takes of what is taken also by those of
// lines that are not gone.
func (a *analysis) without(what []Box, u int32, lines []int32, gone map[int32]bool) bool {
	a.cands = a.cands[:0]
	for _, v := range lines {
		for n := a.first[v]; !gone[v] && n < a.first[v+1]; n++ {
			a.cands = append(a.cands, n)
		}
	}
	for i := range what {
		for k := range a.own(int(u)) {
			both, ok := what[i].and(&a.own(int(u))[k])
			if !ok {
				continue
			}
			if _, found, ok := a.cover.ask(&both, a.cands); found || !ok {
				return false
			}
		}
	}
	return true
}

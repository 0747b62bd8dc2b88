package session

import (
	"cmp"
	"maps"
	"slices"
)

func sorted(open map[key]*Session) []*Session {
	return slices.SortedFunc(maps.Values(open), func(a, b *Session) int { return cmp.Compare(a.order, b.order) })
}

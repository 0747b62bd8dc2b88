package table

import (
	"slices"

	"github.com/linewarden/linewarden/event"
)

// MatchSlowly is Match without its straight way.
func (t *Table) MatchSlowly(id, text string, e *event.Event) bool {
	text = trim(text)
	for _, en := range slices.Concat(t.of(id), t.any) {
		if len(en.patterns) == 0 {
			en.fixed.apply(e)
			return true
		}
		for i := range en.patterns {
			if en.patterns[i].search(en, text, e) {
				return true
			}
		}
	}
	return false
}

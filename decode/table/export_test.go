package table

import "github.com/linewarden/linewarden/event"

// MatchSlowly is Match without its straight way.
func (t *Table) MatchSlowly(id, text string, e *event.Event) bool {
	text = trim(text)
	for _, en := range append(append([]*entry{}, t.byID[id]...), t.others...) {
		if len(en.patterns) == 0 {
			en.fixed.apply(e)
			return true
		}
		for _, p := range en.patterns {
			m := matcher{entry: en, steps: p.steps, open: p.open, event: e, tries: maxTries}
			if m.from(0, text) {
				return true
			}
		}
	}
	return false
}

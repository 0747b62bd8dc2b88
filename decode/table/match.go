package table

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/event"
)

// Table knows the messages of one format by their ids.
type Table struct {
	format  string
	byID    map[string][]*entry
	others  []*entry // those of "*"
	entries []*entry
	tests   []Test
}

// entry is one message: what is fixed, and the texts that carry more.
type entry struct {
	ids      string
	fixed    result
	patterns []pattern
	where    []map[string]*result
}

// maxTries bounds the ends of captures that are tried for one pattern.
const maxTries = 64

// Format is the name of the format, as its events carry it.
func (t *Table) Format() string { return t.format }

// Tests returns the table's own cases.
func (t *Table) Tests() []Test { return t.tests }

// Knows says whether the table has an entry for that very id.
func (t *Table) Knows(id string) bool { return t.Find(id).Known() }

// Match fills e from a message and says whether an entry fitted. Where none
// does, e is as it was; the caller keeps it as a system event with its id.
// Of an entry with texts of which none fits, nothing is set: a wording that is
// not known must not be taken for one that is.
func (t *Table) Match(id, text string, e *event.Event) bool {
	return t.MatchMessage(t.Find(id), text, e)
}

// Message is what a table knows of one id. The zero Message is nothing.
type Message struct{ entries []*entry }

// Find returns what the table knows of an id, but for what "*" says of all.
func (t *Table) Find(id string) Message { return Message{t.byID[id]} }

// Known says whether the table has an entry for that very id.
func (m Message) Known() bool { return len(m.entries) > 0 }

// MatchMessage is Match for an id that was found before.
func (t *Table) MatchMessage(m Message, text string, e *event.Event) bool {
	text = trim(text)
	return match(m.entries, text, e) != nil || match(t.others, text, e) != nil
}

// noText is what fits where an entry has no patterns.
var noText = &pattern{}

// match returns the pattern that fitted.
func match(entries []*entry, text string, e *event.Event) *pattern {
	for _, en := range entries {
		if len(en.patterns) == 0 {
			en.fixed.apply(e)
			return noText
		}
		for i := range en.patterns {
			m := matcher{entry: en, steps: en.patterns[i].steps, open: en.patterns[i].open, event: e, tries: maxTries}
			if fits, sure := m.straight(text); sure && !fits {
				continue
			} else if fits || m.from(0, text) {
				return &en.patterns[i]
			}
		}
	}
	return nil
}

// Unused lists the texts that no case of the table needs, as "ID: text".
func (t *Table) Unused() []string {
	used := map[*pattern]bool{}
	for _, c := range t.tests {
		var e event.Event
		p := match(t.byID[c.ID], trim(c.Text), &e)
		if p == nil {
			p = match(t.others, trim(c.Text), &e)
		}
		used[p] = true
	}
	var out []string
	for _, en := range t.entries {
		for i := range en.patterns {
			if !used[&en.patterns[i]] {
				out = append(out, en.ids+": "+en.patterns[i].source)
			}
		}
	}
	return out
}

// trim takes away blanks around a text, and full stops behind it.
func trim(text string) string {
	text = strings.TrimSpace(text)
	for text != "" && (text[len(text)-1] == '.' || text[len(text)-1] == ' ') {
		text = text[:len(text)-1]
	}
	return text
}

// ended says that nothing is left but blanks and full stops.
func ended(text string) bool {
	for i := range len(text) {
		if text[i] != ' ' && text[i] != '.' {
			return false
		}
	}
	return true
}

// matcher fits one pattern to one text.
type matcher struct {
	entry *entry
	steps []step
	open  bool
	event *event.Event
	tries int
}

// from fits the steps from i on, and fills the event once all of them fit. A
// capture first takes the shortest text that the field can hold and that what
// comes next follows, then longer ones as long as tries last, which bounds the
// work whatever the text.
func (m *matcher) from(i int, text string) bool {
	for ; i < len(m.steps); i++ {
		s := &m.steps[i]
		switch {
		case s.after > 0: // a group that may be missing
			if m.from(i+1, text) {
				return true
			}
			i = s.after - 1
		case s.literal != "":
			n := prefix(text, s.literal)
			if n < 0 {
				return false
			}
			text = text[n:]
		default:
			return m.capture(i, text)
		}
	}
	if !m.open && !ended(text) {
		return false
	}
	m.entry.fixed.apply(m.event)
	return true
}

func (m *matcher) capture(i int, text string) bool {
	s := &m.steps[i]
	limit := s.limit(text)
	for n := 1; n <= limit && m.tries > 0; n++ {
		m.tries--
		if n = s.end(text, n, limit); n < 0 {
			return false
		}
		v, ok := s.value(text[:n])
		if !ok {
			continue
		}
		extras := len(m.event.Extra)
		if m.from(i+1, text[n:]) {
			m.store(s, v, extras)
			return true
		}
	}
	return false
}

// store puts what a capture took into the event. The last capture comes first,
// so extra fields go before those of the captures behind, and all of them
// behind those that the event had.
func (m *matcher) store(s *step, v value, extras int) {
	e := m.event
	switch {
	case s.skip:
	case s.where >= 0:
		m.words(s.where, v.text)
	case s.name != "" && !v.addr.IsValid():
		e.Extra = slices.Insert(e.Extra, extras, event.Extra{Name: s.name, Value: v.text})
	case s.to.field.IsAddr():
		e.SetAddr(s.to.field, v.addr)
	case s.to.field.IsNumber():
		e.SetNumber(s.to.field, v.number)
	case s.to.field != event.None:
		e.SetText(s.to.field, v.text)
	default:
		e.Extra = slices.Insert(e.Extra, extras, event.Extra{Name: s.to.extra, Value: v.text})
	}
}

func (m *matcher) words(i int, word string) {
	r, ok := m.entry.where[i][word]
	if !ok {
		r, ok = m.entry.where[i]["*"]
	}
	if ok {
		r.apply(m.event)
	}
}

// limit is how much of the text a capture could take.
func (s *step) limit(text string) int {
	switch s.shape {
	case quoted:
		return quotedLen(text)
	case word, host:
		if blank := strings.IndexByte(text, ' '); blank >= 0 {
			return blank
		}
	case plain:
		if bracket := strings.IndexByte(text, '['); bracket >= 0 {
			return bracket
		}
	}
	return len(text)
}

// end returns the first length from n on that the capture may have, or -1.
func (s *step) end(text string, n, limit int) int {
	if s.shape == quoted || s.shape == rest {
		return limit
	}
	first := -1
	if s.last {
		first = limit
	}
	for i := range s.stops {
		if at := s.stops[i].find(text[n:]); at >= 0 && n+at <= limit && (first < 0 || n+at < first) {
			first = n + at
		}
	}
	return first
}

// value is what a capture took, read as its field's type.
type value struct {
	text   string
	addr   netip.Addr
	number uint64
}

func (s *step) value(text string) (value, bool) {
	if s.shape == quoted {
		text = text[1 : len(text)-1]
	}
	if text == "" {
		return value{}, s.shape == quoted && s.to.field.IsText()
	}
	if text[0] == ' ' || text[len(text)-1] == ' ' {
		text = strings.TrimSpace(text)
	}
	v := value{text: text}
	ok := text != ""
	switch {
	case !ok || s.skip || s.where >= 0:
	case s.to.field.IsAddr():
		v.addr, ok = address(text)
		ok = ok || s.name != "" && strings.IndexByte(text, ' ') < 0
	case s.to.field.IsNumber():
		v.number, ok = number(s.to.field, text)
	}
	return v, ok
}

// quotedLen is the length of a quoted text at the beginning, quotes included.
func quotedLen(text string) int {
	if text == "" || text[0] != '"' && text[0] != '\'' {
		return -1
	}
	end := strings.IndexByte(text[1:], text[0])
	if end < 0 {
		return -1
	}
	return end + 2
}

// prefix returns the length of the literal at the beginning of text, or -1. A
// blank of the literal stands for one or more.
func prefix(text, literal string) int {
	if strings.HasPrefix(text, literal) && !strings.HasPrefix(text[len(literal):], " ") {
		return len(literal)
	}
	i := 0
	for j := 0; j < len(literal); j++ {
		if i >= len(text) || text[i] != literal[j] {
			return -1
		}
		i++
		if literal[j] == ' ' {
			for i < len(text) && text[i] == ' ' {
				i++
			}
		}
	}
	return i
}

// find returns where the literal first stands in text, or -1. Only its head is
// looked for at once, since a blank of the text may be several.
func (s *stop) find(text string) int {
	at := 0
	for range maxTries {
		var i int
		if len(s.head) == 1 {
			i = strings.IndexByte(text[at:], s.head[0])
		} else {
			i = strings.Index(text[at:], s.head)
		}
		if i < 0 {
			return -1
		}
		at += i
		if len(s.literal) == 1 && s.literal[0] != ' ' {
			return at
		}
		if prefix(text[at:], s.literal) >= 0 {
			for ; s.literal[0] == ' ' && at > 0 && text[at-1] == ' '; at-- {
			}
			return at
		}
		at++
	}
	return -1
}

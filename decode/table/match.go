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
	prefix  string // of its rules' names
	rules   []Rule
	byID    index[[]*entry]
	any     []*entry // of the id "*"
	entries []*entry
	tests   []Test
}

// entry is one message: what is fixed, and the texts that carry more.
type entry struct {
	ids      string
	fixed    result
	patterns []pattern
	heads    []head // of the patterns, in their order
	where    []words
}

// maxTries bounds the ends of captures that are tried for one pattern.
const maxTries = 64

// Format is the name of the format, as its events carry it.
func (t *Table) Format() string { return t.format }

// Compared is the source of a message whose reading was compared with expected
// answers to real samples. Events of every other message are marked unverified.
const Compared = "expected answers"

// Rule is an entry for one id: its name, as events carry it, and where its wording is known
// from.
type Rule struct{ Name, Source string }

// Rules lists the entries of each id.
func (t *Table) Rules() []Rule { return t.rules }

// of is the entry for one of its ids.
func (e *entry) of(rule, source string) *entry {
	c := *e
	c.fixed.rule, c.fixed.unverified = rule, source != Compared
	return &c
}

// Tests returns the table's own cases.
func (t *Table) Tests() []Test { return t.tests }

// Knows says whether the table has an entry for that very id.
func (t *Table) Knows(id string) bool { return t.byID.get(id) != nil }

// of returns the entries of the id.
func (t *Table) of(id string) []*entry {
	if at := t.byID.get(id); at != nil {
		return *at
	}
	return nil
}

// Match fills e from a message and says whether an entry fitted. Where none
// does, e is as it was; the caller keeps it as a system event with its id.
// Of an entry with texts of which none fits, nothing is set: a wording that is
// not known must not be taken for one that is.
func (t *Table) Match(id, text string, e *event.Event) bool {
	text = trim(text)
	if ok, _ := match(t.of(id), text, e); ok {
		return true
	}
	ok, _ := match(t.any, text, e)
	return ok
}

// match says whether an entry fitted, and by which of its patterns if it has any.
func match(entries []*entry, text string, e *event.Event) (bool, *pattern) {
	if len(text) > maxText {
		return false, nil
	}
	first := beginning(text)
	loose := blanks(first)
	for _, en := range entries {
		if len(en.patterns) == 0 {
			en.fixed.apply(e)
			return true, nil
		}
		for i, h := range en.heads {
			if first&h.mask != h.want && !loose {
				continue
			}
			if p := &en.patterns[i]; p.match(en, text, e) {
				return true, p
			}
		}
	}
	return false, nil
}

// head is what the first bytes of a text must be, up to 8, for a pattern to fit:
// nearly all patterns of an entry are ruled out by a look at it.
type head struct{ want, mask uint64 }

func headOf(p *pattern) head {
	literal := p.steps[0].literal
	literal = literal[:min(len(literal), 8)]
	return head{beginning(literal), 1<<(8*len(literal)) - 1}
}

// blanks says whether two blanks stand together in the 8 bytes, which a pattern
// may have as one. It may say so without need, behind a blank.
func blanks(x uint64) bool {
	x ^= 0x2020202020202020
	x = (x - 0x0101010101010101) &^ x & 0x8080808080808080
	return x&(x>>8) != 0
}

// beginning packs the first 8 bytes of a text, with zeros behind its end.
func beginning(text string) (x uint64) {
	if len(text) >= 8 {
		return load(text)
	}
	for i := range len(text) {
		x |= uint64(text[i]) << (8 * i)
	}
	return x
}

func (p *pattern) match(en *entry, text string, e *event.Event) bool {
	var captures [maxStraight]taken
	switch n, v := p.straight(text, &captures); {
	case v == fits:
		p.fill(en, text, captures[:n], e)
		return true
	case v == never || !p.mayFit(text):
		return false
	}
	return p.search(en, text, e)
}

// search is the whole of matching, with every choice tried.
func (p *pattern) search(en *entry, text string, e *event.Event) bool {
	m := matcher{entry: en, steps: p.steps, open: p.open, event: e, tries: maxTries}
	return m.from(0, text)
}

// Unused lists the texts that no case of the table needs, as "ID: text".
func (t *Table) Unused() []string {
	used := map[*pattern]bool{}
	for _, c := range t.tests {
		var e event.Event
		ok, p := match(t.of(c.ID), trim(c.Text), &e)
		if !ok {
			_, p = match(t.any, trim(c.Text), &e)
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

func trim(text string) string {
	text = strings.TrimSpace(text)
	for len(text) > 0 && (text[len(text)-1] == '.' || text[len(text)-1] == ' ') {
		text = text[:len(text)-1]
	}
	return text
}

// blankEnd says whether only blanks and full stops are left.
func blankEnd(text string) bool { return trim(text) == "" }

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
	if !m.open && !blankEnd(text) {
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
		var c taken
		if !s.value(text[:n], &c) {
			continue
		}
		extras := len(m.event.Extra)
		if m.from(i+1, text[n:]) {
			m.store(s, text[c.from:c.to], &c, extras)
			return true
		}
	}
	return false
}

// store puts what a capture took into the event. The last capture comes first,
// so extra fields go before those of the captures behind, and all of them
// behind those that the event had.
func (m *matcher) store(s *step, v string, c *taken, extras int) {
	e := m.event
	if name := s.extra(c.form); name != "" {
		e.Extra = slices.Insert(e.Extra, extras, event.Extra{Name: name, Value: v})
		return
	}
	switch {
	case s.skip:
	case s.where >= 0:
		m.entry.where[s.where].apply(v, e)
	default:
		s.put(v, c.form, c.number, e)
	}
}

// extra is the name of the extra field that a capture fills, "" where it fills
// none: a host that is no address is a name.
func (s *step) extra(f form) string {
	switch {
	case s.skip || s.where >= 0:
		return ""
	case f == asText && s.name != "":
		return s.name
	}
	return s.to.extra
}

// put stores what a capture took in its column.
func (s *step) put(v string, f form, n uint64, e *event.Event) {
	switch f {
	case asIPv4:
		e.SetAddr(s.to.field, netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}))
	case asAddr:
		a, _ := address(v)
		e.SetAddr(s.to.field, a)
	case asNumber:
		e.SetNumber(s.to.field, n)
	default:
		e.SetText(s.to.field, v)
	}
}

// limit is how much of the text a capture could take.
func (s *step) limit(text string) int {
	switch s.shape {
	case quoted:
		return quotedLen(text)
	case oneWord, host:
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
	if len(s.stops) == 1 {
		if at := s.stops[0].find(text[n:]); at >= 0 && n+at <= limit {
			return n + at
		}
		return first
	}
	for at := n; at <= limit && at < len(text); at++ {
		for i := range s.stops {
			if text[at] == s.stops[i].literal[0] && prefix(text[at:], s.stops[i].literal) >= 0 {
				return at
			}
		}
	}
	return first
}

// value reads a piece of text as the type of the capture's field into c.
func (s *step) value(text string, c *taken) bool {
	from, to := 0, len(text)
	c.form = asText
	if s.shape == quoted {
		from, to = 1, to-1
		if from == to {
			c.from, c.to = 1, 1
			return s.to.field.IsText()
		}
	}
	for from < to && text[from] == ' ' {
		from++
	}
	for from < to && text[to-1] == ' ' {
		to--
	}
	c.from, c.to = int32(from), int32(to)
	ok := from < to
	if !ok || s.typ == asText {
		return ok
	}
	text = text[from:to]
	if s.typ == asNumber {
		c.form = asNumber
		c.number, ok = number(s.to.field, text)
		return ok
	}
	if c.number, ok = ipv4(text); ok {
		c.form = asIPv4
		return true
	}
	if _, ok = address(text); ok {
		c.form = asAddr
		return true
	}
	return s.name != "" && strings.IndexByte(text, ' ') < 0
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
	n := len(literal)
	if n < len(text) && text[:n] == literal && text[n] != ' ' {
		return n
	}
	return loosePrefix(text, literal)
}

func loosePrefix(text, literal string) int {
	if text == "" || text[0] != literal[0] {
		return -1
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
		if s.whole {
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

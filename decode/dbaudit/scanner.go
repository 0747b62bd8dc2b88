package dbaudit

import (
	"strings"

	"github.com/linewarden/linewarden/event"
)

// scanner walks over the statements of a text.
type scanner struct {
	lexer
	e      *event.Event
	tables bool
	count  int

	// Of the statement at hand: where it begins, what it does, and whether the
	// next name is that of a relation.
	start    int
	does     meaning
	words    int
	expect   bool
	list     bool // a comma goes on with relations
	into     bool // the relation may have columns in brackets behind it
	calls    bool // names a function that changes settings
	depth    int
	masked   uint64 // brackets in which FROM names no relation: extract(year FROM x)
	verb     string
	previous string
}

// scan returns the weightiest meaning of the statements.
func (s *scanner) scan() meaning {
	best := unknown
	for {
		kind, w := s.next()
		if kind == end || w == ";" && kind == sign {
			best = max(best, s.finish())
			if kind == end {
				return best
			}
			s.start, s.does, s.words, s.expect, s.list, s.depth, s.masked, s.calls, s.previous = s.i, unknown, 0, false, false, 0, 0, false, ""
			continue
		}
		if kind == sign {
			s.sign(w)
			continue
		}
		s.name(w)
		s.previous = w
	}
}

// finish gives the meaning of the statement that has ended.
func (s *scanner) finish() meaning {
	switch s.does {
	case unknown, read, logging:
		if !s.calls {
			return s.does
		}
	}
	if NamesRecorder(s.s[s.start:s.i]) && (s.does != export || s.calls) {
		return logging
	}
	return s.does
}

func (s *scanner) sign(w string) {
	switch w[0] {
	case '(':
		s.depth++
		if s.depth < 64 && isExtract(s.previous) {
			s.masked |= 1 << s.depth
		}
		s.expect = s.expect && s.list // "FROM (SELECT": the inner FROM says
	case ')':
		if s.depth > 0 && s.depth < 64 {
			s.masked &^= 1 << s.depth
		}
		s.depth = max(s.depth-1, 0)
	case ',':
		s.expect = s.list
	}
}

func isExtract(w string) bool {
	return strings.EqualFold(w, "extract") || strings.EqualFold(w, "substring") || strings.EqualFold(w, "trim") || strings.EqualFold(w, "overlay")
}

// name takes a name: the verb, a word before a relation, or the relation.
func (s *scanner) name(w string) {
	s.words++
	if s.words == 1 {
		s.first(w)
		return
	}
	if s.words == 2 {
		s.second(w)
	}
	if s.expect && !isNoise(w) {
		s.relation(w)
		return
	}
	s.keyword(w)
}

func (s *scanner) first(w string) {
	s.verb, s.does = w, verb(w)
	s.expect = strings.EqualFold(w, "update") || strings.EqualFold(w, "table") || strings.EqualFold(w, "truncate") || strings.EqualFold(w, "copy")
	s.list = strings.EqualFold(w, "truncate")
	s.into = s.expect
}

// verb finds a word in the table without making a lower-case copy on the heap.
func verb(w string) meaning {
	var low [12]byte
	if len(w) > len(low) {
		return unknown
	}
	for i := range len(w) {
		low[i] = w[i] | 0x20
	}
	return verbs[string(low[:len(w)])]
}

// second makes the verb's meaning finer: CREATE USER, SET ROLE, TRUNCATE TABLE.
func (s *scanner) second(w string) {
	switch {
	case s.does >= schemaCreate && s.does <= schemaDelete && isAccount(w):
		s.does = account
	case s.does >= schemaCreate && s.does <= schemaDelete && strings.EqualFold(w, "audit"):
		s.does = logging
	case s.does == command && strings.EqualFold(s.previous, "set") && strings.EqualFold(w, "password"):
		s.does = account
	case s.does == command && strings.EqualFold(s.previous, "set") && (strings.EqualFold(w, "role") || strings.EqualFold(w, "session")):
		s.does = elevate
		if strings.EqualFold(w, "session") {
			s.does = command // "SET SESSION AUTHORIZATION" is told by its third word
		}
	}
}

func isAccount(w string) bool {
	return strings.EqualFold(w, "user") || strings.EqualFold(w, "role") || strings.EqualFold(w, "group") || strings.EqualFold(w, "login") || strings.EqualFold(w, "profile")
}

// isNoise are words between the verb and the relation.
func isNoise(w string) bool {
	switch {
	case strings.EqualFold(w, "only"), strings.EqualFold(w, "table"), strings.EqualFold(w, "lateral"), strings.EqualFold(w, "if"), strings.EqualFold(w, "exists"),
		strings.EqualFold(w, "not"), strings.EqualFold(w, "low_priority"), strings.EqualFold(w, "ignore"), strings.EqualFold(w, "binary"), strings.EqualFold(w, "overwrite"):
		return true
	}
	return false
}

// keyword looks for what comes before a relation, and for what changes the
// meaning of the whole.
func (s *scanner) keyword(w string) {
	switch len(w) {
	case 2:
		s.to(w)
	case 4:
		switch {
		case strings.EqualFold(w, "from") && (s.depth >= 64 || s.masked>>s.depth&1 == 0):
			s.expect, s.list, s.into = s.does != command && !(s.depth == 0 && strings.EqualFold(s.verb, "copy")), true, false
		case strings.EqualFold(w, "join"):
			s.expect, s.list, s.into = true, false, false
		case strings.EqualFold(w, "into"):
			s.expect, s.list, s.into = true, false, true
		}
	case 5:
		if strings.EqualFold(w, "table") && s.words <= 4 && s.does >= schemaCreate && s.does <= schemaDelete {
			s.expect, s.list, s.into = true, s.does == schemaDelete, true
		}
		if strings.EqualFold(w, "where") || strings.EqualFold(w, "group") || strings.EqualFold(w, "order") {
			s.list = false
		}
		s.writes(w)
	case 6:
		s.writes(w)
		if strings.EqualFold(w, "select") {
			s.list = false
		}
	case 10:
		s.calls = s.calls || strings.EqualFold(w, "set_config")
	case 13:
		if s.does == command && strings.EqualFold(w, "authorization") && s.words <= 4 {
			s.does = elevate
		}
	}
}

// to knows an export: COPY … TO.
func (s *scanner) to(w string) {
	if s.does == create && strings.EqualFold(w, "to") && s.depth == 0 && strings.EqualFold(s.verb, "copy") {
		s.does = export
	}
}

// writes knows what a WITH or EXPLAIN ends in: "WITH x AS (…) DELETE FROM".
func (s *scanner) writes(w string) {
	if s.does != read {
		return
	}
	if m := verb(w); m == create || m == modify || m == remove {
		if !strings.EqualFold(s.verb, "select") { // SELECT … FOR UPDATE reads
			s.does = m
			s.expect, s.list, s.into = m == modify, false, true
		}
	}
}

// relation takes a relation's name, which may have parts, and looks whether it
// is a function or a file instead.
func (s *scanner) relation(w string) {
	s.expect = false
	if s.into && (strings.EqualFold(w, "outfile") || strings.EqualFold(w, "dumpfile")) {
		s.does = export
		return
	}
	if strings.EqualFold(w, "select") || strings.EqualFold(w, "values") || strings.EqualFold(w, "set") {
		s.keyword(w)
		return
	}
	schema, table := "", w
	for s.i < len(s.s) && s.s[s.i] == '.' {
		at := s.i
		s.i++
		kind, part := s.next()
		if kind != name {
			s.i = at + 1
			break
		}
		schema, table = table, part
	}
	if !s.into && s.i < len(s.s) && s.s[s.i] == '(' || !s.tables || s.count >= maxTables {
		return
	}
	s.count++
	s.e.AddExtra(s.Qualifier, schema)
	s.e.AddExtra("table", table)
}

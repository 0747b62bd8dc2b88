package dbaudit

import "strings"

// word kinds.
const (
	end = iota
	name
	sign
)

// Dialect is what a database's SQL has of its own as far as it decides where a
// string or a comment ends: who gets that wrong can be made to read past a
// statement.
type Dialect struct {
	// Qualifier is the extra field for what stands before the dot of a
	// relation's name: "schema" or "database".
	Qualifier string
	// Backslash keeps a string open, "#" begins a comment and "/*! */" is code.
	mysql bool
	// "$x$ … $x$" is a string, and E'\'' is one.
	postgres bool
}

// Postgres is the dialect of PostgreSQL and its kin.
func Postgres() Dialect { return Dialect{Qualifier: "schema", postgres: true} }

// MySQL is the dialect of MySQL, MariaDB, ClickHouse and Hive.
func MySQL() Dialect { return Dialect{Qualifier: "database", mysql: true} }

// Standard is that of Oracle and Cassandra, with the word for their qualifier.
func Standard(qualifier string) Dialect { return Dialect{Qualifier: qualifier} }

// lexer walks over an SQL text: names and signs, without comments, strings and
// numbers.
type lexer struct {
	s string
	i int
	Dialect
}

// next returns the next word: a name without its quotes, or a sign.
func (l *lexer) next() (int, string) {
	for l.i < len(l.s) {
		c := l.s[l.i]
		switch {
		case c == '-' && l.at("--"), c == '#' && l.mysql:
			l.past("\n")
		case c == '/' && l.at("/*"):
			l.comment()
		case c == '\'':
			l.quoted('\'', l.mysql)
		case c == '$' && l.postgres:
			l.dollar()
		case c == '"' || c == '`':
			at := l.i
			l.quoted(c, false)
			return name, strings.Trim(l.s[at:l.i], string(rune(c)))
		case isName(c):
			at := l.i
			for l.i < len(l.s) && (isName(l.s[l.i]) || l.s[l.i] >= '0' && l.s[l.i] <= '9') {
				l.i++
			}
			if l.postgres && l.i-at == 1 && c|0x20 == 'e' && l.i < len(l.s) && l.s[l.i] == '\'' {
				l.quoted('\'', true)
				continue
			}
			return name, l.s[at:l.i]
		case c >= '0' && c <= '9':
			for l.i < len(l.s) && (isName(l.s[l.i]) || l.s[l.i] >= '0' && l.s[l.i] <= '9' || l.s[l.i] == '.') {
				l.i++
			}
		case c <= ' ':
			l.i++
		default:
			l.i++
			return sign, l.s[l.i-1 : l.i]
		}
	}
	return end, ""
}

func isName(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c >= 0x80 }

func (l *lexer) at(prefix string) bool { return strings.HasPrefix(l.s[l.i:], prefix) }

// past goes behind the next mark, or to the end.
func (l *lexer) past(mark string) {
	if n := strings.Index(l.s[l.i:], mark); n >= 0 {
		l.i += n + len(mark)
		return
	}
	l.i = len(l.s)
}

func (l *lexer) comment() {
	if !l.mysql || !l.at("/*!") && !l.at("/*M!") {
		l.i += 2
		l.past("*/")
		return
	}
	l.i += 3 // what is inside runs; the number behind it is skipped as one, and "*/" are signs
	if l.i < len(l.s) && l.s[l.i] == '!' {
		l.i++
	}
}

// quoted goes behind a quoted text. A doubled quote keeps it open, and a
// backslash where it escapes.
func (l *lexer) quoted(q byte, escapes bool) {
	for l.i++; l.i < len(l.s); l.i++ {
		switch l.s[l.i] {
		case '\\':
			if escapes {
				l.i++
			}
		case q:
			if l.i+1 >= len(l.s) || l.s[l.i+1] != q {
				l.i++
				return
			}
			l.i++
		}
	}
	l.i = min(l.i, len(l.s))
}

// dollar goes behind a text in "$tag$", or behind the sign.
func (l *lexer) dollar() {
	n := 1
	for l.i+n < len(l.s) && isName(l.s[l.i+n]) && n < 64 {
		n++
	}
	if l.i+n >= len(l.s) || l.s[l.i+n] != '$' {
		l.i++
		return
	}
	tag := l.s[l.i : l.i+n+1]
	l.i += n + 1
	l.past(tag)
}

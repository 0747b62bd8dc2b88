package dbaudit

import "strings"

// Fields walks over the fields of one CSV record, RFC 4180. The zero value of
// what is behind the last field is "".
type Fields struct {
	rest string
	more bool
	// Escape is a second character that keeps a quote open: MariaDB's
	// backslash. 0 is none.
	Escape byte
	// Quote is '"' unless set.
	Quote byte
	// Cut says that the last field read was quoted and its end is not there.
	Cut bool
}

// CSV begins to walk over a record.
func CSV(record string) Fields { return Fields{rest: record, more: true, Quote: '"'} }

// Next returns the next field, and whether there was one. Only a field with
// quotes in it is copied.
func (f *Fields) Next() (string, bool) {
	if !f.more {
		return "", false
	}
	if f.rest == "" || f.rest[0] != f.Quote {
		var field string
		field, f.rest, f.more = strings.Cut(f.rest, ",")
		return field, true
	}
	escaped := false
	for i := 1; i < len(f.rest); i++ {
		switch c := f.rest[i]; {
		case f.Escape != 0 && c == f.Escape:
			i++
			escaped = true
		case c == f.Quote && i+1 < len(f.rest) && f.rest[i+1] == f.Quote:
			i++
			escaped = true
		case c == f.Quote:
			field := f.rest[1:i]
			_, f.rest, f.more = strings.Cut(f.rest[i+1:], ",")
			return f.clean(field, escaped), true
		}
	}
	field := f.rest[1:]
	f.rest, f.more, f.Cut = "", false, true
	return f.clean(field, escaped), true
}

// Rest returns what was not walked over.
func (f *Fields) Rest() string { return f.rest }

func (f *Fields) clean(s string, escaped bool) string {
	if !escaped {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		if i+1 < len(s) && (s[i] == f.Quote && s[i+1] == f.Quote || f.Escape != 0 && s[i] == f.Escape) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

package rule

import (
	"strings"
)

// PieceKind is what a piece of a pattern stands for.
type PieceKind uint8

// The kinds of pieces.
const (
	// Text is text as it stands.
	Text PieceKind = iota
	// Any is any text, also none.
	Any
	// One is any one character.
	One
	// Dash is any one of the characters that switches begin with.
	Dash
)

// Dashes are the characters that the modifier windash takes for one another.
const Dashes = "-/–—―"

// Piece is a part of a pattern. Value is the text of Text.
type Piece struct {
	Kind  PieceKind
	Value string
}

// Pattern is a value of a rule: text and wildcards. Two pieces of text never
// follow one another, nor do two of Any. The empty pattern is the empty value.
type Pattern []Piece

// Literal is the pattern of a text without wildcards.
func Literal(s string) Pattern {
	if s == "" {
		return nil
	}
	return Pattern{{Text, s}}
}

// ParsePattern reads a value: * and ? are wildcards, and a backslash before one
// of them, or before another backslash, takes the character as it stands. Every
// other backslash is itself.
func ParsePattern(s string) Pattern {
	var p Pattern
	var text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			p = append(p, Piece{Text, text.String()})
			text.Reset()
		}
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s) && strings.IndexByte(`*?\`, s[i+1]) >= 0:
			i++
			text.WriteByte(s[i])
		case c == '*':
			flush()
			p = p.with(Piece{Kind: Any})
		case c == '?':
			flush()
			p = p.with(Piece{Kind: One})
		default:
			text.WriteByte(c)
		}
	}
	flush()
	return p
}

// with appends a piece and keeps neighbours joined.
func (p Pattern) with(x Piece) Pattern {
	if n := len(p); n > 0 {
		last := &p[n-1]
		switch {
		case x.Kind == Text && last.Kind == Text:
			last.Value += x.Value
			return p
		case x.Kind == Any && last.Kind == Any:
			return p
		}
	}
	return append(p, x)
}

// join is p and q, one after the other.
func (p Pattern) join(q Pattern) Pattern {
	out := append(Pattern(nil), p...)
	for _, x := range q {
		out = out.with(x)
	}
	return out
}

// plain returns the text of a pattern without wildcards.
func (p Pattern) plain() (string, bool) {
	switch {
	case len(p) == 0:
		return "", true
	case len(p) == 1 && p[0].Kind == Text:
		return p[0].Value, true
	}
	return "", false
}

// String spells the pattern as a rule would.
func (p Pattern) String() string {
	var b strings.Builder
	for _, x := range p {
		switch x.Kind {
		case Any:
			b.WriteByte('*')
		case One:
			b.WriteByte('?')
		case Dash:
			b.WriteString("[" + Dashes + "]")
		default:
			for _, r := range []byte(x.Value) {
				if strings.IndexByte(`*?\[`, r) >= 0 {
					b.WriteByte('\\')
				}
				b.WriteByte(r)
			}
		}
	}
	return b.String()
}

// windash gives each dash that begins a switch every spelling: "-" or "/" with
// no letter or digit before it and one behind it.
func windash(p Pattern) Pattern {
	var out Pattern
	word := func(c byte) bool {
		return c == '_' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' || c >= 0x80
	}
	for _, x := range p {
		if x.Kind != Text {
			out = out.with(x)
			continue
		}
		s, from := x.Value, 0
		for i := 0; i < len(s); i++ {
			width := dashAt(s, i)
			if width == 0 || i > 0 && word(s[i-1]) && s[i-1] < 0x80 || i+width >= len(s) || !word(s[i+width]) {
				continue
			}
			out = out.text(s[from:i]).with(Piece{Kind: Dash})
			from = i + width
			i = from - 1
		}
		out = out.text(s[from:])
	}
	return out
}

// text appends text, which may be empty.
func (p Pattern) text(s string) Pattern {
	if s == "" {
		return p
	}
	return p.with(Piece{Text, s})
}

// dashAt returns the length of the dash at s[i], 0 where there is none.
func dashAt(s string, i int) int {
	for _, d := range Dashes {
		if strings.HasPrefix(s[i:], string(d)) {
			return len(string(d))
		}
	}
	return 0
}

package sigma

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/linewarden/linewarden/detect/needle"
	"github.com/linewarden/linewarden/detect/sigma/rule"
)

// lower is the letter that stands for both cases of r.
func lower(r rune) rune {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r |= 0x20
		}
		return r
	}
	if l := unicode.ToLower(r); l >= utf8.RuneSelf {
		return l
	}
	return r
}

// fold returns s with each letter as lower gives it. Bytes that are no UTF-8
// stay what they are.
func fold(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return foldUnicode(s)
		}
	}
	return needle.Fold(s)
}

func foldUnicode(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			b.WriteByte(s[i])
		} else {
			b.WriteRune(lower(r))
		}
		i += n
	}
	return b.String()
}

// glob is a pattern ready to be compared.
type glob struct {
	pieces []rule.Piece
	cased  bool
}

func newGlob(p rule.Pattern, cased bool) glob {
	g := glob{pieces: make([]rule.Piece, len(p)), cased: cased}
	for i, x := range p {
		if !cased {
			x.Value = fold(x.Value)
		}
		g.pieces[i] = x
	}
	return g
}

// match compares a whole text with the pattern. It takes time in proportion to
// the length of the text times that of the pattern at most: of several Any only
// the last one seen is ever tried again.
func (g *glob) match(s string) bool {
	i, at := 0, 0
	backPiece, backAt := -1, 0
	for {
		switch {
		case i < len(g.pieces) && g.pieces[i].Kind == rule.Any:
			if i+1 == len(g.pieces) {
				return true
			}
			i++
			backPiece, backAt = i, at
			continue
		case i == len(g.pieces) && at == len(s):
			return true
		case i < len(g.pieces):
			if n := g.take(g.pieces[i], s[at:]); n >= 0 {
				i, at = i+1, at+n
				continue
			}
		}
		if backPiece < 0 || backAt >= len(s) {
			return false
		}
		backAt = g.seek(g.pieces[backPiece], s, backAt)
		if backAt < 0 {
			return false
		}
		i, at = backPiece, backAt
	}
}

// seek returns the next place behind from where the piece that follows an Any
// may begin, -1 where there is none.
func (g *glob) seek(p rule.Piece, s string, from int) int {
	_, n := utf8.DecodeRuneInString(s[from:])
	from += n
	if p.Kind != rule.Text || p.Value == "" || p.Value[0] >= utf8.RuneSelf {
		return from
	}
	first := p.Value[0]
	upper := first
	if !g.cased && 'a' <= first && first <= 'z' {
		upper = first &^ 0x20
	}
	for ; from < len(s); from++ {
		if s[from] == first || s[from] == upper {
			return from
		}
	}
	return -1
}

// take returns how many bytes of s a piece takes, -1 where it does not fit.
func (g *glob) take(p rule.Piece, s string) int {
	switch p.Kind {
	case rule.One:
		if s == "" {
			return -1
		}
		_, n := utf8.DecodeRuneInString(s)
		return n
	case rule.Dash:
		r, n := utf8.DecodeRuneInString(s)
		if strings.ContainsRune(rule.Dashes, r) && n > 0 && r != utf8.RuneError {
			return n
		}
		return -1
	}
	if g.cased {
		if strings.HasPrefix(s, p.Value) {
			return len(p.Value)
		}
		return -1
	}
	return foldedPrefix(s, p.Value)
}

// foldedPrefix returns how many bytes of s make up folded, -1 if s does not
// begin with it.
func foldedPrefix(s, folded string) int {
	i := 0
	for j := 0; j < len(folded); {
		if i >= len(s) {
			return -1
		}
		c := s[i]
		if c < utf8.RuneSelf {
			if 'A' <= c && c <= 'Z' {
				c |= 0x20
			}
			if c != folded[j] {
				return -1
			}
			i, j = i+1, j+1
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		want, m := utf8.DecodeRuneInString(folded[j:])
		if n == 1 || m == 1 { // no UTF-8: byte by byte
			if s[i] != folded[j] {
				return -1
			}
			n, m = 1, 1
		} else if lower(r) != want {
			return -1
		}
		i, j = i+n, j+m
	}
	return i
}

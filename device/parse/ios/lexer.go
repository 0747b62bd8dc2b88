package ios

import (
	"strings"
	"unicode/utf8"

	"github.com/linewarden/linewarden/device/clean"
	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/system"
)

func lexer(src lex.Source) *lex.Tree {
	t := lex.Indent(src, lex.IndentOptions{Negation: "no", Comment: "!", Opaque: opaque, Revive: revive})
	if strings.Contains(src.Text, "<") {
		joinMasks(t)
	}
	return t
}

// joinMasks makes one word of the two by which Oxidized masks a secret:
// "<secret hidden>", "<configuration removed>", "<value removed>".
func joinMasks(t *lex.Tree) {
	for i := range t.Nodes {
		w := t.Nodes[i].Words
		for j := 0; j+1 < len(w); j++ {
			if mask := maskOf(w[j], w[j+1]); mask != "" {
				out := append(append(append([]string{}, w[:j]...), mask), w[j+2:]...)
				w, t.Nodes[i].Words = out, out
			}
		}
	}
}

func maskOf(a, b string) string {
	switch a + " " + b {
	case "<secret hidden>", "<configuration removed>", "<value removed>":
		return a + " " + b
	}
	return ""
}

// revive finds statements that RANCID turned into comments: "!enable secret 5
// <removed>".
func revive(comment string) bool { return strings.Contains(comment, "<removed>") }

// opaque finds the statements behind which free text stands.
func opaque(w []string, line string) *lex.OpaqueEnd {
	switch w[0] {
	case "banner":
		return bannerText(w, line)
	case "vacant-message", "refuse-message":
		return delimited(line, 1)
	case "menu":
		if len(w) > 3 && w[2] == "title" {
			return delimited(line, 3)
		}
	case "aaa":
		if len(w) > 3 && w[1] == "authentication" && (w[2] == "banner" || w[2] == "fail-message") {
			return delimited(line, 3)
		}
	case "ip":
		if len(w) > 4 && (w[1] == "auth-proxy" || w[1] == "admission") && w[2] == "auth-proxy-banner" {
			return delimited(line, 4)
		}
	case "macro":
		if len(w) == 3 && w[1] == "name" {
			return &lex.OpaqueEnd{Line: "@", MaxIndent: -1}
		}
	case "certificate":
		if certificateText(w) {
			return &lex.OpaqueEnd{Line: "quit", MaxIndent: 1}
		}
	case "key-string":
		if len(w) == 1 {
			return &lex.OpaqueEnd{Line: "quit", MaxIndent: 2}
		}
	}
	return nil
}

// bannerText reads "banner KIND ^Ctext^C", and "banner ^Ctext^C" as it stands
// inside other blocks.
func bannerText(w []string, line string) *lex.OpaqueEnd {
	if len(w) < 2 {
		return nil
	}
	switch w[1] {
	case "motd", "login", "exec", "incoming", "slip-ppp", "prompt-timeout", "config-save", "text", "title":
		return delimited(line, 2)
	case "file", "none", "http", "ftp", "telnet":
		return nil
	}
	return delimited(line, 1)
}

// delimited takes the first character behind n words as the delimiter. A ^C
// is the two characters by which the device shows its control character.
func delimited(line string, n int) *lex.OpaqueEnd {
	at := offset(line, n)
	if at >= len(line) {
		return nil
	}
	_, size := utf8.DecodeRuneInString(line[at:])
	if strings.HasPrefix(line[at:], "^C") {
		size = 2
	}
	return &lex.OpaqueEnd{Delim: line[at : at+size], From: at + size, MaxIndent: -1}
}

// certificateText reports the header of a certificate in hexadecimal, but not
// the one that points to a file.
func certificateText(w []string) bool {
	if len(w) < 2 || len(w) > 4 || strings.Contains(w[len(w)-1], ":") {
		return false
	}
	switch w[1] {
	case "self-signed", "ca", "rollover", "ra-sign", "ra-encrypt", "ra-general", "pool":
		return true
	}
	return len(w) == 2 && strings.Trim(w[1], "0123456789ABCDEFabcdef") == ""
}

// offset returns where in line the text behind its first n words begins.
func offset(line string, n int) int {
	at := 0
	for ; n > 0; n-- {
		for at < len(line) && (line[at] == ' ' || line[at] == '\t') {
			at++
		}
		for at < len(line) && line[at] != ' ' && line[at] != '\t' {
			at++
		}
	}
	for at < len(line) && (line[at] == ' ' || line[at] == '\t') {
		at++
	}
	return at
}

// shape is what every release writes: the version first, the lines last.
var shape = system.Shape{Holds: []string{"version", "hostname", "interface", "line"}, Once: []string{"version", "hostname", "end"}}

// end looks for the line "end", which every running and startup configuration
// closes with.
func end(_ *clean.File, t *lex.Tree) system.End {
	if len(t.Unclosed) > 0 {
		return system.End{Complete: model.Truncated, Why: "text that a banner, macro or certificate opened is never closed", Cut: t.Unclosed[0]}
	}
	n := &t.Nodes[t.Nodes[0].Last]
	if len(n.Words) == 1 && n.Words[0] == "end" && !n.Neg && n.First == 0 {
		return system.End{Complete: model.Whole, Why: `ends with the line "end"`}
	}
	return system.End{Complete: model.Truncated, Why: `the line "end" is missing`, Cut: t.Last}
}

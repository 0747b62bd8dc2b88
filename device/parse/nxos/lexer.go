package nxos

import (
	"strings"
	"unicode/utf8"

	"github.com/linewarden/linewarden/device/clean"
	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/system"
)

func lexer(src lex.Source) *lex.Tree {
	return lex.Indent(src, lex.IndentOptions{Negation: "no", Comment: "!", Opaque: opaque})
}

// opaque knows the texts that only look like configuration: banners, which
// end at any delimiter, jobs of the scheduler and pasted certificates.
func opaque(words []string, line string) *lex.OpaqueEnd {
	switch {
	case len(words) > 1 && words[0] == "banner" && bannerKinds[words[1]]:
		return banner(words, line)
	case len(words) > 3 && words[0] == "scheduler" && words[1] == "job" && words[2] == "name":
		return &lex.OpaqueEnd{Line: "end-job", MaxIndent: -1}
	case strings.HasPrefix(words[0], "-----BEGIN"):
		return &lex.OpaqueEnd{Line: "-----END CERTIFICATE-----", MaxIndent: -1}
	}
	return nil
}

var bannerKinds = map[string]bool{"motd": true, "exec": true, "login": true, "incoming": true}

// banner finds the delimiter of `banner motd #text#`: the first character
// behind the kind, or ^C where that stands alone for the control character.
func banner(words []string, line string) *lex.OpaqueEnd {
	at := strings.Index(line, words[1]) + len(words[1])
	for at < len(line) && (line[at] == ' ' || line[at] == '\t') {
		at++
	}
	rest := line[at:]
	switch {
	case rest == "":
		return nil
	case rest == "^C":
		return &lex.OpaqueEnd{Delim: "^C", From: at + 2, MaxIndent: -1}
	}
	_, n := utf8.DecodeRuneInString(rest)
	return &lex.OpaqueEnd{Delim: rest[:n], From: at + n, MaxIndent: -1}
}

// shape is what every release writes.
var shape = system.Shape{Holds: []string{"version", "hostname|switchname", "interface"}, Once: []string{"version", "hostname|switchname"}}

// end never finds the file whole: NX-OS writes no end marker.
func end(_ *clean.File, t *lex.Tree) system.End {
	if len(t.Unclosed) > 0 {
		return system.End{Complete: model.Truncated, Why: "a text that a banner or job opens is never closed", Cut: t.Unclosed[0]}
	}
	return system.End{Complete: model.NotProvable, Why: "NX-OS writes no end marker"}
}

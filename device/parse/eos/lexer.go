package eos

import (
	"github.com/linewarden/linewarden/device/clean"
	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/system"
)

func lexer(src lex.Source) *lex.Tree {
	return lex.Indent(src, lex.IndentOptions{Negation: "no", Comment: "!", Opaque: opaque})
}

// opaque knows the texts that only look like configuration. EOS ends each of
// them with a line that holds EOF alone.
func opaque(words []string, _ string) *lex.OpaqueEnd {
	switch {
	case len(words) == 2 && words[0] == "banner":
	case len(words) == 2 && words[0] == "action" && words[1] == "bash":
	case words[0] == "code" && len(words) <= 3:
	case len(words) == 1 && words[0] == "comment":
	default:
		return nil
	}
	return &lex.OpaqueEnd{Line: "EOF", MaxIndent: -1}
}

// shape is what every release writes. The statements begin with nothing that
// is always there, so a comment above them must show their beginning.
var shape = system.Shape{Holds: []string{"interface", "ip routing"}, Once: []string{"hostname", "end"}, Head: true}

// end looks for the line "end", with which EOS closes what it shows.
func end(_ *clean.File, t *lex.Tree) system.End {
	if len(t.Unclosed) > 0 {
		return system.End{Complete: model.Truncated, Why: "a text that a banner or script opens is never closed", Cut: t.Unclosed[0]}
	}
	if n := &t.Nodes[t.Nodes[0].Last]; t.Nodes[0].Last != 0 && len(n.Words) == 1 && n.Words[0] == "end" && !n.Neg && n.First == 0 {
		return system.End{Complete: model.Whole, Why: `ends with the line "end"`}
	}
	return system.End{Complete: model.Truncated, Why: `the line "end" is missing`, Cut: t.Last}
}

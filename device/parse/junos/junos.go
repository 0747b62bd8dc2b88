// Package junos reads Juniper Junos configurations (EX, QFX, MX, PTX, SRX) in
// their brace and set forms, and files that mix the two.
//
// Groups, interface ranges and apply-path are laid out before the tables read
// anything: what follows from them is Inherited and carries the group's lines.
// Inactive and deleted statements are not read; their lines count as
// irrelevant, for the system itself names them as not in force.
//
// # Completeness
//
// Junos writes no end mark. Braces prove a cut inside a block, and so does a
// quote or comment that stays open: such a file is truncated. Balanced braces
// prove nothing more than that the cut, if there is one, lies between two
// blocks of the top level; a set form can be cut at any line. A header such
// as "## Last commit" stands at the beginning and says nothing of the end. So
// a file without open braces is NotProvable until a closing prompt, the state
// that Junos prints above its prompt ("{master:0}") or the collector's trailer
// shows that the command ended. They do not show what the command was: where
// it was not recorded, the text must hold version and system as well, which
// "show configuration interfaces" and a template do not.
package junos

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/linewarden/linewarden/device/clean"
	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
	"github.com/linewarden/linewarden/device/system"
)

//go:embed irrelevant.txt
var irrelevant string

// New compiles the tables of Junos.
func New() (system.System, error) {
	t, err := newTables()
	if err != nil {
		return system.System{}, fmt.Errorf("junos: %w", err)
	}
	return system.System{
		Name: "junos", Vendor: "juniper", Title: "Juniper Junos",
		Sniff: sniff, Lex: lexer, End: end,
		Read: func(c *stmt.Ctx) {
			prune(c)
			r := newReader(c, t)
			r.maskSecrets()
			c.Run(t.top.In(at[*model.Device]{r: r, v: c.Dev}))
			r.finish()
		},
		Sections: sections(),
	}, nil
}

// end tells whether the text stops inside something that it opened.
func end(f *clean.File, t *lex.Tree) system.End {
	if len(t.Unclosed) > 0 {
		return system.End{Complete: model.Truncated, Why: fmt.Sprintf("what line %d opens is never closed", t.Unclosed[len(t.Unclosed)-1]), Cut: t.Last}
	}
	if len(t.Stray) > 0 {
		return system.End{Complete: model.Truncated, Why: fmt.Sprintf("line %d closes what was never opened", t.Stray[0]), Cut: t.Stray[0]}
	}
	e := system.End{Complete: model.NotProvable, Why: "the format has no end mark"}
	if stateLine(f.Text) {
		e.Complete, e.Why = model.Whole, "the state that Junos prints above its prompt follows the last line"
	}
	e.Part, e.Sure = part(f.Text, t)
	return e
}

// part tells a single hierarchy, what an account of few rights may see and
// several configurations from one that is whole.
func part(text string, t *lex.Tree) (why string, sure bool) {
	versions := 0
	for line := range strings.SplitSeq(text, "\n") {
		if strings.HasPrefix(line, "version ") || strings.HasPrefix(line, "set version ") {
			versions++
		}
	}
	switch {
	case versions > 1:
		return "more than one statement version: several configurations in one file", true
	case strings.Contains(text, "/* ACCESS-DENIED */"):
		return "the account that read it may not see everything", true
	case t.Child(0, "version") == 0:
		return "no statement version, which every device writes", false
	case t.Child(0, "system") == 0:
		return "no statement system, which every device writes", false
	}
	return "", false
}

// stateLine reports a text whose last line is the state above a prompt.
func stateLine(text string) bool {
	text = strings.TrimRight(text, " \n")
	line := text[strings.LastIndexByte(text, '\n')+1:]
	for _, w := range []string{"{master", "{backup", "{primary", "{secondary", "{linecard"} {
		if rest, ok := strings.CutPrefix(line, w); ok && strings.HasSuffix(rest, "}") && !strings.ContainsAny(rest, " ;") {
			return true
		}
	}
	return false
}

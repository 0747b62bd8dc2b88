// Package ios reads Cisco IOS and IOS-XE running and startup configurations.
package ios

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

// New compiles the tables of IOS.
func New() (system.System, error) {
	t, err := newTables()
	if err != nil {
		return system.System{}, fmt.Errorf("ios: %w", err)
	}
	return system.System{
		Name: "ios", Vendor: "cisco", Title: "Cisco IOS / IOS-XE",
		Sniff: sniff, Lex: lexer, End: end,
		Read:     func(c *stmt.Ctx) { c.Run(t.top.In(c.Dev)) },
		Sections: sections,
	}, nil
}

// tables are IOS's statement tables, one for each kind of block.
type tables struct {
	top  *stmt.Table[*model.Device]
	line *stmt.Table[*model.Line]
}

func newTables() (*tables, error) {
	lists, err := stmt.ParseLists(irrelevant)
	if err != nil {
		return nil, err
	}
	t := &tables{}
	if t.line, err = stmt.New(lists["line"], lineEntries()...); err != nil {
		return nil, err
	}
	if t.top, err = stmt.New(lists["top"], t.topEntries()...); err != nil {
		return nil, err
	}
	return t, nil
}

var sections = []stmt.Section{
	{Words: []string{"line"}, Paths: []string{"lines"}},
}

func sniff(s *system.Sample) int {
	score := 0
	for _, l := range s.Lines {
		switch {
		case strings.HasPrefix(l, "line vty "), strings.HasPrefix(l, "aaa new-model"), strings.HasPrefix(l, "service timestamps"):
			score += 20
		}
	}
	return min(score, 90)
}

func lexer(src lex.Source) *lex.Tree {
	return lex.Indent(src, lex.IndentOptions{Negation: "no", Comment: "!"})
}

func end(_ *clean.File, t *lex.Tree) system.End {
	for k := t.Nodes[0].Last; k != 0; k = 0 {
		n := &t.Nodes[k]
		if len(n.Words) == 1 && n.Words[0] == "end" && !n.Neg {
			return system.End{Complete: model.Whole, Why: `ends with the line "end"`}
		}
	}
	return system.End{Complete: model.Truncated, Why: `the line "end" is missing`, Cut: t.Last}
}

func (t *tables) topEntries() []stmt.Entry[*model.Device] {
	return []stmt.Entry[*model.Device]{
		{Pattern: "hostname *", Do: func(_ *stmt.Ctx, d *model.Device, m *stmt.Match) { d.Hostname.Set(m.Arg(0), m.Span) }},
		{Pattern: "line console|con|aux|vty|tty ...", Sub: t.openLine},
	}
}

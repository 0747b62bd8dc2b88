// Package fortios reads Fortinet FortiOS configurations: backups, show and
// show full-configuration, with and without virtual domains.
//
// FortiOS writes no end marker: a file that ends between two blocks cannot be
// told from a whole one, so that only a prompt or a collector's trailer proves
// it. A file that ends inside a block is truncated.
package fortios

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

// New compiles the tables of FortiOS.
func New() (system.System, error) {
	top, err := newTable()
	if err != nil {
		return system.System{}, fmt.Errorf("fortios: %w", err)
	}
	return system.System{
		Name: "fortios", Vendor: "fortinet", Title: "Fortinet FortiOS",
		Sniff: sniff, Marks: []string{"#config-version="}, Lex: lex.Forti, End: end,
		Read: func(c *stmt.Ctx) {
			r := newReader(c)
			c.Run(top.In(&scope{Device: c.Dev, r: r}))
			r.finish(c)
		},
		Sections: sections(),
	}, nil
}

// newTable compiles the top level, which is also what stands inside config
// global and inside each virtual domain.
func newTable() (*stmt.Table[*scope], error) {
	lists, err := stmt.ParseLists(irrelevant)
	if err != nil {
		return nil, err
	}
	b := &builder{lists: lists, used: map[string]bool{}}
	var top, vdom *stmt.Table[*scope]
	vdom, err = stmt.New("vdom", nil, stmt.Entry[*scope]{Pattern: "edit *", Sub: func(c *stmt.Ctx, s *scope, m *stmt.Match) stmt.Block {
		return top.In(s.open(m.Arg(0), m.Span))
	}})
	if err != nil {
		return nil, err
	}
	entries := append(topEntries(b),
		stmt.Entry[*scope]{Pattern: "#config-version= *", Do: header},
		stmt.Entry[*scope]{Pattern: "config global", Sub: func(_ *stmt.Ctx, s *scope, _ *stmt.Match) stmt.Block { return top.In(s) }},
		stmt.Entry[*scope]{Pattern: "config vdom", Sub: func(_ *stmt.Ctx, s *scope, _ *stmt.Match) stmt.Block { return vdom.In(s) }},
	)
	top = compile(b, "top", entries)
	return top, b.err()
}

// end tells whether the text stops inside a block.
func end(f *clean.File, t *lex.Tree) system.End {
	if len(t.Unclosed) > 0 {
		return system.End{Complete: model.Truncated, Why: fmt.Sprintf("what line %d opens is never closed", t.Unclosed[len(t.Unclosed)-1]), Cut: t.Last}
	}
	if len(t.Stray) > 0 {
		return system.End{Complete: model.Truncated, Why: fmt.Sprintf("line %d closes what was never opened", t.Stray[0]), Cut: t.Stray[0]}
	}
	e := system.End{Complete: model.NotProvable, Why: "the format has no end mark"}
	e.Part, e.Sure = part(f.Text)
	return e
}

// part tells single blocks, the copy of one VDOM and several configurations
// from one that is whole: that begins with a header.
func part(text string) (why string, sure bool) {
	headers, global := 0, false
	for line := range strings.SplitSeq(text, "\n") {
		switch {
		case strings.HasPrefix(line, "#config-version="):
			headers++
		case strings.HasPrefix(line, "#global_vdom=0"):
			return "the header says that it is one VDOM's", true
		case strings.TrimSpace(line) == "config system global":
			global = true
		}
	}
	switch {
	case headers > 1:
		return "more than one header: several configurations in one file", true
	case headers == 0:
		return "no header #config-version, which every device writes", false
	case !global:
		return "no block system global, which every device writes", false
	}
	return "", false
}

// sniff looks for the header, else for blocks as only FortiOS writes them.
func sniff(s *system.Sample) int {
	score, open := 0, false
	for _, l := range s.Lines {
		l = system.Unindent(l)
		switch {
		case strings.HasPrefix(l, "#config-version="):
			return mark(l)
		case strings.HasPrefix(l, "# Version: Forti"):
			return 95
		case blockStart(l):
			score, open = score+15, true
		case open && (strings.HasPrefix(l, "edit ") || l == "next" || l == "end"):
			score += 8
		case open && (strings.HasPrefix(l, "set ") || strings.HasPrefix(l, "unset ")):
			score += 2
		}
	}
	return min(score, 90)
}

// mark judges the first line by the model's letters: FortiManager,
// FortiAnalyzer and others write the same line and are other systems.
func mark(l string) int {
	l = strings.TrimPrefix(l, "#config-version=")
	for _, other := range []string{"FMG", "FAZ", "FWB", "FML", "FAC", "FAD", "FSA", "S"} {
		if strings.HasPrefix(l, other) {
			return 0
		}
	}
	return 100
}

// blockStart reports a line such as "config system global".
func blockStart(l string) bool {
	rest, ok := strings.CutPrefix(l, "config ")
	if !ok {
		return false
	}
	word, _, _ := strings.Cut(rest, " ")
	switch word {
	case "system", "firewall", "router", "vpn", "user", "log", "webfilter", "antivirus", "ips", "application", "wireless-controller",
		"switch-controller", "global", "vdom", "dnsfilter", "dlp", "emailfilter", "endpoint-control", "report", "wanopt", "web-proxy":
		return !strings.ContainsAny(rest, "{};")
	}
	return false
}

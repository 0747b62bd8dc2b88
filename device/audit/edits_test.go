package audit_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/absence"
	"github.com/linewarden/linewarden/device/audit"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/site"
	"github.com/linewarden/linewarden/verdict"
)

// edits are what an intruder might do to one configuration, read from a file of
// testdata/edits:
//
//	base FILE      the configuration, from the repository's root
//	os NAME
//	at LINE        where lines go that an edit puts nowhere else: before this one
//
//	== NAME        an edit: its lines work from the top down
//	@ LINE         go behind the next line that reads so, spaces around it aside
//	- LINE         take the next such line away
//	+ LINE         put a line here, as it stands
//	* "LINE"       the same in Go's quotes, for characters that cannot be seen
//	> CHECK...     what has to react: one that fails or is unknown, and was not
//	               so, or not for that reason, before
type edits struct {
	base, os, at string
	all          []edit
}

type edit struct {
	name   string
	ops    []string
	checks []string
}

func readEdits(t *testing.T, file string) edits {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out edits
	for l := range strings.Lines(string(data)) {
		l = strings.TrimSuffix(l, "\n")
		word, rest, _ := strings.Cut(l, " ")
		switch last := len(out.all) - 1; word {
		case "", "#":
		case "base":
			out.base = rest
		case "os":
			out.os = rest
		case "at":
			out.at = rest
		case "==":
			out.all = append(out.all, edit{name: rest})
		case ">":
			out.all[last].checks = strings.Fields(rest)
		case "@", "-", "+", "*":
			out.all[last].ops = append(out.all[last].ops, l)
		default:
			t.Fatalf("%s: no such line: %q", file, l)
		}
	}
	return out
}

// apply makes the edit in the lines of a configuration.
func (e edit) apply(t *testing.T, lines []string, at string) string {
	lines = slices.Clone(lines)
	next := func(from int, text string) int {
		i := slices.IndexFunc(lines[from:], func(l string) bool { return strings.TrimSpace(l) == strings.TrimSpace(text) })
		if i < 0 {
			t.Fatalf("no line %q", text)
		}
		return from + i
	}
	here, placed := 0, false
	for _, op := range e.ops {
		text := op[min(2, len(op)):]
		if (op[0] == '+' || op[0] == '*') && !placed {
			here = len(lines)
			if at != "" {
				here = next(0, at)
			}
		}
		placed = true
		switch op[0] {
		case '@':
			here = next(here, text) + 1
		case '-':
			here = next(here, text)
			lines = slices.Delete(lines, here, here+1)
		default:
			if op[0] == '*' {
				var err error
				if text, err = strconv.Unquote(text); err != nil {
					t.Fatalf("%q: %v", op, err)
				}
			}
			lines = slices.Insert(lines, here, text)
			here++
		}
	}
	return strings.Join(lines, "\n")
}

// TestEdits makes one hostile edit at a time in a configuration that is well
// kept, and sees that the check it concerns does not stay as it was.
func TestEdits(t *testing.T) {
	tables, err := absence.Load()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../../examples/carrier/site.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := site.Parse(text, "../../examples/carrier")
	if err != nil {
		t.Fatal(err)
	}
	engine, err := audit.New(embedded(t), audit.Options{Absence: tables, Site: s, Now: testTime})
	if err != nil {
		t.Fatal(err)
	}
	read := reader(t)
	ask := func(t *testing.T, system, config string) map[string]finding.Finding {
		in, err := read(system, config, true)
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]finding.Finding{}
		for _, f := range engine.Evaluate(in) {
			out[f.Check] = f
		}
		return out
	}
	files, err := filepath.Glob("testdata/edits/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no edits: ", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			es := readEdits(t, file)
			data, err := os.ReadFile(filepath.Join("../..", es.base))
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(strings.TrimRight(string(data), "\n"), "\n")
			before := ask(t, es.os, string(data))
			for _, e := range es.all {
				t.Run(e.name, func(t *testing.T) {
					reacted := reactions(before, ask(t, es.os, e.apply(t, lines, es.at)))
					for _, id := range e.checks {
						if !slices.Contains(reacted, id) {
							t.Errorf("%s does not react; what does: %s", id, reacted)
						}
					}
					if len(e.checks) == 0 {
						t.Errorf("names no check; what reacts: %s", reacted)
					}
				})
			}
		})
	}
}

// reactions are the checks that are worse answered after than before, or for
// another reason.
func reactions(before, after map[string]finding.Finding) []string {
	var out []string
	for id, f := range after {
		bad := f.Verdict == verdict.Fail || f.Verdict == verdict.Unknown
		if bad && (f.Verdict != before[id].Verdict || f.Reason != before[id].Reason) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

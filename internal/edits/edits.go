// Package edits reads what an intruder might do to a configuration, for tests:
// single edits, each with the checks that have to react.
package edits

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Edits are what an intruder might do to one configuration, read from a file of
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
type Edits struct {
	Base, OS string
	All      []Edit
}

// Edit is one of them. Checks are what has to react.
type Edit struct {
	Name   string
	Checks []string
	ops    []string
	at     string
}

// Read reads a file of edits.
func Read(t testing.TB, file string) Edits {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out Edits
	at := ""
	for l := range strings.Lines(string(data)) {
		l = strings.TrimSuffix(l, "\n")
		word, rest, _ := strings.Cut(l, " ")
		switch last := len(out.All) - 1; word {
		case "", "#":
		case "base":
			out.Base = rest
		case "os":
			out.OS = rest
		case "at":
			at = rest
		case "==":
			out.All = append(out.All, Edit{Name: rest, at: at})
		case ">":
			out.All[last].Checks = strings.Fields(rest)
		case "@", "-", "+", "*":
			out.All[last].ops = append(out.All[last].ops, l)
		default:
			t.Fatalf("%s: no such line: %q", file, l)
		}
	}
	return out
}

// Apply makes the edit in the lines of a configuration.
func (e Edit) Apply(t testing.TB, lines []string) string {
	t.Helper()
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
			if e.at != "" {
				here = next(0, e.at)
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

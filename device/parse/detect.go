package parse

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/clean"
	"github.com/linewarden/linewarden/device/system"
)

// least is the confidence from which on a system is taken.
const least = 20

// certain is the confidence from which on no other system is looked for.
const certain = 90

// sure is the confidence of a mark that only one system writes.
const sure = 100

// leastOther is the confidence from which on a file is called a configuration
// of a system that is not read.
const leastOther = 40

//go:embed other.txt
var otherText string

// mark is text by which a system that is not read is recognised.
type mark struct {
	system string
	weight int
	text   string
}

// readMarks reads the table of other.txt.
func readMarks(text string) ([]mark, error) {
	var out []mark
	for n, line := range strings.Split(text, "\n") {
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "# ") {
			continue
		}
		name, rest, _ := strings.Cut(line, " ")
		weight, m, ok := strings.Cut(strings.TrimLeft(rest, " "), " ")
		w, err := strconv.Atoi(weight)
		if !ok || err != nil || m == "" {
			return nil, fmt.Errorf("other.txt:%d: want NAME WEIGHT MARK", n+1)
		}
		out = append(out, mark{name, w, m})
	}
	return out, nil
}

// recognise finds the system of f. Where there is none it says in r what the
// file is instead.
func (p *Parser) recognise(f *clean.File, want string, r *Result) *system.System {
	if f.Binary {
		return nil
	}
	if i := slices.IndexFunc(p.systems, func(s system.System) bool { return s.Name == want }); i >= 0 {
		return &p.systems[i]
	}
	s := sample(f)
	if sys := p.marked(s); sys != nil && sys.Sniff(s) >= sure {
		return sys
	}
	var best *system.System
	top := 0
	for i := range p.systems {
		sys := &p.systems[i]
		if score := sys.Sniff(s); score > top {
			best, top = sys, score
		}
		if top >= sure {
			break
		}
	}
	if top < certain {
		if other, score := p.otherSystem(s); score >= leastOther && score > top {
			r.Kind, r.OS = Unsupported, other
			return nil
		}
	}
	if top < least {
		return nil
	}
	return best
}

// marked returns the system whose mark stands in one of the first lines, nil
// where none does.
func (p *Parser) marked(s *system.Sample) *system.System {
	for _, line := range s.Lines[:min(len(s.Lines), 12)] {
		if i := p.marks.First(line); i >= 0 {
			return &p.systems[p.markOf[i]]
		}
	}
	return nil
}

// otherSystem recognises configurations of systems that are not read. It looks
// at the text as collected, as the marks are often comments.
func (p *Parser) otherSystem(s *system.Sample) (string, int) {
	scores, seen := map[string]int{}, make([]bool, len(p.others))
	best, top := "", 0
	for _, line := range s.Lines {
		if line == "" || line[0] == ' ' && len(s.Lines) > 500 {
			continue // in a long file the marks stand at the margin
		}
		line = system.Unindent(line)
		for i, m := range p.others {
			if len(line) == 0 || line[0] != m.text[0] || seen[i] || !strings.HasPrefix(line, m.text) {
				continue
			}
			seen[i] = true
			scores[m.system] += m.weight
			if scores[m.system] > top {
				best, top = m.system, scores[m.system]
			}
		}
	}
	return best, top
}

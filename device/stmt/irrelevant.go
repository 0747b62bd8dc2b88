package stmt

import (
	"bufio"
	"fmt"
	"strings"
)

// Lists are the patterns of irrelevant statements by table name.
type Lists map[string][]string

// ParseLists reads patterns from text: a line [name] opens the list of one
// table, # begins a comment, every other line is a pattern. Each list names
// constructs that no check needs; the file's comments say why.
func ParseLists(text string) (Lists, error) {
	out := Lists{}
	name := ""
	sc := bufio.NewScanner(strings.NewReader(text))
	for n := 1; sc.Scan(); n++ {
		line := strings.TrimSpace(sc.Text())
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]") && len(line) > 2 && !strings.Contains(line, " "):
			name = line[1 : len(line)-1]
			if _, ok := out[name]; ok {
				return nil, fmt.Errorf("line %d: list %q is given twice", n, name)
			}
			out[name] = nil
		case name == "":
			return nil, fmt.Errorf("line %d: pattern before the first [list]", n)
		default:
			out[name] = append(out[name], line)
		}
	}
	return out, sc.Err()
}

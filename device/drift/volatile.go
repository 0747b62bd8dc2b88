package drift

import (
	"fmt"
	"regexp"
	"strings"
)

// volatile knows the lines that are written anew at each collection.
type volatile struct{ re *regexp.Regexp }

func newVolatile(patterns []string) (*volatile, error) {
	re, err := regexp.Compile(`(?i)^(?:` + strings.Join(patterns, "|") + `)`)
	if err != nil {
		return nil, fmt.Errorf("drift: facts.yaml: volatile: %w", err)
	}
	return &volatile{re}, nil
}

func (v *volatile) has(line string) bool { return v.re.MatchString(strings.TrimSpace(line)) }

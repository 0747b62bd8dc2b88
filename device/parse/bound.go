package parse

import (
	"fmt"
	"strings"
)

// What one file may hold. The tree and the model of a file take memory by the
// statement (up to 2.5 KiB) and by the word (70 bytes), so that a few megabytes
// of one-letter lines would take gigabytes.
const (
	maxStatements = 500_000
	maxWords      = 5_000_000
)

// overBound says why a text is too large to be read, "" where it is not.
func overBound(text string) string {
	if len(text) <= maxStatements {
		return "" // a statement takes a byte
	}
	// A format parts its statements by lines, by brackets or by tags.
	n := strings.Count(text, "\n")
	n = max(n, strings.Count(text, "{")+strings.Count(text, ";"))
	n = max(n, strings.Count(text, "<")-strings.Count(text, "</"))
	if n > maxStatements {
		return fmt.Sprintf("%d statements, the limit is %d", n, maxStatements)
	}
	if n := countWords(text); n > maxWords {
		return fmt.Sprintf("%d words, the limit is %d", n, maxWords)
	}
	return ""
}

func countWords(text string) int {
	n, space := 0, true
	for i := range len(text) {
		blank := text[i] <= ' '
		if space && !blank {
			n++
		}
		space = blank
	}
	return n
}

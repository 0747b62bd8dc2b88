// Package nearest finds the word that a mistyped one may stand for.
package nearest

import "strings"

// To returns the index of the word among words, which is not empty, that is
// most like typed, and whether it may be meant: no more than a third of its
// letters differ, or typed is its beginning. Capitals and small letters are the
// same; words are in small letters.
func To(typed string, words []string) (best int, near bool) {
	typed = strings.ToLower(typed)
	least := len(typed) + len(words[0])
	for i, w := range words {
		if d := distance(typed, w); d < least {
			best, least = i, d
		}
	}
	if 3*least <= len(words[best]) {
		return best, true
	}
	for i, w := range words {
		if len(typed) > 2 && strings.HasPrefix(w, typed) {
			return i, true
		}
	}
	return best, false
}

// distance is how many letters must be put in, left out or replaced to make b
// of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			d := diagonal
			if a[i] != b[j] {
				d++
			}
			diagonal = row[j+1]
			row[j+1] = min(d, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

package intended

import "strings"

// rest reports a statement that stands for any others.
func (n *node) rest() bool { return len(n.words) == 1 && n.words[0] == "..." }

// fits reports that a statement is one that a pattern means.
func fits(pattern, n *node) bool {
	if pattern.neg != n.neg || pattern.opaque != n.opaque {
		return false
	}
	for i, w := range pattern.words {
		if w == "..." && i == len(pattern.words)-1 {
			return true
		}
		if i >= len(n.words) || !fitsWord(w, n.words[i]) {
			return false
		}
	}
	return len(pattern.words) == len(n.words) && (!n.opaque || strings.TrimSpace(pattern.body) == strings.TrimSpace(n.body))
}

// fitsWord reports that a word is one that a word with places means.
func fitsWord(pattern, w string) bool {
	at := strings.Index(pattern, placeHead)
	if at < 0 {
		return pattern == w
	}
	end := strings.Index(pattern[at+len(placeHead):], placeTail)
	if end < 0 || !strings.HasPrefix(w, pattern[:at]) {
		return pattern == w
	}
	tail := pattern[at+len(placeHead)+end+len(placeTail):]
	w = w[at:]
	if !strings.Contains(tail, placeHead) {
		return len(w) > len(tail) && strings.HasSuffix(w, tail)
	}
	for i := 1; i <= len(w) && i < 256; i++ { // two places in a word
		if fitsLast(tail, w[i:]) {
			return true
		}
	}
	return false
}

// fitsLast is fitsWord for the words behind a first place: of further places
// only the ends of the word are held against it, which bounds the work.
func fitsLast(pattern, w string) bool {
	head, _, _ := strings.Cut(pattern, placeHead)
	last := strings.LastIndex(pattern, placeHead)
	_, tail, _ := strings.Cut(pattern[last+len(placeHead):], placeTail)
	return len(w) > len(head)+len(tail) && strings.HasPrefix(w, head) && strings.HasSuffix(w, tail)
}

package lex

// trail is the way that a line of a whole path took through the tree. The next
// line mostly begins with the same words: it goes on where they part. Any other
// change of the tree must make it forget.
type trail struct {
	line  string // it may go on behind its end
	steps []step
}

// step is a word of the line: where it ends in it, and where it leads.
type step struct{ to, node int32 }

// follow returns the node to which the words lead that line shares with the
// trail, and the offset behind them, 0 where there are none. At least one word
// of line is left.
func (t *trail) follow(line string) (node int32, from int) {
	n := 0
	for _, s := range t.steps {
		to := int(s.to) + 1 // with the blank behind the word
		if len(line) <= to || line[from:to] != t.line[from:to] || !startsWord(line[to]) {
			break
		}
		node, from = s.node, to
		n++
	}
	t.steps = t.steps[:n]
	return node, from
}

// startsWord reports a byte with which nothing but a word begins.
func startsWord(c byte) bool {
	return c == '"' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// keep adds the words with which line went on after follow, except lists and
// what leaves no word to go on with.
func (t *trail) keep(line string, words []word) {
	t.line = line
	for _, w := range words[:len(words)-1] {
		if w.list || len(t.steps) == maxNest-1 || !isBlank(line[w.to]) {
			return
		}
		t.steps = append(t.steps, step{w.to, w.node})
	}
}

func (t *trail) forget() { t.steps = t.steps[:0] }

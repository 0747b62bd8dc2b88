package clean

import "bytes"

// pagerAt returns the length of a pager prompt that starts at b[0], without
// blanks around it, or 0.
func pagerAt(b []byte) int {
	if len(b) < 6 {
		return 0
	}
	switch b[0] {
	case '-':
		return dashPager(b)
	case '<':
		return closedBy(b, "<--- More --->")
	case '(':
		return closedBy(b, "(END)")
	case 'P', 'p':
		return keyPager(b)
	case 'l':
		return linesPager(b)
	}
	return 0
}

// dashPager reads "--More--", "--- more ---", "---- More ----",
// "---(more 12%)---", "--More--(12%)", "-- MORE --, next page: …" and
// "-- [Q quit|…]".
func dashPager(b []byte) int {
	i := 0
	for i < len(b) && i < 8 && b[i] == '-' {
		i++
	}
	if i < 2 {
		return 0
	}
	if bytes.HasPrefix(b[i:], []byte(" [Q quit|")) {
		return through(b, ']', i, 80)
	}
	for i < len(b) && i < 12 && (b[i] == ' ' || b[i] == '(') {
		i++
	}
	if len(b) < i+4 || !bytes.EqualFold(b[i:i+4], []byte("more")) {
		return 0
	}
	i += 4
	j := bytes.IndexByte(b[i:min(len(b), i+24)], '-')
	if j < 0 || !pagerGap(b[i:i+j]) {
		return 0
	}
	i += j
	d := i
	for i < len(b) && b[i] == '-' {
		i++
	}
	if i-d < 2 {
		return 0
	}
	return pagerTail(b, i)
}

// pagerGap accepts what may stand between "more" and the dashes: blanks, a
// percentage, a closing parenthesis.
func pagerGap(b []byte) bool {
	for _, c := range b {
		if c != ' ' && c != '%' && c != ')' && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

var pagerHelp = []string{
	", next page: Space, next line: Enter, quit: Control-C",
	", next page: Space, next line: Enter, quit: q",
}

// pagerTail extends a pager that ends at i by "(12%)" or by the key help that
// follows a comma.
func pagerTail(b []byte, i int) int {
	rest := b[i:]
	switch {
	case len(rest) < 3:
	case rest[0] == '(':
		if n := bytes.IndexByte(rest[:min(len(rest), 12)], ')'); n > 0 && pagerGap(rest[1:n]) {
			return i + n + 1
		}
	case rest[0] == ',':
		for _, help := range pagerHelp {
			if bytes.HasPrefix(rest, []byte(help)) {
				return i + len(help)
			}
		}
	}
	return i
}

// keyPager reads "Press any key to continue…" and its kin. It takes the words
// in parentheses and the dots that follow.
func keyPager(b []byte) int {
	for _, s := range []string{"press any key to continue", "press any key", "press <space> to continue", "press <enter> to continue"} {
		if len(b) < len(s) || !bytes.EqualFold(b[:len(s)], []byte(s)) {
			continue
		}
		i := len(s)
		if bytes.HasPrefix(b[i:], []byte(" (")) {
			if n := through(b, ')', i, 60); n > 0 {
				i = n
			}
		}
		for i < len(b) && b[i] == '.' {
			i++
		}
		return i
	}
	return 0
}

// linesPager reads the status line of less: "lines 1-23" and "lines 1-23/90".
func linesPager(b []byte) int {
	const word = "lines "
	if !bytes.HasPrefix(b, []byte(word)) {
		return 0
	}
	i := len(word)
	first := digits(b[i:])
	i += first
	if first == 0 || i >= len(b) || b[i] != '-' {
		return 0
	}
	last := digits(b[i+1:])
	if last == 0 {
		return 0
	}
	i += 1 + last
	if i < len(b) && b[i] == '/' {
		i += 1 + digits(b[i+1:])
	}
	if bytes.HasPrefix(b[i:], []byte(" (END)")) {
		i += len(" (END)")
	}
	return i
}

func digits(b []byte) int {
	n := 0
	for n < len(b) && b[n] >= '0' && b[n] <= '9' {
		n++
	}
	return n
}

func closedBy(b []byte, s string) int {
	if len(b) >= len(s) && bytes.EqualFold(b[:len(s)], []byte(s)) {
		return len(s)
	}
	return 0
}

// through returns the index after the first c in b[from:from+most], or 0.
func through(b []byte, c byte, from, most int) int {
	n := bytes.IndexByte(b[from:min(len(b), from+most)], c)
	if n < 0 {
		return 0
	}
	return from + n + 1
}

// pagerLine returns the length of a pager that starts a line without control
// bytes, with the blanks before it, and whether it is the whole line. Text that
// follows a pager belongs to the next line of output; the blanks that erased
// the pager (as many as it is long) go with it.
func pagerLine(line []byte) (n int, whole bool) {
	i := 0
	for i < len(line) && line[i] == ' ' {
		i++
	}
	if i == len(line) || i > 8 {
		return 0, false
	}
	p := pagerAt(line[i:])
	if p == 0 {
		return 0, false
	}
	if len(bytes.TrimRight(line[i+p:], " ")) == 0 {
		return len(line), true
	}
	// Only dashes are certain to be no text; the words of a key pager are not.
	if line[i] != '-' && line[i] != '<' {
		return 0, false
	}
	n = i + p
	erased := 0
	for n+erased < len(line) && line[n+erased] == ' ' && erased <= p {
		erased++
	}
	if erased < p {
		erased = 0
	}
	return n + erased, false
}

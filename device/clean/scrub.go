package clean

import "bytes"

// scrub sets buf and no: src without control noise, its lines ended by '\n'.
// A source without any control byte is used as it is.
func (c *cleaner) scrub() {
	if c.sep == '\n' && !hasControl(c.src) {
		c.buf = c.src
		return
	}
	s := scrubber{cleaner: c, out: make([]byte, 0, len(c.src))}
	// Where carriage returns at line ends are the only control bytes, most
	// lines need no closer look.
	special := hasEscape(c.src)
	for off, line := 0, int32(1); off < len(c.src); line++ {
		end := bytes.IndexByte(c.src[off:], c.sep)
		next := off + end + 1
		if end < 0 {
			end, next = len(c.src)-off, len(c.src)
		}
		s.rawLine, s.ended = line, next > off+end
		s.one(off, off+end, special)
		off = next
	}
	c.buf, c.no = s.out, s.no
}

// hasControl looks for the bytes that scrub acts on. One search per byte is
// quicker than one pass over all, as each runs on whole vectors.
func hasControl(b []byte) bool {
	return bytes.IndexByte(b, '\r') >= 0 || hasEscape(b)
}

func hasEscape(b []byte) bool {
	return bytes.IndexByte(b, 0) >= 0 || bytes.IndexByte(b, '\b') >= 0 ||
		bytes.IndexByte(b, 0x1b) >= 0 || bytes.IndexByte(b, 0x07) >= 0
}

// scrubber writes scrubbed lines.
type scrubber struct {
	*cleaner
	out     []byte
	no      []int32
	lines   int32 // lines written
	start   int   // where the current line starts in out
	rawLine int32 // of the current line
	ended   bool  // the raw line had a line end
	pager   bool  // a pager was removed from the current raw line
	parted  bool  // the current raw line gave a line already
	text    bool  // slow only: the current line holds more than blanks
}

// one scrubs src[from:to], one raw line without its separator.
func (s *scrubber) one(from, to int, special bool) {
	end := to
	for end > from && s.src[end-1] == '\r' {
		end--
	}
	if end < to {
		s.countCR(end, to-end)
	} else if s.sep == '\r' && s.ended {
		s.countCR(to, 1)
	}
	line := s.src[from:end]
	if len(line) == 0 && !s.ended {
		return
	}
	s.start, s.pager, s.parted, s.text = len(s.out), false, false, false
	if special && hasEscape(line) || bytes.IndexByte(line, '\r') >= 0 {
		s.slow(line, from)
		if !s.text && (s.pager || s.parted || !s.ended) {
			s.out = s.out[:s.start]
			return
		}
	} else {
		s.out = append(s.out, line...)
	}
	s.endLine(s.ended)
}

// endLine ends the current line of out.
func (s *scrubber) endLine(newline bool) {
	if s.no == nil && s.lines+1 != s.rawLine {
		s.no = make([]int32, s.lines, max(int(s.lines), s.f.RawLines)+1)
		for i := range s.no {
			s.no[i] = int32(i + 1)
		}
	}
	if s.no != nil {
		s.no = append(s.no, s.rawLine)
	}
	s.lines++
	if newline {
		s.out = append(s.out, '\n')
	}
	s.start = len(s.out)
}

// split ends the current line where it holds text, and forgets it where it is
// blank: what follows was printed at another place of the screen.
func (s *scrubber) split() {
	if !s.text {
		s.out = s.out[:s.start]
		return
	}
	s.endLine(true)
	s.text, s.parted = false, true
}

// slow copies a line that holds control bytes. off is its offset in src.
func (s *scrubber) slow(line []byte, off int) {
	for i := 0; i < len(line); {
		switch b := line[i]; b {
		case 0:
			s.countNUL(off + i)
			i++
		case 0x07:
			s.note(s.rawLine, off+i, 1, KindANSI)
			i++
		case '\r':
			s.countCR(off+i, 1)
			s.split()
			i++
		case '\b':
			i += s.backspace(line[i:], off+i)
		case 0x1b:
			i += s.escape(line[i:], off+i)
		case '-', '<', '(', 'P', 'p', 'l':
			i += s.maybePager(line[i:], off+i)
		default:
			s.out = append(s.out, b)
			s.text = s.text || b != ' ' && b != '\t'
			i++
		}
	}
}

// maybePager removes a pager prompt that is wiped by what follows it. One that
// nothing wipes may be text; the line pass judges it.
func (s *scrubber) maybePager(b []byte, off int) int {
	n := pagerAt(b)
	if n == 0 {
		s.text = true
		s.out = append(s.out, b[0])
		return 1
	}
	e := eraseAt(b[n:], true)
	if e == 0 {
		s.text = true
		s.out = append(s.out, b[:n]...)
		return n
	}
	if !s.text {
		s.out = s.out[:s.start]
	}
	s.pager = true
	s.note(s.rawLine, off, n+e, KindPager)
	return n + e
}

// escape removes an escape sequence.
func (s *scrubber) escape(b []byte, off int) int {
	n, m := escapeAt(b)
	if m == moveBack {
		return s.backspace(b, off)
	}
	s.note(s.rawLine, off, n, KindANSI)
	switch m {
	case moveLine:
		s.split()
	case moveRight:
		s.out = append(s.out, ' ')
	}
	return n
}

// backspace removes movement to the left. It hides nothing: text that was
// overwritten or wiped stays, as a line of its own where all of the line was,
// so that backspaces in a value cannot make a line read as another one.
func (s *scrubber) backspace(b []byte, off int) int {
	cur := s.out[s.start:]
	if n := overstrike(cur, b); n > 0 {
		s.out = s.out[:len(s.out)-1]
		s.note(s.rawLine, off, n, KindBackspace)
		return n
	}
	n := max(eraseAt(b, false), 1)
	s.note(s.rawLine, off, n, KindBackspace)
	if reach(b[:n]) >= len(cur) {
		s.split()
	}
	return n
}

// overstrike reports bold (X BS X) and underline (_ BS X) as printers wrote it.
func overstrike(cur, b []byte) int {
	if len(cur) == 0 || len(b) < 2 || b[0] != '\b' || b[1] <= ' ' {
		return 0
	}
	if last := cur[len(cur)-1]; last == b[1] || last == '_' {
		return 1
	}
	return 0
}

// reach returns how far the movements in b go back, in columns.
func reach(b []byte) int {
	at, least := 0, 0
	for i := 0; i < len(b); {
		switch b[i] {
		case '\b':
			at--
			i++
		case ' ':
			at++
			i++
		case 0x1b:
			l, m := escapeAt(b[i:])
			if m == moveBack {
				at -= max(1, number(b[i+2:i+l]))
			}
			i += l
		default:
			i++
		}
		least = min(least, at)
	}
	return -least
}

// number reads leading decimal digits, at most four.
func number(b []byte) int {
	n := 0
	for i := 0; i < len(b) && i < 4 && b[i] >= '0' && b[i] <= '9'; i++ {
		n = n*10 + int(b[i]-'0')
	}
	return n
}

func (s *scrubber) countCR(off, n int) {
	if s.crCount == 0 {
		s.crAt = place{s.rawLine, int64(off)}
	}
	s.crCount += n
}

func (s *scrubber) countNUL(off int) {
	if s.nulCount == 0 {
		s.nulAt = place{s.rawLine, int64(off)}
	}
	s.nulCount++
}

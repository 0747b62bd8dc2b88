package clean

import "bytes"

// emit sets Text and LineNo: the lines of the chosen segments without the
// noise between them. Where nothing is to be removed buf becomes Text as it is.
func (c *cleaner) emit() {
	from, line := c.begin()
	to, closing := c.end()
	e := emitter{cleaner: c, from: from, header: true, declaredAt: -1}
	if line > 0 {
		e.copyFrom(from, line)
	}
	e.walk(to, line)
	if to < len(c.buf) {
		e.copyFrom(to, line+int(e.lines))
	}
	e.publish()
	closing.record(c)
	c.f.Marks.finish(c.f, e.declaredAt)
}

// begin records what precedes the configuration and returns where that starts,
// as offset and line index of buf.
func (c *cleaner) begin() (from, line int) {
	for i := range c.segs {
		if s := &c.segs[i]; s.version && (i < c.lo || i > c.hi) {
			c.readVersion(s, i)
		}
	}
	s := &c.segs[c.lo]
	if !s.echo {
		return 0, 0
	}
	raw := c.rawLine(s.echoLine)
	if at := c.rawOffset(raw); at > 0 {
		c.note(1, 0, at, KindPreamble)
	}
	c.note(raw, c.rawOffset(raw), s.from-s.echoFrom, KindEcho)
	if s.rank != rankNone {
		c.f.Marks.setCommand(s.cmd, raw)
	}
	return s.from, s.line
}

// readVersion looks for the software version in the output of segment i.
func (c *cleaner) readVersion(s *segment, i int) {
	end, line := len(c.buf), s.line
	if i+1 < len(c.segs) {
		end = c.segs[i+1].echoFrom
	}
	for off := s.from; off < end && c.f.Marks.VersionLine == 0; line++ {
		text, next := cutLine(c.buf, off)
		c.f.Marks.setVersion(versionIn(text), c.rawLine(line))
		off = next
	}
}

// closing is what stands after the configuration's last line.
type closing struct {
	prompt []byte
	line   int // line index in buf, -1 for nothing
	echo   bool
}

// end returns where the configuration ends in buf, and what follows it there.
func (c *cleaner) end() (int, closing) {
	if c.hi+1 < len(c.segs) {
		s := &c.segs[c.hi+1]
		return c.beforeState(s.echoFrom), closing{prompt: s.prompt, line: s.echoLine, echo: true}
	}
	s := &c.segs[c.hi]
	if s.bare && c.known(s.barePr) {
		return c.beforeState(s.bareFrom), closing{prompt: s.barePr.text, line: s.bareLine}
	}
	return len(c.buf), closing{line: -1}
}

// beforeState moves an end at a prompt to before the state line that goes with
// the prompt, if one does.
func (c *cleaner) beforeState(end int) int {
	if end == 0 {
		return end
	}
	start := bytes.LastIndexByte(c.buf[:end-1], '\n') + 1
	if stateLine(bytes.TrimRight(c.buf[start:end], " \n")) {
		return start
	}
	return end
}

// known reports that a prompt without a command is this device's: its name was
// seen with a command or is the configured one. Where no name is known the form
// must be strict.
func (c *cleaner) known(p prompt) bool {
	if c.cores.has(p.host) {
		return true
	}
	named := false
	for _, key := range []string{"hostname ", "host-name ", "sysname ", "set name="} {
		for _, name := range valuesOf(c.buf, key) {
			if sameHost(name, p.host) {
				return true
			}
			named = true
		}
	}
	return !named && p.strict
}

// valuesOf returns the words that follow the first eight appearances of key.
func valuesOf(b []byte, key string) [][]byte {
	var values [][]byte
	for len(values) < 8 {
		i := bytes.Index(b, []byte(key))
		if i < 0 {
			break
		}
		b = b[i+len(key):]
		word := b[:min(len(b), promptMax)]
		if n := bytes.IndexAny(word, " \n;"); n >= 0 {
			word = word[:n]
		}
		if word = bytes.Trim(word, `"'`); len(word) > 0 {
			values = append(values, word)
		}
	}
	return values
}

// record notes the closing prompt and all that follows it.
func (cl closing) record(c *cleaner) {
	if cl.line < 0 {
		return
	}
	raw := c.rawLine(cl.line)
	at := c.rawOffset(raw)
	if !c.leftPager(at) {
		c.f.Marks.ClosingPrompt, c.f.Marks.ClosingPromptLine = string(cl.prompt), raw
	}
	kind := KindPrompt
	if cl.echo {
		kind = KindEcho
	}
	next := c.rawOffset(raw + 1)
	c.note(raw, at, next-at, kind)
	if next < len(c.src) {
		c.note(raw+1, next, len(c.src)-next, KindTrailer)
	}
}

// leftPager reports that the prompt in the raw line at offset at follows a
// pager's prompt with nothing between them: somebody left the pager, and what
// it had still to show is not in the file. A pager that says that it has shown
// all of it is no such place.
func (c *cleaner) leftPager(at int) bool {
	line, _ := cutLine(c.src, at)
	if lastPager(line) >= 0 {
		return true
	}
	for seen := 0; at > 0 && seen < 8; seen++ {
		start := bytes.LastIndexByte(c.src[:at-1], c.sep) + 1
		text := c.src[start : at-1]
		at = start
		if i := lastPager(text); i >= 0 {
			n := pagerAt(text[i:])
			rest := text[i+n:]
			return len(bytes.Trim(rest[eraseAt(rest, true):], " \t\r\bqQ^C\x03")) == 0
		}
		if len(bytes.TrimSpace(text)) > 0 {
			return false
		}
	}
	return false
}

// lastPager returns where the last pager's prompt of a line starts, or -1.
func lastPager(line []byte) int {
	line = line[:min(len(line), 4096)]
	if bytes.Contains(line, []byte("(END)")) || bytes.Contains(line, []byte("100%")) {
		return -1
	}
	for i := len(line) - 1; i >= 0; i-- {
		if pagerAt(line[i:]) > 0 {
			return i
		}
	}
	return -1
}

// emitter walks the configuration's lines. It copies only once the first one
// is dropped.
type emitter struct {
	*cleaner
	from    int // where it started in buf
	copying bool
	out     []byte
	no      []int32
	kept    int   // bytes kept
	lines   int32 // lines kept

	opaque opaque
	header bool // no configuration line was seen yet
	echoed bool // a line with text was seen: no bare echo any more
	// declaredAt is the offset in the output after the declaration of length,
	// -1 where none was seen.
	declaredAt int
}

// copyFrom starts copying: buf[from:off] was kept, line is the index at off.
func (e *emitter) copyFrom(off, line int) {
	if e.copying {
		return
	}
	e.copying = true
	e.out = append(make([]byte, 0, len(e.buf)-e.from), e.buf[e.from:off]...)
	e.no = make([]int32, 0, e.f.RawLines+1)
	for i := line - int(e.lines); i < line; i++ {
		e.no = append(e.no, e.rawLine(i))
	}
}

// walk keeps or drops each line of buf[e.from:to].
func (e *emitter) walk(to, line int) {
	for off := e.from; off < to; line++ {
		if !e.header && (!e.suspects || off > e.suspectLast || to <= e.suspectFirst) {
			e.keepRest(off, to, line)
			return
		}
		text, next := cutLine(e.buf, off)
		n := e.judge(text, line)
		if n > 0 {
			e.copyFrom(off, line)
		}
		if n < len(text) || n == 0 {
			e.keep(off+n, next, line)
		}
		off = next
	}
}

// keep keeps buf[off:next], line index line.
func (e *emitter) keep(off, next, line int) {
	e.kept += next - off
	e.lines++
	if e.copying {
		e.out = append(e.out, e.buf[off:next]...)
		e.no = append(e.no, e.rawLine(line))
	}
}

// keepRest keeps buf[off:to], in which nothing is suspect.
func (e *emitter) keepRest(off, to, line int) {
	n := bytes.Count(e.buf[off:to], []byte{'\n'})
	if to > off && e.buf[to-1] != '\n' {
		n++
	}
	e.lines += int32(n)
	e.kept += to - off
	if e.copying {
		e.out = append(e.out, e.buf[off:to]...)
		for i := line; i < line+n; i++ {
			e.no = append(e.no, e.rawLine(i))
		}
	}
}

func (e *emitter) publish() {
	if e.copying {
		e.f.Text, e.f.LineNo = string(e.out), e.no
		return
	}
	e.f.Text, e.f.LineNo = string(e.buf), e.cleaner.no
}

// judge returns how many bytes at the start of a line are noise.
func (e *emitter) judge(text []byte, line int) int {
	if len(text) == 0 {
		return 0
	}
	inside := e.opaque.inside()
	e.opaque.step(text)
	if inside {
		return 0
	}
	n, kind := e.noiseLine(text, line)
	if n == 0 && e.header {
		n, kind = e.headerLine(text, line)
	}
	if n > 0 {
		raw := e.rawLine(line)
		e.note(raw, e.rawOffset(raw), n, kind)
	}
	return n
}

// suspectLine reports that noiseLine may find something in a line, prompts
// apart.
func suspectLine(text []byte) bool {
	switch c := text[0]; c {
	case ' ', '-', '<', 'P', 'p', '(', 'l':
		n, _ := pagerLine(text)
		return n > 0
	case '*', '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'J', 'F', 'M', 'A', 'S', 'O', 'N', 'D', 'R', 'L':
		return messageLine(text)
	case 'n':
		return bytes.HasPrefix(text, []byte("ntp clock-period "))
	}
	return false
}

// noiseLine finds noise that may stand anywhere outside opaque text.
func (e *emitter) noiseLine(text []byte, line int) (int, Kind) {
	switch c := text[0]; c {
	case ' ', '-', '<', 'P', 'p', '(', 'l':
		if n, _ := pagerLine(text); n > 0 {
			return n, KindPager
		}
	case '*', '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'J', 'F', 'M', 'A', 'S', 'O', 'N', 'D', 'R', 'L':
		if messageLine(text) {
			return len(text), KindMessage
		}
	case 'n':
		if bytes.HasPrefix(text, []byte("ntp clock-period ")) {
			e.noteKept(line, len(text), KindVolatile)
		}
		return 0, KindNone
	}
	if e.cores.n > 0 && text[0] != ' ' {
		if p, ok := promptAt(text); ok && len(p.cmd) == 0 && e.cores.has(p.host) {
			return len(text), KindPrompt
		}
	}
	return 0, KindNone
}

// noteKept notes a line that stays.
func (e *emitter) noteKept(line, n int, k Kind) {
	raw := e.rawLine(line)
	e.record(Removal{Line: raw, Offset: e.base + int64(e.rawOffset(raw)), Len: clamp32(n), Kind: k, Kept: true})
}

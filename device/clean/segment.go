package clean

import "bytes"

// segMax bounds the segments of one file; what follows joins the last.
const segMax = 256

// segment is the output of one command: the lines from after its echo up to
// the next echo. The first segment of a file has no echo.
type segment struct {
	echo     bool // it starts at an echo, at [echoFrom, from) of buf
	echoFrom int
	echoLine int // line index of the echo in buf, from 0
	from     int // first byte after the echo
	line     int // line index at from
	lines    int // lines with text
	cmd      string
	rank     rank
	shown    Shown
	version  bool // the command names the software version
	config   bool // a line looks like configuration
	ended    bool // the last line with text before prompts is an end mark
	open     bool // opaque text was still open at its end
	prompt   []byte
	// bare says that the last lines with text are prompts without a command;
	// the first of them is barePr, at line index bareLine and offset bareFrom.
	bare     bool
	barePr   prompt
	bareLine int
	bareFrom int
}

// survey walks buf once and sets segs, cores, suspects, lo and hi. It
// removes nothing.
func (c *cleaner) survey() {
	var o opaque
	c.segs = append(c.segs, segment{})
	cur := &c.segs[0]
	line := 0
	for off := 0; off < len(c.buf); line++ {
		text, next := cutLine(c.buf, off)
		i := indentOf(text)
		switch {
		case i == len(text):
		case i > 0 && !o.inside() && !wakes(text[i]):
			cur.lines++
		case i == 0 && !o.inside() && c.startSegment(text, off, next, line):
			cur.open = false
			cur.close(c.buf[:off], line)
			cur = &c.segs[len(c.segs)-1]
		default:
			cur.config = cur.config || configLine(text)
			cur.lines++
			if !o.inside() && suspectLine(text) {
				c.suspect(off)
			}
			o.step(text)
		}
		off = next
	}
	cur.open = o.inside()
	cur.close(c.buf, line)
	c.choose()
}

func indentOf(text []byte) int {
	i := 0
	for i < len(text) && (text[i] == ' ' || text[i] == '\t') {
		i++
	}
	return i
}

// wakes reports the first bytes of indented lines that opaque or suspectLine
// act on; all others are passed over.
func wakes(c byte) bool {
	switch c {
	case 'b', 'h', 'm', 'a', 'c', 's', 'A', 'P', 'N', '<', '/', '-', '(', 'p', 'l':
		return true
	}
	return false
}

// close judges the last lines of a segment, which ends where buf does, at line
// index line: a bare prompt, if one stands there, and what precedes it.
func (s *segment) close(buf []byte, line int) {
	if s.open {
		return
	}
	end := len(buf)
	for seen := 0; end > s.from && seen < 8; {
		start := bytes.LastIndexByte(buf[s.from:end-1], '\n') + 1 + s.from
		text := bytes.TrimRight(buf[start:end], " \t\n")
		line--
		end = start
		if len(text) == 0 {
			continue
		}
		if stateLine(text) { // before the prompt: [edit] has the form of one
			seen++
			continue
		}
		if p, ok := promptAt(text); ok && len(p.cmd) == 0 && text[0] != ' ' {
			s.bare, s.barePr, s.bareLine, s.bareFrom = true, p, line, start
			seen++
			continue
		}
		s.ended = endMark(text)
		return
	}
}

// suspect notes that the line at off may be noise of the kinds noiseLine knows.
func (c *cleaner) suspect(off int) {
	if !c.suspects {
		c.suspects, c.suspectFirst = true, off
	}
	c.suspectLast = off
}

// startSegment opens a segment where text is a prompt with a command.
func (c *cleaner) startSegment(text []byte, off, next, line int) bool {
	if c.merged {
		return false
	}
	p, ok := promptAt(text)
	if !ok || len(p.cmd) == 0 {
		if ok {
			c.suspect(off)
		}
		return false
	}
	cmd := typed(p.cmd)
	if !isOperational(cmd) && !(c.cores.has(p.host) && sessionWord(cmd)) {
		return false
	}
	if len(c.segs) == segMax {
		c.merged = true
		return false
	}
	c.cores.add(p.host)
	r := rankOf(cmd)
	c.segs = append(c.segs, segment{
		echo: true, echoFrom: off, echoLine: line, from: next, line: line + 1,
		cmd: cmd, rank: r, shown: shown(r, cmd, p, c.lineBefore(off)), version: isVersionCommand(cmd), config: showsFile(cmd), prompt: p.text,
	})
	return true
}

// lineBefore returns the line of buf that ends where the line at off begins.
func (c *cleaner) lineBefore(off int) []byte {
	if off == 0 {
		return nil
	}
	start := bytes.LastIndexByte(c.buf[:off-1], '\n') + 1
	return bytes.TrimRight(c.buf[start:off], " \n")
}

// sessionWord reports commands that steer a session once its prompt is known.
func sessionWord(cmd string) bool {
	switch w, _ := cutWord([]byte(cmd)); string(w) {
	case "configure", "conf", "config", "end", "start", "sudo", "cli", "return":
		return true
	}
	return false
}

// typed returns a command as text of bounded length.
func typed(b []byte) string { return string(b[:min(len(b), promptMax)]) }

// choose finds the segment that holds the configuration, and the range of
// segments that cannot be told from it with certainty.
func (c *cleaner) choose() {
	best := -1
	for i, s := range c.segs {
		if s.rank == rankNone || s.lines == 0 {
			continue
		}
		if best < 0 || s.rank > c.segs[best].rank || s.rank == c.segs[best].rank && s.lines > c.segs[best].lines {
			best = i
		}
	}
	for i, s := range c.segs {
		if s.rank == rankNone && s.config && (best < 0 || c.segs[best].rank == rankNone && s.lines > c.segs[best].lines) {
			best = i
		}
	}
	c.lo, c.hi = 0, len(c.segs)-1
	if best < 0 {
		return
	}
	c.f.Marks.Shown = c.segs[best].shown
	for c.lo = best; c.lo > 0 && !c.parted(c.lo-1); c.lo-- {
	}
	for c.hi = best; c.hi < len(c.segs)-1 && !c.parted(c.hi); c.hi++ {
	}
}

// parted reports that the border after segment i is certain: only one side of
// it holds configuration, or the side before reached its end mark. An echo that
// a user wrote into a banner, even after text that looks like the banner's end
// and the configuration's, passes neither test.
func (c *cleaner) parted(i int) bool {
	if c.segs[i].open {
		return false
	}
	if !anyConfig(c.segs[:i+1]) || !anyConfig(c.segs[i+1:]) {
		return true
	}
	return c.segs[i].ended && !c.strayAfter(c.segs[i+1].echoFrom)
}

func anyConfig(segs []segment) bool {
	for i := range segs {
		if segs[i].config {
			return true
		}
	}
	return false
}

// strayAfter reports that a banner delimiter ^C which closes nothing stands at
// or after offset off of buf: the banner before it ended too early.
func (c *cleaner) strayAfter(off int) bool {
	if !c.strayDone {
		c.strayDone, c.strayAt = true, c.lastStray()
	}
	return c.strayAt >= off
}

func (c *cleaner) lastStray() int {
	var o opaque
	last := -1
	for off := 0; off < len(c.buf); {
		text, next := cutLine(c.buf, off)
		inside := o.inside()
		o.step(text)
		if !inside && !o.inside() && bytes.Count(text, []byte("^C")) == 1 {
			last = off
		}
		off = next
	}
	return last
}

// endMark reports lines that end a configuration.
func endMark(text []byte) bool {
	switch string(bytes.TrimRight(text, " ")) {
	case "end", "return", "}", ": end", "</config>", "</response>", "# Finished", "exit all":
		return true
	}
	return bytes.HasPrefix(text, []byte("# Finished ")) || bytes.HasPrefix(text, []byte("Cryptochecksum:"))
}

// configStarts begin lines that only a configuration holds.
var configStarts = []string{
	"hostname ", "sysname ", "interface ", "router ", "ip route ", "line vty", "line con", "username ", "aaa ",
	"access-list ", "ip access-list", "snmp-server ", "crypto ", "banner ", "route-map ", "feature ", "vlan ",
	"set ", "config ", "system {", "interfaces {", "/ip", "/interface", "/system ", "add ", "configure", "<config",
	"user-interface ", "local-user ", "acl ", "no ", "service ", "enable secret", "enable password", "end", "exit all",
}

// configLine reports a line at the margin that only a configuration holds.
func configLine(text []byte) bool {
	switch text[0] {
	case 'h', 's', 'i', 'r', 'l', 'u', 'a', 'c', 'b', 'f', 'v', '/', '<', 'n', 'e':
	default:
		return false
	}
	for _, s := range configStarts {
		if len(text) >= len(s) && text[0] == s[0] && string(text[:len(s)]) == s {
			return true
		}
	}
	return false
}

// cutLine returns the line of b that starts at off, and the offset of the next.
func cutLine(b []byte, off int) (line []byte, next int) {
	n := bytes.IndexByte(b[off:], '\n')
	if n < 0 {
		return b[off:], len(b)
	}
	return b[off : off+n], off + n + 1
}

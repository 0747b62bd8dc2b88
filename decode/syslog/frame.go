package syslog

import (
	"bytes"
	"strings"

	"github.com/linewarden/linewarden/decode/lines"
)

const (
	// maxCount bounds the digits of an octet count, RFC 6587 §3.4.1: a record
	// has at most 1 MiB.
	maxCount = 7
	// maxContinued bounds the lines that are taken as the continuation of one
	// record.
	maxContinued = 1000
)

// frame takes the first record of a text that holds whole ones: what an octet
// count announces, or a line with the lines that continue it. length is what
// the record takes up, with its frame, and lines how many line ends are in it.
func frame(s string) (text string, length, lines int) {
	if '0' <= s[0] && s[0] <= '9' {
		if text, length, ok := counted(s); ok {
			return text, length, strings.Count(s[:length], "\n")
		}
	}
	end, next := lineEnd(s, 0)
	if next > end {
		lines = 1
	}
	if blank(s[:end]) {
		return "", next, lines
	}
	for n := 0; n < maxContinued && next < len(s); n++ {
		if s[next] != ' ' && s[next] != '\t' {
			break
		}
		e, after := lineEnd(s, next)
		if !continues(s[next:e]) {
			break
		}
		if end, next = e, after; next > end {
			lines++
		}
	}
	_, at := octets(s[:end]) // a count that is too large
	return trimEnds(s[at:end]), next, lines
}

// trimEnds takes away what ends a line.
func trimEnds(s string) string {
	for s != "" && (s[len(s)-1] == '\n' || s[len(s)-1] == '\r') {
		s = s[:len(s)-1]
	}
	return s
}

func lineEnd(s string, from int) (end, next int) {
	if i := strings.IndexByte(s[from:], '\n'); i >= 0 {
		return from + i, from + i + 1
	}
	return len(s), len(s)
}

func blank(s string) bool {
	return s == "" || s[0] <= ' ' && strings.TrimSpace(s) == "" || s[0] >= 0x80 && strings.TrimSpace(s) == ""
}

// continues says whether a line belongs to the record before it: it begins with
// a blank, has something behind it, and no header of its own.
func continues(line string) bool {
	if line == "" || line[0] != ' ' && line[0] != '\t' || blank(line) {
		return false
	}
	var h Header
	h.Parse(strings.TrimLeft(line, " \t"))
	return !h.HasPri && !h.HasDevice && h.Tag == ""
}

// counted takes "57 <189>…": as many bytes as the number says. It says no where
// the text does not begin so, or has fewer bytes.
func counted(s string) (text string, length int, ok bool) {
	at, end, length := record(s)
	if length == 0 {
		return "", 0, false
	}
	return trimEnds(s[at:end]), length, true
}

// record says where the record behind a count begins and ends and what it takes
// up; length is 0 where there is no count, or fewer bytes than it says. A count
// that the text proves wrong does not: where the next count stands in the midst
// of the record, behind a line's end, or behind the record no other begins, the
// record ends with its line.
func record[T string | []byte](s T) (at, end, length int) {
	n, at := octets(s)
	if at == 0 {
		return 0, 0, 0
	}
	for i := at; i < len(s) && i < at+n; i++ {
		if s[i] != '\n' || i+1 == at+n {
			continue
		}
		if _, next := octets(s[i+1:]); next > 0 {
			return at, i, i + 1
		}
	}
	if n > len(s)-at {
		return 0, 0, 0
	}
	end = at + n
	if end == len(s) || s[end] == '<' || s[end-1] == '\n' {
		return at, end, end
	}
	if s[end] == '\n' { // some senders end each with one too
		return at, end, end + 1
	}
	if _, next := octets(s[end:]); next > 0 {
		return at, end, end
	}
	for i := end; i < len(s); i++ {
		if s[i] == '\n' {
			return at, i, i + 1
		}
	}
	return at, end, end
}

// octets reads the count and returns where the record begins, 0 for no count.
func octets[T string | []byte](s T) (n, at int) {
	for at < len(s) && at < maxCount && '0' <= s[at] && s[at] <= '9' {
		n = n*10 + int(s[at]-'0')
		at++
	}
	if at == 0 || s[0] == '0' || at+1 >= len(s) || s[at] != ' ' || s[at+1] != '<' {
		return 0, 0
	}
	return n, at + 1
}

// Split is decode.Format's. Counted records end where their count says. Of
// lines the last one waits, since the next may continue it.
func Split(data []byte, atEOF bool) int {
	if atEOF {
		return len(data)
	}
	n := 0
	for {
		if _, at := octets(data[n:]); at == 0 {
			break
		}
		_, _, length := record(data[n:])
		if length == 0 {
			return n
		}
		n += length
	}
	for end := len(data); ; {
		i := bytes.LastIndexByte(data[n:end], '\n')
		if i < 0 {
			break
		}
		next := n + i + 1
		if next < len(data) && data[next] != ' ' && data[next] != '\t' {
			return next
		}
		end = n + i
		if len(data)-end > maxHeld {
			return n + lines.Split(data[n:], false)
		}
	}
	return n
}

// maxHeld bounds how far back a boundary is looked for that no continuation
// follows.
const maxHeld = 256 << 10

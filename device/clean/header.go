package clean

import (
	"bytes"
	"strings"
)

// headerLine reads a line before the first configuration line: what a device
// prints before its configuration and what collectors and devices write into
// comments. It returns how much of it is no part of the configuration.
func (e *emitter) headerLine(text []byte, line int) (int, Kind) {
	trimmed := bytes.TrimSpace(text)
	if len(trimmed) == 0 {
		return 0, KindNone
	}
	first := !e.echoed
	e.echoed = true
	raw := e.rawLine(line)
	switch trimmed[0] {
	case '!', '#', ':', ';':
		if e.f.Marks.comment(trimmed, raw) {
			e.noteKept(line, len(text), KindCollector)
		}
		return 0, KindNone
	case 'B', 'C', 'U', 'P':
		if e.banner(trimmed, raw) {
			return len(text), KindPreamble
		}
	}
	if first && bareEcho(trimmed) {
		e.f.Marks.setCommand(typed(trimmed), raw)
		e.echoed = rankOf(string(trimmed)) != rankNone
		return len(text), KindEcho
	}
	e.header = false
	return 0, KindNone
}

// banner reads what IOS prints before a configuration.
func (e *emitter) banner(text []byte, raw int32) bool {
	s := string(text[:min(len(text), 200)])
	switch {
	case strings.HasPrefix(s, "Building configuration"), strings.HasPrefix(s, "Preparing configuration file"),
		s == "Current configuration:":
		return true
	case strings.HasPrefix(s, "Current configuration : "):
		n := decimal(s[len("Current configuration : "):])
		if n > 0 && e.f.Marks.DeclaredLine == 0 {
			e.f.Marks.DeclaredBytes, e.f.Marks.DeclaredLine = n, raw
			e.declaredAt = e.kept
		}
		return true
	case strings.HasPrefix(s, "Using ") && strings.Contains(s, " out of ") && strings.Contains(s, " bytes"):
		return true
	}
	return false
}

// bareEcho reports an echoed command without its prompt, as it stands at the
// top of the output of one command.
func bareEcho(text []byte) bool {
	cmd := typed(text)
	switch cmd {
	case "terminal length 0", "terminal width 0", "terminal width 512", "terminal pager 0", "set cli screen-length 0", "screen-length 0 temporary":
		return true
	}
	return len(text) < promptMax && strings.ContainsAny(cmd, " /") && rankOf(cmd) != rankNone && !strings.HasSuffix(cmd, "{")
}

// decimal reads leading digits, at most fifteen; 0 where there are none.
func decimal(s string) int64 {
	var n int64
	for i := 0; i < len(s) && i < 15 && s[i] >= '0' && s[i] <= '9'; i++ {
		n = n*10 + int64(s[i]-'0')
	}
	return n
}

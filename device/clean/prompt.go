package clean

import (
	"bytes"
	"strings"
)

// promptMax bounds the length of a prompt.
const promptMax = 120

// prompt is a line that begins as a device's prompt does.
type prompt struct {
	text []byte // the prompt as printed, without blanks at its end
	host []byte // the device's name in it
	cmd  []byte // what was typed after it, trimmed
	// strict says that the form alone is hardly anything else: name#, name>.
	strict bool
}

// promptByte holds the bytes of names in prompts; a table, as every line of a
// file is tried.
var promptByte = func() (t [256]bool) {
	for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-:/@~()*|+") {
		t[c] = true
	}
	return t
}()

// promptAt reads a prompt at the start of line.
func promptAt(line []byte) (prompt, bool) {
	if len(line) == 0 {
		return prompt{}, false
	}
	switch line[0] {
	case '<':
		return anglePrompt(line)
	case '[':
		return squarePrompt(line)
	case '>':
		return barePrompt(line)
	}
	i := 0
	for i < len(line) && promptByte[line[i]] {
		i++
	}
	if i == 0 || i >= len(line) || i > promptMax {
		return prompt{}, false
	}
	name := i
	if line[i] == ' ' {
		// "FW1 # ", "FW1 (root) # ", "sw > "
		i++
		if i < len(line) && line[i] == '(' {
			n := bytes.IndexByte(line[i:min(len(line), i+40)], ')')
			if n < 0 || i+n+2 >= len(line) || line[i+n+1] != ' ' {
				return prompt{}, false
			}
			i += n + 2
		}
		if i >= len(line) || i+1 < len(line) && line[i+1] != ' ' && line[0] != '(' {
			return prompt{}, false
		}
	}
	return namedPrompt(line, name, i)
}

// namedPrompt reads the prompt whose name is line[:name] and whose end mark
// stands at line[at].
func namedPrompt(line []byte, name, at int) (prompt, bool) {
	sros := srosName(line[:name])
	if sros && line[at] == '>' {
		// *A:r1>config>service#
		for at < len(line) && at < promptMax && (promptByte[line[at]] || line[at] == '>') {
			at++
		}
		if at >= len(line) {
			return prompt{}, false
		}
	}
	switch line[at] {
	case '#', '>':
	case '$', '%':
		if bytes.IndexByte(line[:name], '@') < 0 && at == name && !sros {
			return prompt{}, false
		}
	default:
		return prompt{}, false
	}
	host := hostOf(line[:name])
	if len(host) == 0 || !letterIn(line[:name]) {
		return prompt{}, false
	}
	return prompt{text: line[:at+1], host: host, cmd: bytes.TrimSpace(line[at+1:]), strict: line[at] == '#' || line[at] == '>'}, true
}

// barePrompt reads the "> " of systems that show no name. Without a command it
// counts only where one was seen with a command.
func barePrompt(line []byte) (prompt, bool) {
	if len(line) > 1 && line[1] != ' ' {
		return prompt{}, false
	}
	return prompt{text: line[:1], host: line[:1], cmd: bytes.TrimSpace(line[1:])}, true
}

// anglePrompt reads "<r1>".
func anglePrompt(line []byte) (prompt, bool) {
	n := bytes.IndexByte(line[:min(len(line), promptMax)], '>')
	if n < 2 || line[1] == '/' {
		return prompt{}, false
	}
	host := bytes.TrimLeft(line[1:n], "~*")
	if !nameOnly(host) {
		return prompt{}, false
	}
	return prompt{text: line[:n+1], host: host, cmd: bytes.TrimSpace(line[n+1:])}, true
}

// squarePrompt reads "[~r1-aaa]" and "[admin@r1] /ip>".
func squarePrompt(line []byte) (prompt, bool) {
	n := bytes.IndexByte(line[:min(len(line), promptMax)], ']')
	if n < 2 {
		return prompt{}, false
	}
	host := bytes.TrimLeft(line[1:n], "~*")
	if at := bytes.IndexByte(host, '@'); at >= 0 {
		end := bytes.IndexByte(line[n:min(len(line), n+promptMax)], '>')
		if end < 0 || !nameOnly(host) || !bytes.HasPrefix(line[n+1:], []byte(" ")) {
			return prompt{}, false
		}
		path := bytes.TrimSpace(line[n+1 : n+end])
		if len(path) > 0 && path[0] != '/' && !nameOnly(path) {
			return prompt{}, false
		}
		return prompt{text: line[:n+end+1], host: host[at+1:], cmd: bytes.TrimSpace(line[n+end+1:]), strict: true}, true
	}
	if !nameOnly(host) {
		return prompt{}, false
	}
	return prompt{text: line[:n+1], host: host, cmd: bytes.TrimSpace(line[n+1:])}, true
}

// inside reports a prompt that names a place below the top of the
// configuration: "FW1 (root) #", "[admin@r1] /ip>", "A:r1>config>system#".
func (p prompt) inside() bool {
	s := string(p.text)
	switch {
	case strings.HasPrefix(s, "["):
		_, path, _ := strings.Cut(s, "]")
		path = strings.Trim(path, " >")
		return path != "" && path != "/"
	case srosName(p.text):
		s = s[:len(s)-1]
		at := strings.IndexByte(s, '>')
		return at >= 0 && s[at:] != ">config"
	}
	return strings.Contains(s, " (")
}

// insideState reports the line above a prompt that names such a place:
// "[edit system]", "(ro)[/configure system]".
func insideState(line []byte) bool {
	if !stateLine(line) {
		return false
	}
	s := string(line)
	if strings.HasPrefix(s, "[edit") {
		return s != "[edit]"
	}
	at := strings.IndexByte(s, '[')
	if at < 0 {
		return false
	}
	return s[at:] != "[/]" && s[at:] != "[/configure]"
}

func nameOnly(b []byte) bool {
	for _, c := range b {
		if !promptByte[c] {
			return false
		}
	}
	return len(b) > 0 && letterIn(b)
}

func letterIn(b []byte) bool {
	for _, c := range b {
		if c|0x20 >= 'a' && c|0x20 <= 'z' {
			return true
		}
	}
	return false
}

// srosName reports "A:r1", "*B:admin@r1".
func srosName(b []byte) bool {
	b = bytes.TrimLeft(b, "*")
	return len(b) > 2 && b[0] >= 'A' && b[0] <= 'D' && b[1] == ':'
}

// hostOf strips user, node, path and mode from the name in a prompt.
func hostOf(name []byte) []byte {
	name = bytes.TrimLeft(name, "*")
	if i := bytes.LastIndexByte(name, '@'); i >= 0 {
		name = name[i+1:]
		if j := bytes.IndexByte(name, ':'); j >= 0 {
			name = name[:j]
		}
		name = bytes.TrimRight(name, "~")
	} else if i := bytes.LastIndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	if i := bytes.IndexByte(name, '('); i > 0 {
		name = name[:i]
	} else if len(name) > 2 && name[0] == '(' {
		name = bytes.Trim(name, "()")
	}
	if i := bytes.IndexByte(name, '/'); i > 0 {
		name = name[:i]
	}
	return name
}

// prompts is the set of device names whose prompts were seen with a command.
// It is small: a session seldom visits more devices.
type prompts struct {
	host [4][]byte
	n    int
}

func (p *prompts) add(host []byte) {
	if p.n < len(p.host) && !p.has(host) {
		p.host[p.n] = host
		p.n++
	}
}

func (p *prompts) has(host []byte) bool {
	for _, h := range p.host[:p.n] {
		if sameHost(h, host) {
			return true
		}
	}
	return false
}

// sameHost compares names as prompts show them: without domain, cut at 20
// characters, with the view's name after a dash (VRP).
func sameHost(a, b []byte) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 || !bytes.EqualFold(a, b[:len(a)]) {
		return false
	}
	return len(a) == len(b) || len(a) >= 20 || b[len(a)] == '.' || b[len(a)] == '-'
}

// stateLine reports what Junos and SR OS print on a line before the prompt:
// "{master:0}", "[edit system]", "(ro)[/]".
func stateLine(line []byte) bool {
	if len(line) < 3 || len(line) > promptMax {
		return false
	}
	if last := line[len(line)-1]; last != '}' && last != ']' {
		return false
	}
	s := string(line)
	switch {
	case strings.HasPrefix(s, "{") && strings.HasSuffix(s, "}"):
		for _, w := range []string{"{master", "{backup", "{primary", "{secondary", "{linecard", "{local"} {
			if strings.HasPrefix(s, w) {
				return true
			}
		}
		return false
	case strings.HasPrefix(s, "[edit") && strings.HasSuffix(s, "]"):
		return true
	}
	return (s[0] == '[' || strings.HasPrefix(s, "(ro)[") || strings.HasPrefix(s, "(ex)[") || strings.HasPrefix(s, "*(ex)[")) &&
		strings.HasSuffix(s, "]") && strings.Contains(s, "[/")
}

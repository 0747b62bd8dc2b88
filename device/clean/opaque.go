package clean

import "bytes"

// opaque follows text that a user of the device can write freely: banners,
// scripts, quoted values over several lines, XML. Inside it nothing is taken
// for a prompt, an echo or a message. It errs towards opaque, which only keeps
// lines.
type opaque struct {
	mode  opaqueMode
	delim []byte // modeDelim, modeXML: text whose appearance ends it; modeLine: the whole line
	asa   bool   // banners are one line each
}

type opaqueMode uint8

const (
	modeNone opaqueMode = iota
	modeDelim
	modeLine
	modeQuote
	modeComment
	modeXML
)

func (o *opaque) inside() bool { return o.mode != modeNone }

// step reads one line and updates the state for the line after it.
func (o *opaque) step(line []byte) {
	if o.mode != modeNone {
		o.close(line)
		return
	}
	i := indentOf(line)
	if i == len(line) {
		return
	}
	switch line[i] {
	case 'b', 'h', 'm', 'a', 'c', 'A', 'P', 'N':
		o.open(line[i:], i)
	case 's':
		if bytes.HasPrefix(line[i:], []byte("set ")) && oddQuotes(line) {
			o.mode = modeQuote
		}
	case '<':
		o.openXML(line[i:])
	case '/':
		if bytes.HasPrefix(line[i:], []byte("/*")) && !bytes.Contains(line[i:], []byte("*/")) {
			o.mode = modeComment
		}
	}
}

func (o *opaque) close(line []byte) {
	switch o.mode {
	case modeDelim, modeXML:
		if bytes.Contains(line, o.delim) {
			o.mode = modeNone
		}
	case modeLine:
		if bytes.Equal(bytes.TrimSpace(line), o.delim) {
			o.mode = modeNone
		}
	case modeQuote:
		if oddQuotes(line) {
			o.mode = modeNone
		}
	case modeComment:
		if bytes.Contains(line, []byte("*/")) {
			o.mode = modeNone
		}
	}
}

// open looks for statements that start opaque text.
func (o *opaque) open(b []byte, indent int) {
	switch {
	case bytes.HasPrefix(b, []byte("banner ")):
		o.banner(b[len("banner "):])
	case bytes.HasPrefix(b, []byte("header ")):
		_, rest := cutWord(b[len("header "):])
		if word, text := cutWord(rest); string(word) == "information" {
			rest = text
		}
		o.delimited(rest)
	case bytes.HasPrefix(b, []byte("menu ")):
		_, rest := cutWord(b[len("menu "):])
		if word, text := cutWord(rest); string(word) == "title" {
			o.delimited(text)
		}
	case bytes.HasPrefix(b, []byte("macro name ")):
		o.until("@")
	case bytes.Equal(b, []byte("action bash")), bytes.HasPrefix(b, []byte("code unit ")):
		o.until("EOF")
	case indent == 0:
		for _, s := range []string{"ASA Version ", "PIX Version ", "NGFW Version "} {
			if bytes.HasPrefix(b, []byte(s)) {
				o.asa = true
			}
		}
	}
}

func (o *opaque) until(line string) { o.mode, o.delim = modeLine, []byte(line) }

// banner reads what follows "banner": IOS "motd ^C…", NX-OS "motd #…", EOS
// "login" with the text up to EOF, ASA one line of text each.
func (o *opaque) banner(b []byte) {
	kind, rest := cutWord(b)
	switch {
	case o.asa || len(kind) == 0:
	case len(rest) == 0:
		o.until("EOF")
	default:
		o.delimited(rest)
	}
}

// delimited opens text between two appearances of its first character.
func (o *opaque) delimited(b []byte) {
	if len(b) == 0 {
		return
	}
	n := 1
	if b[0] == '^' && len(b) > 1 && b[1] == 'C' {
		n = 2
	}
	if bytes.Contains(b[n:], b[:n]) {
		return
	}
	o.mode, o.delim = modeDelim, append([]byte(nil), b[:n]...)
}

// openXML takes a document as opaque up to the end of its root element.
func (o *opaque) openXML(b []byte) {
	end := ""
	switch {
	case bytes.HasPrefix(b, []byte("<?xml")), bytes.HasPrefix(b, []byte("<config")):
		end = "</config>"
	case bytes.HasPrefix(b, []byte("<response")):
		end = "</response>"
	case bytes.HasPrefix(b, []byte("<opnsense")):
		end = "</opnsense>"
	default:
		return
	}
	if !bytes.Contains(b, []byte(end)) {
		o.mode, o.delim = modeXML, []byte(end)
	}
}

// oddQuotes reports an odd number of double quotes that no backslash escapes.
func oddQuotes(line []byte) bool {
	odd := false
	for i := bytes.IndexByte(line, '"'); i >= 0 && i < len(line); {
		if !escaped(line, i) {
			odd = !odd
		}
		n := bytes.IndexByte(line[i+1:], '"')
		if n < 0 {
			break
		}
		i += 1 + n
	}
	return odd
}

// escaped reports that an odd number of backslashes stands before line[i]. It
// looks back no more than 64, which keeps the whole linear.
func escaped(line []byte, i int) bool {
	n := 0
	for n < 64 && i-n-1 >= 0 && line[i-n-1] == '\\' {
		n++
	}
	return n%2 == 1
}

// cutWord returns the first word of b and what follows it, without blanks
// between.
func cutWord(b []byte) (word, rest []byte) {
	i := bytes.IndexByte(b, ' ')
	if i < 0 {
		return b, nil
	}
	return b[:i], bytes.TrimLeft(b[i:], " ")
}

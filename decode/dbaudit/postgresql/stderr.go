package postgresql

import (
	"strings"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/records"
	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/event"
)

// maxPrefix bounds how far into a line its severity is looked for: names and
// hosts in a prefix have at most 63 and 255 bytes.
const maxPrefix = 1 << 10

// begins says whether a line of the server's own file begins a message. The
// server puts a tab in front of further lines of a text, and writes the detail
// and the statement of a message right behind it.
func begins(line string) bool {
	if line == "" || line[0] == '\t' {
		return false
	}
	at, word := severityAt(line)
	return at >= 0 && !isMore(word)
}

// severityAt finds the first word with ":  " behind it that begins a message or
// a part of one, and returns where it is, -1 where there is none.
func severityAt(line string) (int, string) {
	head := line[:min(len(line), maxPrefix)]
	for from := 0; ; {
		n := strings.Index(head[from:], ":  ")
		if n < 0 {
			return -1, ""
		}
		at := from + n
		start := strings.LastIndexAny(head[:at], " ]),;:|>") + 1
		if w := head[start:at]; isSeverity(w) || isMore(w) {
			return start, w
		}
		from = at + 3
	}
}

// newFile makes the decoder of the server's own file.
func newFile(opt decode.Options) decode.Decoder {
	clock := stamp.Clock{Near: opt.Near, Offset: opt.ZoneOffset, HasZone: opt.HasZone}
	return records.New(opt, serverFormat, records.Until(begins), func(record string, e *event.Event) string {
		return file(record, e, &clock)
	})
}

func file(record string, e *event.Event, clock *stamp.Clock) string {
	var m entry
	at, word := severityAt(record)
	if at < 0 {
		return "a line of no message"
	}
	prefix(record[:at], e, clock)
	if isMore(word) {
		m.part(word, body(record[at+len(word)+3:]), e) // the beginning is in an earlier file
		e.SetText(event.MessageID, word)
		e.SetText(event.Message, body(record[at+len(word)+3:]))
		e.SetText(event.Program, "postgres")
		return ""
	}
	m.severity = word
	m.texts(record[at+len(word)+3:], e)
	m.fill(e)
	return ""
}

// texts reads the message and the further parts behind it.
func (m *entry) texts(s string, e *event.Event) {
	main, rest := untilMore(s)
	m.message = body(main)
	for rest != "" {
		at, word := severityAt(rest)
		if at < 0 {
			break
		}
		var part string
		part, rest = untilMore(rest[at+len(word)+3:])
		m.part(word, body(part), e)
	}
	m.message = withoutState(m.message, e)
}

// part takes a further part of a message.
func (m *entry) part(word, text string, e *event.Event) {
	switch word {
	case "DETAIL":
		m.detail = text
	case "STATEMENT":
		m.statement = text
	}
}

// untilMore cuts before the line that begins the next part.
func untilMore(s string) (string, string) {
	for at := 0; ; {
		n := strings.IndexByte(s[at:], '\n')
		if n < 0 {
			return s, ""
		}
		at += n + 1
		if at < len(s) && s[at] != '\t' {
			line, _, _ := strings.Cut(s[at:], "\n")
			if i, w := severityAt(line); i >= 0 && isMore(w) {
				return s[:at-1], s[at:]
			}
		}
	}
}

// body undoes what the server does to a text of several lines: a tab in front
// of each but the first.
func body(s string) string {
	s = strings.TrimRight(s, "\r\n")
	if strings.Contains(s, "\n\t") {
		return strings.ReplaceAll(s, "\n\t", "\n")
	}
	return s
}

// withoutState takes the SQLSTATE that log_error_verbosity = verbose puts in
// front.
func withoutState(s string, e *event.Event) string {
	if len(s) < 7 || s[5] != ':' || s[6] != ' ' {
		return s
	}
	if !strings.ContainsAny(s[:5], "0123456789") {
		return s // a word such as AUDIT; every class has digits
	}
	for _, c := range []byte(s[:5]) {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return s
		}
	}
	e.AddExtra("state", s[:5])
	return s[7:]
}

// prefix reads what log_line_prefix has put in front: a stamp, and parts that
// are told apart by their shape.
func prefix(s string, e *event.Event, clock *stamp.Clock) {
	st, n := stamp.Read(s)
	if n > 0 {
		e.Time, e.Clock = clock.Time(st)
		s = s[n:]
	} else {
		e.Clock |= event.NoStamp
	}
	for s != "" {
		s = strings.TrimLeft(s, " ,;|:")
		if e.Clock&event.NoStamp != 0 && s != "" && s[0] >= '0' && s[0] <= '9' {
			if st, n := stamp.Read(s); n > 0 && st.Clock&event.SinceBoot == 0 {
				e.Time, e.Clock = clock.Time(st)
				s = s[n:]
				continue
			}
		}
		end := strings.IndexAny(s, " ,;|")
		if end < 0 {
			end = len(s)
		}
		shape(strings.TrimRight(s[:end], ":"), e)
		s = s[end:]
	}
}

// shape says what a part of a prefix is.
func shape(s string, e *event.Event) {
	if key, value, ok := strings.Cut(s, "="); ok {
		assign(key, value, e)
		return
	}
	if user, db, ok := strings.Cut(s, "@"); ok {
		assign("user", user, e)
		assign("db", db, e)
		return
	}
	switch inner := strings.Trim(s, "[]"); {
	case s == "" || s == "[local]" || s == "[unknown]":
	case isPID(inner):
		pid, _, _ := strings.Cut(inner, "-")
		set(e, "pid", pid)
	case isSession(inner):
		e.SetText(event.Session, inner)
	case strings.ContainsAny(s, ".:"):
		if looksLikeClient(inner) {
			client(inner, e)
		}
	}
}

// isPID knows "4471" and "4471-12", a process and its line.
func isPID(s string) bool {
	pid, line, two := strings.Cut(s, "-")
	return digits(pid) && (!two || digits(line))
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != "" && len(s) <= 10
}

// isSession knows "%c": the start and the process, in hex.
func isSession(s string) bool {
	start, pid, ok := strings.Cut(s, ".")
	return ok && len(start) == 8 && isHex(start) && isHex(pid) && len(pid) <= 8
}

func isHex(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return s != ""
}

// looksLikeClient knows an address, with a port or without.
func looksLikeClient(s string) bool {
	host, _, _ := strings.Cut(s, "(")
	for i := range len(host) {
		c := host[i]
		if (c < '0' || c > '9') && c != '.' && c != ':' && (c|0x20 < 'a' || c|0x20 > 'f') {
			return false
		}
	}
	return len(host) > 2
}

package syslog

import "strings"

// Telling is a message by which a system says how many records it lost: the
// count stands between two texts.
type Telling struct {
	// ID is the message's tag, or the process that wrote it.
	ID            string
	Before, After string
	// Total says that the count goes on from the system's start.
	Total bool
}

// Lost returns what the first message that fits tells of, Count 0 for none.
func Lost(all []Telling, id, text string) Loss {
	for i := range all {
		if t := &all[i]; t.ID == id {
			if n, ok := t.count(text); ok {
				return Loss{Count: n, Total: t.Total}
			}
		}
	}
	return Loss{}
}

// count reads the number, which has at most 18 digits.
func (t *Telling) count(text string) (n uint64, ok bool) {
	at := strings.Index(text, t.Before)
	if at < 0 {
		return 0, false
	}
	text = text[at+len(t.Before):]
	digits := 0
	for ; digits < len(text) && digits < 18 && isDigit(text[digits]); digits++ {
		n = n*10 + uint64(text[digits]-'0')
	}
	return n, digits > 0 && strings.HasPrefix(text[digits:], t.After)
}

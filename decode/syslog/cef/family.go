package cef

import (
	"strings"

	"github.com/linewarden/linewarden/decode/records"
	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/event"
)

const name = "cef"

type family struct{ keys *table.Keys }

// New returns the family, or the error of its table of keys.
func New() (syslog.Family, error) {
	keys, err := table.NewKeys(keys)
	if err != nil {
		return nil, err
	}
	return &family{keys}, nil
}

// Sniff is decode.Format's: every line at the beginning is a record.
func Sniff(head string) int {
	var h syslog.Header
	if records.Share(head, func(line string) bool {
		h.Parse(line)
		return Is(Message(&h))
	}) == 100 {
		return 70
	}
	return 0
}

// Message is the message of a line; some headers take "CEF: " for a program.
func Message(h *syslog.Header) string {
	if h.Program == "CEF" && len(h.Message) > 2 && h.Message[1] == '|' {
		return "CEF:" + h.Message
	}
	return h.Message
}

// Name implements syslog.Family.
func (f *family) Name() string { return name }

// Claim implements syslog.Family. A family that knows a maker's own keys comes
// first in the list.
func (f *family) Claim(h *syslog.Header) syslog.Claim {
	if Is(h.Message) || h.Program == "CEF" && Is(Message(h)) {
		return syslog.Sure
	}
	return syslog.No
}

// times are the keys with the time of a record: when the device received what
// it tells of, when that began, when it ended.
var times = [...]string{"rt", "start", "end"}

// restamp takes the time that a record has.
func restamp(r *Record, h *syslog.Header, e *event.Event) {
	var found [len(times)]string
	p := r.Pairs()
	for one, ok := p.Next(); ok; one, ok = p.Next() {
		for i, key := range times {
			if one.Key == key && found[i] == "" {
				found[i] = one.Value
			}
		}
	}
	for _, v := range found {
		if st, n := stamp.Read(v); n > 0 && n == len(v) {
			h.Restamp(st, e)
			return
		}
	}
}

// Decode implements syslog.Family.
func (f *family) Decode(h *syslog.Header, e *event.Event) {
	r, ok := Parse(Message(h))
	if !ok {
		return // a header that is cut off
	}
	e.SetText(event.MessageID, r.ID)
	e.SetText(event.Program, r.Product)
	e.SetText(event.Message, r.Name)
	if n, ok := severity(r.Severity); ok {
		e.SetNumber(event.Severity, n)
	}
	restamp(&r, h, e)
	m := meaning{e: e}
	p := r.Pairs()
	for one, ok := p.Next(); ok; one, ok = p.Next() {
		if one.Value == "" {
			continue
		}
		place := f.keys.Place(one.Key)
		switch {
		case place == nil:
			m.take(one)
		case m.free && names(one.Key): // a text in front of it could have brought it
		case !m.has(*place, one.Key):
			place.Put(e, one.Value)
		}
		m.free = m.free || one.Key == "msg" || one.Key == "request" || one.Key == "requestClientApplication"
	}
	m.end(&r)
}

// names says whether a key says which device the record is of.
func names(key string) bool { return key == "dvchost" || key == "dvc" || key == "deviceExternalId" }

// severity turns 0 to 10, or its words, into RFC 5424 §6.2.1.
func severity(s string) (uint64, bool) {
	switch strings.ToLower(s) {
	case "0", "1", "2", "3", "low":
		return 6, true
	case "4", "5", "6", "medium":
		return 4, true
	case "7", "8", "high":
		return 3, true
	case "9", "10", "very-high":
		return 2, true
	}
	return 0, false
}

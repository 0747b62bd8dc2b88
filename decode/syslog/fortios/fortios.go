// Package fortios reads the log records of FortiOS: traffic, events and what
// its inspections found, written as key=value.
package fortios

import (
	"strings"

	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/event"
)

type family struct{ keys *table.Keys }

// New returns the family, or the error of its table of keys.
func New() (syslog.Family, error) {
	keys, err := table.NewKeys(keys)
	if err != nil {
		return nil, err
	}
	return &family{keys}, nil
}

// Name implements syslog.Family.
func (f *family) Name() string { return "fortios" }

// begins are the keys that a record begins with.
var begins = [...]string{"date=", "devname=", "logver=", "timestamp=", "itime=", "time="}

// Claim implements syslog.Family. logid and type are in every record, and
// before anything that a stranger could have written.
func (f *family) Claim(h *syslog.Header) syslog.Claim {
	if isCEF(h) {
		return syslog.Sure
	}
	if h.Message == "" || strings.IndexByte("dlti", h.Message[0]) < 0 {
		return syslog.No // most lines are no FortiOS
	}
	head := h.Message[:min(len(h.Message), 512)]
	for _, b := range begins {
		if strings.HasPrefix(head, b) && strings.Contains(head, " logid=") && strings.Contains(head, " type=") {
			return syslog.Sure
		}
	}
	return syslog.No
}

// maxKeys bounds the keys of a record; the longest real ones have about 90.
const maxKeys = 256

// pair takes the next key=value; a value in quotes may hold \" and blanks. All of
// it are a few bytes, for which a loop is quicker than a search.
func pair(s string) (key, value, rest string, ok bool) {
	from := 0
	for from < len(s) && s[from] == ' ' {
		from++
	}
	at := from
	for at < len(s) && s[at] != '=' {
		at++
	}
	if at == len(s) || at == from {
		return "", "", "", false
	}
	key = s[from:at]
	at++
	if at == len(s) || s[at] != '"' {
		from = at
		for at < len(s) && s[at] != ' ' {
			at++
		}
		return key, s[from:at], s[min(at+1, len(s)):], true
	}
	at++
	for from = at; at < len(s); at++ {
		switch s[at] {
		case '\\':
			at++
		case '"':
			return key, s[from:at], s[at+1:], true
		}
	}
	return key, s[from:], "", true
}

// maxStampKeys bounds where the keys of the stamp are looked for: they are among
// the first.
const maxStampKeys = 24

// when are the values that the record's stamp is made of.
type when struct{ date, clock, tz, epoch string }

func (w *when) take(key, value string) {
	switch key {
	case "date":
		w.date = value
	case "time":
		w.clock = value
	case "tz":
		w.tz = value
	case "eventtime":
		w.epoch = value
	}
}

// stamp is that of date, time and tz, or of eventtime, which counts since 1970
// and is finer. Where they differ the clock that people see counts.
func (w *when) stamp() (stamp.Stamp, bool) {
	civil, ok := join(w.date, w.clock, w.tz)
	fine, n := stamp.Read(w.epoch)
	if n > 0 && (!ok || !civil.HasZone || same(civil, fine)) {
		return fine, true
	}
	return civil, ok
}

// same says whether two stamps are of the same second.
func same(a, b stamp.Stamp) bool {
	var c stamp.Clock
	x, _ := c.Time(a)
	y, _ := c.Time(b)
	return x/1e6 == y/1e6
}

// join reads "2026-11-22", "13:02:11" and "+0100" or "".
func join(date, clock, tz string) (stamp.Stamp, bool) {
	if len(date) != 10 || len(clock) < 8 || date[4] != '-' || clock[2] != ':' {
		return stamp.Stamp{}, false
	}
	var st stamp.Stamp
	ok := true
	for _, p := range [...]struct {
		to *int
		s  string
	}{{&st.Year, date[:4]}, {&st.Month, date[5:7]}, {&st.Day, date[8:]}, {&st.Hour, clock[:2]}, {&st.Minute, clock[3:5]}, {&st.Second, clock[6:8]}} {
		n, digits := number(p.s)
		*p.to = int(n)
		ok = ok && digits
	}
	ok = ok && st.Hour < 24 && st.Minute < 60 && st.Second <= 60
	if len(tz) == 5 && (tz[0] == '+' || tz[0] == '-') {
		hours, ok1 := number(tz[1:3])
		minutes, ok2 := number(tz[3:])
		if ok1 && ok2 && hours <= 14 && minutes < 60 {
			st.HasZone, st.Offset = true, int(hours)*3600+int(minutes)*60
			if tz[0] == '-' {
				st.Offset = -st.Offset
			}
		}
	}
	return st, ok
}

// number reads a decimal number of up to 12 digits.
func number(s string) (uint64, bool) {
	if s == "" || len(s) > 12 {
		return 0, false
	}
	var n uint64
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + uint64(s[i]-'0')
	}
	return n, true
}

// Decode implements syslog.Family.
func (f *family) Decode(h *syslog.Header, e *event.Event) {
	var r record
	if isCEF(h) {
		f.cef(h, &r, e)
		r.classify(e)
		return
	}
	var w when
	rest := h.Message
	for i := range maxKeys {
		key, value, after, ok := pair(rest)
		if !ok {
			break
		}
		rest = after
		if i < maxStampKeys {
			w.take(key, value)
		}
		f.put(key, value, &r, e)
	}
	r.classify(e)
	if st, ok := w.stamp(); ok {
		h.Restamp(st, e)
	}
}

// put reads one key.
func (f *family) put(key, value string, r *record, e *event.Event) {
	if value == "" || value == "N/A" || value == "(null)" {
		return
	}
	if p := f.keys.Place(key); p != nil {
		p.Put(e, value)
		return
	}
	r.take(key, value, e)
}

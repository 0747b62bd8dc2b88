// Package panos reads the log records of PAN-OS: comma-separated columns, whose
// meaning depends on the record's type.
package panos

import (
	_ "embed" // the tables
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/event"
)

//go:embed columns.yaml
var columnsYAML []byte

//go:embed messages.yaml
var messages []byte

// maxColumns is how many columns are looked at; the last with a field is 59.
const maxColumns = 64

// layout is the field of each column of a type.
type layout struct {
	places [maxColumns]table.Place
	known  [maxColumns]bool
}

type family struct {
	types map[string]*layout
	texts *table.Table
}

// New returns the family, or the error of its tables.
func New() (syslog.Family, error) {
	types, err1 := layouts(columnsYAML)
	texts, err2 := table.Load("panos/messages.yaml", messages)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	return &family{types, texts}, nil
}

func layouts(data []byte) (map[string]*layout, error) {
	var file map[string]map[int]string
	if err := yaml.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("panos/columns.yaml: %w", err)
	}
	out := map[string]*layout{}
	for name, columns := range file {
		l := &layout{}
		for i, field := range columns {
			if i < 7 || i >= maxColumns {
				return nil, fmt.Errorf("panos/columns.yaml: %s: column %d is out of range", name, i)
			}
			p, err := table.Places(map[string]string{"": field})
			if err != nil {
				return nil, fmt.Errorf("panos/columns.yaml: %s: %w", name, err)
			}
			l.places[i], l.known[i] = p[""], true
		}
		out[name] = l
	}
	return out, nil
}

// Name implements syslog.Family.
func (f *family) Name() string { return "panos" }

// Claim implements syslog.Family: a number, a time, a serial and a known type.
func (f *family) Claim(h *syslog.Header) syslog.Claim {
	if h.Message == "" || h.Message[0] < '0' || h.Message[0] > '9' || strings.IndexByte(h.Message[:min(len(h.Message), 16)], ',') < 0 {
		return syslog.No
	}
	var r row
	if r.read(h.Message, 4); r.n < 4 {
		return syslog.No
	}
	var st stamp.Stamp
	if !h.ReadStamp(r.columns[1], &st) {
		return syslog.No
	}
	if _, ok := f.types[r.columns[3]]; ok {
		return syslog.Sure
	}
	return syslog.Maybe
}

// restamp takes the time at which the record was made; the one before it is when
// the collector of the maker got it.
func restamp(r *row, h *syslog.Header, e *event.Event) {
	for _, i := range [...]int{6, 1} {
		var st stamp.Stamp
		if h.ReadStamp(r.columns[i], &st) {
			if d := &h.Device; !st.HasZone && d.HasZone && sameMinute(&st, d) { // the header's has the zone
				st.HasZone, st.Offset = true, d.Offset
			}
			h.Restamp(st, e)
			return
		}
	}
}

func sameMinute(a, b *stamp.Stamp) bool {
	return a.Year == b.Year && a.Month == b.Month && a.Day == b.Day && a.Hour == b.Hour && a.Minute == b.Minute
}

// Decode implements syslog.Family.
func (f *family) Decode(h *syslog.Header, e *event.Event) {
	var r row
	r.read(h.Message, maxColumns)
	restamp(&r, h, e)
	e.AddExtra("serial", r.columns[2])
	e.SetText(event.MessageID, r.id)
	l, ok := f.types[r.columns[3]]
	if !ok {
		return
	}
	for i := 7; i < r.n; i++ {
		v := r.columns[i]
		if !l.known[i] || v == "" || v == "N/A" || l.places[i].Field() == event.None && (v == "0.0.0.0" || v == "::") {
			continue
		}
		l.places[i].Put(e, v)
	}
	f.classify(&r, e)
}

// row is a record cut into columns.
type row struct {
	columns [maxColumns]string
	n       int
	id      string // type and subtype, as they stand
}

// read takes up to most columns. A quoted column may hold commas; a quote in it
// is written twice, and stays so.
func (r *row) read(s string, most int) {
	at := 0
	for r.n = 0; r.n < most && at <= len(s); r.n++ {
		if r.n == 3 {
			r.id = s[at:]
		}
		if at < len(s) && s[at] == '"' {
			end := quoted(s, at+1)
			r.columns[r.n] = s[at+1 : end]
			at = min(end+1, len(s))
		} else {
			end := strings.IndexByte(s[at:], ',')
			if end < 0 {
				end = len(s) - at
			}
			r.columns[r.n] = s[at : at+end]
			at += end
		}
		if r.n == 4 {
			r.id = r.id[:len(r.id)-(len(s)-at)]
		}
		if at >= len(s) || s[at] != ',' {
			r.n++
			break
		}
		at++
	}
	if r.n < 5 {
		r.id = ""
	}
}

// quoted finds the closing quote, or the end.
func quoted(s string, at int) int {
	for ; at < len(s); at++ {
		if s[at] != '"' {
			continue
		}
		if at+1 < len(s) && s[at+1] == '"' {
			at++
			continue
		}
		return at
	}
	return len(s)
}

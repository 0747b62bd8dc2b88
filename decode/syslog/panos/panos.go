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
	var columns [4]string
	if n, _ := read(h.Message, columns[:]); n < len(columns) {
		return syslog.No
	}
	var st stamp.Stamp
	if h.ReadStamp(columns[1], &st) == 0 {
		return syslog.No
	}
	if _, ok := f.types[columns[3]]; ok {
		return syslog.Sure
	}
	return syslog.Maybe
}

// restamp takes the time at which the record was made; the one before it is when
// the collector of the maker got it.
func restamp(r *row, h *syslog.Header, e *event.Event) {
	for _, i := range [...]int{6, 1} {
		var st stamp.Stamp
		if h.ReadStamp(r.columns[i], &st) > 0 {
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
	r.n, r.id = read(h.Message, r.columns[:])
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

package jsonevent

import (
	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/detect/sigma"
)

// TimeFields are the names under which the time of an event is looked for, in
// this order.
var TimeFields = []string{"@timestamp", "timestamp", "time", "_time", "event_time", "eventTime", "EventTime", "UtcTime", "TimeCreated", "ts"}

// Clock reads the times of records; it is for one goroutine.
type Clock struct {
	fields []sigma.FieldID
	clock  stamp.Clock
}

// NewClock returns a Clock that looks for the named fields, which the engine must
// have been compiled with.
func NewClock(e *sigma.Engine, names []string) *Clock {
	c := &Clock{}
	for _, name := range names {
		c.fields = append(c.fields, e.Field(name))
	}
	return c
}

// Time returns microseconds since 1970 UTC, and whether a field has a time with a
// date and its year. A time without a zone is taken as UTC.
func (c *Clock) Time(r *sigma.Record) (int64, bool) {
	for _, f := range c.fields {
		for text := range r.Texts(f) {
			st, n := stamp.Read(text)
			if n != len(text) || st.Year == 0 {
				continue
			}
			if t, _ := c.clock.Time(st); t != 0 {
				return t, true
			}
		}
	}
	return 0, false
}

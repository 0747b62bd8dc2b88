package syslog

import (
	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/event"
)

// Tagged is a family whose messages begin with "%FACILITY-SEVERITY-MNEMONIC:"
// and whose whole knowledge is a table by that tag.
type Tagged struct {
	Table *table.Table
	// Own says of a header with a tag whether something in it is this family's
	// alone (Sure), rules the family out (No), or neither (Maybe).
	Own func(*Header) Claim
	// Tells are the messages by which the system says what it lost.
	Tells []Telling
}

// Name implements Family.
func (t *Tagged) Name() string { return t.Table.Format() }

// Claim implements Family.
func (t *Tagged) Claim(h *Header) Claim {
	if h.Tag == "" {
		return No
	}
	c := t.Own(h)
	if c == Maybe && t.Table.Knows(h.Tag) {
		return Likely
	}
	return c
}

// Decode implements Family.
func (t *Tagged) Decode(h *Header, e *event.Event) {
	e.SetText(event.MessageID, h.Tag)
	t.Table.Match(h.Tag, h.Message, e)
}

// Lost implements Counter.
func (t *Tagged) Lost(h *Header) Loss { return Lost(t.Tells, h.Tag, h.Message) }

// Package asa reads the log messages of Cisco ASA and FTD. A message is known by
// its number: the severity in front of it can be configured.
package asa

import (
	_ "embed" // the table
	"strings"

	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/event"
)

//go:embed messages.yaml
var messages []byte

type family struct{ table *table.Table }

// New returns the family, or the error of its table.
func New() (syslog.Family, error) {
	t, err := table.Load("asa/messages.yaml", messages)
	if err != nil {
		return nil, err
	}
	return &family{t}, nil
}

// Name implements syslog.Family.
func (f *family) Name() string { return f.table.Format() }

// Claim implements syslog.Family.
func (f *family) Claim(h *syslog.Header) syslog.Claim {
	if strings.HasPrefix(h.Tag, "ASA-") || strings.HasPrefix(h.Tag, "FTD-") {
		return syslog.Sure
	}
	return syslog.No
}

// Decode implements syslog.Family. The message's id is its number.
func (f *family) Decode(h *syslog.Header, e *event.Event) {
	id := h.Tag[strings.LastIndexByte(h.Tag, '-')+1:]
	e.SetText(event.MessageID, id)
	f.table.Match(id, h.Message, e)
}

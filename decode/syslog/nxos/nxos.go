// Package nxos reads the log messages and the accounting log of Cisco NX-OS.
package nxos

import (
	_ "embed" // the table
	"strings"

	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/event"
)

//go:embed messages.yaml
var messages []byte

// accounting is the table's id for lines of the accounting log, which have none.
const accounting = "accounting"

type family struct{ syslog.Tagged }

// New returns the family, or the error of its table.
func New() (syslog.Family, error) {
	t, err := table.Load("nxos/messages.yaml", messages)
	if err != nil {
		return nil, err
	}
	return &family{syslog.Tagged{Table: t, Own: own}}, nil
}

// own knows NX-OS by the year in front of its stamp.
func own(h *syslog.Header) syslog.Claim {
	switch {
	case h.Node != "":
		return syslog.No
	case h.YearFirst:
		return syslog.Sure
	}
	return syslog.Maybe
}

// Claim implements syslog.Family.
func (f *family) Claim(h *syslog.Header) syslog.Claim {
	if isAccounting(h) {
		return syslog.Sure
	}
	return f.Tagged.Claim(h)
}

// isAccounting knows "type=update:id=198.51.100.7@pts/0:user=jdoe:cmd=…".
func isAccounting(h *syslog.Header) bool {
	return h.Tag == "" && strings.HasPrefix(h.Message, "type=") && strings.Contains(h.Message, ":id=") && strings.Contains(h.Message, ":cmd=")
}

// Decode implements syslog.Family.
func (f *family) Decode(h *syslog.Header, e *event.Event) {
	if isAccounting(h) {
		e.SetText(event.MessageID, accounting)
		f.Table.Match(accounting, h.Message, e)
		return
	}
	f.Tagged.Decode(h, e)
}

// Package ios reads the log messages of Cisco IOS and IOS-XE.
package ios

import (
	_ "embed" // the table
	"strings"

	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/event"
)

//go:embed messages.yaml
var messages []byte

// New returns the family, or the error of its table.
func New() (syslog.Family, error) {
	t, err := table.Load("ios/messages.yaml", messages)
	if err != nil {
		return nil, err
	}
	return &syslog.Tagged{Table: t, Own: own, Tells: tells}, nil
}

// own knows IOS by the marks of its clock, and what cannot be IOS by the cards
// of IOS-XR, the year in front of NX-OS and the names of ASA and VRP.
func own(h *syslog.Header) syslog.Claim {
	switch {
	case h.Node != "" || h.YearFirst || h.Program != "", strings.HasPrefix(h.Tag, "ASA-"), strings.HasPrefix(h.Tag, "FTD-"), strings.IndexByte(h.Tag, '/') >= 0:
		return syslog.No
	case h.Device.Clock&(event.Unset|event.Unsynchronised) != 0:
		return syslog.Sure
	}
	return syslog.Maybe
}

// tells are the messages about records that IOS did not write: of filters,
// which it limits, and of a full queue.
var tells = []syslog.Telling{
	{ID: "SEC-6-IPACCESSLOGRL", Before: "missed ", After: " packet"},
	{ID: "SYS-3-LOGGER_DROPPED", Before: "dropped ", After: " "},
	{ID: "SYS-3-LOGGER_DROPPED", Before: "Dropped ", After: " "},
}

// Package iosxr reads the log messages of Cisco IOS-XR.
package iosxr

import (
	_ "embed" // the table

	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/table"
)

//go:embed messages.yaml
var messages []byte

// New returns the family, or the error of its table.
func New() (syslog.Family, error) {
	t, err := table.Load("iosxr/messages.yaml", messages)
	if err != nil {
		return nil, err
	}
	return &syslog.Tagged{Table: t, Own: own}, nil
}

// own knows IOS-XR by the card that speaks, which no other system names so.
func own(h *syslog.Header) syslog.Claim {
	switch {
	case h.Node != "":
		return syslog.Sure
	case h.YearFirst:
		return syslog.No
	}
	return syslog.Maybe
}

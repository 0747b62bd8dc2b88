// Package eos reads the log messages of Arista EOS.
package eos

import (
	_ "embed" // the table

	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/table"
)

//go:embed messages.yaml
var messages []byte

// New returns the family, or the error of its table.
func New() (syslog.Family, error) {
	t, err := table.Load("eos/messages.yaml", messages)
	if err != nil {
		return nil, err
	}
	return &syslog.Tagged{Table: t, Own: own}, nil
}

// agents are processes that only EOS has. Of systems that write a process in
// front of the tag, IOS-XR writes its number too, and a card.
var agents = map[string]bool{
	"Aaa": true, "ConfigAgent": true, "Bgp": true, "Rib": true, "Ebra": true, "Isis": true, "Ospf": true, "Bfd": true, "ProcMgr-worker": true, "ProcMgr": true,
	"MaintenanceMode": true, "Lldp": true, "Stp": true, "StpTopology": true, "SuperServer": true, "Launcher": true, "Fru": true, "PhyEthtool": true, "Lag": true,
	"Mlag": true, "EventMgr": true, "Acl": true, "Snmp": true, "PowerManager": true, "Thermostat": true, "Xcvr": true, "TerminAttr": true, "Capi": true, "Arp": true,
}

func own(h *syslog.Header) syslog.Claim {
	switch {
	case agents[h.Program]:
		return syslog.Sure
	case h.Node != "" || h.YearFirst || h.Program == "" || h.PID != "" || h.HasSequence:
		return syslog.No
	}
	return syslog.Maybe
}

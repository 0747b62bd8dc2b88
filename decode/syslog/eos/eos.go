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

// isAgent knows the processes that only EOS has. Of systems that write a process in
// front of the tag, IOS-XR writes its number too, and a card.
func isAgent(program string) bool {
	switch program {
	case "Aaa", "ConfigAgent", "Bgp", "Rib", "Ebra", "Isis", "Ospf", "Bfd", "ProcMgr-worker", "ProcMgr", "MaintenanceMode", "Lldp", "Stp", "StpTopology",
		"SuperServer", "Launcher", "Fru", "PhyEthtool", "Lag", "Mlag", "EventMgr", "Acl", "Snmp", "PowerManager", "Thermostat", "Xcvr", "TerminAttr", "Capi",
		"Arp":
		return true
	}
	return false
}

func own(h *syslog.Header) syslog.Claim {
	switch {
	case isAgent(h.Program):
		return syslog.Sure
	case h.Node != "" || h.YearFirst || h.Program == "" || h.PID != "" || h.HasSequence:
		return syslog.No
	}
	return syslog.Maybe
}

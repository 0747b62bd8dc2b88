package ciscoacl

import (
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
)

// ports reads a port condition where one stands.
func (e *entry) ports() ([]model.PortRange, bool) {
	switch op := e.peek(); op {
	case "eq", "neq", "gt", "lt", "range":
		e.next()
		return e.portList(op)
	case "portgroup":
		e.next()
		name := e.next()
		e.done = true
		if e.d.Ports != nil {
			if list, ok := e.d.Ports(name); ok && list != nil {
				return list, true
			}
		}
		e.opaque("port group " + name + " that the file does not define in full")
		return nil, true
	}
	return nil, true
}

func (e *entry) portList(op string) ([]model.PortRange, bool) {
	e.done = true
	first, ok := e.port()
	if !ok {
		return nil, false
	}
	if op != "eq" && op != "neq" {
		var last uint16
		if op == "range" {
			if last, ok = e.port(); !ok {
				return nil, false
			}
		}
		return Ports(op, first, last), true
	}
	list := []uint16{first}
	for len(e.w) > 0 {
		p, ok := Port(e.peek(), e.m.Proto)
		if !ok {
			break
		}
		list = append(list, p)
		e.next()
	}
	if op == "neq" {
		return except(list), true
	}
	var out []model.PortRange
	for _, p := range list {
		out = append(out, model.PortRange{From: p, To: p})
	}
	return out, true
}

func (e *entry) port() (uint16, bool) { return Port(e.next(), e.m.Proto) }

// Ports turns one condition into ranges: op is eq, neq, gt, lt or range. A
// condition that no port meets gives the range 1-0, which is empty.
func Ports(op string, first, last uint16) []model.PortRange {
	none := []model.PortRange{{From: 1, To: 0}}
	switch op {
	case "eq":
		return []model.PortRange{{From: first, To: first}}
	case "neq":
		return except([]uint16{first})
	case "gt":
		if first == 65535 {
			return none
		}
		return []model.PortRange{{From: first + 1, To: 65535}}
	case "lt":
		if first == 0 {
			return none
		}
		return []model.PortRange{{From: 0, To: first - 1}}
	}
	if last < first {
		first, last = last, first
	}
	return []model.PortRange{{From: first, To: last}}
}

// except returns all ports but those of list.
func except(list []uint16) []model.PortRange {
	out := []model.PortRange{{From: 0, To: 65535}}
	for _, p := range list {
		var next []model.PortRange
		for _, r := range out {
			if p < r.From || p > r.To {
				next = append(next, r)
				continue
			}
			if p > r.From {
				next = append(next, model.PortRange{From: r.From, To: p - 1})
			}
			if p < r.To {
				next = append(next, model.PortRange{From: p + 1, To: r.To})
			}
		}
		out = next
	}
	return out
}

// option reads one option behind the addresses.
func (e *entry) option() bool {
	w := e.next()
	switch w {
	case "log", "log-input":
		e.r.Log.Set(true, e.sp)
		return true
	case "established":
		e.m.Established, e.done = true, true
		return true
	case "fragments":
		e.m.Fragments, e.done = true, true
		return true
	case "time-range":
		e.opaque("time range " + e.next())
		return true
	case "tracked", "per-entry":
		return true
	}
	if n, narrows := optionArgs[w]; narrows {
		return e.condition(w, n)
	}
	if e.m.Proto == 1 || e.m.Proto == 58 {
		if e.icmp(w) {
			return true
		}
	}
	if e.m.Proto == 2 { // IGMP types narrow the match and are kept as text
		return e.condition(w, 0)
	}
	e.opaque("entry not understood")
	return false
}

// optionArgs are the options that narrow a match, with their argument count;
// -1 is a comparison with one or two numbers.
var optionArgs = map[string]int{
	"dscp": 1, "precedence": 1, "tos": 1, "ttl": -1, "packet-length": -1, "hop-limit": -1, "flow-label": 1, "traffic-class": 1,
	"tcp-flags-mask": 1, "tcp-option-length": 1, "http-method": 1, "nve": 2, "vni": 1, "option": 1, "ecn": 1, "nexthop-group": 1,
	"syn": 0, "ack": 0, "fin": 0, "rst": 0, "psh": 0, "urg": 0, "ece": 0, "cwr": 0, "vlan": 1, "cos": 1, "capture": 2, "inner": 0,
	"routing": 0, "dest-option": 0, "mobility": 0, "undetermined-transport": 0, "auth": 0, "hop-by-hop": 0,
}

// condition keeps a condition as text, as it needs more than addresses and ports.
func (e *entry) condition(word string, args int) bool {
	e.done = true
	words := []string{word}
	if args < 0 {
		args = 1
		switch e.peek() {
		case "range":
			args = 3
		case "eq", "neq", "gt", "lt":
			args = 2
		}
	}
	for ; args > 0 && len(e.w) > 0; args-- {
		words = append(words, e.next())
	}
	if e.m.Flags != "" {
		e.m.Flags += " "
	}
	e.m.Flags += strings.Join(words, " ")
	return true
}

// icmp reads a message by name or by its numbers.
func (e *entry) icmp(w string) bool {
	names := icmpNames
	if e.m.Proto == 58 {
		names = icmp6Names
	}
	if t, ok := names[w]; ok {
		e.m.ICMPType, e.m.ICMPCode, e.done = t[0], t[1], true
		return true
	}
	n, err := strconv.ParseUint(w, 10, 8)
	if err != nil {
		return false
	}
	e.m.ICMPType, e.done = int16(n), true
	if c, err := strconv.ParseUint(e.peek(), 10, 8); err == nil {
		e.m.ICMPCode = int16(c)
		e.next()
	}
	return true
}

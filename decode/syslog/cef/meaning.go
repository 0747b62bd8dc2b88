package cef

import (
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/event"
)

// keys are those of the format's dictionary that say one thing in every record.
// Bytes in and out are meant from the view of the connection: in is what went
// from the source to the destination.
var keys = map[string]string{
	"src": "actor_addr", "spt": "actor_port", "dst": "target_addr", "dpt": "target_port", "suser": "actor",
	"shost": "actor_name", "dhost": "target_name", "smac": "actor_mac", "dmac": "target_mac", "in": "bytes", "out": "bytes_back", "cnt": "count",
	"sourceTranslatedAddress": "nat_actor", "sourceTranslatedPort": "nat_actor_port", "destinationTranslatedAddress": "nat_target", "destinationTranslatedPort": "nat_target_port",
	"app": "application", "cat": "category", "request": "url", "requestClientApplication": "client", "reason": "reason", "msg": "message",
	"dvc": "device_addr", "dvchost": "reporter", "deviceExternalId": "serial", "deviceInboundInterface": "in_interface", "deviceOutboundInterface": "out_interface", "ifname": "in_interface", // of Check Point
	"fileHash": "hash", "fname": "object", "externalId": "task", "sproc": "client", "spriv": "level",
}

// labels say what a custom field (cs1, cn1, c6a1) holds, in small letters.
var labels = map[string]string{
	"rule": "policy", "rule name": "policy", "ruleid": "policy", "rule id": "policy", "policy": "policy", "policy id": "policy", "policy name": "policy", "acl": "acl",
	"virtual system": "domain", "vdom": "domain", "context": "domain", "source zone": "in_zone", "from zone": "in_zone", "destination zone": "out_zone", "to zone": "out_zone",
	"session id": "session", "sessionid": "session", "session": "session", "vlan": "vlan", "command": "command", "cmd": "command", "user group": "group", "group": "group",
	"duration": "seconds", "duration in seconds": "seconds", "elapsed time in seconds": "seconds", "packets sent": "packets", "packets received": "packets_back",
	"source ipv6 address": "actor_addr", "destination ipv6 address": "target_addr", "device ipv6 address": "device_addr", "serial number": "serial", "threat": "threat", "virus": "threat",
}

// custom is a custom field and its label, which come in any order.
type custom struct{ key, label, value string }

// maxCustom is how many there are: cs1-6, cn1-3, cfp1-4, c6a1-4.
const maxCustom = 17

// meaning is what several keys say together.
type meaning struct {
	e                          *event.Event
	act, outcome, proto, duser string
	direction                  string
	customs                    [maxCustom]custom
	n                          int
	extras                     [8]string
	seen                       int
	// free says that a text was read which anybody may have written.
	free bool
}

// has says whether an earlier key of that name was read. Typed fields know by
// themselves; but the message is the header's until the record has one.
func (m *meaning) has(p table.Place, key string) bool {
	if f := p.Field(); f != event.None {
		return f != event.Message && f != event.Reporter && m.e.Present().Has(f) || m.again(key)
	}
	return m.e.Lookup(keys[key]) != ""
}

// again remembers the keys that replace what the header says.
func (m *meaning) again(key string) bool {
	if key != "msg" && key != "dvchost" {
		return false
	}
	for _, k := range m.extras[:m.seen] {
		if k == key {
			return true
		}
	}
	m.extras[m.seen] = key
	m.seen++
	return false
}

func first(to *string, v string) {
	if *to == "" {
		*to = v
	}
}

// take keeps what only the whole record gives a meaning to.
func (m *meaning) take(p Pair) {
	switch p.Key {
	case "act":
		first(&m.act, p.Value)
	case "outcome", "eventOutcome", "categoryOutcome":
		first(&m.outcome, p.Value)
	case "proto":
		first(&m.proto, p.Value)
	case "duser":
		first(&m.duser, p.Value)
	case "deviceDirection":
		first(&m.direction, p.Value)
	default:
		m.custom(p)
	}
}

func (m *meaning) custom(p Pair) {
	key, isLabel := strings.CutSuffix(p.Key, "Label")
	if len(key) < 3 || len(key) > 4 || key[0] != 'c' || key[len(key)-1] < '1' || key[len(key)-1] > '6' {
		return
	}
	var c *custom
	for i := range m.customs[:m.n] {
		if m.customs[i].key == key {
			c = &m.customs[i]
		}
	}
	if c == nil {
		if m.n == maxCustom {
			return
		}
		c = &m.customs[m.n]
		*c = custom{key: key}
		m.n++
	}
	if isLabel {
		first(&c.label, p.Value)
	} else {
		first(&c.value, p.Value)
	}
}

// end says what the record is about.
func (m *meaning) end(r *Record) {
	e := m.e
	for _, c := range m.customs[:m.n] {
		m.labelled(labels[strings.ToLower(c.label)], c.value)
	}
	if n, ok := table.Protocol(m.proto); ok {
		e.SetNumber(event.Protocol, uint64(n))
	}
	switch m.direction {
	case "0":
		e.AddExtra("direction", "inbound")
	case "1":
		e.AddExtra("direction", "outbound")
	}
	m.accounts()
	e.Outcome = outcome(m.outcome)
	m.classify(r)
}

func (m *meaning) labelled(name, value string) {
	e := m.e
	switch name {
	case "":
	case "command":
		e.Kind = event.Command
		e.SetText(event.Action, "command")
		e.SetText(event.Object, value)
	case "seconds":
		if n, err := strconv.ParseUint(value, 10, 32); err == nil {
			e.SetNumber(event.Duration, n*1e6)
		}
	case "session":
		e.SetText(event.Session, value)
	case "packets", "packets_back":
		if n, err := strconv.ParseUint(value, 10, 64); err == nil {
			e.SetNumber(event.FieldNamed(name), n)
		}
	case "actor_addr", "target_addr", "device_addr":
		if a, ok := table.Address(value); ok && !e.Present().Has(event.FieldNamed(name)) {
			e.SetAddr(event.FieldNamed(name), a)
		}
	default:
		e.AddExtra(name, value)
	}
}

// accounts: of two accounts the source's is who acts; one alone is that, too.
func (m *meaning) accounts() {
	if !m.e.Present().Has(event.Actor) {
		m.e.SetText(event.Actor, m.duser)
		return
	}
	m.e.AddExtra("target_user", m.duser)
}

func outcome(word string) event.Outcome {
	switch strings.ToLower(strings.TrimLeft(word, "/")) {
	case "success", "succeeded", "successful", "ok", "pass", "passed":
		return event.Success
	case "failure", "failed", "fail", "error", "unsuccessful":
		return event.Failure
	}
	return event.NotSaid
}

// decision is what a filter did, "" for any other word.
func decision(act string) string {
	switch strings.ToLower(act) {
	case "accept", "accepted", "allow", "allowed", "permit", "permitted", "pass", "passed", "passthrough", "bypass", "alert", "monitored":
		return "permit"
	case "deny", "denied", "drop", "dropped", "discard", "discarded", "block", "blocked", "refuse", "refused", "reject", "rejected", "reset", "reset-both", "reset-client", "reset-server":
		return "deny"
	case "close", "closed", "end", "teardown":
		return "close"
	case "open", "start", "built":
		return "open"
	}
	return ""
}

func (m *meaning) classify(r *Record) {
	e := m.e
	if e.Kind == event.Command {
		return
	}
	ends := e.Addr(event.ActorAddr).IsValid() && e.Addr(event.TargetAddr).IsValid()
	if d := decision(m.act); d != "" {
		e.SetText(event.Action, d)
		if ends {
			e.Kind, e.Outcome = event.Flow, event.Success
		}
		return
	}
	action := login(m.act)
	if action == "" {
		action = login(r.Name)
	}
	if action != "" {
		e.Kind = event.Login
		e.SetText(event.Action, action)
	}
}

// login knows the words of a login and its end.
func login(s string) string {
	s = strings.ToLower(s)
	for _, w := range [...]string{"logout", "logoff", "logged out", "log out"} {
		if strings.Contains(s, w) {
			return "logout"
		}
	}
	for _, w := range [...]string{"login", "logon", "logged in", "authentication"} {
		if strings.Contains(s, w) {
			return "login"
		}
	}
	return ""
}

package fortios

import (
	"strings"

	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/event"
)

// keys are the keys that say one thing in every record, and its field. Names are
// those of the maker's log reference.
var keys = map[string]string{
	"devname": "reporter", "devid": "serial", "logid": "message_id", "vd": "domain", "msg": "message",
	"srcip": "actor_addr", "srcport": "actor_port", "dstip": "target_addr", "dstport": "target_port", "proto": "protocol",
	"sentbyte": "bytes", "rcvdbyte": "bytes_back", "sentpkt": "packets", "rcvdpkt": "packets_back",
	"srcintf": "in_interface", "dstintf": "out_interface", "policyid": "policy", "policyname": "policy",
	"service": "service", "sessionid": "session", "user": "actor", "group": "group", "app": "application",
	"catdesc": "category", "appcat": "category", "hostname": "target_name", "url": "url", "virus": "threat", "attack": "threat",
	"transip": "nat_actor", "transport": "nat_actor_port", "tranip": "nat_target", "tranport": "nat_target_port",
	"srcmac": "actor_mac", "srcname": "actor_name", "icmptype": "icmp_type", "icmpcode": "icmp_code", "count": "count",
	"cfgpath": "object", "cfgobj": "host", "vpntunnel": "object", "filename": "object", "reason": "reason",
	"method": "auth_method", "vrf": "vrf", "dstmac": "target_mac", "analyticscksum": "hash",
}

// record is what several keys say together.
type record struct {
	kind, subtype, action, status   string
	remote, local, user, ui, change string
	tunnel                          string
}

// take keeps what only the whole record gives a meaning to.
func (r *record) take(key, value string, e *event.Event) {
	switch key {
	case "type":
		r.kind = value
	case "subtype":
		r.subtype = value
	case "action":
		r.action = value
	case "status":
		r.status = value
	case "remip":
		r.remote = value
	case "locip":
		r.local = value
	case "remport":
		if n, ok := number(value); ok {
			e.SetNumber(event.TargetPort, n)
		}
	case "locport":
		if n, ok := number(value); ok {
			e.SetNumber(event.ActorPort, n)
		}
	case "unauthuser", "xauthuser":
		r.user = value
	case "ui":
		r.ui = value
	case "cfgattr":
		r.change = value
	case "tunneltype":
		r.tunnel = value
	case "direction", "dir":
		e.AddExtra("direction", direction(value))
	case "duration":
		if n, ok := number(value); ok {
			e.SetNumber(event.Duration, n*1e6)
		}
	}
}

func direction(v string) string {
	switch v {
	case "incoming", "inbound":
		return "inbound"
	case "outgoing", "outbound":
		return "outbound"
	}
	return v
}

// classify says what the record is about.
func (r *record) classify(e *event.Event) {
	if !e.Present().Has(event.Actor) {
		e.SetText(event.Actor, r.user)
	}
	switch r.kind {
	case "traffic":
		e.Kind, e.Outcome = event.Flow, event.Success
		e.SetText(event.Action, trafficAction(r.action))
		e.AddExtra("reason", r.action)
	case "utm":
		e.Kind, e.Outcome = event.Flow, event.Success
		e.SetText(event.Action, inspection(r.action, e))
	default:
		r.event(e)
	}
}

// trafficAction turns the maker's word into one of event.IsAction.
func trafficAction(word string) string {
	switch word {
	case "accept", "pass", "dns":
		return "permit"
	case "deny", "blocked", "block", "dropped":
		return "deny"
	case "start":
		return "open"
	}
	return "close" // close, timeout, client-rst, server-rst, ip-conn
}

// inspection is the decision about what an inspection looked at; what was only
// found and let pass is an alert where it has a name.
func inspection(word string, e *event.Event) string {
	switch word {
	case "blocked", "block", "dropped", "clear_session", "reset", "reset_client", "reset_server", "drop_session", "deny", "quarantine":
		return "deny"
	case "":
		return ""
	}
	if e.Lookup("threat") != "" {
		return "alert"
	}
	return "permit"
}

// event is a record of the type event: what administrators and users did.
func (r *record) event(e *event.Event) {
	e.Outcome = outcome(r.status)
	r.interfaceOf(e)
	switch {
	case e.Present().Has(event.Object) && (r.change != "" || e.Present().Has(event.Host)) && r.subtype != "vpn":
		r.configuration(e)
		return
	case r.subtype == "vpn":
		r.ends(e)
	}
	if a, ok := actions[r.action]; ok {
		e.Kind = a.kind
		e.SetText(event.Action, a.word)
		if a.outcome != event.NotSaid && e.Outcome == event.NotSaid {
			e.Outcome = a.outcome
		}
	}
}

// act is what an action of an event record means.
type act struct {
	kind    event.Kind
	word    string
	outcome event.Outcome
}

var actions = map[string]act{
	"login": {event.Login, "login", event.NotSaid}, "logout": {event.Login, "logout", event.Success},
	"auth-logon": {event.Login, "login", event.Success}, "auth-logoff": {event.Login, "logout", event.Success},
	"auth-logout": {event.Login, "logout", event.Success}, "authentication": {event.Login, "login", event.NotSaid},
	"FSSO-logon": {event.Login, "login", event.Success}, "FSSO-logoff": {event.Login, "logout", event.Success},
	"ssl-login-fail": {event.Login, "login", event.Failure}, "ssl-web-pass": {event.Login, "login", event.Success},
	"tunnel-up": {event.Login, "open", event.Success}, "tunnel-down": {event.Login, "close", event.Success},
	"ssl-new-con": {event.System, "open", event.NotSaid}, "negotiate": {event.System, "open", event.NotSaid},
	"install_sa": {event.System, "open", event.NotSaid}, "delete_ipsec_sa": {event.System, "close", event.NotSaid},
	"reboot": {event.System, "reload", event.NotSaid}, "shutdown": {event.System, "stop", event.NotSaid},
	"add": {event.System, "open", event.NotSaid}, "close": {event.System, "close", event.NotSaid},
	"connect": {event.System, "up", event.NotSaid}, "disconnect": {event.System, "down", event.NotSaid},
	"download": {event.System, "copy", event.NotSaid}, "upgrade": {event.System, "install", event.NotSaid},
	"backup": {event.System, "copy", event.NotSaid}, "restore": {event.ConfigChange, "copy", event.NotSaid},
}

// outcome reads a status.
func outcome(status string) event.Outcome {
	switch status {
	case "success", "logon", "logout", "logoff", "succeeded", "tunnel-up":
		return event.Success
	case "failed", "failure", "fail", "negotiate_error", "error", "timed_out":
		return event.Failure
	}
	return event.NotSaid
}

// ends sets the peers of a tunnel: of IPsec the device speaks to the remote, of
// SSL the remote is where the user is.
func (r *record) ends(e *event.Event) {
	remote, ok := table.Address(r.remote)
	if !ok {
		return
	}
	if local, ok := table.Address(r.local); ok {
		e.SetAddr(event.ActorAddr, local)
		e.SetAddr(event.TargetAddr, remote)
		return
	}
	e.SetAddr(event.ActorAddr, remote)
}

// interfaceOf reads "ssh(198.51.100.7)", how and from where an administrator came.
func (r *record) interfaceOf(e *event.Event) {
	client, addr, ok := strings.Cut(r.ui, "(")
	e.AddExtra("client", client)
	if a, valid := table.Address(strings.TrimSuffix(addr, ")")); ok && valid && !e.Present().Has(event.ActorAddr) {
		e.SetAddr(event.ActorAddr, a)
	}
}

// configuration is a change: cfgattr has "name[old->new]", once or more often.
func (r *record) configuration(e *event.Event) {
	e.Kind = event.ConfigChange
	if e.Outcome == event.NotSaid {
		e.Outcome = event.Success
	}
	path := e.Text(event.Object)
	switch {
	case path == "system.admin" || path == "user.local":
		e.SetText(event.Action, "account_change")
		e.AddExtra("target_user", e.Text(event.Host))
	case strings.HasPrefix(path, "log."):
		e.SetText(event.Action, "logging_change")
		if r.action == "Delete" {
			e.AddExtra("state", "removed")
		}
	case r.action == "Add":
		e.SetText(event.Action, "create")
	case r.action == "Delete":
		e.SetText(event.Action, "delete")
	default:
		e.SetText(event.Action, "modify")
	}
	name, inner, ok := strings.Cut(r.change, "[")
	old, after, arrow := strings.Cut(inner, "->")
	if !ok || name == "" || !arrow || strings.IndexByte(strings.TrimSuffix(after, "]"), ']') >= 0 {
		e.AddExtra("new", r.change)
		return
	}
	switch after = strings.TrimSuffix(after, "]"); {
	case name != "status":
	case after == "enable":
		e.AddExtra("state", "enabled")
	case after == "disable":
		e.AddExtra("state", "disabled")
	}
	e.AddExtra("old", old)
	e.AddExtra("new", after)
}

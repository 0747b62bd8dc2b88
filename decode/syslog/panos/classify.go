package panos

import (
	"strings"

	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/event"
)

// classify says what the record is about, by its type.
func (f *family) classify(r *row, e *event.Event) {
	switch r.columns[3] {
	case "TRAFFIC":
		e.Kind, e.Outcome = event.Flow, event.Success
		e.SetText(event.Action, traffic(r.columns[4], r.columns[30]))
		duration(e, r.columns[36])
	case "THREAT":
		e.Kind, e.Outcome = event.Flow, event.Success
		e.SetText(event.Action, threat(r.columns[4], r.columns[30]))
		if r.columns[4] == "url" {
			e.AddExtra("url", r.columns[31])
		} else {
			e.SetText(event.Object, r.columns[31])
		}
	case "CONFIG":
		configuration(r, e)
	case "SYSTEM":
		if !f.texts.Match(r.columns[8], r.columns[14], e) {
			f.texts.Match(r.columns[4], r.columns[14], e)
		}
	case "USERID":
		login(e, r.columns[4])
	case "GLOBALPROTECT":
		portal(r, e)
	case "AUTHENTICATION":
		e.Kind = event.Login
		e.SetText(event.Action, "login")
		e.Outcome = outcome(r.columns[20])
		e.Unverified = true // no sample at hand is of this type
	}
}

// traffic turns subtype and decision into an action. A session that was denied
// is one also where its end is logged.
func traffic(subtype, decision string) string {
	if refused(decision) || subtype == "drop" || subtype == "deny" {
		return "deny"
	}
	switch subtype {
	case "start":
		return "open"
	case "end":
		return "close"
	}
	return "permit"
}

// threat: what was found and let pass is an alert where it is an attack.
func threat(subtype, decision string) string {
	if refused(decision) {
		return "deny"
	}
	switch subtype {
	case "url", "data", "file", "wildfire":
		return "permit"
	}
	return "alert"
}

func refused(decision string) bool {
	for _, word := range [...]string{"deny", "drop", "reset", "block", "sinkhole"} {
		if strings.HasPrefix(decision, word) {
			return true
		}
	}
	return false
}

func duration(e *event.Event, v string) {
	if v == "" || len(v) > 10 {
		return
	}
	var n uint64
	for i := 0; i < len(v); i++ {
		if v[i] < '0' || v[i] > '9' {
			return
		}
		n = n*10 + uint64(v[i]-'0')
	}
	e.SetNumber(event.Duration, n*1e6)
}

func login(e *event.Event, verb string) {
	e.Kind = event.Login
	switch verb {
	case "login", "logout":
		e.SetText(event.Action, verb)
		e.Outcome = event.Success
	}
}

// portal is a step of a remote user's way in. The address that reached the
// portal is the actor's; the one of the tunnel stands beside it.
func portal(r *row, e *event.Event) {
	e.Kind = event.Login
	e.Outcome = outcome(r.columns[28])
	switch {
	case r.columns[9] == "login":
		e.SetText(event.Action, "login")
	case r.columns[9] == "logout", strings.HasSuffix(r.columns[8], "logout"):
		e.SetText(event.Action, "logout")
	case r.columns[9] == "connected", r.columns[9] == "tunnel":
		e.SetText(event.Action, "open")
	}
	if !e.Present().Has(event.ActorAddr) || e.Addr(event.ActorAddr).IsUnspecified() {
		if a, ok := table.Address(r.columns[16]); ok && !a.IsUnspecified() {
			e.SetAddr(event.ActorAddr, a)
		}
	}
	if v6 := r.columns[18]; v6 != "0.0.0.0" && v6 != "::" && e.Lookup("nat_actor") == "" {
		e.AddExtra("nat_actor", v6)
	}
}

func outcome(v string) event.Outcome {
	switch v {
	case "success", "Succeeded", "auth-success":
		return event.Success
	case "failure", "Failed", "Unauthorized", "auth-fail", "Authentication failed":
		return event.Failure
	}
	return event.NotSaid
}

// configuration is a command of an administrator; "Submitted" is a commit whose
// end another record tells.
func configuration(r *row, e *event.Event) {
	e.Kind = event.ConfigChange
	e.Outcome = outcome(r.columns[12])
	path := strings.TrimSpace(r.columns[13])
	e.SetText(event.Object, path)
	switch {
	case r.columns[9] == "commit" || strings.HasPrefix(r.columns[9], "commit-"):
		e.SetText(event.Action, "commit")
	case strings.Contains(path, "log-settings"):
		e.SetText(event.Action, "logging_change")
		if r.columns[9] == "delete" {
			e.AddExtra("state", "removed")
		}
	case strings.Contains(path, "mgt-config users"), strings.Contains(path, "local-user-database"):
		e.SetText(event.Action, "account_change")
	case r.columns[9] == "delete":
		e.SetText(event.Action, "delete")
	default:
		e.SetText(event.Action, "configure")
	}
}

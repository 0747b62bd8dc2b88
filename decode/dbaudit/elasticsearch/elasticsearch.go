// Package elasticsearch reads the audit log of Elasticsearch 7 and later, JSON
// lines.
//
// What was searched for is there only where the bodies of requests are recorded,
// which is off by default: bind_values is "not logged" without them.
package elasticsearch

import (
	"strings"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/dbaudit"
	"github.com/linewarden/linewarden/decode/jsontext"
	"github.com/linewarden/linewarden/decode/records"
	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/event"
)

const (
	name = "elasticsearch"
	// maxIndices bounds the indices that one record names.
	maxIndices = 64
)

// Formats returns the one format.
func Formats() []decode.Format {
	return []decode.Format{{
		Name: name, Title: "audit log of Elasticsearch",
		Sniff: func(head string) int {
			line, _, _ := strings.Cut(head, "\n")
			if strings.HasPrefix(line, "{") && strings.Contains(line, `"event.action":`) && (strings.Contains(line, `"node.`) || strings.Contains(line, `"origin.`)) {
				return 90
			}
			return 0
		},
		Split: records.Split(records.Line),
		New: func(opt decode.Options) decode.Decoder {
			r := reader{clock: stamp.Clock{Near: opt.Near, Offset: opt.ZoneOffset, HasZone: opt.HasZone}}
			return records.New(opt, name, records.Line, r.read)
		},
	}}
}

type reader struct {
	clock        stamp.Clock
	action, body string
}

func (r *reader) read(record string, e *event.Event) string {
	e.Clock |= event.NoStamp
	r.action, r.body = "", ""
	err := jsontext.Object(record, func(member string, v jsontext.Value) bool {
		r.member(member, v, e)
		return true
	})
	if err != nil || e.Text(event.MessageID) == "" {
		return "a line that is no JSON of an audit record"
	}
	r.meaning(e)
	return ""
}

func (r *reader) member(member string, v jsontext.Value, e *event.Event) {
	switch member {
	case "timestamp", "@timestamp":
		if st, n := stamp.Read(v.Text()); n > 0 {
			e.Time, e.Clock = r.clock.Time(st)
		}
	case "node.name":
		e.SetText(event.Reporter, v.Text())
	case "cluster.name":
		e.AddExtra("database", v.Text())
	case "event.action":
		e.SetText(event.MessageID, v.Text())
	case "user.name":
		e.SetText(event.Actor, v.Text())
	case "user.run_by.name":
		e.AddExtra("role", e.Text(event.Actor))
		e.SetText(event.Actor, v.Text())
	case "origin.address":
		dbaudit.Client(e, v.Text())
	case "authentication.type":
		e.AddExtra("auth_method", v.Text())
	case "request.id":
		e.AddExtra("task", v.Text())
	case "action":
		r.action = v.Text()
	case "url.path":
		e.AddExtra("url", v.Text())
	case "request.body":
		r.body = v.Text()
	case "indices":
		n := 0
		_ = jsontext.List(string(v), func(v jsontext.Value) bool {
			e.AddExtra("table", v.Text())
			n++
			return n < maxIndices
		})
	}
}

func (r *reader) meaning(e *event.Event) {
	e.SetText(event.Object, r.action)
	switch e.Text(event.MessageID) {
	case "authentication_success", "authentication_failed", "realm_authentication_failed", "anonymous_access_denied":
		e.Kind = event.Login
		e.SetText(event.Action, "login")
		e.Outcome = event.Failure
		if e.Text(event.MessageID) == "authentication_success" {
			e.Outcome = event.Success
		}
		return
	case "access_granted", "run_as_granted":
		e.Outcome = event.Success
	case "access_denied", "run_as_denied", "connection_denied", "tampered_request":
		e.Outcome = event.Failure
	case "put_user", "change_password", "delete_user", "put_role", "delete_role", "put_role_mapping", "delete_role_mapping", "put_privileges", "delete_privileges",
		"create_apikey", "change_apikey", "change_apikeys", "invalidate_apikeys", "change_enable_user", "change_disable_user", "create_service_token", "delete_service_token":
		e.Kind = event.ConfigChange
		e.SetText(event.Action, "account_change")
		return
	}
	r.access(e)
}

// access reads the name of an internal action: "indices:data/read/search".
func (r *reader) access(e *event.Event) {
	switch a := r.action; {
	case strings.HasPrefix(a, "indices:data/read/"):
		e.Kind = event.DataAccess
		e.SetText(event.Action, "read")
		e.AddExtra("statement", r.body)
		if r.body == "" {
			e.AddExtra("bind_values", dbaudit.NotLogged)
		}
	case strings.HasPrefix(a, "indices:data/write/delete"):
		e.Kind = event.DataAccess
		e.SetText(event.Action, "delete")
	case strings.HasPrefix(a, "indices:data/write/"):
		e.Kind = event.DataAccess
		e.SetText(event.Action, "modify")
	case strings.HasPrefix(a, "cluster:admin/snapshot/create"), strings.HasPrefix(a, "cluster:admin/repository/put"):
		e.Kind = event.DataAccess
		e.SetText(event.Action, "export")
	case strings.HasPrefix(a, "cluster:admin/settings/update"):
		e.Kind = event.ConfigChange
		e.SetText(event.Action, "modify")
		if strings.Contains(r.body, "security.audit") {
			e.SetText(event.Action, "logging_change")
		}
	case strings.HasPrefix(a, "cluster:admin/"), strings.HasPrefix(a, "indices:admin/"):
		e.Kind = event.ConfigChange
		e.SetText(event.Action, "modify")
		e.AddExtra("statement", r.body)
	}
}

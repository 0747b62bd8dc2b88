package events

import (
	"strconv"

	"github.com/linewarden/linewarden/event"
)

// ocsfVersion is the schema that the classes and their numbers are of.
const ocsfVersion = "1.8.0"

// class is a class of OCSF and the activity within it.
type class struct {
	category, uid, activity uint64
	name                    string
}

// classOf maps kind and action. Intercept has no class in OCSF; it is the
// management of an entity, and says in entity.type which.
func classOf(e *event.Event) class {
	action := e.Text(event.Action)
	switch e.Kind {
	case event.Login:
		if action == "account_change" {
			return class{3, 3001, 99, "Account Change"}
		}
		return class{3, 3002, activity(action, "login", 1, "logout", 2), "Authentication"}
	case event.Command:
		return class{1, 1007, 1, "Process Activity"}
	case event.ConfigChange:
		if action == "account_change" {
			return class{3, 3001, 99, "Account Change"}
		}
		return class{5, 5019, 1, "Device Config State Change"}
	case event.Flow:
		return class{4, 4001, activity(action, "open", 1, "close", 2, "deny", 5, "", 6), "Network Activity"}
	case event.DataAccess:
		return class{6, 6005, activity(action, "read", 1, "modify", 2, "open", 3, "execute", 4, "create", 6, "delete", 7), "Datastore Activity"}
	case event.Intercept:
		return class{3, 3004, activity(action, "create", 1, "read", 2, "modify", 3, "delete", 4), "Entity Management"}
	}
	return class{0, 0, 99, "Base Event"}
}

// activity finds the number beside the word, 99 ("other") for one that is not there.
func activity(action string, pairs ...any) uint64 {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i] == action {
			return uint64(pairs[i+1].(int))
		}
	}
	return 99
}

// severities are OCSF's severity_id for the severities of RFC 5424.
var severities = [8]uint64{6, 5, 4, 3, 2, 1, 1, 1}

// ocsf writes an event in the Open Cybersecurity Schema Framework.
func (o *object) ocsf(e *event.Event) []byte {
	c := classOf(e)
	o.reset()
	o.number("category_uid", c.category)
	o.number("class_uid", c.uid)
	o.text("class_name", c.name)
	o.number("activity_id", c.activity)
	o.number("type_uid", c.uid*100+c.activity)
	if at := e.Time; at != 0 || e.Received != 0 {
		if at == 0 {
			at = e.Received
		}
		o.signed("time", at/1000) // milliseconds
	}
	severity := uint64(0)
	if s, ok := e.Number(event.Severity); ok && s < 8 {
		severity = severities[s]
	}
	o.number("severity_id", severity)
	o.number("status_id", uint64(e.Outcome)) // 0 unknown, 1 success, 2 failure
	o.text("message", e.Text(event.Message))
	o.metadata(e)
	o.within("device", func() {
		o.text("hostname", e.Text(event.Reporter))
		o.addr("ip", e.Addr(event.DeviceAddr))
		o.number("type_id", 0)
	})
	o.within("actor", func() { o.actor(e, c) })
	o.particular(e, c)
	o.endpoint("src_endpoint", e, event.ActorAddr, event.ActorPort, "")
	o.endpoint("dst_endpoint", e, event.TargetAddr, event.TargetPort, e.Text(event.Host))
	o.network(e)
	if n, ok := e.Number(event.Duration); ok {
		o.number("duration", n/1000)
	}
	o.within("unmapped", func() {
		o.text("action", e.Text(event.Action))
		o.text("program", e.Text(event.Program))
		o.extras(e)
	})
	o.text("raw_data", e.Raw)
	return o.end()
}

func (o *object) metadata(e *event.Event) {
	o.within("metadata", func() {
		o.text("version", ocsfVersion)
		o.within("product", func() {
			o.text("name", "Linewarden")
			o.text("vendor_name", "Linewarden")
		})
		o.text("log_name", e.Format)
		o.text("log_provider", source(e))
		if e.Unverified {
			o.key("labels")
			o.list([]string{"unverified"})
		}
		o.text("event_code", e.Text(event.MessageID))
		if n, ok := e.Number(event.Sequence); ok {
			o.number("sequence", n)
		}
		if e.Received != 0 {
			o.signed("logged_time", e.Received/1000)
		}
		if sum := batchSum(e.Batch); sum != "" {
			o.text("uid", sum[:16]+":"+strconv.FormatInt(e.Offset, 10))
		}
	})
}

func (o *object) actor(e *event.Event, c class) {
	o.within("user", func() { o.text("name", e.Text(event.Actor)) })
	o.within("session", func() { o.text("uid", e.Text(event.Session)) })
	if c.uid != 1007 {
		o.within("process", func() { o.text("name", e.Text(event.Program)) })
	}
}

// particular writes what the class requires beyond the common members.
func (o *object) particular(e *event.Event, c class) {
	what := e.Text(event.Object)
	switch c.uid {
	case 3001, 3002:
		name := e.Lookup("target_user")
		if name == "" {
			name = e.Text(event.Actor)
		}
		o.within("user", func() { o.text("name", name) })
		o.within("service", func() { o.text("name", e.Lookup("service")) })
	case 1007:
		o.within("process", func() { o.text("cmd_line", what) })
	case 3004:
		o.within("entity", func() {
			o.text("name", what)
			o.text("type", "lawful intercept")
		})
	case 5019:
		o.text("comment", what)
	case 6005:
		o.within("database", func() { o.text("name", e.Lookup("database")) })
		o.within("table", func() { o.text("name", e.Lookup("table")) })
		o.within("query_info", func() {
			o.text("query_string", what)
			if n, ok := e.Number(event.Rows); ok {
				o.number("data_rows", n)
			}
		})
	}
}

func (o *object) endpoint(name string, e *event.Event, addr, port event.Field, host string) {
	o.within(name, func() {
		o.addr("ip", e.Addr(addr))
		if n, ok := e.Number(port); ok {
			o.number("port", n)
		}
		o.text("hostname", host)
	})
}

func (o *object) network(e *event.Event) {
	o.within("connection_info", func() {
		if n, ok := e.Number(event.Protocol); ok {
			o.number("protocol_num", n)
		}
		if n, ok := e.Number(event.TCPFlags); ok {
			o.number("tcp_flags", n)
		}
	})
	o.within("traffic", func() {
		for _, m := range []struct {
			name  string
			field event.Field
		}{{"bytes_out", event.Bytes}, {"packets_out", event.Packets}, {"bytes_in", event.BytesBack}, {"packets_in", event.PacketsBack}} {
			if n, ok := e.Number(m.field); ok {
				o.number(m.name, n)
			}
		}
	})
}

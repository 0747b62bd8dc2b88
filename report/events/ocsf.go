package events

import (
	"cmp"
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
	o.device(e, c)
	o.needed("actor", c.uid == 1007 || c.uid == 6005, func() { o.actor(e, c) }, func() { o.within("user", o.unknown) })
	o.particular(e, c)
	if c.uid == 4001 {
		o.network(e, true)
	}
	if n, ok := e.Number(event.Duration); ok {
		o.number("duration", n/1000)
	}
	o.within("unmapped", func() { o.unmapped(e, c) })
	o.text("raw_data", e.Raw)
	return o.end()
}

// unknown is what stands where the schema demands a name and the record has none.
func (o *object) unknown() { o.text("name", "Unknown") }

// needed is within for a member that the class may require: where fill adds
// nothing to it, instead does.
func (o *object) needed(name string, required bool, fill, instead func()) {
	before := len(o.b)
	o.within(name, fill)
	if required && len(o.b) == before {
		o.within(name, instead)
	}
}

// device is the reporting one.
func (o *object) device(e *event.Event, c class) {
	o.needed("device", c.uid == 1007 || c.uid == 5019, func() {
		o.text("hostname", e.Text(event.Reporter))
		o.addr("ip", e.Addr(event.DeviceAddr))
		if !o.empty {
			o.number("type_id", 0)
		}
	}, func() {
		o.unknown()
		o.number("type_id", 0)
	})
}

// unmapped is what the class has no place for.
func (o *object) unmapped(e *event.Event, c class) {
	o.text("action", e.Text(event.Action))
	o.text("program", e.Text(event.Program))
	if c.uid == 5019 || c.uid == 0 || c.uid == 3001 || c.uid == 3002 || c.uid == 4001 {
		o.text("object", e.Text(event.Object))
	}
	if n, ok := e.Number(event.Rows); ok {
		o.number("rows", n)
	}
	from, to := c.endpoints()
	if !from {
		o.endpoint("src_endpoint", e, event.ActorAddr, event.ActorPort, "")
	}
	if !to {
		o.endpoint("dst_endpoint", e, event.TargetAddr, event.TargetPort, e.Text(event.Host))
	}
	if c.uid != 4001 {
		o.network(e, false)
	}
	o.extras(e)
}

// endpoints says which ends the class has a place for.
func (c class) endpoints() (from, to bool) {
	switch c.uid {
	case 3002, 4001, 6005:
		return true, true
	case 3001:
		return true, false
	}
	return false, false
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
		o.key("profiles")
		o.list([]string{"host"})
		if labels := labels(e); len(labels) > 0 {
			o.key("labels")
			o.list(labels)
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

// labels say what a reader of the event has to know of it.
func labels(e *event.Event) []string {
	var out []string
	if e.Unverified {
		out = append(out, "unverified")
	}
	if e.Time == 0 && e.Received == 0 {
		out = append(out, "without_time")
	}
	return out
}

// particular writes what the class has beyond the common members.
func (o *object) particular(e *event.Event, c class) {
	what := e.Text(event.Object)
	switch c.uid {
	case 3001, 3002:
		name := e.Lookup("target_user")
		if name == "" {
			name = e.Text(event.Actor)
		}
		o.needed("user", true, func() { o.text("name", name) }, o.unknown)
		if c.uid == 3002 {
			o.within("service", func() { o.text("name", e.Lookup("service")) })
		}
	case 1007:
		o.needed("process", true, func() { o.text("cmd_line", what) }, o.unknown)
	case 3004:
		o.within("entity", func() {
			o.text("name", cmp.Or(what, "Unknown"))
			o.text("type", "lawful intercept")
		})
	case 6005:
		o.datastore(e, what)
	}
	o.ends(e, c)
}

// datastore is what was asked of which table of which database.
func (o *object) datastore(e *event.Event, what string) {
	database, table := e.Lookup("database"), e.Lookup("table")
	if database != "" || table == "" {
		o.within("database", func() {
			o.text("name", cmp.Or(database, "Unknown"))
			o.number("type_id", 0)
		})
	}
	o.within("table", func() { o.text("name", table) })
	o.within("query_info", func() { o.text("query_string", what) })
}

// ends are the two of a connection, a login or a query. Who logs in to a device
// that says no more than that reaches the device itself.
func (o *object) ends(e *event.Event, c class) {
	from, to := c.endpoints()
	before := len(o.b)
	if from {
		o.endpoint("src_endpoint", e, event.ActorAddr, event.ActorPort, "")
		if c.uid == 6005 && len(o.b) == before {
			o.within("src_endpoint", o.unknown)
		}
	}
	if !to {
		return
	}
	begin := len(o.b)
	o.endpoint("dst_endpoint", e, event.TargetAddr, event.TargetPort, e.Text(event.Host))
	switch {
	case len(o.b) > begin:
	case c.uid == 3002:
		o.needed("dst_endpoint", e.Lookup("service") == "", func() { o.text("hostname", e.Text(event.Reporter)) }, o.unknown)
	case c.uid == 4001 && begin == before:
		o.within("dst_endpoint", o.unknown)
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

// direction is OCSF's direction_id of the words of records.
func direction(e *event.Event) uint64 {
	switch e.Lookup("direction") {
	case "inbound":
		return 1
	case "outbound":
		return 2
	case "":
		return 0
	}
	return 99
}

// network is what is known of a connection; whole adds what the class requires.
func (o *object) network(e *event.Event, whole bool) {
	o.within("connection_info", func() {
		if whole {
			o.number("direction_id", direction(e))
		}
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

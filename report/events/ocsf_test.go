package events

import (
	"encoding/json"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/event"
)

// schema is what OCSF 1.8.0 demands of a class, by its definition: members that
// must be there, of some at least one, the activities, and the members that the
// class has beside those of all.
type schema struct {
	category, activities      uint64 // the last activity before 99
	required, oneOf, optional []string
}

// common are the members that every class has, with the host profile, and the
// first seven of which every event must have.
var common = []string{"category_uid", "class_uid", "activity_id", "type_uid", "time", "severity_id", "metadata",
	"class_name", "status_id", "message", "device", "actor", "duration", "unmapped", "raw_data"}

var schemas = map[uint64]schema{
	0:    {0, 0, nil, nil, nil},
	1007: {1, 5, []string{"device", "actor", "process"}, nil, nil},
	3001: {3, 12, []string{"user"}, nil, []string{"src_endpoint"}},
	3002: {3, 7, []string{"user"}, []string{"service", "dst_endpoint"}, []string{"src_endpoint"}},
	3004: {3, 13, []string{"entity"}, nil, nil},
	4001: {4, 7, nil, []string{"src_endpoint", "dst_endpoint"}, []string{"connection_info", "traffic"}},
	5019: {5, 2, []string{"device"}, nil, nil},
	6005: {6, 10, []string{"actor", "src_endpoint"}, []string{"database", "table"}, []string{"dst_endpoint", "query_info"}},
}

// objects are the members of our objects: those that are required, and of some
// at least one.
var objects = map[string]struct{ required, oneOf []string }{
	"metadata":        {[]string{"version", "product", "profiles"}, nil},
	"device":          {[]string{"type_id"}, []string{"hostname", "ip", "name"}},
	"actor":           {nil, []string{"user", "process", "session"}},
	"user":            {nil, []string{"name"}},
	"process":         {nil, []string{"name", "cmd_line"}},
	"entity":          {nil, []string{"name"}},
	"src_endpoint":    {nil, []string{"ip", "hostname", "name", "port"}},
	"dst_endpoint":    {nil, []string{"ip", "hostname", "name", "port"}},
	"connection_info": {[]string{"direction_id"}, nil},
	"database":        {[]string{"type_id"}, []string{"name"}},
	"table":           {nil, []string{"name"}},
	"query_info":      {[]string{"query_string"}, nil},
}

func has(o map[string]any, names []string) bool {
	return len(names) == 0 || slices.ContainsFunc(names, func(n string) bool { return o[n] != nil })
}

// conforms says what is wrong with a line; timeless events lack a time, and say so.
func conforms(line []byte, timeless bool) []string {
	var wrong []string
	var o map[string]any
	if err := json.Unmarshal(line, &o); err != nil {
		return []string{err.Error()}
	}
	number := func(name string) uint64 { f, _ := o[name].(float64); return uint64(f) }
	class, activity := number("class_uid"), number("activity_id")
	s, ok := schemas[class]
	if !ok || s.category != number("category_uid") || number("type_uid") != class*100+activity {
		wrong = append(wrong, "class, category or type")
	}
	if activity != 99 && activity > s.activities || number("severity_id") > 6 || number("status_id") > 2 {
		wrong = append(wrong, "activity, severity or status")
	}
	for _, n := range slices.Concat(common[:7], s.required) {
		if o[n] == nil && !(n == "time" && timeless) {
			wrong = append(wrong, "no "+n)
		}
	}
	if !has(o, s.oneOf) {
		wrong = append(wrong, "none of "+strings.Join(s.oneOf, ", "))
	}
	for n, v := range o {
		if !slices.Contains(slices.Concat(common, s.required, s.oneOf, s.optional), n) {
			wrong = append(wrong, "no place for "+n)
		}
		if inner, ok := v.(map[string]any); ok {
			def := objects[n]
			for _, r := range def.required {
				if inner[r] == nil {
					wrong = append(wrong, "no "+n+"."+r)
				}
			}
			if !has(inner, def.oneOf) {
				wrong = append(wrong, "nothing in "+n)
			}
		}
	}
	return wrong
}

// Every event, whatever it has, is a line that its class allows.
func TestOCSFConforms(t *testing.T) {
	fill := map[string]func(*event.Event){
		"time":    func(e *event.Event) { e.Time = 1795352531e6 },
		"device":  func(e *event.Event) { e.SetText(event.Reporter, "pe1") },
		"actor":   func(e *event.Event) { e.SetText(event.Actor, "jdoe") },
		"from":    func(e *event.Event) { e.SetAddr(event.ActorAddr, netip.MustParseAddr("203.0.113.9")) },
		"to":      func(e *event.Event) { e.SetNumber(event.TargetPort, 22) },
		"object":  func(e *event.Event) { e.SetText(event.Object, "x") },
		"service": func(e *event.Event) { e.AddExtra("service", "ssh") },
		"table":   func(e *event.Event) { e.AddExtra("table", "calls") },
		"counts": func(e *event.Event) {
			e.Unverified = true
			for f := event.Protocol; f <= event.TCPFlags; f++ {
				e.SetNumber(f, 7)
			}
		},
	}
	var names []string
	for n := range fill {
		names = append(names, n)
	}
	slices.Sort(names)
	var w object
	for kind := event.System; kind <= event.Intercept; kind++ {
		for _, action := range append(actions(t), "") {
			for set := range 1 << len(names) {
				e := &event.Event{Kind: kind, Format: "ios"}
				e.SetText(event.Action, action)
				for i, n := range names {
					if set>>i&1 != 0 {
						fill[n](e)
					}
				}
				if wrong := conforms(w.ocsf(e), e.Time == 0); len(wrong) > 0 {
					t.Fatalf("%v %q: %q in %s", kind, action, wrong, w.ocsf(e))
				}
			}
		}
	}
}

// actions are those that have an activity of their own, and one that has not.
func actions(t *testing.T) []string {
	all := []string{"login", "logout", "open", "close", "deny", "read", "modify", "execute", "create", "delete", "account_change", "reload"}
	for _, a := range all {
		if !event.IsAction(a) {
			t.Errorf("no action %q", a)
		}
	}
	return all
}

// What the record does not say is not made up: it is said to be unknown.
func TestOCSFOfNothing(t *testing.T) {
	var w object
	for kind, want := range map[event.Kind]string{
		event.Login:        `"user":{"name":"Unknown"},"dst_endpoint":{"name":"Unknown"}`,
		event.Command:      `"device":{"name":"Unknown","type_id":0},"actor":{"user":{"name":"Unknown"}},"process":{"name":"Unknown"}`,
		event.ConfigChange: `"device":{"name":"Unknown","type_id":0}`,
		event.Flow:         `"dst_endpoint":{"name":"Unknown"},"connection_info":{"direction_id":0}`,
		event.DataAccess:   `"actor":{"user":{"name":"Unknown"}},"database":{"name":"Unknown","type_id":0},"src_endpoint":{"name":"Unknown"}`,
		event.Intercept:    `"entity":{"name":"Unknown","type":"lawful intercept"}`,
		event.System:       `"labels":["without_time"]`,
	} {
		if got := string(w.ocsf(&event.Event{Kind: kind})); !strings.Contains(got, want) {
			t.Errorf("%v: %s", kind, got)
		}
	}
}

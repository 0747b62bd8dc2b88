package asa

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/agree"
	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/decode/table/tabletest"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/internal/realdata"
)

// fields says which field of the set is which of ours, for messages whose first
// end is the one that began.
var fields = map[string]string{
	"source.ip": "actor_addr", "source.port": "actor_port", "source.domain": "actor_name", "source.user.name": "actor", "user.name": "actor",
	"destination.ip": "target_addr", "destination.port": "target_port", "destination.domain": "target_name",
	"observer.ingress.interface.name": "in_interface", "observer.egress.interface.name": "out_interface",
	"network.iana_number": "protocol", "network.bytes": "bytes", "network.direction": "direction", "cisco.asa.rule_name": "acl",
	"cisco.asa.connection_id": "session", "cisco.asa.message_id": "message_id", "cisco.asa.icmp_type": "icmp_type", "cisco.asa.icmp_code": "icmp_code",
	"event.severity": "severity", "host.hostname": "reporter", "url.original": "url", "event.reason": "reason",
	"source.user.group.name": "group", "cisco.asa.webvpn.group_name": "group", "cisco.asa.command_line_arguments": "object",
}

// turned is fields for outbound connections: the set always takes the end that
// is written first for the source, but it is the one that was called.
var turned = map[string]string{
	"actor_addr": "target_addr", "actor_port": "target_port", "actor_name": "target_name", "in_interface": "out_interface", "actor": "target_user",
	"target_addr": "actor_addr", "target_port": "actor_port", "target_name": "actor_name", "out_interface": "in_interface",
}

// otherwise returns our field where the set means another than fields says.
func otherwise(got map[string]string, ours string) string {
	id, inbound := got["message_id"], got["direction"] == "inbound"
	switch {
	case id == "302020": // the set takes the device's side for the source
		if inbound {
			return turned[ours]
		}
	case got["action"] == "open" && got["direction"] == "outbound", strings.HasPrefix(id, "75000"):
		if ours != "actor" || id[0] != '7' {
			return turned[ours]
		}
	case got["action"] == "translate":
		return map[string]string{"target_addr": "nat_actor", "target_port": "nat_actor_port"}[ours]
	case id == "113019" && ours == "target_addr": // the remote end, where the user is
		return "actor_addr"
	}
	return ""
}

func TestAgree(t *testing.T) {
	score := agree.New("elastic-filebeat-modules, cisco/asa")
	for _, file := range realdata.Files(t, "elastic-filebeat-modules") {
		if !strings.Contains(file, "/cisco/asa/test/") || filepath.Ext(file) != ".log" {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		answers := agree.Answers(t, file+"-expected.json")
		events, gaps := agree.Syslog(newFamily(t), decode.Options{ZoneOffset: -2 * 3600, HasZone: true}, string(text))
		if gaps > 0 {
			t.Errorf("%s: %d gaps", file, gaps)
		}
		at := map[string]*event.Event{}
		for _, e := range events {
			at[fmt.Sprint(e.Offset)] = e
		}
		for _, want := range answers {
			place := fmt.Sprintf("%s@%s", filepath.Base(file), agree.Text(want["log.offset"]))
			if e := at[agree.Text(want["log.offset"])]; e != nil {
				compare(t, score, place, want, e)
			} else {
				t.Errorf("%s: no event begins there", place)
			}
		}
	}
	score.Check(t)
	tb, err := table.Load("messages.yaml", messages)
	if err != nil {
		t.Fatal(err)
	}
	agree.Proven(t, []*table.Table{tb}, score)
}

func compare(t *testing.T, score *agree.Score, place string, want map[string]any, e *event.Event) {
	got := tabletest.Fields(e)
	score.Record(e)
	for theirs, ours := range fields {
		v := agree.Text(want[theirs])
		if v == "" {
			continue
		}
		if other := otherwise(got, ours); other != "" {
			ours = other
		}
		// Accounts stand here as the record writes them, but for "LOCAL\".
		if theirs == "source.user.name" && agree.Text(want["source.user.domain"]) != "" {
			v = strings.TrimPrefix(agree.Text(want["cisco.asa.source_username"]), `LOCAL\`)
		}
		score.Field(ours, place, v, got[ours])
	}
	decided(t, score, place, want, got)
	if v := agree.Text(want["event.duration"]); v != "" {
		n, _ := e.Number(event.Duration)
		score.Field("duration_us", place, v, fmt.Sprint(n*1000))
	}
	if v := agree.Text(want["@timestamp"]); v != "" {
		at, _ := time.Parse(time.RFC3339Nano, v)
		score.Field("time", place, at.UTC().Format(time.DateTime), time.UnixMicro(e.Time).UTC().Format(time.DateTime))
	}
}

// actions are what their types of events are here, and actionsOf where a message
// is one of another kind: what was let through is also a page that was read.
var (
	actions   = map[string]string{"denied": "deny", "allowed": "permit", "end": "close", "creation": "create", "deletion": "delete"}
	actionsOf = map[string]string{
		"304001 allowed": "read", "338002 allowed": "alert", "605004 denied": "login", "605005 allowed": "login",
		"302020 end": "open", "609001 end": "open", // "Built" is no end
		"305012 end": "translate",
	}
)

// outcomes are their words, with their type where it matters, and ours. A denied
// packet is a success of a filter, whichever word the set has. "" is no outcome
// of what the record tells of: the level of the message, or nothing.
var outcomes = map[string]string{
	"success": "success", "succeeded": "success", "failed": "failure",
	"failure denied": "success", "failure error": "", "failure info": "", "monitored": "", "unknown": "",
}

// decided compares action and outcome.
func decided(t *testing.T, score *agree.Score, place string, want map[string]any, got map[string]string) {
	t.Helper()
	types, _ := want["event.type"].([]any)
	outcome := agree.Text(want["event.outcome"])
	for _, typ := range types {
		if w, ok := actions[fmt.Sprint(typ)]; ok {
			if other := actionsOf[fmt.Sprint(got["message_id"], " ", typ)]; other != "" {
				w = other
			}
			score.Field("action", place, w, got["action"])
		}
		if _, ok := outcomes[fmt.Sprint(outcome, " ", typ)]; ok {
			outcome = fmt.Sprint(outcome, " ", typ)
		}
	}
	w, ok := outcomes[outcome]
	if got["message_id"] == "605004" { // a login that was denied
		w = "failure"
	}
	if !ok && outcome != "" {
		t.Errorf("%s: nothing says what outcome %q is", place, outcome)
	}
	if w != "" {
		score.Field("outcome", place, w, got["outcome"])
	}
}

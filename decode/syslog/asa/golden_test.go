package asa

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/agree"
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

func TestElastic(t *testing.T) {
	var score agree.Score
	for _, file := range realdata.Files(t, "elastic-filebeat-modules") {
		if !strings.Contains(file, "/cisco/asa/test/") || filepath.Ext(file) != ".log" || strings.Contains(file, "filtered") || strings.Contains(file, "dap_records") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		answers := agree.Answers(t, file+"-expected.json")
		events, gaps := agree.Syslog(newFamily(t), decode.Options{ZoneOffset: -2 * 3600, HasZone: true}, string(text))
		if len(events) != len(answers) || gaps > 0 {
			t.Fatalf("%s: %d events and %d gaps for %d answers", file, len(events), gaps, len(answers))
		}
		for i, e := range events {
			compare(&score, fmt.Sprintf("%s:%d", filepath.Base(file), i+1), answers[i], e)
		}
	}
	score.Check(t, 0.95, "time", "source.ip", "source.port", "destination.ip", "destination.port", "network.iana_number", "network.bytes", "event.duration", "host.hostname", "source.user.name", "action")
}

func compare(score *agree.Score, place string, want map[string]any, e *event.Event) {
	got := tabletest.Fields(e)
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
		score.Field(theirs, place, v, got[ours])
	}
	if types, ok := want["event.type"].([]any); ok && e.Kind == event.Flow {
		switch {
		case slices.Contains(types, any("denied")):
			score.Field("action", place, "deny", got["action"])
		case slices.Contains(types, any("allowed")) && strings.HasPrefix(got["message_id"], "106"): // others are read or alert here
			score.Field("action", place, "permit", got["action"])
		}
	}
	if v := agree.Text(want["event.duration"]); v != "" {
		n, _ := e.Number(event.Duration)
		score.Field("event.duration", place, v, fmt.Sprint(n*1000))
	}
	if v := agree.Text(want["@timestamp"]); v != "" {
		at, _ := time.Parse(time.RFC3339Nano, v)
		score.Field("time", place, at.UTC().Format(time.DateTime), time.UnixMicro(e.Time).UTC().Format(time.DateTime))
	}
}

package panos

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/agree"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/decode/table/tabletest"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/internal/realdata"
)

func newFamily(t testing.TB) syslog.Family {
	t.Helper()
	f, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestMessages(t *testing.T) {
	tb, err := table.Load("messages.yaml", messages)
	if err != nil {
		t.Fatal(err)
	}
	tabletest.Run(t, tb)
}

const session = `<14>Nov 22 13:02:12 fw1 1,2026/11/22 13:02:12,0128,TRAFFIC,end,2049,2026/11/22 13:02:11,198.51.100.7,192.0.2.1,203.0.113.1,192.0.2.1,"allow, web",corp\jdoe,,ssl,vsys1,trust,untrust,ethernet1/2,ethernet1/1,fwd,2026/11/22 13:02:11,4711,1,51022,443,4022,443,0x400053,tcp,allow,4200,3000,1200,17,2026/11/22 13:02:08,3,any,0,99,0x0,a,b,0,9,8,tcp-fin,0,0,0,0,,fw1,from-policy`

func TestDecode(t *testing.T) {
	for line, want := range map[string]map[string]string{
		session: {"kind": "flow", "action": "close", "outcome": "success", "reporter": "fw1", "serial": "0128", "message_id": "TRAFFIC,end", "actor_addr": "198.51.100.7", "target_addr": "192.0.2.1",
			"nat_actor": "203.0.113.1", "nat_target": "192.0.2.1", "policy": "allow, web", "actor": `corp\jdoe`, "application": "ssl", "domain": "vsys1", "in_zone": "trust", "out_zone": "untrust",
			"in_interface": "ethernet1/2", "out_interface": "ethernet1/1", "session": "4711", "count": "1", "actor_port": "51022", "target_port": "443", "nat_actor_port": "4022", "nat_target_port": "443",
			"protocol": "6", "bytes": "3000", "bytes_back": "1200", "category": "any", "sequence": "99", "packets": "9", "packets_back": "8", "reason": "tcp-fin", "duration_us": "3000000"},
		`1,2026/11/22 13:02:11,0128,CONFIG,0,2561,2026/11/22 13:02:11,198.51.100.7,,set,jdoe,CLI,Succeeded,mgt-config users svc2,7,0x0,0,0,0,0,,fw1`: {
			"kind": "config_change", "action": "account_change", "outcome": "success", "reporter": "fw1", "serial": "0128", "message_id": "CONFIG,0", "actor_addr": "198.51.100.7", "actor": "jdoe", "client": "CLI",
			"object": "mgt-config users svc2", "sequence": "7"},
		`1,2026/11/22 13:02:11,0128,SYSTEM,auth,2561,2026/11/22 13:02:11,,auth-fail,,0,0,general,medium,failed authentication for user 'admin'. Reason: Invalid username/password. From: 203.0.113.9.,8,0x0,0,0,0,0,,fw1`: {
			"kind": "login", "action": "login", "outcome": "failure", "reporter": "fw1", "serial": "0128", "message_id": "auth-fail", "category": "general", "actor": "admin", "reason": "Invalid username/password.", "actor_addr": "203.0.113.9", "sequence": "8"},
		`1,2026/11/22 13:02:11,0128,AUTHENTICATION,auth,2561,2026/11/22 13:02:11,vsys1,203.0.113.9,jdoe,jdoe,obj,pol,1,1,,fwd,prof,bad password,Web,auth-fail,1,9,0x0,0,0,0,0,,fw1`: {
			"kind": "login", "action": "login", "outcome": "failure", "reporter": "fw1", "serial": "0128", "message_id": "auth-fail", "domain": "vsys1", "actor_addr": "203.0.113.9", "actor": "jdoe", "object": "obj", "policy": "pol", "reason": "bad password", "sequence": "9"},
		`1,2026/11/22 13:02:11,0128,NEWTYPE,x,2561,2026/11/22 13:02:11,a,b`: {"serial": "0128", "message_id": "NEWTYPE,x"},
		`1,2026/11/22 13:02:11,0128,TRAFFIC,"en`:                            {"kind": "flow", "action": "permit", "outcome": "success", "serial": "0128", "message_id": `TRAFFIC,"en`},
	} {
		events, _ := agree.Syslog(newFamily(t), decode.Options{}, line)
		got := tabletest.Fields(events[0])
		for _, k := range []string{"message", "severity", "facility"} {
			delete(got, k)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", line, diff)
		}
	}
}

// fields says which field of an answer is which of an event.
var fields = map[string]string{
	"source.ip": "actor_addr", "source.port": "actor_port", "destination.ip": "target_addr", "destination.port": "target_port",
	"source.bytes": "bytes", "destination.bytes": "bytes_back", "source.packets": "packets", "destination.packets": "packets_back",
	"observer.hostname": "reporter", "observer.serial_number": "serial", "panw.panos.virtual_sys": "domain", "panw.panos.flow_id": "session",
	"observer.ingress.interface.name": "in_interface", "observer.egress.interface.name": "out_interface", "observer.ingress.zone": "in_zone", "observer.egress.zone": "out_zone",
	"source.nat.ip": "nat_actor", "source.nat.port": "nat_actor_port", "destination.nat.ip": "nat_target", "destination.nat.port": "nat_target_port",
	"network.application": "application", "rule.name": "policy", "panw.panos.endreason": "reason", "panw.panos.url.category": "category",
	"panw.panos.sequence_number": "sequence", "host.name": "actor_name", "event.outcome": "outcome",
}

// skip are fields that the set fills with what the record does not say.
func skip(kind, field, value string) bool {
	switch field {
	case "event.outcome": // the same word for every record
		return kind != "TRAFFIC" && kind != "THREAT" && kind != "USERID"
	case "source.port", "destination.port": // the first and last of a range that users of a server share
		return kind == "USERID"
	case "source.ip":
		return kind == "GLOBALPROTECT" && value == "0.0.0.0"
	case "source.nat.ip", "destination.nat.ip":
		return value == "0.0.0.0"
	case "panw.panos.sequence_number": // the set's own rounding of large numbers
		return len(value) > 15
	}
	return false
}

// actions are the set's words and ours.
var actions = map[string]string{"flow_started": "open", "flow_terminated": "close", "flow_denied": "deny", "flow_dropped": "deny", "url_filtering": "permit", "data_match": "permit", "file_match": "permit",
	"spyware_detected": "alert", "login": "login", "logout": "logout"}

func TestAgree(t *testing.T) {
	score := agree.New("elastic-filebeat-modules, panw/panos")
	for _, file := range realdata.Files(t, "elastic-filebeat-modules") {
		if !strings.Contains(file, "/panw/panos/test/") || filepath.Ext(file) != ".log" {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		answers := agree.Answers(t, file+"-expected.json")
		events, gaps := agree.Syslog(newFamily(t), decode.Options{ZoneOffset: -2 * 3600, HasZone: true}, string(text))
		byRaw := map[string]*event.Event{}
		for _, e := range events {
			byRaw[e.Raw] = e
		}
		if gaps > 0 || len(events) < len(answers) {
			t.Fatalf("%s: %d events and %d gaps for %d answers", file, len(events), gaps, len(answers))
		}
		for i, want := range answers {
			place := fmt.Sprintf("%s:%d", filepath.Base(file), i+1)
			e := events[i]
			if original := agree.Text(want["event.original"]); !strings.Contains(e.Raw, original) && byRaw[original] != nil {
				e = byRaw[original]
			}
			compare(score, place, want, e)
		}
	}
	score.Check(t)
	tb, err := table.Load("messages.yaml", messages)
	if err != nil {
		t.Fatal(err)
	}
	agree.Proven(t, []*table.Table{tb}, score)
}

func compare(score *agree.Score, place string, want map[string]any, e *event.Event) {
	score.Record(e)
	got := tabletest.Fields(e)
	kind := agree.Text(want["panw.panos.type"])
	if kind == "GLOBALPROTECT" { // the set has the tunnel's address first, and the portal for the device
		got["actor_addr"], got["nat_actor"] = got["nat_actor"], got["actor_addr"]
		got["reporter"] = got["target_name"]
	}
	for theirs, ours := range fields {
		if v := agree.Text(want[theirs]); v != "" && !skip(kind, theirs, v) {
			score.Field(ours, place, v, got[ours])
		}
	}
	// "host\\user" with two backslashes is one the set cuts wrongly.
	if v := agree.Text(want["source.user.name"]); v != "" && !strings.Contains(got["actor"], `\\`) {
		if name, domain, ok := strings.Cut(got["actor"], "@"); ok {
			got["actor"] = domain + `\` + name
		}
		if d := agree.Text(want["source.user.domain"]); d != "" {
			v = d + `\` + v
		}
		score.Field("actor", place, v, got["actor"])
	}
	if v := agree.Text(want["network.transport"]); v != "" {
		p, _ := table.Protocol(v)
		score.Field("protocol", place, fmt.Sprint(p), got["protocol"])
	}
	if v := agree.Text(want["event.action"]); v != "" {
		v = actions[v]
		if refused(agree.Text(want["panw.panos.action"])) {
			v = "deny"
		}
		score.Field("action", place, v, got["action"])
	}
	if v := agree.Text(want["url.original"]); v != "" && got["url"] != "" {
		score.Field("url", place, v, got["url"])
	}
	at, _ := time.Parse(time.RFC3339Nano, agree.Text(want["@timestamp"]))
	score.Field("time", place, at.UTC().Format(time.DateTime), time.UnixMicro(e.Time).UTC().Format(time.DateTime))
}

func FuzzDecode(f *testing.F) {
	fam := newFamily(f)
	f.Add(session)
	f.Add(`1,2026/11/22 13:02:11,0128,TRAFFIC,"en""d",",`)
	f.Fuzz(func(t *testing.T, line string) { agree.Syslog(fam, decode.Options{}, line) })
}

func BenchmarkDecode(b *testing.B) {
	fam := newFamily(b).(*family)
	var h syslog.Header
	var e event.Event
	b.ReportAllocs()
	b.SetBytes(int64(len(session)))
	for b.Loop() {
		h.Parse(session)
		e.Reset()
		if fam.Claim(&h) != syslog.Sure {
			b.Fatal("not claimed")
		}
		fam.Decode(&h, &e)
	}
}

package fortios

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

const session = `<189>date=2026-11-22 time=13:02:11 devname="fw1" devid="FG1" logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" eventtime=1795352531123456789 tz="+0000" srcip=198.51.100.7 srcport=51022 srcintf="port1" dstip=192.0.2.1 dstport=443 dstintf="wan1" sessionid=4711 proto=6 action="close" policyid=7 service="HTTPS" trandisp="snat" transip=203.0.113.1 transport=4022 duration=3 sentbyte=3000 rcvdbyte=1200 sentpkt=9 rcvdpkt=8`

func TestDecode(t *testing.T) {
	for line, want := range map[string]map[string]string{
		session: {"kind": "flow", "action": "close", "outcome": "success", "reporter": "fw1", "serial": "FG1", "message_id": "0000000013", "domain": "root", "actor_addr": "198.51.100.7", "actor_port": "51022",
			"in_interface": "port1", "target_addr": "192.0.2.1", "target_port": "443", "out_interface": "wan1", "session": "4711", "protocol": "6", "policy": "7", "service": "HTTPS", "nat_actor": "203.0.113.1",
			"nat_actor_port": "4022", "duration_us": "3000000", "bytes": "3000", "bytes_back": "1200", "packets": "9", "packets_back": "8", "reason": "close"},
		`<133>Nov 22 13:02:11 fw1 CEF:0|Fortinet|Fortigate|v7.2.0|00013|traffic:forward close|3|deviceExternalId=FG1 FTNTFGTeventtime=1795352531123456789 FTNTFGTtz=+0000 FTNTFGTlogid=0000000013 cat=traffic:forward FTNTFGTvd=root src=198.51.100.7 spt=51022 deviceInboundInterface=port1 dst=192.0.2.1 dpt=443 deviceOutboundInterface=wan1 externalId=4711 proto=6 act=close FTNTFGTpolicyid=7 app=HTTPS sourceTranslatedAddress=203.0.113.1 sourceTranslatedPort=4022 FTNTFGTduration=3 out=3000 in=1200 FTNTFGTsentpkt=9 FTNTFGTrcvdpkt=8`: {
			"kind": "flow", "action": "close", "outcome": "success", "reporter": "fw1", "serial": "FG1", "message_id": "0000000013", "domain": "root", "actor_addr": "198.51.100.7", "actor_port": "51022",
			"in_interface": "port1", "target_addr": "192.0.2.1", "target_port": "443", "out_interface": "wan1", "session": "4711", "protocol": "6", "policy": "7", "service": "HTTPS", "nat_actor": "203.0.113.1",
			"nat_actor_port": "4022", "duration_us": "3000000", "bytes": "3000", "bytes_back": "1200", "packets": "9", "packets_back": "8", "reason": "close"},
		`CEF: 0|Fortinet|Fortigate|v7.2.0|32002|event:system login failed|7|deviceExternalId=FG1 FTNTFGTlogid=0100032002 cat=event:system duser=admin sproc=ssh(203.0.113.9) act=login outcome=failed reason=passwd_invalid msg=Administrator admin login failed from ssh(203.0.113.9) duser=boss`: {
			"kind": "login", "action": "login", "outcome": "failure", "serial": "FG1", "message_id": "0100032002", "actor": "admin", "client": "ssh", "actor_addr": "203.0.113.9", "reason": "passwd_invalid"},
		`date=2026-11-22 time=13:02:11 devname="fw1" logid="0100044547" type="event" subtype="system" user="jdoe" ui="ssh(198.51.100.7)" action="Edit" cfgpath="system.admin" cfgobj="svc2" cfgattr="trusthost2[0.0.0.0 0.0.0.0->203.0.113.77/32]" msg="Edit \"system.admin\" svc2"`: {
			"kind": "config_change", "action": "account_change", "outcome": "success", "reporter": "fw1", "message_id": "0100044547", "actor": "jdoe", "client": "ssh", "actor_addr": "198.51.100.7", "object": "system.admin", "host": "svc2",
			"target_user": "svc2", "old": "0.0.0.0 0.0.0.0", "new": "203.0.113.77/32"},
		`date=2026-11-22 time=13:02:11 devname="fw1" logid="0100044546" type="event" subtype="system" user="jdoe" ui="GUI(198.51.100.7)" action="Edit" cfgpath="log.syslogd.setting" cfgattr="status[enable->disable]server[192.0.2.9->]"`: {
			"kind": "config_change", "action": "logging_change", "outcome": "success", "reporter": "fw1", "message_id": "0100044546", "actor": "jdoe", "client": "GUI", "actor_addr": "198.51.100.7", "object": "log.syslogd.setting",
			"new": "status[enable->disable]server[192.0.2.9->]"},
		`date=2026-11-22 time=13:02:11 devname="fw1" logid="0100032002" type="event" subtype="system" user="admin" ui="https(203.0.113.9)" action="login" status="failed" reason="passwd_invalid"`: {
			"kind": "login", "action": "login", "outcome": "failure", "reporter": "fw1", "message_id": "0100032002", "actor": "admin", "client": "https", "actor_addr": "203.0.113.9", "reason": "passwd_invalid"},
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

func TestStamp(t *testing.T) {
	for keys, want := range map[string]string{
		`date=2026-11-22 time=13:02:11 tz="+0100"`:                               "2026-11-22T12:02:11Z",
		`date=2026-11-22 time=13:02:11 tz="+0000" eventtime=1795352531123456789`: "2026-11-22T13:02:11.123456Z",
		`date=2026-11-22 time=13:02:11 tz="-0500" eventtime=1795352531`:          "2026-11-22T18:02:11Z",
		`date=2026-11-22 time=15:02:11 eventtime=1795352531123`:                  "2026-11-22T13:02:11.123Z",
		`date=2026-11-22 time=15:02:11 eventtime=1795352531123456`:               "2026-11-22T13:02:11.123456Z",
		`date=2026-11-22 time=15:02:11`:                                          "2026-11-22T15:02:11Z zone_guessed",
		`date=2026-13-41 time=15:02:11 tz="+0000"`:                               "1970-01-01T00:00:00Z out_of_range",
	} {
		events, _ := agree.Syslog(newFamily(t), decode.Options{}, keys+` logid="1" type="event"`)
		e := events[0]
		got := strings.TrimSpace(time.UnixMicro(e.Time).UTC().Format(time.RFC3339Nano) + " " + strings.Join(e.Clock.Names(), " "))
		if got != want {
			t.Errorf("%s: %s, want %s", keys, got, want)
		}
	}
}

// fields says which field of an answer is which of an event.
var fields = map[string]string{
	"source.ip": "actor_addr", "source.port": "actor_port", "destination.ip": "target_addr", "destination.port": "target_port",
	"source.bytes": "bytes", "destination.bytes": "bytes_back", "source.packets": "packets", "destination.packets": "packets_back",
	"network.iana_number": "protocol", "source.user.name": "actor", "source.user.group.name": "group", "observer.name": "reporter",
	"observer.serial_number": "serial", "event.code": "message_id", "fortinet.firewall.vd": "domain", "fortinet.firewall.sessionid": "session",
	"observer.ingress.interface.name": "in_interface", "observer.egress.interface.name": "out_interface", "source.nat.ip": "nat_actor",
	"source.nat.port": "nat_actor_port", "network.application": "application", "message": "message", "url.path": "", "network.direction": "direction",
	"event.outcome": "outcome", "source.mac": "actor_mac", "fortinet.firewall.virus": "threat", "fortinet.firewall.attack": "threat", "file.name": "object",
}

// words are the actions of the set and ours.
var words = map[string]string{
	"deny": "deny", "dns": "permit", "accept": "permit", "close": "close", "ip-conn": "close", "server-rst": "close", "blocked": "deny", "block": "deny",
	"dropped": "deny", "clear_session": "deny", "pass": "permit", "passthrough": "permit", "exempt": "permit", "FSSO-logon": "login", "FSSO-logoff": "logout",
	"auth-logon": "login", "authentication": "login", "login": "login", "negotiate": "open", "ssl-new-con": "open", "tunnel-up": "open", "add": "open",
	"connect": "up", "disconnect": "down", "perf-stats": "",
}

func TestAgree(t *testing.T) {
	agree.Napalm(t, newFamily(t), "fortinet", nil).Check(t)
	score := agree.New("elastic-filebeat-modules, fortinet/firewall")
	for _, file := range realdata.Files(t, "elastic-filebeat-modules") {
		if !strings.Contains(file, "/fortinet/firewall/test/") || filepath.Ext(file) != ".log" {
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
			compare(score, fmt.Sprintf("%s:%d", filepath.Base(file), i+1), answers[i], e)
		}
	}
	score.Check(t)
}

func compare(score *agree.Score, place string, want map[string]any, e *event.Event) {
	score.Record(e)
	got := tabletest.Fields(e)
	for theirs, ours := range fields {
		if v := agree.Text(want[theirs]); v != "" && ours != "" {
			score.Field(ours, place, v, got[ours])
		}
	}
	if v := agree.Text(want["event.duration"]); v != "" {
		n, _ := e.Number(event.Duration)
		score.Field("duration_us", place, v, fmt.Sprint(n*1000))
	}
	if v, ok := want["event.action"]; ok {
		score.Field("action", place, words[agree.Text(v)], got["action"])
	}
	// Without a zone in the record the set assumes one; eventtime needs none.
	stamp := "@timestamp"
	if strings.Contains(e.Raw, "eventtime=") && !strings.Contains(e.Raw, " tz=") {
		stamp = "event.start"
	}
	at, _ := time.Parse(time.RFC3339Nano, agree.Text(want[stamp]))
	score.Field("time", place, at.UTC().Format(time.DateTime), time.UnixMicro(e.Time).UTC().Format(time.DateTime))
}

func FuzzDecode(f *testing.F) {
	fam := newFamily(f)
	f.Add(session)
	f.Add(`date=2026-11-22 time=13:02:11 logid="1" type="event" a="\" b= c`)
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
		fam.Decode(&h, &e)
	}
}

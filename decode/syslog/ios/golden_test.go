package ios

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/agree"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/decode/table/tabletest"
	"github.com/linewarden/linewarden/internal/realdata"
)

// fields says which field of the set is which of ours.
var fields = map[string]string{
	"source.ip": "actor_addr", "source.port": "actor_port", "destination.ip": "target_addr", "destination.port": "target_port",
	"network.packets": "packets", "network.transport": "protocol", "network.iana_number": "protocol", "cisco.ios.access_list": "acl", "event.outcome": "action",
	"event.sequence": "sequence", "event.severity": "severity", "log.source.address": "reporter", "icmp.type": "icmp_type", "icmp.code": "icmp_code",
	"message": "message",
}

// words are values of the set that are spelled otherwise here.
var words = map[string]string{"tcp": "6", "udp": "17", "icmp": "1", "igmp": "2", "allow": "permit"}

func TestAgree(t *testing.T) {
	f, err := New()
	if err != nil {
		t.Fatal(err)
	}
	elastic := elastic(t, f)
	elastic.Check(t)
	// The only sample with a user in it has a line instead.
	napalm := agree.Napalm(t, f, "ios", map[string][]string{"user": {"session"}})
	napalm.Check(t)
	tb, err := table.Load("messages.yaml", messages)
	if err != nil {
		t.Fatal(err)
	}
	agree.Proven(t, []*table.Table{tb}, elastic, napalm)
}

func elastic(t *testing.T, f syslog.Family) *agree.Score {
	t.Helper()
	score := agree.New("elastic-filebeat-modules, cisco/ios")
	for _, file := range realdata.Files(t, "elastic-filebeat-modules") {
		if !strings.HasSuffix(file, "/cisco/ios/test/cisco-ios-syslog.log") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		answers := agree.Answers(t, file+"-expected.json")
		near := time.Date(2021, 12, 31, 0, 0, 0, 0, time.UTC).UnixMicro()
		events, gaps := agree.Syslog(f, decode.Options{Near: near}, string(text))
		if len(events) != len(answers) || gaps != 2 { // two lines say how much was not logged
			t.Fatalf("%d events and %d gaps for %d answers", len(events), gaps, len(answers))
		}
		for i, e := range events {
			got, place := tabletest.Fields(e), fmt.Sprintf("%s:%d", filepath.Base(file), i+1)
			score.Record(e)
			for theirs, ours := range fields {
				v := agree.Text(answers[i][theirs])
				if w, ok := words[v]; ok {
					v = w
				}
				if a, err := netip.ParseAddr(v); err == nil {
					v = a.String()
				}
				if v != "" {
					score.Field(ours, place, v, got[ours])
				}
			}
			id := got["message_id"]
			score.Field("message_id", place, agree.Text(answers[i]["event.code"]), id[strings.LastIndexByte(id, '-')+1:])
			if e.Time == 0 || e.Received < e.Time-1e6 { // the relay writes whole seconds
				t.Errorf("%s: time %d, received %d", place, e.Time, e.Received)
			}
		}
	}
	return score
}

func FuzzDecode(f *testing.F) {
	fam, err := New()
	if err != nil {
		f.Fatal(err)
	}
	f.Add("<189>000418: *Nov 22 2026 13:02:15.008 UTC: %SYS-5-CONFIG_I: Configured from console by jdoe on vty0 (198.51.100.7)")
	f.Fuzz(func(t *testing.T, line string) { agree.Syslog(fam, decode.Options{}, line) })
}

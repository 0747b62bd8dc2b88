package cef

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/agree"
	"github.com/linewarden/linewarden/decode/records/recordstest"
	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/internal/realdata"
)

func format(t testing.TB) decode.Format {
	t.Helper()
	f, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return decode.Format{Split: syslog.Split, New: func(opt decode.Options) decode.Decoder {
		return syslog.NewDecoder([]syslog.Family{f}, opt)
	}}
}

func TestRecords(t *testing.T) {
	for text, want := range map[string]string{
		`CEF:0|Maker|Fire\|wall|1|42|Connection|3|act=Drop src=203.0.113.9 spt=50000 dst=192.0.2.1 dpt=22 proto=TCP rt=1795352531123 dvchost=fw1 cs1Label=Rule Name cs1=block all in=10 out=20 cn2=7 cn2Label=Duration in Seconds msg=a \= b\\c|d`: `cef flow success 2026-11-22T13:02:11.123Z reporter="fw1" action="deny" message_id="42" program="Fire|wall" actor_addr="203.0.113.9" target_addr="192.0.2.1" actor_port="50000" target_port="22" protocol="6" bytes="10" bytes_back="20" duration_us="7000000" severity="6" policy:"block all"`,
		`<134>Nov 22 13:02:12 fw1 CEF: 0|Maker|P|1|7|User login failed|High|suser=jd duser=root outcome=failure src=203.0.113.9 request=http://h/?a=b&c=d end=Nov 22 2026 13:02:11`:                                                                `cef login failure 2026-11-22T13:02:11Z !zone_guessed reporter="fw1" actor="jd" action="login" message_id="7" program="P" actor_addr="203.0.113.9" severity="3" facility="16" url:"http://h/?a=b&c=d" target_user:"root"`,
		// A text that is not escaped puts nothing over what stands in front of it.
		`CEF:0|M|P|1|7|x|3|src=203.0.113.9 suser=eve msg=hello src=192.0.2.1 suser=root dvchost=other`: `cef system !no_stamp actor="eve" message_id="7" program="P" actor_addr="203.0.113.9" severity="6"`,
		`CEF:0|M|P|1`:                    `cef system !no_stamp`,
		`CEF:0|M|P|1|7|no extension|Low`: `cef system !no_stamp message_id="7" program="P" severity="6"`,
	} {
		got := recordstest.Run(t, format(t), text+"\n")
		if len(got.Events) != 1 || strings.Replace(recordstest.Line(got.Events[0]), ` 2026-11-22T13:02:12Z`, "", 1) != want {
			t.Errorf("%s\n got %s\nwant %s", text, recordstest.Line(got.Events[0]), want)
		}
	}
}

func TestSniff(t *testing.T) {
	for text, want := range map[string]int{
		"CEF:0|a|b|c|d|e|1|src=192.0.2.1\n": 70, "Nov 22 13:02:12 fw1 CEF:0|a|b|c|d|e|1|\n": 70,
		"CEF:0|a|b|c|d|e|1|\nNov 22 13:02:12 h sshd[1]: x\n": 0, "CEF:9|a\n": 0, "": 0,
	} {
		if got := Sniff(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

// theirs says which field of an answer is which of an event.
var theirs = map[string]string{
	"source.ip": "actor_addr", "source.port": "actor_port", "destination.ip": "target_addr", "destination.port": "target_port", "event.code": "message_id",
	"source.bytes": "bytes", "destination.bytes": "bytes_back", "source.nat.ip": "nat_actor", "destination.nat.ip": "nat_target", "observer.hostname": "reporter",
	"rule.id": "policy", "network.application": "application", "url.original": "url", "source.user.name": "actor", "network.direction": "direction",
	"observer.ingress.interface.name": "in_interface", "cef.device.product": "program",
}

func TestAgree(t *testing.T) {
	score := agree.New("elastic-filebeat-modules, cef/log")
	for _, path := range recordstest.Under(realdata.Files(t, "elastic-filebeat-modules"), filepath.Join("cef", "log", "test"), ".log") {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		got := recordstest.Run(t, format(t), string(data))
		answers := agree.Answers(t, path+"-expected.json")
		if len(got.Events) != strings.Count(strings.TrimSpace(string(data)), "\n")+1 || got.Gaps.Dropped() != 0 {
			t.Errorf("%s: %d events, %d dropped", path, len(got.Events), got.Gaps.Dropped())
		}
		byOffset := map[string]*event.Event{}
		for _, e := range got.Events {
			byOffset[agree.Value(e, "message_id")+e.Raw] = e
		}
		for _, a := range answers {
			e := byOffset[agree.Text(a["event.code"])+agree.Text(a["event.original"])]
			if e == nil {
				t.Errorf("no event of %v", a["log.offset"])
				continue
			}
			score.Record(e)
			for key, name := range theirs {
				if want := agree.Text(a[key]); want != "" {
					score.Field(name, filepath.Base(path), want, agree.Value(e, name))
				}
			}
			if at := agree.Text(a["@timestamp"]); at != "" {
				score.Field("time", filepath.Base(path), at, time.UnixMicro(e.Time).UTC().Format("2006-01-02T15:04:05.000Z"))
			}
		}
	}
	score.Check(t)
}

func FuzzCEF(f *testing.F) {
	f.Add(`CEF:0|M|P|1|7|x|3|src=203.0.113.9 cs1=\=a cs1Label=Rule msg=\`)
	f.Fuzz(func(t *testing.T, s string) {
		Sniff(s)
		recordstest.Run(t, format(t), s)
		recordstest.Run(t, format(t), "CEF:0|M|P|1|7|x|3|"+s)
	})
}

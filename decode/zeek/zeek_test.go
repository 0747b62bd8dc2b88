package zeek

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/agree"
	"github.com/linewarden/linewarden/decode/records/recordstest"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/internal/realdata"
)

var update = flag.Bool("update", false, "write the golden files anew")

const sample = "#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\n" +
	"1794023400.118000\tC1\t192.0.2.1\t50000\t198.51.100.2\t443\ttcp\tssl\t0.5\t10\t20\tSF\t3\t130\t4\t180\n" +
	"1794023401.5\tC2\t2001:db8::1\t128\t2001:db8::2\t129\ticmp\t-\t-\t-\t-\tOTH\t1\t64\t0\t0\n" +
	"short\tline\n" +
	"#path\tdns\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tquery\trcode_name\tanswers\n" +
	"1794023402.0\tC3\t192.0.2.1\t50001\t192.0.2.53\t53\tudp\twww.example.net\tNOERROR\t198.51.100.2,198.51.100.3\n#close\t2026\n" +
	`{"ts":1794023403.25,"uid":"C4","id.orig_h":"192.0.2.1","id.orig_p":50002,"id.resp_h":"192.0.2.9","id.resp_p":22,"auth_success":false,"auth_attempts":2,"client":"SSH-2.0-x","kex_alg":"k"}` + "\n" +
	`{"ts":1794023404.25,"uid":"C5","id.orig_h":"192.0.2.1","id.orig_p":50002,"method":"GET","host":"a.example","uri":"/x","status_code":200,"user_agent":"curl"}` + "\n{\"ts\":\n"

// A kind that has fields of HTTP or TLS is neither.
func TestKinds(t *testing.T) {
	for text, want := range map[string]string{
		`{"ts":1794023404.25,"uid":"C5","id.orig_h":"192.0.2.1","id.orig_p":5060,"method":"INVITE","uri":"sip:a","request_to":"sip:b","status_code":200}`:          "system sip",
		`{"ts":1794023404.25,"uid":"C5","id.orig_h":"192.0.2.1","id.orig_p":50002,"request_type":"TGS","client":"a/B","cipher":"aes256-cts-hmac-sha1-96"}`:         "system kerberos",
		`{"ts":1794023404.25,"uid":"C5","id.orig_h":"192.0.2.1","id.orig_p":50002,"version":"TLSv12","cipher":"TLS_AES_128_GCM_SHA256","server_name":"a.example"}`: "flow ssl",
	} {
		got := recordstest.Run(t, Formats()[0], text+"\n")
		if e := got.Events[0]; e.Kind.String()+" "+e.Text(event.MessageID) != want {
			t.Errorf("%s: %s", text, recordstest.Line(e))
		}
	}
}

func TestGolden(t *testing.T) {
	got := recordstest.Run(t, Formats()[0], sample)
	var b strings.Builder
	for _, e := range got.Events {
		b.WriteString(recordstest.Line(e) + "\n")
	}
	for _, g := range got.Gaps.Gaps() {
		b.WriteString("gap " + g.Reason + " " + g.Where + "\n")
	}
	if *update {
		if err := os.WriteFile("testdata/golden.txt", []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/golden.txt")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Error(diff)
	}
}

// mapping is that of the fields of elastic's zeek module.
var mapping = []recordstest.Mapping{
	{Theirs: "@timestamp", Ours: "time", Read: recordstest.Time},
	{Theirs: "zeek.session_id", Ours: "session"},
	{Theirs: "source.ip", Ours: "actor_addr"},
	{Theirs: "source.port", Ours: "actor_port"},
	{Theirs: "destination.ip", Ours: "target_addr"},
	{Theirs: "destination.port", Ours: "target_port"},
	{Theirs: "source.bytes", Ours: "bytes"},
	{Theirs: "source.packets", Ours: "packets"},
	{Theirs: "destination.bytes", Ours: "bytes_back"},
	{Theirs: "destination.packets", Ours: "packets_back"},
	{Theirs: "zeek.connection.state", Ours: "state"},
	{Theirs: "zeek.dns.query", Ours: "object"},
	{Theirs: "zeek.dns.rcode_name", Ours: "reason"},
	{Theirs: "http.request.method", Ours: "object"},
	{Theirs: "user_agent.original", Ours: "client"},
	{Theirs: "zeek.ssl.server.name", Ours: "target_name"},
	{Theirs: "zeek.ssh.auth.success", Ours: "outcome", Read: func(v any) string {
		return map[string]string{"true": "success", "false": "failure"}[fmt.Sprint(v)]
	}},
	{Theirs: "event.duration", Ours: "duration_us", Read: func(v any) string {
		var ns float64
		_, _ = fmt.Sscan(fmt.Sprint(v), &ns)
		return fmt.Sprint(uint64(ns/1000 + 0.5))
	}},
	{Theirs: "network.transport", Ours: "protocol", Read: func(v any) string {
		return map[string]string{"tcp": "6", "udp": "17", "icmp": "1"}[fmt.Sprint(v)]
	}},
}

// flows are the kinds of logs that are one.
var flows = map[string]bool{"connection": true, "dns": true, "http": true, "ssl": true, "ssh": true}

// faceless are kinds whose JSON, without the name of its kind, has no connection
// by which it could be told from other JSON.
var faceless = map[string]bool{"capture_loss": true, "dhcp": true, "files": true, "notice": true, "pe": true, "stats": true, "traceroute": true, "x509": true}

func TestAgree(t *testing.T) {
	score := agree.New("elastic-filebeat-modules, zeek")
	files := realdata.Files(t, "elastic-filebeat-modules")
	for _, path := range recordstest.Under(files, "/module/zeek/", "-expected.json") {
		data, err := os.ReadFile(strings.TrimSuffix(path, "-expected.json"))
		if err != nil {
			t.Fatal(err)
		}
		got := recordstest.Run(t, Formats()[0], string(data))
		if got.Gaps.Dropped() != 0 {
			t.Errorf("%s: %+v", filepath.Base(path), got.Gaps.Gaps())
		}
		kind := filepath.Base(filepath.Dir(filepath.Dir(path)))
		if known := sniff(string(data)) > 0; known != !faceless[kind] {
			t.Errorf("%s: recognised: %t", filepath.Base(path), known)
		}
		if faceless[kind] {
			continue
		}
		at := map[string]*event.Event{}
		for _, e := range got.Events {
			at[fmt.Sprint(e.Offset)] = e
			if (e.Kind == event.Flow) != flows[kind] {
				t.Errorf("%s: %s", path, recordstest.Line(e))
			}
		}
		for _, doc := range recordstest.Expected(t, path) {
			place := fmt.Sprintf("%s@%v", strings.TrimSuffix(filepath.Base(path), "-expected.json"), doc["log.offset"])
			e := at[fmt.Sprint(doc["log.offset"])]
			if e != nil { // the set cuts times to milliseconds
				e.Time -= e.Time % 1000
			}
			if !flows[kind] && e != nil && !strings.Contains(e.Raw, `"proto"`) {
				delete(doc, "network.transport") // the set knows it from the kind
			}
			recordstest.Compare(score, place, doc, e, mapping)
		}
	}
	score.Check(t)
}

// Every line of real logs under a header is an event with its addresses.
func TestRita(t *testing.T) {
	n := 0
	for _, kind := range []string{"conn", "dns", "http", "ssl"} {
		for _, path := range recordstest.Under(realdata.Files(t, "rita-zeeklogs"), "/proxy/", "/"+kind+".log") {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got := recordstest.Run(t, Formats()[0], string(data))
			if got.Gaps.Dropped() != 0 {
				t.Errorf("%s: %+v", path, got.Gaps.Gaps())
			}
			for _, e := range got.Events {
				if e.Text(event.MessageID) == "header" {
					continue
				}
				n++
				if e.Kind != event.Flow || e.Time == 0 || !e.Addr(event.ActorAddr).IsValid() || !e.Addr(event.TargetAddr).IsValid() {
					t.Fatalf("%s: %s", path, recordstest.Line(e))
				}
			}
		}
	}
	t.Logf("%d flows", n)
	if n < 1000 {
		t.Errorf("only %d flows", n)
	}
}

func FuzzZeek(f *testing.F) {
	f.Add(sample)
	f.Fuzz(func(t *testing.T, s string) {
		sniff(s)
		recordstest.Run(t, Formats()[0], s)
	})
}

func BenchmarkConn(b *testing.B) {
	head := strings.Join(strings.SplitAfter(sample, "\n")[:3], "")
	line := strings.SplitAfter(sample, "\n")[3]
	d := Formats()[0].New(decode.Options{Head: head})
	batch := &event.Batch{Text: strings.Repeat(line, 1000)}
	b.SetBytes(int64(len(batch.Text)))
	b.ReportAllocs()
	for b.Loop() {
		d.Decode(batch, nothing{})
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/record")
}

type nothing struct{ decode.Sink }

func (nothing) Event(*event.Event) {}

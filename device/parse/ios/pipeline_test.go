package ios_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/stmt"
)

var update = flag.Bool("update", false, "write the golden files")

const osName = "ios"

// shared compiles the tables once for all tests.
var shared = sync.OnceValues(parse.New)

func parser(t testing.TB) *parse.Parser {
	t.Helper()
	p, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func keyer() *model.Keyer { return model.NewKeyer(make([]byte, 32)) }

// read parses text as a whole configuration of the system.
func read(t testing.TB, text string) *parse.Result {
	t.Helper()
	return parser(t).Parse([]byte(text), parse.Options{OS: osName, Snippet: true, Keyer: keyer()})
}

func samples(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.conf")
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	return files
}

func load(t testing.TB, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestGolden(t *testing.T) {
	for _, file := range samples(t) {
		r := read(t, load(t, file))
		got, err := json.MarshalIndent(struct {
			States []string      `json:"states"`
			Device *model.Device `json:"device"`
		}{states(r), r.Device}, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		golden := strings.TrimSuffix(file, ".conf") + ".golden.json"
		if *update {
			if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if d := cmp.Diff(load(t, golden), string(got)+"\n"); d != "" {
			t.Errorf("%s (run with -update after a look): %s", file, d)
		}
	}
}

func states(r *parse.Result) []string {
	var out []string
	for i, s := range r.States {
		if i > 0 && s != stmt.Blank && s != stmt.Full {
			out = append(out, fmt.Sprintf("%d %v", i, s))
		}
	}
	return out
}

// TestSamplesUnderstood sees that no line of the samples is unknown.
func TestSamplesUnderstood(t *testing.T) {
	for _, file := range samples(t) {
		r := read(t, load(t, file))
		for i, s := range r.States {
			if s < stmt.Irrelevant {
				t.Errorf("%s:%d: %v: %s", file, i, s, r.Text(int32(i)))
			}
		}
	}
}

// TestSecrets looks for the marker that stands in every secret of the samples.
func TestSecrets(t *testing.T) {
	for _, file := range samples(t) {
		text := load(t, file)
		if !strings.Contains(text, "MARKER") {
			t.Fatalf("%s holds no marker", file)
		}
		r := read(t, text)
		out, err := json.Marshal(r.Device)
		if err != nil {
			t.Fatal(err)
		}
		if i := strings.Index(string(out), "MARKER"); i >= 0 {
			t.Errorf("%s: the model holds %s", file, out[max(0, i-60):min(len(out), i+40)])
		}
		for l := range r.States {
			if s := r.Text(int32(l)); strings.Contains(s, "MARKER") {
				t.Errorf("%s:%d: printed %s", file, l, s)
			}
		}
	}
}

type fact struct{ path, value string }

// stated are the facts that lines of the text carry.
func stated(d *model.Device) map[fact]bool {
	out := map[fact]bool{}
	d.EachFact(func(path string, _ any, f model.Fact) {
		v, _, how := f.Get()
		if !how.Stated() {
			return
		}
		key := fact{path, fmt.Sprint(v)}
		switch v.(type) {
		case []string, []netip.Prefix:
			key.value = "" // lists grow line by line
		}
		out[key] = true
	})
	return out
}

// growing are facts that a later line changes: a cut file may hold the value
// that stood before. In none of them does the earlier value please a check.
var growing = map[string]bool{
	"aaa.password_complexity": true, "logging.buffer_severity": true, "system.obfuscation": true, "vpn.peers.version": true,
	"ssh.service.enabled": true, "aaa.source_interface": true, "vpn.proposals.lifetime": true, "flow.enabled": true, "snmp.v1_v2c": true,
	"aaa.lists.remote": true, "aaa.lists.remote_servers": true, "services.dhcp.enabled": true, "services.grpc.tls": true,
	"rulesets.final_deny": true, "rulesets.final_deny_logged": true, "logging.hosts.severity": true, "services.call_home.url": true,
	"interfaces.mode": true, "interfaces.negotiate": true, "logging.filters.used": true, "platform": true, "neighbors.remote_as": true,
}

// TestTruncation cuts the samples at every line: the result is always called
// truncated, and no fact is stated that the whole file does not state.
func TestTruncation(t *testing.T) {
	p := parser(t)
	for _, file := range samples(t) {
		text := load(t, file)
		whole := stated(p.Parse([]byte(text), parse.Options{OS: osName, Keyer: keyer()}).Device)
		lines := strings.SplitAfter(text, "\n")
		step := max(1, len(lines)/150)
		for n := 0; n < len(lines)-2; n += step {
			cut := strings.Join(lines[:n], "")
			if n%2 == 1 {
				cut += lines[n][:len(lines[n])/2]
			}
			r := p.Parse([]byte(cut), parse.Options{OS: osName, Keyer: keyer()})
			if r.Device.Complete != model.Truncated {
				t.Errorf("%s cut at line %d is %v", file, n, r.Device.Complete)
			}
			for f := range stated(r.Device) {
				if !whole[f] && !growing[f.path] {
					t.Errorf("%s cut at line %d states %s = %s", file, n, f.path, f.value)
				}
			}
		}
	}
}

// TestMissingWords shortens every line of the samples to its first words, and
// puts junk in the place of each word: nothing may panic.
func TestMissingWords(t *testing.T) {
	junk := []string{"x", "-1", "99999999999999999999", "::", "0.0.0.0", "\"", "7", "<removed>"}
	for _, file := range samples(t) {
		lines := strings.Split(load(t, file), "\n")
		for n := range 9 {
			var short, odd strings.Builder
			for i, l := range lines {
				indent := l[:len(l)-len(strings.TrimLeft(l, " "))]
				w := strings.Fields(l)
				if len(w) == 0 || w[0] == "banner" || w[0] == "certificate" {
					continue
				}
				short.WriteString(indent + strings.Join(w[:min(len(w), n+1)], " ") + "\n")
				if n < len(w) && n > 0 {
					w[n] = junk[(i+n)%len(junk)]
				}
				odd.WriteString(indent + strings.Join(w, " ") + "\n")
			}
			for _, text := range []string{short.String(), odd.String()} {
				r := read(t, text+"end\n")
				if len(r.States) == 0 || r.Device == nil {
					t.Errorf("%s with %d words was not read", file, n)
				}
			}
		}
	}
}

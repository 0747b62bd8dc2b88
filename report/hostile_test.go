package report

import (
	"encoding/csv"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/verdict"
)

// TestHostileText puts every payload into every untrusted text and sees that
// no format carries it to where it does harm.
func TestHostileText(t *testing.T) {
	for i, p := range payloads {
		for _, format := range Formats() {
			for _, show := range []string{"", "all", "unknown", "lines", "inputs", "telnet-off", "edge1" + p} {
				if show != "" && format != "text" {
					continue
				}
				a := sample(func(s string) string { return s + p })
				a.Compare(baselineOf(sample(func(s string) string { return p + s })))
				got := write(t, a, format, View{All: true, Show: show, Args: []string{p}})
				checkBytes(t, i, format, got)
			}
		}
	}
}

// checkBytes sees that text holds no control, bidi or other invisible character.
func checkBytes(t *testing.T, payload int, format, got string) {
	t.Helper()
	if !utf8.ValidString(got) {
		t.Errorf("payload %d: %s is not UTF-8", payload, format)
	}
	for at, r := range got {
		crlf := r == '\n' || r == '\r' && format == "csv" && strings.HasPrefix(got[at:], "\r\n")
		if unicode.IsControl(r) && !crlf || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) {
			t.Fatalf("payload %d: %s holds %U at byte %d: %q", payload, format, r, at, got[max(0, at-30):min(len(got), at+30)])
		}
	}
}

func TestTextKeepsLines(t *testing.T) {
	want := strings.Count(write(t, sample(plain), "text", View{}), "\n")
	got := strings.Count(write(t, sample(func(s string) string { return s + "\r\n\n" }), "text", View{}), "\n")
	if got > want+4 { // longer words may wrap
		t.Errorf("%d lines, want about %d: line ends in names came through", got, want)
	}
}

func TestJSONKeepsText(t *testing.T) {
	for _, p := range payloads {
		if !utf8.ValidString(p) {
			continue
		}
		a := sample(func(s string) string { return s + p })
		var got struct{ Devices []struct{ Hostname string } }
		if err := json.Unmarshal([]byte(write(t, a, "json", View{})), &got); err != nil {
			t.Fatalf("%q: %v", p, err)
		}
		if want := a.Devices[0].Hostname; got.Devices[0].Hostname != want {
			t.Errorf("hostname came back as %q, want %q", got.Devices[0].Hostname, want)
		}
	}
}

func TestHTMLHasOnlyOurTags(t *testing.T) {
	tags := regexp.MustCompile(`(?s)<[^>]*>`)
	shape := func(s string) map[string]bool {
		out := map[string]bool{}
		for _, m := range tags.FindAllString(s, -1) {
			m = regexp.MustCompile(`="[^"]*"`).ReplaceAllString(m, "=")
			out[m] = true
		}
		return out
	}
	clean := sample(plain)
	clean.Compare(baselineOf(sample(func(s string) string { return "old" + s })))
	want := shape(write(t, clean, "html", View{All: true}))
	for i, p := range payloads {
		a := sample(func(s string) string { return s + p })
		a.Compare(baselineOf(sample(func(s string) string { return p + s })))
		got := write(t, a, "html", View{All: true})
		for tag := range shape(got) {
			if !want[tag] {
				t.Errorf("payload %d brings the tag %q", i, tag)
			}
		}
		for _, link := range regexp.MustCompile(`(?:href|src|action)="[^"#]`).FindAllString(got, 1) {
			t.Errorf("payload %d: %s leads out of the page", i, link)
		}
	}
}

func TestCSVHasNoFormula(t *testing.T) {
	for i, p := range payloads {
		a := sample(func(s string) string { return p + s })
		rows, err := csv.NewReader(strings.NewReader(write(t, a, "csv", View{All: true}))).ReadAll()
		if err != nil {
			t.Fatalf("payload %d: %v", i, err)
		}
		if len(rows) != 5 {
			t.Errorf("payload %d: %d rows, want 5", i, len(rows))
		}
		for _, row := range rows {
			for _, c := range row {
				if s := strings.TrimLeft(c, " \"'"); s != "" && strings.ContainsAny(s[:1], "=+-@") && !strings.HasPrefix(c, "'") {
					t.Errorf("payload %d: cell %q", i, c)
				}
			}
		}
	}
}

func FuzzFormats(f *testing.F) {
	for _, p := range payloads[:len(payloads)-1] {
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, p string) {
		a := sample(func(s string) string { return s + p })
		for _, format := range Formats() {
			checkBytes(t, 0, format, write(t, a, format, View{All: true}))
		}
		back, err := ReadJSON(strings.NewReader(write(t, a, "json", View{})))
		if err != nil || len(back.results) != 3 {
			t.Fatalf("read back: %v, %d results", err, len(back.results))
		}
	})
}

func FuzzReadJSON(f *testing.F) {
	f.Add([]byte(`{"schema":"linewarden/audit/1","devices":[],"results":[{"check":"a","path":"b","verdict":"fail","severity":"high"}]}`))
	f.Add([]byte(`{"schema":1}`))
	f.Add([]byte(`[[[[`))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := ReadJSON(strings.NewReader(string(data)))
		if err != nil {
			return
		}
		now := &Audit{Checks: []*Check{{ID: "a"}}, Results: results(Result{Check: &Check{ID: "a"}, Path: "b", Verdict: verdict.Fail, Severity: finding.High})}
		now.Compare(a)
		if n := now.Summary.Baseline; n[New]+n[Same] != 1 {
			t.Fatalf("one result is %d new and %d the same", n[New], n[Same])
		}
	})
}

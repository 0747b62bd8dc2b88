package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	v210 "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/verdict"
)

var update = flag.Bool("update", false, "write the golden reports")

// TestGolden holds each format to the bytes that were reviewed.
func TestGolden(t *testing.T) {
	now := time.Date(2026, 11, 22, 3, 4, 5, 0, time.UTC)
	cases := map[string]struct {
		format string
		view   View
		old    bool
	}{
		"audit.txt":          {"text", View{Args: []string{"./configs"}}, false},
		"audit-ascii.txt":    {"text", View{ASCII: true, Args: []string{"./my configs"}, Width: 72}, false},
		"audit-baseline.txt": {"text", View{Show: "all", All: true}, true},
		"audit-unknown.txt":  {"text", View{Show: "unknown"}, false},
		"audit-lines.txt":    {"text", View{Show: "lines"}, false},
		"audit-inputs.txt":   {"text", View{Show: "inputs"}, false},
		"audit-check.txt":    {"text", View{Show: "telnet-off"}, false},
		"audit-device.txt":   {"text", View{Show: "edge1"}, false},
		"audit-terminal.txt": {"text", View{Terminal: true, Color: true, Width: 90}, false},
		"audit.json":         {"json", View{}, false},
		"audit-all.json":     {"json", View{All: true}, true},
		"audit.csv":          {"csv", View{All: true}, false},
		"audit.sarif":        {"sarif", View{All: true, Version: "1.2.3"}, true},
		"audit.html":         {"html", View{All: true, Now: now, Version: "1.2.3"}, true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			a := sample(plain)
			if c.old {
				a.Compare(baselineOf(older()))
			}
			got := write(t, a, c.format, c.view)
			if i := strings.IndexFunc(got, func(r rune) bool { return r > unicode.MaxASCII }); c.view.ASCII && i >= 0 {
				t.Errorf("not ASCII: %q", got[i:min(i+20, len(got))])
			}
			path := filepath.Join("testdata", name)
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), got); d != "" {
				t.Errorf("differs from %s (-update writes it):\n%s", path, d)
			}
		})
	}
}

// older is an earlier audit: one finding the same, one since fixed, one whose
// device is gone.
func older() *Audit {
	a := sample(plain)
	same := a.Results.At(0)
	same.Verdict = verdict.Unknown // edge1 aaa-known: still unknown
	a.Results = results(same, a.Results.At(1),
		Result{Check: &Check{ID: "aaa-known", Title: "Only known AAA servers are trusted"}, Path: "configs/edge2.cfg", Device: "edge2", Verdict: verdict.Fail, Severity: finding.High},
		Result{Check: a.Checks[0], Path: "configs/gone.cfg", Device: "gone", Verdict: verdict.Fail, Severity: finding.Critical})
	a.Settle()
	return a
}

func TestSARIFFollowsTheSchema(t *testing.T) {
	for _, all := range []bool{false, true} {
		a := sample(plain)
		a.Compare(baselineOf(older()))
		text := write(t, a, "sarif", View{All: all, Version: "1.2.3"})
		r, err := v210.FromString(text)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Validate(); err != nil {
			t.Errorf("schema: %v", err)
		}
		// The library reads into its own types: what it does not know is lost,
		// and would show here.
		back, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var ours, theirs any
		if err := errors.Join(json.Unmarshal([]byte(text), &ours), json.Unmarshal(back, &theirs)); err != nil {
			t.Fatal(err)
		}
		lost(t, "", ours, theirs)
	}
}

// lost reports what stands in ours and not in theirs.
func lost(t *testing.T, at string, ours, theirs any) {
	t.Helper()
	switch o := ours.(type) {
	case map[string]any:
		m, _ := theirs.(map[string]any)
		for k, v := range o {
			lost(t, at+"."+k, v, m[k])
		}
	case []any:
		l, _ := theirs.([]any)
		if len(l) != len(o) {
			t.Errorf("%s: %d items, want %d", at, len(l), len(o))
			return
		}
		for i, v := range o {
			lost(t, at, v, l[i])
		}
	default:
		if ours != theirs {
			t.Errorf("%s: %v is no SARIF, it came back as %v", at, ours, theirs)
		}
	}
}

func TestUnknownFormatAndShow(t *testing.T) {
	if err := Write(&bytes.Buffer{}, sample(plain), "xml", View{}); !errors.Is(err, ErrFormat) {
		t.Errorf("format xml: %v", err)
	}
	if err := Write(&bytes.Buffer{}, sample(plain), "text", View{Show: "nothing"}); !errors.Is(err, ErrShow) {
		t.Errorf("show nothing: %v", err)
	}
}

var errFull = errors.New("disk full")

// fullWriter takes n bytes and then fails.
type fullWriter struct{ n int }

func (w *fullWriter) Write(p []byte) (int, error) {
	if len(p) > w.n {
		n := w.n
		w.n = 0
		return n, errFull
	}
	w.n -= len(p)
	return len(p), nil
}

func TestWriteErrorsArePassedOn(t *testing.T) {
	a := large(100, 10)
	for _, format := range Formats() {
		size := len(write(t, a, format, View{Show: map[bool]string{true: "all"}[format == "text"]}))
		for _, n := range []int{0, size / 2, size - 1} {
			v := View{Show: map[bool]string{true: "all"}[format == "text"]}
			if err := Write(&fullWriter{n}, a, format, v); !errors.Is(err, errFull) {
				t.Errorf("%s after %d of %d bytes: %v", format, n, size, err)
			}
		}
	}
}

func TestReadJSON(t *testing.T) {
	a := sample(plain)
	back, err := ReadJSON(strings.NewReader(write(t, a, "json", View{})))
	if err != nil {
		t.Fatal(err)
	}
	a.Compare(back)
	if b := a.Summary.Baseline; b[Same] != 3 || b[New]+b[Fixed]+b[Unseen] != 0 {
		t.Errorf("compared with itself: %v", b)
	}
	for name, text := range map[string]string{
		"empty":           "",
		"not JSON":        "hello",
		"no object":       "[]",
		"other schema":    `{"schema":"linewarden/audit/99"}`,
		"no schema":       `{"results":[]}`,
		"cut off":         `{"schema":"linewarden/audit/1","results":[{"check":"a"`,
		"verdict":         `{"schema":"linewarden/audit/1","results":[{"check":"a","path":"p","verdict":"fine","severity":"high"}]}`,
		"severity":        `{"schema":"linewarden/audit/1","results":[{"check":"a","path":"p","verdict":"fail","severity":"awful"}]}`,
		"no path":         `{"schema":"linewarden/audit/1","results":[{"check":"a","verdict":"fail","severity":"high"}]}`,
		"wrong type":      `{"schema":"linewarden/audit/1","results":[{"check":1}]}`,
		"results no list": `{"schema":"linewarden/audit/1","results":{}}`,
		"device no path":  `{"schema":"linewarden/audit/1","devices":[{}]}`,
	} {
		if _, err := ReadJSON(strings.NewReader(text)); !errors.Is(err, ErrReport) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

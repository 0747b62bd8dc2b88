package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

var sample = program{
	name:    "linewarden_linux_amd64",
	version: "v1.2.3",
	sum:     sha256.Sum256([]byte("program")),
	time:    time.Date(2026, 11, 1, 12, 0, 0, 0, time.FixedZone("", 3600)),
	info: &debug.BuildInfo{
		GoVersion: "go1.26.8",
		Main:      debug.Module{Path: "example.test/m"},
		Deps: []*debug.Module{
			{Path: "example.test/z", Version: "v1.0.0+incompatible", Sum: "h1:abc="},
			{Path: "example.test/old", Version: "v1.0.0", Replace: &debug.Module{Path: "example.test/a", Version: "v2.0.0"}},
		},
		Settings: []debug.BuildSetting{{Key: "GOOS", Value: "linux"}, {Key: "-ldflags", Value: "-X a.b=/some/folder"}},
	},
}

// document is the part of a CycloneDX 1.6 bill whose fields its schema
// requires, or that readers of bills look for.
type document struct {
	BomFormat, SpecVersion, SerialNumber string
	Version                              int
	Metadata                             struct {
		Timestamp string
		Component component
	}
	Components   []component
	Dependencies []struct {
		Ref       string
		DependsOn []string
	}
}

type component struct {
	Type, Name, Version, Purl string
	Ref                       string `json:"bom-ref"`
}

func decode(t *testing.T, text []byte) document {
	t.Helper()
	var d document
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestBill(t *testing.T) {
	text, err := encode(bill(sample))
	if err != nil {
		t.Fatal(err)
	}
	d := decode(t, text)
	if d.BomFormat != "CycloneDX" || d.SpecVersion != "1.6" || d.Version != 1 {
		t.Errorf("head: %+v", d)
	}
	if d.Metadata.Timestamp != "2026-11-01T11:00:00Z" || d.Metadata.Component.Type != "application" {
		t.Errorf("metadata: %+v", d.Metadata)
	}
	if !regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(d.SerialNumber) {
		t.Errorf("serial number %q", d.SerialNumber)
	}
	var got []string
	for _, c := range d.Components {
		if c.Type != "library" || c.Name == "" || c.Ref != c.Purl {
			t.Errorf("component: %+v", c)
		}
		got = append(got, c.Purl)
	}
	want := "pkg:golang/example.test/a@v2.0.0 pkg:golang/example.test/z@v1.0.0%2Bincompatible pkg:golang/stdlib@1.26.8"
	if strings.Join(got, " ") != want {
		t.Errorf("components %q, want %q", got, want)
	}
	if len(d.Dependencies) != 1 || strings.Join(d.Dependencies[0].DependsOn, " ") != want {
		t.Errorf("dependencies: %+v", d.Dependencies)
	}
	if bytes.Contains(text, []byte("folder")) {
		t.Error("the bill names a folder of the machine that built it")
	}
}

// TestRun describes the test's own program twice.
func TestRun(t *testing.T) {
	self, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	var outs [2]string
	for i := range outs {
		dir := t.TempDir()
		path := filepath.Join(dir, "p")
		if err := os.WriteFile(path, self, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := run("v1", "2026-11-01T12:00:00Z", []string{path}); err != nil {
			t.Fatal(err)
		}
		bill, err := os.ReadFile(path + ".cdx.json")
		if err != nil {
			t.Fatal(err)
		}
		sums, err := os.ReadFile(filepath.Join(dir, "SHA256SUMS"))
		if err != nil {
			t.Fatal(err)
		}
		if d := decode(t, bill); len(d.Components) < 2 {
			t.Errorf("a program that uses modules has a bill of %d", len(d.Components))
		}
		want := fmt.Sprintf("%x  p\n%x  p.cdx.json\n", sha256.Sum256(self), sha256.Sum256(bill))
		if string(sums) != want {
			t.Errorf("sums:\n%swant:\n%s", sums, want)
		}
		outs[i] = string(bill) + string(sums)
	}
	if outs[0] != outs[1] {
		t.Error("two runs over the same program differ")
	}
}

func TestRunRefuses(t *testing.T) {
	text := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(text, []byte("no program"), 0o644); err != nil {
		t.Fatal(err)
	}
	const at = "2026-11-01T12:00:00Z"
	tests := []struct {
		name, version, at string
		programs          []string
	}{
		{"no version", "", at, []string{text}},
		{"no program", "v1", at, nil},
		{"no time", "v1", "", []string{text}},
		{"not a Go program", "v1", at, []string{text}},
		{"missing", "v1", at, []string{text + "x"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := run(tt.version, tt.at, tt.programs); err == nil {
				t.Error("no error")
			}
		})
	}
}

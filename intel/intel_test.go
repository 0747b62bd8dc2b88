package intel

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/linewarden/linewarden/internal/realdata"
)

func read(t *testing.T, text string) *Set {
	t.Helper()
	s := &Set{}
	if _, err := s.Read("f", []byte(text)); err != nil {
		t.Fatal(err)
	}
	return s
}

func list(s *Set) string {
	var out []string
	for _, i := range s.All {
		out = append(out, string(i.Kind)+" "+i.Value)
	}
	for _, reason := range slices.Sorted(maps.Keys(s.Skipped)) {
		out = append(out, fmt.Sprintf("%d %s", s.Skipped[reason], reason))
	}
	return strings.Join(out, "; ")
}

const sha = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// TestRead gives files of each form and what is looked for.
func TestRead(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"a list", "# trails\n203.0.113.9 # an exit\nEvil[.]Example\nhxxps://evil.example/a/b?x=1\n" + sha + "\nno indicator\n203.0.113.9\n",
			"address 203.0.113.9; domain evil.example; url evil.example/a/b; hash " + sha + "; 1 lines that are no indicator"},
		{"networks and ports", "203.0.113.0/24\n198.51.100.7:4444\n2001:db8::/32\n10.0.0.1\n0.0.0.0/0\n", "network 203.0.113.0/24; address 198.51.100.7; network 2001:db8::/32; 1 addresses that are private, loopback or multicast; 1 networks shorter than /8"},
		{"CSV with a header", "type,indicator,comment\nip,203.0.113.9,from evil.example\n\"domain\",\"a.example\",\n", "address 203.0.113.9; domain a.example"},
		{"CSV without", "2026-01-01;203.0.113.9;x\n2026-01-02;b.example;y\n", "address 203.0.113.9; domain b.example"},
		{"STIX", `{"type":"bundle","objects":[{"type":"indicator","name":"C2","pattern_type":"stix","pattern":"[ipv4-addr:value = '203.0.113.9' OR domain-name:value IN ('a.example', 'b.example')] OR [file:hashes.'SHA-256' = '` + sha + `']"},
			{"type":"indicator","pattern":"[ipv4-addr:value ISSUBSET '203.0.113.0/24']"},{"type":"indicator","pattern":"[ipv4-addr:value = '203.0.113.8' AND network-traffic:dst_port = 443]"},
			{"type":"indicator","pattern":"[process:name = 'x AND y']"},{"type":"malware","spec_version":"2.1"}]}`,
			"address 203.0.113.9; domain a.example; domain b.example; hash " + sha + "; network 203.0.113.0/24; 1 patterns of what no log has; 1 patterns that join or compare several observations"},
		{"MISP", `{"Event":{"info":"Typhoon","Attribute":[{"type":"ip-dst|port","value":"203.0.113.9|443","to_ids":true},{"type":"domain","value":"a.example","to_ids":false},{"type":"comment","value":"b.example","to_ids":true}],
			"Object":[{"Attribute":[{"type":"filename|sha256","value":"x.elf|` + sha + `","to_ids":true}]}]}}`,
			"address 203.0.113.9; hash " + sha + "; 1 attributes of what no log has; 1 attributes that are not meant for detection"},
	} {
		if got := list(read(t, test.text)); got != test.want {
			t.Errorf("%s: %s\nwant %s", test.name, got, test.want)
		}
	}
	for text, want := range map[string]error{"": ErrNone, "# nothing\n": ErrNone, "{": ErrNoJSON, `{"a":1}`: ErrForm, `[]`: ErrForm} {
		if _, err := (&Set{}).Read("f", []byte(text)); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
	}
}

// TestFind gives texts and what stands in them.
func TestFind(t *testing.T) {
	s := read(t, "203.0.113.9\n198.51.100.0/24\n2001:db8:dead::/48\nevil.example\nbad.example/load/x.php\n"+sha+"\n")
	for text, want := range map[string]string{
		"Login Success [user: a] [Source: 203.0.113.9] [localport: 22]": "203.0.113.9",
		"denied tcp 203.0.113.9(1027) -> 192.0.2.3(22)":                 "203.0.113.9",
		"from 203.0.113.9.":                               "203.0.113.9",
		"dst=203.0.113.9:443":                             "203.0.113.9",
		"copy flash:x ftp://203.0.113.9/x":                "203.0.113.9",
		"203.0.113.91 1203.0.113.9 203.0.113.9.1":         "",
		"access-list 20 permit 198.51.100.77":             "198.51.100.0/24",
		"peer 2001:db8:dead:1::5":                         "2001:db8:dead::/48",
		"[2001:db8:dead::1]:443":                          "2001:db8:dead::/48",
		"query www.EVIL.example":                          "evil.example",
		"https://cdn.evil.example:8443/a?b":               "evil.example",
		"notevil.example evil.example.org":                "",
		"GET http://bad.example/load/x.php?id=1 HTTP/1.1": "bad.example/load/x.php",
		"GET http://bad.example/load/y.php":               "",
		"sha256 " + strings.ToUpper(sha):                  sha,
		"a" + sha:                                         "",
		strings.Repeat("a.", 3000) + "example":            "",
	} {
		var got []string
		for _, i := range s.Find(text, nil) {
			got = append(got, s.All[i].Value)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%.80q: %v, want %q", text, got, want)
		}
	}
}

// TestFindNothingElse looks for what was made of letters that indicators are made
// of: what is found stands in the text, for a simple search.
func TestFindNothingElse(t *testing.T) {
	s := read(t, "203.0.113.9\nevil.example\nbad.example/load\n"+sha+"\n")
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("203.19:/[] evilxampbdo%é")), 0, 60, -1).Draw(t, "text")
		if rapid.Bool().Draw(t, "with") {
			text += rapid.SampledFrom([]string{" 203.0.113.9 ", ",evil.example,", "(bad.example/load)"}).Draw(t, "indicator")
			if len(s.Find(text, nil)) == 0 {
				t.Fatalf("%q: not found", text)
			}
		}
		for _, i := range s.Find(text, nil) {
			if !strings.Contains(strings.ToLower(text), s.All[i].Value) {
				t.Fatalf("%q: %q does not stand in it", text, s.All[i].Value)
			}
		}
	})
}

// TestRealSets reads the lists of trails, and events of MISP and STIX.
func TestRealSets(t *testing.T) {
	n := 0
	for _, name := range realdata.Files(t, "maltrail-typhoon") {
		if filepath.Ext(name) != ".txt" || strings.HasSuffix(name, "SOURCE.txt") {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		s := &Set{}
		got, err := s.Read(name, data)
		if err != nil && !errors.Is(err, ErrNone) {
			t.Errorf("%s: %v", name, err)
		}
		n += got
		lines := 0
		for line := range strings.Lines(string(data)) {
			if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
				lines++
			}
		}
		if skipped := s.Skipped["lines that are no indicator"]; skipped*20 > lines {
			t.Errorf("%s: %d of %d lines are no indicator", name, skipped, lines)
		}
	}
	if n < 1000 {
		t.Errorf("%d indicators in all lists", n)
	}
	t.Logf("%d indicators", n)
	for _, set := range []string{"pymisp-events", "stix-python-tests"} {
		for _, name := range realdata.Files(t, set) {
			if data, err := os.ReadFile(name); err == nil && filepath.Ext(name) == ".json" {
				s := &Set{}
				if _, err := s.Read(name, data); err != nil && !errors.Is(err, ErrNone) && !errors.Is(err, ErrForm) && !errors.Is(err, ErrNoJSON) {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("203.0.113.9\nevil.example\n"), "x 203.0.113.9 y")
	f.Add([]byte(`{"type":"bundle","objects":[{"type":"indicator","pattern":"[ipv4-addr:value = '203.0.113.9']"}]}`), "203.0.113.9")
	f.Add([]byte(`{"Event":{"Attribute":[{"type":"ip-dst","value":"203.0.113.9"}]}}`), "a.b.c")
	f.Add([]byte("type,value\nip,203.0.113.9\n"), "http://a.example/b")
	f.Fuzz(func(t *testing.T, data []byte, text string) {
		s := &Set{}
		_, _ = s.Read("f", data)
		for _, i := range s.Find(text, nil) {
			if i < 0 || i >= len(s.All) {
				t.Fatalf("indicator %d of %d", i, len(s.All))
			}
		}
	})
}

func BenchmarkFind(b *testing.B) {
	s := &Set{}
	for i := range 100_000 {
		s.Add(fmt.Sprintf("198.%d.%d.%d", 18+i>>16&1, i>>8&255, i&255), "f", 0, "")
		s.Add(fmt.Sprintf("host%d.example", i), "f", 0, "")
	}
	line := "<189>417: edge1: Nov 22 2026 13:02:11.402 UTC: %SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: jdoe] [Source: 192.0.2.34] [localport: 22] at 13:02:11 UTC Sun Nov 22 2026"
	b.ReportAllocs()
	var out []int
	for b.Loop() {
		out = s.Find(line, out[:0])
	}
}

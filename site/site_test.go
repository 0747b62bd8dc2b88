package site_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/site"
)

// TestLoad reads each kind of thing that a site can say.
func TestLoad(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("site.yaml", `
name: Example
networks:
  own: [192.0.2.7/24, "2001:db8::1"]
  customers: []
registers:
  users: [breakglass, {value: "svc-*", owner: NOC, note: backup}, {file: users.csv}]
  ssh_keys: []
  nms: {file: nms.csv}
checks:
  telnet-off: {severity: low, params: {max: 3}}
check_files: [own.yaml]
`)
	write("users.csv", "\ufeffteam,value\nNOC,oxidized \n# nobody\nNOC,\n")
	write("nms.csv", "192.0.2.64/28,NOC,pollers\n")
	s, err := site.Load(filepath.Join(dir, "site.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]site.Entry{
		"users":    {{Value: "breakglass"}, {Value: "svc-*", Owner: "NOC", Note: "backup"}, {Value: "oxidized"}},
		"ssh_keys": {},
		"nms":      {{Value: "192.0.2.64/28", Owner: "NOC", Note: "pollers"}},
	}
	if d := cmp.Diff(want, s.Registers); d != "" {
		t.Errorf("registers:\n%s", d)
	}
	var own []string
	for _, p := range s.Networks[site.Own] {
		own = append(own, p.String())
	}
	if d := cmp.Diff([]string{"192.0.2.0/24", "2001:db8::1/128"}, own); d != "" {
		t.Errorf("networks:\n%s", d)
	}
	if _, ok := s.Networks[site.Customers]; !ok {
		t.Error("no customers were taken for not described")
	}
	if _, ok := s.Networks[site.Management]; ok {
		t.Error("networks that nobody described are there")
	}
	if v, ok := s.Values("ssh_keys"); !ok || len(v) != 0 {
		t.Errorf("an empty register: %v, %v", v, ok)
	}
	if v, ok := s.Values("tunnels"); ok {
		t.Errorf("a register that nobody filled: %v", v)
	}
	if sev := s.Checks["telnet-off"].Severity; sev == nil || *sev != finding.Low {
		t.Errorf("severity %v", sev)
	}
	if d := cmp.Diff([]string{filepath.Join(dir, "own.yaml")}, s.CheckFiles); d != "" {
		t.Errorf("check files:\n%s", d)
	}
}

func TestParseRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"colour: red":                                    `line 1: unknown key "colour"`,
		"networks: {own: 7}":                             "line 1: not the kind of value that belongs here, want a list: [a, b]",
		"checks: {a: {disabled: maybe}}":                 "line 1: not the kind of value that belongs here, want true or false",
		"checks: {a: {params: 3}}":                       "line 1: not the kind of value that belongs here, want keys with values",
		"registers: x":                                   "line 1: not the kind of value that belongs here, want keys with values",
		"networks: {lab: [192.0.2.0/24]}":                "networks.lab: no such purpose",
		"networks: {own: [everything]}":                  `line 1: networks.own: "everything" is no address or prefix`,
		"networks:\n  own:\n  - 10.0.0.0/8\n  - 10/8\n":  `line 4: networks.own: "10/8" is no address`,
		"registers:\n  bastions:\n  - 10.0.0.300\n":      `line 3: registers.bastions: "10.0.0.300" is no address`,
		"registers: {users: people.csv}":                 "a file of entries is {file: people.csv}",
		"registers: {users: [a, people.CSV]}":            "a file of entries is {file: people.CSV}",
		"registers: {cats: [a]}":                         "registers.cats: no such register",
		"registers: {users: [{value: a, colour: b}]}":    `unknown key "colour"`,
		"registers: {users: [{owner: a}]}":               "needs a value",
		"registers: {users: [[a]]}":                      "want a value",
		"registers: {users: [{value: a, file: b.csv}]}":  "file stands alone",
		"registers: {users: [{file: b.csv, colour: b}]}": `line 1: unknown key "colour"`,
		"registers: {users: {file: b.csv, colour: b}}":   `line 1: unknown key "colour"`,
		"checks: &c {a: &t {<<: *t}}":                    "",
		"[a]":                                            "line 1: not the kind of value",
		"colour: red\nnetworks:\n  lab: []\nregisters:\n  cats: [a]\n  users: [{vlaue: a}]\nchecks: {a: {x: 1}}": `line 1: unknown key "colour"; line 3: networks.lab: no such purpose; line 5: registers.cats: no such register; line 6: unknown key "vlaue"; line 7: unknown key "x"`,
		"name: {a: b}\ncheck_files: x":                                    "line 1: not the kind of value that belongs here, want text; line 2: not the kind of value that belongs here, want a list: [a, b]",
		"registers: {users: {file: missing.csv}}":                         "registers.users: open",
		"checks:\n  a:\n    severity: loud":                               "line 3: checks.a: severity",
		"checks: {a: {disabled: true, reason: r}}":                        "line 1: checks.a: a disabled check needs reason, owner and until",
		"checks: {a: {disabled: true, reason: r, owner: o, until: soon}}": "needs reason, owner and until",
	} {
		_, err := site.Parse([]byte(text), t.TempDir())
		if !errors.Is(err, site.ErrSite) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", text, err, want)
		}
	}
	if s, err := site.Parse(nil, ""); err != nil || len(s.Registers) != 0 {
		t.Errorf("an empty file: %+v, %v", s, err)
	}
}

// TestNothingIsNotNone: who names a key and gives it no value has not said that
// there are none.
func TestNothingIsNotNone(t *testing.T) {
	for text, filled := range map[string]bool{
		"registers:\n  edge_interfaces:\n":    false,
		"registers:\n  edge_interfaces: ~\n":  false,
		"registers:\n  edge_interfaces: []\n": true,
		"networks:\n  own:\n":                 false,
		"networks:\n  own: []\n":              true,
	} {
		s, err := site.Parse([]byte(text), t.TempDir())
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		_, register := s.Values("edge_interfaces")
		_, network := s.Networks[site.Own]
		if got := register || network; got != filled {
			t.Errorf("%q: filled is %v, want %v", text, got, filled)
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "users.csv"), []byte("value,owner\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"registers: {users: {file: users.csv}}": "no entries",
		"registers:\n  users:\n    -\n":         "needs a value",
	} {
		if _, err := site.Parse([]byte(text), dir); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", text, err, want)
		}
	}
}

// TestOff walks over the end of a check's time off.
func TestOff(t *testing.T) {
	day := time.Date(2027, 6, 30, 0, 0, 0, 0, time.UTC)
	off := site.Tuning{Disabled: true, Reason: "with the lawyers", Owner: "NOC", Until: day}
	why, is := off.Off(day.Add(-time.Second))
	if !is || !strings.Contains(why, "NOC") || !strings.Contains(why, "2027-06-30") || !strings.Contains(why, "lawyers") {
		t.Errorf("before its end: %v, %q", is, why)
	}
	if _, is := off.Off(day); is {
		t.Error("off on the day on which it is on again")
	}
	if _, is := (site.Tuning{Until: day}).Off(day.Add(-time.Second)); is {
		t.Error("a check that is not disabled is off")
	}
}

// TestKeyError: an unknown key comes with those that are known, and with the
// one that may be meant.
func TestKeyError(t *testing.T) {
	for text, want := range map[string]site.KeyError{
		"name: a\nregistes: {}":         {Line: 2, Key: "registes", Valid: []string{"registers"}, Near: true},
		"check-files: []":               {Line: 1, Key: "check-files", Valid: []string{"check_files"}, Near: true},
		"Name: a":                       {Line: 1, Key: "Name", Valid: []string{"name"}, Near: true},
		"checks: {a: {reson: r}}":       {Line: 1, Key: "reson", Valid: []string{"reason"}, Near: true},
		"x: 1\ny: 2":                    {Line: 1, Key: "x", Valid: []string{"name"}},
		"ausgezeichnete_netzwerke: 192": {Line: 1, Key: "ausgezeichnete_netzwerke", Valid: []string{"networks"}},
	} {
		_, err := site.Parse([]byte(text), "")
		var all site.KeyErrors
		if !errors.As(err, &all) {
			t.Errorf("%q: %v", text, err)
			continue
		}
		e := all[0]
		if len(e.Valid) < 5 {
			t.Errorf("%q: only %v are valid", text, e.Valid)
		}
		e.Valid = e.Valid[:1]
		if d := cmp.Diff(want, *e); d != "" {
			t.Errorf("%q: %s", text, d)
		}
	}
}

// TestRegisterEntries: an entry that lists nothing because it is mistyped is
// refused; names, patterns and what a register of names holds are not.
func TestRegisterEntries(t *testing.T) {
	for entry, want := range map[string]string{
		"syslog_hosts: [10.0.0.999]":                  `registers.syslog_hosts: "10.0.0.999" is no address or prefix`,
		"bastions: [192.0.2.5, 10.0.0.0/33]":          `"10.0.0.0/33" is no address or prefix`,
		"nms: [10.9/16]":                              `"10.9/16" is no address or prefix`,
		"bastions: [192.0.2.0/255.255.255.0]":         "is no address or prefix",
		`tunnels: ["2001:db8::1::2"]`:                 "is no address or prefix",
		"mgmt_ports: [web]":                           `"web" is no port`,
		"ssh_ports: [65536]":                          "is no port",
		"ssh_ports: [0]":                              "is no port",
		"nms: {file: nms.csv}":                        `nms.csv: line 2: "192.0.2.300" is no address or prefix`,
		"syslog_hosts: [10.9.0.0/16, 10.9.1.7]":       "",
		"aaa_servers: [aaa1.example.net, ise-1]":      "",
		"dns_servers: [\"10.9.*\", \"fe80::1%eth0\"]": "",
		"mirrors: [7, \"12:30\", copy/1, 1.2]":        "",
		"loopbacks: [\"2001:db8::/64\"]":              "",
		"mgmt_ports: [8443, \"*\"]":                   "",
		"users: [10.0.0.999, 1/2]":                    "",
		"captures: [4711]":                            "",
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "nms.csv"), []byte("192.0.2.1\n192.0.2.300\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := site.Parse([]byte("registers: {"+entry+"}"), dir)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: error %v, want %q", entry, err, want)
		}
	}
}

// TestCSV: what spreadsheets write is read, and columns of other names are not
// taken for entries.
func TestCSV(t *testing.T) {
	for text, want := range map[string]string{
		"value,owner,note\njoe,noc,a\n":    "joe noc a",
		"Value, Owner\njoe, noc\n":         "joe noc ",
		"\ufeffvalue;owner\r\njoe;noc\r\n": "joe noc ",
		"id,note,value\n7,a,joe\n":         "joe  a",
		"joe\n":                            "joe  ",
		"vaule,owner\njoe,noc\n":           "line 1: the columns have names, and none is value",
		"# people\nnote,name\na,joe\n":     "line 2: the columns have names, and none is value",
		"value\n\"joe\n":                   "users.csv: ",
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "users.csv"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := site.Parse([]byte("registers: {users: {file: users.csv}}"), dir)
		got := fmt.Sprint(err)
		if err == nil {
			e := s.Registers["users"][0]
			got = strings.Join([]string{e.Value, e.Owner, e.Note}, " ")
		}
		if err == nil && got != want || !strings.Contains(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestFit: a change of what there is not names its line, and so does a value of
// another kind than the check's own.
func TestFit(t *testing.T) {
	params := map[string]map[string]any{
		"exec-timeout": {"max_seconds": 600, "ports": []any{"22"}, "noise": []any{}}, "telnet-off": nil,
	}
	for text, want := range map[string]string{
		"{exec-timeout: {params: {max_seconds: 900}}}":        "<nil>",
		"{exec-timeout: {params: {noise: [a], ports: []}}}":   "<nil>",
		"{telnet-off: {severity: low}}":                       "<nil>",
		"\n  exec-timeot: {severity: low}":                    "line 2: checks.exec-timeot: no such check",
		"\n  exec-timeout:\n    params:\n      max_second: 9": "line 4: checks.exec-timeout.params.max_second: the check has no such parameter",
		"{telnet-off: {params: {max: 9}}}":                    "line 1: checks.telnet-off.params.max: the check has no such parameter",
		"{exec-timeout: {params: {max_seconds: lots}}}":       "line 1: checks.exec-timeout.params.max_seconds: want a whole number, as 600",
		"{exec-timeout: {params: {max_seconds: 9.5}}}":        "want a whole number",
		"{exec-timeout: {params: {max_seconds: }}}":           "want a whole number",
		"{exec-timeout: {params: {ports: 22}}}":               "params.ports: want a list of text, as [\"22\"]",
		"{exec-timeout: {params: {ports: [22]}}}":             "params.ports: want a list of text, as [\"22\"]",
	} {
		s, err := site.Parse([]byte("checks: "+text), "")
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		s.Path = "net.yaml"
		got := fmt.Sprint(s.Fit(params))
		if !strings.Contains(got, want) || want != "<nil>" && !strings.HasPrefix(got, "net.yaml: site description: ") {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	if err := (*site.Site)(nil).Fit(params); err != nil {
		t.Error(err)
	}
}

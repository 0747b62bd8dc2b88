package app

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/linewarden/linewarden/verdict"
)

var update = flag.Bool("update", false, "write the README's sample output")

// planted says what an intruder, or neglect, left on the devices of the
// example: the audit has to find all of it.
var planted = map[string][]string{
	"edge-lyon-2": {"aaa-server-allowlist", "acl-no-foreign-permits", "default-passwords-gone", "guestshell-off", "guestshell-egress-fenced",
		"http-nonstandard-port", "http-plaintext-off", "local-accounts-minimal", "local-password-hash-strong", "no-unapproved-mirroring",
		"scheduled-tasks-inventory", "secret-reuse-across-devices", "shared-secrets-type6", "ssh-nonstandard-port", "static-route-inventory",
		"vpn-peers-inventoried", "vty-acl-inbound"},
	"agg-lille-1": {"smart-install-off", "default-snmp-communities-gone", "telnet-off", "secret-reuse-across-devices", "aaa-central"},
	"acc-metz-1":  {"no-unapproved-mirroring", "acl-no-foreign-permits", "ftp-tftp-servers-off", "snmp-no-write"},
	"dc-leaf-1":   {"no-unapproved-mirroring", "underlying-shell-off", "shared-secrets-type6", "local-accounts-minimal"},
	"fw-vpn-1":    {"no-running-capture", "http-nonstandard-port", "vpn-peers-inventoried", "vpn-algorithms", "x-ike-aggressive"},
	"office-gw": {"x-ros-socks-botnet-port", "x-ros-no-download-and-run", "scheduled-tasks-inventory", "no-unapproved-mirroring",
		"ssh-nonstandard-port", "x-winbox-fenced", "vty-acl-inbound"},
}

// wellKept are the devices of the example without a weakness.
var wellKept = []string{"core-paris-1", "dc-spine-1", "edge-paris-1", "fw-bss-1", "fw-oob-1", "pe-brest-1"}

const carrier = "examples/carrier" // from the repository's root

func TestCarrier(t *testing.T) {
	t.Chdir("../..")
	env, out, errs := testEnv(t)
	if code := Main(context.Background(), []string{"audit", carrier, "--format", "json", "--fail-on", "never"}, env); code != exitOK {
		t.Fatalf("exit status %d: %s", code, errs)
	}
	var rep struct {
		Devices []struct {
			OS, Hostname, Status string
			Lines                struct{ Unknown, Unimplemented int }
		}
		Results []struct {
			Check, Device, Verdict, Reason string
			Spans                          []struct{ Line int }
		}
	}
	if err := json.Unmarshal(out.Bytes(), &rep); err != nil {
		t.Fatal(err)
	}
	found, systems := map[string]bool{}, map[string]bool{}
	for _, d := range rep.Devices {
		systems[d.OS] = true
		if d.Lines.Unknown+d.Lines.Unimplemented > 0 {
			t.Errorf("%s: %d lines are not understood", d.Hostname, d.Lines.Unknown+d.Lines.Unimplemented)
		}
	}
	if len(systems) < 7 { // "" is the site description's
		t.Errorf("the example has devices of %d systems only", len(systems)-1)
	}
	for _, r := range rep.Results {
		if r.Verdict != verdict.Fail.String() {
			continue
		}
		found[r.Device+" "+r.Check] = true
		if slices.Contains(wellKept, r.Device) {
			t.Errorf("%s fails %s: %s", r.Device, r.Check, r.Reason)
		}
	}
	for device, checks := range planted {
		for _, c := range checks {
			if !found[device+" "+c] {
				t.Errorf("%s does not fail %s", device, c)
			}
		}
	}
}

// TestREADME holds the sample output in the README to what the demo prints:
// every line of it, in that order, with "…" for what is left out.
func TestREADME(t *testing.T) {
	t.Chdir("../..")
	const file, begin = "README.md", "```\nLinewarden audit"
	env, out, errs := testEnv(t)
	if code := Main(context.Background(), []string{"audit", carrier, "--fail-on", "never"}, env); code != exitOK {
		t.Fatalf("exit status %d: %s", code, errs)
	}
	printed := strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(data), begin)
	sample, after, closed := strings.Cut(rest, "\n```")
	if !ok || !closed {
		t.Fatalf("%s: no sample output", file)
	}
	if *update {
		sample = strings.TrimPrefix(shorten(printed), "Linewarden audit")
		if err := os.WriteFile(file, []byte(before+begin+sample+"\n```"+after), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	inOrder(t, file, "Linewarden audit"+sample, printed)
}

// inOrder holds a sample to what is printed: each line of it, in that order.
func inOrder(t *testing.T, file, sample string, printed []string) {
	t.Helper()
	at := 0
	for _, line := range strings.Split(sample, "\n") {
		if strings.TrimSpace(line) == "…" {
			continue
		}
		i := slices.Index(printed[at:], line)
		if i < 0 {
			t.Fatalf("%s shows a line that is not printed there (-update writes the README's sample anew): %q", file, line)
		}
		at += i + 1
	}
}

// TestDriftSample holds what docs/drift.md shows to what is printed: of two
// files of the script drift.txtar, and of the history of make demo-history.
func TestDriftSample(t *testing.T) {
	for _, tool := range []string{"git", "sh"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("needs " + tool)
		}
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	if text, err := exec.Command("sh", "../../examples/carrier-history/unpack", filepath.Join(dir, "bin", "carrier.history")).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	data, err := os.ReadFile("../../docs/drift.md")
	if err != nil {
		t.Fatal(err)
	}
	script, err := txtar.ParseFile("testdata/script/drift.txtar")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	for _, f := range script.Files {
		if day := map[string]string{"old/edge.cfg": "monday", "new/edge.cfg": "tuesday"}[f.Name]; day != "" {
			if err := errors.Join(os.Mkdir(day, 0o755), os.WriteFile(day+"/edge.cfg", f.Data, 0o644)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, command := range []string{"drift monday/edge.cfg tuesday/edge.cfg", "drift --git bin/carrier.history"} {
		_, rest, ok := strings.Cut(string(data), "$ linewarden "+command+"\n")
		sample, _, closed := strings.Cut(rest, "\n```")
		if !ok || !closed {
			t.Fatalf("docs/drift.md has no sample of %s", command)
		}
		env, out, errs := testEnv(t)
		if code := Main(context.Background(), append(strings.Fields(command), "--fail-on", "never"), env); code != exitOK {
			t.Fatalf("exit status %d: %s", code, errs)
		}
		inOrder(t, "docs/drift.md", sample, strings.Split(out.String(), "\n"))
	}
}

// shorten keeps the head, the first findings and the end of a report.
func shorten(lines []string) string {
	cut := func(prefix string) int {
		return slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, prefix) })
	}
	four, say, next := cut("  5  "), cut("Cannot say"), cut("  Next")
	out := slices.Concat(lines[:four], []string{"  …", ""}, lines[say:min(say+9, next)], []string{"  …", ""}, lines[next:])
	return strings.Join(out, "\n")
}

// exposed are management ports of the example that an intruder, or neglect,
// left open to sources outside the management networks.
var exposed = []string{"edge-lyon-2 ssh 22", "edge-lyon-2 ssh 2222", "edge-lyon-2 telnet 23", "edge-lyon-2 http 18443", "edge-lyon-2 https 443", "edge-lyon-2 snmp 161",
	"agg-lille-1 telnet 23", "agg-lille-1 http 80", "agg-lille-1 smart-install 4786", "acc-metz-1 snmp 161", "dc-leaf-1 ssh 22", "dc-leaf-1 telnet 23", "dc-leaf-1 https 443",
	"fw-vpn-1 ssh 22", "fw-vpn-1 https 8443", "office-gw ssh 22222", "office-gw winbox 8291", "office-gw api 8728"}

func TestCarrierExposed(t *testing.T) {
	t.Chdir("../..")
	env, out, errs := testEnv(t)
	if code := Main(context.Background(), []string{"acl", "exposed", carrier, "--format", "json", "--fail-on", "never"}, env); code != exitOK {
		t.Fatalf("exit status %d: %s", code, errs)
	}
	var rep struct {
		Exposed []struct {
			Device, Service, Verdict, Reason string
			Port                             int
			Stages                           []struct{ Name string }
		}
	}
	if err := json.Unmarshal(out.Bytes(), &rep); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, x := range rep.Exposed {
		name := fmt.Sprint(x.Device, " ", x.Service, " ", x.Port)
		found[name] = x.Verdict == "yes"
		if x.Verdict != "no" && slices.Contains(wellKept, x.Device) {
			t.Errorf("%s: %s %s", name, x.Verdict, x.Reason)
		}
	}
	for _, name := range exposed {
		if !found[name] {
			t.Errorf("%s is not exposed", name)
		}
	}
}

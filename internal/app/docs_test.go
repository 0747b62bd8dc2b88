package app

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// examplesIn are the pieces of YAML in a document that begin with a word.
func examplesIn(t *testing.T, doc, begin string) []string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../../docs", doc))
	must(t, err)
	var out []string
	for _, part := range strings.Split(string(data), "```yaml\n")[1:] {
		text, _, closed := strings.Cut(part, "```")
		if closed && strings.HasPrefix(text, begin) {
			out = append(out, text)
		}
	}
	if len(out) == 0 {
		t.Fatalf("%s has no example that begins with %q", doc, begin)
	}
	return out
}

// TestExamplesOfChecks: who copies the check and the overlay of docs/checks.md
// has a check that passes its tests and a site description that is right.
func TestExamplesOfChecks(t *testing.T) {
	dir := t.TempDir()
	must(t, os.Mkdir(filepath.Join(dir, "checks"), 0o700))
	check := strings.Replace(examplesIn(t, "checks.md", "- id:")[0], "telnet-off", "own-telnet", 1)
	must(t, os.WriteFile(filepath.Join(dir, "checks", "own.yaml"), []byte(check), 0o600))
	site := filepath.Join(dir, "site.yaml")
	must(t, os.WriteFile(site, []byte(examplesIn(t, "checks.md", "checks:")[0]), 0o600))
	succeeds(t, "config", "check", site)
	succeeds(t, "check", "test", "own-telnet", "--site", site)
}

// TestExampleSite: every comment that config init writes is right when the mark
// before it is taken away.
func TestExampleSite(t *testing.T) {
	text := regexp.MustCompile(`(?m)^#([a-z]|  +[a-z_-]+:)`).ReplaceAllString(exampleSite(), "$1")
	text = strings.Replace(text, "check_files:", "#", 1)
	site := put(t, "site.yaml", text)
	out := succeeds(t, "config", "check", site)
	if !strings.Contains(out, "4 kinds of network, 25 registers, 3 checks changed") || strings.Contains(out, "not filled") {
		t.Errorf("not all of the example is read:\n%s", out)
	}
}

// TestSamplesOfTests holds the count of cases that docs/cli.md shows.
func TestSamplesOfTests(t *testing.T) {
	data, err := os.ReadFile("../../docs/cli.md")
	must(t, err)
	if out := succeeds(t, "check", "test", "telnet-off"); !strings.Contains(string(data), "\n"+out) {
		t.Errorf("docs/cli.md does not show %q", out)
	}
}

// succeeds runs a command that must end with status 0, and returns what it says.
func succeeds(t *testing.T, args ...string) string {
	t.Helper()
	env, out, errs := testEnv(t)
	if code := Main(context.Background(), args, env); code != exitOK {
		t.Errorf("%s: exit status %d\n%s%s", strings.Join(args, " "), code, out, errs)
	}
	return out.String()
}

// TestExampleOfRules: who copies the rule of docs/rules.md has one that passes
// its tests.
func TestExampleOfRules(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "rules")
	must(t, os.Mkdir(dir, 0o700))
	must(t, os.WriteFile(filepath.Join(dir, "own.yml"), []byte(examplesIn(t, "rules.md", "title:")[0]), 0o600))
	succeeds(t, "rule", "test", "--rules", dir)
}

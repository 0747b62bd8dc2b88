package app

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/report"
)

var marked = regexp.MustCompile(`«([^»]+)»`)

// secretSample reads a configuration in which secrets stand between « and »,
// and returns it without these marks, and the secrets.
func secretSample(t *testing.T, name string) (config string, secrets []string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "secrets", name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range marked.FindAllStringSubmatch(string(data), -1) {
		secrets = append(secrets, m[1])
	}
	return strings.NewReplacer("«", "", "»", "").Replace(string(data)), secrets
}

// samples are the files of testdata/secrets with the system of each.
var samples = map[string]string{
	"ios": "ios", "iosxr": "iosxr", "nxos": "nxos", "asa": "asa", "eos": "eos", "junos": "junos", "junos-set": "junos", "panos": "panos",
	"panos-set": "panos", "fortios": "fortios", "sros": "sros", "sros-md": "sros", "vrp": "vrp", "routeros": "routeros",
}

// TestNoSecretLeaves writes everything that can be written of a configuration
// of each system and looks for its secrets.
func TestNoSecretLeaves(t *testing.T) {
	notShort(t)
	parser, err := parse.New()
	if err != nil {
		t.Fatal(err)
	}
	covered := map[string]bool{}
	for name, system := range samples {
		covered[system] = true
		t.Run(name, func(t *testing.T) {
			config, secrets := secretSample(t, name)
			if len(secrets) < 8 {
				t.Fatalf("only %d secrets", len(secrets))
			}
			out := everything(t, parser, system, config)
			for i := range secrets {
				secrets[i] = strings.TrimSuffix(secrets[i], " hash2")
			}
			leaks(t, out, secrets)
		})
	}
	for _, system := range parser.Systems() {
		if !covered[system] {
			t.Errorf("no sample of %s", system)
		}
	}
}

// everything renders reports, the model and the explanation of each line, of
// the file as it is and as it is cut off in the middle.
func everything(t *testing.T, parser *parse.Parser, system, config string) map[string]string {
	t.Helper()
	env, _, _ := testEnv(t)
	out := render(t, testAuditor(t, env, system), env, put(t, "r1.cfg", config))
	keyer, err := passingKey()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{config, config[:len(config)/2]} {
		r := parser.Parse([]byte(text), parse.Options{OS: system, Keyer: keyer, Trace: true})
		for _, format := range []string{"text", "json"} {
			var b bytes.Buffer
			if err := report.WriteModel(&b, r.Device, format, report.View{All: true}); err != nil {
				t.Fatal(err)
			}
			out[fmt.Sprint("model ", format, len(text))] = b.String()
			for n := 1; n < len(r.States); n++ {
				env, b, _ := testEnv(t)
				if err := explain(env, "r1.cfg", r, parseOptions{flags: flags{format: format}, explain: n}, report.View{}); err != nil {
					t.Fatal(err)
				}
				out[fmt.Sprint("explain ", n, " ", format, len(text))] = b.String()
			}
		}
	}
	return out
}

func leaks(t *testing.T, out map[string]string, secrets []string) {
	t.Helper()
	shown := map[string]bool{}
	for what, s := range out {
		if s == "" {
			t.Errorf("%s wrote nothing", what)
		}
		for _, secret := range secrets {
			if at := strings.Index(s, secret); at >= 0 && !shown[secret] {
				shown[secret] = true
				t.Errorf("%s shows %q: %q", what, secret, s[max(0, at-80):min(len(s), at+len(secret))])
			}
		}
	}
}

// TestNoSecretInErrors takes each sample for a configuration of every other
// system, and asks for what is not there.
func TestNoSecretInErrors(t *testing.T) {
	notShort(t)
	for name := range samples {
		config, secrets := secretSample(t, name)
		path := put(t, "r1.cfg", config)
		for _, args := range [][]string{
			{"parse", "config", path, "--explain", "100000"}, {"parse", "config", path, "--os", "none"},
			{"audit", path, "--site", path}, {"audit", path, "--baseline", path}, {"config", "check", path}, {"config", "dump", path},
		} {
			env, out, errs := testEnv(t)
			if code := Main(context.Background(), args, env); code != exitUsage {
				t.Errorf("%s %v: exit %d", name, args, code)
			}
			leaks(t, map[string]string{fmt.Sprint(args): errs.String() + out.String()}, secrets)
		}
	}
}

package nxos

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

var update = flag.Bool("update", false, "write the golden files")

// marks is one letter for each state of a line.
var marks = map[stmt.State]byte{stmt.Unknown: '?', stmt.Unimplemented: '!', stmt.Partial: '~', stmt.Irrelevant: '-', stmt.Full: '+', stmt.Blank: ' '}

func asJSON(t testing.TB, d *model.Device) []byte {
	t.Helper()
	out, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestGolden compares what the tables read of the sample configurations,
// before absence gets its meaning, and the state of every line.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.conf")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			r := read(load(t), raw)
			states := []byte{}
			for _, s := range r.ctx.States()[1:] {
				states = append(states, marks[s])
			}
			got, err := json.MarshalIndent(map[string]any{"device": json.RawMessage(asJSON(t, r.dev)), "states": string(states)}, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(path, ".conf") + ".golden.json"
			if *update {
				if err := os.WriteFile(golden, append(got, '\n'), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(bytes.TrimSpace(want)), string(got)); d != "" {
				t.Errorf("the model changed; look at it and run with -update:\n%s", d)
			}
		})
	}
}

// TestSecretsStayOut sees that no word that begins with "secret" in the sample
// configurations, where it stands in every place of a secret, gets out.
func TestSecretsStayOut(t *testing.T) {
	files, err := filepath.Glob("testdata/*.conf")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		r := read(load(t), raw)
		out := string(asJSON(t, r.dev))
		for _, secret := range secretsIn(string(raw)) {
			if strings.Contains(out, secret) {
				t.Errorf("%s: %s is in the model", path, secret)
			}
			if !masked(r, secret) {
				t.Errorf("%s: no mask for the lines of %s", path, secret)
			}
		}
	}
}

// secretsIn finds the marked words of a sample.
func secretsIn(text string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(" \n\"$:@,=", c) }) {
		w = strings.TrimPrefix(w, "0x")
		if len(w) > 8 && strings.HasPrefix(w, "secret") {
			out = append(out, w)
		}
	}
	return out
}

// masked reports whether some recorded mask covers the secret.
func masked(r *reading, secret string) bool {
	for _, list := range r.ctx.Masks() {
		for _, m := range list {
			if strings.Contains(m, secret) {
				return true
			}
		}
	}
	return false
}

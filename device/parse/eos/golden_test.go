package eos

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/linewarden/linewarden/device/absence"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

var update = flag.Bool("update", false, "write the golden files")

// marks is one letter for each state of a line.
var marks = map[stmt.State]byte{stmt.Unknown: '?', stmt.Unimplemented: '!', stmt.Partial: '~', stmt.Irrelevant: '-', stmt.Full: '+', stmt.Blank: ' '}

// finished reads raw and gives absent facts their meaning.
func finished(t testing.TB, raw []byte) *reading {
	t.Helper()
	tables, err := absence.Load()
	if err != nil {
		t.Fatal(err)
	}
	r := read(load(t), raw)
	end := r.sys.End(r.file, r.tree)
	r.dev.Complete, r.dev.CompleteWhy, r.dev.CutLine = end.Complete, end.Why, end.Cut
	r.dev.Finish(tables[r.sys.Name])
	return r
}

func asJSON(t testing.TB, d *model.Device) []byte {
	t.Helper()
	out, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// stated drops the facts that no line states, as they are the table's affair.
func stated(v any) any {
	switch v := v.(type) {
	case map[string]any:
		if how, ok := v["how"].(string); ok && how != "explicit" && how != "inherited" && how != "unknown" && how != "derived" {
			return nil
		}
		out := map[string]any{}
		for k, e := range v {
			if e = stated(e); e != nil {
				out[k] = e
			}
		}
		if len(out) == 0 {
			return nil
		}
		return out
	case []any:
		out := []any{}
		for _, e := range v {
			if e = stated(e); e != nil {
				out = append(out, e)
			}
		}
		if len(out) == 0 && len(v) > 0 {
			return nil
		}
		return out
	}
	return v
}

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
			r := finished(t, raw)
			var device any
			if err := json.Unmarshal(asJSON(t, r.dev), &device); err != nil {
				t.Fatal(err)
			}
			states := []byte{}
			for _, s := range r.ctx.States()[1:] {
				states = append(states, marks[s])
			}
			got, err := json.MarshalIndent(map[string]any{"device": stated(device), "states": string(states)}, "", " ")
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
		r := finished(t, raw)
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

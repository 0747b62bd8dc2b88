package realdata

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// recorder stands in for a test, so that a skip or a failure can be observed.
type recorder struct {
	testing.TB
	failed, skipped string
	logged          []string
}

func (r *recorder) Helper()      {}
func (r *recorder) Log(a ...any) { r.logged = append(r.logged, a[0].(string)) }
func (r *recorder) Fatalf(f string, a ...any) {
	r.failed = f
	runtime.Goexit()
}
func (r *recorder) Skip(a ...any) {
	r.skipped = a[0].(string)
	runtime.Goexit()
}

// record runs fn as a test would be run: Fatalf and Skip end its goroutine.
func record(t *testing.T, fn func(testing.TB)) *recorder {
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		fn(r)
	}()
	<-done
	return r
}

// tree makes a data folder with two files in set "a" and an empty set "b".
func tree(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for _, dir := range []string{"a/sub", "b"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"a/z.cfg", "a/sub/b.cfg"} {
		if err := os.WriteFile(filepath.Join(root, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("z.cfg", filepath.Join(root, "a", "link")); err != nil {
		t.Fatal(err)
	}
	return root
}

func TestUse(t *testing.T) {
	root := tree(t)
	log := filepath.Join(t.TempDir(), "log")
	t.Setenv(envLog, log)
	files := func(name string) func(testing.TB) { return func(tb testing.TB) { Files(tb, name) } }
	set := func(name string) func(testing.TB) { return func(tb testing.TB) { Set(tb, name) } }
	absent := filepath.Join(root, "nowhere")
	for _, c := range []struct {
		name          string
		root          string
		fn            func(testing.TB)
		line          string
		skips, failed bool
	}{
		{"files", root, files("a"), "realdata: set a: 2 files", false, false},
		{"folder", root, set("a"), "realdata: set a used", false, false},
		{"empty set", root, files("b"), "", false, true},
		{"empty set as a folder", root, set("b"), "realdata: set b used", false, false},
		{"missing set", root, set("c"), "", false, true},
		{"missing set of files", root, files("c"), "", false, true},
		{"set is a file", root, set("a/z.cfg"), "", false, true},
		{"no data folder", absent, set("a"), "realdata: set a skipped: data folder absent", true, false},
		{"no data folder for files", absent, files("a"), "realdata: set a skipped: data folder absent", true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv(envRoot, c.root)
			os.Remove(log)
			r := record(t, c.fn)
			if got := r.skipped != ""; got != c.skips {
				t.Errorf("skipped = %v, want %v (%s)", got, c.skips, r.skipped)
			}
			if got := r.failed != ""; got != c.failed {
				t.Errorf("failed = %v, want %v (%s)", got, c.failed, r.failed)
			}
			raw, _ := os.ReadFile(log)
			if got := strings.TrimSuffix(string(raw), "\n"); got != c.line {
				t.Errorf("log file = %q, want %q", got, c.line)
			}
			if said := strings.Join(append(r.logged, r.skipped), ""); said != c.line {
				t.Errorf("test log = %q, want %q", said, c.line)
			}
		})
	}
}

func TestFilesAreSorted(t *testing.T) {
	root := tree(t)
	t.Setenv(envRoot, root)
	t.Setenv(envLog, "")
	got := Files(t, "a")
	want := []string{filepath.Join(root, "a", "sub", "b.cfg"), filepath.Join(root, "a", "z.cfg")}
	if !slices.Equal(got, want) {
		t.Errorf("Files = %q, want %q", got, want)
	}
}

func TestLogGrows(t *testing.T) {
	t.Setenv(envRoot, tree(t))
	log := filepath.Join(t.TempDir(), "log")
	t.Setenv(envLog, log)
	Set(t, "a")
	Files(t, "a")
	raw, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(raw), "realdata: set a used\nrealdata: set a: 2 files\n"; got != want {
		t.Errorf("log = %q, want %q", got, want)
	}
}

func TestLogThatCannotBeWrittenFails(t *testing.T) {
	t.Setenv(envRoot, tree(t))
	t.Setenv(envLog, filepath.Join(t.TempDir(), "no", "such", "folder", "log"))
	if r := record(t, func(tb testing.TB) { Set(tb, "a") }); r.failed == "" {
		t.Error("Set passed although its log could not be written")
	}
}

func TestDefaultIsBesideTheModule(t *testing.T) {
	t.Setenv(envRoot, "")
	module := t.TempDir()
	deep := filepath.Join(module, "repo", "a", "b")
	if err := os.MkdirAll(deep, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(module, "repo", "go.mod"), []byte("module x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(deep)
	want := filepath.Join(module, "shared", "data")
	if got, ok := Root(); ok || got != want {
		t.Errorf("Root = %q, %v, want %q, false", got, ok, want)
	}
	if err := os.MkdirAll(want, 0o700); err != nil {
		t.Fatal(err)
	}
	if got, ok := Root(); !ok || got != want {
		t.Errorf("Root = %q, %v, want %q, true", got, ok, want)
	}
}

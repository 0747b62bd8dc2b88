package gitrepo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	git "github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/plumbing/storer"
	"github.com/google/go-cmp/cmp"
)

var limits = Limits{MaxObject: 1 << 20, MaxWork: 1 << 28, MaxFiles: 1000}

var when = time.Unix(1_700_000_000, 0).UTC()

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// history makes a repository with go-git, an implementation other than ours,
// and returns its .git folder. Each version is committed after the other.
func history(t testing.TB, versions ...map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	repo, err := git.PlainInit(dir, false)
	must(err)
	work, err := repo.Worktree()
	must(err)
	for i, files := range versions {
		for name, body := range files {
			p := filepath.Join(dir, name)
			must(os.MkdirAll(filepath.Dir(p), 0o700))
			if target, ok := strings.CutPrefix(body, "->"); ok {
				must(os.Symlink(target, p))
			} else {
				must(os.WriteFile(p, []byte(body), 0o600))
			}
			_, err := work.Add(name)
			must(err)
		}
		who := &object.Signature{Name: "a > b", Email: "x@example.net", When: when.Add(time.Duration(i) * time.Hour)}
		_, err = work.Commit("change\n\ntree 0000\n", &git.CommitOptions{Author: who})
		must(err)
	}
	return filepath.Join(dir, ".git")
}

// repack moves all objects of a repository into one pack, with deltas.
func repack(dir string, refDeltas bool) {
	repo, err := git.PlainOpen(filepath.Dir(dir))
	must(err)
	var names []plumbing.Hash
	all, err := repo.Storer.IterEncodedObjects(plumbing.AnyObject)
	must(err)
	must(all.ForEach(func(o plumbing.EncodedObject) error { names = append(names, o.Hash()); return nil }))
	w, err := repo.Storer.(storer.PackfileWriter).PackfileWriter()
	must(err)
	_, err = packfile.NewEncoder(w, repo.Storer, refDeltas).Encode(names, 10)
	must(err)
	must(w.Close())
	loose, err := filepath.Glob(filepath.Join(dir, "objects", "??"))
	must(err)
	for _, d := range loose {
		must(os.RemoveAll(d))
	}
}

// contents reads everything at HEAD.
func contents(fsys fs.FS, lim Limits) (map[string]string, error) {
	r, err := Open(context.Background(), fsys, lim)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	h, err := r.Head()
	if err != nil {
		return nil, err
	}
	c, err := r.Commit(h)
	if err != nil {
		return nil, err
	}
	files, err := r.Files(c)
	got := map[string]string{}
	for _, f := range files {
		data, bad := r.Blob(f.Hash)
		if bad != nil {
			return got, bad
		}
		got[f.Path] = strings.Repeat("->", int(f.Kind)) + string(data)
	}
	return got, err
}

// versions is a configuration that grows, beside files that stay.
func versions() []map[string]string {
	var out []map[string]string
	text := "hostname r1\n"
	for i := range 40 {
		text += fmt.Sprintf("interface Ethernet%d\n description port %d\n", i, i*i)
		out = append(out, map[string]string{"routers/r1": text, "routers/r2": strings.Replace(text, "r1", "r2", 1)})
	}
	out[0]["empty"], out[0]["link"], out[0]["a/b/c/deep"], out[0]["a.b"] = "", "->routers/r1", "deep", "x"
	return out
}

func wanted() map[string]string {
	want := map[string]string{}
	for _, v := range versions() {
		for name, body := range v {
			want[name] = body
		}
	}
	return want
}

func TestLooseAndPacked(t *testing.T) {
	for _, state := range []string{"loose", "packed", "packed with named bases"} {
		dir := history(t, versions()...)
		if state != "loose" {
			repack(dir, state != "packed")
		}
		got, err := contents(os.DirFS(dir), limits)
		if err != nil {
			t.Fatalf("%s: %v", state, err)
		}
		if diff := cmp.Diff(wanted(), got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", state, diff)
		}
	}
}

func TestCommit(t *testing.T) {
	dir := history(t, versions()[:3]...)
	r, err := Open(context.Background(), os.DirFS(dir), limits)
	must(err)
	defer r.Close()
	h, err := r.Head()
	must(err)
	c, err := r.Commit(h)
	must(err)
	if want := when.Add(2 * time.Hour); !c.Time.Equal(want) || len(c.Parents) != 1 {
		t.Errorf("commit of %v with %d parents, want %v and 1", c.Time, len(c.Parents), want)
	}
	files, err := r.Files(c)
	must(err)
	var names []string
	for _, f := range files {
		names = append(names, f.Path)
	}
	if diff := cmp.Diff([]string{"a.b", "a/b/c/deep", "empty", "link", "routers/r1", "routers/r2"}, names); diff != "" {
		t.Errorf("order: (-want +got)\n%s", diff)
	}
}

func TestHead(t *testing.T) {
	dir := history(t, map[string]string{"a": "x"})
	branch, err := os.ReadFile(filepath.Join(dir, "refs/heads/master"))
	must(err)
	hash := strings.TrimSpace(string(branch))
	must(os.Remove(filepath.Join(dir, "refs/heads/master")))
	for _, c := range []struct {
		name, head, packed string
		want               error
	}{
		{"detached", hash, "", nil},
		{"packed", "ref: refs/heads/main\n", "# pack-refs with: peeled\n" + strings.Repeat("0", 40) + " refs/heads/a\n" + hash + " refs/heads/main\n", nil},
		{"no branch", "ref: refs/heads/main\n", "", ErrNoCommit},
		{"reftable", "ref: refs/heads/.invalid\n", "", ErrNoCommit},
		{"circle", "ref: refs/heads/loop\n", "", ErrDamaged},
		{"leads out", "ref: refs/../../../etc/passwd\n", "", ErrDamaged},
		{"elsewhere", "ref: config\n", "", ErrDamaged},
		{"nonsense", "\x00\xff", "", ErrDamaged},
		{"empty", "", "", ErrDamaged},
		{"sha256", strings.Repeat("ab", 32), "", ErrUnsupported},
	} {
		must(os.WriteFile(filepath.Join(dir, "HEAD"), []byte(c.head), 0o600))
		must(os.WriteFile(filepath.Join(dir, "packed-refs"), []byte(c.packed), 0o600))
		must(os.WriteFile(filepath.Join(dir, "refs/heads/loop"), []byte("ref: refs/heads/loop"), 0o600))
		if _, err := contents(os.DirFS(dir), limits); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func TestLimits(t *testing.T) {
	dir := history(t, versions()...)
	repack(dir, false)
	for _, c := range []struct {
		name string
		lim  Limits
		want error
	}{
		{"object", Limits{MaxObject: 500, MaxWork: 1 << 28, MaxFiles: 1000}, ErrTooLarge},
		{"work", Limits{MaxObject: 1 << 20, MaxWork: 3000, MaxFiles: 1000}, ErrTooMuch},
		{"files", Limits{MaxObject: 1 << 20, MaxWork: 1 << 28, MaxFiles: 5}, ErrTooMany},
	} {
		if _, err := contents(os.DirFS(dir), c.lim); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	r, err := Open(ctx, os.DirFS(dir), limits)
	must(err)
	defer r.Close()
	h, err := r.Head()
	must(err)
	cancel()
	if _, err := r.Commit(h); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// Any flipped byte of a repository is noticed, or does no harm.
func TestAnyFlippedByteIsNoticed(t *testing.T) {
	for _, packed := range []bool{false, true} {
		dir := history(t, versions()[:2]...)
		if packed {
			repack(dir, false)
		}
		fsys := inMemory(dir)
		for name, f := range fsys {
			if !strings.HasPrefix(name, "objects/") {
				continue
			}
			for i := range f.Data {
				f.Data[i] ^= 1 << (i % 8)
				got, err := contents(fsys, limits)
				f.Data[i] ^= 1 << (i % 8)
				for file, body := range got {
					if want := upTo(2)[file]; body != want {
						t.Fatalf("%s, byte %d: %s = %q, want %q", name, i, file, body, want)
					}
				}
				if err == nil && len(got) != len(upTo(2)) {
					t.Fatalf("%s, byte %d: %d files and no error", name, i, len(got))
				}
			}
		}
	}
}

// inMemory copies a folder.
func inMemory(dir string) fstest.MapFS {
	fsys := fstest.MapFS{}
	must(fs.WalkDir(os.DirFS(dir), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, p))
		fsys[p] = &fstest.MapFile{Data: data}
		return err
	}))
	return fsys
}

func upTo(n int) map[string]string {
	want := map[string]string{}
	for _, v := range versions()[:n] {
		for name, body := range v {
			want[name] = body
		}
	}
	return want
}

package file

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	git "github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/google/go-cmp/cmp"
)

var committed = time.Unix(1_700_000_000, 0).UTC()

// bare makes a repository without work tree, as Oxidized keeps one. Its tree is
// written by hand, since no honest tool writes the names that some tests need.
func bare(dir string, entries ...object.TreeEntry) {
	repo, err := git.PlainInit(dir, true)
	must(err)
	store := func(o interface {
		Encode(plumbing.EncodedObject) error
	}) plumbing.Hash {
		e := repo.Storer.NewEncodedObject()
		must(o.Encode(e))
		h, err := repo.Storer.SetEncodedObject(e)
		must(err)
		return h
	}
	for i, e := range entries {
		if e.Mode == filemode.Submodule {
			continue
		}
		o := repo.Storer.NewEncodedObject()
		o.SetType(plumbing.BlobObject)
		w, err := o.Writer()
		must(err)
		_, err = w.Write([]byte("hostname " + filepath.Base(e.Name)))
		must(err)
		entries[i].Hash, err = repo.Storer.SetEncodedObject(o)
		must(err)
	}
	who := object.Signature{Name: "x", Email: "x", When: committed}
	h := store(&object.Commit{Author: who, Committer: who, TreeHash: store(&object.Tree{Entries: entries})})
	must(repo.Storer.SetReference(plumbing.NewHashReference("refs/heads/master", h)))
}

func regularEntry(name string) object.TreeEntry {
	return object.TreeEntry{Name: name, Mode: filemode.Regular}
}

func TestBareRepository(t *testing.T) {
	put(t, map[string][]byte{"c/a": []byte("before"), "c/z": []byte("after"), "c/repo.git/hidden.cfg": []byte("beside git's files")})
	bare("c/repo.git", regularEntry("../up"), object.TreeEntry{Name: "link", Mode: filemode.Symlink}, regularEntry("r1"), regularEntry("r2\n"),
		object.TreeEntry{Name: "sub", Mode: filemode.Submodule, Hash: plumbing.NewHash("01")})
	want := []string{
		"c/a = before", "c/repo.git!/../up ! archive_bad_name", "c/repo.git!/link (HEAD) ! not_regular", "c/repo.git!/r1 (HEAD) = hostname r1",
		"c/repo.git!/r2\n (HEAD) = hostname r2", "c/repo.git!/sub (HEAD) ! not_regular", "c/repo.git/hidden.cfg = beside git's files", "c/z = after",
	}
	got, inputs := walkAll(t, Options{}, "c")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if !inputs[3].Mod.Equal(committed) {
		t.Errorf("time %v, want %v", inputs[3].Mod, committed)
	}
	if got := walk(t, Options{}, "c/repo.git"); got[1] != "c/repo.git!/link (HEAD) ! not_regular" {
		t.Errorf("named: %q", got)
	}
}

func TestWorkTree(t *testing.T) {
	put(t, map[string][]byte{"repo/routers/r1": []byte("changed since the commit")})
	bare("repo/.git", regularEntry("r1"))
	if diff := cmp.Diff([]string{"repo/routers/r1 = changed since the commit"}, walk(t, Options{}, "repo")); diff != "" {
		t.Errorf("work tree: (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"repo/.git!/r1 (HEAD) = hostname r1"}, walk(t, Options{}, "repo/.git")); diff != "" {
		t.Errorf("its .git: (-want +got)\n%s", diff)
	}
	must(os.RemoveAll("repo/routers"))
	if diff := cmp.Diff([]string{"repo!/r1 (HEAD) = hostname r1"}, walk(t, Options{}, "repo")); diff != "" {
		t.Errorf("nothing checked out: (-want +got)\n%s", diff)
	}
}

func TestBrokenRepository(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func()
		want  []string
		hint  string
	}{
		{"no commit", func() { must(os.Remove("r/refs/heads/master")) }, []string{"r ! repository_broken"}, "set HEAD"},
		{"no objects", func() { must(os.RemoveAll("r/objects")); must(os.Mkdir("r/objects", 0o700)) }, []string{"r ! repository_broken"}, "fsck"},
		{"borrowed objects", func() {
			must(os.RemoveAll("r/objects"))
			must(os.MkdirAll("r/objects/info", 0o700))
			must(os.WriteFile("r/objects/info/alternates", []byte("/elsewhere/objects\n"), 0o600))
		}, []string{"r ! repository_broken"}, "full clone"},
		{"one blob missing", func() { must(os.Remove(blobFile("hostname r1"))) }, []string{"r!/r1 (HEAD) ! repository_broken", "r!/r2 (HEAD) = hostname r2"}, "fsck"},
		{"one blob damaged", func() {
			must(os.Chmod(blobFile("hostname r2"), 0o600))
			must(os.WriteFile(blobFile("hostname r2"), []byte("x"), 0o600))
		},
			[]string{"r!/r1 (HEAD) = hostname r1", "r!/r2 (HEAD) ! repository_broken"}, "fsck"},
	} {
		put(t, nil)
		bare("r", regularEntry("r1"), regularEntry("r2"))
		c.spoil()
		got, inputs := walkAll(t, Options{}, "r")
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", c.name, diff)
		}
		for _, in := range inputs {
			if in.Skip != nil && !strings.Contains(in.Skip.Hint, c.hint) {
				t.Errorf("%s: hint %q, want %q", c.name, in.Skip.Hint, c.hint)
			}
		}
	}
}

func blobFile(body string) string {
	h := plumbing.ComputeHash(plumbing.BlobObject, []byte(body)).String()
	return filepath.Join("r/objects", h[:2], h[2:])
}

func TestRepositoryBounds(t *testing.T) {
	put(t, nil)
	bare("r", regularEntry("a"), regularEntry("bbbbbbbbbbbbb"), regularEntry("c"))
	for _, c := range []struct {
		opt  Options
		want []string
	}{
		{Options{MaxFile: 15}, []string{"r!/a (HEAD) = hostname a", "r!/bbbbbbbbbbbbb (HEAD) ! too_large", "r!/c (HEAD) = hostname c"}},
		{Options{MaxArchive: 15}, []string{"r!/a (HEAD) = hostname a", "r ! archive_bomb"}},
	} {
		if diff := cmp.Diff(c.want, walk(t, c.opt, "r")); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	}
	bare("many", regularEntry("a"), regularEntry("b"), regularEntry("c"), regularEntry("d"), regularEntry("e"), regularEntry("f"), regularEntry("g"))
	got := walk(t, Options{MaxEntries: 6}, "many")
	if len(got) != 7 || got[6] != "many ! too_many" {
		t.Errorf("entries: %q", got)
	}
}

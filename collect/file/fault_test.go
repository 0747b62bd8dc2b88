package file

import (
	"context"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// faulty is a folder in which named operations fail, as a dying disk would make
// them. Root may read everything, so permissions cannot be used to test this.
type faulty struct {
	tree
	fail map[string]error // by "operation name"
	grow map[string]int   // bytes that a file has beyond its stated size
}

func (f faulty) Open(name string) (fs.File, error) {
	if err := f.fail["open "+name]; err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	file, err := f.tree.Open(name)
	if err != nil {
		return nil, err
	}
	return &faultyFile{File: file.(*os.File), in: f, name: name, grow: f.grow[name]}, nil
}

func (f faulty) resolve(name string) (string, bool, error) {
	if err := f.fail["resolve "+name]; err != nil {
		return "", false, err
	}
	return f.tree.resolve(name)
}

type faultyFile struct {
	*os.File
	in   faulty
	name string
	grow int
}

func (f *faultyFile) err(op string) error { return f.in.fail[op+" "+f.name] }

func (f *faultyFile) Stat() (fs.FileInfo, error) {
	if err := f.err("stat"); err != nil {
		return nil, err
	}
	info, err := f.File.Stat()
	return sized{info, int64(f.grow)}, err
}

// sized is a file that claims to be smaller by less bytes.
type sized struct {
	fs.FileInfo
	less int64
}

func (s sized) Size() int64 { return s.FileInfo.Size() - s.less }

func (f *faultyFile) Read(p []byte) (int, error) {
	if err := f.err("read"); err != nil {
		return 0, err
	}
	return f.File.Read(p)
}

func (f *faultyFile) ReadAt(p []byte, at int64) (int, error) {
	if err := f.err("readat"); err != nil {
		return 0, err
	}
	return f.File.ReadAt(p, at)
}

func (f *faultyFile) ReadDir(n int) ([]fs.DirEntry, error) {
	list, err := f.File.ReadDir(n)
	if bad := f.err("readdir"); bad != nil {
		return list[:1], bad
	}
	return list, err
}

// faults reads the folder c with faults in it.
func faults(t *testing.T, f faulty) []string {
	t.Helper()
	real, err := openRooted("c")
	must(err)
	f.tree = real
	s := &Set{opt: Options{}.withDefaults()}
	s.roots = append(s.roots, real.root)
	defer s.Close()
	w := walker{ctx: context.Background(), opt: s.opt, set: s, followed: map[string]bool{}, left: 100}
	must(w.enter(folder{tree: f, name: ".", path: "c"}))
	var got []string
	must(ForEach(context.Background(), s, 3, line, func(l string) error { got = append(got, l); return nil }))
	return got
}

func TestFaults(t *testing.T) {
	put(t, map[string][]byte{"c/a": []byte("one"), "c/d/b": []byte("two"), "c/t": tarOf(files("x")...), "c/z": zipOf(files("y")...), "c/big": make([]byte, 2*slack)})
	must(os.Symlink("a", "c/l"))
	zeros := "c/big = " + strings.Repeat("\x00", 40)
	whole := []string{"c/a = one", zeros, "c/d/b = two", "c/l = one", "c/t!/x = hostname x", "c/z!/y = hostname y"}
	for _, c := range []struct{ fault, was, is string }{
		{"none", "", ""},
		{"open a", "c/a = one|c/l = one", "c/a ! unreadable|c/l ! unreadable"},
		{"read a", "c/a = one|c/l = one", "c/a ! unreadable|c/l ! unreadable"},
		{"stat a", "c/a = one|c/l = one", "c/a ! unreadable|c/l ! unreadable"},
		{"readat a", "c/a = one|c/l = one", "c/a ! unreadable|c/l ! unreadable"},
		{"resolve l", "c/l = one", "c/l ! unreadable"},
		{"open d", "c/d/b = two", "c/d ! unreadable"},
		{"stat d", "c/d/b = two", "c/d ! unreadable"},
		{"readdir d", "c/d/b = two", "c/d ! unreadable|c/d/b = two"},
		{"read t", "c/t!/x = hostname x", "c/t ! archive_broken"},
		{"readat z", "c/z!/y = hostname y", "c/z ! unreadable"},
	} {
		want := strings.Join(whole, "|")
		for i, was := range strings.Split(c.was, "|") {
			want = strings.Replace(want, was, strings.Split(c.is+"|", "|")[i], 1)
		}
		if c.fault == "readdir d" {
			want = strings.Replace(strings.Join(whole, "|"), c.was, c.is, 1)
		}
		got := strings.Join(faults(t, faulty{fail: map[string]error{c.fault: errIO}}), "|")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", c.fault, diff)
		}
	}
}

func TestFileThatChanges(t *testing.T) {
	for _, c := range []struct {
		name string
		size int // on disk
		grow int // beyond what was claimed when it was opened
		want string
	}{
		{"steady", 100, 0, "ok"},
		{"claims nothing, as in /proc", 100, 100, "ok"},
		{"grew a little", slack + 100, slack, "ok"},
		{"grew a lot", 3 * slack, 2 * slack, "changed"},
		{"shrank", 100, -10, "changed"},
	} {
		put(t, map[string][]byte{"c/a": make([]byte, c.size)})
		real, err := openRooted("c")
		must(err)
		h, info, err := openRegular(faulty{tree: real, grow: map[string]int{"a": c.grow}}, "a")
		must(err)
		it := item{file: h, size: info.Size()}
		got, in := "ok", it.load()
		if in.Skip != nil {
			got = in.Skip.Reason.String()
		} else if len(in.Data) != c.size {
			t.Errorf("%s: %d bytes, want %d", c.name, len(in.Data), c.size)
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		must(real.root.Close())
	}
}

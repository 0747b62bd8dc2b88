package file

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOrderAndNames(t *testing.T) {
	dir := put(t, map[string][]byte{
		"c/b.cfg": []byte("two"), "c/a/z.cfg": []byte("one"), "c/a.cfg": []byte("dot sorts before slash"),
		"c/empty": {}, "c/\x1b[31mred\n": []byte("control"), "c/\xff\xfe": []byte("not UTF-8"), "c/nul.cfg": []byte("a\x00b"),
		"c/.git/config": []byte("x"), "c/sub/CVS/Root": []byte("x"), "c/sub/.svn/x": []byte("x"), "c/sub/.git": []byte("gitdir: x"),
		"c/sub/router.db": []byte("r1:cisco:up"), "d.cfg": []byte("named"),
	})
	want := []string{
		"c/\x1b[31mred\n = control", "c/a.cfg = dot sorts before slash", "c/a/z.cfg = one", "c/b.cfg = two", "c/empty = ",
		"c/nul.cfg = a\x00b", "c/sub/router.db = r1:cisco:up", "c/\xff\xfe = not UTF-8", "d.cfg = named",
	}
	for _, paths := range [][]string{{"c", "d.cfg"}, {"d.cfg", "./c/"}, {"c", "c/b.cfg", "d.cfg", "c"}} {
		if diff := cmp.Diff(want, walk(t, Options{}, paths...)); diff != "" {
			t.Errorf("%q: (-want +got)\n%s", paths, diff)
		}
	}
	if got := walk(t, Options{}, filepath.Join(dir, "d.cfg")); got[0] != dir+"/d.cfg = named" {
		t.Errorf("absolute path: %q", got)
	}
	t.Chdir("c/a")
	if got := walk(t, Options{}, "."); len(got) != 1 || got[0] != "z.cfg = one" {
		t.Errorf("the working directory: %q", got)
	}
}

func TestAdminIsCounted(t *testing.T) {
	put(t, map[string][]byte{
		"c/.git/HEAD": []byte("x"), "c/r1": []byte("x"), "c/CVS/Root": []byte("x"), "c/sub/.svn/x": []byte("x"),
		"c/old.tar": tarOf(files("r2", "CVS/Root", "CVS/Entries", "a/.svn/x")...),
	})
	s, err := Open(context.Background(), []string{"c"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if s.Admin != 3 {
		t.Errorf("before reading: %d, want 3", s.Admin)
	}
	for range 2 { // reading again must not count again
		if err := s.Walk(context.Background(), func(Input) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if s.Admin != 5 {
			t.Errorf("after reading: %d, want 5", s.Admin)
		}
	}
}

func TestNotFound(t *testing.T) {
	put(t, map[string][]byte{"a": []byte("x")})
	must(os.Symlink("nowhere", "dangling"))
	for _, p := range []string{"x\x1b", "", "a/b", "dangling"} {
		_, err := Open(context.Background(), []string{"a", p}, Options{})
		if want := fmt.Sprintf("no such file or folder: %q", p); !errors.Is(err, ErrNotFound) || err.Error() != want {
			t.Errorf("Open(%q) = %v, want %s", p, err, want)
		}
	}
}

func TestSymlinks(t *testing.T) {
	put(t, map[string][]byte{"c/a/r1": []byte("one"), "c/b/r2": []byte("two"), "out/secret": []byte("outside"), "named": []byte("n")})
	for link, target := range map[string]string{
		"c/a/up": "..", "c/self": "self", "c/x": "y", "c/y": "x", "c/b/back": "../a",
		"c/file": "a/r1", "c/folder": "b", "c/folder2": "b", "c/none": "nowhere",
		"c/leak": "../out/secret", "c/leaks": "../out", "c/etc": "/etc", "tonamed": "named", "toc": "c/b",
	} {
		must(os.Symlink(target, link))
	}
	abs, err := filepath.Abs("c/a/r1")
	must(err)
	must(os.Symlink(abs, "c/inside-abs"))
	want := []string{
		"c/a/r1 = one", "c/a/up ! symlink_loop",
		"c/b/back/r1 = one", "c/b/back/up ! symlink_loop", "c/b/r2 = two",
		"c/etc ! outside", "c/file = one",
		"c/folder/back ! already_read", "c/folder/r2 = two", "c/folder2 ! already_read",
		"c/inside-abs = one", "c/leak ! outside", "c/leaks ! outside", "c/none ! unreadable",
		"c/self ! symlink_loop", "c/x ! symlink_loop", "c/y ! symlink_loop",
	}
	if diff := cmp.Diff(want, walk(t, Options{}, "c")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	must(os.Remove("c/etc"))
	got := strings.Join(walk(t, Options{FollowSymlinks: true}, "c"), "\n")
	for _, want := range []string{"c/leak = outside", "c/leaks/secret = outside"} {
		if !strings.Contains(got, want) {
			t.Errorf("links followed: no %q in\n%s", want, got)
		}
	}
	if diff := cmp.Diff([]string{"toc/back ! outside", "toc/r2 = two", "tonamed = n"}, walk(t, Options{}, "tonamed", "toc")); diff != "" {
		t.Errorf("named links: (-want +got)\n%s", diff)
	}
}

// Folders that link to each other have exponentially many paths.
func TestSymlinkMaze(t *testing.T) {
	put(t, map[string][]byte{})
	for i := range 20 {
		must(os.MkdirAll(fmt.Sprintf("c/d%d", i), 0o700))
		for j := range 20 {
			must(os.Symlink(fmt.Sprintf("../d%d", j), fmt.Sprintf("c/d%d/l%d", i, j)))
		}
	}
	if got := len(walk(t, Options{}, "c")); got > 1000 {
		t.Errorf("%d inputs from 20 folders", got)
	}
}

func TestIrregularFiles(t *testing.T) {
	put(t, map[string][]byte{"c/r1": []byte("one")})
	must(syscall.Mkfifo("c/fifo", 0o600))
	must(os.Symlink("fifo", "c/tofifo"))
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	must(err)
	defer syscall.Close(fd)
	must(syscall.Bind(fd, &syscall.SockaddrUnix{Name: "c/socket"}))
	want := []string{"c/fifo ! not_regular", "c/r1 = one", "c/socket ! not_regular", "c/tofifo ! not_regular"}
	if diff := cmp.Diff(want, walk(t, Options{}, "c")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"/dev/null ! not_regular", "c/fifo ! not_regular"}, walk(t, Options{}, "c/fifo", "/dev/null")); diff != "" {
		t.Errorf("named: (-want +got)\n%s", diff)
	}
}

func TestUnreadable(t *testing.T) {
	root := os.Geteuid() == 0
	if root { // who reads everything
		must(syscall.Setresuid(-1, 65534, -1))
		t.Cleanup(func() { _ = syscall.Setresuid(-1, 0, -1) }) // where put fails
	}
	put(t, map[string][]byte{"c/r1": []byte("one"), "c/r2": []byte("two"), "c/d/r3": []byte("x")})
	if root { // before what put cleans up
		t.Cleanup(func() { must(syscall.Setresuid(-1, 0, -1)) })
	}
	must(os.Chmod("c/r2", 0))
	must(os.Chmod("c/d", 0))
	t.Cleanup(func() { must(os.Chmod("c/d", 0o700)) })
	if diff := cmp.Diff([]string{"c/d ! unreadable", "c/r1 = one", "c/r2 ! unreadable"}, walk(t, Options{}, "c")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestBounds(t *testing.T) {
	put(t, map[string][]byte{"c/big": make([]byte, 101), "c/edge": bytes.Repeat([]byte("e"), 100), "c/r1": []byte("one"), "c/z.tar": tarOf(member{name: "big", body: strings.Repeat("x", 101)})})
	want := []string{"c/big ! too_large", "c/edge = " + strings.Repeat("e", 40), "c/r1 = one", "c/z.tar!/big ! too_large"}
	if diff := cmp.Diff(want, walk(t, Options{MaxFile: 100}, "c")); diff != "" {
		t.Errorf("size: (-want +got)\n%s", diff)
	}
	got := walk(t, Options{MaxEntries: 2}, "c")
	if got[0] != "c ! too_many" || len(got) != 3 {
		t.Errorf("entries: %q", got)
	}
}

func TestDeepFolders(t *testing.T) {
	deep := "c" + strings.Repeat("/d", 200)
	put(t, map[string][]byte{deep + "/r": []byte("x"), "c/r1": []byte("one")})
	want := []string{"c" + strings.Repeat("/d", maxFolderDepth+1) + " ! too_deep", "c/r1 = one"}
	if diff := cmp.Diff(want, walk(t, Options{}, "c")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestStdin(t *testing.T) {
	put(t, nil)
	for name, c := range map[string]struct {
		data []byte
		want []string
	}{
		"text":  {[]byte("hostname r1"), []string{"- = hostname r1"}},
		"empty": {nil, []string{"- = "}},
		"tar":   {tarOf(files("a", "b")...), []string{"-!/a = hostname a", "-!/b = hostname b"}},
		"tgz":   {gz(tarOf(files("a")...)), []string{"-!/a = hostname a"}},
		"zst":   {zst(tarOf(files("a")...)), []string{"-!/a = hostname a"}},
		"zip":   {zipOf(files("b", "a")...), []string{"-!/a = hostname a", "-!/b = hostname b"}},
		"gz":    {gz([]byte("hostname r1")), []string{"-!/data = hostname r1"}},
		"large": {make([]byte, 5000), []string{"- ! too_large"}},
	} {
		opt := Options{Stdin: bytes.NewReader(c.data), MaxFile: 4000}
		if diff := cmp.Diff(c.want, walk(t, opt, "-", "-")); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", name, diff)
		}
	}
}

func TestForEachBoundsBytesInFlight(t *testing.T) {
	contents := map[string][]byte{}
	for i := range 60 {
		contents[fmt.Sprintf("c/%02d", i)] = make([]byte, 1000)
	}
	contents["c/30"] = make([]byte, 9000) // larger than the budget: travels alone
	put(t, contents)
	s, err := Open(context.Background(), []string{"c"}, Options{MaxInFlight: 3000})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var held, most atomic.Int64
	work := func(in Input) Input {
		n := held.Add(int64(len(in.Data)))
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		return in
	}
	count := 0
	err = ForEach(context.Background(), s, 8, work, func(in Input) error {
		if in.Index != count {
			t.Errorf("input %d came as number %d", in.Index, count)
		}
		count++
		held.Add(-int64(len(in.Data)))
		return nil
	})
	if err != nil || count != 60 {
		t.Fatalf("%d inputs, %v", count, err)
	}
	if most.Load() > 9000 {
		t.Errorf("%d bytes in flight", most.Load())
	}
}

func TestStops(t *testing.T) {
	contents := map[string][]byte{"c/z.tar": tarOf(files("a", "b", "c")...)}
	for i := range 50 {
		contents[fmt.Sprintf("c/%02d", i)] = []byte("x")
	}
	put(t, contents)
	open := func() *Set {
		s, err := Open(context.Background(), []string{"c"}, Options{})
		must(err)
		t.Cleanup(func() { s.Close() })
		return s
	}
	boom := errors.New("boom")
	for at := range 53 {
		n := 0
		err := ForEach(context.Background(), open(), 3, line, func(string) error {
			if n++; n > at {
				return boom
			}
			return nil
		})
		if err != boom || n != at+1 {
			t.Fatalf("stopped at %d: %d results, %v", at, n, err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		n = 0
		err = open().Walk(ctx, func(Input) error {
			if n++; n > at {
				cancel()
			}
			return nil
		})
		if at < 52 && !errors.Is(err, context.Canceled) {
			t.Fatalf("cancelled at %d: %d inputs, %v", at, n, err)
		}
		cancel()
		if err := ForEach(ctx, open(), 2, line, func(string) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Fatalf("cancelled before: %v", err)
		}
		if _, err := Open(ctx, []string{"c"}, Options{}); !errors.Is(err, context.Canceled) {
			t.Fatalf("Open cancelled before: %v", err)
		}
	}
}

func TestProgress(t *testing.T) {
	put(t, map[string][]byte{"c/a": []byte("12345"), "c/b.tar": tarOf(files("x", "y")...), "c/e.zip": zipOf(), "c/z": []byte("1")})
	var got []string
	opt := Options{Progress: func(done, total int, bytes int64) { got = append(got, fmt.Sprint(done, "/", total, " ", bytes)) }}
	if err := Walk(context.Background(), []string{"c"}, opt, func(Input) error { return nil }); err != nil {
		t.Fatal(err)
	}
	want := []string{"1/4 5", "2/4 16", "3/4 27", "4/4 28"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func BenchmarkSmallFiles(b *testing.B) {
	contents := map[string][]byte{}
	body := bytes.Repeat([]byte("interface Ethernet1\n"), 100)
	for i := range 10_000 {
		contents[fmt.Sprintf("c/%02d/r%d.cfg", i%50, i)] = body
	}
	put(b, contents)
	b.ReportAllocs()
	for b.Loop() {
		s, err := Open(context.Background(), []string{"c"}, Options{})
		must(err)
		n := 0
		err = ForEach(context.Background(), s, 0, func(in Input) int { return len(in.Data) }, func(l int) error { n++; return nil })
		must(errors.Join(err, s.Close()))
		if n != 10_000 {
			b.Fatalf("%d inputs", n)
		}
	}
}

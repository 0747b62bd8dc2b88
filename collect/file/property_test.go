package file

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Whatever tree of files and archives is written, exactly the files in it are
// delivered, in one order, read one by one or in parallel.
func TestDeliversExactlyWhatWasWritten(t *testing.T) {
	base := t.TempDir()
	t.Chdir(base)
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		root := fmt.Sprintf("run%d", run)
		must(os.Mkdir(root, 0o700))
		defer os.RemoveAll(filepath.Join(base, root))
		var want []string
		name := rapid.StringMatching(`[a-c.~ -]{0,3}[a-z](/[a-c]{1,2}x){0,2}`)
		used := map[string]bool{}
		for range rapid.IntRange(0, 12).Draw(rt, "files") {
			p := root + "/" + name.Draw(rt, "name")
			if !free(used, p) {
				continue
			}
			must(os.MkdirAll(filepath.Dir(p), 0o700))
			data, lines := content(rt, p)
			must(os.WriteFile(p, data, 0o600))
			want = append(want, lines...)
		}
		got := both(rt, Options{MaxInFlight: int64(rapid.IntRange(1, 50).Draw(rt, "budget"))}, root)
		again := both(rt, Options{}, root)
		if diff := cmp.Diff(got, again); diff != "" {
			rt.Fatalf("two readings differ:\n%s", diff)
		}
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Fatalf("(-want +got)\n%s", diff)
		}
	})
}

// free says whether p is neither a file nor a folder of another file, and takes
// it.
func free(used map[string]bool, p string) bool {
	for other := range used {
		if other == p || strings.HasPrefix(other, p+"/") || strings.HasPrefix(p, other+"/") {
			return false
		}
	}
	used[p] = true
	return true
}

// content makes a file or an archive, and the inputs expected of it.
func content(rt *rapid.T, p string) ([]byte, []string) {
	body := rapid.StringMatching(`hostname r[0-9]{0,30}`)
	var members []member
	var want []string
	kind := rapid.SampledFrom([]string{"file", "file", "tar", "tgz", "zst", "zip"}).Draw(rt, "kind")
	if kind == "file" {
		data := body.Draw(rt, "body")
		return []byte(data), []string{p + " = " + data[:min(len(data), 40)]}
	}
	for i := range rapid.IntRange(1, 4).Draw(rt, "members") {
		m := member{name: fmt.Sprintf("m%d", i), body: body.Draw(rt, "body")}
		members = append(members, m)
		want = append(want, p+"!/"+m.name+" = "+m.body[:min(len(m.body), 40)])
	}
	switch kind {
	case "tgz":
		return gz(tarOf(members...)), want
	case "zst":
		return zst(tarOf(members...)), want
	case "zip":
		return zipOf(members...), want
	}
	return tarOf(members...), want
}

// both reads a path one by one and in parallel, and requires the same.
func both(rt *rapid.T, opt Options, p string) []string {
	var seq, par []string
	ctx := context.Background()
	err := Walk(ctx, []string{p}, opt, func(in Input) error { seq = append(seq, line(in)); return nil })
	must(err)
	s, err := Open(ctx, []string{p}, opt)
	must(err)
	defer s.Close()
	must(ForEach(ctx, s, 3, line, func(l string) error { par = append(par, l); return nil }))
	if diff := cmp.Diff(seq, par); diff != "" {
		rt.Fatalf("parallel reading differs:\n%s", diff)
	}
	if diff := cmp.Diff(seq, streamed(opt, p)); diff != "" {
		rt.Fatalf("streaming differs:\n%s", diff)
	}
	return seq
}

// streamed reads everything as streams.
func streamed(opt Options, p string) []string {
	s, err := Open(context.Background(), []string{p}, opt)
	must(err)
	defer s.Close()
	var got []string
	must(s.Stream(context.Background(), func(in Input, r io.Reader) error {
		if r != nil {
			data, err := io.ReadAll(r)
			if err != nil {
				return nil // the second input of this path says why
			}
			in.Data = data
		}
		got = append(got, line(in))
		return nil
	}))
	return got
}

func TestStream(t *testing.T) {
	big := bytes.Repeat([]byte("hostname r1\n"), 100_000)
	cut := tarOf(files("r1", "r2")...)
	put(t, map[string][]byte{"c/big.log": big, "c/big.gz": gz(big), "c/cut.tar": cut[:1540], "c/cut.gz": gz(big)[:900]})
	must(os.Symlink("nowhere", "c/dangling"))
	var got []string
	s, err := Open(context.Background(), []string{"c"}, Options{MaxFile: 1000, MaxRatio: 5000})
	must(err)
	defer s.Close()
	must(s.Stream(context.Background(), func(in Input, r io.Reader) error {
		if r == nil {
			got = append(got, in.Path+" ! "+in.Skip.Reason.String())
			return nil
		}
		n, err := io.Copy(io.Discard, r)
		got = append(got, fmt.Sprintf("%s %d %v", in.Path, n, err))
		return nil
	}))
	want := []string{
		"c/big.gz!/big 1200000 <nil>", "c/big.log 1200000 <nil>",
		"c/cut.gz!/cut ", "c/cut.gz!/cut ! archive_broken",
		"c/cut.tar!/r1 12 <nil>", "c/cut.tar!/r2 4 unexpected EOF", "c/cut.tar!/r2 ! archive_broken", "c/cut.tar ! archive_broken",
		"c/dangling ! unreadable",
	}
	// How much depends on the decompressor
	got[2] = got[2][:len("c/cut.gz!/cut ")]
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	stop := errors.New("enough")
	if err := s.Stream(context.Background(), func(Input, io.Reader) error { return stop }); err != stop {
		t.Errorf("%v, want fn's error", err)
	}
}

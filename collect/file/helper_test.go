package file

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// member is one entry of an archive that a test makes.
type member struct {
	name, body string
	typ        byte // of tar; 0 is a regular file
}

func files(names ...string) []member {
	var out []member
	for _, n := range names {
		out = append(out, member{name: n, body: "hostname " + filepath.Base(n) + "\n"})
	}
	return out
}

func tarOf(members ...member) []byte {
	var buf bytes.Buffer
	w := tar.NewWriter(&buf)
	for _, m := range members {
		h := &tar.Header{Name: m.name, Mode: 0o600, Size: int64(len(m.body)), Typeflag: tar.TypeReg}
		if m.typ != 0 {
			h.Typeflag, h.Size, h.Linkname = m.typ, 0, "target"
		}
		must(w.WriteHeader(h))
		if h.Size > 0 {
			_, err := w.Write([]byte(m.body))
			must(err)
		}
	}
	must(w.Close())
	return buf.Bytes()
}

func zipOf(members ...member) []byte {
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for _, m := range members {
		f, err := w.CreateHeader(&zip.FileHeader{Name: m.name, Method: zip.Deflate})
		must(err)
		_, err = f.Write([]byte(m.body))
		must(err)
	}
	must(w.Close())
	return buf.Bytes()
}

func gz(data []byte) []byte {
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	_, err := w.Write(data)
	must(err)
	must(w.Close())
	return buf.Bytes()
}

func zst(data []byte) []byte {
	w, err := zstd.NewWriter(nil)
	must(err)
	return w.EncodeAll(data, nil)
}

// must ends a test whose own preparation failed.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

// put writes files below a new folder, makes it the working directory, and
// returns its path. So tests can name relative paths, as users do.
func put(t testing.TB, contents map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range contents {
		p := filepath.Join(dir, name)
		must(os.MkdirAll(filepath.Dir(p), 0o700))
		must(os.WriteFile(p, data, 0o600))
	}
	t.Chdir(dir)
	return dir
}

// line is an input as one comparable line.
func line(in Input) string {
	if in.Skip != nil {
		return fmt.Sprintf("%s ! %s", in.Path, in.Skip.Reason)
	}
	return fmt.Sprintf("%s = %s", in.Path, strings.TrimSpace(string(in.Data[:min(len(in.Data), 40)])))
}

// walk reads paths both ways and requires the same result from both.
func walk(t testing.TB, opt Options, paths ...string) []string {
	t.Helper()
	lines, _ := walkAll(t, opt, paths...)
	return lines
}

func walkAll(t testing.TB, opt Options, paths ...string) ([]string, []Input) {
	t.Helper()
	var stdin []byte
	if opt.Stdin != nil {
		var err error
		stdin, err = io.ReadAll(opt.Stdin)
		must(err)
	}
	var seq, par []string
	var all []Input
	opt.Stdin = bytes.NewReader(stdin)
	err := Walk(context.Background(), paths, opt, func(in Input) error {
		check(t, in, len(all))
		seq, all = append(seq, line(in)), append(all, in)
		return nil
	})
	if err != nil {
		t.Fatalf("Walk: %v", err)
	}
	opt.Stdin = bytes.NewReader(stdin)
	s, err := Open(context.Background(), paths, opt)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	defer s.Close()
	err = ForEach(context.Background(), s, 4, line, func(l string) error { par = append(par, l); return nil })
	if err != nil {
		t.Fatalf("ForEach: %v", err)
	}
	if a, b := strings.Join(seq, "\n"), strings.Join(par, "\n"); a != b {
		t.Fatalf("in order:\n%s\nin parallel:\n%s", a, b)
	}
	return seq, all
}

// check holds what is true of every input.
func check(t testing.TB, in Input, index int) {
	t.Helper()
	if (in.Data == nil) == (in.Skip == nil) {
		t.Errorf("%q: data %v and skip %v, want exactly one", in.Path, in.Data != nil, in.Skip)
	}
	if in.Index != index {
		t.Errorf("%q: index %d, want %d", in.Path, in.Index, index)
	}
	if in.Skip != nil && in.Skip.Detail == "" {
		t.Errorf("%q: a skip without detail", in.Path)
	}
}

var errIO = errors.New("input/output error")

package clean_test

import (
	"crypto/sha256"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/clean"
)

func FuzzClean(f *testing.F) {
	for _, fam := range families {
		f.Add([]byte(fam.config))
		f.Add([]byte(fam.prompt + fam.cmd + "\r\n" + strings.ReplaceAll(fam.config, "\n", "\r\n") + "\r\n" + fam.prompt))
	}
	for _, p := range pagers {
		f.Add([]byte("a\n" + p + bs(len(p)) + blank(len(p)) + bs(len(p)) + " b\n" + p + "\nc\n"))
	}
	for _, e := range append(escapes, messages...) {
		f.Add([]byte("a" + e + "b\n" + e + "\n"))
	}
	for _, s := range []string{"", "\r", "\n", "\x1b", "\x1b[", "\x1b]", "\b", "a#show run", "<>", "[~", "(", "(a) #", "> show\n>", "\xff\xfea", "\xfe\xff\xd8\x00", "a\rb\r\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) { checkFile(t, raw, clean.Clean(raw)) })
}

// checkFile checks what holds for any input.
func checkFile(t *testing.T, raw []byte, f *clean.File) {
	t.Helper()
	if f.SHA256 != sha256.Sum256(raw) || f.Bytes != int64(len(raw)) {
		t.Fatal("hash or length is not that of the raw bytes")
	}
	if strings.ContainsRune(f.Text, '\r') || strings.IndexByte(f.Text, 0) >= 0 || strings.IndexByte(f.Text, 0x1b) >= 0 {
		t.Fatalf("control bytes in text %q", f.Text)
	}
	if f.Binary {
		if f.Text != "" {
			t.Fatal("binary file has text")
		}
		return
	}
	if len(f.Text) > len(raw)*3/2+3 {
		t.Fatalf("text of %d bytes from %d", len(f.Text), len(raw))
	}
	if f.LineNo != nil && len(f.LineNo) != f.Lines() {
		t.Fatalf("%d numbers for %d lines", len(f.LineNo), f.Lines())
	}
	last := 1
	lines := f.Lines()
	for i := 1; i <= lines; i++ {
		n := f.RawLine(i)
		if n < last || n > f.RawLines {
			t.Fatalf("line %d has raw number %d after %d of %d", i, n, last, f.RawLines)
		}
		last = n
	}
	if len(f.Removed) > clean.MaxRemoved {
		t.Fatalf("%d removals", len(f.Removed))
	}
	for i, r := range f.Removed {
		if r.Kind == clean.KindNone || r.Len < 0 || r.Line < 1 || i > 0 && r.Offset < f.Removed[i-1].Offset {
			t.Fatalf("removal %d is %+v after %+v", i, r, f.Removed[max(i-1, 0)])
		}
	}
}

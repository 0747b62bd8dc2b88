package app

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// must ends a test whose own preparation failed.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// goodConfig is whole and fails telnet-off.
const goodConfig = "version 15.2\nhostname good\n!\nline vty 0 4\n transport input telnet\nend\n"

// failing is the check that it fails.
const failing = "telnet-off"

// entry is one member of an archive; typ is of tar, 0 a regular file.
type entry struct {
	name, body string
	typ        byte
}

func tarOf(t *testing.T, entries ...entry) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, e := range entries {
		h := &tar.Header{Name: e.name, Mode: 0o600, Typeflag: tar.TypeReg, Size: int64(len(e.body))}
		if e.typ != 0 {
			h.Typeflag, h.Linkname = e.typ, "/etc/passwd"
		}
		must(t, w.WriteHeader(h))
		_, err := io.WriteString(w, e.body)
		must(t, err)
	}
	must(t, w.Close())
	return b.String()
}

func zipOf(t *testing.T, entries ...entry) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		if e.typ == tar.TypeSymlink {
			h.SetMode(os.ModeSymlink | 0o777)
		}
		f, err := w.CreateHeader(h)
		must(t, err)
		_, err = io.WriteString(f, e.body)
		must(t, err)
	}
	must(t, w.Close())
	return b.String()
}

func gzOf(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := io.WriteString(w, text)
	must(t, err)
	must(t, w.Close())
	return b.String()
}

// seenReport is what a test reads of a JSON report.
type seenReport struct {
	Devices []struct {
		Path, Status, Detail, Hint, Hostname string
		SHA256                               string `json:"sha256"`
	}
	Results []struct {
		Check, Path, Verdict string
		Spans                []struct {
			Line int
			Text string
		}
	}
}

// fails returns the line in which path fails a check, 0 where it does not.
func (r *seenReport) fails(path, check string) int {
	for _, f := range r.Results {
		if f.Path == path && f.Check == check && f.Verdict == "fail" && len(f.Spans) > 0 {
			return f.Spans[0].Line
		}
	}
	return 0
}

// line writes what was said of path: "status detail | hint".
func (r *seenReport) line(path string) string {
	for _, d := range r.Devices {
		if d.Path == path {
			return d.Status + " " + d.Detail + " | " + d.Hint
		}
	}
	return "nothing"
}

// auditJSON runs the command and wants its exit status.
func auditJSON(t *testing.T, stdin io.Reader, status int, args ...string) *seenReport {
	t.Helper()
	env, out, errs := testEnv(t)
	if stdin != nil {
		env.Stdin = stdin
	}
	if got := Main(context.Background(), append([]string{"audit", "--format", "json"}, args...), env); got != status {
		t.Fatalf("exit status %d, want %d: %s", got, status, errs)
	}
	var r seenReport
	must(t, json.Unmarshal(out.Bytes(), &r))
	return &r
}

// hostileInputs are files of a folder c and what audit says of each.
func hostileInputs(t *testing.T) (files, said map[string]string) {
	zeros := strings.Repeat("\x00", 4<<20)
	bomb := zipOf(t, entry{name: "z", body: zeros})
	ok := entry{name: "ok.cfg", body: goodConfig}
	files = map[string]string{
		"a.cfg": goodConfig, "z.cfg": goodConfig,
		"nul.cfg":   strings.Replace(goodConfig, "!\n", "!\ninterface Gi\x000/1\x00\n", 1),
		"latin.cfg": strings.Replace(goodConfig, "!\n", "!\nbanner motd ^\xff\xfe\xe9^\n", 1),
		"empty.cfg": "", "zeros.bin": zeros, "letter.txt": "Dear all,\nplease find enclosed.\n",
		"names.tar":               tarOf(t, entry{name: "../up", body: "x"}, entry{name: "/abs", body: "x"}, entry{name: "link", typ: tar.TypeSymlink}, entry{name: "dev", typ: tar.TypeChar}, entry{name: "pipe", typ: tar.TypeFifo}, ok),
		"names.zip":               zipOf(t, entry{name: "../up", body: "x"}, entry{name: "/abs", body: "x"}, entry{name: "link", body: "/etc/passwd", typ: tar.TypeSymlink}, ok),
		"bomb.zip":                zipOf(t, ok, entry{name: "z", body: zeros}),
		"bomb.tar.gz":             gzOf(t, tarOf(t, ok, entry{name: "z", body: zeros})),
		"bomb.gz":                 gzOf(t, zeros),
		"inner.zip":               zipOf(t, entry{name: "a.zip", body: bomb}, ok),
		"deep.tar":                tarOf(t, entry{name: "a", body: tarOf(t, entry{name: "b", body: tarOf(t, ok)}, ok)}),
		"cut.tar":                 tarOf(t, ok, entry{name: "z", body: strings.Repeat("x", 5000)})[:2048],
		"packed.7z":               "7z\xbc\xaf\x27\x1c....",
		"bad.git/HEAD":            "ref: refs/heads/main\n",
		"bad.git/refs/heads/main": strings.Repeat("5", 40) + "\n", "bad.git/objects/info/x": "",
	}
	said = map[string]string{
		"c/empty.cfg": "not_config empty | collect it again: a collector that failed leaves such a file", "c/zeros.bin": "not_config binary | ", "c/letter.txt": "not_config  | ",
		"c/names.tar!/../up": "unreadable archive_bad_name: the name leads out of the archive or is not usable",
		"c/names.tar!//abs":  "unreadable archive_bad_name: the name leads out of the archive or is not usable",
		"c/names.tar!/link":  "unreadable not_regular: symbolic link to /etc/passwd",
		"c/names.tar!/dev":   "unreadable not_regular: device", "c/names.tar!/pipe": "unreadable not_regular: named pipe",
		"c/names.zip!/../up": "unreadable archive_bad_name: the name leads out of the archive or is not usable",
		"c/names.zip!//abs":  "unreadable archive_bad_name: the name leads out of the archive or is not usable",
		"c/names.zip!/link":  "unreadable not_regular: symbolic link",
		"c/bomb.zip":         "unreadable archive_bomb:", "c/bomb.tar.gz": "unreadable archive_bomb:", "c/bomb.gz": "unreadable archive_bomb:",
		"c/inner.zip": "unreadable archive_bomb:", "c/deep.tar!/a!/b": "unreadable too_deep: an archive inside an archive, more than 2 deep | unpack it",
		"c/cut.tar": "unreadable archive_broken: ", "c/packed.7z": "unreadable unsupported: an archive of a kind that is not opened | unpack it",
		"c/bad.git": "unreadable repository_broken: ",
		"c/loop":    "unreadable symlink_loop: the link leads back to itself", "c/up": "unreadable symlink_loop: the link leads back to c",
		"c/dangling": "unreadable unreadable: no such file or directory", "c/away": "unreadable outside: the link leads to /dev/null | name that path",
		"c/fifo": "unreadable not_regular: named pipe | to read from a pipe",
	}
	return files, said
}

// TestHostileInputs audits a folder that holds one of each evil thing among
// good files: one clear line for each, and the good ones judged.
func TestHostileInputs(t *testing.T) {
	t.Chdir(t.TempDir())
	files, said := hostileInputs(t)
	for name, text := range files {
		must(t, os.MkdirAll(filepath.Dir(filepath.Join("c", name)), 0o700))
		must(t, os.WriteFile(filepath.Join("c", name), []byte(text), 0o600))
	}
	for link, target := range map[string]string{"loop": "loop", "up": "../c", "dangling": "nowhere", "away": "/dev/null"} {
		must(t, os.Symlink(target, filepath.Join("c", link)))
	}
	must(t, syscall.Mkfifo("c/fifo", 0o600))
	must(t, os.Mkdir("c/locked", 0o700))
	must(t, os.WriteFile("c/secret.cfg", []byte(goodConfig), 0))
	args := []string{"c", "/dev/null"}
	said["/dev/null"] = "unreadable not_regular: device"
	if os.Geteuid() != 0 { // root reads everything
		must(t, os.Chmod("c/locked", 0))
		t.Cleanup(func() { _ = os.Chmod("c/locked", 0o700) })
		said["c/locked"], said["c/secret.cfg"] = "unreadable unreadable: permission denied | run as", "unreadable unreadable: permission denied | run as"
	}
	if _, err := os.Stat("/proc/self/mem"); err == nil { // a file that opens and does not read
		args = append(args, "/proc/self/mem")
		said["/proc/self/mem"] = "unreadable unreadable: input/output error"
	}
	r := auditJSON(t, nil, exitFindings, args...)
	for path, want := range said {
		got := r.line(path)
		if !strings.HasPrefix(got, want) || strings.HasPrefix(got, "unreadable") && strings.Count(got, "\n") > 0 {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	for _, path := range []string{"c/a.cfg", "c/z.cfg", "c/names.tar!/ok.cfg", "c/names.zip!/ok.cfg", "c/bomb.zip!/ok.cfg", "c/bomb.tar.gz!/ok.cfg", "c/deep.tar!/a!/ok.cfg", "c/cut.tar!/ok.cfg"} {
		if got := r.fails(path, failing); got != 4 {
			t.Errorf("%s: fails in line %d, want 4 (%s)", path, got, r.line(path))
		}
	}
	for _, path := range []string{"c/nul.cfg", "c/latin.cfg"} {
		if got := r.fails(path, failing); got != 5 {
			t.Errorf("%s: fails in line %d, want 5 (%s)", path, got, r.line(path))
		}
	}
	textOfHostile(t, args, said)
}

// textOfHostile wants the same lines in the text report.
func textOfHostile(t *testing.T, args []string, said map[string]string) {
	t.Helper()
	env, out, errs := testEnv(t)
	if got := Main(context.Background(), append([]string{"audit", "--show", "inputs"}, args...), env); got != exitFindings {
		t.Fatalf("exit status %d: %s", got, errs)
	}
	text := strings.Join(strings.Fields(out.String()), " ") // long lines are folded
	for path, want := range said {
		detail, _, _ := strings.Cut(strings.TrimPrefix(want, "unreadable "), " | ")
		_, detail, _ = strings.Cut(detail, ": ")
		if !strings.Contains(text, path) || !strings.Contains(text, strings.TrimSpace(detail)) {
			t.Errorf("%s: the text report does not say %q", path, detail)
		}
	}
}

// TestFilesThatGoAway changes files after they were listed and before they are
// read: the reading of standard input, which comes first, does it.
func TestFilesThatGoAway(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, os.Mkdir("c", 0o700))
	for _, name := range []string{"gone", "pipe", "folder", "link", "z"} {
		must(t, os.WriteFile("c/"+name+".cfg", []byte(goodConfig), 0o600))
	}
	swap := func() {
		for _, name := range []string{"gone", "pipe", "folder", "link"} {
			must(t, os.Remove("c/"+name+".cfg"))
		}
		must(t, syscall.Mkfifo("c/pipe.cfg", 0o600))
		must(t, os.Mkdir("c/folder.cfg", 0o700))
		must(t, os.Symlink("/etc/passwd", "c/link.cfg"))
	}
	r := auditJSON(t, &swapReader{swap: swap}, exitFindings, "-", "c")
	for path, want := range map[string]string{
		"c/gone.cfg": "unreadable unreadable: no such file", "c/pipe.cfg": "unreadable not_regular: named pipe",
		"c/folder.cfg": "unreadable not_regular: folder", "c/link.cfg": "unreadable unreadable: ",
	} {
		if got := r.line(path); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	if r.fails("c/z.cfg", failing) != 4 {
		t.Error("the file that stayed was not judged")
	}
}

// swapReader is an empty standard input that does something when it is read.
type swapReader struct{ swap func() }

func (s *swapReader) Read([]byte) (int, error) {
	if s.swap != nil {
		s.swap()
		s.swap = nil
	}
	return 0, io.EOF
}

package file

import (
	"archive/tar"
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestArchives(t *testing.T) {
	zeros := make([]byte, 8*mib)
	three := tarOf(files("r1", "r2", "r3")...)
	sparse := strings.Repeat("0123456789abcdef", 4096)
	for _, c := range []struct {
		name string
		data []byte
		opt  Options
		want []string // after "a" + name
	}{
		{"tar keeps its order", tarOf(files("b", "./a", "d/c")...), Options{}, []string{"!/b = hostname b", "!/a = hostname a", "!/d/c = hostname c"}},
		{"tar.gz", gz(tarOf(files("a")...)), Options{}, []string{"!/a = hostname a"}},
		{"tar.zst", zst(tarOf(files("a")...)), Options{}, []string{"!/a = hostname a"}},
		{"zip is sorted", zipOf(files("b", "d/c", "a")...), Options{}, []string{"!/a = hostname a", "!/b = hostname b", "!/d/c = hostname c"}},
		{"r1.cfg.gz", gz([]byte("hostname r1")), Options{}, []string{"!/x.r1.cfg = hostname r1"}},
		{"same name twice", tarOf(files("a", "a")...), Options{}, []string{"!/a = hostname a", "!/a = hostname a"}},
		{"empty zip", zipOf(), Options{}, nil},

		{"names in tar", tarOf(files("../up", "/abs", "a/../../b", `c:\x`, `..\w`, "ok", "evil\x1b[2J/../x")...), Options{}, []string{
			"!/../up ! archive_bad_name", "!//abs ! archive_bad_name", "!/a/../../b ! archive_bad_name", `!/c:\\x ! archive_bad_name`,
			`!/..\\w ! archive_bad_name`, "!/ok = hostname ok", `!/evil\x1b[2J/../x ! archive_bad_name`}},
		{"names in zip", zipOf(files("../up", "/abs", "ok", "nul\x00")...), Options{}, []string{
			"!/../up ! archive_bad_name", "!//abs ! archive_bad_name", `!/nul\x00 ! archive_bad_name`, "!/ok = hostname ok"}},
		{"no files", tarOf(member{name: "l", typ: tar.TypeSymlink}, member{name: "h", typ: tar.TypeLink}, member{name: "f", typ: tar.TypeFifo},
			member{name: "c", typ: tar.TypeChar}, member{name: "d/", typ: tar.TypeDir}, member{name: "ok", body: "x"}), Options{}, []string{
			"!/l ! not_regular", "!/h ! not_regular", "!/f ! not_regular", "!/c ! not_regular", "!/ok = x"}},

		{"cut tar", three[:1024+512+3], Options{}, []string{"!/r1 = hostname r1", "!/r2 ! archive_broken", " ! archive_broken"}},
		{"tar cut between members", three[:2048], Options{}, []string{"!/r1 = hostname r1", "!/r2 = hostname r2", " ! archive_broken"}},
		{"cut gzip", gz(tarOf(member{name: "a", body: "x"}, member{name: "b", body: sparse}))[:140], Options{}, []string{"!/a = x", "!/b ! archive_broken", " ! archive_broken"}},
		{"joined tars", append(bytes.Clone(three), three...), Options{}, []string{"!/r1 = hostname r1", "!/r2 = hostname r2", "!/r3 = hostname r3", " ! archive_broken"}},
		{"cut zip", zipOf(files("a")...)[:60], Options{}, []string{" ! archive_broken"}},
		{"zip with wrong content", flip(zipOf(files("a", "b")...), 36), Options{}, []string{"!/a ! archive_broken", "!/b = hostname b"}},
		{"gzip header only", []byte("\x1f\x8b"), Options{}, []string{" ! archive_broken"}},
		{"zst magic only", []byte("\x28\xb5\x2f\xfd"), Options{}, []string{" ! archive_broken"}},
		{"xz", []byte("\xfd7zXZ\x00..."), Options{}, []string{" ! unsupported"}},

		{"gzip of zeros", gz(zeros), Options{}, []string{" ! archive_bomb"}},
		{"zst of zeros", zst(zeros), Options{}, []string{" ! archive_bomb"}},
		{"zip of zeros", zipOf(member{name: "a", body: "x"}, member{name: "z", body: string(zeros)}), Options{}, []string{"!/a = x", " ! archive_bomb"}},
		{"tar.gz of zeros", gz(tarOf(member{name: "a", body: "x"}, member{name: "z", body: string(zeros)})), Options{}, []string{"!/a = x", " ! archive_bomb"}},
		{"nested bomb", zipOf(member{name: "a.zip", body: string(zipOf(member{name: "z", body: string(zeros)}))}, member{name: "b", body: "x"}), Options{}, []string{" ! archive_bomb"}},
		{"small and blank is no bomb", gz(make([]byte, 900*kib)), Options{}, []string{"!/x = " + strings.Repeat("\x00", 40)}},
		{"more than an archive may", three, Options{MaxArchive: 25}, []string{"!/r1 = hostname r1", "!/r2 = hostname r2", " ! archive_bomb"}},
		{"more entries than it may", three, Options{MaxEntries: 2}, []string{"!/r1 = hostname r1", "!/r2 = hostname r2", " ! too_many"}},
		{"gzip over the file limit", gz([]byte(sparse)), Options{MaxFile: 1000}, []string{"!/x ! too_large"}},

		{"nested", tarOf(member{name: "i.zip", body: string(zipOf(files("a")...))}, member{name: "i.tgz", body: string(gz(tarOf(files("b")...)))}), Options{}, []string{
			"!/i.zip!/a = hostname a", "!/i.tgz!/b = hostname b"}},
		{"nested too deeply", tarOf(member{name: "i", body: string(tarOf(member{name: "j", body: string(tarOf(files("a")...))}))}, member{name: "z", body: "x"}), Options{}, []string{
			"!/i!/j ! too_deep", "!/z = x"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			name := "c/x"
			if strings.HasPrefix(c.name, "r1") {
				name = "c/x.r1.cfg.gz"
			}
			put(t, map[string][]byte{name: c.data, "c/0": []byte("before"), "c/y": []byte("after")})
			var want []string
			for _, w := range c.want {
				want = append(want, name+w)
			}
			want = append(append([]string{"c/0 = before"}, want...), "c/y = after")
			paths := []string{"c"}
			if c.opt.MaxEntries > 0 { // the bound counts for folders too
				paths = []string{"c/0", name, "c/y"}
			}
			if diff := cmp.Diff(want, walk(t, c.opt, paths...)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func flip(data []byte, at int) []byte {
	data[at] ^= 0xff
	return data
}

// Cutting an archive anywhere never loses a word: what was delivered is whole,
// and something says that the rest is missing.
func TestEveryCutIsReported(t *testing.T) {
	for name, whole := range map[string][]byte{
		"tar": tarOf(files("r1", "r2")...), "tgz": gz(tarOf(files("r1", "r2")...)), "zst": zst(tarOf(files("r1", "r2")...)), "zip": zipOf(files("r1", "r2")...),
	} {
		first := 4 // enough to be recognised
		if name == "tar" {
			first = sniffLen
		}
		for n := first; n < len(whole); n++ {
			if name == "tar" && n >= len(whole)-512 {
				break // one whole zero block ends a tar as well as two
			}
			skips := 0
			opt := Options{Stdin: bytes.NewReader(whole[:n])}
			err := Walk(context.Background(), []string{"-"}, opt, func(in Input) error {
				if in.Skip != nil {
					skips++
				} else if want := "hostname " + strings.TrimPrefix(in.Path, "-!/") + "\n"; string(in.Data) != want {
					t.Errorf("%s cut at %d: %s = %q", name, n, in.Path, in.Data)
				}
				return nil
			})
			if err != nil || skips == 0 {
				t.Errorf("%s cut at %d of %d: %d skips, %v", name, n, len(whole), skips, err)
			}
		}
	}
}

// drain reads everything with small bounds, and checks what holds of any input.
func drain(t *testing.T, data []byte) {
	opt := Options{Stdin: bytes.NewReader(data), MaxFile: 1 * mib, MaxArchive: 2 * mib, MaxEntries: 200}
	n, held := 0, 0
	err := Walk(context.Background(), []string{"-"}, opt, func(in Input) error {
		check(t, in, n)
		n, held = n+1, held+len(in.Data)
		if len(in.Data) > 1*mib {
			t.Errorf("%q has %d bytes", in.Path, len(in.Data))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n > 2*200+2 || held > 2*mib+1*mib {
		t.Errorf("%d inputs, %d bytes", n, held)
	}
}

func FuzzArchive(f *testing.F) {
	inner := tarOf(files("a", "../b")...)
	for _, seed := range [][]byte{
		nil, []byte("hostname r1"), inner, gz(inner), zst(inner), gz([]byte("x")), inner[:700],
		tarOf(member{name: "x.zip", body: string(zipOf(files("a")...))}), gz(gz(inner)), []byte("BZh91AY&SY"),
	} {
		f.Add(seed)
	}
	f.Fuzz(drain)
}

func FuzzZip(f *testing.F) {
	for _, seed := range [][]byte{
		zipOf(), zipOf(files("a", "../b", "d/c")...), zipOf(member{name: "i.zip", body: string(zipOf(files("a")...))}),
		zipOf(member{name: "i.tgz", body: string(gz(tarOf(files("a")...)))}),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		drain(t, append([]byte("PK\x03\x04"), bytes.TrimPrefix(data, []byte("PK\x03\x04"))...))
	})
}

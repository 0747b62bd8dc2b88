package resume

import (
	"errors"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// read opens a source, takes all of it, and remembers that.
func read(t interface{ Fatal(...any) }, s *State, text string) (string, error) {
	src, err := s.Open(strings.NewReader(text))
	if err != nil && !errors.Is(err, ErrChanged) {
		t.Fatal(err)
	}
	got, rerr := io.ReadAll(src)
	if rerr != nil {
		t.Fatal(rerr)
	}
	whole := got[:strings.LastIndex(string(got), "\n")+1]
	src.Done(strings.Count(string(whole), "\n"), int64(len(got)-len(whole)))
	return string(whole), err
}

// A log that grows between runs is read once, whatever the state went through.
func TestEachByteIsReadOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &State{}
		logs := make([]string, rapid.IntRange(1, 4).Draw(t, "logs"))
		seen := make([]string, len(logs))
		for i := range logs {
			logs[i] = strings.Repeat(string(rune('a'+i)), rapid.IntRange(1, 6000).Draw(t, "first")) + "\n"
		}
		for range rapid.IntRange(1, 5).Draw(t, "runs") {
			for i := range logs {
				logs[i] += strings.Repeat("x\n", rapid.SampledFrom([]int{0, 1, 3000}).Draw(t, "more")) + rapid.SampledFrom([]string{"", "half", "\n"}).Draw(t, "end")
				got, err := read(t, s, logs[i])
				if err != nil {
					t.Fatal(err)
				}
				seen[i] += got
			}
			data, err := s.Save()
			if err != nil {
				t.Fatal(err)
			}
			if s, err = Load(data); err != nil {
				t.Fatal(err)
			}
		}
		for i := range logs {
			if want := logs[i][:strings.LastIndex(logs[i], "\n")+1]; want != seen[i] {
				t.Fatalf("log %d: %d bytes read of %d", i, len(seen[i]), len(logs[i]))
			}
		}
	})
}

func TestLines(t *testing.T) {
	s := &State{}
	_, _ = read(t, s, "a\nb\n")
	src, err := s.Open(strings.NewReader("a\nb\nc\n"))
	if err != nil || src.Offset != 4 || src.Lines != 2 {
		t.Errorf("%+v, %v", src, err)
	}
}

func TestChanged(t *testing.T) {
	long := strings.Repeat("line\n", 2000)
	for name, text := range map[string]string{
		"cut":       long[:6000],
		"rewritten": long[:5000] + "LINE\n" + long[5005:] + "more\n",
	} {
		s := &State{}
		_, _ = read(t, s, long)
		if _, err := read(t, s, text); !errors.Is(err, ErrChanged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s := &State{}
	_, _ = read(t, s, long)
	if got, err := read(t, s, "other "+long); err != nil || got != "other "+long {
		t.Errorf("another source was taken for the known one: %v", err)
	}
}

func TestLoadRefuses(t *testing.T) {
	for _, bad := range []string{"", "{}", `{"schema":"x"}`, `{"schema":"linewarden/resume/1","sources":[{"offset":-1}]}`, `{"schema":"linewarden/resume/1","sources":[{"head_len":9,"offset":3}]}`} {
		if _, err := Load([]byte(bad)); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestEmptySource(t *testing.T) {
	s := &State{}
	if got, err := read(t, s, ""); got != "" || err != nil || len(s.places) != 0 {
		t.Errorf("%q %v %d", got, err, len(s.places))
	}
	if got, _ := read(t, s, "now it has a line\n"); got == "" {
		t.Error("what an empty source got later was not read")
	}
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(`{"schema":"linewarden/resume/1","run":1,"sources":[{"head":"ab","head_len":1,"sum":"cd","offset":1,"lines":1,"run":1}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Load(data)
		if err != nil {
			return
		}
		_, _ = s.Open(strings.NewReader("abc"))
	})
}

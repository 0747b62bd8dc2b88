package file

import (
	"context"
	"io"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestRotated(t *testing.T) {
	want := []string{
		"a/auth.log.10.gz", "a/auth.log.2.gz", "a/auth.log.1", "a/auth.log",
		"a/messages-20261101.gz", "a/messages-20261108", "a/messages",
		"a/r1.cfg", "a/r10.cfg", "a/v1.2.txt",
		"b/.hidden", "b/10.0.0.1", "b/sys.2026-11-20", "b/sys.2026-11-21", "b/sys",
	}
	got := slices.Clone(want)
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
	slices.SortFunc(got, compareRotated)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestRotatedIsAnOrder(t *testing.T) {
	name := rapid.StringMatching(`[ab]/?[a-c](\.log)?([.-]([0-9]{1,3}|20261[01][0-9]{2}))?(\.gz)?`)
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := name.Draw(t, "a"), name.Draw(t, "b"), name.Draw(t, "c")
		if compareRotated(a, b) != -compareRotated(b, a) || (compareRotated(a, b) == 0) != (a == b) {
			t.Fatal("not antisymmetric")
		}
		if compareRotated(a, b) <= 0 && compareRotated(b, c) <= 0 && compareRotated(a, c) > 0 {
			t.Fatal("not transitive")
		}
	})
}

func TestRotatedSet(t *testing.T) {
	put(t, map[string][]byte{"c/x.log": []byte("3"), "c/x.log.1": []byte("2"), "c/x.log.2.gz": gz([]byte("1"))})
	s, err := Open(context.Background(), []string{"c"}, Options{Rotated: true})
	must(err)
	defer s.Close()
	var got string
	must(s.Stream(context.Background(), func(_ Input, r io.Reader) error {
		b, err := io.ReadAll(r)
		got += string(b)
		return err
	}))
	if got != "123" {
		t.Errorf("read in the order %s", got)
	}
}

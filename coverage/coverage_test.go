package coverage

import (
	"fmt"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

func TestDropCountsEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var l Log
		var want uint64
		var wg sync.WaitGroup
		for i := range rapid.IntRange(0, 40).Draw(t, "n") {
			g := Gap{
				Source: rapid.SampledFrom([]string{"", "pe1", "pe2"}).Draw(t, "source"),
				Kind:   rapid.SampledFrom([]string{"", "flow"}).Draw(t, "kind"),
				From:   rapid.SampledFrom([]int64{0, 1, day - 1, day, 3 * day}).Draw(t, "from"),
				Count:  uint64(rapid.IntRange(0, 5).Draw(t, "count")),
				Reason: fmt.Sprint("reason ", i%3),
			}
			want += max(g.Count, 1)
			wg.Go(func() { l.Drop(g) })
		}
		wg.Wait()
		var got uint64
		for _, g := range l.Gaps() {
			got += g.Count
		}
		if got != want || l.Dropped() != want {
			t.Fatalf("%d in gaps, %d dropped, want %d", got, l.Dropped(), want)
		}
	})
}

func TestGapsOfOneDayJoin(t *testing.T) {
	var l Log
	l.Drop(Gap{Source: "pe1", From: 20, To: 30, Count: 2, Reason: "r", Where: "a:1"})
	l.Drop(Gap{Source: "pe1", From: 10, To: 15, Reason: "r", Where: "a:9"})
	l.Drop(Gap{Source: "pe1", From: 10 + day, To: 15 + day, Reason: "r"})
	l.Drop(Gap{Source: "pe1", From: 10, Basis: Rate, Reason: "r"})
	got := fmt.Sprint(l.Gaps())
	want := fmt.Sprint([]Gap{
		{Source: "pe1", From: 10, Basis: Rate, Reason: "r"},
		{Source: "pe1", From: 10, To: 30, Count: 3, Reason: "r", Where: "a:1"},
		{Source: "pe1", From: 10 + day, To: 15 + day, Count: 1, Reason: "r"},
	})
	if got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

func TestLogIsBounded(t *testing.T) {
	var l Log
	for i := range maxGaps + 500 {
		l.Drop(Gap{Source: fmt.Sprint(i), Reason: "r"})
	}
	gaps := l.Gaps()
	if len(gaps) != maxGaps+1 || gaps[0].Reason != Overflow || gaps[0].Count != 500 {
		t.Errorf("%d gaps, the first %+v", len(gaps), gaps[0])
	}
}

func TestWords(t *testing.T) {
	if Tampered.String() != "tampered" || Declared.String() != "declared" || Cause(200).String() != "unexplained" || Basis(200).String() != "observed" {
		t.Error("a cause or basis has another's word")
	}
}

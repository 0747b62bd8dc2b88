package report

import (
	"io"
	"runtime"
	"testing"
)

// BenchmarkWrite writes an estate of 1,000 devices with 40 results each.
func BenchmarkWrite(b *testing.B) {
	a := large(1000, 40)
	for _, format := range Formats() {
		b.Run(format, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := Write(io.Discard, a, format, View{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(a.Results.Len()), "ns/result")
		})
	}
}

// TestLargeEstateStaysSmall holds the memory of 10,000 devices with 40 results
// each, and of writing them, within the budget of an audit; the short form
// takes a tenth.
func TestLargeEstateStaysSmall(t *testing.T) {
	devices, mib := 10_000, int64(60)
	if testing.Short() {
		devices, mib = 1_000, 6
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	a := large(devices, 40)
	runtime.GC()
	runtime.ReadMemStats(&after)
	if got := int64(after.HeapAlloc-before.HeapAlloc) >> 20; got > mib {
		t.Errorf("%d results hold %d MiB, want at most %d", devices*40, got, mib)
	}
	for _, format := range []string{"json", "csv"} {
		runtime.ReadMemStats(&before)
		if err := Write(io.Discard, a, format, View{}); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		if got := int64(after.HeapSys-before.HeapSys) >> 20; got > 100 {
			t.Errorf("writing %s takes %d MiB more", format, got)
		}
	}
}

package acl

import (
	"runtime"
	"testing"

	"github.com/linewarden/linewarden/internal/cputime"
)

func BenchmarkAnalyse(b *testing.B) {
	for _, bc := range []struct {
		name string
		list *List
	}{
		{"isp/10000", ispList(10000, false)}, {"union/10000", ispList(10000, true)}, {"isp/50000", ispList(50000, false)}, {"union/50000", ispList(50000, true)},
		{"hostile/10000", hardList(10000, 0, true)}, {"dense/5000", hardList(5000, 6, false)}, {"dense/10000", hardList(10000, 17, false)}, {"ports/10000", portsList(10000)},
	} {
		b.Run(bc.name, func(b *testing.B) {
			b.ReportAllocs()
			cputime.Loop(b, func() { bc.list.Analyse() })
			kinds := map[Kind]int{}
			for _, f := range bc.list.Analyse() {
				kinds[f.Kind]++
			}
			b.Log(kinds)
		})
	}
}

// BenchmarkLive reports what 10,000 lines hold in memory once they are judged:
// the lines and their boxes, the index, and what was found.
func BenchmarkLive(b *testing.B) {
	for _, bc := range []struct {
		name string
		list func() *List
	}{
		{"isp/10000", func() *List { return ispList(10000, false) }}, {"union/10000", func() *List { return ispList(10000, true) }},
		{"hostile/10000", func() *List { return hardList(10000, 0, true) }}, {"dense/10000", func() *List { return hardList(10000, 17, false) }},
	} {
		b.Run(bc.name, func(b *testing.B) {
			for b.Loop() {
				before := liveHeap()
				list := bc.list()
				found, ready := list.Analyse(), list.Ready()
				live := float64(liveHeap()-before) / (1 << 20)
				b.ReportMetric(live, "live-MiB")
				if live > maxLive {
					b.Errorf("%.1f MiB are live, want at most %d", live, maxLive)
				}
				runtime.KeepAlive(found)
				runtime.KeepAlive(ready)
			}
		})
	}
}

// maxLive is how many MiB 10,000 lines may hold.
const maxLive = 16

func liveHeap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

package acl

import "testing"

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
			for b.Loop() {
				bc.list.Analyse()
			}
			kinds := map[Kind]int{}
			for _, f := range bc.list.Analyse() {
				kinds[f.Kind]++
			}
			b.Log(kinds)
		})
	}
}

package track

import (
	"maps"
	"slices"
)

const (
	// apart is how many days without any record of any source part two times.
	apart = 366
	// few is the share of all records, one in so many, below which those of
	// another time are taken for strays.
	few = 100
)

// setStraysApart takes records out of the streams' minutes that lie more than a
// year from those of all sources. One stamp of a clock that was never set, or a
// forged one, would otherwise stretch the window by decades and hide a silence
// in it. What lies in a window that was asked for is no stray.
func (t *Tracker) setStraysApart(w Window) {
	perDay := map[int64]uint64{}
	var all uint64
	for _, s := range t.streams {
		for d, b := range s.minutes.days {
			perDay[d] += b.count
			all += b.count
		}
	}
	for _, era := range eras(slices.Sorted(maps.Keys(perDay))) {
		var n uint64
		for _, d := range era {
			n += perDay[d]
		}
		asked := w.From != 0 && era[len(era)-1] >= w.From/day && (w.To == 0 || era[0] <= w.To/day)
		if n*few < all && !asked {
			t.strays(era)
		}
	}
}

// eras parts sorted days where too many are between two.
func eras(days []int64) [][]int64 {
	var out [][]int64
	begin := 0
	for i := range days {
		if i+1 == len(days) || days[i+1]-days[i] > apart {
			out = append(out, days[begin:i+1])
			begin = i + 1
		}
	}
	return out
}

func (t *Tracker) strays(days []int64) {
	for _, s := range t.streams {
		for _, d := range days {
			if b := s.minutes.days[d]; b != nil {
				s.strays += b.count
				s.noTime += b.count
				delete(s.minutes.days, d)
			}
		}
	}
}

package track

import (
	"math"
	"math/rand/v2"
	"testing"
)

// process gives the rate of records an hour at a time.
type process func(r *rand.Rand) func(t int64) float64

var processes = map[string]process{
	"poisson": func(*rand.Rand) func(int64) float64 { return func(int64) float64 { return 8 } },
	"sparse":  func(*rand.Rand) func(int64) float64 { return func(int64) float64 { return 0.2 } },
	"dense":   func(*rand.Rand) func(int64) float64 { return func(int64) float64 { return 300 } },
	"diurnal": func(*rand.Rand) func(int64) float64 {
		return func(t int64) float64 { return 20 * (1 + math.Sin(float64(t)/float64(day)*2*math.Pi)) }
	},
	"office hours": func(*rand.Rand) func(int64) float64 {
		return func(t int64) float64 {
			if h := t % day / (60 * minute); h < 8 || h >= 18 {
				return 0.05
			}
			return 15
		}
	},
	"office days": func(*rand.Rand) func(int64) float64 {
		return func(t int64) float64 {
			if d := (t/day + 4) % 7; d == 0 || d == 6 {
				return 0.02
			}
			return 15
		}
	},
	"office": func(*rand.Rand) func(int64) float64 {
		return func(t int64) float64 {
			if d, h := (t/day+4)%7, t%day/(60*minute); d == 0 || d == 6 || h < 8 || h >= 18 {
				return 0.02
			}
			return 15
		}
	},
	"bursty": func(r *rand.Rand) func(int64) float64 { // busy for a while, quiet for a while
		busy, till := false, int64(0)
		return func(t int64) float64 {
			for ; t >= till; busy = !busy {
				till = max(t, till) + int64(r.ExpFloat64()*float64(90*minute))
			}
			if busy {
				return 120
			}
			return 1.5
		}
	},
}

// run draws a process by thinning one of at most 300 an hour.
func (p process) run(seed uint64, days int) []int64 {
	const most = 300
	r := rand.New(rand.NewPCG(seed, 3))
	rate := p(r)
	var out []int64
	for t := float64(start); t < float64(start+int64(days)*day); t += r.ExpFloat64() * float64(60*minute) / most {
		if r.Float64()*most < rate(int64(t)) {
			out = append(out, int64(t))
		}
	}
	return out
}

// The bound on a false alarm holds for each silence of a stream: of thirty
// streams of each sort none may be called silent.
func TestProcessesRaiseNoFalseAlarm(t *testing.T) {
	for name, p := range processes {
		for seed := range uint64(30) {
			tr, _ := tracker()
			for _, x := range p.run(seed, 28) {
				tr.Event(at("pe1", x))
			}
			if gaps := tr.Report(Window{}).Gaps; len(gaps) > 0 {
				t.Errorf("%s, seed %d: %d gaps, the first %d minutes: %+v", name, seed, len(gaps), (gaps[0].To-gaps[0].From)/minute, gaps[0])
			}
		}
	}
}

// A silence of a length that the source's history makes improbable is found
// whatever the sort of history.
func TestProcessesShowASilence(t *testing.T) {
	for name, hours := range map[string]int64{"poisson": 12, "sparse": 24 * 9, "dense": 1, "diurnal": 24, "office hours": 48, "bursty": 36} {
		for seed := range uint64(8) {
			tr, _ := tracker()
			from := start + 14*day + 9*60*minute
			for _, x := range processes[name].run(seed, 42) {
				if x < from || x >= from+hours*60*minute {
					tr.Event(at("pe1", x))
				}
			}
			if gaps := tr.Report(Window{}).Gaps; len(gaps) != 1 || gaps[0].From > from || gaps[0].To < from+hours*60*minute-minute {
				t.Errorf("%s, seed %d: %+v", name, seed, gaps)
			}
		}
	}
}

package track

import "math"

const (
	// beats is how many intervals make a heartbeat, and unsteady how much they
	// may vary: the standard deviation as a share of the mean.
	beats    = 24
	unsteady = 0.1
	// missed is how many beats must be missing to call it a gap.
	missed = 3.5
	// lived is how many beats, over how long, make the end of them a gap: what is
	// tried again for an hour and then given up is no heartbeat.
	lived, livedFor = 100, day
	// maxPauses bounds the long intervals of one message that are kept.
	maxPauses = 1000
)

// heart learns whether a message comes at intervals. Welford's method keeps
// mean and variance of those between half and twice the median of the first
// few, so that a pause does not hide the rhythm.
type heart struct {
	begin  int64
	last   int64
	first  [5]int64 // the first intervals, to know the scale
	n      int
	scale  float64
	count  float64
	mean   float64
	m2     float64
	pauses []run // intervals of more than twice the scale, in microseconds
	odd    float64
}

// add takes the time of the next message. Messages out of order are left out.
func (h *heart) add(t int64) {
	if h.last == 0 || t < h.last {
		h.last = max(h.last, t)
		if h.begin == 0 {
			h.begin = t
		}
		return
	}
	d := t - h.last
	from := h.last
	h.last = t
	if d == 0 {
		h.odd++
		return
	}
	if h.n < len(h.first) {
		h.first[h.n] = d
		h.n++
		if h.n == len(h.first) {
			h.scale = median(h.first)
		}
		return
	}
	x := float64(d)
	switch {
	case x < h.scale/2:
		h.odd++
	case x > h.scale*2:
		if len(h.pauses) < maxPauses {
			h.pauses = append(h.pauses, run{from, t})
		}
	default:
		h.count++
		delta := x - h.mean
		h.mean += delta / h.count
		h.m2 += delta * (x - h.mean)
	}
}

func median(d [5]int64) float64 {
	for i := range d {
		for j := i + 1; j < len(d); j++ {
			if d[j] < d[i] {
				d[i], d[j] = d[j], d[i]
			}
		}
	}
	return float64(d[len(d)/2])
}

// period is the interval in microseconds, 0 where there is no rhythm.
func (h *heart) period() float64 {
	if h.count < beats || h.mean < float64(10*1e6) || h.odd > h.count/20 || float64(len(h.pauses)) > h.count/4 {
		return 0
	}
	if math.Sqrt(h.m2/h.count) > unsteady*h.mean {
		return 0
	}
	return h.mean
}

// stops lists the times in which beats are missing, up to the end of the window.
func (h *heart) stops(end int64) []run {
	p := h.period()
	if p == 0 {
		return nil
	}
	var out []run
	for _, s := range h.pauses {
		if float64(s.to-s.from) > missed*p {
			out = append(out, s)
		}
	}
	if h.count >= lived && h.last-h.begin >= livedFor && float64(end-h.last) > missed*p {
		out = append(out, run{h.last, end})
	}
	return out
}

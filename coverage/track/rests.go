package track

const (
	// perWeek is the number of hours in a week. Hours are counted since 1970,
	// which began on a Thursday.
	perWeek = 7 * 24
)

// rests are how many of the hours of each hour of the week were empty.
type rests struct {
	hours, empty [perWeek]int
}

// learn counts the hours from first to last, of which those in gaps, whose
// bounds are whole hours in minutes, are empty. Silences longer than an aeon
// count as no hours at all.
func (r *rests) learn(first, last int64, gaps []run) {
	for h := first; h <= last; h++ {
		for len(gaps) > 0 && gaps[0].to/60 <= h {
			gaps = gaps[1:]
		}
		if len(gaps) > 0 && gaps[0].from/60 <= h {
			if gaps[0].to-gaps[0].from > aeon {
				h = gaps[0].to/60 - 1
				continue
			}
			r.empty[h%perWeek]++
		}
		r.hours[h%perWeek]++
	}
}

// at is how likely an hour is empty if it is one that is empty as often as not,
// else 0. It is judged by the same hour of other weeks, by that with its two
// neighbours, and by the same hour of other days: the highest counts, since a
// single record in the night makes no working hour. own, which may be nil, is
// left out.
func (r *rests) at(hour int64, own *rests) float64 {
	w := hour % perWeek
	week, near, daily := r.count(w, own), r.count((w+perWeek-1)%perWeek, own), tally{}
	near.add(week)
	near.add(r.count((w+1)%perWeek, own))
	for d := w % 24; d < perWeek; d += 24 {
		daily.add(r.count(d, own))
	}
	return max(week.rest(), near.rest(), daily.rest())
}

func (r *rests) count(w int64, own *rests) tally {
	if own == nil {
		return tally{r.hours[w], r.empty[w]}
	}
	return tally{r.hours[w] - own.hours[w], r.empty[w] - own.empty[w]}
}

// tally is a number of hours, and how many of them were empty.
type tally struct{ hours, empty int }

func (t *tally) add(o tally) { t.hours, t.empty = t.hours+o.hours, t.empty+o.empty }

// rest is the share of empty ones, 0 where it is less than half.
func (t tally) rest() float64 {
	if t.hours == 0 || 2*t.empty < t.hours {
		return 0
	}
	return (float64(t.empty) + 0.5) / float64(t.hours+1)
}

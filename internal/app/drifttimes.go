package app

import (
	"fmt"
	"sort"
	"time"

	"github.com/linewarden/linewarden/collect/file/gitrepo"
)

// ahead is how far a commit may be dated after now.
const ahead = 24 * time.Hour

// dates says how far the dates of commits can be theirs.
type dates struct {
	// wrong are the commits whose date does not go with the order of most others,
	// lies after now, or is not there; given are the dates as they stood.
	wrong []bool
	given []time.Time
}

// straighten gives each commit with a wrong date that of the one before, and the
// first ones that of the first right one.
func straighten(commits []gitrepo.Commit, now time.Time) dates {
	d := dates{wrong: make([]bool, len(commits)), given: make([]time.Time, len(commits))}
	for i := range commits {
		d.wrong[i], d.given[i] = true, commits[i].Time
	}
	right := datesInOrder(commits, now)
	for _, i := range right {
		d.wrong[i] = false
	}
	var last time.Time
	if len(right) > 0 {
		last = commits[right[0]].Time
	}
	for i := range commits {
		if !d.wrong[i] {
			last = commits[i].Time
		}
		commits[i].Time = last
	}
	return d
}

// datesInOrder returns the places of the longest sequence of commits whose dates can
// be and do not go back; of several the one with the later dates.
func datesInOrder(commits []gitrepo.Commit, now time.Time) []int {
	after := make([]int, len(commits))
	var begins []int // the commit with which a sequence of each length begins latest
	for i := len(commits) - 1; i >= 0; i-- {
		t := commits[i].Time
		if t.IsZero() || t.After(now.Add(ahead)) {
			continue
		}
		n := sort.Search(len(begins), func(k int) bool { return commits[begins[k]].Time.Before(t) })
		if n > 0 {
			after[i] = begins[n-1]
		}
		if n == len(begins) {
			begins = append(begins, i)
		} else {
			begins[n] = i
		}
	}
	out := make([]int, len(begins))
	for n := range out {
		if n == 0 {
			out[0] = begins[len(begins)-1]
		} else {
			out[n] = after[out[n-1]]
		}
	}
	return out
}

// begin is the first commit that may be as young as since: one dated so, as it
// stands or as it is taken, and those with wrong dates right before it.
func (d *dates) begin(commits []gitrepo.Commit, since, now time.Time) int {
	if since.IsZero() {
		return 0
	}
	at := len(commits)
	for i := range commits {
		young := !d.given[i].Before(since) && !d.given[i].After(now.Add(ahead))
		if young || !commits[i].Time.Before(since) {
			at = i
			break
		}
	}
	for at > 0 && d.wrong[at-1] {
		at--
	}
	return at
}

// note says in a sentence how many dates are wrong, "" where none is off by an
// hour or more.
func (d *dates) note(commits []gitrepo.Commit) string {
	n, first := 0, 0
	for i := range commits {
		if d.given[i].IsZero() || d.given[i].Sub(commits[i].Time).Abs() >= time.Hour {
			if n++; n == 1 {
				first = i
			}
		}
	}
	if n == 0 {
		return ""
	}
	was := "nowhere"
	if t := d.given[first]; !t.IsZero() {
		was = t.Format(time.RFC3339)
	}
	what := fmt.Sprintf("commit %.12s is dated %s and was taken for %s", commits[first].Hash.String(), was, commits[first].Time.Format(time.RFC3339))
	if n > 1 {
		what += fmt.Sprintf(", and %d more like it", n-1)
	}
	return what + ": a date that does not go with the order of the others, so the collector's clock was wrong or the history was written by hand"
}

package track

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/event"
)

func numbered(source string, t int64, n uint64) *event.Event {
	e := at(source, t)
	e.SetNumber(event.Sequence, n)
	return e
}

func switchOff(source string, t int64) *event.Event {
	e := at(source, t)
	e.SetText(event.Action, "logging_change")
	e.SetText(event.Object, "no logging host 192.0.2.9")
	return e
}

// each gives an event every five minutes between two times after the start.
func each(tr *Tracker, source string, from, to int64) {
	for x := from; x < to; x += 5 * minute {
		tr.Event(at(source, start+x))
	}
}

// What an intruder can do to a source's records, and what must be said of it.
var hunts = []struct {
	name string
	play func(tr *Tracker)
	want []string // "cause basis count", and words of the reason
}{
	{"numbers set back while nothing is silent", func(tr *Tracker) {
		for i := range 400 {
			n := uint64(5000 + i)
			if i >= 200 {
				n = uint64(40 + i)
			}
			tr.Event(numbered("pe1", start+int64(i)*minute, n))
		}
	}, []string{"unexplained sequence 0 began to count anew and no message"}},
	{"numbers set back after a silence", func(tr *Tracker) {
		for i := range 200 {
			tr.Event(numbered("pe1", start+int64(i)*minute, uint64(5000+i)))
			tr.Event(numbered("pe1", start+int64(260+i)*minute, uint64(40+i)))
		}
	}, []string{"silent rate 0 ", "unexplained sequence 0 out of line"}},
	{"a start that says so, its first records lost", func(tr *Tracker) {
		for i := range 200 {
			tr.Event(numbered("pe1", start+int64(i)*minute, uint64(5000+i)))
		}
		e := numbered("pe1", start+200*minute, 12)
		e.SetText(event.Action, "start")
		e.Kind = event.System
		tr.Event(e)
		tr.Event(numbered("pe1", start+201*minute, 13))
	}, []string{"lost sequence 11 the source started"}},
	{"a counter that is full", func(tr *Tracker) {
		for i := range 200 {
			tr.Event(numbered("pe1", start+int64(i)*minute, uint64(65436+i)%65536))
		}
	}, nil},
	{"two devices of one name, one of them with a hole", func(tr *Tracker) {
		for i := range 400 {
			if i < 100 || i >= 110 {
				tr.Event(numbered("pe1", start+int64(i)*minute, uint64(50_000+i)))
			}
			tr.Event(numbered("pe1", start+int64(i)*minute, uint64(10+i)))
		}
	}, []string{"unexplained sequence 0 several sources of one name", "lost sequence 10 numbers of the source"}},
	{"a forged number far ahead", func(tr *Tracker) {
		for i := range 400 {
			tr.Event(numbered("pe1", start+int64(i)*minute, uint64(10+i)))
			if i == 200 {
				tr.Event(numbered("pe1", start+int64(i)*minute, 1<<40))
			}
		}
	}, []string{"unexplained sequence 0 forged"}},
	{"a leap ahead that lasts", func(tr *Tracker) {
		for i := range 400 {
			tr.Event(numbered("pe1", start+int64(i)*minute, uint64(10+i)+uint64(i/200)<<40))
		}
	}, []string{"unexplained sequence 0 leapt ahead"}},
	{"many small holes", func(tr *Tracker) {
		for i := range 60_000 {
			tr.Event(numbered("pe1", start+int64(i)*minute/10, uint64(i+i/4)))
		}
	}, []string{"lost sequence 14999 numbers of the source"}},
	{"records without times", func(tr *Tracker) {
		for i := range 100 {
			if i < 40 || i >= 60 {
				tr.Event(numbered("pe1", 0, uint64(10+i)))
			}
		}
	}, []string{"lost sequence 20 numbers of the source"}},
	{"a heartbeat that never comes back", func(tr *Tracker) {
		for i := range 2000 {
			x := start + int64(i)*5*minute
			tr.Event(at("pe1", x+1))
			if i < 900 {
				e := at("pe1", x)
				e.SetText(event.MessageID, "SYS-6-MARK")
				tr.Event(e)
			}
		}
	}, []string{"silent heartbeat 1099 no longer comes"}},
	{"what is tried again for an hour is no heartbeat", func(tr *Tracker) {
		each(tr, "pe1", 0, 10*day)
		for i := range 120 {
			e := at("pe1", start+day+int64(i)*minute/2)
			e.SetText(event.MessageID, "BGP-3-NOTIFICATION")
			tr.Event(e)
		}
	}, nil},
	{"stamps of 1993 and 2099 about a silence", func(tr *Tracker) {
		each(tr, "pe1", 0, 10*day)
		each(tr, "pe2", 0, 20*day)
		tr.Event(at("pe1", 730944000e6))
		tr.Event(at("pe1", 4070908800e6))
	}, []string{"silent rate 0 to the end of the window", "unexplained observed 2 more than a year"}},
	{"two forged stamps months away, twice", func(tr *Tracker) {
		each(tr, "pe1", 0, 10*day)
		for _, d := range []int64{-200, -100, 120, 240} {
			tr.Event(at("pe1", start+d*day))
		}
	}, []string{"silent rate 0 ", "silent rate 0 ", "silent rate 0 ", "silent rate 0 "}},
	{"a source that speaks seldom is switched off", func(tr *Tracker) {
		for _, x := range life(5, 40, 0.3) {
			if x <= start+30*day+7*60*minute {
				tr.Event(at("pe1", x))
			}
		}
		tr.Event(switchOff("pe1", start+30*day+7*60*minute))
		each(tr, "pe2", 0, 60*day)
	}, []string{"tampered declared 0 silence followed"}},
	{"switched off twice, and no silence", func(tr *Tracker) {
		each(tr, "pe1", 0, 10*day)
		tr.Event(switchOff("pe1", start+day))
		tr.Event(switchOff("pe1", start+day+minute))
	}, []string{"tampered declared 0 others still came", "tampered declared 0 others still came"}},
	{"an hour left out on a Sunday night, stamps without a zone", func(tr *Tracker) {
		for x := int64(0); x < 30*day; x += minute / 2 {
			if sunday := 28*day + 60*minute; x < sunday || x >= sunday+60*minute {
				e := at("pe1", start-day+x)
				e.Clock = event.ZoneGuessed
				tr.Event(e)
			}
		}
	}, []string{"unexplained rate 0 the clocks went forward"}},
	{"one weekend", func(tr *Tracker) {
		r := rand.New(rand.NewPCG(1, 1))
		for x := int64(0); x < 8*day; x += r.Int64N(8 * minute) {
			if x < 5*day || x >= 7*day {
				tr.Event(at("pe1", start+x))
			}
		}
	}, []string{"unexplained rate 0 no other weekend"}},
}

func TestHunts(t *testing.T) {
	for _, h := range hunts {
		tr, _ := tracker()
		h.play(tr)
		gaps := tr.Report(Window{}).Gaps
		if h.name == "many small holes" {
			gaps = together(gaps)
		}
		var missed []string
		for _, w := range h.want {
			if !takes(&gaps, w) {
				missed = append(missed, w)
			}
		}
		if len(missed)+len(gaps) > 0 {
			t.Errorf("%s: not said: %q; said besides: %+v", h.name, missed, gaps)
		}
	}
}

// takes removes the first gap that is what want says.
func takes(gaps *[]coverage.Gap, want string) bool {
	f := strings.SplitN(want, " ", 4)
	for i, g := range *gaps {
		if g.Cause.String() == f[0] && g.Basis.String() == f[1] && fmt.Sprint(g.Count) == f[2] && strings.Contains(g.Reason, f[3]) {
			*gaps = append((*gaps)[:i], (*gaps)[i+1:]...)
			return true
		}
	}
	return false
}

func together(gaps []coverage.Gap) []coverage.Gap {
	for _, g := range gaps[1:] {
		gaps[0].Count += g.Count
	}
	return gaps[:1]
}

// What a tracker has no room to follow is said.
func TestNoRoomIsSaid(t *testing.T) {
	tr, log := tracker()
	for i := range maxMarks + 5 {
		tr.Event(switchOff("pe1", start+int64(i)*minute))
	}
	for i := range maxHearts + 5 {
		e := at("pe1", start)
		e.SetText(event.MessageID, fmt.Sprint("forged-", i))
		e.Kind = event.System
		tr.Event(e)
	}
	if log.Dropped() != 10 {
		t.Errorf("%d: %+v", log.Dropped(), log.Gaps())
	}
}

package track

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/verdict"
)

var start = time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC).UnixMicro()

func tracker() (*Tracker, *coverage.Log) {
	var log coverage.Log
	return New(func(string) string { return "syslog" }, offSyslog, &log), &log
}

// offSyslog is a table of one command.
func offSyslog(command string) string {
	if strings.HasPrefix(command, "no logging") || strings.HasPrefix(command, "delete system syslog") {
		return "syslog"
	}
	return ""
}

// at is an event of a source at a time.
func at(source string, t int64) *event.Event {
	e := &event.Event{Time: t, Format: "ios"}
	e.SetText(event.Reporter, source)
	return e
}

// life gives the times of a stream over days: about perHour records an hour by
// day and a tenth of it at night.
func life(seed uint64, days int, perHour float64) []int64 {
	r := rand.New(rand.NewPCG(seed, 1))
	var out []int64
	for t := float64(start); t < float64(start+int64(days)*day); {
		t += r.ExpFloat64() * float64(60*minute) / perHour
		if h := int64(t) % day / (60 * minute); (h < 6 || h > 21) && r.IntN(10) > 0 {
			continue
		}
		out = append(out, int64(t))
	}
	return out
}

func TestOrdinaryStreamsHaveNoGap(t *testing.T) {
	for _, perHour := range []float64{0.5, 3, 20, 200} {
		for seed := range uint64(20) {
			tr, _ := tracker()
			for _, x := range life(seed, 21, perHour) {
				tr.Event(at("pe1", x))
			}
			if gaps := tr.Report(Window{}).Gaps; len(gaps) > 0 {
				t.Errorf("%v an hour, seed %d: %+v", perHour, seed, gaps)
			}
		}
	}
}

func TestPlantedSilenceIsFound(t *testing.T) {
	for _, c := range []struct {
		perHour float64
		silent  time.Duration
	}{{200, 2 * time.Hour}, {20, 12 * time.Hour}, {3, 4 * 24 * time.Hour}} {
		for seed := range uint64(10) {
			tr, _ := tracker()
			from := start + 9*day + 10*60*minute
			to := from + c.silent.Microseconds()
			for _, x := range life(seed, 21, c.perHour) {
				if x < from || x >= to {
					tr.Event(at("pe1", x))
				}
			}
			gaps := tr.Report(Window{}).Gaps
			if len(gaps) != 1 || gaps[0].Cause != coverage.Silent || gaps[0].Basis != coverage.Rate {
				t.Fatalf("%v an hour, seed %d: %+v", c.perHour, seed, gaps)
			}
			slack := int64(float64(12*60*minute) / math.Min(c.perHour, 12) * 6)
			if d := gaps[0].From - from; d < -slack || d > slack {
				t.Errorf("%v an hour: begins %v off", c.perHour, time.Duration(d)*1000)
			}
		}
	}
}

func TestSilentToTheEnd(t *testing.T) {
	tr, _ := tracker()
	for _, x := range life(1, 14, 50) {
		if x < start+10*day {
			tr.Event(at("pe1", x))
		}
		tr.Event(at("pe2", x))
	}
	r := tr.Report(Window{})
	if len(r.Gaps) != 1 || r.Gaps[0].Source != "pe1" || !strings.Contains(r.Gaps[0].Reason, "end of the window") || r.Gaps[0].To < start+13*day {
		t.Errorf("%+v", r.Gaps)
	}
}

func TestTooLittleHistoryIsNotJudged(t *testing.T) {
	tr, _ := tracker()
	for i := range 5 {
		tr.Event(at("pe1", start+int64(i)*minute))
	}
	tr.Event(at("pe1", start+30*day))
	r := tr.Report(Window{})
	if len(r.Gaps) != 0 || len(r.Streams) != 1 || r.Streams[0].Judged {
		t.Errorf("%+v", r)
	}
}

func TestBeforeTheFirstRecord(t *testing.T) {
	tr, _ := tracker()
	for _, x := range life(1, 14, 50) {
		tr.Event(at("pe1", x))
		if x > start+5*day {
			tr.Event(at("pe2", x))
		}
	}
	r := tr.Report(Window{})
	if len(r.Gaps) != 1 || r.Gaps[0].Source != "pe2" || r.Gaps[0].Cause != coverage.NotRetained {
		t.Errorf("%+v", r.Gaps)
	}
}

func TestHeartbeat(t *testing.T) {
	tr, _ := tracker()
	r := rand.New(rand.NewPCG(7, 7))
	for i := range 2000 {
		x := start + int64(i)*5*minute + r.Int64N(int64(5e6))
		tr.Event(at("pe1", x+1)) // other records go on
		if i < 900 || i >= 930 {
			e := at("pe1", x)
			e.SetText(event.MessageID, "SYS-6-MARK")
			tr.Event(e)
		}
	}
	gaps := tr.Report(Window{}).Gaps
	if len(gaps) != 1 || gaps[0].Basis != coverage.Heartbeat || gaps[0].Count != 30 {
		t.Errorf("%+v", gaps)
	}
}

func TestSwitchedOffAndSilent(t *testing.T) {
	for _, silent := range []bool{true, false} {
		tr, _ := tracker()
		off := start + 9*day + 10*60*minute
		for _, x := range life(3, 21, 60) {
			if silent && x > off && x < off+day {
				continue
			}
			tr.Event(at("pe7", x))
		}
		e := at("pe7", off)
		e.Kind = event.ConfigChange
		e.SetText(event.Action, "logging_change")
		e.SetText(event.Object, "no logging host 192.0.2.9")
		e.SetText(event.Actor, "jdoe")
		tr.Event(e)
		gaps := tr.Report(Window{}).Gaps
		if len(gaps) != 1 || gaps[0].Cause != coverage.Tampered || (gaps[0].To-gaps[0].From > 20*60*minute) != silent {
			t.Errorf("silent %v: %+v", silent, gaps)
		}
	}
}

func TestSwitchesOff(t *testing.T) {
	for what, want := range map[string]bool{
		"no logging host 192.0.2.9": true, "undo info-center loghost 192.0.2.9": true, "delete system syslog host 192.0.2.9": true, "SET pgaudit.log = 'none'": true,
		"SET GLOBAL server_audit_logging=OFF": true, "logging host 192.0.2.9": false, "set system syslog host 192.0.2.9 any any": false, "": false,
	} {
		e := at("pe1", start)
		e.SetText(event.Object, what)
		if switchesOff(e) != want {
			t.Errorf("%q: %v", what, !want)
		}
	}
}

// A source's numbers, some lost, neighbours swapped, some twice: what is
// missing is exactly what was lost.
func TestSequence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 400).Draw(t, "n")
		first := rapid.Uint64Range(0, 1<<40).Draw(t, "first")
		lost := map[uint64]bool{}
		var sent []uint64
		for i := range n {
			x := first + uint64(i)
			if i > 0 && i < n-1 && rapid.IntRange(0, 9).Draw(t, "fate") == 0 {
				lost[x] = true
				continue
			}
			sent = append(sent, x)
		}
		for i := 2; i < len(sent)-1; i++ { // the first and last stay
			if rapid.IntRange(0, 7).Draw(t, "swap") == 0 {
				sent[i-1], sent[i] = sent[i], sent[i-1]
			}
		}
		twice := rapid.IntRange(0, len(sent)-1).Draw(t, "twice")
		sent = slices.Insert(sent, twice+1, sent[twice])
		var c counter
		for i, x := range sent {
			c.add(x, start+int64(i))
		}
		got := map[uint64]bool{}
		for _, h := range c.holes {
			for x := h.from; x <= h.to; x++ {
				got[x] = true
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(lost) || c.missing() != uint64(len(lost)) || c.repeats != 1 || c.restarts != 0 {
			t.Fatalf("missing %v, want %v; %d repeats, %d restarts", got, lost, c.repeats, c.restarts)
		}
	})
}

func TestSequenceRestarts(t *testing.T) {
	var c counter
	for _, n := range []uint64{5000, 5001, 5003, 1, 2, 3, 5} {
		c.add(n, start)
	}
	if c.restarts != 1 || c.missing() != 2 {
		t.Errorf("%+v", c)
	}
}

func TestHolesInTheReport(t *testing.T) {
	tr, _ := tracker()
	number := uint64(100)
	from := start + 9*day
	for _, x := range life(3, 21, 60) {
		number++
		if x > from && x < from+2*day { // written, and not here
			continue
		}
		e := at("pe7", x)
		e.SetNumber(event.Sequence, number)
		tr.Event(e)
	}
	gaps := tr.Report(Window{}).Gaps
	if len(gaps) != 1 || gaps[0].Cause != coverage.Lost || gaps[0].Basis != coverage.Sequence || gaps[0].Count < 1000 {
		t.Errorf("%+v", gaps)
	}
}

func TestFilteredNumbersAreNoLoss(t *testing.T) {
	tr, _ := tracker()
	for i, x := range life(3, 21, 60) {
		e := at("pe7", x)
		e.SetNumber(event.Sequence, uint64(i)*5)
		tr.Event(e)
	}
	gaps := tr.Report(Window{}).Gaps
	if len(gaps) != 1 || gaps[0].Cause != coverage.NotEnabled {
		t.Errorf("%+v", gaps)
	}
}

// Order does not matter to what the minutes say.
func TestAnyOrder(t *testing.T) {
	times := life(5, 14, 20)
	want, _ := tracker()
	for _, x := range times {
		want.Event(at("pe1", x))
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(times), func(i, j int) { times[i], times[j] = times[j], times[i] })
	got, _ := tracker()
	for _, x := range times {
		got.Event(at("pe1", x))
	}
	if a, b := fmt.Sprint(want.Report(Window{})), fmt.Sprint(got.Report(Window{})); a != b {
		t.Errorf("%s\n%s", a, b)
	}
}

func TestDeclarations(t *testing.T) {
	tr, _ := tracker()
	for _, x := range life(1, 21, 50) {
		if x < start+15*day {
			tr.Event(at("pe1", x))
		}
		tr.Event(at("pe2", x))
	}
	for _, d := range []Declaration{
		{Source: "pe1", Sends: verdict.Fail}, {Source: "pe2", Sends: verdict.Pass}, {Source: "pe3", Sends: verdict.Fail},
		{Source: "pe4", Sends: verdict.Pass}, {Source: "pe5", Sends: verdict.Unknown},
	} {
		tr.Declare(d)
	}
	got := map[string]string{}
	for _, g := range tr.Report(Window{}).Gaps {
		got[g.Source] += fmt.Sprint(g.Cause, " ", g.Basis)
	}
	want := map[string]string{"pe1": "tampered declared", "pe3": "not_enabled declared", "pe4": "unexplained declared", "pe5": "unexplained declared"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestBounded(t *testing.T) {
	tr, log := tracker()
	for i := range maxStreams + 10 {
		tr.Event(at(fmt.Sprint("h", i), start))
	}
	if len(tr.streams) != maxStreams || log.Dropped() != 10 {
		t.Errorf("%d streams, %d dropped", len(tr.streams), log.Dropped())
	}
	one, _ := tracker()
	for i := range maxDays + 10 {
		one.Event(at("pe1", int64(i+1)*day))
	}
	if s := one.Report(Window{}).Streams[0]; s.NoTime != 10 || len(s.Days) != maxDays {
		t.Errorf("%d without a day, %d days", s.NoTime, len(s.Days))
	}
}

func BenchmarkEvent(b *testing.B) {
	tr, _ := tracker()
	e := at("pe1", start)
	e.SetText(event.MessageID, "SYS-5-CONFIG_I")
	i := uint64(0)
	b.ReportAllocs()
	for b.Loop() {
		i++
		e.Time = start + int64(i)*1000
		e.SetNumber(event.Sequence, i)
		tr.Event(e)
	}
}

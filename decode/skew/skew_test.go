package skew

import (
	"fmt"
	"testing"

	"github.com/linewarden/linewarden/event"
)

const second = int64(1e6)

func at(device string, time, received int64) *event.Event {
	e := &event.Event{Time: time, Received: received}
	e.SetText(event.Reporter, device)
	return e
}

func TestLearns(t *testing.T) {
	var l Learner
	for i := range int64(40) {
		now := 1000*second + i*60*second
		delay := second
		if i%7 == 0 {
			delay = 300 * second // a record that lay in a queue
		}
		late := at("pe1", now-3600*second, now+delay) // its clock is an hour behind
		l.Event(late)
		good := at("pe2", now, now+delay)
		l.Event(good)
		if i < least-1 && late.Skew != 0 {
			t.Error("a skew was made up from too few records")
		}
		if i >= least && (late.Skew != 3601*second || good.Skew != second) {
			t.Errorf("record %d: %d and %d", i, late.Skew, good.Skew)
		}
	}
	own := at("pe1", 9000*second, 0)
	l.Event(own)
	if own.Skew != 3601*second {
		t.Errorf("a record with one time learned nothing: %d", own.Skew)
	}
	other := at("pe3", 9000*second, 0)
	l.Event(other)
	if other.Skew != 0 || len(l.devices) != 2 {
		t.Error("a device without two times has a skew")
	}
}

func TestClockThatIsSetAgain(t *testing.T) {
	var l Learner
	for i := range int64(60) {
		off := -7200 * second
		if i >= 30 {
			off = 0
		}
		e := at("pe1", 1e12+i*60*second+off, 1e12+i*60*second)
		l.Event(e)
		if i == 29 && e.Skew != 7200*second || i == 59 && e.Skew != 0 {
			t.Errorf("record %d: %d", i, e.Skew)
		}
	}
}

func TestBounded(t *testing.T) {
	var l Learner
	for i := range maxDevices + 5 {
		l.Event(at(fmt.Sprint(i), 1, 2))
	}
	if len(l.devices) != maxDevices {
		t.Error(len(l.devices))
	}
}

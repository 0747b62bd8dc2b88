package session

import (
	"fmt"
	"net/netip"
	"testing"

	"pgregory.net/rapid"

	"github.com/linewarden/linewarden/event"
)

// truth is an event and the login that it is of.
type truth struct {
	e      *event.Event
	login  int
	action string
}

// stream draws logins on a few lines, each with its commands, interleaved.
func stream(t *rapid.T) []truth {
	type state struct {
		login, left int
		actor       string
	}
	lines := make([]state, rapid.IntRange(1, 4).Draw(t, "lines"))
	var out []truth
	logins := 0
	for range rapid.IntRange(1, 60).Draw(t, "steps") {
		i := rapid.IntRange(0, len(lines)-1).Draw(t, "line")
		s := &lines[i]
		action := "command"
		switch {
		case s.left == 0:
			logins++
			*s = state{logins, rapid.IntRange(1, 5).Draw(t, "n"), fmt.Sprint("user", logins)}
			action = "login"
		case s.left == 1:
			action = "logout"
			s.left = 0
		default:
			s.left--
		}
		e := &event.Event{Time: int64(len(out)+1) * 1e6, Offset: int64(len(out)), Kind: event.Login, Outcome: event.Success}
		if action == "command" {
			e.Kind = event.Command
		}
		e.SetText(event.Reporter, "pe1")
		e.SetText(event.Session, fmt.Sprint("vty", i))
		e.SetText(event.Actor, s.actor)
		e.SetText(event.Action, action)
		e.SetAddr(event.ActorAddr, netip.MustParseAddr("192.0.2.1"))
		out = append(out, truth{e, s.login, action})
	}
	return out
}

// However much of the beginning and of the end is missing, and whichever
// logins and logouts were lost, each event is in one session with the events of
// its own login alone, and each end says whether its record was there.
func TestCutOff(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := stream(t)
		from := rapid.IntRange(0, len(all)).Draw(t, "from")
		window := all[from:rapid.IntRange(from, len(all)).Draw(t, "to")]
		byOffset := map[int64]truth{}
		var got []*Session
		j := Joiner{Done: func(s *Session) { got = append(got, s) }}
		for _, x := range window {
			if x.action != "command" && rapid.IntRange(0, 4).Draw(t, "lost") == 0 {
				continue
			}
			byOffset[x.e.Offset] = x
			if j.Add(x.e) == nil {
				t.Fatal("an event was not taken")
			}
		}
		j.Flush()
		seen := map[int64]bool{}
		for _, s := range got {
			check(t, s, byOffset, seen)
		}
		if len(seen) != len(byOffset) {
			t.Fatalf("%d of %d events are in sessions", len(seen), len(byOffset))
		}
	})
}

func check(t *rapid.T, s *Session, byOffset map[int64]truth, seen map[int64]bool) {
	first, last := byOffset[s.Events[0].Offset], byOffset[s.Events[len(s.Events)-1].Offset]
	for _, p := range s.Events {
		if seen[p.Offset] || byOffset[p.Offset].login != first.login {
			t.Fatalf("the session of %s has an event of another, or one twice", s.Actor)
		}
		seen[p.Offset] = true
	}
	if (s.From == Recorded) != (first.action == "login") || (s.To == Recorded) != (last.action == "logout") {
		t.Fatalf("%s from %s to %s, but %s and %s", s.Actor, s.From, s.To, first.action, last.action)
	}
	if s.Begin != first.e.Time || s.End != last.e.Time || s.Counts[event.Command]+s.Counts[event.Login] != len(s.Events) {
		t.Fatalf("%+v", s)
	}
}

func TestIdleAndFailure(t *testing.T) {
	var got []*Session
	j := Joiner{Done: func(s *Session) { got = append(got, s) }}
	e := &event.Event{Kind: event.Command, Time: 1}
	e.SetText(event.Reporter, "pe1")
	if e.SetText(event.Actor, "x"); j.Add(e) != nil {
		t.Error("an event without a line has a session")
	}
	e.SetText(event.Session, "vty0")
	j.Add(e)
	e.Time += MaxIdle + 1
	j.Add(e)
	e.Kind, e.Outcome = event.Login, event.Failure
	if e.SetText(event.Action, "login"); j.Add(e) != nil {
		t.Error("a login that failed has a session")
	}
	j.Flush()
	if len(got) != 2 || got[0].To != Idle || got[1].From != Seen || got[1].To != Seen {
		t.Errorf("%+v", got)
	}
}

func TestBounded(t *testing.T) {
	n := 0
	j := Joiner{Done: func(s *Session) { n++ }}
	for i := range maxOpen + 10 {
		e := &event.Event{Kind: event.Command}
		e.SetText(event.Reporter, "pe1")
		e.SetText(event.Actor, "x")
		e.SetText(event.Session, fmt.Sprint(i))
		j.Add(e)
	}
	if n != 10 || len(j.open) != maxOpen {
		t.Errorf("%d ended, %d open", n, len(j.open))
	}
}

// The id of a session does not depend on what else is read.
func TestID(t *testing.T) {
	var got []*Session
	j := Joiner{Done: func(s *Session) { got = append(got, s) }, Brief: true}
	for i, terminal := range []string{"vty0", "vty1", "vty0"} {
		e := &event.Event{Kind: event.Command, Offset: int64(i)}
		e.SetText(event.Reporter, "pe1")
		e.SetText(event.Actor, "x")
		e.SetText(event.Session, terminal)
		s := j.Add(e)
		if k := (key{"pe1", "vty1"}); terminal == "vty1" && s.ID != idOf(k, e) {
			t.Error(s.ID)
		}
	}
	j.Flush()
	if len(got) != 2 || got[0].ID == got[1].ID || len(got[0].ID) != 12 || len(got[1].Events) != 0 || got[1].More != 2 {
		t.Errorf("%+v", got)
	}
}

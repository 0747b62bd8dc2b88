// Package session joins the events of one login: from the login over the
// commands to the logout, per device, line, account and address.
//
// Promise: every event that belongs to a login is in exactly one session, also
// where the record of the login or of the logout is missing; each end of a
// session says how it is known. Memory is bounded: what does not fit is counted.
package session

import (
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/event"
)

// Basis is how an end of a session is known.
type Basis uint8

// The bases. What is not a record of the login or logout itself is a bound: the
// session began at or before, or ended at or after.
const (
	// Recorded means that there is a record of the login or logout.
	Recorded Basis = iota + 1
	// Seen means that it is the first or last record that was seen.
	Seen
	// Replaced means that another login took the line: it ended before that.
	Replaced
	// Idle means that nothing came for longer than MaxIdle.
	Idle
	// Evicted means that there was no room to follow it any longer.
	Evicted
)

var bases = [...]string{"", "recorded", "seen", "replaced", "idle", "evicted"}

// String returns the word used in outputs.
func (b Basis) String() string {
	if int(b) < len(bases) {
		return bases[b]
	}
	return ""
}

const (
	// MaxIdle is how long a session may be silent, in microseconds: a day.
	MaxIdle = int64(86400e6)
	// maxOpen bounds the sessions that are followed at once.
	maxOpen = 100_000
	// maxEvents bounds the places that one session keeps.
	maxEvents = 10_000
	// numKinds is how many kinds of events there are.
	numKinds = int(event.Intercept) + 1
)

// Place is where an event is.
type Place struct {
	Source string
	Offset int64
	Line   int
}

// Session is one login. Its texts are its own.
type Session struct {
	// ID is the same for the same login of the same input: it is made of the
	// device, the line and the place of the first record.
	ID string
	// Reporter is the device, Terminal the line or id that joins the records.
	Reporter, Terminal, Actor string
	// Addr is where the actor came from, invalid where no record says.
	Addr netip.Addr
	// Begin and End are microseconds since 1970 UTC, 0 where no record has a
	// time; From and To say how they are known.
	Begin, End int64
	From, To   Basis
	// Counts are the events by kind, Events their places in order; More were
	// counted and not kept.
	Counts [numKinds]int
	Events []Place
	More   int

	order uint64 // of the last event
}

// Joiner follows the sessions of a stream of events. It is used by one
// goroutine; Done is called for each session that has ended.
type Joiner struct {
	Done func(*Session)
	// Brief says that sessions keep no places of events: they are only counted.
	Brief bool

	open  map[key]*Session
	order uint64
}

type key struct{ reporter, terminal string }

// Add takes the next event, and returns its session, which may have ended with
// it. An event without a device or without a line or session id belongs to no
// session, and so does a login that failed: for these it returns nil.
func (j *Joiner) Add(e *event.Event) *Session {
	k := keyOf(e)
	if k.reporter == "" || k.terminal == "" || e.Kind == event.Flow {
		return nil
	}
	action := e.Text(event.Action)
	login, logout := e.Kind == event.Login && action == "login", e.Kind == event.Login && action == "logout"
	if e.Outcome == event.Failure && login {
		return nil
	}
	if !login && !logout && e.Text(event.Actor) == "" {
		return nil
	}
	j.order++
	s := j.current(k, e, login)
	s.add(e, j.order, j.Brief)
	if logout {
		j.end(k, s, Recorded)
	}
	return s
}

func keyOf(e *event.Event) key {
	terminal := e.Text(event.Session)
	if terminal == "" {
		terminal = e.Lookup("terminal")
	}
	return key{e.Text(event.Reporter), terminal}
}

// current returns the session that e belongs to, a new one where the line has
// another's or none.
func (j *Joiner) current(k key, e *event.Event, login bool) *Session {
	if s := j.open[k]; s != nil {
		switch {
		case e.Time != 0 && s.End != 0 && e.Time-s.End > MaxIdle:
			j.end(k, s, Idle)
		case login && s.From == Recorded, !s.matches(e), login && s.total() > 0:
			j.end(k, s, Replaced)
		default:
			return s
		}
	}
	if j.open == nil {
		j.open = map[key]*Session{}
	}
	if len(j.open) >= maxOpen {
		j.evict()
	}
	s := &Session{ID: idOf(k, e), Reporter: strings.Clone(k.reporter), Terminal: strings.Clone(k.terminal), From: Seen, To: Seen}
	if login {
		s.From = Recorded
	}
	j.open[key{s.Reporter, s.Terminal}] = s
	return s
}

// idOf is 48 bits of a digest: a million logins of one case share none by chance
// but once in 500 cases.
func idOf(k key, e *event.Event) string {
	source := ""
	if e.Batch != nil {
		source = e.Batch.Source
	}
	sum := sha256.Sum256([]byte(k.reporter + "\x00" + k.terminal + "\x00" + source + "\x00" + strconv.FormatInt(e.Offset, 10)))
	return hex.EncodeToString(sum[:6])
}

// matches says whether the record can be of the same login: what only one of
// the two knows does not speak against it.
func (s *Session) matches(e *event.Event) bool {
	actor, addr := e.Text(event.Actor), e.Addr(event.ActorAddr)
	return (actor == "" || s.Actor == "" || actor == s.Actor) && (!addr.IsValid() || !s.Addr.IsValid() || addr == s.Addr)
}

func (s *Session) total() int { return len(s.Events) + s.More }

func (s *Session) add(e *event.Event, order uint64, brief bool) {
	s.order = order
	if s.Actor == "" {
		s.Actor = strings.Clone(e.Text(event.Actor))
	}
	if !s.Addr.IsValid() {
		s.Addr = e.Addr(event.ActorAddr)
	}
	if e.Time != 0 {
		if s.Begin == 0 {
			s.Begin = e.Time
		}
		s.Begin, s.End = min(s.Begin, e.Time), max(s.End, e.Time)
	}
	if int(e.Kind) < numKinds {
		s.Counts[e.Kind]++
	}
	if brief || len(s.Events) >= maxEvents {
		s.More++
		return
	}
	p := Place{Offset: e.Offset, Line: e.Line}
	if e.Batch != nil {
		p.Source = e.Batch.Source
	}
	s.Events = append(s.Events, p)
}

func (j *Joiner) end(k key, s *Session, to Basis) {
	delete(j.open, k)
	s.To = to
	j.Done(s)
}

// evict ends the session that was silent for longest, among some: looking at
// all of them for each new one would take too long when there are many.
func (j *Joiner) evict() {
	var oldest *Session
	seen := 0
	for _, s := range j.open {
		if oldest == nil || s.order < oldest.order {
			oldest = s
		}
		if seen++; seen == 64 {
			break
		}
	}
	j.end(key{oldest.Reporter, oldest.Terminal}, oldest, Evicted)
}

// Flush ends all sessions: the records end, and nothing is known of what
// follows. They are given in the order of their last events.
func (j *Joiner) Flush() {
	for _, s := range sorted(j.open) {
		j.end(key{s.Reporter, s.Terminal}, s, Seen)
	}
}

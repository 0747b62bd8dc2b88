package aaa

import (
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/event"
)

const (
	// maxExchanges bounds the questions that are remembered; the oldest is
	// forgotten first.
	maxExchanges = 4096
	// answerTime is how long after a question its answer may come, in
	// microseconds.
	answerTime = 60e6
)

// exchangeKey is what a question and its answer share.
type exchangeKey struct {
	asker, asked netip.AddrPort
	protocol     string
	id           uint32
}

// question is what an answer does not repeat. Its texts are its own.
type question struct {
	at                               int64
	what                             byte   // the code or type
	authenticator                    string // of RADIUS
	actor, session, object, terminal string
	user, reporter, service, level   string
	from, to, device                 netip.Addr
}

// exchanges are the questions without an answer yet.
type exchanges struct {
	open map[exchangeKey]*question
	ring []exchangeKey // in the order they came
	next int
}

func newExchanges() exchanges { return exchanges{open: map[exchangeKey]*question{}} }

// ask remembers a question.
func (x *exchanges) ask(k exchangeKey, q *question, e *event.Event) {
	q.at = e.Received
	q.actor, q.session = strings.Clone(e.Text(event.Actor)), strings.Clone(e.Text(event.Session))
	q.object, q.reporter = strings.Clone(e.Text(event.Object)), strings.Clone(e.Text(event.Reporter))
	q.terminal, q.user = strings.Clone(e.Lookup("terminal")), strings.Clone(e.Lookup("target_user"))
	q.service, q.level = strings.Clone(e.Lookup("service")), strings.Clone(e.Lookup("level"))
	q.from, q.to, q.device = e.Addr(event.ActorAddr), e.Addr(event.TargetAddr), e.Addr(event.DeviceAddr)
	if x.open[k] == nil {
		x.remember(k)
	}
	x.open[k] = q
}

func (x *exchanges) remember(k exchangeKey) {
	if len(x.ring) < maxExchanges {
		x.ring = append(x.ring, k)
		return
	}
	delete(x.open, x.ring[x.next])
	x.ring[x.next] = k
	x.next = (x.next + 1) % maxExchanges
}

// find returns the question of that key, nil where none came in time.
func (x *exchanges) find(k exchangeKey, at int64) *question {
	q := x.open[k]
	if q == nil || at-q.at > answerTime || q.at > at {
		return nil
	}
	return q
}

// tell sets in an answer what its question said and the answer does not.
func (q *question) tell(e *event.Event) {
	for _, f := range []struct {
		field event.Field
		value string
	}{{event.Actor, q.actor}, {event.Session, q.session}, {event.Reporter, q.reporter}} {
		if e.Text(f.field) == "" {
			e.SetText(f.field, f.value)
		}
	}
	if !e.Addr(event.ActorAddr).IsValid() {
		e.SetAddr(event.ActorAddr, q.from)
	}
	if !e.Addr(event.TargetAddr).IsValid() {
		e.SetAddr(event.TargetAddr, q.to)
	}
	if !e.Addr(event.DeviceAddr).IsValid() {
		e.SetAddr(event.DeviceAddr, q.device)
	}
	if e.Lookup("target_user") == "" {
		e.AddExtra("target_user", q.user)
	}
}

// Package sflow decodes sFlow version 5, the specification of sflow.org, July
// 2004: flow samples, plain and expanded, with the headers of the packet that was
// sampled.
//
// An event stands for one sampled packet: Packets is 1, Bytes its length on the
// wire with its link header, and Sampling says for how many it stands. sFlow has
// no time of day, so an event's time is that of receipt.
//
// Promise: every byte of a datagram belongs to an event, to a gap, or to structure
// (headers, counter samples, padding); numbers that are missing and samples that
// the agent says it dropped become gaps; memory is bounded whatever arrives.
package sflow

import (
	"container/list"
	"fmt"
	"net/netip"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/packet"
	"github.com/linewarden/linewarden/event"
)

// Bounds of what is remembered; what was not used longest is forgotten.
const (
	maxAgents = 4096
	// maxSources is of how many interfaces the drops are watched, of all agents;
	// those of further ones are not.
	maxSources = 1 << 20
)

// Datagram is one sFlow packet.
type Datagram struct {
	// Exporter is the address it came from, invalid where that is not known.
	Exporter netip.Addr
	// Received is when, 0 where that is not known.
	Received int64
	// Batch holds the packet, and Offset is where in its source Payload begins.
	Batch   *event.Batch
	Offset  int64
	Payload string
}

// agent is what is remembered of one sub-agent.
type agent struct {
	key    agentKey
	place  *list.Element // among all, by use
	known  bool
	seq    uint32
	uptime uint32
	last   int64
	drops  map[uint64]uint32 // last count by source
}

type agentKey struct {
	exporter, agent netip.Addr
	sub             uint32
}

// Decoder reads the datagrams of any number of agents. It is used by one
// goroutine.
type Decoder struct {
	agents   map[agentKey]*agent
	byUse    *list.List // of *agent, that used last first
	counters uint64
	watched  int // interfaces
	event    event.Event
	headers  packet.Headers
	names    names
	sample   sample

	// Of the datagram being read.
	to        decode.Sink
	gram      *Datagram
	addr      netip.Addr // the agent's own
	sub       uint32
	accounted int
}

// New returns a Decoder that has heard of nobody.
func New() *Decoder { return &Decoder{agents: map[agentKey]*agent{}, byUse: list.New()} }

// Counters is how many counter samples were seen. They give no events.
func (d *Decoder) Counters() uint64 { return d.counters }

// Decode reads one datagram.
func (d *Decoder) Decode(g *Datagram, to decode.Sink) {
	d.to, d.gram, d.accounted = to, g, 0
	s := g.Payload
	at := 0
	d.addr, at = address(s, 4)
	if at == 0 || len(s) < at+16 || be32(s, 0) != 5 {
		d.gap(len(s), "a packet that is no sFlow version 5")
		return
	}
	d.sub = be32(s, at)
	seq, uptime, n := be32(s, at+4), be32(s, at+8), be32(s, at+12)
	a := d.agent(agentKey{g.Exporter, d.addr, d.sub})
	d.see(a, seq, uptime)
	d.samples(a, at+16, n)
	decode.Structure(to, int64(len(s)-d.accounted))
}

// Flush ends the source.
func (d *Decoder) Flush(decode.Sink) {}

// samples reads n samples from at on.
func (d *Decoder) samples(a *agent, at int, n uint32) {
	s := d.gram.Payload
	for ; n > 0; n-- {
		if len(s) < at+8 {
			d.gap(len(s)-at, "an sFlow packet that was cut off")
			return
		}
		format, size := be32(s, at), int(be32(s, at+4))
		if size > len(s)-at-8 {
			d.gap(len(s)-at, "an sFlow packet that was cut off")
			return
		}
		body := s[at+8 : at+8+size]
		switch format {
		case 1, 3:
			if d.flow(a, body, format == 3) {
				d.give(at, size+8)
			} else {
				d.gap(size+8, "an sFlow sample that cannot be read")
			}
		case 2, 4:
			d.counters++
		default:
			d.gap(size+8, "an sFlow sample of an unknown kind")
		}
		at += 8 + size
	}
	if at < len(s) {
		d.gap(len(s)-at, "bytes after the last sFlow sample")
	}
}

func (d *Decoder) agent(k agentKey) *agent {
	a := d.agents[k]
	if a == nil {
		if len(d.agents) >= maxAgents {
			oldest := d.byUse.Remove(d.byUse.Back()).(*agent)
			d.watched -= len(oldest.drops)
			delete(d.agents, oldest.key)
		}
		a = &agent{key: k, drops: map[uint64]uint32{}}
		d.agents[k] = a
		a.place = d.byUse.PushFront(a)
	}
	d.byUse.MoveToFront(a.place)
	return a
}

// The bounds that tell loss from a restart: see package netflow, which has the
// same for the same reasons. leap is in datagrams here.
const (
	late  = 4096
	leap  = 1 << 24
	slack = 60_000
)

// see watches the numbers of datagrams. One that was overtaken is not told from
// one that was lost: sFlow is sampled, and a gap here is an estimate anyway.
func (d *Decoder) see(a *agent, seq, uptime uint32) {
	defer func() { a.known, a.uptime, a.last = true, uptime, d.gram.Received }()
	ahead := int32(seq - a.seq - 1)
	switch {
	case !a.known || ahead == 0:
	case int32(uptime-a.uptime) < -slack || ahead < -late || ahead > leap:
		d.watched -= len(a.drops)
		clear(a.drops)
		d.drop(coverage.Gap{
			From: a.last, To: d.gram.Received, Basis: coverage.Sequence,
			Reason: "the exporter began to count anew: what it held then is lost",
		})
	case ahead < 0:
		return // the highest number stays
	default:
		d.drop(coverage.Gap{
			From: a.last, To: d.gram.Received, Count: uint64(ahead), Cause: coverage.Lost, Basis: coverage.Sequence,
			Reason: "export packets are missing by the exporter's sequence numbers",
		})
	}
	a.seq = seq
}

// dropped watches the counter of samples that the agent had no room for.
func (d *Decoder) dropped(a *agent, source uint64, drops uint32) {
	old, ok := a.drops[source]
	if !ok {
		if d.watched >= maxSources {
			return
		}
		d.watched++
	}
	a.drops[source] = drops
	if n := drops - old; ok && n != 0 && n < leap {
		d.drop(coverage.Gap{
			From: a.last, To: d.gram.Received, Count: uint64(n), Cause: coverage.Lost, Basis: coverage.Counter,
			Reason: "the exporter says that it dropped samples",
		})
	}
}

// gap drops bytes of the datagram being read; 0 where what is missing was never
// there.
func (d *Decoder) gap(n int, reason string) {
	d.accounted += n
	d.drop(coverage.Gap{
		From: d.gram.Received, To: d.gram.Received, Bytes: uint64(n), Cause: coverage.Unparsed, Reason: reason,
		Where: fmt.Sprintf("%s@%d", d.gram.Batch.Source, d.gram.Offset),
	})
}

func (d *Decoder) drop(g coverage.Gap) {
	g.Kind = "flow"
	switch {
	case d.addr.IsValid():
		g.Source = d.addr.String()
	case d.gram.Exporter.IsValid():
		g.Source = d.gram.Exporter.String()
	default:
		g.Source = d.gram.Batch.Source
	}
	d.to.Drop(g)
}

// address reads an address with its type, and returns where it ends; 0 says
// that it cannot be read.
func address(s string, at int) (netip.Addr, int) {
	if len(s) < at+4 {
		return netip.Addr{}, 0
	}
	switch kind := be32(s, at); {
	case kind == 1 && len(s) >= at+8:
		return netip.AddrFrom4([4]byte([]byte(s[at+4 : at+8]))), at + 8
	case kind == 2 && len(s) >= at+20:
		return netip.AddrFrom16([16]byte([]byte(s[at+4 : at+20]))), at + 20
	case kind == 0:
		return netip.Addr{}, at + 4
	}
	return netip.Addr{}, 0
}

func be32(s string, at int) uint32 {
	f := s[at : at+4]
	return uint32(f[0])<<24 | uint32(f[1])<<16 | uint32(f[2])<<8 | uint32(f[3])
}

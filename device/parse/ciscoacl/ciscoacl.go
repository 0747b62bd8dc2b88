// Package ciscoacl reads single entries of access lists as the systems with a
// Cisco-like command line write them: `permit tcp 192.0.2.0/24 any eq ssh log`.
//
// Promise: an entry becomes one model.Rule with the same meaning. What cannot
// be resolved from the file (an undefined group, a time range, a wildcard
// mask with holes) makes the rule opaque and says why; it is never guessed.
// Words that are not understood make the rule opaque as well. No input panics.
package ciscoacl

import (
	"net/netip"

	"github.com/linewarden/linewarden/device/model"
)

// Dialect is how one list is written. Its zero value reads IPv4 lists with
// wildcard masks and without groups.
type Dialect struct {
	// Six reads addresses and protocol names of IPv6.
	Six bool
	// Addrs resolves an address group and Ports a port group. They report
	// false where the file does not define the name. nil resolves nothing.
	Addrs func(name string) ([]netip.Prefix, bool)
	Ports func(name string) ([]model.PortRange, bool)
}

// entry is one access-list entry while it is read.
type entry struct {
	d   Dialect
	r   *model.Rule
	sp  model.Span
	w   []string // words not read yet
	m   model.Match
	src []model.PortRange
	dst []model.PortRange
	// holes is the mask that the address read last was given with, if it has any.
	holes *model.WildMask
	done  bool // an option narrows the match beyond addresses
}

// Extended reads what follows the action of an extended entry, from the
// protocol on, into r. It states SrcAny, Src, DstAny, Dst, ServiceAny, Match,
// Log and, where needed, Opaque. It reports false where it did not understand
// every word; the rule is opaque then.
func (d Dialect) Extended(r *model.Rule, words []string, sp model.Span) bool {
	e := &entry{d: d, r: r, sp: sp, w: words, m: model.Match{Proto: -1, ICMPType: -1, ICMPCode: -1}}
	r.Log.Set(false, sp)
	ok := e.protocol() && e.source() && e.destination()
	if !ok {
		e.opaque("entry not understood")
	}
	for ok && len(e.w) > 0 {
		ok = e.option()
	}
	e.finish()
	return ok
}

// Standard reads what follows the action of a standard entry: one source and
// perhaps log. The destination and the service are any.
func (d Dialect) Standard(r *model.Rule, words []string, sp model.Span) bool {
	e := &entry{d: d, r: r, sp: sp, w: words, m: model.Match{Proto: -1, ICMPType: -1, ICMPCode: -1}}
	r.Log.Set(false, sp)
	ok := e.source()
	if !ok {
		e.opaque("entry not understood")
	}
	for ok && len(e.w) > 0 {
		ok = e.option()
	}
	r.DstAny.Set(true, sp)
	e.finish()
	return ok
}

func (e *entry) next() string {
	if len(e.w) == 0 {
		return ""
	}
	w := e.w[0]
	e.w = e.w[1:]
	return w
}

func (e *entry) peek() string {
	if len(e.w) == 0 {
		return ""
	}
	return e.w[0]
}

func (e *entry) opaque(why string) {
	if e.r.Opaque == "" {
		e.r.Opaque = why
	}
}

func (e *entry) protocol() bool {
	w := e.next()
	n, ok := protocol(w, e.d.Six)
	e.m.Proto = n
	return ok
}

func (e *entry) source() bool {
	any, list, ok := e.address()
	if !ok {
		return false
	}
	state(&e.r.SrcAny, &e.r.Src, any, list, e.sp)
	e.r.SrcMask, e.holes = e.holes, nil
	e.src, ok = e.ports()
	return ok
}

func (e *entry) destination() bool {
	any, list, ok := e.address()
	if !ok {
		return false
	}
	state(&e.r.DstAny, &e.r.Dst, any, list, e.sp)
	e.r.DstMask, e.holes = e.holes, nil
	e.dst, ok = e.ports()
	return ok
}

// state records one side. A list that is nil could not be resolved.
func state(all *model.F[bool], side *model.F[[]netip.Prefix], any bool, list []netip.Prefix, sp model.Span) {
	all.Set(any, sp)
	switch {
	case any:
	case list == nil:
		side.Unsure(sp)
	default:
		side.Set(list, sp)
	}
}

// finish states the service and makes sure that both sides are stated.
func (e *entry) finish() {
	r := e.r
	e.m.SrcPorts, e.m.DstPorts = e.src, e.dst
	for _, side := range []struct {
		all  *model.F[bool]
		list *model.F[[]netip.Prefix]
	}{{&r.SrcAny, &r.Src}, {&r.DstAny, &r.Dst}} {
		if side.all.How == model.NotRead {
			side.all.Unsure(e.sp)
			side.list.Unsure(e.sp)
		}
	}
	whole := e.m.Proto < 0 && !e.done && r.Opaque != "entry not understood"
	r.ServiceAny.Set(whole, e.sp)
	if !whole {
		r.Match = []model.Match{e.m}
	}
}

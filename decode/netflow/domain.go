package netflow

import (
	"container/list"
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/coverage"
)

// Bounds of what is remembered. An exporter that needs more loses what is
// oldest or newest, as said there, with a gap.
const (
	maxDomains   = 4096 // exporters and source ids; the one unused longest goes
	maxTemplates = 1024 // of a domain; further ones are refused
	maxFields    = 1024 // of a template
	maxNames     = 4096 // announced interfaces, applications, rates of a domain
	maxName      = 256  // bytes of one
	// maxMemory bounds templates and names of all domains together, in bytes.
	maxMemory = 64 << 20
	entry     = 64 // what a remembered number or name costs besides its bytes
)

// key names a domain: templates and sequence numbers of one never count for
// another. The version is part of it, since exporters that write two use one
// source id for both.
type key struct {
	exporter netip.Addr
	id       uint32
	version  uint8
}

// domain is what is remembered of one exporter's source id.
type domain struct {
	key       key
	place     *list.Element // among all, by use
	memory    int           // of its templates and names
	templates map[uint16]*plan
	seq       sequence
	// bootMs is the start of the exporter where it announced it, in
	// milliseconds since 1970; 0 is unknown.
	bootMs uint64
	rate   uint64 // announced for the whole domain; 0 is unknown
	rates  map[uint64]uint64
	ifs    map[uint64]string
	apps   map[uint64]string
}

// domain returns the state of a key, new where there is none.
func (d *Decoder) domain(k key) *domain {
	if d.last != nil && d.last.key == k {
		return d.last
	}
	dom := d.domains[k]
	if dom == nil {
		if len(d.domains) >= maxDomains {
			d.evict(nil)
		}
		dom = &domain{key: k, templates: map[uint16]*plan{}}
		if k.version == 5 {
			dom.templates[v5Set] = d.v5
		}
		d.domains[k] = dom
		dom.place = d.byUse.PushFront(dom)
	}
	d.byUse.MoveToFront(dom.place)
	d.last = dom
	return dom
}

// evict forgets the domain that was not heard of for longest, but not keep, and
// says whether there was one.
func (d *Decoder) evict(keep *domain) bool {
	at := d.byUse.Back()
	if at != nil && at.Value == keep {
		at = at.Prev()
	}
	if at == nil {
		return false
	}
	oldest := d.byUse.Remove(at).(*domain)
	oldest.seq.flush(d, oldest.key)
	delete(d.domains, oldest.key)
	d.memory -= oldest.memory
	if d.last == oldest {
		d.last = nil
	}
	d.drop(coverage.Gap{
		Source: source(oldest.key), Kind: "flow", From: d.head.time, To: d.head.time, Cause: coverage.Lost,
		Reason: "more exporters than are remembered: the templates of one were forgotten",
	})
	return true
}

// room says whether a domain may remember n bytes more. Others are forgotten
// for it.
func (d *Decoder) room(dom *domain, n int) bool {
	for d.memory+n > maxMemory {
		if !d.evict(dom) {
			return false
		}
	}
	d.memory += n
	dom.memory += n
	return true
}

// The keys of rates: one map for two number spaces.
const (
	bySampler   = 0
	byInterface = 1 << 40
)

// options reads an options record, RFC 3954 §6.1 and RFC 7011 §3.4.2: what the
// exporter says of itself.
func (d *Decoder) options(dom *domain, r *Record, raw string) {
	if n, ok := r.get(bootMs); ok {
		dom.bootMs = n
	}
	iface, hasIf := r.get(inIf)
	if n := r.rate(); n != 0 {
		id, has := r.get(sampler)
		switch {
		case has:
			remember(d, dom, &dom.rates, bySampler|id&0xffffffff, n)
		case hasIf:
			remember(d, dom, &dom.rates, byInterface|iface&0xffffffff, n)
		default:
			dom.rate = n
		}
	}
	if name := r.words(raw, ifName); name != "" && hasIf {
		remember(d, dom, &dom.ifs, iface, clip(name))
	}
	if id, ok := r.get(application); ok {
		if name := r.words(raw, appName); name != "" {
			remember(d, dom, &dom.apps, id, clip(name))
		}
	}
}

func remember[V any](d *Decoder, dom *domain, m *map[uint64]V, id uint64, v V) {
	if *m == nil {
		*m = map[uint64]V{}
	}
	if _, ok := (*m)[id]; ok || len(*m) < maxNames && d.room(dom, entry+maxName) {
		(*m)[id] = v
	}
}

// clip makes a name that does not hold its packet in memory.
func clip(s string) string { return strings.Clone(s[:min(len(s), maxName)]) }

// rate is the sampling rate that the record itself states, 0 for none.
func (r *Record) rate() uint64 {
	if take, ok := r.get(sampleTake); ok && take != 0 {
		skip, _ := r.get(sampleSkip)
		if take < 1<<32 && skip < 1<<32 && r.is(sampleSkip) {
			return (take + skip) / take
		}
	}
	n, _ := r.get(sampleN)
	return n
}

// rateOf is the rate that holds for a flow: its own, that of its sampler, that
// of its interface, that of the domain. 0 means that none is known.
func (dom *domain) rateOf(r *Record) uint64 {
	if n := r.rate(); n != 0 {
		return n
	}
	if len(dom.rates) > 0 {
		if id, ok := r.get(sampler); ok {
			if n := dom.rates[bySampler|id&0xffffffff]; n != 0 {
				return n
			}
		}
		if id, ok := r.get(inIf); ok {
			if n := dom.rates[byInterface|id&0xffffffff]; n != 0 {
				return n
			}
		}
	}
	return dom.rate
}

package netflow

import (
	"fmt"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
)

// Bounds of what waits for templates: how many sets, and how many bytes of
// batches they keep in memory. What waits longest is dropped first.
const (
	maxHeld     = 8192
	maxHeldText = 64 << 20
)

// waiting is a set whose template has not come.
type waiting struct {
	gram Datagram
	head header
	key  heldKey
	at   int // in the packet
	body string
	done bool // decoded; its place in the queue is all that is left
	size int  // of the batch that it is the first of in the queue, else 0
}

type heldKey struct {
	key key
	id  uint16
}

// held are the waiting sets.
type held struct {
	queue []*waiting // oldest first
	by    map[heldKey][]*waiting
	last  *waiting // of the queue
	text  int      // length of the batches that the queue keeps
}

func (d *Decoder) hold(k key, id uint16, at int, body string) {
	if len(body) == 0 {
		return
	}
	d.accounted += len(body)
	h := &d.held
	for len(h.queue) > 0 && (h.queue[0].done || len(h.queue) >= maxHeld || h.text > maxHeldText) {
		d.dropOldest("flow records that waited too long for their template")
	}
	w := &waiting{gram: *d.gram, head: d.head, key: heldKey{k, id}, at: at, body: body}
	if h.last == nil || h.last.gram.Batch != d.gram.Batch {
		w.size = len(d.gram.Batch.Text)
		h.text += w.size
	}
	if h.by == nil {
		h.by = map[heldKey][]*waiting{}
	}
	h.queue, h.last = append(h.queue, w), w
	h.by[w.key] = append(h.by[w.key], w)
}

// dropOldest takes the first of the queue out, with a gap if it still waits.
func (d *Decoder) dropOldest(reason string) {
	h := &d.held
	w := h.queue[0]
	h.queue[0] = nil
	h.queue = h.queue[1:]
	h.text -= w.size
	if len(h.queue) == 0 {
		h.queue, h.last = nil, nil
	}
	if w.done {
		return
	}
	if h.by[w.key] = h.by[w.key][1:]; len(h.by[w.key]) == 0 { // oldest first there too
		delete(h.by, w.key)
	}
	d.drop(coverage.Gap{
		Source: exporterName(&w.gram), Kind: "flow", From: w.head.time, To: w.head.time, Bytes: uint64(len(w.body)),
		Cause: coverage.Unparsed, Reason: reason, Where: where(&w.gram),
	})
}

// release decodes what has waited for a template of the domain.
func (d *Decoder) release(dom *domain, id uint16) {
	k := heldKey{dom.key, id}
	list := d.held.by[k]
	if len(list) == 0 {
		return
	}
	delete(d.held.by, k)
	p := dom.templates[id]
	gram, head, accounted := d.gram, d.head, d.accounted
	for _, w := range list {
		d.gram, d.head, d.accounted = &w.gram, w.head, 0
		d.data(dom, p, id, w.body, w.at, false)
		decode.Structure(d.to, int64(len(w.body)-d.accounted))
		*w = waiting{done: true, size: w.size}
	}
	d.held.last = nil // so that the next batch counts anew
	d.gram, d.head, d.accounted = gram, head, accounted
}

// exporterName is the exporter's address, or the file where none is known.
func exporterName(g *Datagram) string {
	if g.Exporter.IsValid() {
		return g.Exporter.String()
	}
	return g.Batch.Source
}

func where(g *Datagram) string { return fmt.Sprintf("%s@%d", g.Batch.Source, g.Offset) }

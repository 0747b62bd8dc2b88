package netflow

import "github.com/linewarden/linewarden/coverage"

const (
	// late is how far back a number may lie that is taken for a packet that was
	// overtaken, and not for an exporter that began again.
	late = 4096
	// patience is after how many further packets what is missing is lost.
	patience = 64
	// leap is the largest number that is believed to be lost: beyond it the
	// numbers say nothing.
	leap = 1 << 24
	// slack is how many milliseconds an exporter's uptime may go back without
	// a restart: packets overtake each other.
	slack = 60_000
)

// sequence watches the numbers of one domain: version 5 and IPFIX count records,
// version 9 counts packets.
type sequence struct {
	known   bool
	next    uint32
	uptime  uint32
	last    int64 // time of the last packet
	missing uint64
	from    int64
	to      int64
	waited  int
}

// see takes a packet's number and how much the packet itself counts; counted is
// false where that is not known, as with a set whose template is missing.
func (q *sequence) see(d *Decoder, k key, h *header, counts uint32, counted bool) {
	defer func() { q.last, q.uptime = h.time, h.uptime }()
	if !q.known {
		q.known, q.next = counted, h.seq+counts
		return
	}
	ahead := int32(h.seq - q.next)
	restarted := h.hasUptime && int32(h.uptime-q.uptime) < -slack
	switch {
	case ahead == 0:
	case restarted || ahead < -late:
		q.flush(d, k)
		d.drop(coverage.Gap{
			Source: source(k), Kind: "flow", From: q.last, To: h.time, Basis: coverage.Sequence,
			Reason: "the exporter began to count anew: what it held then is lost",
		})
	case ahead < 0: // overtaken: it was taken for missing when the next one came
		q.missing -= min(q.missing, uint64(counts))
		return
	case ahead > leap:
		q.flush(d, k)
		d.drop(coverage.Gap{
			Source: source(k), Kind: "flow", From: q.last, To: h.time, Basis: coverage.Sequence,
			Reason: "the sequence numbers leapt: how much is missing is not known",
		})
	default:
		if q.missing == 0 {
			q.from = q.last
		}
		q.missing += uint64(ahead)
		q.to, q.waited = h.time, 0
	}
	q.next, q.known = h.seq+counts, counted
	if q.waited++; q.waited > patience {
		q.flush(d, k)
	}
}

// flush reports what is missing and was waited for long enough.
func (q *sequence) flush(d *Decoder, k key) {
	if q.missing == 0 {
		return
	}
	reason := "flows are missing by the exporter's sequence numbers"
	if k.version == 9 {
		reason = "export packets are missing by the exporter's sequence numbers"
	}
	d.drop(coverage.Gap{
		Source: source(k), Kind: "flow", From: q.from, To: q.to, Count: q.missing,
		Cause: coverage.Lost, Basis: coverage.Sequence, Reason: reason,
	})
	q.missing = 0
}

func source(k key) string {
	if k.exporter.IsValid() {
		return k.exporter.String()
	}
	return ""
}

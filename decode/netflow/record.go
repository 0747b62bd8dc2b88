package netflow

import "strings"

// slot is a number of a Record.
type slot uint8

// The slots. IPv6 addresses have two, high half first; times have one for each
// unit that exporters write.
const (
	bytesOut slot = iota
	packetsOut
	bytesBack
	packetsBack
	src4
	dst4
	hop4
	src6
	src6low
	dst6
	dst6low
	hop6
	hop6low
	srcPort
	dstPort
	protocol
	tcpFlags
	tos
	inIf
	outIf
	srcAS
	dstAS
	srcMAC
	dstMAC
	vlan
	vrf
	icmpBoth
	icmpType
	icmpCode
	natSrc4
	natDst4
	natSrcPort
	natDstPort
	direction
	endReason
	firewall
	natEvent
	forwarding
	application
	sampler
	sampleN
	sampleTake
	sampleSkip
	exporter4
	startUp
	endUp
	startSec
	endSec
	startMs
	endMs
	startNTP
	endNTP
	startDelta
	endDelta
	durationMs
	durationUs
	bootMs
	seenSec
	seenMs
	numSlots
)

// The texts of a Record.
const (
	userName = iota
	appName
	vrfName
	ifName
	aclID
	numTexts
)

// Slots and texts fit into the bits of a Record.
var _ [64 - numSlots]struct{}

// Record is one flow as its exporter wrote it: numbers by slot, and where its
// texts are. What the template lacks is not set and holds what an earlier record
// left there; has says which are set. It is of fixed size, without pointers.
type Record struct {
	has   uint64
	texts uint8
	n     [64]uint64
	text  [numTexts]span
}

// span is a text in the set's bytes, relative to the record.
type span struct{ at, n uint32 }

func (r *Record) is(s slot) bool { return r.has>>s&1 != 0 }

// get returns a slot and whether it is set.
func (r *Record) get(s slot) (uint64, bool) { return r.n[s&63], r.is(s) }

// bytes returns a text of the record as it is, "" where it has none.
func (r *Record) bytes(raw string, i int) string {
	t := r.text[i]
	if r.texts>>i&1 == 0 || int(t.at+t.n) > len(raw) {
		return ""
	}
	return raw[t.at : t.at+t.n]
}

// words is bytes without the zeros and spaces that fill up a fixed length.
func (r *Record) words(raw string, i int) string { return strings.TrimRight(r.bytes(raw, i), "\x00 ") }

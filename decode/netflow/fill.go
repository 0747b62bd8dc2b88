package netflow

import (
	"encoding/hex"
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/event"
)

var formats = [...]string{5: "netflow5", 9: "netflow9", 10: "ipfix"}

// fill makes an event of the record in d.rec, which belongs to d.head.
func (d *Decoder) fill(e *event.Event, dom *domain, id uint16, raw string) {
	r, h := &d.rec, &d.head
	e.Reset()
	e.Kind, e.Format = event.Flow, formats[h.version]
	e.Received = d.gram.Received
	start, end := r.times(h, dom.bootMs)
	switch e.Time = start; {
	case start == 0 && end != 0:
		e.Time = end
	case start == 0:
		e.Time, e.Clock = h.time, event.NoStamp
		if h.time == 0 {
			e.Clock = event.OutOfRange
		}
	case end >= start && end != 0:
		e.SetNumber(event.Duration, uint64(end-start))
	}
	e.SetText(event.MessageID, d.names.number(uint64(id)))
	if h.version == 5 {
		e.SetText(event.MessageID, "")
	}
	e.SetText(event.Actor, r.words(raw, userName))
	e.SetAddr(event.Sender, d.gram.Exporter)
	e.SetAddr(event.DeviceAddr, d.gram.Exporter)
	if n, ok := r.get(exporter4); ok && n != 0 {
		e.SetAddr(event.DeviceAddr, v4(n))
	}
	e.SetAddr(event.ActorAddr, r.addr(src4, src6))
	e.SetAddr(event.TargetAddr, r.addr(dst4, dst6))
	r.numbers(e)
	e.SetNumber(event.Sequence, uint64(h.seq))
	if n := dom.rateOf(r); n != 0 {
		e.SetNumber(event.Sampling, n)
	}
	r.decision(e)
	d.extras(e, dom, raw)
}

func v4(n uint64) netip.Addr {
	return netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
}

// addr is the address of a flow. Where a template has both kinds, the one that
// is not zero counts.
func (r *Record) addr(four, six slot) netip.Addr {
	if n, ok := r.get(four); ok && (n != 0 || !r.is(six) || r.n[six]|r.n[six+1] == 0) {
		return v4(n)
	}
	if !r.is(six) {
		return netip.Addr{}
	}
	var a [16]byte
	for i := range 8 {
		a[i], a[8+i] = byte(r.n[six]>>(56-8*i)), byte(r.n[six+1]>>(56-8*i))
	}
	return netip.AddrFrom16(a)
}

// columns are the slots that go into a number of the event as they are.
var columns = [...]struct {
	slot  slot
	field event.Field
}{
	{srcPort, event.ActorPort}, {dstPort, event.TargetPort}, {protocol, event.Protocol}, {bytesOut, event.Bytes},
	{packetsOut, event.Packets}, {bytesBack, event.BytesBack}, {packetsBack, event.PacketsBack}, {tcpFlags, event.TCPFlags},
}

func (r *Record) numbers(e *event.Event) {
	for i := range columns {
		if n, ok := r.get(columns[i].slot); ok {
			e.SetNumber(columns[i].field, n)
		}
	}
}

// decision sets the action where the exporter is a firewall or a translator.
func (r *Record) decision(e *event.Event) {
	action := ""
	if n, ok := r.get(firewall); ok { // IANA firewallEvent
		switch n {
		case 1:
			action = "open"
		case 2:
			action = "close"
		case 3:
			action = "deny"
		case 4:
			action = "alert"
		}
	}
	if n, ok := r.get(natEvent); ok && action == "" && n != 0 {
		action = "translate"
	}
	if n, ok := r.get(forwarding); ok && action == "" && (n == 130 || n == 131) { // RFC 7270 §4.12: ACL
		action = "deny"
	}
	if action != "" {
		e.SetText(event.Action, action)
		e.Outcome = event.Success
	}
}

// ends are the words of flowEndReason, RFC 5102 §5.11.3.
var ends = [...]string{1: "idle timeout", 2: "active timeout", 3: "end of flow", 4: "forced end", 5: "lack of resources"}

// extraNumbers are the slots that become extra fields as numbers, in the order of the
// names. A slot that is 0 there says nothing.
var extraNumbers = [...]struct {
	slot slot
	name string
}{
	{srcAS, "actor_as"}, {dstAS, "target_as"}, {tos, "tos"}, {vlan, "vlan"},
}

// extras sets the rarer fields.
func (d *Decoder) extras(e *event.Event, dom *domain, raw string) {
	r := &d.rec
	if r.has == 0 {
		return
	}
	for i := range extraNumbers {
		if n, ok := r.get(extraNumbers[i].slot); ok && n != 0 {
			e.AddExtra(extraNumbers[i].name, d.names.number(n))
		}
	}
	d.interfaces(e, dom)
	d.icmp(e)
	d.translation(e)
	if n, ok := r.get(srcMAC); ok && n != 0 {
		e.AddExtra("actor_mac", d.names.mac(n))
	}
	if n, ok := r.get(dstMAC); ok && n != 0 {
		e.AddExtra("target_mac", d.names.mac(n))
	}
	if hop := r.addr(hop4, hop6); hop.IsValid() && !hop.IsUnspecified() {
		e.AddExtra("next_hop", d.names.addr(hop))
	}
	if n, ok := r.get(direction); ok && n < 2 {
		e.AddExtra("direction", [2]string{"inbound", "outbound"}[n])
	}
	if n, ok := r.get(endReason); ok && n < uint64(len(ends)) {
		e.AddExtra("reason", ends[n])
	}
	d.named(e, dom, raw)
	if d.head.version != 5 && d.head.id != 0 {
		e.AddExtra("domain", d.names.number(uint64(d.head.id)))
	}
}

// interfaces are given by the names that the exporter announced, else by number.
func (d *Decoder) interfaces(e *event.Event, dom *domain) {
	for _, x := range [...]struct {
		slot slot
		name string
	}{{inIf, "in_interface"}, {outIf, "out_interface"}} {
		n, ok := d.rec.get(x.slot)
		if !ok {
			continue
		}
		name := dom.ifs[n]
		if name == "" {
			name = d.names.number(n)
		}
		e.AddExtra(x.name, name)
	}
}

func (d *Decoder) icmp(e *event.Event) {
	r := &d.rec
	if n, _ := r.get(protocol); n != 1 && n != 58 {
		return
	}
	both, ok := r.get(icmpBoth)
	kind, code := both>>8, both&0xff
	if n, has := r.get(icmpType); has {
		kind, ok = n, true
	}
	if n, has := r.get(icmpCode); has {
		code = n
	}
	if ok {
		e.AddExtra("icmp_type", d.names.number(kind))
		e.AddExtra("icmp_code", d.names.number(code))
	}
}

// translation gives the addresses and ports after translation, where they were
// translated. They are told apart by port too, so they are rarely seen again.
func (d *Decoder) translation(e *event.Event) {
	for _, x := range [...]struct {
		addr, port slot
		was        event.Field
		wasPort    event.Field
		name       string
	}{{natSrc4, natSrcPort, event.ActorAddr, event.ActorPort, "nat_actor"}, {natDst4, natDstPort, event.TargetAddr, event.TargetPort, "nat_target"}} {
		n, ok := d.rec.get(x.addr)
		if !ok || n == 0 {
			continue
		}
		port, hasPort := d.rec.get(x.port)
		was, _ := e.Number(x.wasPort)
		if e.Addr(x.was) == v4(n) && (!hasPort || port == was) {
			continue
		}
		if !hasPort {
			e.AddExtra(x.name, d.names.addr(v4(n)))
			continue
		}
		e.AddExtra(x.name, netip.AddrPortFrom(v4(n), uint16(port)).String())
	}
}

// named sets what has a name in the record or by announcement.
func (d *Decoder) named(e *event.Event, dom *domain, raw string) {
	r := &d.rec
	app := r.words(raw, appName)
	if n, ok := r.get(application); ok && app == "" && n != 0 {
		if app = dom.apps[n]; app == "" {
			app = d.names.app(n)
		}
	}
	e.AddExtra("application", app)
	zone := r.words(raw, vrfName)
	if n, ok := r.get(vrf); ok && zone == "" && n != 0 {
		zone = d.names.number(n)
	}
	e.AddExtra("vrf", zone)
	if s := r.bytes(raw, aclID); strings.Trim(s, "\x00") != "" && len(s) <= 32 {
		e.AddExtra("acl", hex.EncodeToString([]byte(s)))
	}
}

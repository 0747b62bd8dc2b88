package acl

import (
	"slices"

	"github.com/linewarden/linewarden/device/model"
)

// Action is what a filter does with a packet.
type Action uint8

const (
	Deny    Action = iota // drop, reject, discard
	Permit                // accept
	Unclear               // the file does not tell
)

// String returns deny, permit or unknown.
func (a Action) String() string { return [...]string{"deny", "permit", "unknown"}[min(a, Unclear)] }

// Line is one rule of a filter in the form that can be reckoned with.
type Line struct {
	Rule   *model.Rule // where it was read
	Via    *model.Rule // the rule of another list that led here, nil for none
	Action Action
	// Boxes are the packets that it matches. Where Opaque is set it may match
	// fewer than these: what decides is not in the file.
	Boxes  []Box
	Opaque string
	// Empty says why it matches nothing at all, where Boxes is empty.
	Empty string
}

// sure reports a line that decides on every packet of its boxes.
func (l *Line) sure() bool { return l.Opaque == "" && l.Action != Unclear }

// List is one filter: the first line that matches a packet decides on it.
type List struct {
	Set     *model.Ruleset
	Lines   []Line
	Default Action // where no line matches
	Zones   *Zones
}

// Zones are the names of zones and interfaces behind the numbers of the fields
// from and to, counted from 1; 0 is every other. Lists that are looked at
// together share them.
type Zones struct {
	names  []string
	byName map[string]uint16
}

// number returns the number of a name, and gives it one; false where there are
// too many names.
func (z *Zones) number(name string) (uint16, bool) {
	if n, ok := z.byName[name]; ok {
		return n, true
	}
	if len(z.names) >= int(top[from])-1 {
		return 0, false
	}
	if z.byName == nil {
		z.byName = map[string]uint16{}
	}
	z.names = append(z.names, name)
	z.byName[name] = uint16(len(z.names))
	return z.byName[name], true
}

// name is the inverse of number, "" for every other.
func (z *Zones) name(n uint16) string {
	if n > 0 && int(n) <= len(z.names) {
		return z.names[n-1]
	}
	return ""
}

// Packet is one packet, as a witness that anybody can try by hand.
type Packet struct{ box Box }

// Witness picks a packet out of a box: the first of its range in each field,
// and where the choice is free what is usual.
func Witness(b Box) Packet {
	pick := func(f int, usual ...uint16) {
		l := &b.field[f]
		v := l.lo
		for _, u := range usual {
			if l.lo <= u && u <= l.hi {
				v = u
				break
			}
		}
		*l = limits{v, v}
	}
	pick(proto, 6, 17, 1)
	pick(dport, 22, 443, 80, 161, 1024)
	pick(sport, 49152, 1024)
	pick(icmp, 8<<8, 128<<8)
	pick(from)
	pick(to)
	b.dst.hi, b.src.hi = b.dst.lo, b.src.lo
	for _, k := range []kinds{opening, session, fragment} {
		if b.kinds&k != 0 {
			b.kinds &= k
			break
		}
	}
	if b.kinds&ipv4 != 0 {
		b.kinds &= ipv4
	}
	return Packet{b}
}

// Decide returns what the list does with a packet and the number of the line
// that decides, -1 for the default. Where an earlier line may match and cannot
// be told, the action is Unclear and the line is that one, whatever stands
// behind it; Carry goes on.
func (l *List) Decide(p Packet) (Action, int) {
	for i := range l.Lines {
		line := &l.Lines[i]
		if !slices.ContainsFunc(line.Boxes, func(b Box) bool { return p.box.within(&b) }) {
			continue
		}
		if !line.sure() {
			return Unclear, i
		}
		return line.Action, i
	}
	return l.Default, -1
}

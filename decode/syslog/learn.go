package syslog

import (
	"strings"

	"github.com/linewarden/linewarden/decode/stamp"
)

// learn remembers the header that p has read part by part, from at on.
func (a *alike) learn(p *parser, at int) {
	to, kind := p.ends()
	if kind == noEnd || p.marks.odd || to-at > maxLayout || to-at < 8 {
		return
	}
	slot := a.room()
	if slot == nil {
		return
	}
	l := layout{end: kind, length: to - at, header: *p.h, marks: p.marks.from(at)}
	if *slot != nil {
		l.words = (*slot).words[:0]
	}
	if !l.set(p.s[at:to]) {
		return
	}
	if *slot == nil {
		*slot = new(layout)
	}
	**slot = l
}

// room returns a place that is free, or whose layout was not used of late.
func (a *alike) room() **layout {
	for i := range a {
		if a[i] == nil {
			return &a[i]
		}
	}
	for i, l := range a {
		if l.credit == 0 {
			return &a[i]
		}
		l.credit--
	}
	return nil
}

// ends returns where the part of the header ends that nothing behind it changes.
func (p *parser) ends() (to int, kind end) {
	h, m := p.h, &p.marks
	switch {
	case h.Tag != "":
		return int(m.tag.from) + 1, atTag
	case h.Program != "":
		if to = strings.IndexByte(p.s[m.program.to:], ':') + int(m.program.to) + 1; h.Host == "" || to >= len(p.s) || p.s[to] != ' ' {
			return 0, noEnd // it may be a name
		}
		return to + 1, atProcess
	case h.Host == "" || h.Via != "" || h.Node != "" || m.device.from > m.host.from || m.sequence.from > m.host.from || p.s[m.host.to] != ' ':
		return 0, noEnd
	}
	return int(m.host.to) + 1, atName
}

// from counts the marks from a place on.
func (m *marks) from(at int) marks {
	out := *m
	for _, s := range []*span{&out.host, &out.via, &out.node, &out.program, &out.pid, &out.sequence, &out.device, &out.relay, &out.outer, &out.tag} {
		if s.to > 0 {
			s.from, s.to = s.from-int32(at), s.to-int32(at)
		}
	}
	return out
}

// set fills the layout for that header, and says no where a stamp is no time of day.
func (l *layout) set(s string) bool {
	h, m := &l.header, &l.marks
	h.Host, h.Via, h.Node, h.Program, h.PID, h.Tag, h.Message = "", "", "", "", "", "", ""
	h.Sequence, h.severity = 0, 0
	var vary [maxLayout]bool
	all := func(of span) {
		for i := of.from; i < of.to; i++ {
			vary[i] = isDigit(s[i])
		}
	}
	outer, _ := stamp.Read(s[m.outer.from:])
	for _, t := range []struct {
		at   span
		st   stamp.Stamp
		into *clockTime
	}{{m.device, h.Device, &l.device}, {m.relay, h.Relay, &l.relay}, {m.outer, outer, &l.outer}} {
		if t.at.to == 0 {
			continue
		}
		if !t.into.locate(s, t.at, t.st) {
			return false
		}
		all(span{t.into.at, t.into.at + 8})
		all(t.into.fraction)
	}
	if hostVaries(m.host.of(s)) {
		all(m.host)
	}
	if m.sequenceVaries(s) {
		all(m.sequence)
	}
	all(m.pid)
	for i := 0; i < l.length; i += 8 {
		l.words = append(l.words, masked(s, vary[:], min(i, l.length-8)))
	}
	return true
}

// masked is the word that begins there.
func masked(s string, vary []bool, at int) maskedWord {
	var w maskedWord
	for i := range 8 {
		if vary[at+i] {
			w.low |= 0x0f << (8 * i)
		}
	}
	w.want = word(s[at:]) &^ w.low
	return w
}

// locate finds the time of day of a stamp, and says no where it is written in
// another way than "13:02:11" or "13:02:11.402".
func (c *clockTime) locate(s string, at span, st stamp.Stamp) bool {
	i := at.from
	for i+8 <= at.to && !(isClock(s[i:i+8]) && (i == at.from || !isDigit(s[i-1]))) {
		i++
	}
	if i+8 > at.to {
		return false
	}
	c.at = i
	end := i + 8
	if end+1 < at.to && isDigit(s[end+1]) {
		switch s[end] {
		case '.':
			for end++; end < at.to && isDigit(s[end]); end++ {
			}
			c.fraction = span{i + 9, end}
		case ',':
			return false
		}
	}
	again := st
	return c.read(s, &again) && again == st
}

func isClock(s string) bool {
	for i := range 8 {
		if i%3 == 2 && s[i] != ':' || i%3 != 2 && !isDigit(s[i]) {
			return false
		}
	}
	return true
}

// hostVaries says whether a name is read as one whatever its digits are: those
// of a word and of an address are, and those of what could be a time or a year
// may not be.
func hostVaries(host string) bool {
	if host == "" || strings.IndexByte(host, ':') >= 0 {
		return false
	}
	dot := strings.IndexByte(host, '.')
	return isUpper(host[0]) || isLower(host[0]) || isDigit(host[0]) && dot > 0 && dot <= 3 && strings.Trim(host, "0123456789.") == ""
}

// sequenceVaries says the same of the sequence number, which with ten digits may
// be an epoch, and with four behind a stamp its year.
func (m *marks) sequenceVaries(s string) bool {
	if m.sequence.to-m.sequence.from == 4 {
		for _, st := range []span{m.device, m.relay} {
			if st.to > 0 && st.to <= m.sequence.from && strings.TrimSpace(s[st.to:m.sequence.from]) == "" {
				return false
			}
		}
	}
	return m.sequence.to-m.sequence.from < 10
}

package routeros

import (
	"strings"

	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/event"
)

// packet reads what a rule of the packet filter logs: "DROP-IN input: in:ether1
// out:(unknown 0), connection-state:new src-mac 00:00:5e:00:53:01, proto TCP
// (SYN), 203.0.113.9:51234->192.0.2.1:22, len 60". What the rule does is not
// said: the words before the chain are whatever its author wrote.
func packet(text string, e *event.Event) bool {
	at := strings.Index(text, ": in:")
	if at < 0 {
		return false
	}
	prefix, chain := "", text[:at]
	if blank := strings.LastIndexByte(chain, ' '); blank >= 0 {
		prefix, chain = strings.TrimSpace(chain[:blank]), chain[blank+1:]
	}
	fields := text[at+2:]
	proto := strings.Index(fields, "proto ")
	if proto < 0 {
		return false
	}
	e.Kind = event.Flow
	e.AddExtra("acl", chain)
	e.AddExtra("policy", prefix)
	interfaces(fields[:proto], e)
	rest := protocol(fields[proto+len("proto "):], e)
	ends(rest, e)
	return true
}

// interfaces reads "in:ether1 out:(unknown 0), connection-state:new src-mac …".
func interfaces(s string, e *event.Event) {
	if _, after, ok := strings.Cut(s, "in:"); ok {
		in, behind, _ := strings.Cut(after, " out:")
		e.AddExtra("in_interface", known(in))
		out, _, _ := strings.Cut(behind, ",")
		e.AddExtra("out_interface", known(out))
	}
	for _, key := range [...]struct{ word, field string }{{"connection-state:", "state"}, {"src-mac ", "actor_mac"}, {"dst-mac ", "target_mac"}} {
		if _, after, ok := strings.Cut(s, key.word); ok {
			e.AddExtra(key.field, until(after, " ,"))
		}
	}
}

// known returns "" for the maker's word for no interface.
func known(s string) string {
	if s = strings.TrimSpace(s); strings.HasPrefix(s, "(unknown") {
		return ""
	}
	return s
}

func until(s, signs string) string {
	if end := strings.IndexAny(s, signs); end >= 0 {
		return s[:end]
	}
	return s
}

// protocol reads "TCP (SYN), " and returns what follows.
func protocol(s string, e *event.Event) string {
	word, rest, _ := strings.Cut(s, ", ")
	name, flags, _ := strings.Cut(word, " (")
	if p, ok := table.Protocol(strings.TrimSpace(name)); ok {
		e.SetNumber(event.Protocol, uint64(p))
	} else if n, ok := number(name); ok && n < 256 {
		e.SetNumber(event.Protocol, n)
	}
	if flags = strings.TrimSuffix(flags, ")"); name == "TCP" && flags != "" {
		e.SetNumber(event.TCPFlags, tcpFlags(flags))
	} else if kind, code, ok := strings.Cut(strings.TrimPrefix(flags, "type "), ", code "); ok && strings.HasPrefix(name, "ICMP") {
		e.AddExtra("icmp_type", kind)
		e.AddExtra("icmp_code", code)
	} else if strings.HasPrefix(flags, "type ") { // the comma of the code ended the word
		e.AddExtra("icmp_type", flags[len("type "):])
		code, after, _ := strings.Cut(rest, ", ")
		e.AddExtra("icmp_code", strings.TrimSuffix(strings.TrimPrefix(code, "code "), ")"))
		return after
	}
	return rest
}

// tcpFlags packs names into the bits of RFC 9293 §3.1.
func tcpFlags(names string) (bits uint64) {
	for rest := names; rest != ""; {
		var name string
		name, rest, _ = strings.Cut(rest, ",")
		switch name {
		case "FIN":
			bits |= 1
		case "SYN":
			bits |= 2
		case "RST":
			bits |= 4
		case "PSH":
			bits |= 8
		case "ACK":
			bits |= 16
		case "URG":
			bits |= 32
		}
	}
	return bits
}

// ends reads "203.0.113.9:51234->192.0.2.1:22, NAT (…)->…, len 60".
func ends(s string, e *event.Event) {
	pair, rest, _ := strings.Cut(s, ", ")
	from, to, ok := strings.Cut(pair, "->")
	if !ok {
		return
	}
	end(from, event.ActorAddr, event.ActorPort, e)
	end(to, event.TargetAddr, event.TargetPort, e)
	if _, nat, ok := strings.Cut(rest, "NAT "); ok {
		translation(nat, from, to, e)
	}
	if _, length, ok := strings.Cut(rest, "len "); ok {
		if n, ok := number(until(length, " ,")); ok {
			e.SetNumber(event.Bytes, n)
		}
	}
}

// end reads an address with its port, "[2001:db8::1]:443" in IPv6.
func end(s string, addr, port event.Field, e *event.Event) {
	host, number0 := s, ""
	if strings.HasPrefix(s, "[") {
		host, number0, _ = strings.Cut(s[1:], "]")
		number0 = strings.TrimPrefix(number0, ":")
	} else if colon := strings.LastIndexByte(s, ':'); colon >= 0 && strings.Count(s, ":") == 1 {
		host, number0 = s[:colon], s[colon+1:]
	}
	a, ok := table.Address(host)
	if !ok {
		return
	}
	e.SetAddr(addr, a)
	if n, ok := number(number0); ok && n < 1<<16 {
		e.SetNumber(port, n)
	}
}

// translation reads "(a:1->b:2)->c:3" and "a:1->(b:2->c:3)": what the actor's,
// and what the target's address became.
func translation(s, from, to string, e *event.Event) {
	if strings.HasPrefix(s, "(") {
		inner, _, _ := strings.Cut(s[1:], ")")
		if _, after, ok := strings.Cut(inner, "->"); ok && after != from {
			e.AddExtra("nat_actor", after)
		}
	}
	if _, inner, ok := strings.Cut(s, "->("); ok {
		inner, _, _ = strings.Cut(inner, ")")
		if _, after, ok := strings.Cut(inner, "->"); ok && after != to {
			e.AddExtra("nat_target", after)
		}
	}
}

func number(s string) (n uint64, ok bool) {
	if s == "" || len(s) > 18 {
		return 0, false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + uint64(s[i]-'0')
	}
	return n, true
}

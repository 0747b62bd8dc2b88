package vrp

import (
	"net/netip"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// ruleset is one ACL while it is read.
type ruleset struct {
	*model.Ruleset
	auto  bool   // depth first instead of by number
	alias string // the number of a list that has a name
	step  int64
	next  int64
	six   bool
	r     *reader
}

func aclTop(t *tables) []readerEntry {
	return []readerEntry{
		{Pattern: "acl number * ...", Sub: t.openACL(false)},
		{Pattern: "acl name * ...", Sub: t.openACL(false)},
		{Pattern: "acl ipv6 number * ...", Sub: t.openACL(true)},
		{Pattern: "acl ipv6 name * ...", Sub: t.openACL(true)},
		{Pattern: "acl ipv6 * ...", Sub: t.openACL(true)},
		{Pattern: "acl * ...", Sub: t.openACL(false)},
	}
}

func (t *tables) openACL(six bool) func(*stmt.Ctx, *reader, *stmt.Match) stmt.Block {
	return func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
		name := m.Arg(0)
		l := &ruleset{Ruleset: &model.Ruleset{Obj: model.Obj{Span: c.Span(m.Node)}, Name: name}, step: 5, six: six, r: r}
		l.Kind, l.Family = kindOf(name, m.Rest, six)
		l.auto = m.Has("auto")
		key := name
		if six {
			key = "6:" + name
		}
		r.lists[key] = l
		// A number may stand beside a name: either one refers to the list.
		if n := fill.Word(m.Rest, 0); c.Tree.Nodes[m.Node].Words[1] == "name" && fill.Int(n) > 0 {
			l.alias = n
			c.Define("acl", n, m.Span)
		}
		r.Rulesets = append(r.Rulesets, l.Ruleset)
		kind := "acl"
		if six {
			kind = "acl6"
		}
		c.Define(kind, name, m.Span)
		return t.acl.In(l)
	}
}

// kindOf tells from number or keyword what an ACL looks at.
func kindOf(name string, rest []string, six bool) (kind, family string) {
	n := fill.Int(name)
	for _, w := range rest {
		if v := fill.Int(w); n < 0 && v > 0 {
			n = v
		}
	}
	switch {
	case six:
		return "ip6acl", "ipv6"
	case n >= 4000 && n < 5000, slices.Contains(rest, "link"), slices.Contains(rest, "l2"):
		return "macacl", "any"
	}
	return "ipacl", "ipv4"
}

func aclEntries() []stmt.Entry[*ruleset] {
	return []stmt.Entry[*ruleset]{
		{Pattern: "step *", Do: func(_ *stmt.Ctx, l *ruleset, m *stmt.Match) {
			if n := fill.Int(m.Arg(0)); n > 0 {
				l.step = n
			}
		}},
		{Pattern: "rule permit|deny ...", Do: func(c *stmt.Ctx, l *ruleset, m *stmt.Match) {
			l.next += l.step
			l.rule(c, l.next, c.Tree.Nodes[m.Node].Words[1], m)
		}},
		{Pattern: "rule * permit|deny ...", Do: func(c *stmt.Ctx, l *ruleset, m *stmt.Match) {
			n := max(fill.Int(m.Arg(0)), 0)
			l.next = n - n%l.step
			l.rule(c, n, c.Tree.Nodes[m.Node].Words[2], m)
		}},
		{Pattern: "rule name * permit|deny ...", Do: func(c *stmt.Ctx, l *ruleset, m *stmt.Match) {
			l.next += l.step
			l.rule(c, l.next, c.Tree.Nodes[m.Node].Words[3], m)
		}},
	}
}

func (l *ruleset) rule(c *stmt.Ctx, seq int64, action string, m *stmt.Match) {
	x := &model.Rule{Obj: model.Obj{Span: m.Span}, Seq: seq}
	x.Action.Set(action, m.Span)
	x.Enabled.Inherit(true, m.Span)
	x.Log.Set(false, m.Span)
	l.Rules = append(l.Rules, x)
	if l.Kind == "macacl" {
		x.Opaque = "link layer"
		x.SrcAny.Unsure(m.Span)
		x.DstAny.Unsure(m.Span)
		x.ServiceAny.Unsure(m.Span)
		return
	}
	p := &ruleParser{l: l, x: x, w: m.Rest, sp: m.Span, m: model.Match{Proto: -1, ICMPType: -1, ICMPCode: -1}}
	if !p.run() {
		c.Mark(m.Node, stmt.Partial)
		l.AddDoubt(m.Span.Line)
	}
}

// ruleParser reads what follows the action of one rule.
type ruleParser struct {
	l      *ruleset
	x      *model.Rule
	w      []string
	sp     model.Span
	m      model.Match
	narrow bool
}

func (p *ruleParser) next() string {
	if len(p.w) == 0 {
		return ""
	}
	w := p.w[0]
	p.w = p.w[1:]
	return w
}

func (p *ruleParser) opaque(why string) {
	if p.x.Opaque == "" {
		p.x.Opaque = why
	}
}

var protocols = map[string]int16{"icmp": 1, "igmp": 2, "ipinip": 4, "tcp": 6, "udp": 17, "gre": 47, "esp": 50, "ah": 51, "icmpv6": 58, "ospf": 89, "pim": 103,
	"vrrp": 112, "sctp": 132}

func (p *ruleParser) run() bool {
	if len(p.w) > 0 {
		switch w := p.w[0]; {
		case w == "ip" || w == "ipv6":
			p.next()
		case protocols[w] != 0:
			p.m.Proto, p.narrow = protocols[p.next()], true
		case w[0] >= '0' && w[0] <= '9':
			n, err := strconv.ParseUint(p.next(), 10, 8)
			if err != nil {
				p.opaque("protocol not understood")
			}
			p.m.Proto, p.narrow = int16(n), true
		}
	}
	ok := true
	for len(p.w) > 0 && ok {
		ok = p.option(p.next())
	}
	if !ok {
		p.opaque("rule not understood")
	}
	p.end()
	return ok
}

func (p *ruleParser) end() {
	if p.x.SrcAny.How == model.NotRead {
		p.x.SrcAny.Set(true, p.sp)
	}
	if p.x.DstAny.How == model.NotRead {
		p.x.DstAny.Set(true, p.sp)
	}
	p.x.ServiceAny.Set(!p.narrow && p.x.Opaque != "rule not understood", p.sp)
	if p.narrow {
		p.x.Match = []model.Match{p.m}
	}
}

func (p *ruleParser) option(w string) bool {
	switch w {
	case "source":
		return p.address(&p.x.SrcAny, &p.x.Src, &p.x.SrcMask)
	case "destination":
		return p.address(&p.x.DstAny, &p.x.Dst, &p.x.DstMask)
	case "source-port":
		return p.ports(&p.m.SrcPorts)
	case "destination-port":
		return p.ports(&p.m.DstPorts)
	case "logging":
		p.x.Log.Set(true, p.sp)
	case "counting", "description":
		if w == "description" {
			p.w = nil
		}
	case "time-range":
		p.opaque("time range " + p.next())
	case "vpn-instance":
		p.opaque("routing table " + p.next() + " only")
	case "fragment", "fragment-type":
		if w == "fragment-type" {
			p.next()
		}
		p.m.Fragments, p.narrow = true, true
	case "established":
		p.m.Established, p.narrow = true, true
	case "tcp-flag":
		p.flags()
	case "icmp-type", "icmp6-type":
		p.icmp()
	case "dscp", "precedence", "tos", "ttl-expired", "ttl", "packet-length", "vni", "igmp-type":
		v := w
		if w != "ttl-expired" {
			v += "=" + p.next()
		}
		p.m.Flags, p.narrow = strings.TrimSpace(p.m.Flags+" "+v), true
	case "source-pool", "destination-pool", "source-set", "destination-set":
		p.opaque("address pool " + p.next())
	default:
		return false
	}
	return true
}

// address reads any, A W, A 0, A/N and A N (IPv6).
func (p *ruleParser) address(all *model.F[bool], set *model.F[[]netip.Prefix], mask **model.WildMask) bool {
	w := p.next()
	if w == "any" {
		all.Set(true, p.sp)
		return true
	}
	all.Set(false, p.sp)
	if w == "pool-name" || w == "address-set" || w == "port-pool" {
		name := p.next()
		set.Unsure(p.sp)
		p.opaque("address pool " + name)
		return true
	}
	if pre, err := netip.ParsePrefix(w); err == nil {
		set.Set([]netip.Prefix{pre.Masked()}, p.sp)
		return true
	}
	a, err := netip.ParseAddr(w)
	if err != nil {
		set.Unsure(p.sp)
		return false
	}
	w = p.next()
	bits, ok := wildcard(a, w)
	if !ok {
		set.Unsure(p.sp)
		if m, err := netip.ParseAddr(w); err == nil && m.Is4() && a.Is4() {
			*mask = &model.WildMask{Addr: a, Mask: m}
		}
		p.opaque(model.Holes)
		return true
	}
	if bits == 0 {
		all.Set(true, p.sp)
		return true
	}
	set.Set([]netip.Prefix{netip.PrefixFrom(a, bits).Masked()}, p.sp)
	return true
}

// wildcard gives the prefix length of a wildcard mask; "0" is one host. For
// IPv6 the word is the length itself.
func wildcard(a netip.Addr, w string) (int, bool) {
	if a.Is6() {
		n, err := strconv.Atoi(w)
		return n, err == nil && n >= 0 && n <= 128
	}
	if w == "0" {
		return 32, true
	}
	m, err := netip.ParseAddr(w)
	if err != nil || !m.Is4() {
		return 0, false
	}
	b := m.As4()
	v := ^(uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3]))
	n := 0
	for n < 32 && v&(1<<(31-n)) != 0 {
		n++
	}
	if n < 32 && v<<n != 0 {
		return 0, false
	}
	return n, true
}

// services are VRP's names of ports.
var services = map[string]uint16{"ftp": 21, "ftp-data": 20, "ssh": 22, "telnet": 23, "smtp": 25, "time": 37, "tacacs": 49, "tacacs-ds": 65, "dns": 53, "domain": 53,
	"bootps": 67, "bootpc": 68, "tftp": 69, "finger": 79, "www": 80, "http": 80, "pop3": 110, "sunrpc": 111, "ntp": 123, "netbios-ns": 137,
	"netbios-dgm": 138, "netbios-ssn": 139, "snmp": 161, "snmptrap": 162, "bgp": 179, "irc": 194, "exec": 512, "login": 513, "who": 513, "cmd": 514, "syslog": 514,
	"lpd": 515, "talk": 517, "rip": 520, "uucp": 540, "klogin": 543, "kshell": 544, "echo": 7, "discard": 9, "daytime": 13, "chargen": 19, "hostname": 101,
	"pop2": 109, "nntp": 119, "gopher": 70, "whois": 43, "nameserver": 42, "pim-auto-rp": 496, "mobilip-ag": 434, "mobilip-mn": 435, "biff": 512, "xdmcp": 177}

func portOf(w string) (uint16, bool) {
	if n, ok := services[w]; ok {
		return n, true
	}
	n, err := strconv.ParseUint(w, 10, 16)
	return uint16(n), err == nil
}

func (p *ruleParser) ports(dst *[]model.PortRange) bool {
	p.narrow = true
	op := p.next()
	if op == "pool-name" || op == "port-pool" {
		p.opaque("port pool " + p.next())
		return true
	}
	a, ok := portOf(p.next())
	if !ok {
		return false
	}
	switch op {
	case "eq":
		*dst = append(*dst, model.PortRange{From: a, To: a})
	case "gt":
		if a < 65535 {
			*dst = append(*dst, model.PortRange{From: a + 1, To: 65535})
		}
	case "lt":
		if a > 0 {
			*dst = append(*dst, model.PortRange{From: 0, To: a - 1})
		}
	case "neq":
		if a > 0 {
			*dst = append(*dst, model.PortRange{From: 0, To: a - 1})
		}
		if a < 65535 {
			*dst = append(*dst, model.PortRange{From: a + 1, To: 65535})
		}
	case "range":
		b, ok := portOf(p.next())
		if !ok || b < a {
			return false
		}
		*dst = append(*dst, model.PortRange{From: a, To: b})
	default:
		return false
	}
	return true
}

// flags: ack or rst is what others call established.
func (p *ruleParser) flags() {
	p.narrow = true
	var out []string
	for len(p.w) > 0 && slices.Contains([]string{"ack", "fin", "psh", "rst", "syn", "urg", "established"}, p.w[0]) {
		out = append(out, p.next())
	}
	if len(out) > 0 && out[0] == "established" || len(out) == 2 && slices.Contains(out, "ack") && slices.Contains(out, "rst") {
		p.m.Established = true
		return
	}
	p.m.Flags = strings.TrimSpace(p.m.Flags + " tcp-flag=" + strings.Join(out, "+"))
}

func (p *ruleParser) icmp() {
	p.narrow = true
	w := p.next()
	if n, err := strconv.ParseInt(w, 10, 16); err == nil {
		p.m.ICMPType = int16(n)
		if len(p.w) > 0 {
			if c, err := strconv.ParseInt(p.w[0], 10, 16); err == nil {
				p.m.ICMPCode = int16(c)
				p.next()
			}
		}
		return
	}
	p.m.Flags = strings.TrimSpace(p.m.Flags + " icmp=" + w)
}

// finishFilters puts rules in the order in which they match and says what
// happens to what none matches: a service refuses it, a packet filter lets it
// pass.
func (r *reader) finishFilters() {
	for _, l := range r.lists {
		if l.auto {
			sort.SliceStable(l.Rules, func(i, j int) bool { return deeper(l.Rules[i], l.Rules[j]) })
		} else {
			sort.SliceStable(l.Rules, func(i, j int) bool { return l.Rules[i].Seq < l.Rules[j].Seq })
		}
		name := l.Name
		packets, service := r.filters[name] || r.filters[l.alias], r.guards[name] || r.guards[l.alias]
		switch {
		case packets && service:
			l.Default.Unsure(l.Span)
		case packets:
			l.Default.Inherit("permit", l.Span)
		default:
			l.Default.Derive("deny", l.Span) // no use as a packet filter was seen
		}
		l.DefaultLog.Inherit(false, l.Span)
		if packets {
			l.openEnd()
		}
	}
}

// openEnd: where unmatched packets pass, only a final deny closes the list.
func (l *ruleset) openEnd() {
	if n := len(l.Rules); n > 0 {
		x := l.Rules[n-1]
		if x.Action.V == "deny" && x.SrcAny.V && x.DstAny.V && x.ServiceAny.V && x.Opaque == "" {
			return
		}
	}
	for _, x := range l.Rules {
		if x.Action.V == "permit" && x.SrcAny.V && x.Opaque == "" {
			return // a rule says so itself
		}
	}
	l.PermitsAny.Derive(true, l.Span)
	l.Permitted.Unsure(l.Span)
}

// deeper orders rules as match-order auto does: one protocol before any, then
// the narrower source, the narrower destination, the narrower ports, and the
// lower number.
func deeper(a, b *model.Rule) bool {
	for _, d := range []int{proto(b) - proto(a), bits(b.SrcAny, b.Src) - bits(a.SrcAny, a.Src), bits(b.DstAny, b.Dst) - bits(a.DstAny, a.Dst),
		width(a) - width(b)} {
		if d != 0 {
			return d < 0
		}
	}
	return a.Seq < b.Seq
}

func proto(r *model.Rule) int {
	if len(r.Match) > 0 && r.Match[0].Proto >= 0 {
		return 1
	}
	return 0
}

func bits(all model.F[bool], set model.F[[]netip.Prefix]) int {
	if all.V || len(set.V) == 0 {
		return 0
	}
	return set.V[0].Bits()
}

func width(r *model.Rule) int {
	n := 0
	for _, m := range r.Match {
		for _, side := range [][]model.PortRange{m.SrcPorts, m.DstPorts} {
			if len(side) == 0 {
				n += 65536
			}
			for _, p := range side {
				n += int(p.To) - int(p.From) + 1
			}
		}
	}
	if len(r.Match) == 0 {
		return 2 * 65536
	}
	return n
}

package fortios

import (
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// service is a service or a group of them.
type service struct {
	model.Obj
	protocol      string // as written; "" is TCP/UDP/SCTP
	number        int64
	tcp, udp, sct []string
	icmpType      int64
	icmpCode      int64
	opaque        string
	group         bool
	members       []string
}

// builtin are services that every FortiOS has; whole files define them anyway.
var builtin = map[string]model.Match{
	"ALL_TCP": port(6, 1, 65535), "ALL_UDP": port(17, 1, 65535),
	"ALL_ICMP": {Proto: 1, ICMPType: -1, ICMPCode: -1}, "ALL_ICMP6": {Proto: 58, ICMPType: -1, ICMPCode: -1},
	"PING": {Proto: 1, ICMPType: 8, ICMPCode: -1}, "HTTP": port(6, 80, 80), "HTTPS": port(6, 443, 443), "SSH": port(6, 22, 22),
	"TELNET": port(6, 23, 23), "FTP": port(6, 21, 21), "SMTP": port(6, 25, 25), "RDP": port(6, 3389, 3389), "SYSLOG": port(17, 514, 514),
	"TFTP": port(17, 69, 69), "BGP": port(6, 179, 179), "GRE": {Proto: 47, ICMPType: -1, ICMPCode: -1},
	"ESP": {Proto: 50, ICMPType: -1, ICMPCode: -1}, "AH": {Proto: 51, ICMPType: -1, ICMPCode: -1}, "OSPF": {Proto: 89, ICMPType: -1, ICMPCode: -1},
}

func port(proto int16, from, to uint16) model.Match {
	return model.Match{Proto: proto, DstPorts: []model.PortRange{{From: from, To: to}}, ICMPType: -1, ICMPCode: -1}
}

func serviceEntries(b *builder) []stmt.Entry[*scope] {
	open := func(c *stmt.Ctx, s *scope, name string, sp model.Span) *service {
		if s.svcs == nil {
			s.svcs = map[string]*service{}
		}
		v := s.svcs[name]
		if v == nil {
			v = &service{Obj: model.Obj{Span: sp}, icmpType: -1, icmpCode: -1}
			s.svcs[name] = v
		}
		if _, ok := builtin[name]; !ok && name != "ALL" { // always there
			c.Define("service", name, sp)
		}
		return v
	}
	groups := func(c *stmt.Ctx, s *scope, name string, sp model.Span) *service {
		v := open(c, s, name, sp)
		v.group = true
		return v
	}
	ports := func(name string, at func(*service) *[]string) stmt.Entry[*service] {
		return stmt.Entry[*service]{Pattern: "no? set|append|select " + name + " ...", Do: func(c *stmt.Ctx, v *service, m *stmt.Match) {
			*at(v) = appended(c, *at(v), m)
		}}
	}
	num := func(name string, at func(*service) *int64) stmt.Entry[*service] {
		return when(name, func(c *stmt.Ctx, v *service, m *stmt.Match) {
			n, ok := integer(first(m.Rest))
			if !ok || n > 255 {
				v.opaque = "protocol not understood"
				c.Mark(m.Node, stmt.Partial)
				return
			}
			*at(v) = n
		})
	}
	return []stmt.Entry[*scope]{
		list(b, "firewall service custom", open,
			when("protocol", func(_ *stmt.Ctx, v *service, m *stmt.Match) { v.protocol = first(m.Rest) }),
			ports("tcp-portrange", func(v *service) *[]string { return &v.tcp }),
			ports("udp-portrange", func(v *service) *[]string { return &v.udp }),
			ports("sctp-portrange", func(v *service) *[]string { return &v.sct }),
			ports("udplite-portrange", func(v *service) *[]string { v.opaque = "UDP-Lite"; return new([]string) }),
			num("protocol-number", func(v *service) *int64 { return &v.number }),
			num("icmptype", func(v *service) *int64 { return &v.icmpType }),
			num("icmpcode", func(v *service) *int64 { return &v.icmpCode }),
			when("iprange|fqdn|app-category|app-service-type|application", func(_ *stmt.Ctx, v *service, m *stmt.Match) {
				if w := first(m.Rest); w != "0.0.0.0" && w != "disable" && w != "" {
					v.opaque = "service with conditions beyond ports"
				}
			}),
		),
		list(b, "firewall service group", groups, stmt.Entry[*service]{Pattern: "no? set|append|select member ...", Do: func(c *stmt.Ctx, v *service, m *stmt.Match) {
			v.members = appended(c, v.members, m)
			for _, n := range m.Rest {
				useService(c, n, "service group member", m.Span)
			}
		}}),
	}
}

// useService records the use of a service unless FortiOS always has it.
func useService(c *stmt.Ctx, name, ctx string, sp model.Span) {
	if _, ok := builtin[name]; !ok && name != "ALL" {
		c.Use("service", name, ctx, sp)
	}
}

// matches is what service names resolve to.
type matches struct {
	any    bool
	list   []model.Match
	opaque string
}

func (s *scope) services(r *reader, names []string) matches {
	var out matches
	seen := map[string]bool{}
	for _, n := range names {
		s.serve(r, n, seen, &out)
	}
	return out
}

func (s *scope) serve(r *reader, name string, seen map[string]bool, out *matches) {
	v := s.svcs[name]
	if seen[name] {
		return
	}
	seen[name] = true
	m, known := builtin[name]
	r.work++
	switch {
	case len(out.list) >= maxPrefixes || r.work > maxWork:
		out.opaque = "too many services"
	case v == nil && name == "ALL":
		out.any = true
	case v == nil && known:
		out.list = append(out.list, m)
	case v == nil:
		out.opaque = "service " + name + " is not defined"
	case len(v.Doubt) > 0 || r.unfinished(v.Span):
		out.opaque = "service " + name + " is not fully understood"
	case v.group:
		for _, n := range v.members {
			s.serve(r, n, seen, out)
		}
	default:
		v.into(out)
	}
}

// into adds one service, which is no group.
func (v *service) into(out *matches) {
	none := model.Match{ICMPType: -1, ICMPCode: -1}
	switch strings.ToUpper(v.protocol) {
	case "", "TCP/UDP/SCTP", "TCP/UDP/UDP-LITE/SCTP":
		v.ports(out)
	case "ICMP", "ICMP6":
		none.Proto = 1
		if strings.HasSuffix(v.protocol, "6") {
			none.Proto = 58
		}
		none.ICMPType, none.ICMPCode = int16(v.icmpType), int16(v.icmpCode)
		out.list = append(out.list, none)
	case "IP":
		if v.number == 0 {
			out.any = true
			return
		}
		none.Proto = int16(v.number)
		out.list = append(out.list, none)
	case "ALL":
		out.opaque = "proxy service"
	default:
		out.opaque = "proxy service"
	}
	if v.opaque != "" {
		out.opaque = v.opaque
	}
}

func (v *service) ports(out *matches) {
	n := len(out.list)
	for _, p := range []struct {
		proto int16
		words []string
	}{{6, v.tcp}, {17, v.udp}, {132, v.sct}} {
		for _, w := range p.words {
			m, ok := portRange(p.proto, w)
			if !ok {
				out.opaque = "ports not understood"
				continue
			}
			out.list = append(out.list, m)
		}
	}
	if len(out.list) == n && v.opaque == "" && out.opaque == "" {
		out.opaque = "service without ports"
	}
}

// portRange reads "443", "8000-8080" and "53:1024-65535", which is
// destination:source.
func portRange(proto int16, w string) (model.Match, bool) {
	m := model.Match{Proto: proto, ICMPType: -1, ICMPCode: -1}
	dst, src, both := strings.Cut(w, ":")
	r, ok := ports(dst)
	m.DstPorts = []model.PortRange{r}
	if both && ok {
		r, ok = ports(src)
		if r != (model.PortRange{From: 0, To: 65535}) && r != (model.PortRange{From: 1, To: 65535}) {
			m.SrcPorts = []model.PortRange{r}
		}
	}
	return m, ok
}

func ports(w string) (model.PortRange, bool) {
	lo, hi, isRange := strings.Cut(w, "-")
	if !isRange {
		hi = lo
	}
	a, err1 := strconv.ParseUint(lo, 10, 16)
	b, err2 := strconv.ParseUint(hi, 10, 16)
	return model.PortRange{From: uint16(a), To: uint16(b)}, err1 == nil && err2 == nil && a <= b
}

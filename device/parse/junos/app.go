package junos

import (
	"slices"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// application is a named service, or one term of it.
type application struct {
	model.Obj
	proto        int16
	sport, dport []model.PortRange
	icmpType     int16
	icmpCode     int16
	opaque       string
	touched      bool // states something itself
	terms        []*application
}

func newApplication(sp model.Span) *application {
	return &application{Obj: model.Obj{Span: sp}, proto: -1, icmpType: -1, icmpCode: -1}
}

func openApplication(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
	p := newApplication(c.Span(m.Node))
	a.r.apps[a.name(last(m))] = p
	c.Define("application", a.name(last(m)), m.Span)
	return a.r.t.app.In(in(a, p))
}

func appEntries(t *tables) []entry[*application] {
	return append(appFields(), do("term *", appTerm),
		do("term * ...", appTerm),
		do[*application]("description *", nothing))
}

// appTerm reads one term, which is one line of options.
func appTerm(c *stmt.Ctx, a at[*application], m *stmt.Match) {
	t := newApplication(c.Span(m.Node))
	t.touched = true
	a.v.terms = append(a.v.terms, t)
	for i := 0; i+1 < len(m.Rest); i++ {
		t.field(m.Rest[i], m.Rest[i+1])
	}
}

func appFields() []entry[*application] {
	var out []entry[*application]
	for _, w := range []string{"protocol", "destination-port", "source-port", "icmp-type", "icmp-code", "icmp6-type", "icmp6-code", "rpc-program-number", "uuid"} {
		key := w
		out = append(out, do(key+" *", func(_ *stmt.Ctx, a at[*application], m *stmt.Match) {
			a.v.touched = true
			a.v.field(key, last(m))
		}))
	}
	return append(out, do[*application]("inactivity-timeout|application-protocol|alg|ttl-threshold|snmp-command|child-inactivity-timeout|ether-type|do-not-translate-AAAA-query-to-A-query|"+
		"do-not-translate-A-query-to-AAAA-query ...", nothing))
}

// field states one option of an application.
func (p *application) field(key, v string) {
	switch key {
	case "protocol":
		n, ok := protocolOf(v)
		if !ok {
			p.opaque = "protocol " + v
		}
		p.proto = n
	case "destination-port", "source-port":
		r, ok := portRange(v)
		if !ok {
			p.opaque = "port " + v
		} else if key == "source-port" {
			p.sport = append(p.sport, r)
		} else {
			p.dport = append(p.dport, r)
		}
	case "icmp-type", "icmp-code", "icmp6-type", "icmp6-code":
		p.icmp(key, v)
	case "rpc-program-number", "uuid":
		p.opaque = key
	}
}

func (p *application) icmp(key, v string) {
	names := map[string]map[string]int16{"icmp-type": icmpTypes, "icmp6-type": icmp6Types, "icmp-code": icmpCodes, "icmp6-code": icmpCodes}[key]
	lo, _, ok := icmpRange(names, v)
	switch {
	case !ok:
		p.opaque = key + " " + v
	case strings.HasSuffix(key, "type"):
		p.icmpType = lo
	default:
		p.icmpCode = lo
	}
}

// matches gives what an application comes to.
func (p *application) matches() ([]model.Match, string) {
	var out []model.Match
	if p.touched && p.proto >= 0 || len(p.terms) == 0 {
		out = append(out, model.Match{Proto: p.proto, SrcPorts: p.sport, DstPorts: p.dport, ICMPType: p.icmpType, ICMPCode: p.icmpCode})
	}
	why := p.opaque
	for _, t := range p.terms {
		more, w := t.matches()
		if w != "" {
			why = w
		}
		out = append(out, more...)
	}
	return out, why
}

func applicationSet(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	name := a.name(m.Arg(0))
	if _, ok := a.r.sets[name]; !ok {
		c.Define("application", name, m.Span)
	}
	a.r.sets[name] = append(a.r.sets[name], ref{a.name(m.Arg(1)), m.Span})
	if !strings.HasPrefix(m.Arg(1), "junos-") && m.Arg(1) != "any" {
		c.Use("application", a.name(m.Arg(1)), "application-set", m.Span)
	}
}

// policyApps resolves the applications of a policy.
func (r *reader) policyApps(s *policySet, p *policy) {
	p.ServiceAny.Set(false, p.Span)
	if len(p.apps) == 0 && len(p.Apps.V) > 0 {
		p.ServiceAny.Set(true, p.Span) // the dynamic application decides
		return
	}
	for _, n := range p.apps {
		if n.name == "any" {
			p.ServiceAny.Set(true, n.sp)
			p.Match = nil
			return
		}
		if !strings.HasPrefix(n.name, "junos-") {
			r.c.Use("application", qualified(s.ls, n.name), "security policy", n.sp)
		}
		found, why := r.application(qualified(s.ls, n.name), 0)
		if why != "" {
			p.opaque(why)
		}
		if !r.take(len(found)) {
			p.opaque("too many applications")
			return
		}
		p.Match = append(p.Match, found...)
	}
	if len(p.apps) == 0 {
		p.opaque("no application")
	}
	if p.ServiceAny = model.EveryPort(p.Match, p.Span); !p.ServiceAny.V && p.Opaque != "" {
		p.ServiceAny.Unsure(p.Span)
	}
}

// application resolves a name: a set, an application of the file, or one that
// Junos brings along.
func (r *reader) application(name string, depth int) ([]model.Match, string) {
	if depth > 16 {
		return nil, "application sets nest too deep"
	}
	if a := r.apps[name]; a != nil {
		return a.matches()
	}
	if set, ok := r.sets[name]; ok {
		var out []model.Match
		for _, e := range set {
			found, why := r.application(e.name, depth+1)
			if why != "" {
				return out, why
			}
			if out = append(out, found...); len(out) > maxMatches {
				return nil, "too many applications"
			}
		}
		return out, ""
	}
	if at := strings.LastIndexByte(name, '/'); at >= 0 && strings.HasPrefix(name[at+1:], "junos-") {
		name = name[at+1:]
	}
	if text, ok := builtin[name]; ok {
		return parseBuiltin(text), ""
	}
	return nil, "application " + name + " is not known"
}

// builtin are the applications that Junos brings along, as
// "protocol[:ports]" alternatives. ICMP types follow a '/'.
var builtin = map[string]string{
	"junos-ssh": "6:22", "junos-telnet": "6:23", "junos-ftp": "6:21", "junos-ftp-data": "6:20", "junos-tftp": "17:69", "junos-http": "6:80", "junos-https": "6:443",
	"junos-http-ext": "6:7001", "junos-smtp": "6:25", "junos-smtps": "6:587", "junos-pop3": "6:110", "junos-imap": "6:143", "junos-imaps": "6:993",
	"junos-dns-udp": "17:53", "junos-dns-tcp": "6:53", "junos-ntp": "17:123", "junos-snmp-get": "17:161", "junos-snmp-response": "17:161", "junos-snmp-trap": "17:162",
	"junos-syslog": "17:514", "junos-radius": "17:1812", "junos-radacct": "17:1813", "junos-tacacs": "6:49", "junos-tacacs-ds": "6:65", "junos-ldap": "6:389",
	"junos-bgp": "6:179", "junos-bootps": "17:67", "junos-bootpc": "17:68", "junos-dhcp-relay": "17:67", "junos-dhcp-client": "17:68", "junos-dhcp-server": "17:67",
	"junos-icmp-all": "1", "junos-icmp-ping": "1/8", "junos-ping": "1", "junos-pingv6": "58", "junos-icmp6-all": "58", "junos-ike": "17:500", "junos-ike-nat": "17:4500",
	"junos-gre": "47", "junos-ospf": "89", "junos-rip": "17:520", "junos-rdp": "6:3389", "junos-ms-sql": "6:1433", "junos-sqlnet-v1": "6:1525", "junos-sqlnet-v2": "6:1521",
	"junos-h323": "6:1720 17:1719 6:1503 6:389 6:522 6:1731", "junos-sip": "17:5060 6:5060", "junos-l2tp": "17:1701", "junos-pptp": "6:1723", "junos-rsh": "6:514",
	"junos-rtsp": "6:554", "junos-nntp": "6:119", "junos-netbios-session": "6:139", "junos-nbname": "17:137", "junos-nbds": "17:138", "junos-smb-session": "6:445",
	"junos-smb": "6:139 6:445", "junos-finger": "6:79", "junos-gopher": "6:70", "junos-ident": "6:113", "junos-irc": "6:6660-6669", "junos-ldp-tcp": "6:646",
	"junos-ldp-udp": "17:646", "junos-lpr": "6:515", "junos-msn": "6:1863", "junos-nfs": "17:111", "junos-nfsd-tcp": "6:2049", "junos-nfsd-udp": "17:2049",
	"junos-pc-anywhere": "17:5632", "junos-talk": "17:517 6:517", "junos-ntalk": "17:518 6:518", "junos-vnc": "6:5800", "junos-wais": "6:210", "junos-who": "17:513",
	"junos-whois": "6:43", "junos-x-windows": "6:6000-6063", "junos-xnm-ssl": "6:3220", "junos-xnm-clear-text": "6:3221", "junos-rlogin": "6:513", "junos-printer": "6:515",
	"junos-sccp": "6:2000", "junos-winframe": "6:1494", "junos-cifs": "6:139 6:445", "junos-sun-rpc-portmap-tcp": "6:111", "junos-sun-rpc-portmap-udp": "17:111",
	"junos-ms-rpc-tcp": "6:135", "junos-ms-rpc-udp": "17:135", "junos-stun": "17:3478-3479 6:3478-3479", "junos-tcp-any": "6", "junos-udp-any": "17", "junos-mgcp-ua": "17:2427",
	"junos-mgcp-ca": "17:2727", "junos-radsec": "6:2083", "junos-persistent-nat": "255:65535", "junos-internet-locator-service": "6:389", "junos-dhcp-relay6": "17:547",
}

func parseBuiltin(text string) []model.Match {
	var out []model.Match
	for _, alt := range strings.Fields(text) {
		m := model.Match{Proto: -1, ICMPType: -1, ICMPCode: -1}
		alt, types, typed := strings.Cut(alt, "/")
		proto, list, ported := strings.Cut(alt, ":")
		if n, err := strconv.ParseUint(proto, 10, 8); err == nil {
			m.Proto = int16(n)
		}
		if n, err := strconv.ParseInt(types, 10, 16); typed && err == nil {
			m.ICMPType = int16(n)
		}
		if r, ok := portRange(list); ported && ok {
			m.DstPorts = []model.PortRange{r}
		}
		out = append(out, m)
	}
	return slices.Clip(out)
}

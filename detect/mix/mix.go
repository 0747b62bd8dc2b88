// Package mix makes the events of an imaginary ISP, for measuring what rules
// cost: 40 % syslog of routers, 25 % TACACS+ accounting, 15 % syslog of Junos,
// 15 % traffic of a FortiGate and 5 % DNS queries, each with the fields that
// such records have and on average 260 bytes of values or more. The same seed
// gives the same events.
package mix

import (
	"fmt"
	"math/rand/v2"
)

// Field is a name and a text.
type Field struct{ Name, Text string }

// Event is the fields of one event, in the order of the record.
type Event []Field

// Source makes events.
type Source struct{ r *rand.Rand }

// New returns a source.
func New(seed uint64) *Source { return &Source{rand.New(rand.NewPCG(seed, 0x6c77))} }

// Next returns the next event.
func (s *Source) Next() Event {
	switch n := s.r.IntN(100); {
	case n < 40:
		return s.router()
	case n < 65:
		return s.accounting()
	case n < 80:
		return s.junos()
	case n < 95:
		return s.fortigate()
	}
	return s.dns()
}

// Events returns the next n events.
func (s *Source) Events(n int) []Event {
	out := make([]Event, n)
	for i := range out {
		out[i] = s.Next()
	}
	return out
}

func (s *Source) one(of ...string) string { return of[s.r.IntN(len(of))] }

func (s *Source) num(n int) string { return fmt.Sprint(s.r.IntN(n)) }

func (s *Source) addr() string {
	return fmt.Sprintf("%s.%d.%d", s.one("10.9", "10.20", "192.0", "198.51", "203.0"), s.r.IntN(256), s.r.IntN(256))
}

func (s *Source) host() string {
	return fmt.Sprintf("%s-%s-%d", s.one("edge", "core", "pe", "agg", "acc"), s.one("paris", "lyon", "lille", "brest", "metz", "nice"), 1+s.r.IntN(40))
}

func (s *Source) user() string {
	return s.one("a.martin", "noc", "j.petit", "backup", "c.durand", "svc-config", "l.moreau")
}

func (s *Source) port() string {
	return fmt.Sprintf("%s0/%d/%d", s.one("GigabitEthernet0/", "TenGigE0/0/", "HundredGigE0/1/"), s.r.IntN(4), s.r.IntN(48))
}

func (s *Source) stamp() string {
	return fmt.Sprintf("Nov %d %02d:%02d:%02d.%03d", 1+s.r.IntN(28), s.r.IntN(24), s.r.IntN(60), s.r.IntN(60), s.r.IntN(1000))
}

func (s *Source) router() Event {
	host, seq, stamp := s.host(), s.num(999999), s.stamp()
	facility, severity, mnemonic, text := s.routerMessage()
	message := fmt.Sprintf("%%%s-%s-%s: %s", facility, severity, mnemonic, text)
	raw := fmt.Sprintf("<18%s>%s: %s: %s: %s", severity, seq, host, stamp, message)
	return Event{
		{"host", host}, {"sequence", seq}, {"timestamp", stamp}, {"facility", facility}, {"severity", severity},
		{"mnemonic", mnemonic}, {"vendor", "cisco"}, {"product", "ios"}, {"message", message}, {"relay", s.addr()}, {"raw", raw},
	}
}

func (s *Source) routerMessage() (facility, severity, mnemonic, text string) {
	switch s.r.IntN(6) {
	case 0:
		return "SYS", "5", "CONFIG_I", fmt.Sprintf("Configured from console by %s on vty%s (%s)", s.user(), s.num(5), s.addr())
	case 1:
		return "LINK", "3", "UPDOWN", fmt.Sprintf("Interface %s, changed state to %s", s.port(), s.one("up", "down"))
	case 2:
		return "SEC", "6", "IPACCESSLOGP", fmt.Sprintf("list %s denied tcp %s(%s) -> %s(%s), %s packets", s.one("EDGE-IN", "VTY", "110"), s.addr(), s.num(65536), s.addr(), s.num(1024), s.num(9))
	case 3:
		return "BGP", "5", "ADJCHANGE", fmt.Sprintf("neighbor %s %s", s.addr(), s.one("Up", "Down BGP Notification sent", "Down Peer closed the session"))
	case 4:
		return "SEC_LOGIN", "5", "LOGIN_SUCCESS", fmt.Sprintf("Login Success [user: %s] [Source: %s] [localport: 22] at 10:%02d:00 UTC Mon Nov 23 2026", s.user(), s.addr(), s.r.IntN(60))
	}
	return "OSPF", "5", "ADJCHG", fmt.Sprintf("Process 1, Nbr %s on %s from LOADING to FULL, Loading Done", s.addr(), s.port())
}

func (s *Source) accounting() Event {
	host, user, from, command := s.host(), s.user(), s.addr(), s.command()
	task, line := s.num(99999), "tty"+s.num(20)
	raw := fmt.Sprintf("%s %s\t%s\t%s\t%s\tstop\ttask_id=%s\ttimezone=UTC\tservice=shell\tpriv-lvl=15\tcmd=%s <cr>", s.stamp(), host, user, line, from, task, command)
	return Event{
		{"host", host}, {"user", user}, {"port", line}, {"src_ip", from}, {"task_id", task}, {"timezone", "UTC"}, {"service", "shell"},
		{"priv_lvl", "15"}, {"record", "stop"}, {"vendor", "cisco"}, {"product", "tacacs"}, {"cmd", command}, {"elapsed", s.num(30)}, {"raw", raw},
	}
}

func (s *Source) command() string {
	switch s.r.IntN(8) {
	case 0:
		return "show running-config interface " + s.port()
	case 1:
		return "configure terminal"
	case 2:
		return "interface " + s.port()
	case 3:
		return fmt.Sprintf("ip route %s 255.255.255.255 %s", s.addr(), s.addr())
	case 4:
		return "show ip bgp summary"
	case 5:
		return "description customer " + s.num(9999)
	case 6:
		return "ping " + s.addr() + " source Loopback0 repeat 100"
	}
	return s.one("show version", "show interfaces status", "show logging last 100", "exit", "write memory", "terminal length 0")
}

func (s *Source) junos() Event {
	host, user := s.host(), s.user()
	process, event, text := "mgd", "UI_CMDLINE_READ_LINE", fmt.Sprintf("User '%s', command '%s '", user, s.one("show interfaces terse", "show bgp summary", "show route 10.0.0.0/8", "configure private", "commit confirmed 5"))
	switch s.r.IntN(3) {
	case 0:
		process, event, text = "rpd", "RPD_BGP_NEIGHBOR_STATE_CHANGED", fmt.Sprintf("BGP peer %s (External AS %s) changed state from OpenConfirm to Established (event RecvKeepAlive) (instance master)", s.addr(), s.num(65000))
	case 1:
		process, event, text = "sshd", "SSHD_LOGIN_ACCEPTED", fmt.Sprintf("Accepted publickey for %s from %s port %s ssh2", user, s.addr(), s.num(65536))
	}
	pid := s.num(30000)
	raw := fmt.Sprintf("<30>%s %s %s[%s]: %s: %s", s.stamp(), host, process, pid, event, text)
	return Event{
		{"host", host}, {"process", process}, {"pid", pid}, {"event", event}, {"user", user}, {"vendor", "juniper"}, {"product", "junos"},
		{"facility", "3"}, {"severity", "6"}, {"timestamp", s.stamp()}, {"message", text}, {"raw", raw},
	}
}

func (s *Source) fortigate() Event {
	src, dst, sport, dport := s.addr(), s.addr(), s.num(65536), s.one("53", "80", "443", "123", "22")
	host, action, policy, session := s.host(), s.one("accept", "close", "deny", "timeout"), s.num(300), s.num(99999999)
	sent, received := s.num(90000), s.num(900000)
	raw := fmt.Sprintf("date=2026-11-23 time=10:%02d:%02d devname=%q devid=\"FGT60E\" logid=\"0000000013\" type=\"traffic\" subtype=\"forward\" level=\"notice\" vd=\"root\" srcip=%s srcport=%s srcintf=\"lan\" dstip=%s dstport=%s dstintf=\"wan1\" sessionid=%s proto=6 action=%q policyid=%s service=\"HTTPS\" sentbyte=%s rcvdbyte=%s",
		s.r.IntN(60), s.r.IntN(60), host, src, sport, dst, dport, session, action, policy, sent, received)
	return Event{
		{"devname", host}, {"logid", "0000000013"}, {"type", "traffic"}, {"subtype", "forward"}, {"level", "notice"}, {"vd", "root"}, {"srcip", src},
		{"srcport", sport}, {"srcintf", "lan"}, {"dstip", dst}, {"dstport", dport}, {"dstintf", "wan1"}, {"sessionid", session}, {"proto", "6"},
		{"action", action}, {"policyid", policy}, {"service", "HTTPS"}, {"sentbyte", sent}, {"rcvdbyte", received}, {"raw", raw},
	}
}

func (s *Source) dns() Event {
	query := fmt.Sprintf("%s%s.%s.%s", s.one("www", "api", "cdn", "mail", "ns"), s.num(100), s.one("example", "carrier", "customer", "video", "update"), s.one("com", "net", "fr", "org"))
	uid := fmt.Sprintf("C%016x", s.r.Uint64())
	return Event{
		{"uid", uid}, {"id.orig_h", s.addr()}, {"id.orig_p", s.num(65536)}, {"id.resp_h", s.addr()}, {"id.resp_p", "53"}, {"proto", "udp"},
		{"trans_id", s.num(65536)}, {"query", query}, {"qclass_name", "C_INTERNET"}, {"qtype_name", s.one("A", "AAAA", "TXT", "MX")}, {"rcode_name", s.one("NOERROR", "NXDOMAIN")},
		{"AA", "false"}, {"TC", "false"}, {"RD", "true"}, {"RA", "true"}, {"answers", s.addr() + "," + s.addr() + "," + query + ".edge.example.net"}, {"TTLs", "300.000000,60.000000,3600.000000"}, {"service", "dns"}, {"path", "dns"}, {"host", s.host()},
	}
}

package ciscoacl

import (
	"net/netip"
	"strconv"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/model"
)

// show writes a rule in one line, the way the tests want to read it.
func show(r *model.Rule) string {
	var b strings.Builder
	side := func(all model.F[bool], list model.F[[]netip.Prefix]) {
		switch {
		case !all.How.Stated():
			b.WriteString("? ")
		case all.V:
			b.WriteString("any ")
		case !list.How.Stated():
			b.WriteString("? ")
		default:
			for _, p := range list.V {
				b.WriteString(p.String() + " ")
			}
		}
	}
	side(r.SrcAny, r.Src)
	b.WriteString("> ")
	side(r.DstAny, r.Dst)
	if r.ServiceAny.V {
		b.WriteString("all")
	}
	for _, m := range r.Match {
		b.WriteString(strings.TrimSpace(strings.Join([]string{itoa(m.Proto), ranges(m.SrcPorts), ranges(m.DstPorts)}, "/")))
		if m.ICMPType >= 0 {
			b.WriteString(" icmp " + itoa(m.ICMPType) + "." + itoa(m.ICMPCode))
		}
		if m.Established {
			b.WriteString(" est")
		}
		if m.Fragments {
			b.WriteString(" frag")
		}
		if m.Flags != "" {
			b.WriteString(" [" + m.Flags + "]")
		}
	}
	if r.Log.V {
		b.WriteString(" log")
	}
	if r.Opaque != "" {
		b.WriteString(" opaque: " + r.Opaque)
	}
	return b.String()
}

func TestExtended(t *testing.T) {
	d := Dialect{
		Addrs: func(n string) ([]netip.Prefix, bool) {
			return []netip.Prefix{netip.MustParsePrefix("198.51.100.0/24")}, n == "NMS"
		},
		Ports: func(n string) ([]model.PortRange, bool) { return []model.PortRange{{From: 22, To: 23}}, n == "CLI" },
	}
	for in, want := range map[string]string{
		"ip any any":                               "any > any all",
		"ip any any log":                           "any > any all log",
		"ip any any dscp af11":                     "any > any -1// [dscp af11]",
		"tcp 192.0.2.0/24 any eq ssh log":          "192.0.2.0/24 > any 6//22-22 log",
		"tcp 192.0.2.0 0.0.0.255 any eq 22 443":    "192.0.2.0/24 > any 6//22-22,443-443",
		"udp host 192.0.2.1 gt 1023 any range 1 9": "192.0.2.1/32 > any 17/1024-65535/1-9",
		"tcp any any neq 80":                       "any > any 6//0-79,81-65535",
		"tcp any any lt 0":                         "any > any 6//1-0",
		"tcp any any established":                  "any > any 6// est",
		"tcp any any syn ack":                      "any > any 6// [syn ack]",
		"icmp any any port-unreachable":            "any > any 1// icmp 3.3",
		"icmp any any 3 4":                         "any > any 1// icmp 3.4",
		"ip 10.0.0.0 0.255.0.255 any":              "? > any all opaque: wildcard mask with holes",
		"ip addrgroup NMS any":                     "198.51.100.0/24 > any all",
		"ip addrgroup NOPE any":                    "? > any all opaque: address group NOPE that the file does not define in full",
		"tcp any any portgroup CLI":                "any > any 6//22-23",
		"ip 0.0.0.0/0 any":                         "any > any all",
		"ip 0.0.0.0 255.255.255.255 any":           "any > any all",
		"tcp any any time-range NIGHT":             "any > any 6// opaque: time range NIGHT",
		"ip any any packet-length range 64 128":    "any > any -1// [packet-length range 64 128]",
		"tcp any any frobnicate":                   "any > any 6// opaque: entry not understood",
		"tcp any":                                  "any > ? 6// opaque: entry not understood",
		"":                                         "? > ? 0// opaque: entry not understood",
		"tcp any any eq nosuchport":                "any > any 6// opaque: entry not understood",
		"udp any any eq nve vni 5":                 "any > any 17// opaque: entry not understood",
	} {
		r := &model.Rule{}
		d.Extended(r, strings.Fields(in), model.Span{Line: 1, End: 1})
		if got := show(r); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestSix(t *testing.T) {
	r := &model.Rule{}
	if !(Dialect{Six: true}).Extended(r, strings.Fields("icmp 2001:db8::/32 host 2001:db8::1 nd-ns"), model.Span{Line: 1, End: 1}) {
		t.Fatal("not understood")
	}
	if got, want := show(r), "2001:db8::/32 > 2001:db8::1/128 58// icmp 135.-1"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestStandard(t *testing.T) {
	for in, want := range map[string]string{
		"any log":             "any > any all log",
		"host 192.0.2.9":      "192.0.2.9/32 > any all",
		"192.0.2.9":           "192.0.2.9/32 > any all",
		"192.0.2.0 0.0.0.255": "192.0.2.0/24 > any all",
		"host gw.example.com": "? > any all opaque: host name gw.example.com",
	} {
		r := &model.Rule{}
		Dialect{}.Standard(r, strings.Fields(in), model.Span{Line: 1, End: 1})
		if got := show(r); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func FuzzExtended(f *testing.F) {
	for _, s := range []string{"tcp any any eq 22 log", "udp 10.0.0.0 0.0.0.255 range 1 2 addrgroup X", "icmp any any 3 1", "ip any any ttl range 1 2"} {
		f.Add(s, false)
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, s string, six bool) {
		r := &model.Rule{}
		ok := (Dialect{Six: six}).Extended(r, strings.Fields(s), model.Span{Line: 1, End: 1})
		if !ok && r.Opaque == "" {
			t.Errorf("%q: not understood and not opaque", s)
		}
		if r.SrcAny.How == model.NotRead || r.DstAny.How == model.NotRead || r.ServiceAny.How == model.NotRead {
			t.Errorf("%q: a side is not stated: %s", s, show(r))
		}
	})
}

func itoa(n int16) string { return strconv.Itoa(int(n)) }

func ranges(list []model.PortRange) string {
	var out []string
	for _, r := range list {
		out = append(out, strconv.Itoa(int(r.From))+"-"+strconv.Itoa(int(r.To)))
	}
	return strings.Join(out, ",")
}

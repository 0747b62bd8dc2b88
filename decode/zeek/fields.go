package zeek

import (
	"cmp"
	"net/netip"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/decode/stamp"
	"github.com/linewarden/linewarden/event"
)

// maxAnswers bounds the answers of a name server that one event carries.
const maxAnswers = 64

// filler fills an event from the fields of one line.
type filler struct {
	e *event.Event
	// path is what the fields look like, where the log does not say.
	path string
	// other is a kind that shares fields with those, and has some of its own.
	other    string
	hasStamp bool
	// tlsOver is the IP protocol that the version of TLS runs over.
	tlsOver uint64
}

func (f *filler) start(e *event.Event) { *f = filler{e: e} }

// end gives the event its kind.
func (f *filler) end(path string) {
	e := f.e
	if !f.hasStamp {
		e.Clock |= event.NoStamp
	}
	if path == "" {
		path = cmp.Or(f.other, f.path)
	}
	e.SetText(event.MessageID, path)
	switch path {
	case "conn", "dns", "http", "ssl", "ssh":
		e.Kind = event.Flow
	}
	if _, said := e.Number(event.Protocol); !said && (path == "http" || path == "ssh" || path == "ssl" && f.tlsOver != 0) {
		e.SetNumber(event.Protocol, max(f.tlsOver, 6))
	}
}

// time reads a stamp in seconds, or in RFC 3339 as JSON may have it.
func (f *filler) time(s string) {
	if f.e.Time, f.hasStamp = seconds(s); f.hasStamp {
		return
	}
	if st, n := stamp.Read(s); n > 0 {
		var c stamp.Clock
		f.e.Time, f.e.Clock = c.Time(st)
		f.hasStamp = true
	}
}

// field takes one field by Zeek's name for it.
func (f *filler) field(field, value string) {
	e := f.e
	switch field {
	case "ts":
		f.time(value)
	case "uid":
		e.SetText(event.Session, value)
	case "request_from", "request_to":
		f.other = "sip"
	case "request_type", "till":
		f.other = "kerberos"
	case "id.orig_h", "src_addr", "src":
		addr(e, event.ActorAddr, value)
	case "id.orig_p", "src_port":
		count(e, event.ActorPort, value)
	case "id.resp_h", "dst_addr", "dst":
		addr(e, event.TargetAddr, value)
	case "id.resp_p", "dst_port":
		count(e, event.TargetPort, value)
	case "proto":
		protocol(e, value)
	case "service":
		e.AddExtra("application", value)
	case "duration", "rtt":
		if us, ok := seconds(value); ok {
			e.SetNumber(event.Duration, uint64(us))
		}
	default:
		f.kinds(field, value)
	}
}

// kinds takes the fields that only some logs have.
func (f *filler) kinds(field, value string) {
	switch field {
	case "conn_state", "orig_bytes", "resp_bytes", "orig_ip_bytes", "resp_ip_bytes", "orig_pkts", "resp_pkts", "missed_bytes":
		f.conn(field, value)
	case "query", "qtype_name", "rcode_name", "answers":
		f.dns(field, value)
	case "method", "host", "uri", "user_agent", "status_code", "username":
		f.http(field, value)
	case "server_name", "ja3", "validation_status", "established", "cipher", "version":
		f.tls(field, value)
	case "auth_success", "auth_attempts", "client", "host_key", "kex_alg":
		f.ssh(field, value)
	}
}

func (f *filler) conn(field, value string) {
	e := f.e
	switch field {
	case "conn_state":
		f.path = "conn"
		e.AddExtra("state", value)
	case "orig_bytes":
		count(e, event.Bytes, value)
	case "resp_bytes":
		count(e, event.BytesBack, value)
	case "orig_ip_bytes":
		count(e, event.Bytes, value)
	case "resp_ip_bytes":
		count(e, event.BytesBack, value)
	case "orig_pkts":
		count(e, event.Packets, value)
	case "resp_pkts":
		count(e, event.PacketsBack, value)
	}
}

func (f *filler) dns(field, value string) {
	e := f.e
	switch field {
	case "query":
		f.path = "dns"
		e.SetText(event.Object, value)
	case "qtype_name":
		e.AddExtra("category", value)
	case "rcode_name":
		e.AddExtra("reason", value)
	case "answers":
		for range maxAnswers {
			one, rest, more := strings.Cut(value, ",")
			e.AddExtra("answers", one)
			if value = rest; !more {
				return
			}
		}
	}
}

func (f *filler) http(field, value string) {
	e := f.e
	switch field {
	case "method":
		f.path = "http"
		e.SetText(event.Object, value)
	case "host":
		e.AddExtra("target_name", value)
	case "uri":
		e.AddExtra("url", value)
	case "user_agent":
		e.AddExtra("client", value)
	case "status_code":
		f.path = "http"
		e.AddExtra("reason", value)
	case "username":
		e.SetText(event.Actor, value)
	}
}

func (f *filler) tls(field, value string) {
	e := f.e
	switch field {
	case "server_name":
		f.path = "ssl"
		e.AddExtra("target_name", value)
	case "ja3":
		e.AddExtra("hash", value)
	case "validation_status":
		e.AddExtra("reason", value)
	case "version":
		switch {
		case strings.HasPrefix(value, "DTLS"):
			f.tlsOver = 17
		case strings.HasPrefix(value, "TLS"), strings.HasPrefix(value, "SSL"):
			f.tlsOver = 6
		}
	case "established", "cipher":
		f.path = "ssl"
	}
}

func (f *filler) ssh(field, value string) {
	e := f.e
	switch field {
	case "auth_success":
		f.path = "ssh"
		e.SetText(event.Action, "login")
		e.Outcome = event.Failure
		if value == "true" || value == "T" {
			e.Outcome = event.Success
		}
	case "auth_attempts":
		e.AddExtra("count", value)
	case "client":
		e.AddExtra("client", value)
	case "host_key":
		e.AddExtra("hash", value)
	case "kex_alg":
		f.path = "ssh"
	}
}

// seconds reads "1672843056.913119" and "0.084044" as microseconds, and the
// exponents that JSON may have.
func seconds(s string) (int64, bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	n, err := strconv.ParseUint(whole, 10, 40)
	if err != nil || len(fraction) > 18 {
		return slowSeconds(s)
	}
	micro, scale := int64(0), int64(100_000)
	for i := range len(fraction) {
		c := fraction[i]
		if c < '0' || c > '9' {
			return slowSeconds(s)
		}
		micro += int64(c-'0') * scale
		scale /= 10
	}
	return int64(n)*1e6 + micro, true
}

func slowSeconds(s string) (int64, bool) {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !(v >= 0 && v < 1e12) {
		return 0, false
	}
	return int64(v*1e6 + 0.5), true
}

func count(e *event.Event, f event.Field, s string) {
	if n, err := strconv.ParseUint(s, 10, 64); err == nil {
		e.SetNumber(f, n)
	}
}

func addr(e *event.Event, f event.Field, s string) {
	if a, err := netip.ParseAddr(s); err == nil {
		e.SetAddr(f, a.Unmap())
	}
}

func protocol(e *event.Event, s string) {
	switch s {
	case "tcp":
		e.SetNumber(event.Protocol, 6)
	case "udp":
		e.SetNumber(event.Protocol, 17)
	case "icmp":
		e.SetNumber(event.Protocol, 1)
		if a := e.Addr(event.ActorAddr); a.Is6() {
			e.SetNumber(event.Protocol, 58) // Zeek has one word for both
		}
	case "icmp6":
		e.SetNumber(event.Protocol, 58)
	}
}

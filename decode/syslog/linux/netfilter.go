package linux

import (
	"strings"

	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/event"
)

// keys are those of the kernel's log target.
var keys = map[string]string{
	"IN": "in_interface", "OUT": "out_interface", "SRC": "actor_addr", "DST": "target_addr", "SPT": "actor_port", "DPT": "target_port",
	"PROTO": "protocol", "TYPE": "icmp_type", "CODE": "icmp_code", "TOS": "tos",
}

// maxKeys bounds the words of one record.
const maxKeys = 64

// filtered says whether a line is a packet's: both addresses, in the order of
// the kernel, and written by the kernel.
func filtered(h *syslog.Header) bool {
	if !strings.HasPrefix(h.Message, "IN=") && h.Program != "kernel" && !strings.HasPrefix(h.Message, "kernel:") && !strings.HasPrefix(h.Message, "user.info kernel:") && !strings.HasPrefix(h.Message, "kern.") {
		return false
	}
	src := strings.Index(h.Message, "SRC=")
	return src >= 0 && strings.Contains(h.Message[src:], " DST=") && strings.Contains(h.Message[src:], " PROTO=")
}

// packet reads "PREFIX IN=eth0 OUT= MAC=… SRC=… DST=… LEN=… PROTO=TCP SPT=… SYN".
// Where a line has no device, the prefix stands where the process would.
func (f *family) packet(h *syslog.Header, e *event.Event) {
	e.Kind = event.Flow
	text := h.Message
	at := max(strings.Index(text, "IN="), 0)
	if at == 0 && h.Host == "" {
		rule(h.Program, e)
	}
	rule(text[:at], e)
	rest := text[at:]
	var flags uint64
	bytes := false
	for range maxKeys {
		rest = strings.TrimLeft(rest, " ")
		if rest == "" || rest[0] == '[' { // what follows is the packet that an ICMP error quotes
			break
		}
		word, after, _ := strings.Cut(rest, " ")
		rest = after
		key, value, ok := strings.Cut(word, "=")
		switch {
		case !ok:
			flags |= flag(word)
		case key == "LEN" && !bytes: // the second is UDP's own
			bytes = true
			if n, ok := number(value); ok {
				e.SetNumber(event.Bytes, n)
				e.SetNumber(event.Packets, 1)
			}
		case key == "MAC" && len(value) >= 35:
			e.AddExtra("target_mac", value[:17])
			e.AddExtra("actor_mac", value[18:35])
		case key == "PROTO":
			if n, ok := number(value); ok {
				e.SetNumber(event.Protocol, n)
				continue
			}
			f.keys.Place(key).Put(e, value)
		default:
			if p := f.keys.Place(key); p != nil && value != "" {
				p.Put(e, value)
			}
		}
	}
	if flags != 0 {
		e.SetNumber(event.TCPFlags, flags)
	}
}

// rule reads the prefix that whoever wrote the rule chose: the decision only
// where it says so, for the kernel does not.
func rule(prefix string, e *event.Event) {
	prefix = strings.TrimSpace(prefix)
	prefix = strings.TrimPrefix(prefix, "kernel: ")
	if strings.HasPrefix(prefix, "[") { // seconds since the start
		if stamp, after, ok := strings.Cut(prefix, "]"); ok && strings.Trim(stamp, "[ 0123456789.") == "" {
			prefix = strings.TrimSpace(after)
		}
	}
	name := strings.Trim(prefix, "[]: ")
	e.AddExtra("policy", name)
	switch {
	case has(name, "DROP"), has(name, "BLOCK"), has(name, "REJECT"), has(name, "DENY"), strings.HasSuffix(name, "-D"), strings.HasSuffix(name, "-R"):
		e.SetText(event.Action, "deny")
		e.Outcome = event.Success
	case has(name, "ACCEPT"), has(name, "ALLOW"), strings.HasSuffix(name, "-A"):
		e.SetText(event.Action, "permit")
		e.Outcome = event.Success
	}
}

// has looks for a word in capitals or small letters.
func has(name, word string) bool {
	for i := 0; i+len(word) <= len(name); i++ {
		if strings.EqualFold(name[i:i+len(word)], word) {
			return true
		}
	}
	return false
}

// flag is the bit of a TCP flag, RFC 9293 §3.1.
func flag(word string) uint64 {
	switch word {
	case "FIN":
		return 1
	case "SYN":
		return 2
	case "RST":
		return 4
	case "PSH":
		return 8
	case "ACK":
		return 16
	case "URG":
		return 32
	case "ECE":
		return 64
	case "CWR":
		return 128
	}
	return 0
}

// number reads a decimal number of up to 12 digits.
func number(s string) (uint64, bool) {
	if s == "" || len(s) > 12 {
		return 0, false
	}
	var n uint64
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + uint64(s[i]-'0')
	}
	return n, true
}

package junos

import "github.com/linewarden/linewarden/event"

// params are the parameters of structured records and the fields they fill, by
// the maker's names of RT_FLOW, UI and LOGIN messages.
var params = map[string]string{
	"username": "actor", "user": "actor", "class-name": "group", "permission-level": "group", "command": "object",
	"source-address": "actor_addr", "source-port": "actor_port", "destination-address": "target_addr", "destination-port": "target_port",
	"source-host": "actor_name", "hostname": "actor_name",
	"service-name": "service", "protocol-id": "protocol", "policy-name": "policy",
	"source-zone-name": "in_zone", "destination-zone-name": "out_zone", "packet-incoming-interface": "in_interface",
	"session-id-32": "session", "session-id": "session",
	"packets-from-client": "packets", "bytes-from-client": "bytes", "packets-from-server": "packets_back", "bytes-from-server": "bytes_back",
	"nat-source-address": "nat_actor", "nat-source-port": "nat_actor_port", "nat-destination-address": "nat_target", "nat-destination-port": "nat_target_port",
	"application": "application", "roles": "group", "reason": "reason", "error-message": "reason",
	"icmp-type": "icmp_type", "pathname": "object", "statement": "object", "comment": "reason", "client-mode": "client", "attack-name": "threat",
	"tty-name": "terminal", "filter-name": "acl", "interface-name": "in_interface",
}

// maxParams bounds how many parameters of a record are read.
const maxParams = 128

// fill puts the parameters of "[junos@2636.1.1.1.2.135 name="value" …]" into e.
// "N/A", "UNKNOWN" and "None" are the maker's words for nothing.
func (f *family) fill(sd string, e *event.Event) {
	for range maxParams {
		name, value, rest, ok := param(sd)
		if !ok {
			return
		}
		sd = rest
		switch value {
		case "", "N/A", "UNKNOWN", "None", "unknown":
			continue
		}
		if name == "elapsed-time" {
			if n, ok := seconds(value); ok {
				e.SetNumber(event.Duration, n*1e6)
			}
			continue
		}
		if p := f.params.Place(name); p != nil {
			p.Put(e, value)
		}
	}
}

// param takes the next name="value"; escapes stay in the value.
func param(s string) (name, value, rest string, ok bool) {
	eq := 0
	for eq < len(s) && s[eq] != '=' {
		eq++
	}
	if eq+1 >= len(s) || s[eq+1] != '"' {
		return "", "", "", false
	}
	from := eq
	for from > 0 && s[from-1] != ' ' && s[from-1] != '"' {
		from--
	}
	end := eq + 2
	for end < len(s) && s[end] != '"' {
		if s[end] == '\\' {
			end++
		}
		end++
	}
	if end >= len(s) {
		return "", "", "", false
	}
	return s[from:eq], s[eq+2 : end], s[end+1:], true
}

// seconds reads a count that fits into microseconds.
func seconds(v string) (uint64, bool) {
	if len(v) > 10 {
		return 0, false
	}
	return count64(v)
}

package vrp

import (
	"strings"

	"github.com/linewarden/linewarden/event"
)

// keys are the names of values, in all spellings, and the fields they fill.
var keys = map[string]string{
	"Task": "session", "task": "session", "TASK": "session", "linktype": "session",
	"Ip": "actor_addr", "IP": "actor_addr", "ip": "actor_addr", "IpAddress": "actor_addr", "IPAddress": "actor_addr", "RemoteIp": "actor_addr", "UserIp": "actor_addr",
	"UserAddress": "actor_addr", "TerminalIp": "actor_addr", "SourceIP": "actor_addr", "SourceAddress": "actor_addr", "source-ip": "actor_addr", "ClientIP": "actor_addr",
	"LocalIp": "device_addr", "LocalAddress": "device_addr",
	"User": "actor", "user": "actor", "UserName": "actor", "username": "actor",
	"VpnName": "vrf", "VPNName": "vrf", "VPNInstanceName": "vrf", "VPN": "vrf", "vrf": "vrf", "InstanceName": "vrf", "VpnInstance": "vrf",
	"AuthenticationMethod": "auth_method", "AuthenMethod": "auth_method", "AuthenticateMethod": "auth_method",
	"Command": "object", "command": "object", "Result": "reason", "LoginResult": "reason",
	"Reason": "reason", "LogoutReason": "reason", "FailedReason": "reason", "ErrorReason": "reason", "StateChangeReason": "reason",
	"ServiceType": "service", "AccessType": "service", "UserType": "service",
	"Times": "count", "Level": "level", "UserLevel": "level",
	"source-port": "actor_port", "destination-ip": "target_addr", "destination-port": "target_port", "protocol": "protocol",
	"source-zone": "in_zone", "destination-zone": "out_zone", "rule-name": "policy", "vsys": "domain",
}

// commands are the keys whose values somebody typed.
var commands = [...]string{`Command="`, "Command=", "command:"}

// maxValues bounds how many values of a message are read.
const maxValues = 32

// cut parts a message into its sentence and what stands in the parentheses that
// end it, or behind the sentence's colon.
func cut(message string) (sentence, values string) {
	message = strings.TrimRight(message, " .")
	if at := strings.IndexByte(message, '('); at >= 0 && strings.IndexByte(message[at:], '=') > 0 {
		values = strings.TrimSuffix(message[at+1:], ")")
		return message[:at], strings.TrimSpace(strings.TrimSuffix(values, ") "))
	}
	if key, _, ok := pair(message); ok && key != "" {
		return "", message
	}
	return message, ""
}

// fill puts values into e. What was typed reaches to the message's end, but for
// values behind it whose key did not stand before: nothing in a command can
// bring a name or address of its own.
func (f *family) fill(values string, e *event.Event) {
	before, command, found := values, "", false
	for _, key := range commands {
		if at := keyAt(values, key); at >= 0 {
			before, command, found = values[:at], values[at+len(key):], true
			break
		}
	}
	f.each(before, e)
	if !found {
		return
	}
	command = f.behind(command, e)
	if command = strings.TrimSpace(command); command != "" {
		e.SetText(event.Object, command)
	}
}

// keyAt finds a key at the beginning of the values, or behind a blank or comma.
func keyAt(s, key string) int {
	for at := 0; ; {
		i := strings.Index(s[at:], key)
		if i < 0 {
			return -1
		}
		at += i
		if at == 0 || s[at-1] == ' ' || s[at-1] == ',' {
			return at
		}
		at++
	}
}

// each reads values in turn: "Task=VTY0, Ip=198.51.100.7" or "task:VTY0 ip:…".
func (f *family) each(s string, e *event.Event) {
	for range maxValues {
		s = strings.TrimLeft(s, " ,;")
		key, n, ok := pair(s)
		if !ok {
			return
		}
		value := s[len(key)+1 : n]
		s = s[n:]
		f.put(key, value, e)
	}
}

// pair takes the next key and where its value ends.
func pair(s string) (key string, end int, ok bool) {
	at := 0
	for at < len(s) && isKey(s[at]) {
		at++
	}
	if at == 0 || at >= len(s) || s[at] != '=' && s[at] != ':' {
		return "", 0, false
	}
	end = at + 1
	if s[at] == ':' { // words
		for end < len(s) && s[end] != ' ' {
			end++
		}
		return s[:at], end, true
	}
	if end < len(s) && s[end] == '"' {
		if quote := strings.IndexByte(s[end+1:], '"'); quote >= 0 {
			return s[:at], end + quote + 2, true
		}
	}
	if comma := strings.IndexByte(s[end:], ','); comma >= 0 {
		return s[:at], end + comma, true
	}
	return s[:at], len(s), true
}

func isKey(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || c == '-' || c == '_'
}

// put stores one value. "**" and "-" are the maker's words for nothing.
func (f *family) put(key, value string, e *event.Event) {
	value = strings.Trim(value, `" `)
	if value == "" || value == "**" || value == "-" || value == "--" {
		return
	}
	p := f.keys.Place(key)
	if p == nil {
		return
	}
	if field := p.Field(); field != event.None && e.Present().Has(field) {
		return // the first one counts
	}
	p.Put(e, value)
	if (key == "Result" || key == "LoginResult") && e.Outcome == event.NotSaid {
		e.Outcome = outcome(value)
	}
}

func outcome(word string) event.Outcome {
	switch word {
	case "Success", "success", "Succeeded", "succeeded", "OK":
		return event.Success
	case "Fail", "fail", "Failed", "failed", "Failure", "failure":
		return event.Failure
	}
	return event.NotSaid
}

// behind takes the values behind a command off its end, the last first, and
// returns the command.
func (f *family) behind(s string, e *event.Event) string {
	for range maxValues {
		at := strings.LastIndex(s, ", ")
		if at < 0 {
			break
		}
		key, end, ok := pair(s[at+2:])
		p := f.keys.Place(key)
		if !ok || p == nil || end != len(s)-at-2 || p.Field() == event.Object {
			break
		}
		if field := p.Field(); field != event.None && e.Present().Has(field) || field == event.None && key != "Result" && key != "AuthenticationMethod" && key != "VpnName" {
			break
		}
		f.put(key, s[at+2+len(key)+1:], e)
		s = s[:at]
	}
	return strings.TrimSuffix(s, `"`)
}

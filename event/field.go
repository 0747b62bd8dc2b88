package event

import "strings"

// Field names one typed column of an event. The zero Field is none.
//
// The order is that of the type: texts first, then addresses, then numbers. New
// fields go to the end of their type; nothing outside the process relies on the
// value, every file and output uses the name.
type Field uint8

const (
	// None is the zero Field; no event has it.
	None Field = iota

	// Reporter is the device the record is about, as the record names it.
	Reporter
	// Relay is the host that passed the record on, where a header of its own
	// names one; several are joined by a comma, the outermost first.
	Relay
	// Actor is the account, as the record spells it.
	Actor
	// Host is the name of the thing that was acted on, where it is not Reporter.
	Host
	// Action is a word of the vocabulary of actions; see Action.
	Action
	// Object is what was acted on: the command, the SQL text, the intercept's id.
	Object
	// Session joins the records of one login: a line, a task or session id.
	Session
	// MessageID is the record's type in its maker's spelling, such as
	// "SYS-5-CONFIG_I" or "302013".
	MessageID
	// Program is the process that wrote the record, without its id.
	Program
	// Message is the free text behind the header.
	Message

	// ActorAddr is where the actor or the first packet came from.
	ActorAddr
	// TargetAddr is where it went.
	TargetAddr
	// Sender is the transport address that the record was received from.
	Sender
	// DeviceAddr is the reporting device's own address, where the record has it.
	DeviceAddr

	// ActorPort and TargetPort are the ports of ActorAddr and TargetAddr.
	ActorPort
	// TargetPort belongs to TargetAddr.
	TargetPort
	// Protocol is the IP protocol number.
	Protocol
	// Bytes and Packets went from ActorAddr to TargetAddr, as counted by the
	// device: not multiplied by Sampling. Where the record has only the sum of
	// both directions the sum stands here and BytesBack is absent.
	Bytes
	// Packets is the count beside Bytes.
	Packets
	// BytesBack and PacketsBack went from TargetAddr to ActorAddr.
	BytesBack
	// PacketsBack is the count beside BytesBack.
	PacketsBack
	// Sampling is N where one of N packets was looked at: 1 means all, absent
	// means that the exporter did not say.
	Sampling
	// Duration is how long it took, in microseconds; Time is its beginning for
	// flows and its end for sessions.
	Duration
	// Sequence is the number the source gave to the record.
	Sequence
	// Severity and Facility are those of RFC 5424 §6.2.1: 0 is an emergency.
	Severity
	// Facility is the syslog facility, 0 to 23.
	Facility
	// Rows is the count of rows read, written or returned.
	Rows
	// TCPFlags are the flags seen, RFC 9293 §3.1 in the low byte.
	TCPFlags

	numFields
)

const (
	firstText, lastText     = Reporter, Message
	firstAddr, lastAddr     = ActorAddr, DeviceAddr
	firstNumber, lastNumber = ActorPort, TCPFlags
	numTexts                = int(lastText - firstText + 1)
	numAddrs                = int(lastAddr - firstAddr + 1)
	numNumbers              = int(lastNumber - firstNumber + 1)
)

var fieldNames = [numFields]string{
	Reporter: "reporter", Relay: "relay", Actor: "actor", Host: "host", Action: "action", Object: "object",
	Session: "session", MessageID: "message_id", Program: "program", Message: "message",
	ActorAddr: "actor_addr", TargetAddr: "target_addr", Sender: "sender", DeviceAddr: "device_addr",
	ActorPort: "actor_port", TargetPort: "target_port", Protocol: "protocol", Bytes: "bytes", Packets: "packets",
	BytesBack: "bytes_back", PacketsBack: "packets_back", Sampling: "sampling", Duration: "duration_us",
	Sequence: "sequence", Severity: "severity", Facility: "facility", Rows: "rows", TCPFlags: "tcp_flags",
}

// String returns the field's name in tables, rules and outputs, "" for None.
func (f Field) String() string {
	if f < numFields {
		return fieldNames[f]
	}
	return ""
}

// FieldNamed returns the field of that name, and None for any other word.
func FieldNamed(name string) Field {
	for f := Reporter; f < numFields; f++ {
		if fieldNames[f] == name {
			return f
		}
	}
	return None
}

// IsText, IsAddr and IsNumber say of which type a field is.
func (f Field) IsText() bool { return firstText <= f && f <= lastText }

// IsAddr says that the field holds an address.
func (f Field) IsAddr() bool { return firstAddr <= f && f <= lastAddr }

// IsNumber says that the field holds a count or a code.
func (f Field) IsNumber() bool { return firstNumber <= f && f <= lastNumber }

// Fields is a set of fields.
type Fields uint64

// Has says whether the set holds f.
func (s Fields) Has(f Field) bool { return s>>f&1 != 0 }

// With returns the set and f.
func (s Fields) With(f Field) Fields { return s | 1<<f }

// String lists the names, in the order of the constants.
func (s Fields) String() string {
	var names []string
	for f := Reporter; f < numFields; f++ {
		if s.Has(f) {
			names = append(names, f.String())
		}
	}
	return strings.Join(names, " ")
}

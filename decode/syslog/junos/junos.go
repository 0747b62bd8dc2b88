// Package junos reads the log messages of Junos, plain and structured.
package junos

import (
	_ "embed" // the tables
	"errors"
	"strings"

	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/syslog/daemon"
	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/event"
)

//go:embed messages.yaml
var messages []byte

// structured holds what a message's name alone says. A structured record may
// come without its text, and its values come from its parameters.
//
//go:embed structured.yaml
var structured []byte

// family knows three tables: by the message's name, by the name where the text
// is missing, and the daemons that Junos shares with other systems.
type family struct {
	named, bare, daemons *table.Table
	params               *table.Keys
}

// New returns the family, or the error of its tables.
func New() (syslog.Family, error) {
	named, err1 := table.Load("junos/messages.yaml", messages)
	bare, err2 := table.Load("junos/structured.yaml", structured)
	daemons, err3 := daemon.Table()
	places, err4 := table.NewKeys(params)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return nil, err
	}
	return &family{named, bare, daemons, places}, nil
}

// Name implements syslog.Family.
func (f *family) Name() string { return "junos" }

// Claim knows Junos by its parameters, by its own daemons and by the names of
// its messages. What every daemon of a Unix writes it leaves to others, unless
// the device is known.
func (f *family) Claim(h *syslog.Header) syslog.Claim {
	if h.Tag != "" {
		return syslog.No
	}
	if strings.HasPrefix(h.Structured, "[junos@2636") {
		return syslog.Sure
	}
	if h.Program != "" && h.Version == 0 && isOwn(h.Program) {
		return syslog.Sure
	}
	if _, rest := card(h.Message); rest != "" && h.Program == "" {
		return syslog.Likely
	}
	id, _ := split(h)
	switch {
	case strings.HasPrefix(id, "RT_FLOW_SESSION_"):
		return syslog.Sure
	case f.named.Knows(id):
		return syslog.Likely
	case isName(id) && h.Version == 0, f.daemons.Knows(h.Program), h.Program == "xntpd":
		return syslog.Maybe
	}
	return syslog.No
}

// Decode implements syslog.Family. The prefix of a routing engine, as in
// "re0.r3", is no part of the device's name.
func (f *family) Decode(h *syslog.Header, e *event.Event) {
	if n := h.Host; len(n) > 4 && n[:2] == "re" && (n[2] == '0' || n[2] == '1') && (n[3] == '.' || n[3] == '-') {
		e.SetText(event.Reporter, n[4:])
	}
	id, text := split(h)
	if h.Program == "" && strings.HasPrefix(h.Message, "RT_FLOW:") {
		e.SetText(event.Program, h.Message[:len("RT_FLOW")])
	}
	if id == "" && f.daemons.Knows(h.Program) && f.daemons.Match(h.Program, text, e) {
		return
	}
	e.SetText(event.MessageID, id)
	known := f.named.Match(id, text, e) || strings.HasPrefix(id, "RT_FLOW_SESSION_") && session(text, e)
	if strings.HasPrefix(id, "RT_FLOW_SESSION_") {
		_, counts := e.Number(event.Bytes) // no sample at hand has them
		e.Unverified = e.Unverified || counts || id == "RT_FLOW_SESSION_DENY"
	}
	if h.Structured == "" {
		return
	}
	if !known {
		f.bare.Match(id, "", e)
	}
	f.fill(h.Structured, e)
	e.Unverified = true // no sample at hand has parameters
}

// split finds the name of the message, RFC 5424's or the word in front of the
// text, and the text. "RT_FLOW: " is the process that wrote the message, in
// capitals; so are cards, "fpc0 PFE_FW_SYSLOG_IP: …".
func split(h *syslog.Header) (id, text string) {
	text = h.Message
	if h.MsgID != "" {
		return h.MsgID, strings.TrimPrefix(strings.TrimPrefix(text, h.MsgID), ": ")
	}
	text = strings.TrimLeft(text, " ")
	if _, rest := card(text); rest != "" {
		text = rest
	}
	for range 2 {
		colon := strings.IndexByte(text[:min(len(text), maxName)], ':')
		if colon < 1 || !isFunction(text[:colon]) && text[:colon] != "Alarm set" && text[:colon] != "Alarm cleared" {
			return id, text
		}
		id, text = text[:colon], strings.TrimLeft(text[colon+1:], " ")
		if id != "RT_FLOW" && id != "RT_IDS" {
			break
		}
	}
	return id, text
}

// card takes "fpc0", the card that speaks, from the front of a text; rest is ""
// where none does.
func card(text string) (name, rest string) {
	if len(text) < 6 || text[:3] != "fpc" || text[3] < '0' || text[3] > '9' {
		return "", ""
	}
	name, rest, _ = strings.Cut(text, " ")
	if len(name) > 5 {
		return "", ""
	}
	return name, rest
}

// maxName bounds the name of a message.
const maxName = 64

// isFunction says whether w is the name of a message, or of the function of the
// program that wrote it ("bgp_recv").
func isFunction(w string) bool {
	under := false
	for i := 0; i < len(w); i++ {
		c := w[i]
		under = under || c == '_'
		if c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return under
}

// isName says whether w is a name in capitals.
func isName(w string) bool {
	for i := 0; i < len(w); i++ {
		if c := w[i]; c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return w != ""
}

// isOwn knows the daemons that no other system has.
func isOwn(program string) bool {
	switch program {
	case "mgd", "rpd", "chassisd", "dcd", "alarmd", "craftd", "jddosd", "l2ald", "jlaunchd", "mib2d", "kmd", "eventd", "cscript", "fwdd", "pfed", "bfdd",
		"jsrpd", "jlogd", "mgd-api", "dfwd", "rmopd", "cosd", "lacpd", "lldpd", "ppmd", "dfcd", "/kernel":
		return true
	}
	return false
}

// Package routeros reads the log messages of MikroTik RouterOS.
//
// A message begins with its topics, "system,info,account", and everything
// behind them is a sentence. There are no ids: a sentence is looked up under
// its topic. What the packet filter logs is read apart, since the text before
// its fields is the operator's own.
package routeros

import (
	_ "embed" // the table
	"strings"

	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/event"
)

//go:embed messages.yaml
var messages []byte

type family struct{ table *table.Table }

// New returns the family, or the error of its table.
func New() (syslog.Family, error) {
	t, err := table.Load("routeros/messages.yaml", messages)
	if err != nil {
		return nil, err
	}
	return &family{t}, nil
}

// Name implements syslog.Family.
func (f *family) Name() string { return "routeros" }

// Claim implements syslog.Family. Topics of which one is a severity are nobody
// else's way to begin a message.
func (f *family) Claim(h *syslog.Header) syslog.Claim {
	if h.Tag != "" || h.Program != "" || h.Structured != "" {
		return syslog.No
	}
	if _, _, _, ok := topics(h.Message); ok {
		return syslog.Sure
	}
	return syslog.No
}

// maxTopics bounds the length of the word of topics.
const maxTopics = 80

// topics takes "system,info,account " off a message. first is the first topic,
// or account where that is one of them; severity is RFC 5424's.
func topics(s string) (first, all, text string, ok bool) {
	s = strings.TrimLeft(s, " ")
	end := strings.IndexByte(s[:min(len(s), maxTopics)], ' ')
	if end < 0 {
		return "", "", "", false
	}
	all, text = s[:end], strings.TrimLeft(s[end+1:], " ")
	if strings.IndexByte(all, ',') < 0 {
		return "", "", "", false
	}
	for rest := all; rest != ""; {
		var topic string
		topic, rest, _ = strings.Cut(rest, ",")
		if !isTopic(topic) {
			return "", "", "", false
		}
		if first == "" || topic == "account" {
			first = topic
		}
		if _, isSeverity := severity(topic); isSeverity {
			ok = true
		}
	}
	return first, all, text, ok
}

func isTopic(w string) bool {
	if w == "" {
		return false
	}
	for i := range len(w) {
		if c := w[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

func severity(topic string) (uint64, bool) {
	switch topic {
	case "critical":
		return 2, true
	case "error":
		return 3, true
	case "warning":
		return 4, true
	case "info":
		return 6, true
	case "debug":
		return 7, true
	}
	return 0, false
}

// Decode implements syslog.Family.
func (f *family) Decode(h *syslog.Header, e *event.Event) {
	first, all, text, ok := topics(h.Message)
	if !ok {
		return
	}
	e.SetText(event.MessageID, all)
	if !h.HasPri {
		for rest := all; rest != ""; {
			var topic string
			topic, rest, _ = strings.Cut(rest, ",")
			if s, ok := severity(topic); ok {
				e.SetNumber(event.Severity, s)
				break
			}
		}
	}
	if first == "firewall" && packet(text, e) {
		return
	}
	f.table.Match(first, text, e)
}

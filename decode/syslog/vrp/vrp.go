// Package vrp reads the log messages of Huawei VRP.
//
// A message has a module, a severity and a mnemonic, "%%01SHELL/5/CMDRECORD",
// and behind its sentence the values in parentheses, in an order and spelling
// that differ between releases. The sentence is looked up in a table by module
// and mnemonic; the values are read by their keys, whatever their order. The
// number behind the mnemonic counts what a device wrote and not what it sent
// here, so that a hole in it is no loss: it is no sequence number.
package vrp

import (
	_ "embed" // the table
	"errors"
	"strings"

	"github.com/linewarden/linewarden/decode/syslog"
	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/event"
)

//go:embed messages.yaml
var messages []byte

type family struct {
	table *table.Table
	// ids gives the table's id of a module and mnemonic: releases do not agree
	// on the severity between them.
	ids  map[name]string
	keys *table.Keys
}

// name is a message's without its severity.
type name struct{ module, mnemonic string }

// New returns the family, or the error of its tables.
func New() (syslog.Family, error) {
	t, err1 := table.Load("vrp/messages.yaml", messages)
	places, err2 := table.NewKeys(keys)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	f := &family{table: t, ids: map[name]string{}, keys: places}
	for _, test := range t.Tests() {
		if n, _, ok := split(test.ID); ok {
			f.ids[n] = test.ID
		}
	}
	return f, nil
}

// Name implements syslog.Family.
func (f *family) Name() string { return "vrp" }

// Claim implements syslog.Family. Nobody else begins a tag with two percent
// signs; without them, as in traps that are logged, the name has to be known.
func (f *family) Claim(h *syslog.Header) syslog.Claim {
	t, _ := tag(h)
	n, digits, ok := split(t)
	switch {
	case !ok:
		return syslog.No
	case h.Tag != "" && digits:
		return syslog.Sure
	case h.Tag == "" && f.ids[n] != "":
		return syslog.Likely
	}
	return syslog.No
}

// tag is what names the message, and the text behind it. Where no percent signs
// stand before it, it is the message's first word.
func tag(h *syslog.Header) (tag, text string) {
	if h.Tag != "" {
		return h.Tag, h.Message
	}
	if colon := strings.IndexByte(h.Message[:min(len(h.Message), maxTag)], ':'); colon > 0 {
		return h.Message[:colon], h.Message[colon+1:]
	}
	return "", h.Message
}

// maxTag bounds where the colon behind a tag is looked for.
const maxTag = 96

// split takes "01SHELL/5/CMDRECORD(s)[13]" apart; digits says that a version
// stands before the module.
func split(tag string) (n name, digits, ok bool) {
	module, rest, ok1 := strings.Cut(tag, "/")
	severity, mnemonic, ok2 := strings.Cut(rest, "/")
	if !ok1 || !ok2 || len(severity) != 1 || severity[0] < '0' || severity[0] > '7' {
		return name{}, false, false
	}
	if len(module) > 2 && isDigit(module[0]) && isDigit(module[1]) {
		module, digits = module[2:], true
	}
	for i := range len(mnemonic) {
		if c := mnemonic[i]; c == '(' || c == '[' || c == ' ' {
			mnemonic = mnemonic[:i]
			break
		}
	}
	return name{module, mnemonic}, digits, module != "" && mnemonic != ""
}

// Decode implements syslog.Family.
func (f *family) Decode(h *syslog.Header, e *event.Event) {
	t, text := tag(h)
	n, digits, ok := split(t)
	if !ok {
		return
	}
	id := t
	if end := strings.IndexAny(t, "([ "); end >= 0 {
		id = t[:end]
	}
	if digits {
		id = id[2:]
	}
	e.SetText(event.MessageID, id)
	sentence, values := cut(text)
	if !f.table.Match(f.ids[n], sentence, e) {
		return
	}
	f.fill(values, e)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

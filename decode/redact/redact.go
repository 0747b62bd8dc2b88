package redact

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"strings"

	"github.com/linewarden/linewarden/event"
)

// Sealer keeps originals. Seal is called before an event is changed; an error
// of it is the caller's to tell, the event is redacted all the same.
type Sealer interface {
	Seal(e *event.Event) error
}

// Redactor redacts events. It is used by one goroutine.
type Redactor struct {
	mac    hash.Hash // by the key
	sealer Sealer
	found  []span // of the text at hand, kept for its memory, as are the others
	values []hidden
	buf    []byte
}

// span is a piece of a text to be hidden.
type span struct {
	from, to int
	subject  subject
}

// subject is whom hiding a value protects.
type subject uint8

const (
	secret subject = iota
	subscriber
)

var subjects = [...]string{secret: "secret", subscriber: "subscriber"}

// hidden is a value and what stands for it.
type hidden struct{ value, token string }

// New makes a redactor. Tokens of one key can be compared with each other and
// with nothing else. sealer may be nil: originals are then only in the input.
func New(key []byte, sealer Sealer) *Redactor {
	return &Redactor{mac: hmac.New(sha256.New, key), sealer: sealer}
}

// Event hides what is to be hidden in e, and says whether something was.
func (r *Redactor) Event(e *event.Event) (bool, error) {
	if e.Kind == event.Flow {
		return false, nil
	}
	r.values = r.values[:0]
	r.collect(e)
	if len(r.values) == 0 {
		return false, nil
	}
	var err error
	if r.sealer != nil {
		err = r.sealer.Seal(e)
	}
	r.replace(e)
	return true, err
}

// collect finds the values in the texts that can hold some. Raw is looked
// through as well, since a decoder may have left a part of it out.
func (r *Redactor) collect(e *event.Event) {
	loose := e.Kind == event.Command || e.Kind == event.ConfigChange
	people := e.Kind == event.DataAccess || e.Kind == event.Intercept
	if e.Format == "radius" { // which keeps account of subscribers too
		people = true
		r.look(e.Text(event.Actor), false, true)
	}
	if e.Format == "cdr" {
		r.call(e)
		people = true
	}
	r.look(e.Text(event.Object), loose, people)
	if object := e.Text(event.Object); object == "" || len(e.Raw) != len(object) {
		r.look(e.Raw, false, people)
	}
	for _, x := range e.Extra {
		switch x.Name {
		case "bind_values", "statement", "old", "new":
			r.look(x.Value, loose, people)
		case "actor_name", "target_user":
			if e.Format == "radius" {
				r.look(x.Value, false, true)
			}
		}
	}
}

// call hides whom a call-detail record names, whatever their numbers look like.
func (r *Redactor) call(e *event.Event) {
	r.person(e.Text(event.Actor))
	for _, x := range e.Extra {
		if x.Name == "actor_name" || x.Name == "target_user" {
			r.person(x.Value)
		}
	}
}

func (r *Redactor) person(v string) {
	if v != "" && !r.has(v) {
		r.values = append(r.values, hidden{v, r.token(v, subscriber)})
	}
}

func (r *Redactor) look(text string, loose, people bool) {
	r.found = r.found[:0]
	if mayHold(text) {
		r.found = secrets(r.found, text, loose)
	}
	if people {
		r.found = subscribers(r.found, text)
	}
	for _, s := range r.found {
		if v := text[s.from:s.to]; v != "" && !r.has(v) {
			r.values = append(r.values, hidden{v, r.token(v, s.subject)})
		}
	}
}

func (r *Redactor) has(v string) bool {
	for _, h := range r.values {
		if h.value == v {
			return true
		}
	}
	return false
}

// token is 48 bits of a MAC: enough that two secrets of one network share none.
func (r *Redactor) token(value string, s subject) string {
	r.buf = append(append(append(r.buf[:0], subjects[s]...), 0), value...)
	r.mac.Reset()
	_, _ = r.mac.Write(r.buf) // a hash never fails
	clear(r.buf)              // of what was to be hidden
	r.buf = r.mac.Sum(r.buf[:0])
	return "<" + subjects[s] + ":" + hex.EncodeToString(r.buf[:6]) + ">"
}

// replace puts the tokens into every text of the event. The longest value goes
// first, since one may be a part of another.
func (r *Redactor) replace(e *event.Event) {
	for i := range r.values {
		for j := i + 1; j < len(r.values); j++ {
			if len(r.values[j].value) > len(r.values[i].value) {
				r.values[i], r.values[j] = r.values[j], r.values[i]
			}
		}
	}
	e.Redacted = true
	e.Raw = r.hide(e.Raw)
	if e.Format == "auditd" {
		e.Raw = r.hideHex(e.Raw)
		e.SetText(event.Message, r.hideHex(e.Text(event.Message)))
	}
	for f := event.Reporter; f <= event.Message; f++ {
		if s := e.Text(f); s != "" {
			e.SetText(f, r.hide(s))
		}
	}
	for i := range e.Extra {
		e.Extra[i].Value = r.hide(e.Extra[i].Value)
	}
}

// hide replaces the values where they stand as words of their own: a community
// "a" must not eat the letters of all other words.
func (r *Redactor) hide(s string) string {
	for _, h := range r.values {
		s = replaceWords(s, h.value, h.token)
	}
	return s
}

// hideHex hides the values where they stand in hexadecimal, in which the audit
// system of Linux writes what is no plain text.
func (r *Redactor) hideHex(s string) string {
	for _, h := range r.values {
		s = strings.ReplaceAll(s, strings.ToUpper(hex.EncodeToString([]byte(h.value))), h.token)
	}
	return s
}

func replaceWords(s, value, token string) string {
	var b strings.Builder
	from := 0
	for at := 0; ; {
		i := strings.Index(s[at:], value)
		if i < 0 {
			break
		}
		i += at
		end := i + len(value)
		at = i + 1
		if i > 0 && isWord(s[i-1]) && isWord(value[0]) || end < len(s) && isWord(s[end]) && isWord(value[len(value)-1]) {
			continue
		}
		b.WriteString(s[from:i])
		b.WriteString(token)
		from, at = end, end
	}
	if from == 0 {
		return s
	}
	b.WriteString(s[from:])
	return b.String()
}

func isWord(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_' || c >= 0x80
}

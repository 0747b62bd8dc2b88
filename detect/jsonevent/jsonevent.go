// Package jsonevent makes records for rules of events in JSON, one object a
// line, with the names that stand there.
//
// Promise: a nested object's members are found by their path ("a.b.c"), as is a
// name that has the points in it already; nothing is renamed. A list gives its
// field each of its elements, an empty one is null. A number or a word is taken
// as it is written.
package jsonevent

import (
	"errors"

	"github.com/linewarden/linewarden/decode/jsontext"
	"github.com/linewarden/linewarden/detect/sigma"
)

// MaxValues bounds the values of one event.
const MaxValues = 10_000

// maxPath bounds the names that are looked up, so that a long one before many
// values costs no time: no rule asks for such a field.
const maxPath = 4 << 10

// The errors of Fill.
var (
	ErrNoObject = errors.New("no JSON object")
	ErrTooMany  = errors.New("more than 10,000 values")
)

// Filler fills records for the rules of an engine; it is for one goroutine.
type Filler struct {
	engine *sigma.Engine
	record *sigma.Record
	path   []byte
	values int
	err    error
}

// New returns a Filler.
func New(e *sigma.Engine) *Filler { return &Filler{engine: e, record: e.NewRecord()} }

// Fill reads an event into a record, which the next call overwrites. It fails
// with ErrNoObject or ErrTooMany, and the record then holds only a part.
func (f *Filler) Fill(line string) (*sigma.Record, error) {
	f.record.Reset()
	f.path, f.values, f.err = f.path[:0], 0, nil
	f.object(line)
	return f.record, f.err
}

// object adds the members of an object, whose path is before them.
func (f *Filler) object(text string) {
	before := len(f.path)
	err := jsontext.Object(text, func(name string, v jsontext.Value) bool {
		if before > 0 {
			f.path = append(f.path, '.')
		}
		f.path = append(f.path, name...)
		f.value(v)
		f.path = f.path[:before]
		return f.err == nil
	})
	if err != nil && f.err == nil {
		f.err = ErrNoObject
	}
}

// value adds what the path stands for.
func (f *Filler) value(v jsontext.Value) {
	if f.values++; f.values > MaxValues {
		f.err = ErrTooMany
		return
	}
	field := sigma.Other
	if len(f.path) <= maxPath {
		field = f.engine.Field(string(f.path))
	}
	switch {
	case v.IsObject():
		if field != sigma.Other { // somebody asks for the object itself
			f.record.Add(field, string(v), false)
		}
		f.object(string(v))
	case v.IsList():
		f.list(v, field)
	case v == "null":
		f.record.AddNull(field)
	default:
		f.record.Add(field, v.Text(), true)
	}
}

// list adds each element by the name of the list.
func (f *Filler) list(v jsontext.Value, field sigma.FieldID) {
	empty := true
	err := jsontext.List(string(v), func(v jsontext.Value) bool {
		empty = false
		f.value(v)
		return f.err == nil
	})
	if err != nil && f.err == nil {
		f.err = ErrNoObject
	}
	if empty {
		f.record.AddNull(field)
	}
}

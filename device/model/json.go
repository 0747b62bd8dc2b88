package model

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// MarshalJSON writes the device as docs/formats/model.md describes it: each
// fact as {"value", "line", "end", "how"}, without the facts that are not read
// from this system and without empty parts and lists. A secret is its kind,
// owner, type and strength; uses of one value share the label in "reuse", and
// no fingerprint is written.
func (d *Device) MarshalJSON() ([]byte, error) {
	e := &encoder{reuse: d.reuse()}
	if err := e.object(reflect.ValueOf(d).Elem()); err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	return e.buf.Bytes(), nil
}

// reuse labels the secrets whose value stands in the file more than once, in
// the order of the file: secret-1, secret-2, ….
func (d *Device) reuse() map[*Secret]string {
	uses := map[[16]byte]int{}
	for _, s := range d.Secrets {
		uses[s.FP]++
	}
	labels, out := map[[16]byte]string{}, map[*Secret]string{}
	for _, s := range d.Secrets {
		if s.FP == ([16]byte{}) || uses[s.FP] < 2 {
			continue
		}
		if labels[s.FP] == "" {
			labels[s.FP] = fmt.Sprintf("secret-%d", len(labels)+1)
		}
		out[s] = labels[s.FP]
	}
	return out
}

// encoder writes parts of the model. Its fields come in the order of the types.
type encoder struct {
	buf   bytes.Buffer
	reuse map[*Secret]string
}

// object writes the struct v.
func (e *encoder) object(v reflect.Value) error {
	e.buf.WriteByte('{')
	first := true
	if o, ok := v.Addr().Interface().(Owner); ok {
		if err := e.lines(o.Own(), &first); err != nil {
			return err
		}
	}
	err := EachField(v.Type(), "", func(i int, name string, _ reflect.Type) error {
		return e.field(name, v.Field(i), &first)
	})
	if s, ok := v.Addr().Interface().(*Secret); ok && e.reuse[s] != "" && err == nil {
		err = e.plain("reuse", e.reuse[s], &first)
	}
	e.buf.WriteByte('}')
	return err
}

// lines writes where a part stands and which of its lines are in doubt.
func (e *encoder) lines(o *Obj, first *bool) error {
	if o.Span != (Span{}) {
		if err := e.plain("span", o.Span, first); err != nil {
			return err
		}
	}
	if len(o.Doubt) > 0 {
		return e.plain("doubt", o.Doubt, first)
	}
	return nil
}

// field writes one member of an object, or nothing where it says nothing.
func (e *encoder) field(name string, v reflect.Value, first *bool) error {
	t := v.Type()
	switch {
	case IsFact(t):
		return e.fact(name, v.Addr().Interface().(Fact), first)
	case t.Kind() == reflect.Struct:
		return e.part(name, v, first)
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Pointer:
		return e.list(name, v, first)
	case v.IsZero() && t.Kind() != reflect.Int64, t.Kind() == reflect.Map && v.Len() == 0, t.Kind() == reflect.Slice && v.Len() == 0:
		if _, words := v.Interface().(interface{ MarshalText() ([]byte, error) }); !words {
			return nil
		}
	}
	return e.plain(name, v.Interface(), first)
}

func (e *encoder) plain(name string, v any, first *bool) error {
	data, err := json.Marshal(v)
	if err == nil {
		e.name(name, first)
		e.buf.Write(data)
	}
	return err
}

func (e *encoder) name(name string, first *bool) {
	if !*first {
		e.buf.WriteByte(',')
	}
	*first = false
	e.buf.WriteByte('"')
	e.buf.WriteString(name) // the names are ours and need no escapes
	e.buf.WriteString(`":`)
}

// fact writes a fact that its parser reads.
func (e *encoder) fact(name string, f Fact, first *bool) error {
	v, span, how := f.Get()
	if how == NotRead {
		return nil
	}
	out := struct {
		Value any `json:"value,omitempty"`
		Span
		How How `json:"how"`
	}{Span: span, How: how}
	if how != Masked && how != Unknown {
		out.Value = filled(v)
	}
	return e.plain(name, out, first)
}

// filled makes an absent list an empty one.
func filled(v any) any {
	if r := reflect.ValueOf(v); r.Kind() == reflect.Slice && r.IsNil() {
		return []string{}
	}
	return v
}

// part writes a nested part unless nothing in it is read.
func (e *encoder) part(name string, v reflect.Value, first *bool) error {
	mark, was := e.buf.Len(), *first
	e.name(name, first)
	start := e.buf.Len()
	if err := e.object(v); err != nil {
		return err
	}
	if e.buf.Len() == start+2 {
		e.buf.Truncate(mark)
		*first = was
	}
	return nil
}

func (e *encoder) list(name string, v reflect.Value, first *bool) error {
	if v.Len() == 0 {
		return nil
	}
	e.name(name, first)
	e.buf.WriteByte('[')
	for i := range v.Len() {
		if i > 0 {
			e.buf.WriteByte(',')
		}
		if err := e.object(v.Index(i).Elem()); err != nil {
			return err
		}
	}
	e.buf.WriteByte(']')
	return nil
}

// Stated is a fact with its place in the model, for people: the path counts
// the members of lists ("users[2].name").
type Stated struct {
	Path  string
	Value any
	Span  Span
	How   How
}

// Each calls fn for everything that the model holds, in the order of the JSON
// form: facts that are read, and the plain fields of parts (How Explicit, with
// the part's lines).
func (d *Device) Each(fn func(Stated)) {
	each(reflect.ValueOf(d).Elem(), "", d.reuse(), fn)
}

func each(v reflect.Value, prefix string, reuse map[*Secret]string, fn func(Stated)) {
	var own Span
	if o, ok := v.Addr().Interface().(Owner); ok {
		own = o.Own().Span
	}
	_ = EachField(v.Type(), prefix, func(i int, path string, ft reflect.Type) error {
		fv := v.Field(i)
		switch {
		case IsFact(ft):
			if val, span, how := fv.Addr().Interface().(Fact).Get(); how != NotRead {
				fn(Stated{path, val, span, how})
			}
		case ft.Kind() == reflect.Struct:
			each(fv, path+".", reuse, fn)
		case ft.Kind() == reflect.Slice && ft.Elem().Kind() == reflect.Pointer:
			for k := range fv.Len() {
				each(fv.Index(k).Elem(), fmt.Sprintf("%s[%d].", path, k), reuse, fn)
			}
		case !fv.IsZero() && strings.Contains(path, "."):
			fn(Stated{path, fv.Interface(), own, Explicit})
		}
		return nil
	})
	if s, ok := v.Addr().Interface().(*Secret); ok && reuse[s] != "" {
		fn(Stated{prefix + "reuse", reuse[s], own, Derived})
	}
}

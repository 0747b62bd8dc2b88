package drift

import (
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
)

// shape mirrors a type of the model, so that a walk looks nothing up.
type shape struct {
	path   string // without names: "users", "" for the device
	word   *Word  // nil where nothing is said of the part itself
	fields []field
	ids    []int // fields of the identity of a list's member
	// secret says that the secret in the member's line is its identity.
	secret bool
}

type field struct {
	index int
	name  string // in JSON
	path  string
	kind  fieldKind
	word  *Word
	sub   *shape
}

type fieldKind uint8

const (
	factField fieldKind = iota
	plainField
	partField
	listField
)

// newShape builds the shape of a device. It reports words about paths that the
// model does not have, and lists without an identity.
func newShape(w *words) (*shape, error) {
	b := builder{words: w, used: map[*Word]bool{}}
	root := b.build(reflect.TypeFor[model.Device](), "")
	for _, word := range w.Facts {
		if !b.used[word] && b.err == nil {
			b.err = fmt.Errorf("drift: %s is in no model", word.Fact)
		}
	}
	return root, b.err
}

type builder struct {
	words *words
	used  map[*Word]bool
	err   error
}

func (b *builder) find(path string) *Word {
	w := b.words.find(path)
	if w != nil {
		b.used[w] = true
	}
	return w
}

func (b *builder) build(t reflect.Type, path string) *shape {
	s := &shape{path: path}
	prefix := ""
	if path != "" {
		s.word, prefix = b.find(path), path+"."
	}
	_ = model.EachField(t, prefix, func(i int, p string, ft reflect.Type) error {
		f := field{index: i, path: p, name: strings.TrimPrefix(p, prefix), word: b.find(p)}
		if f.word != nil && f.word.Skip {
			return nil
		}
		switch {
		case model.IsFact(ft):
		case ft.Kind() == reflect.Struct:
			f.kind, f.sub = partField, b.build(ft, p)
		case ft.Kind() == reflect.Slice && ft.Elem().Kind() == reflect.Pointer:
			f.kind, f.sub = listField, b.build(ft.Elem().Elem(), p)
			b.identity(f.sub, ft.Elem().Elem())
		case path != "" && (ft.Kind() == reflect.String || ft.Kind() == reflect.Bool || ft.Kind() == reflect.Int64):
			f.kind = plainField
		default:
			return nil
		}
		s.fields = append(s.fields, f)
		return nil
	})
	return s
}

// identity finds the fields by which members of a list are told apart.
func (b *builder) identity(s *shape, t reflect.Type) {
	if s.word == nil || len(s.word.Identity) == 0 {
		b.fail("drift: the members of %s have no identity", s.path)
		return
	}
	for _, name := range s.word.Identity {
		if name == "@secret" {
			s.secret = true
			continue
		}
		i := slices.IndexFunc(s.fields, func(f field) bool { return f.name == name })
		if i < 0 {
			b.fail("drift: %s has no field %s", s.path, name)
			return
		}
		s.ids = append(s.ids, i)
	}
}

func (b *builder) fail(format string, args ...any) {
	if b.err == nil {
		b.err = fmt.Errorf(format, args...)
	}
}

// factAt returns the fact in field f of the struct v.
func factAt(v reflect.Value, f *field) model.Fact {
	return v.Field(f.index).Addr().Interface().(model.Fact)
}

// equalFact reports facts of equal value, known in the same way.
func equalFact(a, b model.Fact) bool {
	switch x := a.(type) {
	case *model.F[bool]:
		y := b.(*model.F[bool])
		return x.How == y.How && x.V == y.V
	case *model.F[int64]:
		y := b.(*model.F[int64])
		return x.How == y.How && x.V == y.V
	case *model.F[string]:
		y := b.(*model.F[string])
		return x.How == y.How && x.V == y.V
	case *model.F[[]string]:
		y := b.(*model.F[[]string])
		return x.How == y.How && slices.Equal(x.V, y.V)
	case *model.F[[]netip.Prefix]:
		y := b.(*model.F[[]netip.Prefix])
		return x.How == y.How && slices.Equal(x.V, y.V)
	}
	return false
}

// equal reports structs that hold the same, wherever it stands.
func (s *shape) equal(a, b reflect.Value) bool {
	for i := range s.fields {
		f := &s.fields[i]
		switch f.kind {
		case factField:
			if !equalFact(factAt(a, f), factAt(b, f)) {
				return false
			}
		case plainField:
			if !a.Field(f.index).Equal(b.Field(f.index)) {
				return false
			}
		case partField:
			if !f.sub.equal(a.Field(f.index), b.Field(f.index)) {
				return false
			}
		case listField:
			la, lb := a.Field(f.index), b.Field(f.index)
			if la.Len() != lb.Len() {
				return false
			}
			for k := range la.Len() {
				if !f.sub.equal(la.Index(k).Elem(), lb.Index(k).Elem()) {
					return false
				}
			}
		}
	}
	return true
}

// text writes a field's value, "" where there is none or it is not known.
func (f *field) text(v reflect.Value) string {
	switch f.kind {
	case factField:
		val, _, how := factAt(v, f).Get()
		if how == model.NotRead || how == model.Unknown || how == model.Masked || how == model.Absent {
			return ""
		}
		return write(val)
	case plainField:
		return write(v.Field(f.index).Interface())
	}
	return ""
}

// lookup finds a field by its name below the struct v: "acl_in.name".
func (s *shape) lookup(v reflect.Value, name string) (string, bool) {
	head, rest, nested := strings.Cut(name, ".")
	for i := range s.fields {
		f := &s.fields[i]
		if f.name != head {
			continue
		}
		if nested {
			if f.kind != partField {
				return "", false
			}
			return f.sub.lookup(v.Field(f.index), rest)
		}
		return f.text(v), f.kind == factField || f.kind == plainField
	}
	return "", false
}

// write puts a value into words.
func write(v any) string {
	switch v := v.(type) {
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case int64:
		return strconv.FormatInt(v, 10)
	case string:
		return v
	}
	return strings.Join(items(v), ", ")
}

// items returns the members of a list's value.
func items(v any) []string {
	switch v := v.(type) {
	case []string:
		return v
	case []netip.Prefix:
		out := make([]string, len(v))
		for i, p := range v {
			out[i] = p.String()
		}
		return out
	}
	return nil
}

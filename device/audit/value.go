package audit

import (
	"fmt"
	"net/netip"
	"reflect"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"github.com/linewarden/linewarden/device/model"
)

// object is one part of the model as CEL sees it. Fields become CEL values
// when they are first asked for; what nobody knows becomes a CEL unknown that
// names its cause.
type object struct {
	v      *view
	at     *place
	val    reflect.Value // the struct, addressable
	fields []field       // nil until one is asked for
}

// field is a field that was read: its value, nil until asked for, and the
// lines that it rests on.
type field struct {
	val  ref.Val
	span model.Span
}

// ConvertToNative implements ref.Val.
func (o *object) ConvertToNative(t reflect.Type) (any, error) {
	return nil, fmt.Errorf("audit: %s does not convert to %v", o.at.typ.name, t)
}

// ConvertToType implements ref.Val.
func (o *object) ConvertToType(t ref.Type) ref.Val {
	return types.NewErr("audit: %s does not convert to %s", o.at.typ.name, t.TypeName())
}

// Equal implements ref.Val: a part equals only itself.
func (o *object) Equal(other ref.Val) ref.Val { return types.Bool(o == other) }

// Type implements ref.Val.
func (o *object) Type() ref.Type { return o.at.typ.cel }

// Value implements ref.Val.
func (o *object) Value() any { return o }

// get returns field i.
func (o *object) get(i int) ref.Val {
	if o.fields == nil {
		o.fields = make([]field, len(o.at.typ.fields))
	}
	f := &o.fields[i]
	if f.val == nil {
		o.read(i, f)
	}
	o.v.saw(f.span)
	if o.v.seen != nil && o.at.typ.fields[i].kind == factField {
		o.v.looked(o.at.fields[i])
	}
	return f.val
}

// read fills in field i.
func (o *object) read(i int, into *field) {
	switch f := &o.at.typ.fields[i]; f.kind {
	case factField:
		fact := o.val.Field(f.index).Addr().Interface().(model.Fact)
		if rs, ok := o.val.Addr().Interface().(*model.Ruleset); ok {
			if fact == model.Fact(&rs.Permitted) {
				if into.val = o.sources(rs, fact); into.val != nil {
					return
				}
			}
			fact = o.v.gates.exact(rs, fact)
		}
		span, how := fact.Where()
		if how.Stated() || how == model.Masked || how == model.Unknown {
			into.span = span
		}
		into.val = o.fact(fact, o.at.fields[i], span, how)
	case plainField:
		into.val = plain(o.val.Field(f.index))
	case partField:
		into.val = &object{v: o.v, at: o.at.kid(i), val: o.val.Field(f.index)}
	case refField:
		into.val = &reference{v: o.v, owner: o, at: o.at.kid(i), ref: o.val.Field(f.index).Addr().Interface().(*model.ACLRef)}
	default:
		into.val = o.list(i)
	}
}

// fact turns a fact into a value, or into an unknown that says why.
func (o *object) fact(fact model.Fact, path string, span model.Span, how model.How) ref.Val {
	switch {
	case how.Stated():
		return native(fact)
	case how == model.Derived && o.v.dev.Complete != model.Whole:
		return o.v.notWhole()
	case how == model.Default || how == model.Absent || how == model.Derived:
		if open := o.v.absenceOpen(o.own(), path); open != nil {
			return open
		}
		return native(fact)
	}
	return o.v.notKnown(path, how, span)
}

func (o *object) own() *model.Obj {
	if own, ok := o.val.Addr().Interface().(model.Owner); ok {
		return own.Own()
	}
	return nil
}

func (o *object) list(i int) ref.Val {
	path, at := o.at.fields[i], o.at.kid(i)
	s := o.val.Field(o.at.typ.fields[i].index)
	l := &list{v: o.v, items: make([]ref.Val, 0, s.Len()+1)}
	parts := make([]object, s.Len())
	for k := range parts {
		parts[k] = object{v: o.v, at: at, val: s.Index(k).Elem()}
		l.items = append(l.items, &parts[k])
	}
	l.open = o.v.listOpen(o.own(), path)
	if l.open != nil {
		if derivedList(path) {
			return l.open // its members, too, rest on the file being whole
		}
		l.items = append(l.items, l.open)
	}
	return l
}

// derivedList names the lists whose members rest on the absence of other lines.
func derivedList(path string) bool { return path == "refs.undefined" || path == "refs.unused" }

// list is an ordered list of parts, or of texts. Where the file may hold more of them, it
// ends in an unknown element, so that "all" cannot hold and "exists" cannot
// fail by what was not seen.
type list struct {
	v     *view
	items []ref.Val
	open  *types.Unknown // nil where the list is complete
}

// ConvertToNative implements ref.Val.
func (l *list) ConvertToNative(t reflect.Type) (any, error) {
	return nil, fmt.Errorf("audit: a list of parts does not convert to %v", t)
}

// ConvertToType implements ref.Val.
func (l *list) ConvertToType(t ref.Type) ref.Val {
	return types.NewErr("audit: a list of parts does not convert to %s", t.TypeName())
}

// Equal implements ref.Val. Nothing is known to equal an open list.
func (l *list) Equal(other ref.Val) ref.Val {
	if l.open != nil && l != other {
		return l.open
	}
	return types.Bool(l == other)
}

// Type implements ref.Val.
func (l *list) Type() ref.Type { return types.ListType }

// Value implements ref.Val.
func (l *list) Value() any { return l }

// Add implements traits.Adder.
func (l *list) Add(other ref.Val) ref.Val {
	o, ok := other.(traits.Lister)
	if !ok {
		return types.MaybeNoSuchOverloadErr(other)
	}
	out := &list{v: l.v, items: append([]ref.Val(nil), l.items...), open: l.open}
	for it := o.Iterator(); it.HasNext() == types.True; {
		v := it.Next()
		if u, ok := v.(*types.Unknown); ok {
			out.open = u
		}
		out.items = append(out.items, v)
	}
	return out
}

// Contains implements traits.Container.
func (l *list) Contains(v ref.Val) ref.Val {
	for _, it := range l.items {
		if it == v {
			return types.True
		}
	}
	if l.open != nil {
		return l.open
	}
	return types.False
}

// Get implements traits.Indexer.
func (l *list) Get(index ref.Val) ref.Val {
	i, ok := index.(types.Int)
	if !ok || i < 0 || int(i) >= len(l.items) {
		if ok && l.open != nil {
			return l.open
		}
		return types.NewErr("audit: no element %v", index)
	}
	return l.items[i]
}

// Iterator implements traits.Iterable.
func (l *list) Iterator() traits.Iterator { return &iterator{list: l} }

// Fold implements traits.Foldable, which is how CEL's macros walk a list. CEL's
// own way asks for the size, which an open list does not have.
func (l *list) Fold(f traits.Folder) {
	for i, it := range l.items {
		if !f.FoldEntry(types.Int(i), it) {
			return
		}
	}
}

// Size implements traits.Sizer. The size of an open list is unknown.
func (l *list) Size() ref.Val {
	if l.open != nil {
		return l.open
	}
	return types.Int(len(l.items))
}

// certain returns the elements that are there for sure.
func (l *list) certain() []ref.Val {
	if l.open != nil {
		return l.items[:len(l.items)-1]
	}
	return l.items
}

// texts returns the certain elements of a list of texts that has some.
func (l *list) texts() (ref.Val, bool) {
	sure := l.certain()
	if len(sure) == 0 || sure[0].Type() != types.StringType {
		return nil, false
	}
	return types.NewRefValList(types.DefaultTypeAdapter, sure), true
}

type iterator struct {
	*list
	at int
}

// HasNext implements traits.Iterator.
func (it *iterator) HasNext() ref.Val { return types.Bool(it.at < len(it.items)) }

// Next implements traits.Iterator.
func (it *iterator) Next() ref.Val {
	if it.at >= len(it.items) {
		return nil
	}
	it.at++
	return it.items[it.at-1]
}

// native turns a fact's Go value into a CEL value.
func native(f model.Fact) ref.Val {
	switch f := f.(type) {
	case *model.F[bool]:
		return types.Bool(f.V)
	case *model.F[int64]:
		return types.Int(f.V)
	case *model.F[string]:
		return types.String(f.V)
	case *model.F[[]string]:
		return types.NewStringList(types.DefaultTypeAdapter, f.V)
	case *model.F[[]netip.Prefix]:
		return prefixList(f.V)
	}
	return types.NewErr("audit: a fact of type %T", f)
}

func prefixList(nets []netip.Prefix) ref.Val {
	out := make([]string, len(nets))
	for i, p := range nets {
		out[i] = p.String()
	}
	return types.NewStringList(types.DefaultTypeAdapter, out)
}

// plain turns a field that is part of the model's structure into a CEL value.
func plain(v reflect.Value) ref.Val {
	switch v.Kind() {
	case reflect.Bool:
		return types.Bool(v.Bool())
	case reflect.Int, reflect.Int16, reflect.Int32, reflect.Int64:
		return types.Int(v.Int())
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		return types.Int(v.Uint())
	case reflect.String:
		return types.String(v.String())
	}
	return types.NewErr("audit: a field of kind %v", v.Kind())
}

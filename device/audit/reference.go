package audit

import (
	"fmt"
	"reflect"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"github.com/linewarden/linewarden/device/model"
)

// reference is a place that names a filter, with three fields: name, defined
// and list.
type reference struct {
	v     *view
	owner *object
	at    *place
	ref   *model.ACLRef
	text  ref.Val // the name as a value, nil until asked for
}

// ConvertToNative implements ref.Val.
func (r *reference) ConvertToNative(t reflect.Type) (any, error) {
	return nil, fmt.Errorf("audit: a filter reference does not convert to %v", t)
}

// ConvertToType implements ref.Val.
func (r *reference) ConvertToType(t ref.Type) ref.Val {
	return types.NewErr("audit: a filter reference does not convert to %s", t.TypeName())
}

// Equal implements ref.Val.
func (r *reference) Equal(other ref.Val) ref.Val { return types.Bool(r == other) }

// Type implements ref.Val.
func (r *reference) Type() ref.Type { return r.at.typ.cel }

// Value implements ref.Val.
func (r *reference) Value() any { return r }

// The fields of a reference, as schema.addRef orders them.
const (
	refName = iota
	refDefined
	refList
)

// get returns field i.
func (r *reference) get(i int) ref.Val {
	switch i {
	case refName:
		return r.name()
	case refDefined:
		return r.defined()
	default:
		return r.list()
	}
}

// name is the filter's name, "" where none is applied.
func (r *reference) name() ref.Val {
	f, path := &r.ref.Name, r.at.fields[refName]
	r.v.looked(path)
	if f.How.Stated() || f.How == model.Masked || f.How == model.Unknown {
		r.v.saw(f.Span)
	}
	switch {
	case f.How == model.Derived && r.v.dev.Complete != model.Whole:
		return r.v.notWhole()
	case f.How == model.Default || f.How == model.Absent || f.How == model.Derived:
		if open := r.v.absenceOpen(r.owner.own(), path); open != nil {
			return open
		}
	case !f.How.Stated():
		return r.v.notKnown(path, f.How, f.Span)
	}
	if r.text == nil {
		r.text = types.String(f.V)
	}
	return r.text
}

// defined says that the file defines the filter. That it does not is known
// only of a complete file whose filters were all understood.
func (r *reference) defined() ref.Val {
	n := r.name()
	if types.IsUnknown(n) {
		return n
	}
	if r.ref.List != nil {
		return types.True
	}
	if r.ref.Name.V == "" {
		return types.False
	}
	if open := r.v.absenceOpen(nil, "rulesets"); open != nil {
		return open
	}
	return types.False
}

// list is the filter itself. A filter that is not there decides nothing.
func (r *reference) list() ref.Val {
	n := r.name()
	if types.IsUnknown(n) {
		return n
	}
	if r.ref.List == nil {
		return r.v.unknown(cause{
			text:    fmt.Sprintf("filter %q is not in this file", r.ref.Name.V),
			resolve: "collect the file that defines the filter",
		})
	}
	return r.v.ruleset(r.ref.List)
}

// ruleset returns a filter as CEL sees it, the same object each time.
func (v *view) ruleset(r *model.Ruleset) ref.Val {
	if o := v.rulesets[r]; o != nil {
		return o
	}
	if v.rulesets == nil {
		v.rulesets = map[*model.Ruleset]*object{}
	}
	o := &object{v: v, at: v.schema.rulesets, val: reflect.ValueOf(r).Elem()}
	v.rulesets[r] = o
	return o
}

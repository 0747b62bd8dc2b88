package audit

import (
	"fmt"
	"reflect"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/site"
)

// schema tells CEL the types of the model. It is built once from the Go types
// and immutable after.
type schema struct {
	*types.Registry
	types  map[reflect.Type]*structType
	byName map[string]*structType
	site   *structType
	// The places of the roots.
	device, group, rulesets *place
	// functions are those that are worked out without CEL, by name.
	functions map[string]function
}

type structType struct {
	name   string
	cel    *cel.Type
	fields []fieldType
	index  map[string]int
}

type fieldType struct {
	name  string
	index int
	kind  fieldKind
	cel   *cel.Type
	elem  *structType
}

type fieldKind uint8

const (
	factField fieldKind = iota
	plainField
	partField
	listField
	refField
	registerField
)

func newSchema() (*schema, error) {
	reg, err := types.NewRegistry()
	if err != nil {
		return nil, fmt.Errorf("audit: %w", err)
	}
	s := &schema{Registry: reg, types: map[reflect.Type]*structType{}, byName: map[string]*structType{}}
	s.device = newPlace(s.add(reflect.TypeFor[model.Device]()), "")
	s.group = newPlace(s.add(reflect.TypeFor[Group]()), "estate_secrets")
	s.rulesets = newPlace(s.add(reflect.TypeFor[model.Ruleset]()), "rulesets")
	s.addSite()
	s.functions = functionTable(newFacing(s))
	return s, nil
}

// add describes the struct type t and what it is made of.
func (s *schema) add(t reflect.Type) *structType {
	if st := s.types[t]; st != nil {
		return st
	}
	st := &structType{name: "linewarden." + t.Name(), index: map[string]int{}}
	st.cel = cel.ObjectType(st.name)
	s.types[t], s.byName[st.name] = st, st
	if t == reflect.TypeFor[model.ACLRef]() {
		s.addRef(st, s.add(reflect.TypeFor[model.Ruleset]()))
		return st
	}
	_ = model.EachField(t, "", func(i int, name string, ft reflect.Type) error {
		f := fieldType{name: name, index: i}
		if s.describe(&f, ft) {
			st.index[name] = len(st.fields)
			st.fields = append(st.fields, f)
		}
		return nil
	})
	return st
}

// describe fills a field's kind and type; it reports false for what checks
// cannot see.
func (s *schema) describe(f *fieldType, t reflect.Type) bool {
	switch {
	case model.IsFact(t):
		f.kind, f.cel = factField, valueType(t.Field(0).Type)
	case t == reflect.TypeFor[model.ACLRef]():
		f.kind, f.elem = refField, s.add(t)
		f.cel = f.elem.cel
	case t.Kind() == reflect.Struct:
		f.kind, f.elem = partField, s.add(t)
		f.cel = f.elem.cel
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Pointer:
		f.kind, f.elem = listField, s.add(t.Elem().Elem())
		f.cel = cel.ListType(f.elem.cel)
	default:
		f.kind, f.cel = plainField, plainType(t.Kind())
	}
	return f.cel != nil
}

func (s *schema) addRef(st, ruleset *structType) {
	for i, f := range []fieldType{{name: "name", cel: cel.StringType}, {name: "defined", cel: cel.BoolType}, {name: "list", cel: ruleset.cel, elem: ruleset}} {
		st.index[f.name] = i
		st.fields = append(st.fields, f)
	}
}

// addSite describes the site: one list of strings for each register and for
// the networks of each purpose.
func (s *schema) addSite() {
	st := &structType{name: "linewarden.Site", index: map[string]int{}}
	st.cel = cel.ObjectType(st.name)
	names := []string{}
	for _, p := range site.Purposes() {
		names = append(names, "networks_"+string(p))
	}
	for _, r := range site.Registers() {
		names = append(names, r.Name)
	}
	for i, n := range names {
		st.index[n] = i
		st.fields = append(st.fields, fieldType{name: n, kind: registerField, cel: cel.ListType(cel.StringType)})
	}
	s.site, s.byName[st.name] = st, st
}

func valueType(t reflect.Type) *cel.Type {
	if t.Kind() == reflect.Slice {
		return cel.ListType(cel.StringType)
	}
	return plainType(t.Kind())
}

func plainType(k reflect.Kind) *cel.Type {
	switch k {
	case reflect.Bool:
		return cel.BoolType
	case reflect.Int, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint8, reflect.Uint16, reflect.Uint32:
		return cel.IntType
	case reflect.String:
		return cel.StringType
	}
	return nil
}

// FindStructType implements types.Provider.
func (s *schema) FindStructType(name string) (*types.Type, bool) {
	if st := s.byName[name]; st != nil {
		return types.NewTypeTypeWithParam(st.cel), true
	}
	return s.Registry.FindStructType(name)
}

// FindStructFieldNames implements types.Provider.
func (s *schema) FindStructFieldNames(name string) ([]string, bool) {
	st := s.byName[name]
	if st == nil {
		return s.Registry.FindStructFieldNames(name)
	}
	var out []string
	for _, f := range st.fields {
		out = append(out, f.name)
	}
	return out, true
}

// FindStructFieldType implements types.Provider.
func (s *schema) FindStructFieldType(name, field string) (*types.FieldType, bool) {
	st := s.byName[name]
	if st == nil {
		return s.Registry.FindStructFieldType(name, field)
	}
	i, ok := st.index[field]
	if !ok {
		return nil, false
	}
	return &types.FieldType{
		Type:    st.fields[i].cel,
		IsSet:   func(any) bool { return true },
		GetFrom: func(target any) (any, error) { return readField(target, i) },
	}, true
}

// readField reads field i of whatever CEL holds in target.
func readField(target any, i int) (any, error) {
	if val, ok := target.(ref.Val); ok {
		return fieldOf(val, i), nil
	}
	return nil, fmt.Errorf("audit: no fields in %T", target)
}

// fieldOf returns field i of a part; what is open stays so.
func fieldOf(val ref.Val, i int) ref.Val {
	switch o := val.(type) {
	case *object:
		return o.get(i)
	case *reference:
		return o.get(i)
	case *siteValue:
		return o.get(i)
	case *types.Unknown, *types.Err:
		return o
	}
	return types.NewErr("audit: no fields in %T", val)
}

// NewValue implements types.Provider: checks do not make parts of the model.
func (s *schema) NewValue(name string, _ map[string]ref.Val) ref.Val {
	return types.NewErr("audit: a check cannot make a %s", name)
}

// NativeToValue implements types.Adapter.
func (s *schema) NativeToValue(v any) ref.Val {
	if rv, ok := v.(ref.Val); ok {
		return rv
	}
	return types.DefaultTypeAdapter.NativeToValue(v)
}

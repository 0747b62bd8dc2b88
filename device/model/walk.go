package model

import (
	"reflect"
	"strings"
)

// IsFact reports whether t is an F.
func IsFact(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && strings.HasPrefix(t.Name(), "F[") && t.PkgPath() == reflect.TypeFor[Obj]().PkgPath()
}

// EachField calls fn for every field of the struct type t that has a name in
// JSON, with its index, its path below prefix and its type. Obj's own fields
// are left out.
func EachField(t reflect.Type, prefix string, fn func(index int, path string, ft reflect.Type) error) error {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Type == reflect.TypeFor[Obj]() {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" || !f.IsExported() {
			continue
		}
		if err := fn(i, prefix+name, f.Type); err != nil {
			return err
		}
	}
	return nil
}

// EachFact calls fn for every fact of the device in a fixed order, with its
// path and, for facts in a list, the part that holds it.
func (d *Device) EachFact(fn func(path string, owner any, f Fact)) {
	eachFact(reflect.ValueOf(d).Elem(), "", d, fn)
}

func eachFact(v reflect.Value, prefix string, owner any, fn func(string, any, Fact)) {
	_ = EachField(v.Type(), prefix, func(i int, path string, ft reflect.Type) error {
		fv := v.Field(i)
		switch {
		case IsFact(ft):
			fn(path, owner, fv.Addr().Interface().(Fact))
		case ft.Kind() == reflect.Struct:
			eachFact(fv, path+".", fv.Addr().Interface(), fn)
		case ft.Kind() == reflect.Slice && ft.Elem().Kind() == reflect.Pointer:
			for k := range fv.Len() {
				eachFact(fv.Index(k).Elem(), path+".", fv.Index(k).Interface(), fn)
			}
		}
		return nil
	})
}

// Forget makes every fact at path unknown, in all list elements, and reports
// how many it changed. It exists to test what an answer rests on.
func (d *Device) Forget(path string) int {
	n := 0
	d.EachFact(func(p string, _ any, f Fact) {
		if p == path {
			f.forget()
			n++
		}
	})
	return n
}

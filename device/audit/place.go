package audit

import "sync/atomic"

// place is where a part stands in the model: its type, its path and the paths
// of its fields. The model's shape is the same for all devices, so places are
// made once and shared; elements of a list share one.
type place struct {
	typ    *structType
	path   string   // "" for the device
	fields []string // the path of each field
	kids   []atomic.Pointer[place]
}

func newPlace(typ *structType, path string) *place {
	p := &place{typ: typ, path: path, fields: make([]string, len(typ.fields)), kids: make([]atomic.Pointer[place], len(typ.fields))}
	for i := range typ.fields {
		p.fields[i] = typ.fields[i].name
		if path != "" {
			p.fields[i] = path + "." + typ.fields[i].name
		}
	}
	return p
}

// kid returns the place of the part, or of the parts, in field i.
func (p *place) kid(i int) *place {
	if k := p.kids[i].Load(); k != nil {
		return k
	}
	p.kids[i].CompareAndSwap(nil, newPlace(p.typ.fields[i].elem, p.fields[i]))
	return p.kids[i].Load()
}

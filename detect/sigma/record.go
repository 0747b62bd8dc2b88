package sigma

// FieldID is the number of a field name that some rule of an Engine asks for.
type FieldID int32

// Other is the field of values whose name no rule asks for.
const Other FieldID = -1

// Record is one event. It is filled again and again; its texts stay those of
// whoever filled it. A field may have several values, of which one that matches
// is enough.
type Record struct {
	values []value
	// heads has, for each field, the place of its last value in values.
	heads []head
	turn  uint32
}

type value struct {
	text  string
	field FieldID
	// before is the place of the value of the same field before this one, -1
	// for none.
	before int32
	null   bool
	// keywords says that tests without a field look at it.
	keywords bool
}

type head struct {
	turn uint32
	last int32
}

// NewRecord returns a Record for the fields of an engine.
func (e *Engine) NewRecord() *Record { return &Record{heads: make([]head, len(e.fieldNames)), turn: 1} }

// Reset empties the record.
func (r *Record) Reset() {
	r.values = r.values[:0]
	if r.turn++; r.turn == 0 {
		clear(r.heads)
		r.turn = 1
	}
}

// Add gives a field a value. Tests without a field look at it if keywords is set.
func (r *Record) Add(f FieldID, text string, keywords bool) {
	r.add(value{text: text, field: f, keywords: keywords})
}

// AddNull says that a field is there and has no value.
func (r *Record) AddNull(f FieldID) { r.add(value{field: f, null: true}) }

func (r *Record) add(v value) {
	v.before = -1
	if v.field != Other {
		h := &r.heads[v.field]
		if h.turn == r.turn {
			v.before = h.last
		}
		*h = head{r.turn, int32(len(r.values))}
	}
	r.values = append(r.values, v)
}

// last returns the place of the last value of a field, -1 where it is missing.
func (r *Record) last(f FieldID) int32 {
	if h := r.heads[f]; h.turn == r.turn {
		return h.last
	}
	return -1
}

// Texts yields the values of a field, the last first; nulls are none.
func (r *Record) Texts(f FieldID) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		if f == Other {
			return
		}
		for i := r.last(f); i >= 0; i = r.values[i].before {
			if v := &r.values[i]; !v.null && !yield(v.text) {
				return
			}
		}
	}
}

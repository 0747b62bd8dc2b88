package correlate

import (
	"hash/maphash"

	"github.com/linewarden/linewarden/detect/sigma"
)

// Sign is that a rule matched an event: what one correlation needs of it. Texts of
// the event are hashed under a key of the process; values that differ count as
// one with the chance of one in 2^64.
type Sign struct {
	// Time is when, in microseconds since 1970 UTC.
	Time int64
	// Ref is the caller's number of the event.
	Ref int64
	// Rests says that the match rests on missing fields: whatever number the
	// caller gives them, 0 for none.
	Rests int32

	correlation, place int32
	value              uint64
	parts              []uint64 // of the group
}

// Lack is that a match counts for no group, since the event lacks what makes it.
type Lack struct {
	Correlation int32
	Fields      []string
}

// Reader takes signs from records; it is for one goroutine.
type Reader struct {
	set  *Set
	seed maphash.Seed
	// groups and values have the numbers of the fields of each use.
	groups, values [][][]sigma.FieldID
	signs          []Sign
	lacks          []Lack
	parts          []uint64
}

// Reader returns a reader of the records of an engine, which must have been
// compiled with Fields.
func (s *Set) Reader(e *sigma.Engine) *Reader {
	r := &Reader{set: s, seed: maphash.MakeSeed(), groups: make([][][]sigma.FieldID, len(s.byRule)), values: make([][][]sigma.FieldID, len(s.byRule))}
	ids := func(names []string) []sigma.FieldID {
		var out []sigma.FieldID
		for _, name := range names {
			out = append(out, e.Field(name))
		}
		return out
	}
	for i, uses := range s.byRule {
		for _, u := range uses {
			r.groups[i] = append(r.groups[i], ids(u.group))
			r.values[i] = append(r.values[i], ids(u.value))
		}
	}
	return r
}

// Read returns the signs that the match of a rule gives, and what it cannot give
// for want of fields; both are overwritten by the next call. A field with several
// values is taken as their list, and a null is no value.
func (r *Reader) Read(rule int32, record *sigma.Record, time, ref int64, rests int32) ([]Sign, []Lack) {
	r.signs, r.lacks, r.parts = r.signs[:0], r.lacks[:0], r.parts[:0]
	uses := r.set.byRule[rule]
	for i := range uses {
		u := &uses[i]
		s := Sign{Time: time, Ref: ref, Rests: rests, correlation: u.correlation, place: u.place}
		from := len(r.parts)
		lacking := r.hash(record, r.groups[rule][i], u.group, nil)
		s.parts = r.parts[from:len(r.parts):len(r.parts)]
		from = len(r.parts)
		lacking = r.hash(record, r.values[rule][i], u.value, lacking)
		s.value = combine(r.parts[from:])
		if lacking != nil {
			r.lacks = append(r.lacks, Lack{u.correlation, lacking})
			continue
		}
		r.signs = append(r.signs, s)
	}
	return r.signs, r.lacks
}

// hash appends the hash of each field to parts, and the name of each that is
// missing to lacking.
func (r *Reader) hash(record *sigma.Record, ids []sigma.FieldID, names, lacking []string) []string {
	for i, id := range ids {
		hash, any := uint64(0), false
		for text := range record.Texts(id) {
			hash, any = mix(hash, maphash.String(r.seed, text)), true
		}
		if !any {
			lacking = append(lacking, names[i])
		}
		r.parts = append(r.parts, hash)
	}
	return lacking
}

// combine makes one number of several, in their order.
func combine(parts []uint64) uint64 {
	h := uint64(len(parts))
	for _, p := range parts {
		h = mix(h, p)
	}
	return h
}

func mix(h, p uint64) uint64 {
	h = (h ^ p) * 0x9e3779b97f4a7c15
	return h ^ h>>29
}

// Keep returns the sign with memory of its own, to be taken later.
func (s Sign) Keep() Sign {
	s.parts = append([]uint64(nil), s.parts...)
	return s
}

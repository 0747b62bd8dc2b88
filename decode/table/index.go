package table

// index finds what is kept for an id: of a message, or a key. It is an open table of at least twice as
// many buckets as ids, so that a look takes one comparison or two; ids never
// come from the input, so that nobody can choose where they fall.
type index[T any] struct {
	buckets []bucket[T]
	count   int
}

type bucket[T any] struct {
	id    string
	used  bool
	value T
}

// at returns what is kept for the id, to be changed before the first look.
func (x *index[T]) at(id string) *T {
	if 2*x.count >= len(x.buckets) {
		old := x.buckets
		x.buckets = make([]bucket[T], max(16, 2*len(old)))
		for i := range old {
			if old[i].used {
				*x.find(old[i].id) = old[i]
			}
		}
	}
	b := x.find(id)
	if !b.used {
		x.count++
		b.id, b.used = id, true
	}
	return &b.value
}

// find returns the bucket of the id, or the free one where it would be.
func (x *index[T]) find(id string) *bucket[T] {
	for i := hash(id); ; i++ {
		b := &x.buckets[i&uint32(len(x.buckets)-1)]
		if !b.used || b.id == id {
			return b
		}
	}
}

// get returns what is kept for the id, nil for other ids.
func (x *index[T]) get(id string) *T {
	if len(x.buckets) == 0 {
		return nil
	}
	if b := x.find(id); b.used {
		return &b.value
	}
	return nil
}

// hash mixes the length and both ends: ids of one facility begin alike, those of
// one kind of message end alike.
func hash(id string) uint32 {
	var h uint64
	switch n := len(id); {
	case n >= 8:
		h = load(id)*0x9fb21c651e98df25 ^ load(id[n-8:]) ^ uint64(n)
	case n >= 4:
		h = half(id)<<32 ^ half(id[n-4:]) ^ uint64(n)<<61
	default:
		for i := 0; i < n; i++ {
			h = h<<8 | uint64(id[i])
		}
	}
	return uint32(h * 0x9e3779b97f4a7c15 >> 32)
}

// half takes the first 4 bytes as a number.
func half(s string) uint64 {
	_ = s[3]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
}

// load takes the first 8 bytes as a number.
func load(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

package table

// index finds the entries of an id. It is an open table of at least twice as
// many buckets as ids, so that a look takes one comparison or two; ids never
// come from the input, so that nobody can choose where they fall.
type index struct {
	buckets []bucket
	count   int
}

type bucket struct {
	id      string
	entries []*entry
}

// add puts e behind the other entries of the id.
func (x *index) add(id string, e *entry) {
	if 2*x.count >= len(x.buckets) {
		old := x.buckets
		x.buckets = make([]bucket, max(16, 2*len(old)))
		for _, p := range old {
			if p.entries != nil {
				*x.find(p.id) = p
			}
		}
	}
	p := x.find(id)
	if p.entries == nil {
		x.count++
	}
	p.id, p.entries = id, append(p.entries, e)
}

// find returns the bucket of the id, or the free one where it would be.
func (x *index) find(id string) *bucket {
	for i := hash(id); ; i++ {
		p := &x.buckets[i&uint32(len(x.buckets)-1)]
		if p.entries == nil || p.id == id {
			return p
		}
	}
}

// get returns the entries of the id.
func (x *index) get(id string) []*entry {
	if len(x.buckets) == 0 {
		return nil
	}
	return x.find(id).entries
}

// hash mixes the length and both ends: ids of one facility begin alike, those of
// one kind of message end alike.
func hash(id string) uint32 {
	var h uint64
	if n := len(id); n >= 8 {
		h = load(id)*0x9fb21c651e98df25 ^ load(id[n-8:]) ^ uint64(n)
	} else {
		for i := 0; i < n; i++ {
			h = h<<8 | uint64(id[i])
		}
	}
	return uint32(h * 0x9e3779b97f4a7c15 >> 32)
}

// load takes the first 8 bytes as a number.
func load(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

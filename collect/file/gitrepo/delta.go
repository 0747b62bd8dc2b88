package gitrepo

import "encoding/binary"

// apply builds an object from its base and a delta: gitformat-pack, "Deltified
// representation".
func (r *Repo) apply(base, delta []byte) ([]byte, error) {
	from, delta, ok := length(delta)
	if !ok || from != uint64(len(base)) {
		return nil, ErrDamaged
	}
	size, delta, ok := length(delta)
	if !ok {
		return nil, ErrDamaged
	}
	if size > uint64(r.lim.MaxObject) {
		return nil, ErrTooLarge
	}
	if err := r.spend(int64(size)); err != nil {
		return nil, err
	}
	out := make([]byte, 0, size)
	for len(delta) > 0 {
		var part []byte
		if part, delta, ok = instruction(base, delta); !ok || len(out)+len(part) > int(size) {
			return nil, ErrDamaged
		}
		out = append(out, part...)
	}
	if len(out) != int(size) {
		return nil, ErrDamaged
	}
	return out, nil
}

func length(b []byte) (n uint64, rest []byte, ok bool) {
	n, k := binary.Uvarint(b)
	if k <= 0 {
		return 0, nil, false
	}
	return n, b[k:], true
}

// instruction takes one instruction from the front of a delta and returns the
// bytes that it adds: literal ones, or a part of the base.
func instruction(base, delta []byte) (part, rest []byte, ok bool) {
	op := delta[0]
	delta = delta[1:]
	if op&0x80 == 0 {
		n := int(op)
		if n == 0 || n > len(delta) {
			return nil, nil, false
		}
		return delta[:n], delta[n:], true
	}
	var v uint64 // four bytes of offset, three of size, those absent being zero
	for i := range 7 {
		if op>>i&1 == 0 {
			continue
		}
		if len(delta) == 0 {
			return nil, nil, false
		}
		v |= uint64(delta[0]) << (8 * i)
		delta = delta[1:]
	}
	offset, n := v&0xffffffff, v>>32
	if n == 0 {
		n = 0x10000
	}
	if offset+n > uint64(len(base)) {
		return nil, nil, false
	}
	return base[offset : offset+n], delta, true
}

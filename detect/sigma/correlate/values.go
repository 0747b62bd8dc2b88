package correlate

// few is how many values are looked through one by one.
const few = 12

// values are the values of a group with the latest entry of each, listed by time.
type values struct {
	nodes []valueNode // 0 is the end of the list in both directions
	free  []int32
	index map[uint64]int32 // once there are more than few
	n     int
}

type valueNode struct {
	Entry
	value        uint64
	older, newer int32
}

// expire takes away what is older than since.
func (v *values) expire(since int64) {
	for v.n > 0 && v.nodes[v.oldest()].Time < since {
		v.remove(v.oldest())
	}
}

func (v *values) oldest() int32 { return v.nodes[0].newer }

// add gives a value an entry, unless it has a later one; of more than keep values
// the oldest goes.
func (v *values) add(value uint64, e Entry, keep int) {
	if i := v.find(value); i != 0 {
		if v.nodes[i].Time > e.Time {
			return
		}
		v.remove(i)
	}
	if v.n == keep {
		if v.nodes[v.oldest()].Time > e.Time {
			return
		}
		v.remove(v.oldest())
	}
	v.insert(v.slot(), value, e)
}

// find returns the place of a value, 0 if it is not there.
func (v *values) find(value uint64) int32 {
	if v.index != nil {
		return v.index[value]
	}
	if v.n == 0 {
		return 0
	}
	for i := v.nodes[0].older; i != 0; i = v.nodes[i].older {
		if v.nodes[i].value == value {
			return i
		}
	}
	return 0
}

func (v *values) slot() int32 {
	if n := len(v.free); n > 0 {
		i := v.free[n-1]
		v.free = v.free[:n-1]
		return i
	}
	if v.nodes == nil {
		v.nodes = make([]valueNode, 1, 4)
	}
	v.nodes = append(v.nodes, valueNode{})
	return int32(len(v.nodes) - 1)
}

// insert puts a value behind those that are not newer.
func (v *values) insert(i int32, value uint64, e Entry) {
	older := v.nodes[0].older
	for older != 0 && v.nodes[older].Time > e.Time {
		older = v.nodes[older].older
	}
	newer := v.nodes[older].newer
	v.nodes[i] = valueNode{Entry: e, value: value, older: older, newer: newer}
	v.nodes[older].newer = i
	v.nodes[newer].older = i
	v.n++
	if v.index != nil {
		v.index[value] = i
	} else if v.n > few {
		v.index = make(map[uint64]int32, 2*few)
		for k := v.nodes[0].older; k != 0; k = v.nodes[k].older {
			v.index[v.nodes[k].value] = k
		}
	}
}

func (v *values) remove(i int32) {
	x := &v.nodes[i]
	v.nodes[x.older].newer = x.newer
	v.nodes[x.newer].older = x.older
	if v.index != nil {
		delete(v.index, x.value)
	}
	v.free = append(v.free, i)
	v.n--
}

func (v *values) all(out []Entry) []Entry {
	if v.n == 0 {
		return out
	}
	for i := v.oldest(); i != 0; i = v.nodes[i].newer {
		out = append(out, v.nodes[i].Entry)
	}
	return out
}

package netflow

// field is one field of a template.
type field struct {
	enterprise uint32
	id         uint16
	size       uint16 // variable is 65535, RFC 7011 §7
	scope      bool
}

const variable = 65535

// op is what a step does.
type op uint8

const (
	load1 op = iota
	load2
	load4
	load8
	loadN  // of 3, 5, 6 or 7 bytes
	load16 // into two slots
	mark   // a text of fixed length
	skip   // a field of variable length
	markV  // a text of variable length
	loadV  // a number in a field of variable length
)

// step reads one field. off counts from the record's beginning as if all fields
// of variable length before it were empty and had no length.
type step struct {
	op   op
	slot uint8
	size uint16
	off  uint32
}

// plan is a compiled template.
type plan struct {
	steps    []step
	min      int // the shortest record
	has      uint64
	texts    uint8
	variable bool
	options  bool
	raw      string // the template's bytes, to know it again
}

// compile makes a plan. v9 scopes are in a number space of their own, RFC 3954
// §6.1: 2 is the interface.
func compile(fields []field, v9 bool) *plan {
	p := &plan{}
	var best [64]int    // index of the chosen step + 1, by slot
	var bestText [8]int // the same, by text
	var ranks [64]uint8 // of the chosen
	var tranks [8]uint8 //
	var steps []step    // with those that are overtaken
	var drop []bool     //
	off := uint32(0)
	for _, f := range fields {
		e, ok := known(f, v9)
		st := step{slot: uint8(e.slot), size: f.size, off: off}
		if ok {
			st.op, ok = opOf(e, f.size)
		}
		if f.size == variable {
			p.variable = true
			p.min++
			if !ok {
				st.op = skip
			}
		} else {
			off += uint32(f.size)
			p.min += int(f.size)
			if !ok {
				continue
			}
		}
		if ok {
			at, rank := &best[e.slot&63], &ranks[e.slot&63]
			if e.kind == text {
				at, rank = &bestText[e.slot&7], &tranks[e.slot&7]
			}
			switch {
			case *at == 0:
			case e.rank < *rank:
				drop[*at-1] = true
			default:
				ok = false
			}
			if ok {
				*at, *rank = len(steps)+1, e.rank
				if e.kind == text {
					p.texts |= 1 << e.slot
				} else {
					p.has |= 1 << e.slot
				}
				if e.kind == ip6 {
					p.has |= 1 << (e.slot + 1)
				}
			}
		}
		steps, drop = append(steps, st), append(drop, !ok)
	}
	for i, st := range steps {
		switch {
		case !drop[i]:
		case st.size == variable:
			st.op = skip
		default:
			continue
		}
		p.steps = append(p.steps, st)
	}
	return p
}

func known(f field, v9 bool) (element, bool) {
	if f.scope && v9 {
		if f.id == 2 {
			return find(standard, 10)
		}
		return element{}, false
	}
	return find(f.enterprise, f.id)
}

// opOf chooses how to read an element of that length, and says whether it can be
// read: reduced lengths are (RFC 7011 §6.2), others are not believed.
func opOf(e element, size uint16) (op, bool) {
	v := size == variable
	switch e.kind {
	case text:
		if v {
			return markV, true
		}
		return mark, true
	case ip4:
		return load4, size == 4
	case ip6:
		return load16, size == 16
	}
	switch size {
	case variable:
		return loadV, true
	case 1:
		return load1, true
	case 2:
		return load2, true
	case 4:
		return load4, true
	case 8:
		return load8, true
	}
	return loadN, 0 < size && size < 8
}

// read decodes the record at the beginning of s and returns its length; 0 says
// that s is too short for one. min of a plan that is used is never 0.
func (p *plan) read(s string, r *Record) int {
	if len(s) < p.min {
		return 0
	}
	r.has, r.texts = p.has, p.texts
	if p.variable {
		return p.readVariable(s, r)
	}
	s = s[:p.min]
	for i := range p.steps {
		st := &p.steps[i]
		p.fixed(st, s, int(st.off), r)
	}
	return p.min
}

// fixed runs a step of fixed length at a place that is known to be in s.
func (p *plan) fixed(st *step, s string, at int, r *Record) {
	switch st.op {
	case load4:
		f := s[at : at+4]
		r.n[st.slot&63] = uint64(uint32(f[0])<<24 | uint32(f[1])<<16 | uint32(f[2])<<8 | uint32(f[3]))
	case load2:
		f := s[at : at+2]
		r.n[st.slot&63] = uint64(uint16(f[0])<<8 | uint16(f[1]))
	case load1:
		r.n[st.slot&63] = uint64(s[at])
	case load8:
		r.n[st.slot&63] = be64(s[at : at+8])
	case load16:
		f := s[at : at+16]
		r.n[st.slot&63], r.n[(st.slot+1)&63] = be64(f[:8]), be64(f[8:])
	case loadN:
		r.n[st.slot&63] = beN(s[at : at+int(st.size)])
	case mark:
		r.text[st.slot%numTexts] = span{uint32(at), uint32(st.size)}
	}
}

// readVariable is read for templates with fields of variable length. moved is
// how far they have moved what follows.
func (p *plan) readVariable(s string, r *Record) int {
	moved, left := 0, p.min
	for i := range p.steps {
		st := &p.steps[i]
		at := int(st.off) + moved
		if st.size != variable {
			p.fixed(st, s, at, r)
			continue
		}
		n, head := 0, 1
		if n = int(s[at]); n == 255 { // RFC 7011 §7: three bytes of length
			if head = 3; len(s) < left+2 {
				return 0
			}
			n = int(s[at+1])<<8 | int(s[at+2])
		}
		left += head - 1 + n
		if len(s) < left {
			return 0
		}
		moved += head + n
		p.varying(st, s, at+head, n, r)
	}
	return left
}

func (p *plan) varying(st *step, s string, at, n int, r *Record) {
	switch st.op {
	case markV:
		r.text[st.slot%numTexts] = span{uint32(at), uint32(n)}
	case loadV:
		if n == 0 || n > 8 {
			r.has &^= 1 << st.slot
			return
		}
		r.n[st.slot&63] = beN(s[at : at+n])
	}
}

func be16(s string, at int) uint16 { return uint16(s[at])<<8 | uint16(s[at+1]) }

func be32(s string, at int) uint32 {
	return uint32(s[at])<<24 | uint32(s[at+1])<<16 | uint32(s[at+2])<<8 | uint32(s[at+3])
}

func be64(s string) uint64 {
	_ = s[7]
	return uint64(s[0])<<56 | uint64(s[1])<<48 | uint64(s[2])<<40 | uint64(s[3])<<32 |
		uint64(s[4])<<24 | uint64(s[5])<<16 | uint64(s[6])<<8 | uint64(s[7])
}

func beN(s string) (n uint64) {
	for i := range len(s) {
		n = n<<8 | uint64(s[i])
	}
	return n
}

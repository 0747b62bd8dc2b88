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
	load16 // into two slots that follow each other
	pair1  // two fields beside each other of 1, 2 or 4 bytes, in one step
	pair2
	pair4
	mark  // a text of fixed length
	skip  // a field of variable length
	markV // a text of variable length
	loadV // a number in a field of variable length
)

// step reads one field. off counts from the record's beginning as if all fields
// of variable length before it were empty and had no length.
type step struct {
	op    op
	slot  uint8
	slot2 uint8 // of the second of a pair
	size  uint16
	off   uint32
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
		p.add(st)
	}
	return p
}

// pairs are the steps that make two of one.
var pairs = [...]op{load1: pair1, load2: pair2, load4: pair4}

// add appends a step, or joins it with the last one if that makes a pair: half
// of what a record costs is finding out what to do next.
func (p *plan) add(st step) {
	if n := len(p.steps); n > 0 {
		last := &p.steps[n-1]
		if int(st.op) < len(pairs) && last.op == st.op && last.off+uint32(last.size) == st.off {
			last.op, last.slot2 = pairs[st.op], st.slot
			return
		}
	}
	p.steps = append(p.steps, st)
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
	run(p.steps, s[:p.min], 0, r)
	return p.min
}

// run runs steps of fixed length, whose bytes s is known to hold; moved is how
// far fields of variable length have moved them.
func run(steps []step, s string, moved int, r *Record) {
	for i := range steps {
		st := &steps[i]
		at := int(st.off) + moved
		f := s[at:]
		switch st.op {
		case pair4:
			v := be64(f)
			r.n[st.slot&63], r.n[st.slot2&63] = v>>32, v&0xffffffff
		case pair2:
			v := be32(f, 0)
			r.n[st.slot&63], r.n[st.slot2&63] = uint64(v>>16), uint64(v&0xffff)
		case pair1:
			v := be16(f, 0)
			r.n[st.slot&63], r.n[st.slot2&63] = uint64(v>>8), uint64(v&0xff)
		case load4:
			r.n[st.slot&63] = uint64(be32(f, 0))
		case load2:
			r.n[st.slot&63] = uint64(be16(f, 0))
		case load1:
			r.n[st.slot&63] = uint64(f[0])
		case load8:
			r.n[st.slot&63] = be64(f)
		case load16:
			r.n[st.slot&63], r.n[(st.slot+1)&63] = be64(f), be64(f[8:])
		case loadN:
			r.n[st.slot&63] = beN(f[:st.size])
		case mark:
			r.text[st.slot%numTexts] = span{uint32(at), uint32(st.size)}
		}
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
			run(p.steps[i:i+1], s, moved, r)
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
		st.varying(s, at+head, n, r)
	}
	return left
}

func (st *step) varying(s string, at, n int, r *Record) {
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

func be16(s string, at int) uint16 {
	_ = s[at+1]
	return uint16(s[at])<<8 | uint16(s[at+1])
}

func be32(s string, at int) uint32 {
	_ = s[at+3]
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

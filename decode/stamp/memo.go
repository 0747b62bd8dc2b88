package stamp

// Memo reads stamps as Read does, and quicker where one begins as an earlier one
// did: within a minute only what stands behind the last ":" is read again. The
// zero Memo has seen none, a nil one keeps none.
type Memo struct{ heads [8]head }

// head is a stamp up to the ":" before its seconds, and what a reader knew there.
type head struct {
	text   [32]byte
	length int
	stamp  Stamp
	reader reader // without its text
}

// headOf picks a place by signs that tell most spellings apart: marks and names
// from digits, a time from a year behind the day.
func (m *Memo) headOf(s string) *head { return &m.heads[(s[0]^s[9])&7] }

// shortest is the least that a stamp with a date takes, "Nov 2 3:02:11" apart.
const shortest = 14

// Read is the function Read, into st, which is left alone where there is none.
func (m *Memo) Read(s string, st *Stamp) int {
	if m == nil || len(s) < shortest {
		got, n := Read(s)
		if n > 0 {
			*st = got
		}
		return n
	}
	s = s[:min(len(s), maxLen)]
	h := m.headOf(s)
	if n := h.length; n > 0 && n+2 <= len(s) && s[:n] == string(h.text[:n]) {
		if ten, one := s[n]-'0', s[n+1]-'0'; ten <= 9 && one <= 9 {
			r := h.reader
			r.s, r.i = s, n+2
			got := h.stamp
			got.Second = int(ten)*10 + int(one)
			if !r.behind(&got) {
				return 0
			}
			got.Clock |= r.clock
			*st = got
			return r.i
		}
	}
	if !mayBegin(s) {
		return 0
	}
	var got Stamp
	r := reader{s: s, memo: m}
	if !r.read(&got) {
		return 0
	}
	*st = got
	return r.i
}

// keep takes what was read up to the seconds, which begin 6 bytes ahead of r.i.
func (m *Memo) keep(r *reader, st *Stamp) {
	n := r.i + 6
	h := m.headOf(r.s)
	if n > len(h.text) {
		return
	}
	h.length = copy(h.text[:], r.s[:n])
	h.stamp, h.reader = *st, *r
	h.reader.s, h.reader.memo = "", nil
}

// mayBegin says no of most numbers that begin no stamp: addresses, sequences.
func mayBegin(s string) bool {
	n := 0
	for n < len(s) && n < 10 && isDigit(s[n]) {
		n++
	}
	if n == 0 || n == 10 || n == len(s) {
		return true
	}
	switch next := s[n]; next {
	case ' ', '\t', '/', '-':
		return n <= 4
	case ':':
		return n <= 3
	default:
		return n <= 4 && seconds(next) > 0
	}
}

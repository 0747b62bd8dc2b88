package stamp

import "github.com/linewarden/linewarden/event"

// reader walks along one stamp. Its methods leave i where it was when they say
// no, except where a caller starts over anyway.
type reader struct {
	s     string
	i     int
	clock event.Clock
	// csv says that a comma ends the stamp, and begins no fraction.
	csv bool
	// named says that the stamp begins with the name of a month or, week, of a day
	// of the week: its year may stand behind the time.
	named, week bool
	// memo is told of a time whose parts have two digits each; nil for none.
	memo *Memo
}

func (r *reader) peek() byte {
	if r.i < len(r.s) {
		return r.s[r.i]
	}
	return 0
}

func (r *reader) accept(c byte) bool {
	if r.peek() == c {
		r.i++
		return true
	}
	return false
}

func (r *reader) blanks() bool {
	at := r.i
	for r.peek() == ' ' || r.peek() == '\t' {
		r.i++
	}
	return r.i > at
}

// mark reads the sign with which IOS says that its clock cannot be trusted.
func (r *reader) mark() {
	switch r.peek() {
	case '*':
		r.clock |= event.Unset
		r.i++
	case '.':
		r.clock |= event.Unsynchronised
		r.i++
	}
}

func (r *reader) number(least, most int) (int, bool) {
	n, at := 0, r.i
	for r.i-at < most && isDigit(r.peek()) {
		n = n*10 + int(r.s[r.i]-'0')
		r.i++
	}
	if r.i-at < least {
		r.i = at
		return 0, false
	}
	return n, true
}

// year reads four digits that are no part of a longer number or of a time.
func (r *reader) year() (int, bool) {
	at := r.i
	y, ok := r.number(4, 4)
	if !ok || isDigit(r.peek()) || y < 1970 || y > 2199 {
		r.i = at
		return 0, false
	}
	return y, true
}

// month reads the English name of a month, short or long, and returns 1 to 12.
func (r *reader) month() int {
	m := 0
	switch r.three() {
	case 0x6a616e: // jan
		m = 1
	case 0x666562: // feb
		m = 2
	case 0x6d6172: // mar
		m = 3
	case 0x617072: // apr
		m = 4
	case 0x6d6179: // may
		m = 5
	case 0x6a756e: // jun
		m = 6
	case 0x6a756c: // jul
		m = 7
	case 0x617567: // aug
		m = 8
	case 0x736570: // sep
		m = 9
	case 0x6f6374: // oct
		m = 10
	case 0x6e6f76: // nov
		m = 11
	case 0x646563: // dec
		m = 12
	default:
		return 0
	}
	r.i += 3
	r.letters()
	return m
}

func (r *reader) weekday() bool {
	switch r.three() {
	case 0x6d6f6e, 0x747565, 0x776564, 0x746875, 0x667269, 0x736174, 0x73756e: // mon … sun
		r.i += 3
		r.letters()
		return true
	}
	return false
}

// three packs the next three letters into a number, in lower case.
func (r *reader) three() uint32 {
	if len(r.s)-r.i < 3 {
		return 0
	}
	return uint32(r.s[r.i]|0x20)<<16 | uint32(r.s[r.i+1]|0x20)<<8 | uint32(r.s[r.i+2]|0x20)
}

func (r *reader) letters() {
	for isLetter(r.peek()) {
		r.i++
	}
}

// clockTime reads "13:02:11" and what belongs to it: a fraction, a zone and,
// where a name began the stamp, the year.
func (r *reader) clockTime(st *Stamp) bool {
	return (r.fixed(st) || r.loose(st)) && r.behind(st)
}

// behind reads what stands behind the seconds. A second of 60 is a leap second.
func (r *reader) behind(st *Stamp) bool {
	r.fraction(st)
	if st.Hour > 23 || st.Minute > 59 || st.Second > 60 {
		return false
	}
	r.zone(st)
	if r.named && st.Year == 0 {
		r.yearBehind(st, r.week)
	}
	return true
}

// fixed is loose for two digits each, which is nearly every time.
func (r *reader) fixed(st *Stamp) bool {
	if len(r.s)-r.i < 8 {
		return false
	}
	s := r.s[r.i : r.i+8]
	if s[2] != ':' || s[5] != ':' {
		return false
	}
	h1, h0, m1, m0, s1, s0 := s[0]-'0', s[1]-'0', s[3]-'0', s[4]-'0', s[6]-'0', s[7]-'0'
	if h1 > 9 || h0 > 9 || m1 > 9 || m0 > 9 || s1 > 9 || s0 > 9 {
		return false
	}
	st.Hour, st.Minute = int(h1)*10+int(h0), int(m1)*10+int(m0)
	if r.memo != nil {
		r.memo.keep(r, st)
	}
	st.Second = int(s1)*10 + int(s0)
	r.i += 8
	return true
}

func (r *reader) loose(st *Stamp) bool {
	var ok bool
	if st.Hour, ok = r.number(1, 2); !ok || !r.accept(':') {
		return false
	}
	if st.Minute, ok = r.number(2, 2); !ok || !r.accept(':') {
		return false
	}
	st.Second, ok = r.number(2, 2)
	return ok
}

// fraction reads ".402", ",402" or ".402117843", cut to microseconds.
func (r *reader) fraction(st *Stamp) {
	c := r.peek()
	if c != '.' && (c != ',' || r.csv) || r.i+1 >= len(r.s) || !isDigit(r.s[r.i+1]) {
		return
	}
	r.i++
	scale := 100_000
	for isDigit(r.peek()) {
		st.Micro += int(r.s[r.i]-'0') * scale
		scale /= 10
		r.i++
	}
}

// zone reads "Z", "+02:00", "-0500", "+02" or an abbreviation, also behind a
// blank. A word that is no known abbreviation is left: it is a host or a tag.
func (r *reader) zone(st *Stamp) {
	if c := r.peek(); c == ':' || c == 0 {
		return
	}
	at := r.i
	r.blanks()
	switch c := r.peek(); {
	case c == '+' || c == '-':
		r.i++
		if r.offset(st, c == '-') {
			return
		}
	case isLetter(c):
		start := r.i
		r.letters()
		if z, ok := zoneNamed(r.s[start:r.i]); ok && !isWord(r.peek()) {
			st.HasZone, st.Offset = true, z.offset
			if z.shared {
				st.Clock |= event.ZoneGuessed
			}
			r.utcOffset(st)
			return
		}
	}
	r.i = at
}

// utcOffset reads what follows the name in "UTC+2" and "GMT-05:00".
func (r *reader) utcOffset(st *Stamp) {
	c := r.peek()
	if st.Offset != 0 || c != '+' && c != '-' {
		return
	}
	at := r.i
	r.i++
	if !r.offset(st, c == '-') {
		r.i = at
	}
}

func (r *reader) offset(st *Stamp, west bool) bool {
	h, ok := r.number(1, 2)
	if !ok || h > 14 {
		return false
	}
	m := 0
	if r.peek() == ':' && r.i+1 < len(r.s) && isDigit(r.s[r.i+1]) {
		r.i++
	}
	if isDigit(r.peek()) {
		if m, ok = r.number(2, 2); !ok || m > 59 {
			return false
		}
	}
	if isDigit(r.peek()) || r.peek() == ':' && r.i+1 < len(r.s) && isDigit(r.s[r.i+1]) {
		return false // a number of another meaning
	}
	st.HasZone, st.Offset = true, h*3600+m*60
	if west {
		st.Offset = -st.Offset
	}
	return true
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isWord(c byte) bool   { return isLetter(c) || isDigit(c) || c == '-' || c == '_' || c == '.' }

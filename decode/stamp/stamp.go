// Package stamp reads the times that devices write, in every spelling met, and
// turns them into microseconds since 1970 UTC.
//
// Promise: what a stamp does not say (its year, its zone) is never made up in
// silence: the event.Clock flags beside the time say what was guessed. Reading
// allocates nothing and looks at no more than 64 bytes.
package stamp

import (
	"math"

	"github.com/linewarden/linewarden/event"
)

// Stamp is a time as written: its civil parts, and its zone as far as it has
// one. Absent parts are 0; Year 0 is a stamp without a year.
type Stamp struct {
	Year, Month, Day     int
	Hour, Minute, Second int
	Micro                int
	// Offset is seconds east of UTC, and counts only if HasZone.
	Offset  int
	HasZone bool
	// Uptime is microseconds since the device started, and everything else is
	// absent, where Clock has event.SinceBoot.
	Uptime int64
	// Clock has what the stamp says against itself: Unset, Unsynchronised,
	// SinceBoot, and ZoneGuessed for an abbreviation that several zones share.
	Clock event.Clock
}

// maxLen bounds what any spelling needs: "*Wed Nov 25 2026 13:02:11.123456789 +05:30: ".
const maxLen = 64

// Read takes a stamp from the beginning of s, after blanks, and returns it with
// the number of bytes it took: 0 where s begins with no stamp. Text and signs
// behind the stamp, such as ":", are left.
func Read(s string) (Stamp, int) {
	var st Stamp
	r := reader{s: s[:min(len(s), maxLen)]}
	if !r.read(&st) {
		return Stamp{}, 0
	}
	return st, r.i
}

func (r *reader) read(st *Stamp) bool {
	r.blanks()
	r.mark()
	ok := false
	switch c := r.peek(); {
	case isLetter(c):
		ok = r.words(st)
	case isDigit(c):
		ok = r.digits(st)
	}
	st.Clock |= r.clock
	return ok
}

// words reads the spellings that begin with a name: "Nov 22 13:02:11",
// "Nov 22 2026 13:02:11.402 UTC", "Sun Nov 22 13:02:11 2026",
// "Sun Nov 22 13:02:11.402 UTC 2026".
func (r *reader) words(st *Stamp) bool {
	r.named, r.week = true, r.weekday()
	if r.week {
		r.accept(',')
		if !r.blanks() {
			return false
		}
	}
	if st.Month = r.month(); st.Month == 0 || !r.blanks() {
		return false
	}
	var ok bool
	if st.Day, ok = r.number(1, 2); !ok || !r.blanks() {
		return false
	}
	if year, ok := r.year(); ok {
		st.Year = year
		if !r.blanks() {
			return false
		}
	}
	return r.clockTime(st)
}

// yearBehind reads the year of "Nov 22 13:02:11 2026" and of "13:02:11 UTC 2026".
// A ":" behind it is one of an IPv6 address, unless a day of the week began the
// stamp, as in the accounting log of NX-OS.
func (r *reader) yearBehind(st *Stamp, week bool) {
	at := r.i
	if !r.blanks() {
		return
	}
	if year, ok := r.year(); ok && (week || r.peek() != ':') {
		st.Year = year
		r.zone(st)
		return
	}
	r.i = at
}

// digits reads the spellings that begin with a number: RFC 3339,
// "2026-11-22 13:02:11,402", "2026/11/22 13:02:11", "2026 Nov 22 13:02:11.402
// UTC", "22 Nov 2026 13:02:11", "22/Nov/2026:13:02:11 +0000", an epoch in
// seconds, milliseconds, micro- or nanoseconds, and uptimes.
func (r *reader) digits(st *Stamp) bool {
	end := r.i
	for end < len(r.s) && isDigit(r.s[end]) {
		end++
	}
	n, next := end-r.i, byte(0)
	if end < len(r.s) {
		next = r.s[end]
	}
	// How many digits there are and what follows them leaves one spelling.
	dateSign := next == ' ' || next == '/' || next == '-'
	switch {
	case n == 4 && (dateSign || next == '\t'):
		return r.numericDate(st)
	case n <= 2 && dateSign:
		return r.dayFirst(st)
	case n <= 3 && next == ':', n <= 4 && seconds(next) > 0:
		return r.uptime(st)
	case n >= 10:
		return r.epoch(st)
	}
	return false
}

func (r *reader) numericDate(st *Stamp) bool {
	var ok bool
	if st.Year, ok = r.year(); !ok {
		return false
	}
	switch sep := r.peek(); {
	case sep == '-' || sep == '/':
		r.i++
		r.csv = sep == '/' // PAN-OS writes these, in comma-separated fields
		if st.Month, ok = r.number(1, 2); !ok || !r.accept(sep) {
			return false
		}
	case r.blanks():
		if st.Month = r.month(); st.Month == 0 || !r.blanks() {
			return false
		}
	default:
		return false
	}
	if st.Day, ok = r.number(1, 2); !ok {
		return false
	}
	if !r.accept('T') && !r.accept('t') && !r.accept(':') && !r.blanks() {
		return false
	}
	return r.clockTime(st)
}

func (r *reader) dayFirst(st *Stamp) bool {
	var ok bool
	if st.Day, ok = r.number(1, 2); !ok {
		return false
	}
	sep := r.peek()
	if sep != ' ' && sep != '/' && sep != '-' {
		return false
	}
	r.i++
	if st.Month = r.month(); st.Month == 0 || !r.accept(sep) {
		return false
	}
	if st.Year, ok = r.year(); !ok {
		return false
	}
	if !r.accept(':') && !r.blanks() {
		return false
	}
	return r.clockTime(st)
}

// uptime reads "00:04:11", "1d02h", "2w3d" and "1y12w" as IOS writes them
// without a clock.
func (r *reader) uptime(st *Stamp) bool {
	var total, units int64
	for units < 3 {
		at := r.i
		n, ok := r.number(1, 4)
		unit := seconds(r.peek())
		if !ok || unit == 0 {
			r.i = at
			break
		}
		r.i++
		total += int64(n) * unit
		units++
	}
	if units == 0 {
		h, ok := r.number(2, 3)
		if !ok || !r.accept(':') {
			return false
		}
		m, ok := r.number(2, 2)
		if !ok || !r.accept(':') {
			return false
		}
		s, ok := r.number(2, 2)
		if !ok || m > 59 || s > 59 {
			return false
		}
		total = int64(h)*3600 + int64(m)*60 + int64(s)
		r.fraction(st)
	} else if units == 1 {
		return false // a number with a letter behind it is more often a name
	}
	st.Uptime = total*1e6 + int64(st.Micro)
	st.Micro = 0
	st.Clock |= event.SinceBoot
	return true
}

func seconds(unit byte) int64 {
	switch unit {
	case 'y':
		return 365 * 86400
	case 'w':
		return 7 * 86400
	case 'd':
		return 86400
	case 'h':
		return 3600
	case 'm':
		return 60
	}
	return 0
}

// epoch reads a count since 1970: 10 digits are seconds, with or without a
// fraction, 13 milliseconds, 16 microseconds and 19 nanoseconds.
func (r *reader) epoch(st *Stamp) bool {
	at := r.i
	if r.peek() == '0' {
		return false // a number of fixed width, as Cisco ISE counts its messages
	}
	var n int64
	for isDigit(r.peek()) && r.i-at < 19 {
		n = n*10 + int64(r.s[r.i]-'0')
		r.i++
	}
	var micro int64
	switch r.i - at {
	case 10:
		r.fraction(st)
		micro = n*1e6 + int64(st.Micro)
	case 13:
		micro = n * 1e3
	case 16:
		micro = n
	case 19:
		micro = n / 1e3
	default:
		return false
	}
	if isDigit(r.peek()) || isLetter(r.peek()) || micro <= 0 || micro == math.MaxInt64 {
		return false
	}
	*st = civil(micro)
	return true
}

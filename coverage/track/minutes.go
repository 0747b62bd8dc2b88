package track

import (
	"math/bits"
	"slices"
)

const (
	minute = int64(60e6)
	day    = 24 * 60 * minute
	// perDay is the number of minutes in a day.
	perDay = 24 * 60
)

// minutes is the set of minutes in which a stream has records: a bit each, by
// day since 1970, and the number of records of the day.
type minutes struct {
	days map[int64]*dayBits
}

type dayBits struct {
	bits  [(perDay + 63) / 64]uint64
	count uint64
}

// maxDays bounds one stream: twenty years. Stamps of a broken clock can lie
// anywhere.
const maxDays = 7305

// add marks the minute of t, and says no where there is no room for its day.
func (m *minutes) add(t int64) bool {
	d := t / day
	b := m.days[d]
	if b == nil {
		if len(m.days) >= maxDays {
			return false
		}
		if m.days == nil {
			m.days = map[int64]*dayBits{}
		}
		b = &dayBits{}
		m.days[d] = b
	}
	at := t % day / minute
	b.bits[at/64] |= 1 << (at % 64)
	b.count++
	return true
}

// sorted lists the days with records.
func (m *minutes) sorted() []int64 {
	out := make([]int64, 0, len(m.days))
	for d := range m.days {
		out = append(out, d)
	}
	slices.Sort(out)
	return out
}

// seen counts the minutes with records of a day.
func (b *dayBits) seen() int {
	n := 0
	for _, w := range b.bits {
		n += bits.OnesCount64(w)
	}
	return n
}

// run is a stretch of cells of one width without records, or with: from the
// first to behind the last, in minutes since 1970.
type run struct{ from, to int64 }

// empty lists the stretches without records between the first and the last one,
// in cells of width minutes.
func (m *minutes) empty(width int64) []run {
	var out []run
	last := int64(-1) // the last cell with a record
	for _, d := range m.sorted() {
		b := m.days[d]
		for w, word := range b.bits {
			for ; word != 0; word &= word - 1 {
				cell := (d*perDay + int64(w*64+bits.TrailingZeros64(word))) / width
				if last >= 0 && cell > last+1 {
					out = append(out, run{(last + 1) * width, cell * width})
				}
				last = cell
			}
		}
	}
	return out
}

// bounds are the first and the last minute with a record.
func (m *minutes) bounds() (first, last int64, ok bool) {
	days := m.sorted()
	if len(days) == 0 {
		return 0, 0, false
	}
	a, z := m.days[days[0]], m.days[days[len(days)-1]]
	for w, word := range a.bits {
		if word != 0 {
			first = days[0]*perDay + int64(w*64+bits.TrailingZeros64(word))
			break
		}
	}
	for w := len(z.bits) - 1; w >= 0; w-- {
		if z.bits[w] != 0 {
			last = days[len(days)-1]*perDay + int64(w*64+63-bits.LeadingZeros64(z.bits[w]))
			break
		}
	}
	return first, last, true
}

// around widens a stretch of empty cells to the records on both sides of it.
func (m *minutes) around(g run) run {
	for !m.has(g.from - 1) {
		g.from--
	}
	for !m.has(g.to) {
		g.to++
	}
	return g
}

// has says whether a minute has a record.
func (m *minutes) has(at int64) bool {
	b := m.days[at/perDay]
	return b != nil && b.bits[at%perDay/64]>>(at%perDay%64)&1 != 0
}

package track

import "slices"

const (
	// reorder is how far back a number may come and still fill a hole: relays
	// and networks change the order of neighbours, not of thousands.
	reorder = 1000
	// leap is how far ahead a number may be and still say how much is missing:
	// beyond it is a forged or broken number, or another source.
	leap = 1 << 20
	// maxHoles bounds the holes of one counter that are kept apart, and maxTurns
	// the places where it was left.
	maxHoles, maxTurns = 10_000, 1000
	// strangers is how many of a source's numbers, of a hundred, may begin anew
	// before several sources must share its name.
	strangers = 5
)

// wraps are the numbers behind which sources begin at 0 or 1 again.
var wraps = []uint64{1 << 16, 1 << 31, 1 << 32}

// nines are the numbers of four to ten digits behind which systems that gather
// call records begin at 0 or 1 again. Only the number itself counts: near it, a
// new counting is more likely.
var nines = []uint64{1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10}

// hole is a range of numbers that did not come, and the times around it.
type hole struct {
	from, to    uint64 // both inclusive
	after, till int64  // microseconds of the records before and behind
}

// turn is a place where a source left its line of numbers for another.
type turn struct {
	number      uint64 // the first of the new line
	ahead       bool   // it is above the old one
	after, till int64
}

// counter follows the numbers that a source gives to its records. It remembers
// the line it left last: one forged or broken number neither begins a new
// counting nor makes a hole, and two sources of one name are followed both.
type counter struct {
	started  bool
	decimal  bool   // it may roll over behind a number of nines
	next     uint64 // expected
	left     uint64 // expected in the line that was left, 0 for none
	lastTime int64
	seen     uint64
	holes    []hole
	more     hole   // spans the holes beyond maxHoles
	lost     uint64 // numbers missing in them
	turns    []turn
	restarts int
	// repeats are numbers that came twice: a second relay, or a copy. swaps count
	// returns to a line that was left, and swapped bounds their times.
	repeats uint64
	swaps   int
	swapped run
}

// add takes the next number of the source.
func (c *counter) add(n uint64, t int64) {
	defer func() { c.lastTime = max(c.lastTime, t) }()
	c.seen++
	if c.started && c.strange(n) && near(n, c.left) {
		c.swap(t)
	}
	switch {
	case !c.started:
		c.started, c.next = true, n+1
	case n == c.next:
		c.next++
	case n > c.next && n-c.next <= leap:
		c.open(hole{c.next, n - 1, c.lastTime, t})
		c.next = n + 1
	case n > c.next:
		c.turn(n, t)
	case c.fill(n):
	case n+reorder >= c.next:
		c.repeats++
	case c.wrapped(n):
		c.next = n + 1
	default: // far back: the source began to count anew
		c.restarts++
		c.turn(n, t)
	}
}

// strange says of a number that it is far from the line.
func (c *counter) strange(n uint64) bool { return n > c.next+reorder || n+reorder < c.next }

// near says whether a number goes on in a line that was left.
func near(n, left uint64) bool { return left != 0 && n+reorder >= left && n <= left+reorder }

// swap returns to the line that was left.
func (c *counter) swap(t int64) {
	c.next, c.left = c.left, c.next
	c.swaps++
	if c.swapped.from == 0 {
		c.swapped.from = c.lastTime
	}
	c.swapped.to = max(c.swapped.to, t)
	if n := len(c.turns); n > 0 { // it was no turn
		if !c.turns[n-1].ahead && c.restarts > 0 {
			c.restarts--
		}
		c.turns = c.turns[:n-1]
	}
}

func (c *counter) turn(n uint64, t int64) {
	if len(c.turns) < maxTurns {
		c.turns = append(c.turns, turn{n, n > c.next, c.lastTime, t})
	}
	c.left, c.next = c.next, n+1
}

// wrapped says whether a low number follows the highest that a source's counter
// holds, and opens the hole between.
func (c *counter) wrapped(n uint64) bool {
	for _, w := range wraps {
		if n < reorder && c.next <= w && c.next+reorder >= w {
			if missing := w - c.next + n; missing > 1 { // some begin at 1
				c.open(hole{c.next, c.next + missing - 1, c.lastTime, c.lastTime})
			}
			return true
		}
	}
	return c.decimal && n <= 1 && slices.Contains(nines, c.next)
}

func (c *counter) open(h hole) {
	if len(c.holes) < maxHoles {
		c.holes = append(c.holes, h)
		return
	}
	if c.lost == 0 {
		c.more = h
	}
	c.lost += h.to - h.from + 1
	c.more.till = max(c.more.till, h.till)
}

// fill takes a late number out of its hole.
func (c *counter) fill(n uint64) bool {
	for i := len(c.holes) - 1; i >= 0 && c.next-c.holes[i].from <= reorder; i-- {
		h := &c.holes[i]
		switch {
		case n < h.from || n > h.to:
			continue
		case h.from == h.to:
			c.holes = slices.Delete(c.holes, i, i+1)
		case n == h.from:
			h.from++
		case n == h.to:
			h.to--
		default:
			rest := hole{n + 1, h.to, h.after, h.till}
			h.to = n - 1
			if len(c.holes) < maxHoles {
				c.holes = slices.Insert(c.holes, i+1, rest)
			} else {
				c.lost += rest.to - rest.from + 1
			}
		}
		return true
	}
	return false
}

// missing is how many numbers did not come.
func (c *counter) missing() uint64 {
	n := c.lost
	for _, h := range c.holes {
		n += h.to - h.from + 1
	}
	return n
}

// filtered says whether so many numbers are missing in so many places that the
// source must be counting records it never sends.
func (c *counter) filtered() bool {
	return c.missing() > c.seen && len(c.holes) > 20 && uint64(len(c.holes))*4 > c.seen
}

// mixed says whether the numbers begin anew so often that they must be those of
// several sources: then holes mean nothing.
func (c *counter) mixed() bool {
	return c.restarts > 8 && uint64(c.restarts)*100 > strangers*c.seen
}

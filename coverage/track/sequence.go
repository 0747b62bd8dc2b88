package track

import "slices"

const (
	// reorder is how far back a number may come and still fill a hole: relays
	// and networks change the order of neighbours, not of thousands.
	reorder = 1000
	// maxHoles bounds the holes of one counter that are kept apart.
	maxHoles = 10_000
)

// hole is a range of numbers that did not come, and the times around it.
type hole struct {
	from, to    uint64 // both inclusive
	after, till int64  // microseconds of the records before and behind
}

// counter follows the numbers that a source gives to its records.
type counter struct {
	started  bool
	next     uint64 // expected
	lastTime int64
	seen     uint64
	holes    []hole
	more     uint64 // numbers missing beyond maxHoles
	restarts int
	// repeats are numbers that came twice: a second relay, or a copy.
	repeats uint64
}

// add takes the next number of the source.
func (c *counter) add(n uint64, t int64) {
	defer func() { c.lastTime = max(c.lastTime, t) }()
	c.seen++
	switch {
	case !c.started:
		c.started, c.next = true, n+1
	case n == c.next:
		c.next++
	case n > c.next:
		c.open(hole{c.next, n - 1, c.lastTime, t})
		c.next = n + 1
	case c.fill(n):
	case n+reorder >= c.next:
		c.repeats++
	default: // far back: the source began to count anew
		c.restarts++
		c.next = n + 1
	}
}

func (c *counter) open(h hole) {
	if len(c.holes) >= maxHoles {
		c.more += h.to - h.from + 1
		return
	}
	c.holes = append(c.holes, h)
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
				c.more += rest.to - rest.from + 1
			}
		}
		return true
	}
	return false
}

// missing is how many numbers did not come.
func (c *counter) missing() uint64 {
	n := c.more
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

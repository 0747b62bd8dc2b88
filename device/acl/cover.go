package acl

import "slices"

// Bounds of the work, in boxes looked at: on one question, and on all of one
// list. Where they are not enough the answer is "not proven". A filter of 10,000
// lines has needed some ten million in all.
const (
	maxSteps = 4_000_000
	maxTotal = 400_000_000
)

// cover asks whether boxes lie wholly within others, by taking these out of
// them one after the other.
type cover struct {
	boxes []Box
	steps int     // done on this question
	total int     // done before
	used  []int32 // boxes that took something away
	stack []Box
}

// ask returns some packets of b that are in none of the boxes numbered by
// cands; found is false where there are none. ok is false when the work grew
// too large to tell.
func (c *cover) ask(b *Box, cands []int32) (rest Box, found, ok bool) {
	c.total += c.steps
	c.steps = 0
	if c.total > maxTotal {
		return Box{}, false, false
	}
	for _, i := range cands {
		if b.within(&c.boxes[i]) {
			c.used = append(c.used, i)
			return Box{}, false, true
		}
	}
	return c.left(b, cands)
}

func (c *cover) left(b *Box, cands []int32) (rest Box, found, ok bool) {
	for n, i := range cands {
		other := &c.boxes[i]
		if !b.meets(other) {
			continue
		}
		if c.steps += n + 1; c.steps > maxSteps {
			return Box{}, false, false
		}
		c.used = append(c.used, i)
		if b.within(other) {
			return Box{}, false, true
		}
		return c.pieces(b.minus(other, c.stack), len(c.stack), cands[n+1:])
	}
	c.steps += len(cands)
	return *b, true, true
}

// pieces asks for each box of stack from start on.
func (c *cover) pieces(stack []Box, start int, cands []int32) (rest Box, found, ok bool) {
	for end := len(stack); start < end; end-- {
		piece := stack[end-1]
		c.stack = stack[:end-1]
		if rest, found, ok = c.left(&piece, cands); found || !ok {
			break
		}
	}
	c.stack = stack[:start]
	return rest, found, ok
}

// lines returns the owners of the boxes that were used, each once, ascending.
func (c *cover) lines(owner []int32) []int32 {
	out := make([]int32, 0, len(c.used))
	for _, i := range c.used {
		out = append(out, owner[i])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

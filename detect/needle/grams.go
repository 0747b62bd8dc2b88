package needle

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// multiplier spreads the bits of a gram (2^32 divided by the golden ratio).
const multiplier = 2654435769

// bitsPerGram is how thinly the table of bits is filled: one of so many is set.
const bitsPerGram = 32

// grams knows in which needles a few bytes stand, with 0x20 set in each byte:
// that takes upper and lower case for one, and some other bytes too, which the
// comparison that follows tells apart.
type grams struct {
	bytes int
	// bits has one bit for each hash of a gram.
	bits  []uint64
	shift uint32
	// entries are sorted by gram; slots is an open-addressed table of grams to
	// where their entries begin and end.
	entries []entry
	slots   []slot
	mask    uint32
}

type entry struct {
	gram           uint32
	needle, offset int32
}

type slot struct {
	gram     uint32
	from, to int32
}

// init makes room for n grams of so many bytes.
func (g *grams) init(n, bytes int) {
	g.bytes = bytes
	if n == 0 {
		return
	}
	size := max(12, bits.Len(uint(n*bitsPerGram-1)))
	size = min(size, 24)
	g.bits = make([]uint64, 1<<size/64)
	g.shift = uint32(32 - size)
	g.entries = make([]entry, 0, n)
}

func gramOf(s string) uint32 {
	var gram uint32
	for i := range len(s) {
		gram |= uint32(s[i]|0x20) << (8 * i)
	}
	return gram
}

// add notes a gram of a needle, which stands at that offset.
func (g *grams) add(s string, needle, offset int32) {
	gram := gramOf(s)
	h := gram * multiplier >> g.shift
	g.bits[h>>6] |= 1 << (h & 63)
	g.entries = append(g.entries, entry{gram, needle, offset})
}

// seal sorts what was added, so that find can find it.
func (g *grams) seal() {
	if len(g.entries) == 0 {
		return
	}
	slices.SortFunc(g.entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.gram, b.gram), cmp.Compare(a.needle, b.needle), cmp.Compare(a.offset, b.offset))
	})
	size := uint32(1) << bits.Len(uint(len(g.entries)*2))
	g.slots, g.mask = make([]slot, size), size-1
	for from := 0; from < len(g.entries); {
		to := from
		for to < len(g.entries) && g.entries[to].gram == g.entries[from].gram {
			to++
		}
		g.put(slot{g.entries[from].gram, int32(from), int32(to)})
		from = to
	}
}

func (g *grams) put(s slot) {
	i := s.gram * multiplier >> 7 & g.mask
	for g.slots[i].to != 0 {
		i = (i + 1) & g.mask
	}
	g.slots[i] = s
}

// find returns the entries of a gram.
func (g *grams) find(gram uint32) []entry {
	for i := gram * multiplier >> 7 & g.mask; g.slots[i].to != 0; i = (i + 1) & g.mask {
		if s := g.slots[i]; s.gram == gram {
			return g.entries[s.from:s.to]
		}
	}
	return nil
}

// usage counts in how many places of all needles a gram stands.
type usage map[uint32]int

func (u usage) count(needles []string, bytes int) {
	for _, n := range needles {
		for i := 0; i+bytes <= len(n); i++ {
			u[gramOf(n[i:i+bytes])]++
		}
	}
}

// rarest returns where the window of a needle begins whose grams stand in few
// other needles, and are of rare bytes: each gram costs what it makes a scan
// compare in vain, which is how often texts have it times how many needles do.
func (u usage) rarest(needle string, window, bytes int) int {
	least, at := math.Inf(1), 0
	for i := 0; i+window <= len(needle); i++ {
		cost := 0.0
		for o := i; o+bytes <= i+window; o++ {
			gram := needle[o : o+bytes]
			cost += commonness(gram) * float64(u[gramOf(gram)])
		}
		if cost < least {
			least, at = cost, i
		}
	}
	return at
}

// commonness guesses how often texts have a gram.
func commonness(gram string) float64 {
	common := 1.0
	for i := range len(gram) {
		common /= float64(1 + rarity(gram[i]))
	}
	return common
}

// rarity is how rarely a byte stands in logs, roughly: signs of commands are
// rarer than the letters of words, and those rarer than what every line has.
func rarity(c byte) int {
	switch {
	case c == ' ' || c == '.' || c == '0' || c == '1' || c == 'e':
		return 0
	case '2' <= c && c <= '9' || c == ':' || c == '-' || c == '/':
		return 1
	case c == 't' || c == 'a' || c == 'o' || c == 'n' || c == 'i' || c == 's' || c == 'r':
		return 1
	case c == 'j' || c == 'q' || c == 'x' || c == 'z' || c == 'k' || c == 'w' || c == 'y':
		return 4
	case 'a' <= c && c <= 'z':
		return 2
	}
	return 3
}

package sigma

import (
	"math/bits"
	"unicode/utf8"
)

// exactTable finds the predicates that a field's whole value makes true.
type exactTable struct {
	slots []exactEntry
	mask  uint64
	// lengths has, for each field, the lengths that are in the table, bit 63
	// standing for all longer ones.
	lengths []uint64
}

type exactEntry struct {
	text      string // folded; "" is an empty slot
	hash      uint64
	field     FieldID
	predicate int32
	// check says that the predicate minds the case of letters.
	check bool
}

func (t *exactTable) build(entries []exactEntry) {
	size := uint64(1) << bits.Len(uint(len(entries)*2+1))
	t.slots, t.mask = make([]exactEntry, size), size-1
	for _, e := range entries {
		for int(e.field) >= len(t.lengths) {
			t.lengths = append(t.lengths, 0)
		}
		t.lengths[e.field] |= 1 << min(utf8.RuneCountInString(e.text), 63)
		e.hash = hashFolded(e.field, e.text)
		i := e.hash & t.mask
		for t.slots[i].text != "" {
			i = (i + 1) & t.mask
		}
		t.slots[i] = e
	}
}

// may says whether a value of that length may be in the table at all.
func (t *exactTable) may(field FieldID, text string) bool {
	if int(field) >= len(t.lengths) || t.lengths[field] == 0 || text == "" {
		return false
	}
	n := len(text)
	if n < 63 && t.lengths[field]>>n&1 == 0 && ascii(text) {
		return false
	}
	return true
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// hashFolded is the hash of a field and a text, the same for both cases.
func hashFolded(field FieldID, text string) uint64 {
	h := uint64(field)*0x9E3779B97F4A7C15 ^ 0xCBF29CE484222325
	for i := 0; i < len(text); {
		c := rune(text[i])
		n := 1
		if c >= utf8.RuneSelf {
			var size int
			if c, size = utf8.DecodeRuneInString(text[i:]); c == utf8.RuneError && size == 1 {
				c = rune(text[i]) | 1<<24
			} else {
				n = size
			}
			c = lower(c)
		} else if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		h = (h ^ uint64(c)) * 0x100000001B3
		i += n
	}
	return h ^ h>>29
}

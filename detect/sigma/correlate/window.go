package correlate

// window is a ring of entries by time.
type window struct {
	ring    []Entry // its length is 0 or a power of two
	head, n int
}

func (w *window) at(i int) *Entry { return &w.ring[(w.head+i)&(len(w.ring)-1)] }

// expire takes away what is older than since.
func (w *window) expire(since int64) {
	for w.n > 0 && w.at(0).Time < since {
		w.head++
		w.n--
	}
}

// add puts an entry in its place; of more than keep the oldest goes.
func (w *window) add(e Entry, keep int) {
	if w.n == keep {
		w.head++
		w.n--
	}
	if w.n == len(w.ring) {
		w.grow()
	}
	i := w.n
	w.n++
	for ; i > 0 && w.at(i-1).Time > e.Time; i-- {
		*w.at(i) = *w.at(i - 1)
	}
	*w.at(i) = e
}

func (w *window) grow() {
	ring := make([]Entry, max(4, 2*len(w.ring)))
	for i := range w.n {
		ring[i] = *w.at(i)
	}
	w.ring, w.head = ring, 0
}

func (w *window) all(out []Entry) []Entry {
	for i := range w.n {
		out = append(out, *w.at(i))
	}
	return out
}

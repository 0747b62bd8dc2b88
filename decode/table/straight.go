package table

// maxStraight bounds the captures of a pattern that is tried straight.
const maxStraight = 12

// taken is a capture and what it took.
type taken struct {
	step  *step
	value value
}

// straight fits the pattern by the first text that each capture can take, and
// never goes back: what from would find first, without its recursion. Where that
// does not fit, sure says whether another way could not either.
func (m *matcher) straight(text string) (fits, sure bool) {
	var all [maxStraight]taken
	n, chose := 0, false // a group was entered, which may be passed over
	for i := 0; i < len(m.steps); i++ {
		s := &m.steps[i]
		switch {
		case s.after > 0:
			if first := &m.steps[i+1]; first.literal == "" || n == maxStraight {
				return false, false
			} else if prefix(text, first.literal) < 0 {
				i = s.after - 1
			} else {
				chose = true
			}
		case s.literal != "":
			length := prefix(text, s.literal)
			if length < 0 {
				return false, n == 0 && !chose
			}
			text = text[length:]
		default:
			v, length, ok := s.first(text)
			if !ok || n == maxStraight {
				return false, false
			}
			all[n] = taken{s, v}
			n++
			text = text[length:]
		}
	}
	if !m.open && !ended(text) {
		return false, n == 0 && !chose
	}
	m.entry.fixed.apply(m.event)
	m.storeAll(all[:n])
	return true, true
}

// storeAll stores from the last to the first, as from does.
func (m *matcher) storeAll(all []taken) {
	extras := len(m.event.Extra) - m.entry.fixed.extras
	for i := len(all) - 1; i >= 0; i-- {
		m.store(all[i].step, all[i].value, extras)
	}
}

// first returns the first value that a capture can take, and how long it is.
func (s *step) first(text string) (value, int, bool) {
	limit := s.limit(text)
	if limit < 1 {
		return value{}, 0, false
	}
	n := s.end(text, 1, limit)
	if n < 0 {
		return value{}, 0, false
	}
	v, ok := s.value(text[:n])
	return v, n, ok
}

package audit

import (
	"sync/atomic"
	"time"
)

// clock is the moment at which checks judge. It notes until when an answer
// that depends on it stays the same.
type clock struct {
	now   time.Time
	until atomic.Pointer[time.Time] // nil for ever
}

// before reports a time that is earlier than some days from now.
func (c *clock) before(at time.Time, days int) bool {
	turns := at.AddDate(0, 0, -days)
	if turns.Before(c.now) {
		return true
	}
	for {
		old := c.until.Load()
		if old != nil && !turns.Before(*old) || c.until.CompareAndSwap(old, &turns) {
			return false
		}
	}
}

// Until is the time up to which all answers so far hold: one that depends on
// the day may be another after it. The zero time is for ever.
func (e *Engine) Until() time.Time {
	if t := e.clock.until.Load(); t != nil {
		return *t
	}
	return time.Time{}
}

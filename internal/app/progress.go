package app

import (
	"fmt"
	"time"
)

// progress draws one line on the error stream of a terminal: how far, how
// much, how long still. It draws nothing in the first second and nothing
// where the stream is not a terminal.
type progress struct {
	env   Env
	start time.Time
	last  time.Time
	total int
	drawn bool
}

func newProgress(env Env) *progress { return &progress{env: env, start: env.Now()} }

// update is called after each input of an audit.
func (p *progress) update(done, total int, bytes int64) {
	p.draw(done, total, "files", " · "+size(bytes))
}

// draw shows that done of total things are through. While archives are opened
// the total grows; no time is foretold until it holds still.
func (p *progress) draw(done, total int, things, more string) {
	now := p.env.Now()
	if !p.env.Progress || now.Sub(p.start) < time.Second || now.Sub(p.last) < 200*time.Millisecond {
		return
	}
	left := "estimating"
	if done > 0 && (p.total == 0 || total == p.total) {
		d := time.Duration(float64(now.Sub(p.start)) / float64(done) * float64(total-done)).Round(time.Second)
		left = "about " + d.String() + " left"
	}
	p.last, p.total, p.drawn = now, total, true
	fmt.Fprintf(p.env.Stderr, "\r\x1b[K%d of %d %s%s · %s", done, total, things, more, left)
}

// done takes the line away.
func (p *progress) done() {
	if p.drawn {
		fmt.Fprint(p.env.Stderr, "\r\x1b[K")
	}
}

// size writes a number of bytes in SI units.
func size(n int64) string {
	units := []string{"B", "kB", "MB", "GB", "TB"}
	v, u := float64(n), 0
	for v >= 1000 && u < len(units)-1 {
		v, u = v/1000, u+1
	}
	if u == 0 {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.1f %s", v, units[u])
}

package track

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/event"
)

const (
	// switchBefore is how long before a silence somebody may have switched the
	// records off for the two to be one, and switchAfter how long after its
	// beginning, since the silence begins with the last record.
	switchBefore, switchAfter = 30 * minute, 10 * minute
	// longDetail bounds what is kept of a record, in bytes, and fewDetails how
	// many records a gap quotes.
	longDetail, fewDetails = 160, 3
)

// mark is something that happened to a source's records.
type mark struct {
	key         // of the records that it happened to
	at          int64
	what, where string // as coverage.Gap has them
	weight      weight
}

// weight is what a switch says where no silence follows.
type weight uint8

const (
	// hint says nothing: rules of the audit system are replaced whenever it starts.
	hint weight = iota
	// likely is a command: a collector may be replaced by another.
	likely
	// certain is a record of its own, that records are switched off.
	certain
)

func (t *Tracker) marks(s *stream, e *event.Event, at int64) {
	if at <= 0 || e.Outcome == event.Failure {
		return
	}
	m := mark{key: s.key, at: at}
	switch action := e.Text(event.Action); {
	case action == "logging_change":
		if m.weight = certain; e.Format == "auditd" && e.Lookup("state") != "stopped" && e.Text(event.Object) != "audit_enabled" {
			m.weight = hint
		}
		if switchesOff(e) {
			t.off(s, e, m)
		}
	case e.Kind == event.Command:
		t.command(s, e, m, e.Text(event.Object))
	case e.Kind == event.ConfigChange && action == "delete":
		t.command(s, e, m, "delete "+e.Text(event.Object))
	case e.Kind == event.ConfigChange && e.Lookup("state") == "inactive":
		t.command(s, e, m, "deactivate "+e.Text(event.Object))
	case action == "reload" || action == "start" && e.Kind == event.System:
		t.mark(s, &t.restarts, m)
	}
}

// command marks a command that takes records away. Where it was recorded says
// nothing of which records those are: a server of accounting has the commands
// that stop a device's log.
func (t *Tracker) command(s *stream, e *event.Event, m mark, command string) {
	if kind := t.takes(command); kind != "" {
		m.kind, m.weight = strings.Clone(kind), likely
		t.off(s, e, m)
	}
}

// off keeps a mark with what the record says.
func (t *Tracker) off(s *stream, e *event.Event, m mark) {
	if len(t.switches) < maxMarks {
		m.what, m.where = detail(e), where(e)
	}
	t.mark(s, &t.switches, m)
}

func (t *Tracker) mark(s *stream, marks *[]mark, m mark) {
	if len(*marks) >= maxMarks {
		t.full(s, m.at, "more starts and changes of logging than can be followed")
		return
	}
	*marks = append(*marks, m)
}

// detail is who did what, a copy.
func detail(e *event.Event) string {
	text := cmp.Or(e.Text(event.Object), e.Text(event.Message))
	if e.Kind == event.ConfigChange && e.Text(event.Action) == "delete" {
		text = "delete " + text
	}
	if state := e.Lookup("state"); state != "" {
		text += " " + state
	} else if value := e.Lookup("new"); value != "" {
		text += " " + e.Lookup("old") + " -> " + value
	}
	if who := e.Text(event.Actor); who != "" {
		text = who + ": " + text
	}
	if len(text) > longDetail {
		text = strings.ToValidUTF8(text[:longDetail], "") + "…"
	}
	return strings.Clone(text)
}

// where is the place of a record, "" where its batch is not known.
func where(e *event.Event) string {
	switch {
	case e.Batch == nil:
		return ""
	case e.Line > 0:
		return e.Batch.Source + ":" + strconv.Itoa(e.Line)
	}
	return e.Batch.Source + "@" + strconv.FormatInt(e.Offset, 10)
}

// switchesOff says whether a change of logging takes records away.
func switchesOff(e *event.Event) bool {
	switch e.Lookup("state") {
	case "stopped", "off", "disabled", "down", "removed":
		return true
	case "started", "on", "enabled", "up", "added":
		return false
	}
	if n := e.Lookup("new"); n == "emergency" || n == "alert" { // the least severity that is sent
		return true
	}
	what := strings.ToLower(cmp.Or(e.Text(event.Object), e.Text(event.Message)))
	for _, w := range []string{"no ", "undo ", "delete ", "deactivate ", "unset ", "noaudit ", "truncate "} {
		if strings.HasPrefix(what, w) {
			return true
		}
	}
	for _, w := range []string{"none", "off", "disable", "stop"} {
		if slices.Contains(strings.FieldsFunc(what, func(r rune) bool { return !('a' <= r && r <= 'z') }), w) {
			return true
		}
	}
	return false
}

// sortSwitches puts the switches of each device together: one may be recorded
// under its name and another under its address.
func (t *Tracker) sortSwitches() {
	t.byDevice = map[string][]mark{}
	for _, m := range t.switches {
		name := t.device(m.source)
		t.byDevice[name] = append(t.byDevice[name], m)
	}
}

// switched joins the moments in which somebody switched records off with the
// silence behind them, one of the first silent gaps. One behind which nothing
// comes at all is a silence, too. One without a silence is a gap of its own: what
// else was switched off with it is not known.
func (t *Tracker) switched(s *stream, gap coverage.Gap, out []coverage.Gap, silent int, end int64) []coverage.Gap {
	_, last, _ := s.minutes.bounds()
	own := map[int64]int{} // gaps of switches without a silence, by their minute
	for _, m := range t.byDevice[t.device(s.source)] {
		if m.kind != s.kind {
			continue
		}
		i := slices.IndexFunc(out[:silent], func(g coverage.Gap) bool {
			return g.From-switchBefore <= m.at && m.at <= g.From+switchAfter && g.Basis != coverage.Observed
		})
		if i >= 0 {
			out[i].Cause, out[i].Basis = coverage.Tampered, coverage.Declared
			out[i].Reason = "somebody switched the records off, and silence followed"
			quote(&out[i], m)
			continue
		}
		if i, ok := own[m.at/minute]; ok {
			quote(&out[i], m)
			continue
		}
		g := gap
		switch g.From, g.To, g.Cause, g.Basis = m.at, m.at, coverage.Tampered, coverage.Declared; {
		case last*minute < m.at+switchAfter && end > m.at+switchBefore:
			g.To, g.Reason = end, "somebody switched the records off, and none came after that"
		case m.weight == hint:
			continue
		case m.weight == certain:
			g.Reason = "somebody switched records off; others still came"
		default:
			g.Cause, g.Reason = coverage.Unexplained, "a command takes records away, and others still came: which did not is not known"
		}
		quote(&g, m)
		own[m.at/minute] = len(out)
		out = append(out, g)
	}
	return out
}

// quote adds what the record of a switch says.
func quote(g *coverage.Gap, m mark) {
	if g.Where == "" {
		g.Where = m.where
	}
	if m.what == "" || strings.Contains(g.Detail, m.what) || strings.Count(g.Detail, "; ") >= fewDetails-1 {
		return
	}
	if g.Detail != "" {
		g.Detail += "; "
	}
	g.Detail += m.what
}

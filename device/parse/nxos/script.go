package nxos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/parse/verbs"
	"github.com/linewarden/linewarden/device/stmt"
)

// script is the block of an applet or of a schedule.
type script struct {
	*model.Script
	r *run
}

func (t *tables) scriptEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "event manager applet * ...", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			s := r.script("eem", m.Arg(0), c.Span(m.Node))
			s.Enabled.Inherit(true, m.Span)
			verbs.Judge(s, nil, m.Span)
			return t.applet.In(script{s, r})
		}},
		{Pattern: "event manager policy * ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			s := r.script("eem-policy", m.Arg(0), m.Span)
			s.Enabled.Set(true, m.Span)
		}},
		{Pattern: "no event manager applet|policy ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "scheduler job name *", Do: readJob},
		{Pattern: "scheduler schedule name *", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			return t.schedule.In(script{&model.Script{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}, r})
		}},
		{Pattern: "scheduler aaa-authentication ...", Do: func(c *stmt.Ctx, _ *run, m *stmt.Match) {
			if v, ok := m.After("password"); ok {
				typ := "clear"
				if len(v) == 1 && len(m.Rest) > 0 {
					typ, v = "cisco"+v, m.Rest[len(m.Rest)-1]
				}
				c.Secret("user", "scheduler", typ, v, m.Span)
			}
		}},
		{Pattern: "no? feature scheduler", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "no? cli alias name * ...", Do: func(_ *stmt.Ctx, r *run, m *stmt.Match) {
			if m.Neg {
				return
			}
			e := &model.PrivEdit{Obj: model.Obj{Span: m.Span}, Kind: "alias", Name: m.Arg(0)}
			e.Level.Set(-1, m.Span)
			e.Lowers.Set(false, m.Span)
			e.Shadows.Set(commands[m.Arg(0)], m.Span)
			r.PrivEdits = append(r.PrivEdits, e)
		}},
		{Pattern: "no? feature privilege", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
	}
}

// commands are commands whose name an alias should not carry.
var commands = map[string]bool{"show": true, "configure": true, "conf": true, "copy": true, "write": true, "reload": true, "exit": true, "end": true,
	"ssh": true, "telnet": true, "ping": true, "clear": true, "debug": true, "no": true, "username": true, "delete": true, "dir": true, "where": true,
	"terminal": true, "run": true, "attach": true, "install": true, "move": true, "logout": true}

func (r *run) script(kind, name string, sp model.Span) *model.Script {
	s := &model.Script{Obj: model.Obj{Span: sp}, Kind: kind, Name: name}
	r.Scripts = append(r.Scripts, s)
	return s
}

func appletBlock() []stmt.Entry[script] {
	return []stmt.Entry[script]{
		{Pattern: "event * ...", Do: func(c *stmt.Ctx, s script, m *stmt.Match) {
			t := strings.Join(c.Tree.Nodes[m.Node].Words[1:], " ")
			if s.Trigger.V != "" {
				t = s.Trigger.V + "; " + t
			}
			s.Trigger.Set(t, m.Span)
			if strings.Contains(t, "CONFIG") {
				s.Hides.Set(true, m.Span) // it watches for messages of configuration changes
			}
		}},
		{Pattern: "action * cli ...", Do: func(c *stmt.Ctx, s script, m *stmt.Match) {
			maskURLs(c, m.Text, s.Name, m.Span)
			verbs.Judge(s.Script, []string{commandOf(m.Rest)}, m.Span)
			s.r.transfers(commandOf(m.Rest), m.Span)
		}},
		{Pattern: "action * * ...", Do: func(_ *stmt.Ctx, s script, m *stmt.Match) {
			verbs.Judge(s.Script, []string{m.Arg(1)}, m.Span)
		}},
	}
}

// commandOf takes the words in front of a command away: "local", "command".
func commandOf(words []string) string {
	for len(words) > 0 && (words[0] == "local" || words[0] == "command") {
		words = words[1:]
	}
	return strings.Trim(strings.Join(words, " "), `"`)
}

// readJob reads the body of a job; several commands may stand in one line.
func readJob(c *stmt.Ctx, r *run, m *stmt.Match) {
	body := c.Tree.Bodies[m.Node]
	s := r.script("scheduler", m.Arg(0), m.Span)
	r.jobs[s.Name] = s
	maskBody(c, body, "scheduler job "+s.Name, m.Span)
	list := strings.FieldsFunc(body, func(c rune) bool { return c == '\n' || c == ';' })
	verbs.Judge(s, list, m.Span)
	for _, command := range list {
		r.transfers(command, m.Span)
	}
}

// transfers notes where a command sends files to or takes them from.
func (r *run) transfers(command string, sp model.Span) {
	for _, move := range verbs.Moves(command) {
		t := &model.Transfer{Obj: model.Obj{Span: sp}, Kind: "automation"}
		t.Proto.Set(move.Proto, sp)
		t.Host.Set(move.Host, sp)
		r.Transfers = append(r.Transfers, t)
	}
}

// maskBody hides passwords in a text of several lines, each in its own line.
// Lines that the cleaner removed shift the raw numbers by drift at most.
func maskBody(c *stmt.Ctx, body, owner string, sp model.Span) {
	lines := strings.Split(body, "\n")
	drift := max(sp.End-sp.Line-int32(len(lines)), 0)
	for i, l := range lines {
		at := sp.Line + 1 + int32(i)
		maskURLs(c, l, owner, model.Span{Line: at, End: min(at+drift, sp.End)})
	}
}

func maskURLs(c *stmt.Ctx, text, owner string, sp model.Span) {
	for _, p := range verbs.Passwords(text) {
		c.Secret("other", owner, "", p, sp)
	}
}

func scheduleBlock() []stmt.Entry[script] {
	return []stmt.Entry[script]{
		{Pattern: "job name *", Do: func(_ *stmt.Ctx, s script, m *stmt.Match) {
			if j := s.r.jobs[m.Arg(0)]; j != nil {
				j.Enabled.Set(true, m.Span)
				fill.Inherit(&j.Trigger, &s.Trigger)
				s.r.schedules = append(s.r.schedules, j)
			}
		}},
		{Pattern: "time ...", Do: func(_ *stmt.Ctx, s script, m *stmt.Match) {
			s.Trigger.Set(strings.Join(m.Rest, " "), m.Span)
			for _, j := range s.r.schedules {
				if s.Span.Line <= j.Enabled.Span.Line && j.Enabled.Span.Line <= s.Span.End {
					fill.Inherit(&j.Trigger, &s.Trigger)
				}
			}
		}},
	}
}

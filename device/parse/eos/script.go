package eos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/parse/verbs"
	"github.com/linewarden/linewarden/device/stmt"
)

// script is the block of one event handler.
type script struct {
	*model.Script
	r *run
}

func (t *tables) scriptEntries() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "event-handler *", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			s := &model.Script{Obj: model.Obj{Span: c.Span(m.Node)}, Kind: "event-handler", Name: m.Arg(0)}
			s.Enabled.Inherit(true, m.Span)
			verbs.Judge(s, nil, m.Span)
			r.Scripts = append(r.Scripts, s)
			return t.handler.In(script{s, r})
		}},
		{Pattern: "no event-handler ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "schedule * ...", Do: readSchedule},
		{Pattern: "schedule config ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "no schedule ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "alias * ...", Sub: func(_ *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			e := &model.PrivEdit{Obj: model.Obj{Span: m.Span}, Kind: "alias", Name: m.Arg(0)}
			e.Level.Set(-1, m.Span)
			e.Lowers.Set(false, m.Span)
			e.Shadows.Set(commands[m.Arg(0)], m.Span)
			r.PrivEdits = append(r.PrivEdits, e)
			return t.alias.In(r)
		}},
		{Pattern: "no alias ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
	}
}

func aliasBlock() []stmt.Entry[*run] {
	return []stmt.Entry[*run]{
		{Pattern: "* ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}}, // the commands; what counts is the alias's own name
	}
}

// commands are commands whose name an alias should not carry.
var commands = map[string]bool{"show": true, "configure": true, "conf": true, "copy": true, "write": true, "reload": true, "exit": true, "end": true,
	"ssh": true, "telnet": true, "ping": true, "clear": true, "debug": true, "no": true, "username": true, "delete": true, "dir": true, "bash": true,
	"terminal": true, "enable": true, "logout": true, "install": true, "more": true, "rename": true, "traceroute": true, "tcpdump": true}

func (t *tables) handlerBlock() []stmt.Entry[script] {
	trigger := func(_ *stmt.Ctx, s script, m *stmt.Match) {
		s.Trigger.Set(strings.Join(m.Rest, " "), m.Span)
	}
	return []stmt.Entry[script]{
		{Pattern: "trigger ...", Sub: func(c *stmt.Ctx, s script, m *stmt.Match) stmt.Block {
			trigger(c, s, m)
			return t.logging.In(s)
		}},
		{Pattern: "action bash ...", Do: readAction},
		{Pattern: "action log|increment|device-health ...", Do: func(c *stmt.Ctx, s script, m *stmt.Match) {
			verbs.Judge(s.Script, []string{c.Tree.Nodes[m.Node].Words[1]}, m.Span)
		}},
		{Pattern: "no? shutdown", Do: fill.Not(func(s script) *model.F[bool] { return &s.Enabled })},
	}
}

// triggerBlock reads what a handler waits for in the log.
func triggerBlock() []stmt.Entry[script] {
	return []stmt.Entry[script]{
		{Pattern: "regex ...", Do: func(_ *stmt.Ctx, s script, m *stmt.Match) {
			what := strings.Join(m.Rest, " ")
			s.Trigger.Set(s.Trigger.V+" "+what, m.Span)
			if strings.Contains(what, "CONFIG") || strings.Contains(what, "ACCOUNTING") || strings.Contains(what, "AAA") {
				s.Hides.Set(true, m.Span) // it watches for messages that an audit rests on
			}
		}},
	}
}

// readAction reads a command, or the lines of a script that ends with EOF.
func readAction(c *stmt.Ctx, s script, m *stmt.Match) {
	n := &c.Tree.Nodes[m.Node]
	if !n.Opaque {
		command := strings.Join(m.Rest, " ")
		maskURLs(c, command, s.Name, m.Span)
		verbs.Judge(s.Script, []string{command}, m.Span)
		s.r.transfers(command, m.Span)
		return
	}
	maskBody(c, c.Tree.Bodies[m.Node], s.Name, m.Span)
	list := strings.Split(c.Tree.Bodies[m.Node], "\n")
	verbs.Judge(s.Script, list, m.Span)
	for _, command := range list {
		s.r.transfers(command, m.Span)
	}
}

// readSchedule reads `schedule N interval 60 … command C`.
func readSchedule(c *stmt.Ctx, r *run, m *stmt.Match) {
	s := &model.Script{Obj: model.Obj{Span: m.Span}, Kind: "scheduler", Name: m.Arg(0)}
	r.Scripts = append(r.Scripts, s)
	s.Enabled.Set(true, m.Span)
	command := ""
	when := m.Rest
	for i, w := range m.Rest {
		if w == "command" {
			when, command = m.Rest[:i], strings.Join(m.Rest[i+1:], " ")
			break
		}
	}
	s.Trigger.Set(strings.Join(when, " "), m.Span)
	maskURLs(c, m.Text, s.Name, m.Span)
	verbs.Judge(s, []string{command}, m.Span)
	r.transfers(command, m.Span)
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

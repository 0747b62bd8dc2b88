package ios

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/parse/verbs"
	"github.com/linewarden/linewarden/device/stmt"
)

// applet is an event applet or a job while it is read.
type applet struct {
	*model.Script
	skips bool // it keeps the command that triggered it from running
}

func (t *tables) scriptEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "event manager applet * ...", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			s := r.script("eem", m.Arg(0), "", nil, c.Span(m.Node))
			return t.applet.In(&applet{Script: s})
		}},
		{Pattern: "event manager policy * ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.script("eem-policy", m.Arg(0), "", nil, m.Span) }},
		{Pattern: "event manager environment * ...", Do: func(c *stmt.Ctx, _ *reader, m *stmt.Match) { c.Mask(tail(m, 4), m.Span) }},
		{Pattern: "event manager directory user ...", Do: none[*reader]},
		{Pattern: "event manager session cli username * ...", Do: none[*reader]},
		{Pattern: "event manager scheduler|history|detector ...", State: stmt.Irrelevant},
		{Pattern: "kron policy-list *", Sub: func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			s := r.script("kron", m.Arg(0), "", nil, c.Span(m.Node))
			return t.job.In(&applet{Script: s})
		}},
		{Pattern: "kron occurrence * ...", Sub: func(_ *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block { return t.occurrence.In(r) }},
		{Pattern: "scripting tcl|tclsh init|encdir * ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			r.script("tcl", m.Arg(0), "", nil, m.Span)
		}},
		{Pattern: "scripting tcl trustpoint|secure-mode|low-memory ...", Do: none[*reader]},
		{Pattern: "macro name *", Do: macro},
		{Pattern: "macro auto|global ...", Do: none[*reader]},
		{Pattern: "alias * * ...", Do: alias},
		{Pattern: "privilege * ...", Do: privilege},
		{Pattern: "menu * ...", Do: menu},
		{Pattern: "banner * ...", Do: banner},
	}
}

// script adds something that the device runs by itself, judged by its commands.
func (r *reader) script(kind, name, trigger string, commands []string, sp model.Span) *model.Script {
	s := &model.Script{Obj: model.Obj{Span: sp}, Kind: kind, Name: name}
	s.Enabled.Inherit(true, model.Span{Line: sp.Line, End: sp.Line})
	if trigger != "" {
		s.Trigger.Inherit(trigger, sp)
	}
	if commands != nil {
		verbs.Judge(s, commands, sp)
	}
	r.d.Scripts = append(r.d.Scripts, s)
	return s
}

func (t *tables) appletEntries() []stmt.Entry[*applet] {
	return []stmt.Entry[*applet]{
		{Pattern: "event * ...", Do: event},
		{Pattern: "trigger ...", Sub: func(_ *stmt.Ctx, a *applet, _ *stmt.Match) stmt.Block { return t.applet.In(a) }},
		{Pattern: "correlate ...", Do: none[*applet]}, {Pattern: "attribute ...", Do: none[*applet]},
		{Pattern: "action * ...", Do: action},
		{Pattern: "set ...", Do: none[*applet]},
		{Pattern: "description ...", State: stmt.Irrelevant},
		{Pattern: "no? shutdown", Do: fill.Not(func(a *applet) *model.F[bool] { return &a.Enabled })},
		{Pattern: "maxrun ...", State: stmt.Irrelevant},
	}
}

// event keeps what wakes the applet. One that watches for the message of a
// changed configuration, or keeps commands from running, hides.
func event(c *stmt.Ctx, a *applet, m *stmt.Match) {
	text := tail(m, 1)
	a.Trigger.Set(text, m.Span)
	lower := strings.ToLower(text)
	for _, s := range []string{"sys-5-config", "config_i", "parser-5-cfglog", "cfglog", "sec_login", "sys-6-logging", "skip yes", "ssh2_userauth", "ssh-5"} {
		if strings.Contains(lower, s) {
			a.skips = true
			verbs.Judge(a.Script, nil, m.Span)
			a.Hides.Set(true, m.Span)
			return
		}
	}
}

// action reads "action LABEL cli command "…"" and the other actions.
func action(c *stmt.Ctx, a *applet, m *stmt.Match) {
	if len(m.Rest) == 0 {
		c.Mark(m.Node, stmt.Partial)
		return
	}
	command := m.Rest[0]
	if m.Rest[0] == "cli" {
		i := index(m.Rest, "command")
		if i < 0 {
			c.Mark(m.Node, stmt.Partial)
			return
		}
		command = tail(m, 3+i)
		if start := strings.IndexByte(command, '"'); start >= 0 {
			command = command[start+1:]
			if end := strings.IndexByte(command, '"'); end >= 0 {
				command = command[:end]
			}
		}
	}
	maskCommand(c, command, m.Span)
	verbs.Judge(a.Script, []string{command}, m.Span)
	if a.skips {
		a.Hides.Set(true, m.Span)
	}
}

// maskCommand keeps passwords in a script's command out of what is printed.
func maskCommand(c *stmt.Ctx, command string, sp model.Span) {
	w := strings.Fields(command)
	for i, s := range w {
		switch s {
		case "password", "secret", "key", "community", "key-string":
			if i+1 < len(w) {
				value := w[len(w)-1]
				if s == "community" {
					value = w[i+1]
				}
				c.Secret("other", "script", "", value, sp)
				if i+2 < len(w) && !typeNumber(w[i+1]) && s != "community" {
					c.Mask(w[i+1], sp)
				}
				return
			}
		}
	}
}

func jobEntries() []stmt.Entry[*applet] {
	return []stmt.Entry[*applet]{
		{Pattern: "cli ...", Do: func(c *stmt.Ctx, a *applet, m *stmt.Match) {
			maskCommand(c, tail(m, 1), m.Span)
			verbs.Judge(a.Script, []string{tail(m, 1)}, m.Span)
		}},
		{Pattern: "conditional", State: stmt.Irrelevant},
	}
}

func occurrenceEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "policy-list *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.kron[m.Arg(0)] = true }},
	}
}

// macro reads a stored set of commands, which a user or an event applies.
func macro(c *stmt.Ctx, r *reader, m *stmt.Match) {
	var commands []string
	for _, l := range strings.Split(c.Tree.Bodies[m.Node], "\n") {
		if l = strings.TrimSpace(l); l != "" && l[0] != '#' && l[0] != '!' {
			commands = append(commands, l)
		}
	}
	s := r.script("macro", m.Arg(0), "applied by name", nil, m.Span)
	verbs.Judge(s, commands, m.Span)
	maskBody(c, m)
}

// maskBody keeps every line of an opaque text out of what is printed.
func maskBody(c *stmt.Ctx, m *stmt.Match) {
	n := &c.Tree.Nodes[m.Node]
	line := n.Line
	for _, l := range strings.Split(c.Tree.Bodies[m.Node], "\n") {
		line++
		if l = strings.TrimSpace(l); l != "" && line <= n.End {
			c.Mask(l, model.Span{Line: line, End: line})
		}
	}
}

// realCommands are names that an alias must not carry.
var realCommands = map[string]bool{
	"show": true, "configure": true, "copy": true, "clear": true, "debug": true, "enable": true, "exit": true, "reload": true, "write": true,
	"ping": true, "traceroute": true, "telnet": true, "ssh": true, "terminal": true, "undebug": true, "delete": true, "dir": true, "more": true,
	"logout": true, "disable": true, "monitor": true, "verify": true, "archive": true, "erase": true, "request": true, "no": true, "logging": true,
	"login": true, "who": true, "where": true, "send": true, "test": true, "username": true, "interface": true, "line": true, "access-list": true, "end": true,
}

func alias(c *stmt.Ctx, r *reader, m *stmt.Match) {
	e := &model.PrivEdit{Obj: model.Obj{Span: m.Span}, Kind: "alias", Name: m.Arg(1)}
	e.Level.Unsure(m.Span)
	e.Lowers.Set(false, m.Span)
	e.Shadows.Set(realCommands[strings.ToLower(m.Arg(1))], m.Span)
	r.d.PrivEdits = append(r.d.PrivEdits, e)
	maskCommand(c, strings.Join(m.Rest, " "), m.Span)
}

// openCommands are those that the first level has anyway.
var openCommands = map[string]bool{
	"ping": true, "traceroute": true, "ssh": true, "telnet": true, "connect": true, "enable": true, "disable": true, "exit": true, "logout": true,
	"terminal": true, "rlogin": true, "help": true, "login": true, "name-connection": true, "resume": true, "where": true, "who": true, "systat": true,
	"set": true, "tunnel": true, "pad": true, "ppp": true, "slip": true, "x28": true, "mrinfo": true, "mstat": true, "mtrace": true, "lock": true,
	"access-enable": true, "access-profile": true, "call": true, "crypto": true, "show": true, "release": true, "renew": true, "webui": true,
}

// privilege reads "privilege MODE [all] level N COMMAND" and "… reset COMMAND".
// A command is made easier to reach where its new level is below 15 and it is
// not one of those that everybody has.
func privilege(c *stmt.Ctx, r *reader, m *stmt.Match) {
	rest := m.Rest
	if len(rest) > 0 && rest[0] == "all" {
		rest = rest[1:]
	}
	e := &model.PrivEdit{Obj: model.Obj{Span: m.Span}, Kind: "privilege"}
	e.Shadows.Set(false, m.Span)
	r.d.PrivEdits = append(r.d.PrivEdits, e)
	if len(rest) < 2 || rest[0] != "level" {
		e.Name = m.Arg(0) + " " + strings.Join(rest, " ")
		e.Level.Unsure(m.Span)
		e.Lowers.Set(false, m.Span)
		if len(rest) == 0 || rest[0] != "reset" {
			c.Mark(m.Node, stmt.Partial)
			e.Lowers.Unsure(m.Span)
		}
		return
	}
	command := rest[2:]
	e.Name = m.Arg(0) + " " + strings.Join(command, " ")
	n, ok := number(rest[1])
	if !ok {
		e.Level.Unsure(m.Span)
		e.Lowers.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
		return
	}
	e.Level.Set(n, m.Span)
	first := ""
	if len(command) > 0 {
		first = command[0]
	}
	open := m.Arg(0) == "exec" && openCommands[first]
	if first == "show" && len(command) > 1 {
		switch command[1] {
		case "running-config", "startup-config", "configuration", "tech-support", "logging", "archive", "platform":
			open = false
		}
	}
	e.Lowers.Set(n < 15 && !open, m.Span)
}

// menu records a menu once; its commands are run without others being there.
func menu(c *stmt.Ctx, r *reader, m *stmt.Match) {
	if !r.menus[m.Arg(0)] {
		r.menus[m.Arg(0)] = true
		e := &model.PrivEdit{Obj: model.Obj{Span: m.Span}, Kind: "menu", Name: m.Arg(0)}
		e.Level.Unsure(m.Span)
		e.Lowers.Set(false, m.Span)
		e.Shadows.Set(false, m.Span)
		r.d.PrivEdits = append(r.d.PrivEdits, e)
	}
	maskCommand(c, strings.Join(m.Rest, " "), m.Span)
}

// banner counts the text's bytes and forgets it.
func banner(c *stmt.Ctx, r *reader, m *stmt.Match) {
	n := &c.Tree.Nodes[m.Node]
	if !n.Opaque {
		c.Mark(m.Node, stmt.Partial)
		return
	}
	size := int64(len(strings.TrimSpace(c.Tree.Bodies[m.Node])))
	if end := bannerText(n.Words, n.Text); end != nil && !strings.Contains(n.Text[min(end.From, len(n.Text)):], end.Delim) {
		size += int64(len(n.Text) - end.From)
	}
	kind := m.Arg(0)
	b := &model.Banner{Obj: model.Obj{Span: m.Span}, Kind: kind, Bytes: size, PreLogin: kind == "login" || kind == "motd"}
	r.d.Banners = append(r.d.Banners, b)
}

// finishScripts switches off the jobs that nothing starts.
func (r *reader) finishScripts() {
	for _, s := range r.d.Scripts {
		if s.Kind == "kron" && !r.kron[s.Name] {
			s.Enabled.Derive(false, s.Span)
		}
		if s.Hides.How == model.NotRead {
			switch s.Kind {
			case "eem", "kron", "macro":
				verbs.Judge(s, nil, s.Span)
			default: // the script is a file that is not here
				s.Verbs.Unsure(s.Span)
				s.Hides.Unsure(s.Span)
				s.Fetches.Unsure(s.Span)
				s.Accounts.Unsure(s.Span)
			}
		}
	}
	for _, s := range r.d.Scripts { // a command that is cut off may do it
		for _, f := range []*model.F[bool]{&s.Hides, &s.Fetches, &s.Accounts} {
			if f.How.Stated() && !f.V {
				f.Derive(false, f.Span)
			}
		}
	}
	r.finishContainers()
}

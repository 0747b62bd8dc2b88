package junos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/verbs"
	"github.com/linewarden/linewarden/device/stmt"
)

// event is an event policy on its way to a script.
type event struct {
	*model.Script
	triggers []string
	commands []string
	ignores  bool
}

// scriptSystem reads scripts and added software, below system.
func scriptSystem() []entry[*model.Device] {
	file := func(kind string) func(*stmt.Ctx, at[*model.Device], *stmt.Match) {
		return func(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) { a.r.scriptFile(kind, m) }
	}
	return append([]entry[*model.Device]{
		do("scripts op file * ...", file("op-script")),
		do("scripts commit file * ...", file("commit-script")),
		do("scripts snmp file * ...", file("snmp-script")),
		do("scripts action file * ...", file("op-script")),
		do("scripts translation ...", file("op-script")),
		do[*model.Device]("scripts language|synchronize|load-scripts-from-flash|max-datasize|traceoptions ...", nothing),
		do[*model.Device]("scripts op|commit|snmp|event traceoptions|no-allow-url|allow-transients|direct-access|refresh|refresh-from|max-datasize|dampen|allow-commands|allow-file-access ...", nothing),
		do[*model.Device]("scripts op allow-url-for-python ...", nothing),
		do("extensions providers * ...", provider),
		do("extensions extension-service application file * ...", extensionFile),
		do[*model.Device]("extensions resource-limits ...", nothing),
	}, notRead[*model.Device]("scripts op allow-url ...")...)
}

// scriptEntries reads event-options, at the top.
func scriptEntries(t *tables) []entry[*model.Device] {
	return append([]entry[*model.Device]{
		sub("event-options policy *", openEvent),
		do("event-options event-script file * ...", func(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) { a.r.scriptFile("event-handler", m) }),
		do[*model.Device]("event-options event-script traceoptions|refresh|refresh-from|max-datasize ...", nothing),
		do[*model.Device]("event-options generate-event * ...", nothing),
		do("event-options destinations * ...", eventDestination),
		do[*model.Device]("event-options max-policies|queue-size|redundancy-event|traceoptions ...", nothing),
		do("accounting-options file * ...", accountingFile),
	}, notRead[*model.Device]()...)
}

// scriptFile records a script by its file: what it does does not stand here.
func (r *reader) scriptFile(kind string, m *stmt.Match) {
	sp := r.c.Span(m.Node)
	s := &model.Script{Obj: model.Obj{Span: sp}, Kind: kind, Name: m.Arg(0)}
	put(&s.Enabled, true, m)
	s.Hides.Unsure(sp)
	s.Fetches.Unsure(sp)
	s.Accounts.Unsure(sp)
	if source, at, ok := r.value(m.Node, "source"); ok {
		r.transfer("automation", source, r.stands(m.Node, at))
		s.Fetches.Set(strings.Contains(source, "://"), at)
	}
	r.dev.Scripts = append(r.dev.Scripts, s)
}

func openEvent(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
	e := &event{Script: &model.Script{Obj: model.Obj{Span: c.Span(m.Node)}, Kind: "event-policy", Name: last(m)}}
	put(&e.Enabled, true, m)
	a.v.Scripts = append(a.v.Scripts, e.Script)
	a.r.after(func() { e.settle() })
	return a.r.t.event.In(in(a, e))
}

func eventEntries() []entry[*event] {
	command := func(_ *stmt.Ctx, a at[*event], m *stmt.Match) { a.v.commands = append(a.v.commands, last(m)) }
	return append([]entry[*event]{
		do("events *", func(_ *stmt.Ctx, a at[*event], m *stmt.Match) { a.v.triggers = append(a.v.triggers, last(m)) }),
		do[*event]("within|attributes-match ...", nothing),
		do("then ignore", func(_ *stmt.Ctx, a at[*event], _ *stmt.Match) { a.v.ignores = true }),
		do("then execute-commands commands * ...", func(_ *stmt.Ctx, a at[*event], m *stmt.Match) { a.v.commands = append(a.v.commands, m.Arg(0)) }),
		do("then change-configuration commands *", command),
		do[*event]("then change-configuration commit-options|retry|user-name ...", nothing),
		do[*event]("then execute-commands user-name|output-filename|output-format|destination ...", nothing),
		do("then event-script * ...", func(_ *stmt.Ctx, a at[*event], m *stmt.Match) { a.r.scriptFile("event-handler", m) }),
		do("then upload ...", func(_ *stmt.Ctx, a at[*event], _ *stmt.Match) { a.v.commands = append(a.v.commands, "upload scp://") }),
		do[*event]("then raise-trap|priority-override ...", nothing),
	}, notRead[*event]()...)
}

// settle judges an event policy when all of it has been read. A policy that
// ignores an event keeps its message from being logged.
func (e *event) settle() {
	sp := e.Span
	e.Trigger.Set(strings.Join(e.triggers, " "), sp)
	verbs.Judge(e.Script, e.commands, sp)
	if e.ignores || watches(e.triggers) || hides(e.commands) {
		e.Hides.Set(true, sp)
	}
	for _, c := range e.commands {
		if strings.Contains(c, "system login") || strings.Contains(c, "root-authentication") || strings.Contains(c, "snmp community") {
			e.Accounts.Set(true, sp)
		}
	}
}

// watches reports events of people's logins and changes.
func watches(events []string) bool {
	for _, e := range events {
		if strings.HasPrefix(strings.ToLower(e), "ui_commit") || strings.HasPrefix(strings.ToLower(e), "ui_cfg") {
			return true
		}
	}
	return false
}

// hides reports commands of Junos that remove or redirect messages.
func hides(commands []string) bool {
	for _, c := range commands {
		for _, s := range []string{"clear log", "file delete /var/log", "delete system syslog", "deactivate system syslog", "delete system accounting", "deactivate system accounting",
			"delete snmp trap-group", "deactivate snmp"} {
			if strings.Contains(strings.ToLower(c), s) {
				return true
			}
		}
	}
	return false
}

// eventDestination reads where an event's output is sent.
func eventDestination(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) { a.r.archiveSites(m) }

func accountingFile(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) { a.r.archiveSites(m) }

// archiveSites records the places below "archive-sites".
func (r *reader) archiveSites(m *stmt.Match) {
	list := r.option(m.Node, "archive-sites")
	if list == 0 {
		return
	}
	for k := range r.c.Tree.Kids(list) {
		n := &r.c.Tree.Nodes[k]
		at := r.stands(k, model.Span{Line: n.Line, End: n.End})
		r.transfer("export", n.Words[0], at)
		if pass, sp, ok := r.value(k, "password"); ok {
			r.secret("ftp", hostOf(n.Words[0]), pass, r.stands(k, sp))
		}
	}
}

// provider admits software of other makers.
func provider(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	put(&a.v.Hosting.Enabled, true, m)
	a.v.Hosting.Span = m.Span
}

func extensionFile(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	x := &model.Container{Obj: model.Obj{Span: c.Span(m.Node)}, Kind: "extension", Name: m.Arg(0)}
	put(&x.Enabled, true, m)
	a.v.Containers = append(a.v.Containers, x)
	put(&a.v.Hosting.Enabled, true, m)
}

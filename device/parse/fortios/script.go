package fortios

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/verbs"
	"github.com/linewarden/linewarden/device/stmt"
)

// stitch is an automation stitch: a trigger with actions.
type stitch struct {
	*model.Script
	trigger string
	at      model.Span
	actions []string
}

// action is what a stitch does.
type action struct {
	model.Obj
	name   string
	kind   string
	script []string
	sp     model.Span // of the script
}

func scriptEntries(b *builder) []stmt.Entry[*scope] {
	return []stmt.Entry[*scope]{
		list(b, "system automation-trigger", openTrigger,
			text("event-type", func(t *trigger) *model.F[string] { return &t.event }),
			when("trigger-type|logid|license-type|report-type|ioc-level|fabric-event-name|fabric-event-severity|faz-event-name|faz-event-severity|faz-event-tags|serial", func(*stmt.Ctx, *trigger, *stmt.Match) {}),
			list(b, "fields", same[*trigger])),
		list(b, "system automation-action", openAction,
			when("action-type", func(_ *stmt.Ctx, a *action, m *stmt.Match) { a.kind = first(m.Rest) }),
			when("script", func(_ *stmt.Ctx, a *action, m *stmt.Match) { a.script, a.sp = commands(m.Rest), m.Span }),
			when("uri", func(c *stmt.Ctx, a *action, m *stmt.Match) {
				c.Mask(first(m.Rest), m.Span)
				a.script, a.sp = append(a.script, "http://"), m.Span // only that it fetches; the address may hold a key
			}),
			list(b, "http-headers", same[*action]),
			list(b, "headers", same[*action])),
		list(b, "system automation-stitch", openStitch,
			onOff("status", func(s *stitch) *model.F[bool] { return &s.Enabled }),
			when("trigger", func(_ *stmt.Ctx, s *stitch, m *stmt.Match) { s.trigger, s.at = first(m.Rest), m.Span }),
			when("action", func(_ *stmt.Ctx, s *stitch, m *stmt.Match) { s.actions = append(s.actions, m.Rest...) }),
			list(b, "actions", same[*stitch], when("action", func(_ *stmt.Ctx, s *stitch, m *stmt.Match) { s.actions = append(s.actions, m.Rest...) }))),
		list(b, "system automation-destination", same[*scope]),
		list(b, "system auto-script", openAutoScript,
			when("script", func(_ *stmt.Ctx, s *stitch, m *stmt.Match) { judge(s.Script, commands(m.Rest), m.Span) }),
			fact("start", func(s *stitch) *model.F[bool] { return &s.Enabled }, func(w []string) (bool, bool) { return first(w) == "auto", len(w) > 0 }),
			fact("interval", func(s *stitch) *model.F[string] { return &s.Trigger }, func(w []string) (string, bool) { return "every " + first(w) + " s", len(w) > 0 })),
		list(b, "system alias", openAlias,
			when("command", func(*stmt.Ctx, *model.PrivEdit, *stmt.Match) {})),
	}
}

// maxCommands bounds the commands judged of one script.
const maxCommands = 2000

// commands splits a script into lines.
func commands(words []string) []string {
	lines := strings.SplitN(strings.Join(words, " "), "\n", maxCommands+1)
	return lines[:min(len(lines), maxCommands)]
}

// judge states what the commands touch, with FortiOS's own words for it.
func judge(s *model.Script, lines []string, sp model.Span) {
	verbs.Judge(s, lines, sp)
	for _, l := range lines {
		l = strings.ToLower(strings.TrimSpace(l))
		switch {
		case strings.HasPrefix(l, "config system admin"), strings.HasPrefix(l, "config system api-user"), strings.HasPrefix(l, "config user "):
			s.Accounts.Set(true, sp)
		case strings.HasPrefix(l, "config log "), strings.HasPrefix(l, "execute log delete"), strings.HasPrefix(l, "exec log delete"):
			s.Hides.Set(true, sp)
		case strings.HasPrefix(l, "execute backup"), strings.HasPrefix(l, "execute restore"), strings.HasPrefix(l, "exec backup"):
			s.Fetches.Set(true, sp)
		}
	}
}

type trigger struct {
	s     *scope
	name  string
	event model.F[string]
}

func openTrigger(_ *stmt.Ctx, s *scope, name string, _ model.Span) *trigger {
	t := &trigger{s: s, name: name}
	s.finally(func() { s.r.triggers[name] = t.event.V })
	return t
}

func openAction(_ *stmt.Ctx, s *scope, name string, sp model.Span) *action {
	a := &action{Obj: model.Obj{Span: sp}, name: name}
	s.r.actions[name] = a
	return a
}

func openStitch(_ *stmt.Ctx, s *scope, name string, sp model.Span) *stitch {
	x := &stitch{Script: &model.Script{Obj: model.Obj{Span: sp}, Kind: "automation-stitch", Name: name}}
	s.otherwise(&x.Enabled, true, sp)
	s.Scripts = append(s.Scripts, x.Script)
	s.r.stitches = append(s.r.stitches, x)
	return x
}

func openAutoScript(_ *stmt.Ctx, s *scope, name string, sp model.Span) *stitch {
	x := &stitch{Script: &model.Script{Obj: model.Obj{Span: sp}, Kind: "scheduler", Name: name}}
	s.otherwise(&x.Enabled, false, sp) // runs by hand unless start is auto
	s.Scripts = append(s.Scripts, x.Script)
	return x
}

func openAlias(_ *stmt.Ctx, s *scope, name string, sp model.Span) *model.PrivEdit {
	p := &model.PrivEdit{Obj: model.Obj{Span: sp}, Kind: "alias", Name: name}
	switch name {
	case "config", "get", "show", "execute", "diagnose", "alias", "exit":
		p.Shadows.Set(true, sp)
	default:
		p.Shadows.Set(false, sp)
	}
	s.PrivEdits = append(s.PrivEdits, p)
	return p
}

// finishScripts joins stitches with their triggers and actions.
func (r *reader) finishScripts(*stmt.Ctx) {
	for _, s := range r.stitches {
		if s.trigger != "" {
			t := s.trigger
			if e := r.triggers[t]; e != "" {
				t += " (" + e + ")"
			}
			s.Trigger.Set(t, s.at)
		}
		for _, n := range s.actions {
			a := r.actions[n]
			if a == nil {
				continue
			}
			if a.kind != "" && len(a.script) == 0 {
				s.Verbs.Set(append(s.Verbs.V, a.kind), a.Span)
				continue
			}
			judge(s.Script, a.script, a.sp)
		}
	}
}

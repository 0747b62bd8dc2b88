package fortios

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// accessList is a filter of routes and of neighbours. What no rule names is
// denied.
type accessList struct{ rules []*accessRule }

// accessRule is one of its rules, which permits everything until it says less.
type accessRule struct {
	model.Obj
	deny, some bool
}

// open says whether the list admits everybody; unknown where a rule was not
// understood.
func (l *accessList) open(f *model.F[bool], sp model.Span) {
	f.Derive(false, sp)
	for _, r := range l.rules {
		switch {
		case len(r.Doubt) > 0:
			f.Unsure(sp)
			return
		case !r.some && !r.deny:
			f.Derive(true, sp) // a file that is cut here may have said less
			return
		case !r.some:
			return
		}
	}
}

func listKey(kind, name string) string { return kind + "\x00" + name }

func openAccessList(kind string) opener[*scope, *accessList] {
	return func(c *stmt.Ctx, s *scope, name string, sp model.Span) *accessList {
		c.Define(kind, name, sp)
		l := s.lists[listKey(kind, name)]
		if l == nil {
			l = &accessList{}
			if s.lists == nil {
				s.lists = map[string]*accessList{}
			}
			s.lists[listKey(kind, name)] = l
		}
		return l
	}
}

func accessRules(b *builder) stmt.Entry[*accessList] {
	open := func(_ *stmt.Ctx, l *accessList, _ string, sp model.Span) *accessRule {
		r := &accessRule{Obj: model.Obj{Span: sp}}
		l.rules = append(l.rules, r)
		return r
	}
	return list(b, "rule", open,
		when("action", func(_ *stmt.Ctx, r *accessRule, m *stmt.Match) { r.deny = first(m.Rest) == "deny" }),
		when("prefix|prefix6", func(_ *stmt.Ctx, r *accessRule, m *stmt.Match) {
			switch w := first(m.Rest); w {
			case "any", "::/0", "0.0.0.0/0":
			case "0.0.0.0":
				r.some = r.some || len(m.Rest) != 2 || m.Rest[1] != "0.0.0.0"
			default:
				r.some = true
			}
		}),
		when("wildcard", func(_ *stmt.Ctx, r *accessRule, m *stmt.Match) {
			r.some = len(m.Rest) != 2 || m.Rest[1] != "255.255.255.255"
		}),
		when("exact-match|flags", func(*stmt.Ctx, *accessRule, *stmt.Match) {}))
}

package drift

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/verdict"
)

// list compares the members of a list.
func (x *comparison) list(p *place, f *field) {
	for _, m := range x.pair(f.sub, p.old.Field(f.index), p.new.Field(f.index)) {
		m.up = p
		m.name = p.join(f.name) + "[" + m.name + "]"
		if m.old.IsValid() && m.new.IsValid() {
			x.part(m)
			continue
		}
		x.single(m, f)
	}
}

// single is a member that only one of the files has.
func (x *comparison) single(m *place, f *field) {
	kind, other := Added, x.old
	if m.old.IsValid() {
		kind, other = Removed, x.new
	}
	if f.word.Derived && (x.old.Device.Complete != model.Whole || x.new.Device.Complete != model.Whole) {
		return
	}
	lines := m.lines(m.best(), nil)
	span := spanOf(m.best())
	if span.Line == 0 && len(lines) > 0 {
		span = lines[0]
	}
	ch := x.begin(m.up, f, kind, side{}, side{})
	ch.Fact = m.name
	tmpl := or(f.word.Added, "{member} added")
	if kind == Removed {
		tmpl = or(f.word.Removed, "{member} removed")
	}
	ch.Sentence = x.say(m, tmpl, "", "", "")
	summary := m.summary(m.best())
	if kind == Added {
		ch.New, ch.newLines = summary, lines
		ch.Register = x.listed(m, f.word)
	} else {
		ch.Old, ch.oldLines = summary, lines
	}
	switch other.Device.Complete {
	case model.Truncated:
		x.cutMember(ch, kind, f)
		return
	case model.NotProvable:
		ch.Kind = CannotTell
		ch.Sentence = m.member() + " no longer stands in the file, " + x.doubt(other)
		if kind == Added {
			ch.Kind = Added
			ch.Sentence = x.say(m, tmpl, "", "", "") + " (not in the old file, " + x.doubt(other) + ")"
		}
	}
	if kind == Added {
		x.add(ch, model.Span{}, span)
	} else {
		x.add(ch, span, model.Span{})
	}
}

// cutMember counts a member that the other file may have beyond its cut.
func (x *comparison) cutMember(ch *change, kind Kind, f *field) {
	if kind == Added {
		x.gained[top(f.path)]++
	} else {
		x.lost[top(f.path)]++
	}
	ch.Kind = silent
	x.out = append(x.out, ch)
}

// lines gathers every line that a part was read from.
func (s *shape) lines(v reflect.Value, out []model.Span) []model.Span {
	if sp := spanOf(v); sp.Line > 0 {
		out = append(out, sp)
	}
	for i := range s.fields {
		f := &s.fields[i]
		switch f.kind {
		case factField:
			if sp, how := factAt(v, f).Where(); sp.Line > 0 && how != model.Derived {
				out = append(out, sp)
			}
		case partField:
			out = f.sub.lines(v.Field(f.index), out)
		case listField:
			l := v.Field(f.index)
			for k := range l.Len() {
				out = f.sub.lines(l.Index(k).Elem(), out)
			}
		}
	}
	return out
}

// summary writes the stated facts of a member: "privilege 15, role admin".
func (s *shape) summary(v reflect.Value) string {
	var parts []string
	for i := range s.fields {
		f := &s.fields[i]
		if f.kind != factField {
			continue
		}
		val, _, how := factAt(v, f).Get()
		if s := write(val); how.Stated() && s != "" {
			parts = append(parts, spoken(f.name)+" "+s)
		}
	}
	return strings.Join(parts, ", ")
}

// listed asks the site's register about a member that was added.
func (x *comparison) listed(m *place, w *Word) *Listing {
	if w == nil || w.Register == "" {
		return nil
	}
	for name, want := range w.RegisterIf {
		if m.get(name) != want {
			return nil
		}
	}
	var values []string
	for _, name := range w.By {
		if v := m.get(name); v != "" {
			values = append(values, strings.Split(v, ", ")...)
		}
	}
	if len(values) == 0 && w.RegisterIf != nil { // a loopback without an address is not asked about
		return nil
	}
	return x.ask(w.Register, values...)
}

// ask looks values up in a register: one that is listed is enough.
func (x *comparison) ask(register string, values ...string) *Listing {
	if register == "" {
		return nil
	}
	out := &Listing{Name: register}
	for _, v := range values {
		if x.opt.Listed == nil {
			return out
		}
		yes, filled := x.opt.Listed(register, v)
		if !filled {
			return out
		}
		if out.Known = verdict.Fail; yes {
			out.Known = verdict.Pass
			return out
		}
	}
	return out
}

// Cut is Change.Fact of what cannot be told because a file was cut off: the new
// one where the change has a Span, else the old one.
const Cut = "complete"

// cut says what cannot be told because a file was cut off.
func (x *comparison) cut() {
	x.cutSide(x.lost, x.new, "new", "old")
	x.cutSide(x.gained, x.old, "old", "new")
}

func (x *comparison) cutSide(counts map[string]int, v *Version, cut, other string) {
	if len(counts) == 0 {
		return
	}
	var names []string
	n := 0
	for k, c := range counts {
		names, n = append(names, spoken(k)), n+c
	}
	slices.Sort(names)
	ch := &change{Change: Change{Kind: CannotTell, Layer: Facts, Fact: Cut, Severity: finding.Medium}}
	ch.Sentence = fmt.Sprintf("the %s file (%s) is cut off: %d things that the %s one states cannot be compared (%s)", cut, v.Path, n, other, strings.Join(names, ", "))
	at := model.Span{Line: v.Device.CutLine, End: v.Device.CutLine}
	if v == x.new {
		x.add(ch, model.Span{}, at)
	} else {
		x.add(ch, at, model.Span{})
	}
}

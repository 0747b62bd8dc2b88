package drift

import (
	"reflect"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/finding"
)

// place is where a walk stands: a part of the model or a member of a list.
type place struct {
	*shape
	up   *place // nil for the device
	name string // in Change.Fact: "users[svc2]"
	// old and new are the part in both files; one is the zero Value where it
	// stands in one only.
	old, new reflect.Value
}

// device compares all facts.
func (x *comparison) device() {
	x.part(&place{shape: x.root, old: reflect.ValueOf(x.old.Device).Elem(), new: reflect.ValueOf(x.new.Device).Elem()})
}

// part compares what stands in both files.
func (x *comparison) part(p *place) {
	for i := range p.fields {
		f := &p.fields[i]
		switch f.kind {
		case factField:
			if o, n := factAt(p.old, f), factAt(p.new, f); !equalFact(o, n) {
				x.fact(p, f, o, n)
			}
		case plainField:
			if o, n := p.old.Field(f.index), p.new.Field(f.index); !o.Equal(n) {
				x.value(p, f, side{write(o.Interface()), spanOf(p.old), o.Interface()}, side{write(n.Interface()), spanOf(p.new), n.Interface()})
			}
		case partField:
			x.part(&place{shape: f.sub, up: p, name: p.join(f.name), old: p.old.Field(f.index), new: p.new.Field(f.index)})
		case listField:
			x.list(p, f)
		}
	}
}

// join is the place of a field in Change.Fact.
func (p *place) join(name string) string {
	if p.name == "" {
		return name
	}
	return p.name + "." + name
}

// best is the part in the new file, or in the old one where only that has it.
func (p *place) best() reflect.Value {
	if p.new.IsValid() {
		return p.new
	}
	return p.old
}

// get returns a field of the part, or of those around it.
func (p *place) get(name string) string {
	switch name {
	case "member":
		return p.member()
	case "part":
		return spoken(p.path[strings.LastIndexByte(p.path, '.')+1:])
	}
	for q := p; q != nil; q = q.up {
		if v, ok := q.lookup(q.best(), name); ok {
			return v
		}
	}
	return ""
}

// member names the part as people do.
func (p *place) member() string {
	if p.up == nil {
		return ""
	}
	if p.word != nil && p.word.Member != "" {
		return fill(p.word.Member, func(n string) string {
			if n == "member" {
				return p.up.member()
			}
			return p.get(n)
		})
	}
	own := spoken(p.path[strings.LastIndexByte(p.path, '.')+1:])
	if outer := p.up.member(); outer != "" {
		return outer + " " + own
	}
	return own
}

// spanOf returns the lines of a part.
func spanOf(v reflect.Value) model.Span {
	if o, ok := v.Addr().Interface().(model.Owner); ok {
		return o.Own().Span
	}
	return model.Span{}
}

// side is a value in one of the two files.
type side struct {
	text string
	span model.Span
	val  any
}

// sight is what a file shows of a fact.
type sight uint8

const (
	missing sight = iota // the file is not known to be whole, and does not show it
	hidden               // a line is there and does not tell
	settled              // the value is known
)

// see says what a file shows of a fact.
func see(f model.Fact, d *model.Device) sight {
	span, how := f.Where()
	switch {
	case how.Stated():
		return settled
	case how == model.Masked, how == model.Unknown && span.Line > 0:
		return hidden
	case d.Complete != model.Whole:
		return missing
	case how == model.Unknown:
		return missing
	}
	return settled // Default, Absent, Derived; and NotRead, where no line states it
}

// fact compares two facts that are not equal.
func (x *comparison) fact(p *place, f *field, o, n model.Fact) {
	ov, ospan, ohow := o.Get()
	nv, nspan, nhow := n.Get()
	old, new := side{write(ov), ospan, ov}, side{write(nv), nspan, nv}
	so, sn := see(o, x.old.Device), see(n, x.new.Device)
	if so != settled {
		old.text, old.val = "", nil
	}
	if sn != settled {
		new.text, new.val = "", nil
	}
	switch {
	case so == settled && sn == settled:
		// What no line states and no default gives has no value to compare.
		if ohow == model.NotRead && !nhow.Stated() || nhow == model.NotRead && !ohow.Stated() || reflect.DeepEqual(ov, nv) {
			return
		}
		x.value(p, f, old, new)
	case sn == hidden && ohow.Stated():
		x.untold(p, f, old, new, "was "+old.text+", and the new file does not tell it: "+why(nhow))
	case so == hidden && nhow.Stated():
		x.untold(p, f, old, new, "is "+new.text+", and the old file does not tell what it was: "+why(ohow))
	case sn == missing && ohow.Stated():
		x.gone(p, f, old, new)
	case so == missing && nhow.Stated():
		x.came(p, f, old, new)
	}
}

func why(h model.How) string {
	if h == model.Masked {
		return "the value is masked"
	}
	return "the line is not fully understood"
}

// gone is a stated fact that a file which may be cut off does not show.
func (x *comparison) gone(p *place, f *field, old, new side) {
	if x.new.Device.Complete == model.Truncated {
		x.lost[top(f.path)]++
		x.explain(old.span, model.Span{})
		return
	}
	x.untold(p, f, old, new, "was "+old.text+", and no line of the new file says it, "+x.doubt(x.new))
}

// came is a stated fact that an old file which may be cut off did not show.
func (x *comparison) came(p *place, f *field, old, new side) {
	if x.old.Device.Complete == model.Truncated {
		x.gained[top(f.path)]++
		x.explain(model.Span{}, new.span)
		return
	}
	x.note = " (no line of the old file says it, " + x.doubt(x.old) + ")"
	x.value(p, f, side{}, new)
	x.note = ""
}

// doubt says why a file that does not show a thing does not deny it.
func (x *comparison) doubt(v *Version) string {
	if v.Device.Complete == model.Whole {
		return "whose default is not known"
	}
	return "which is not known to be whole"
}

func top(path string) string {
	head, _, _ := strings.Cut(path, ".")
	return head
}

// explain notes lines that need no other change to explain them.
func (x *comparison) explain(old, new model.Span) {
	ch := &change{}
	if old.Line > 0 {
		ch.oldLines = append(ch.oldLines, old)
	}
	if new.Line > 0 {
		ch.newLines = append(ch.newLines, new)
	}
	ch.Kind = silent
	x.out = append(x.out, ch)
}

// silent marks an entry that only explains lines.
const silent Kind = ""

// untold says that a change of a fact cannot be told.
func (x *comparison) untold(p *place, f *field, old, new side, text string) {
	ch := x.begin(p, f, CannotTell, old, new)
	ch.Sentence = p.subject(f) + " " + text
	x.add(ch, old.span, new.span)
}

// subject names a fact: "interface Gi0/1: description".
func (p *place) subject(f *field) string {
	name := spoken(f.name)
	if f.word != nil && f.word.Name != "" {
		name = f.word.Name
	}
	if m := p.member(); m != "" {
		return m + ": " + name
	}
	return name
}

// begin makes the change of a field, with what its words say of its weight.
func (x *comparison) begin(p *place, f *field, k Kind, old, new side) *change {
	ch := &change{generic: f.path}
	ch.Kind, ch.Layer, ch.Fact, ch.Old, ch.New = k, Facts, p.join(f.name), old.text, new.text
	lost := k == Removed
	if was, ok := old.val.(bool); ok && was {
		lost = true
	}
	if w := f.word; w != nil && !p.weighs(w) {
		ch.Severity, ch.Checks = finding.Low, append(ch.Checks, w.Checks...)
		return ch
	}
	ch.Severity = p.weight(f.word, lost)
	ch.touch(f.word)
	for q := p; q != nil && len(ch.Attack) == 0; q = q.up {
		ch.touch(q.word)
	}
	return ch
}

func (ch *change) touch(w *Word) {
	if w != nil {
		ch.Checks, ch.Attack = append(ch.Checks, w.Checks...), append(ch.Attack, w.Attack...)
	}
}

// weighs reports whether a word's own weight holds at a place.
func (p *place) weighs(w *Word) bool {
	for name, values := range w.WeighsIf {
		if !slices.Contains(values, p.get(name)) {
			return false
		}
	}
	return true
}

// weight is the severity of a change: that of the fact, or else of the nearest
// part around it that has one.
func (p *place) weight(w *Word, lost bool) finding.Severity {
	for q := p; ; q = q.up {
		if w != nil && lost && w.Lost != nil {
			return *w.Lost
		}
		if w != nil && w.Severity != nil {
			return *w.Severity
		}
		if q == nil {
			return finding.Low
		}
		w = q.word
	}
}

// value is a fact with two known values.
func (x *comparison) value(p *place, f *field, old, new side) {
	w := f.word
	if w == nil {
		w = &Word{}
	}
	if items(old.val) != nil || items(new.val) != nil {
		if x.limited(p, f, w, old, new) {
			return
		}
		if !w.Ordered && !w.asWhole(old, new) && x.members(p, f, w, old, new) {
			return
		}
	}
	kind, tmpl := Changed, w.Changed
	_, isBool := new.val.(bool)
	if isBool && old.text == "" {
		kind = Added
	}
	switch {
	case isBool && new.val == true:
		tmpl = or(w.On, p.subjectT(f)+" is now on")
	case isBool:
		tmpl = or(w.Off, p.subjectT(f)+" is now off")
	case old.text == "":
		kind, tmpl = Added, or(w.Added, p.subjectT(f)+" set to {new}")
	case new.text == "":
		kind, tmpl = Removed, or(w.Removed, p.subjectT(f)+" {old} removed")
	}
	ch := x.begin(p, f, kind, old, new)
	ch.Sentence = x.say(p, or(tmpl, p.subjectT(f)+" changed from {old} to {new}"), old.text, new.text, "")
	if kind != Removed {
		ch.Register = x.ask(w.Register, new.text)
	}
	if kind == Changed && w.narrows(old, new) {
		ch.Severity = p.weight(w, true)
	}
	ch.Opened = x.applied(p)
	x.add(ch, old.span, new.span)
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// subjectT is subject within a template: what configurations say in it is not
// a template.
func (p *place) subjectT(f *field) string {
	name := spoken(f.name)
	if f.word != nil && f.word.Name != "" {
		name = f.word.Name
	}
	if p.up == nil {
		return name
	}
	return "{member}: " + name
}

// say fills a template at a place.
func (x *comparison) say(p *place, tmpl, old, new, item string) string {
	return fill(tmpl, func(name string) string {
		switch name {
		case "old":
			return old
		case "new":
			return new
		case "item":
			return item
		case "item.port": // of "port/group"
			port, _, _ := strings.Cut(item, "/")
			return port
		}
		return p.get(name)
	})
}

// asWhole reports lists of which one holds the value for all or for none: to name
// single values that came or went would be untrue.
func (w *Word) asWhole(old, new side) bool {
	return w.narrows(old, new) || w.narrows(new, old)
}

// narrows reports a list that held all, or that holds nothing now.
func (w *Word) narrows(old, new side) bool {
	return w.All != "" && slices.Contains(items(old.val), w.All) || w.None != "" && slices.Contains(items(new.val), w.None)
}

// maxItems bounds the changes that one list of values gives.
const maxItems = 10

// members compares the values of a list as a set. It reports false where there
// are too many changes to speak of each.
func (x *comparison) members(p *place, f *field, w *Word, old, new side) bool {
	was, is := items(old.val), items(new.val)
	plus, minus := without(is, was), without(was, is)
	if len(plus)+len(minus) > maxItems {
		return false
	}
	for _, s := range plus {
		ch := x.begin(p, f, Added, side{}, side{text: s})
		ch.Sentence = x.say(p, or(w.ItemAdded, p.subjectT(f)+" now also {item}"), "", s, s)
		ch.Register = x.ask(w.Register, s)
		x.add(ch, old.span, new.span)
	}
	for _, s := range minus {
		ch := x.begin(p, f, Removed, side{text: s}, side{})
		ch.Sentence = x.say(p, or(w.ItemRemoved, p.subjectT(f)+" no longer {item}"), s, "", s)
		x.add(ch, old.span, new.span)
	}
	return true
}

// without returns the values of a that b does not have.
func without(a, b []string) []string {
	have := make(map[string]bool, len(b))
	for _, s := range b {
		have[s] = true
	}
	var out []string
	for _, s := range a {
		if !have[s] {
			have[s] = true // say it once
			out = append(out, s)
		}
	}
	return out
}

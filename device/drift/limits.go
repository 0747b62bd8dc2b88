package drift

import (
	"reflect"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/finding"
)

// limited tells of a list of those who are admitted that is new or gone as a
// whole, and says whether that is what changed: without such a list everybody is.
func (x *comparison) limited(p *place, f *field, w *Word, old, new side) bool {
	tmpl, opens := w.limits(p, old, new)
	if tmpl == "" {
		return false
	}
	ch := x.begin(p, f, Changed, old, new)
	if p.off(p.old) && p.off(p.new) {
		ch.Severity = finding.Low
	} else if !opens {
		ch.Severity = p.weight(w, true)
	}
	ch.Sentence = x.say(p, tmpl, once(items(old.val)), once(items(new.val)), "")
	x.add(ch, old.span, new.span)
	return true
}

// limits says how to speak of a list that limits something where it is stated,
// and that one of the files does not state; "" where both do, and where the
// service itself came or went with it. opens reports that there is no limit any
// more.
func (w *Word) limits(p *place, old, new side) (tmpl string, opens bool) {
	was, is := len(items(old.val)) > 0, len(items(new.val)) > 0
	switch {
	case was && !is && new.span.Line == 0 && (p.off(p.old) || !p.off(p.new)):
		return w.Opens, true
	case is && !was && old.span.Line == 0 && (p.off(p.new) || !p.off(p.old)):
		return w.Closes, false
	}
	return "", false
}

// once lists values, each once.
func once(list []string) string { return strings.Join(unique(slices.Clone(list)), ", ") }

// off reports a part that is switched off in a file.
func (p *place) off(v reflect.Value) bool {
	text, ok := p.lookup(v, "enabled")
	return ok && text == "no"
}

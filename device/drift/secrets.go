package drift

import (
	"fmt"
	"slices"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/finding"
)

// secrets compares what can be compared of secrets: form, strength and keyed
// fingerprint. Communities are told apart by these already.
func (x *comparison) secrets() {
	was, is := x.bySecret(x.old.Device), x.bySecret(x.new.Device)
	again := 0
	oldLines, newLines := x.explained()
	var firstOld, firstNew model.Span
	for _, key := range is.order {
		o, n := unlike(was.by[key], is.by[key])
		for i := range min(len(o), len(n)) {
			if n[i].Kind == "snmp" && oldLines[o[i].Span.Line] && newLines[n[i].Span.Line] {
				continue // a community, of which the facts have spoken
			}
			if recoded(o[i], n[i]) {
				if again++; again == 1 {
					firstOld, firstNew = o[i].Span, n[i].Span
				}
				x.explain(o[i].Span, n[i].Span)
				continue
			}
			x.secret(o[i], n[i])
		}
		x.loneSecrets(o[min(len(o), len(n)):], Removed, oldLines, newLines)
		x.loneSecrets(n[min(len(o), len(n)):], Added, oldLines, newLines)
	}
	for _, key := range was.order {
		if is.by[key] == nil {
			x.loneSecrets(was.by[key], Removed, oldLines, newLines)
		}
	}
	if again > 0 {
		ch := x.secretChange(CannotTell, finding.Info)
		ch.Sentence = fmt.Sprintf("%s re-encrypted, cannot tell whether changed", counted(again, "secret was", "secrets were"))
		x.add(ch, firstOld, firstNew)
	}
}

type secretKey struct {
	kind, owner string
	level       int64
}

type secretGroup struct {
	by    map[secretKey][]*model.Secret
	order []secretKey
}

func (x *comparison) bySecret(d *model.Device) secretGroup {
	g := secretGroup{by: map[secretKey][]*model.Secret{}}
	for _, s := range d.Secrets {
		k := secretKey{s.Kind, s.Owner, s.Level}
		if g.by[k] == nil {
			g.order = append(g.order, k)
		}
		g.by[k] = append(g.by[k], s)
	}
	return g
}

// unlike leaves out the secrets that are the same in both.
func unlike(old, new []*model.Secret) (o, n []*model.Secret) {
	type value struct {
		fp  [16]byte
		typ string
	}
	count := map[value]int{}
	for _, s := range new {
		count[value{s.FP, s.Type}]++
	}
	for _, s := range old {
		if count[value{s.FP, s.Type}]--; count[value{s.FP, s.Type}] < 0 {
			o = append(o, s)
		}
	}
	for i := len(new) - 1; i >= 0; i-- {
		if v := (value{new[i].FP, new[i].Type}); count[v] > 0 {
			count[v]--
			n = append(n, new[i])
		}
	}
	slices.Reverse(n)
	return o, n
}

// recoded reports a secret in a form that devices encrypt anew each time they
// write it, so that another text says nothing.
func recoded(a, b *model.Secret) bool {
	return a.Type == b.Type && a.Salted && b.Salted && !hashed(a) && !hashed(b)
}

func hashed(s *model.Secret) bool { return s.Class.V == "weak-hash" || s.Class.V == "strong-hash" }

func (x *comparison) secretChange(k Kind, sev finding.Severity) *change {
	ch := &change{generic: "secrets"}
	ch.Kind, ch.Layer, ch.Fact, ch.Severity = k, Secrets, "secrets", sev
	return ch
}

// opens names what a secret opens.
func (x *comparison) opens(s *model.Secret) string {
	tmpl, ok := x.words.Secrets[s.Kind]
	if !ok {
		tmpl = s.Kind + " " + x.words.Secrets[""]
	}
	owner := s.Owner
	if owner == "" {
		owner = "the device"
	}
	return fill(tmpl, func(string) string { return owner })
}

// form says how a secret is kept.
func form(s *model.Secret) string {
	if s.Class.V == "" {
		return s.Type
	}
	return s.Type + " (" + s.Class.V + ")"
}

// secret compares two secrets that open the same.
func (x *comparison) secret(o, n *model.Secret) {
	ch := x.secretChange(Changed, finding.Medium)
	ch.Fact = "secrets[" + n.Kind + " " + n.Owner + "]"
	ch.Attack = []string{"T1098"}
	what := x.opens(n)
	switch {
	case o.Type == "masked" || n.Type == "masked":
		ch.Kind, ch.Severity = CannotTell, finding.Info
		ch.Sentence = what + ": masked in one of the files, cannot tell"
	case o.Type != n.Type:
		ch.Old, ch.New = form(o), form(n)
		ch.Sentence = fmt.Sprintf("%s is now kept as %s, was %s; whether its value changed cannot be told", what, form(n), form(o))
		if o.FP == n.FP {
			ch.Sentence = fmt.Sprintf("%s is now kept as %s, was %s; its value is the same", what, form(n), form(o))
		}
	case o.Salted || n.Salted:
		ch.Kind = CannotTell
		ch.Sentence = what + " re-encrypted or set anew, cannot tell which: its salted " + n.Type + " form differs"
	default:
		ch.Sentence = what + " changed"
	}
	x.add(ch, o.Span, n.Span)
}

// loneSecrets are secrets that only one of the files has, where no other
// change explains their lines already.
func (x *comparison) loneSecrets(list []*model.Secret, kind Kind, oldLines, newLines map[int32]bool) {
	for _, s := range list {
		lines, other, cut := newLines, x.old, x.gained
		if kind == Removed {
			lines, other, cut = oldLines, x.new, x.lost
		}
		switch {
		case s.Kind == "snmp", lines[s.Span.Line]:
			continue
		case other.Device.Complete == model.Truncated:
			cut["secrets"]++
			continue
		}
		ch := x.secretChange(kind, finding.Medium)
		ch.Fact = "secrets[" + s.Kind + " " + s.Owner + "]"
		if kind == Added {
			ch.New, ch.Sentence = form(s), x.opens(s)+" added, kept as "+form(s)
			x.add(ch, model.Span{}, s.Span)
			continue
		}
		ch.Old, ch.Sentence = form(s), x.opens(s)+" removed"
		if other.Device.Complete != model.Whole {
			ch.Kind, ch.Sentence = CannotTell, x.opens(s)+" no longer stands in the file, "+x.doubt(other)
		}
		x.add(ch, s.Span, model.Span{})
	}
}

// explained returns the lines that some change explains.
func (x *comparison) explained() (old, new map[int32]bool) {
	old, new = map[int32]bool{}, map[int32]bool{}
	for _, ch := range x.out {
		mark(old, ch.oldLines, x.old.Lines)
		mark(new, ch.newLines, x.new.Lines)
	}
	return old, new
}

func mark(set map[int32]bool, spans []model.Span, last int) {
	for _, sp := range spans {
		for l := sp.Line; l <= min(max(sp.Line, sp.End), int32(last)); l++ {
			set[l] = true
		}
	}
}

package drift

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
)

// pair joins the members of two lists that are the same thing: by identity, and
// where several share one, first those that hold the same, then by their order.
// The order of the lists themselves has no meaning.
func (x *comparison) pair(s *shape, old, new reflect.Value) []*place {
	was := x.keyed(s, old, x.old)
	is := x.keyed(s, new, x.new)
	var out []*place
	for _, key := range is.order {
		name := s.label(is.by[key][0])
		o, n, both := s.same(was.by[key], is.by[key])
		for _, p := range both {
			out = append(out, &place{shape: s, name: name, old: p[0], new: p[1]})
		}
		for i := range max(len(o), len(n)) {
			p := &place{shape: s, name: name}
			if i < len(o) {
				p.old = o[i]
			}
			if i < len(n) {
				p.new = n[i]
			}
			out = append(out, p)
		}
	}
	for _, key := range was.order {
		if is.by[key] != nil {
			continue
		}
		for _, v := range was.by[key] {
			out = append(out, &place{shape: s, name: s.label(v), old: v})
		}
	}
	return out
}

// same takes members that hold the same out of both lists. A single pair still
// has to be compared.
func (s *shape) same(old, new []reflect.Value) (o, n []reflect.Value, both [][2]reflect.Value) {
	if len(old) == 1 && len(new) == 1 {
		return nil, nil, [][2]reflect.Value{{old[0], new[0]}}
	}
	if len(old) == 0 || len(new) == 0 {
		return old, new, nil
	}
	left := map[string][]reflect.Value{}
	for _, v := range old {
		k := s.summary(v)
		left[k] = append(left[k], v)
	}
	for _, v := range new {
		k := s.summary(v)
		list := left[k]
		i := slices.IndexFunc(list[:min(len(list), maxAlike)], func(u reflect.Value) bool { return s.equal(u, v) })
		if i < 0 {
			n = append(n, v)
			continue
		}
		left[k] = slices.Delete(list, i, i+1)
	}
	for _, list := range left {
		o = append(o, list...)
	}
	s.sort(o)
	s.sort(n)
	return o, n, nil
}

// sort orders members by what they hold.
func (s *shape) sort(list []reflect.Value) {
	slices.SortStableFunc(list, func(a, b reflect.Value) int {
		return cmp.Or(strings.Compare(s.summary(a), s.summary(b)), cmp.Compare(spanOf(a).Line, spanOf(b).Line))
	})
}

// maxAlike bounds the work for members that share an identity and their facts.
const maxAlike = 64

// group is a list's members by identity, in the order of the file.
type group struct {
	by    map[string][]reflect.Value
	order []string
}

func (x *comparison) keyed(s *shape, list reflect.Value, v *Version) group {
	g := group{by: map[string][]reflect.Value{}}
	for i := range list.Len() {
		m := list.Index(i).Elem()
		key := x.key(s, m, v)
		if g.by[key] == nil {
			g.order = append(g.order, key)
		}
		g.by[key] = append(g.by[key], m)
	}
	return g
}

// label is the identity of a member as it is shown.
func (s *shape) label(m reflect.Value) string {
	var parts []string
	for _, i := range s.ids {
		if t := s.fields[i].text(m); t != "" {
			parts = append(parts, t)
		}
	}
	return strings.Join(parts, " ")
}

// key is the identity of a member. It may hold a part of a secret's keyed
// fingerprint, and is not shown.
func (x *comparison) key(s *shape, m reflect.Value, v *Version) string {
	if !s.secret {
		return s.label(m)
	}
	return s.label(m) + x.secretKey(v, spanOf(m))
}

// secretKey names the secret in a line so that equal ones are equal, "" where
// secrets cannot be compared. What it returns is made from the keyed
// fingerprint and is not shown.
func (x *comparison) secretKey(v *Version, sp model.Span) string {
	if x.old.Device.MaskedSecrets || x.new.Device.MaskedSecrets {
		return ""
	}
	lines := x.secretLines[v]
	if lines == nil {
		lines = map[int32]string{}
		for _, s := range v.Device.Secrets {
			if lines[s.Span.Line] == "" && s.FP != ([16]byte{}) && !s.Salted {
				lines[s.Span.Line] = "#" + string(s.FP[:])
			}
		}
		x.secretLines[v] = lines
	}
	return lines[sp.Line]
}

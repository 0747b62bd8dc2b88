package event

import (
	"net/netip"
	"slices"
	"testing"
)

func TestFieldsHaveOneNameEach(t *testing.T) {
	seen := map[string]bool{}
	for f := Reporter; f < numFields; f++ {
		name := f.String()
		if name == "" || seen[name] {
			t.Errorf("field %d is called %q", f, name)
		}
		seen[name] = true
		if FieldNamed(name) != f {
			t.Errorf("FieldNamed(%q) is %v", name, FieldNamed(name))
		}
		types := 0
		for _, is := range []bool{f.IsText(), f.IsAddr(), f.IsNumber()} {
			if is {
				types++
			}
		}
		if types != 1 {
			t.Errorf("%s has %d types", name, types)
		}
	}
	if numFields > 64 {
		t.Error("a set of fields does not fit into its bits")
	}
	if FieldNamed("") != None || FieldNamed("none such") != None {
		t.Error("an unknown word names a field")
	}
}

func TestVocabulariesAreSorted(t *testing.T) {
	for name, words := range map[string][]string{"actions": actions, "extra": extraNames} {
		if !slices.IsSorted(words) || len(slices.Compact(slices.Clone(words))) != len(words) {
			t.Errorf("%s are not in order: a binary search would miss some", name)
		}
	}
	for _, x := range extraNames {
		if FieldNamed(x) != None {
			t.Errorf("%s is both a field and an extra field", x)
		}
	}
}

func TestPresence(t *testing.T) {
	var e Event
	e.SetText(Actor, "jdoe")
	e.SetNumber(Bytes, 0)
	e.SetAddr(ActorAddr, netip.MustParseAddr("192.0.2.1"))
	e.SetText(Host, "")
	if got := e.Present().String(); got != "actor actor_addr bytes" {
		t.Errorf("present: %q", got)
	}
	if n, ok := e.Number(Bytes); n != 0 || !ok {
		t.Error("a count of 0 is a count")
	}
	if _, ok := e.Number(Packets); ok {
		t.Error("a count nobody set is present")
	}
	e.SetText(Actor, "")
	e.AddExtra("vrf", "mgmt")
	e.AddExtra("acl", "")
	c := e.Clone()
	e.Reset()
	e.AddExtra("vrf", "other")
	if c.Lookup("vrf") != "mgmt" || c.Present().Has(Actor) || c.Lookup("acl") != "" {
		t.Errorf("the clone changed: %+v", c)
	}
	if e.Present() != 0 || e.Addr(ActorAddr).IsValid() {
		t.Error("Reset left fields behind")
	}
}

func TestNamesRoundTrip(t *testing.T) {
	for k := range kinds {
		if got, ok := KindNamed(Kind(k).String()); !ok || got != Kind(k) {
			t.Errorf("kind %d: %v", k, got)
		}
	}
	for o := range outcomes {
		if got, ok := OutcomeNamed(Outcome(o).String()); !ok || got != Outcome(o) {
			t.Errorf("outcome %d: %v", o, got)
		}
	}
	if _, ok := KindNamed("flows"); ok {
		t.Error("an unknown kind has a value")
	}
	if got := (YearGuessed | Unset).Names(); !slices.Equal(got, []string{"year_guessed", "unset"}) {
		t.Errorf("%v", got)
	}
}

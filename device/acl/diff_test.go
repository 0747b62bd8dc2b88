package acl

import (
	"slices"
	"testing"

	"github.com/linewarden/linewarden/device/acl/bdd"
	"github.com/linewarden/linewarden/device/model"
	"pgregory.net/rapid"
)

// sure returns the packets that a list permits, and those on which it is not
// certain.
func (o oracle) decided(l *List) (permit, unclear bdd.Set) {
	left := o.legal()
	permit, unclear = bdd.None, bdd.None
	for j := range l.Lines {
		set := o.And(left, o.line(&l.Lines[j]))
		switch {
		case !l.Lines[j].sure():
			unclear = o.Or(unclear, set)
		case l.Lines[j].Action == Permit:
			permit = o.Or(permit, set)
		}
		left = o.Minus(left, set)
	}
	if l.Default == Permit {
		permit = o.Or(permit, left)
	}
	return permit, unclear
}

// edit changes a list a little.
func edit(t *rapid.T, l *List) *List {
	out := *l
	out.Lines = slices.Clone(l.Lines)
	for range rapid.IntRange(0, 3).Draw(t, "edits") {
		at := rapid.IntRange(0, len(out.Lines)).Draw(t, "at")
		switch rapid.IntRange(0, 2).Draw(t, "edit") {
		case 0:
			out.Lines = slices.Insert(out.Lines, at, Line{Action: Permit, Boxes: []Box{drawBox(t)}})
		case 1:
			if at < len(out.Lines) {
				out.Lines = slices.Delete(out.Lines, at, at+1)
			}
		case 2:
			if at+1 < len(out.Lines) {
				out.Lines[at], out.Lines[at+1] = out.Lines[at+1], out.Lines[at]
			}
		}
	}
	return &out
}

// TestDiffOracle compares the regions of a difference with set algebra: they
// are all packets that are decided differently for sure, each once, and of the
// uncertain ones none that is decided alike.
func TestDiffOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old := drawList(t)
		new := edit(t, old)
		o := newOracle()
		oldPermit, oldUnclear := o.decided(old)
		newPermit, newUnclear := o.decided(new)
		certain := o.Minus(o.legal(), o.Or(oldUnclear, newUnclear))
		want := o.And(certain, o.Or(o.Minus(oldPermit, newPermit), o.Minus(newPermit, oldPermit)))
		got, all := bdd.None, bdd.None
		for _, r := range Compare(old, new).Regions {
			set := o.And(o.legal(), o.box(&r.Box))
			if o.And(all, set) != bdd.None {
				t.Fatalf("regions overlap")
			}
			all = o.Or(all, set)
			if r.Doubt {
				if o.And(set, certain) != bdd.None {
					t.Fatalf("a region in doubt holds packets that are decided for sure")
				}
				continue
			}
			got = o.Or(got, set)
			permit := oldPermit
			if r.New == Permit {
				permit = newPermit
			}
			if o.Minus(set, permit) != bdd.None {
				t.Fatalf("region %+v: not all of it is permitted where it is said to be", r)
			}
		}
		if got != want {
			t.Fatal("the regions are not the difference")
		}
	})
}

// TestCompareChanged: one line more in ten thousand.
func TestCompareChanged(t *testing.T) {
	old := ispList(2000, false)
	new := *old
	extra := Line{Action: Permit, Boxes: []Box{tcp(prefixBox("10.0.0.0/8", "203.0.113.9/32"), 22, 22)}}
	new.Lines = slices.Insert(slices.Clone(old.Lines), 0, extra)
	d := Compare(old, &new)
	if !d.Whole || len(d.Regions) == 0 {
		t.Fatalf("whole %v, %d regions", d.Whole, len(d.Regions))
	}
	for _, r := range d.Regions {
		if r.New != Permit || r.NewLine != 0 || !r.Box.within(&extra.Boxes[0]) {
			t.Errorf("%s: %v by %d", new.Words(&r.Box), r.New, r.NewLine)
		}
	}
}

func BenchmarkCompare(b *testing.B) {
	old := ispList(10000, false)
	new := *old
	new.Lines = slices.Insert(slices.Clone(old.Lines), 5000, Line{Action: Permit, Boxes: []Box{tcp(prefixBox("10.0.0.0/16", "203.0.113.9/32"), 22, 22)}})
	b.ReportAllocs()
	for b.Loop() {
		Compare(old, &new)
	}
}

// TestCompareUnresolved: what cannot be resolved is as before only where it
// asks for the same.
func TestCompareUnresolved(t *testing.T) {
	rule := func(opaque string, apps, users []string) *model.Ruleset {
		r := &model.Rule{Opaque: opaque}
		r.Action.Set("permit", model.Span{})
		r.Enabled.Set(true, model.Span{})
		r.SrcAny.Set(true, model.Span{})
		r.DstAny.Set(true, model.Span{})
		r.ServiceAny.Set(true, model.Span{})
		r.Apps.Set(apps, model.Span{})
		r.Users.Set(users, model.Span{})
		set := &model.Ruleset{Kind: "policy", Family: "ipv4", Rules: []*model.Rule{r}}
		set.Default.Set("deny", model.Span{})
		return set
	}
	base := rule("applications", []string{"dns", "ntp"}, []string{"staff"})
	tests := []struct {
		name string
		new  *model.Ruleset
		same bool
	}{
		{"as before", rule("applications", []string{"dns", "ntp"}, []string{"staff"}), true},
		{"in another order", rule("applications", []string{"ntp", "dns"}, []string{"staff"}), true},
		{"another application", rule("applications", []string{"dns", "ssh"}, []string{"staff"}), false},
		{"other users", rule("applications", []string{"dns", "ntp"}, []string{"guests"}), false},
		{"another reason", rule("schedule night", []string{"dns", "ntp"}, []string{"staff"}), false},
	}
	for _, tt := range tests {
		zones := &Zones{}
		d := Compare(Compile(&model.Device{}, base, zones), Compile(&model.Device{}, tt.new, zones))
		if same := len(d.Regions) == 0; same != tt.same {
			t.Errorf("%s: %d regions, want the same: %v", tt.name, len(d.Regions), tt.same)
		}
	}
}

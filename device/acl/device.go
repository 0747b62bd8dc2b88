package acl

import (
	"fmt"
	"iter"
	"slices"

	"github.com/linewarden/linewarden/device/model"
)

const (
	// UndefinedRef: something names a filter that the file does not define.
	UndefinedRef Kind = "undefined_ref"
	// Unapplied: nothing in the file names the filter.
	Unapplied Kind = "unapplied"
)

// Filter is one filter of a device and what is wrong with it.
type Filter struct {
	Name, Kind, Family string
	Span               model.Span
	// List is nil for a filter that is used and not defined.
	List     *List
	Findings []Finding
}

// Filters yields every filter of a device, in the order of the file, and after
// them those that it uses and does not define. A finding about a filter as a
// whole has the Line -1.
func Filters(dev *model.Device) iter.Seq[Filter] {
	return func(yield func(Filter) bool) {
		zones := &Zones{}
		for _, rs := range dev.Rulesets {
			if !yield(judged(dev, rs, zones)) {
				return
			}
		}
		for _, u := range dev.Refs.Undefined {
			if (u.Kind == "acl" || u.Kind == "acl6") && !yield(missing(dev, u)) {
				return
			}
		}
	}
}

// judged says what is wrong with a filter.
func judged(dev *model.Device, rs *model.Ruleset, zones *Zones) Filter {
	f := Filter{Name: rs.Name, Kind: rs.Kind, Family: rs.Family, Span: rs.Span, List: Compile(dev, rs, zones)}
	if a := rs.Applied; a.Known() && !a.V && !standing(rs) && dev.Complete == model.Whole {
		f.Findings = append(f.Findings, Finding{Kind: Unapplied, Line: -1, Conflict: -1, Reason: "nothing in this configuration uses it"})
	}
	if rs.Kind != "macacl" {
		f.Findings = append(f.Findings, f.List.Analyse()...)
	}
	return f
}

// missing says what follows from the use of a filter that no line defines.
func missing(dev *model.Device, u *model.RefProblem) Filter {
	_, then := Undefined(dev.OS)
	reason := fmt.Sprintf("%s names it, and no line defines it; %s", u.Ctx, then)
	return Filter{Name: u.Name, Kind: u.Kind, Span: u.Span, Findings: []Finding{{Kind: UndefinedRef, Line: -1, Conflict: -1, Reason: reason}}}
}

// standing reports a filter that is in force without being named anywhere.
func standing(rs *model.Ruleset) bool {
	return slices.Contains([]string{"policy", "local-in", "control", "nat-acl"}, rs.Kind)
}

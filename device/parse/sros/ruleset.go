package sros

import (
	"net/netip"
	"sort"
	"strings"

	"github.com/linewarden/linewarden/device/model"
)

// finishFilters completes rules once all lists are known.
func (r *reader) finishFilters() {
	for _, s := range r.allSets {
		for _, x := range s.rules {
			x.finish()
			s.Rules = append(s.Rules, x.Rule)
		}
		sort.Slice(s.Rules, func(i, j int) bool {
			a, b := s.Rules[i], s.Rules[j]
			return a.Seq < b.Seq || a.Seq == b.Seq && a.Span.Line < b.Span.Line
		})
		s.finish()
	}
}

// finish says what happens to what no entry matches and where the filter is
// in force.
func (s *ruleset) finish() {
	if !s.Default.How.Stated() {
		// Filters drop what they do not name; the two that guard the device
		// itself need their own line.
		if s.guard {
			s.Default.Derive("permit", s.Span)
		} else {
			s.Default.Derive("deny", s.Span)
		}
	}
	s.DefaultLog.Derive(false, s.Span)
	enabled := s.on.V || !s.on.How.Stated()
	if s.ref != nil && enabled {
		s.ref.Name.Inherit(s.Name, s.Span)
		s.Applied.Inherit(true, s.Span)
		if s.Kind == "control" {
			s.r.ControlPlane.Policing.Inherit(true, s.Span)
			s.r.ControlPlane.Policy.Inherit("cpm-filter", s.Span)
		}
	}
	if s.Default.V == "permit" {
		s.open()
		return
	}
	if s.guard && s.Default.How == model.Explicit {
		s.FinalDeny.Inherit(true, s.Default.Span)
		s.FinalDenyLogged.Derive(s.lastLogged(), s.Default.Span)
	}
}

func (s *ruleset) lastLogged() bool {
	n := len(s.Rules)
	return n > 0 && s.Rules[n-1].Action.V != "permit" && s.Rules[n-1].SrcAny.V && s.Rules[n-1].Log.V
}

// open: what no entry matches passes, unless the last one drops the rest.
func (s *ruleset) open() {
	for i := len(s.Rules) - 1; i >= 0; i-- {
		x := s.Rules[i]
		if x.Enabled.How.Stated() && !x.Enabled.V {
			continue
		}
		if (x.Action.V == "deny" || x.Action.V == "reject") && x.SrcAny.V && x.DstAny.V && x.ServiceAny.V && x.Opaque == "" {
			return
		}
		break
	}
	for _, x := range s.Rules {
		if x.Action.V == "permit" && x.SrcAny.V && x.Opaque == "" {
			return // an entry says so itself
		}
	}
	s.PermitsAny.Derive(true, s.Span)
	s.Permitted.Unsure(s.Span)
}

func (x *rule) finish() {
	// What an entry leaves out is any; an entry that the file may cut off says
	// nothing of it.
	cut := x.s.r.open(x.Span)
	for i, f := range []struct {
		all  *model.F[bool]
		list *model.F[[]netip.Prefix]
	}{{&x.SrcAny, &x.Src}, {&x.DstAny, &x.Dst}} {
		sp := x.addrs[i].sp
		any, list, why := x.address(x.addrs[i])
		switch {
		case cut && sp.Line == 0:
			f.all.Unsure(x.Span)
		case any && sp.Line == 0:
			f.all.Inherit(true, x.Span)
		case why != "":
			f.all.Set(false, sp)
			f.list.Unsure(sp)
			if x.Opaque == "" {
				x.Opaque = why
			}
		default:
			f.all.Set(any, sp)
			if !any {
				f.list.Set(list, sp)
			}
		}
	}
	for _, o := range x.only {
		if strings.HasPrefix(o, "tcp-established") {
			x.m.Established = true
			continue
		}
		x.m.Flags = strings.TrimSpace(x.m.Flags + " " + o)
	}
	narrow := x.m.Proto >= 0 || len(x.m.SrcPorts)+len(x.m.DstPorts) > 0 || x.m.Flags != "" || x.m.Established
	if cut && !narrow {
		x.ServiceAny.Unsure(x.Span)
	} else {
		x.ServiceAny.Inherit(!narrow, x.Span)
	}
	if narrow {
		x.Match = []model.Match{x.m}
	}
	if x.s.Kind == "macacl" && x.Opaque == "" {
		x.Opaque = "link layer"
	}
	if !x.Action.How.Stated() && x.Action.How != model.Unknown {
		// An entry without an action is not in force.
		x.Action.Derive("deny", x.Span)
		x.Enabled.Inherit(false, x.Span)
		if x.s.r.Complete != model.Whole {
			x.Action.Unsure(x.Span)
			x.Enabled.Unsure(x.Span)
		}
	}
}

package reach

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/model"
)

// gate is one thing in the way. Without a list its action is for all packets.
type gate struct {
	stage  string
	name   string // the filter's name
	on     string // the line that it stands on
	list   *acl.Ready
	action acl.Action
	reason string
	span   model.Span
	// atMost says why what the list permits may all the same be refused, "" where
	// it is let in.
	atMost string
}

func closed(stage, reason string, sp model.Span) gate {
	return gate{stage: stage, action: acl.Deny, reason: reason, span: sp}
}

func unclear(stage, reason string, sp model.Span) gate {
	return gate{stage: stage, action: acl.Unclear, reason: reason, span: sp}
}

// filter is a filter that a place names; none where the place names no filter.
func (d *Device) filter(stage string, ref *model.ACLRef, own *model.Obj, path string, o *door) []gate {
	f := &ref.Name
	why := open(d, f, own, path+".name")
	switch {
	case why != "":
		return []gate{unclear(stage, why, f.Span)}
	case f.V == "":
		return nil
	case ref.List == nil:
		return []gate{d.undefined(stage, f)}
	case !d.understood(ref.List):
		return []gate{{stage: stage, name: f.V, action: acl.Unclear, span: ref.List.Span, reason: fmt.Sprintf("line %d of the filter is not understood", ref.List.Doubt[0])}}
	}
	return []gate{{stage: stage, name: f.V, list: d.list(ref.List, o), span: ref.List.Span}}
}

// undefined is a filter that is named and that the file does not hold.
func (d *Device) undefined(stage string, f *model.F[string]) gate {
	action, then := acl.Undefined(d.dev.OS)
	if why := d.missing(nil, "rulesets"); why != "" {
		action, then = acl.Unclear, why
	}
	return gate{stage: stage, name: f.V, action: action, span: f.Span, reason: "the filter is not defined; " + then}
}

// sourceKey is a list of sources: its place in the model and its lines.
type sourceKey struct {
	path string
	span model.Span
}

// from is a list of sources at a service; empty it admits all.
func (d *Device) from(stage string, f *model.F[[]netip.Prefix], own *model.Obj, path, atMost string) []gate {
	if f.How == model.NotRead {
		return nil
	}
	if why := open(d, f, own, path); why != "" {
		return []gate{unclear(stage, why, f.Span)}
	}
	if len(f.V) == 0 || d.sys.zero && slices.ContainsFunc(f.V, func(p netip.Prefix) bool { return p.Bits() == 0 }) {
		return nil
	}
	key := sourceKey{path, f.Span}
	list := d.sources[key]
	if list == nil {
		list = acl.Admitting(f.V, f.Span).Ready()
		if d.missing(own, path) != "" {
			list.Default = acl.Unclear // more sources may follow
		}
		d.sources[key] = list
	}
	return []gate{{stage: stage, list: list, span: f.Span, atMost: atMost}}
}

// ways returns the alternatives of gates that sessions of a service meet which
// come by o: a session has to get through all of one of them.
func (d *Device) ways(s Service, o *door, six bool) [][]gate {
	first := d.listens(s, o)
	if len(first) == 1 && first[0].action == acl.Deny {
		return [][]gate{first}
	}
	if d.sys.iface && o.iface != nil {
		ref, path := &o.iface.ACLIn, "interfaces.acl_in"
		if six {
			ref, path = &o.iface.ACL6In, "interfaces.acl6_in"
		}
		first = append(first, d.filter("interface filter", ref, &o.iface.Obj, path, o)...)
	}
	first = append(first, d.translated(s)...)
	first = append(first, d.host(s, o)...)
	first = append(first, d.control(s, o, six)...)
	var out [][]gate
	for _, lines := range d.lines(s, o, six) {
		for _, last := range d.service(s, o, six) {
			out = append(out, slices.Concat(first, lines, last))
		}
	}
	if led := d.ledHere(s); led != nil {
		out = append(out, led)
	}
	return out
}

// listens asks whether the service is on and answers to what comes by o.
func (d *Device) listens(s Service, o *door) []gate {
	if s.kind == nil {
		return []gate{unclear("service", "nothing that is read from the file listens on this port", model.Span{})}
	}
	svc := s.kind.of(d.dev)
	var out []gate
	if !d.sys.switchless[s.Name] {
		why := open(d, &svc.Enabled, &svc.Obj, enabledPath(s))
		switch {
		case why != "":
			out = append(out, unclear("service", why, svc.Enabled.Span))
		case !svc.Enabled.V:
			return []gate{closed("service", s.Name+" is off", svc.Enabled.Span)}
		}
	}
	if s.Port == 0 {
		out = append(out, unclear("service", "the port of "+s.Name+" is not known", svc.Ports.Span))
	}
	if o.doubt != "" {
		out = append(out, unclear("interface", o.doubt, model.Span{}))
	}
	bound := d.bound(s, svc, o)
	if len(bound) == 1 && bound[0].action == acl.Deny {
		return bound
	}
	return append(out, bound...)
}

func enabledPath(s Service) string { return s.kind.path + ".enabled" }

// bound asks whether the service is bound to other tables or interfaces.
func (d *Device) bound(s Service, svc *model.Service, o *door) []gate {
	if o.iface == nil {
		return nil
	}
	table, named := svc.VRF.V, svc.VRF.How.Stated() && svc.VRF.V != ""
	switch {
	case svc.VRF.How == model.Unknown || svc.VRF.How == model.Masked:
		return []gate{unclear("service", open(d, &svc.VRF, &svc.Obj, s.kind.path+".vrf"), svc.VRF.Span)}
	case (named || d.sys.table && svc.VRF.How != model.NotRead) && o.iface.VRF.V != table && (named || o.iface.VRF.V != "main"):
		if table == "" {
			table = "the default one"
		}
		return []gate{closed("service", s.Name+" listens in the routing table "+table+", and "+o.name()+" is in another", svc.VRF.Span)}
	}
	names := &svc.Interfaces
	if d.sys.cross || names.How == model.NotRead || names.Known() && len(names.V) == 0 {
		return nil
	}
	if why := open(d, names, &svc.Obj, s.kind.path+".interfaces"); why != "" {
		return []gate{unclear("service", why, names.Span)}
	}
	switch d.in(o, names.V) {
	case No:
		if d.dev.OS == "vrp" {
			return []gate{unclear("service", s.Name+" listens on the addresses of other interfaces", names.Span)}
		}
		return []gate{closed("service", s.Name+" does not answer on "+o.name(), names.Span)}
	case Unknown:
		return []gate{unclear("service", "whether "+s.Name+" answers on "+o.name()+" is not known", names.Span)}
	}
	return nil
}

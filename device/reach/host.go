package reach

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/model"
)

// host is what an interface, zone or the device as a whole admits on its own.
func (d *Device) host(s Service, o *door) []gate {
	switch d.dev.OS {
	case "fortios":
		return slices.Concat(d.interfaceAdmits(s, o), d.admitted(s))
	case "panos":
		if o.iface != nil && managed(o.iface) {
			return d.from("host policy", &d.dev.CLI.Admitted, &d.dev.CLI.Obj, "cli.admitted", "")
		}
		return slices.Concat(d.interfaceAdmits(s, o), d.security(o))
	case "junos":
		if !d.zones || o.iface != nil && o.iface.Kind == "management" {
			return nil
		}
		return slices.Concat(d.interfaceAdmits(s, o), d.toHost())
	case "iosxr":
		return d.planes(s, o)
	case "ios":
		if d.dev.CLI.OutOfBand.How.Stated() && d.dev.CLI.OutOfBand.V {
			return d.interfaceAdmits(s, o)
		}
	}
	return nil
}

// interfaceAdmits asks whether the interface itself admits the service.
func (d *Device) interfaceAdmits(s Service, o *door) []gate {
	const stage = "host policy"
	word := d.sys.words[s.Name]
	switch {
	case o.iface == nil:
		return []gate{unclear(stage, o.doubt, model.Span{})}
	case word == "":
		return []gate{unclear(stage, "whether "+o.iface.Name+" admits "+s.Name+" is not known", o.iface.Management.Span)}
	case o.cross:
		return d.across(word, o)
	}
	f := &o.iface.Management
	if why := open(d, f, &o.iface.Obj, "interfaces.management"); why != "" {
		return []gate{unclear(stage, why, f.Span)}
	}
	if !offers(o.iface, word) {
		return []gate{closed(stage, o.iface.Name+" does not admit "+word, f.Span)}
	}
	return []gate{{stage: stage, action: acl.Permit, span: f.Span, reason: o.iface.Name + " admits " + word}}
}

// across is what packets meet that are sent to the address of another
// interface.
func (d *Device) across(word string, o *door) []gate {
	for _, i := range d.dev.Interfaces {
		if i != o.iface && i.VRF.V == o.iface.VRF.V && (offers(i, word) || !i.Management.Known() && i.Management.How != model.NotRead) {
			return []gate{unclear("host policy", "whether "+i.Name+" answers to what comes by "+o.iface.Name+" is not known", i.Management.Span)}
		}
	}
	return []gate{closed("host policy", "no other interface admits "+word, model.Span{})}
}

func offers(i *model.Interface, word string) bool {
	return slices.ContainsFunc(i.Management.V, func(w string) bool { return w == word || w == "all" || w == "any-service" })
}

// admitted is the hosts that all administrators are bound to.
func (d *Device) admitted(s Service) []gate {
	if !slices.Contains([]string{"ssh", "telnet", "http", "https"}, s.Name) {
		return nil
	}
	return d.from("host policy", &d.dev.CLI.Admitted, &d.dev.CLI.Obj, "cli.admitted", "")
}

// planes is management-plane protection: where it stands, only the interfaces
// that it names admit what it names.
func (d *Device) planes(s Service, o *door) []gate {
	cli := &d.dev.CLI
	if !cli.OutOfBand.How.Stated() && !cli.Admitted.How.Stated() && cli.Admitted.How != model.Unknown {
		if why := d.missing(nil, "cli.admitted"); why != "" {
			return []gate{unclear("host policy", why, model.Span{})}
		}
		return nil
	}
	out := d.interfaceAdmits(s, o)
	if len(out) == 1 && out[0].action == acl.Deny {
		return out
	}
	if svc := s.kind.of(d.dev); svc.From.How.Stated() {
		return append(out, d.from("host policy", &svc.From, &svc.Obj, s.kind.path+".from", "")...)
	}
	shared := ""
	if !everybody(cli.Admitted.V) {
		shared = "the sources of management-plane protection are known of all services and interfaces together only"
	}
	return append(out, d.from("host policy", &cli.Admitted, &cli.Obj, "cli.admitted", shared)...)
}

// security are the security rules that sessions to the firewall's own address
// meet: from the zone to itself, which is allowed where no rule says otherwise.
func (d *Device) security(o *door) []gate {
	var out []gate
	for _, rs := range d.dev.Rulesets {
		if rs.Kind != "policy" {
			continue
		}
		copied := *rs
		copied.Default.Inherit("permit", rs.Span)
		out = append(out, gate{stage: "host policy", name: rs.Name, list: d.within(rs, &copied, o), span: rs.Span})
	}
	return out
}

// within is list for a copy of a filter.
func (d *Device) within(rs, copied *model.Ruleset, o *door) *acl.Ready {
	key := listKey{rs, o.name()}
	if d.lists[key] == nil {
		d.lists[key] = d.compile(copied, o, true)
	}
	return d.lists[key]
}

// toHost is open where policies lead to the device itself.
func (d *Device) toHost() []gate {
	for _, rs := range d.dev.Rulesets {
		for _, r := range rs.Rules {
			if rs.Kind == "policy" && slices.Contains(r.ToZone.V, "junos-host") {
				return []gate{unclear("host policy", "a policy to the zone junos-host may refuse it", r.Span)}
			}
		}
	}
	return nil
}

// control is the filter before the processor.
func (d *Device) control(s Service, o *door, six bool) []gate {
	const stage = "control-plane filter"
	dev, cp, cli := d.dev, &d.dev.ControlPlane, &d.dev.CLI
	first, firstPath, second, secondPath := &cli.Filter, "cli.filter", &cp.ACL, "control_plane.acl"
	if six {
		first, firstPath, second, secondPath = &cli.Filter6, "cli.filter6", &cp.ACL6, "control_plane.acl6"
	}
	switch dev.OS {
	case "junos":
		if ref, i, path := d.loopback(o, six); ref != nil {
			return d.filter(stage, ref, &i.Obj, path, o)
		}
		return d.filter(stage, first, &cli.Obj, firstPath, o)
	case "sros":
		return slices.Concat(d.filter(stage, first, &cli.Obj, firstPath, o), d.filter(stage, second, &cp.Obj, secondPath, o))
	case "fortios", "routeros":
		return d.filter(stage, first, &cli.Obj, firstPath, o)
	case "eos":
		if len(cp.Policies) > 0 {
			return d.policies(o) // what becomes of the filter beside one is not known
		}
		if out := d.filter(stage, second, &cp.Obj, secondPath, o); out != nil || slices.Contains(builtin, s.Port) {
			return out
		}
		return []gate{unclear(stage, "what the built-in filter of the release does with this port is not known", model.Span{})}
	case "asa":
		if s.Name == "snmp" {
			return d.filter(stage, &cp.ACL, &cp.Obj, "control_plane.acl", o)
		}
	}
	return d.policies(o)
}

// maxPolicies bounds the policies that are worked out of one device.
const maxPolicies = 16

// policies are the policies of classes before the processor. One that the maker
// supplies limits rates only.
func (d *Device) policies(o *door) []gate {
	const stage = "control-plane filter"
	cp := &d.dev.ControlPlane
	if !d.sys.policer && len(cp.Policies) == 0 {
		return nil
	}
	supplied := func(name string) bool {
		return slices.ContainsFunc(d.sys.builtin, func(s string) bool { return name == s || strings.HasSuffix(s, "-") && strings.HasPrefix(name, s) })
	}
	if len(cp.Policies) > maxPolicies {
		return []gate{unclear(stage, "too many policies guard the processor", cp.Policing.Span)}
	}
	var out []gate
	if why := d.missing(&cp.Obj, "control_plane.policing"); why != "" && len(cp.Policies) == 0 {
		out = append(out, unclear(stage, "whether a policy guards the processor: "+why, model.Span{}))
	}
	for _, p := range cp.Policies {
		switch {
		case supplied(p.Name):
		case p.Opaque != "":
			out = append(out, gate{stage: stage, name: p.Name, action: acl.Unclear, span: p.Span, reason: "policy " + p.Name + " guards the processor: " + p.Opaque})
		case len(p.Classes) == 0:
			out = append(out, gate{stage: stage, name: p.Name, action: acl.Unclear, span: p.Span, reason: "policy " + p.Name + " guards the processor and names no class"})
		default:
			out = append(out, gate{stage: stage, name: p.Name, list: d.classes(p, o), span: p.Span})
		}
	}
	return out
}

// classes is list for a policy. Its filters ask nothing of the interface.
func (d *Device) classes(p *model.ClassPolicy, o *door) *acl.Ready {
	if l := d.policers[p]; l != nil {
		return l
	}
	l := acl.Policy(p, func(rs *model.Ruleset) *acl.List {
		if !d.understood(rs) {
			return nil
		}
		return d.list(rs, o).List
	}).Ready()
	d.policers[p] = l
	return l
}

// builtin are ports that EOS lets through to itself where no filter is named.
var builtin = []uint16{22, 23, 80, 161, 443}

// loopback is the filter of the loopback interface in the table of a door
// other than the default one.
func (d *Device) loopback(o *door, six bool) (*model.ACLRef, *model.Interface, string) {
	if o.iface == nil || o.iface.VRF.V == "" {
		return nil, nil, ""
	}
	for _, i := range d.dev.Interfaces {
		if i.Kind != "loopback" || i.VRF.V != o.iface.VRF.V {
			continue
		}
		if ref := &i.ACL6In; six && ref.Name.How.Stated() {
			return ref, i, "interfaces.acl6_in"
		}
		if ref := &i.ACLIn; !six && ref.Name.How.Stated() {
			return ref, i, "interfaces.acl_in"
		}
	}
	return nil, nil, ""
}

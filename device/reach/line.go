package reach

import (
	"net/netip"
	"slices"

	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/model"
)

// lines are the lines that a session may land on: each is a way of its own.
// Services that land on none have one way without a gate.
func (d *Device) lines(s Service, o *door, six bool) [][]gate {
	if !d.sys.lines || s.Name != "ssh" && s.Name != "telnet" {
		return [][]gate{nil}
	}
	var out [][]gate
	any := false
	for _, l := range d.dev.Lines {
		if l.Kind != "vty" && l.Kind != "default" || s.rotary != 0 && l.Rotary.Known() && l.Rotary.V != s.rotary {
			continue
		}
		any = true
		if g, carries := d.transport(s, l); carries {
			out = append(out, append(g, d.lineFilter(l, o, six)...))
		}
	}
	if why := d.missing(nil, "lines"); why != "" || !any {
		if why == "" {
			why = "the file shows no line for sessions from the network"
		}
		out = append(out, []gate{unclear("line", why, model.Span{})})
	}
	if len(out) == 0 {
		return [][]gate{{closed("line", "no line takes "+s.Name, d.dev.Lines[0].TransportIn.Span)}}
	}
	return out
}

// transport asks whether a line takes sessions of a service.
func (d *Device) transport(s Service, l *model.Line) (out []gate, carries bool) {
	f := &l.TransportIn
	if why := open(d, f, &l.Obj, "lines.transport_in"); why != "" {
		return []gate{unclear("line", l.Name+": "+why, f.Span)}, true
	}
	return nil, slices.Contains(f.V, s.Name) || slices.Contains(f.V, "all")
}

// lineFilter is the access class of a line.
func (d *Device) lineFilter(l *model.Line, o *door, six bool) []gate {
	ref, path := &l.ACLIn, "lines.acl_in"
	if six {
		ref, path = &l.ACL6In, "lines.acl6_in"
	}
	out := d.filter("line", ref, &l.Obj, path, o)
	for i := range out {
		if out[i].on = l.Name; d.dev.OS == "ios" && o.iface != nil && o.iface.VRF.V != "" && !six {
			out[i].atMost = d.fromTables(l, o)
		}
	}
	if out == nil {
		out = []gate{{stage: "line", on: l.Name, action: acl.Permit, span: l.Span, reason: "the line has no access class"}}
	}
	return out
}

// fromTables says why a line with an access class may refuse what comes from
// another routing table.
func (d *Device) fromTables(l *model.Line, o *door) string {
	f := &l.FromTables
	if f.How.Stated() && f.V {
		return ""
	}
	return "the access class of " + l.Name + " does not say vrf-also, and " + o.name() + " is in table " + o.iface.VRF.V
}

// service is the service's own filters. The agent of SNMP has one way for each
// community and user.
func (d *Device) service(s Service, o *door, six bool) [][]gate {
	const stage = "service filter"
	if s.kind == nil {
		return [][]gate{nil}
	}
	svc := s.kind.of(d.dev)
	var out []gate
	ref, path := &svc.ACL, s.kind.path+".acl"
	if six {
		ref, path = &svc.ACL6, s.kind.path+".acl6"
	}
	if bare := slices.Contains([]string{"ssh", "telnet", "smart-install"}, s.Name) && ref.Name.How == model.NotRead; d.sys.acl && !bare {
		out = d.filter(stage, ref, &svc.Obj, path, o)
	}
	if d.sys.from && !(d.dev.OS == "panos" && o.iface != nil && managed(o.iface)) {
		out = append(out, d.from(stage, &svc.From, &svc.Obj, s.kind.path+".from", d.loose(s, svc))...)
	}
	if d.dev.OS == "asa" && s.Name == "telnet" && o.iface != nil && o.iface.SecurityLevel.Known() && o.iface.SecurityLevel.V == 0 {
		out = append(out, unclear(stage, "Telnet is refused on the interface of the lowest security level unless it comes by a tunnel", svc.Enabled.Span))
	}
	if s.Name != "snmp" {
		return [][]gate{out}
	}
	var ways [][]gate
	for _, way := range d.agents(o, six) {
		ways = append(ways, slices.Concat(out, way))
	}
	return ways
}

// loose says why the sources of a service may be of other interfaces.
func (d *Device) loose(s Service, svc *model.Service) string {
	many := ""
	switch d.dev.OS {
	case "asa":
		if len(svc.Interfaces.V) != 1 && len(svc.From.V) != 1 || s.Name == "snmp" {
			many = "each source is admitted on the interface that its line names only"
		}
	case "panos":
		if len(svc.Interfaces.V) != 1 || d.dev.CLI.Admitted.How.Stated() || !svc.From.How.Stated() {
			many = "the sources that each interface admits are known together only"
		}
	}
	return many
}

// agents are the ways to be answered by SNMP: by a community, or as a user.
func (d *Device) agents(o *door, six bool) [][]gate {
	const stage = "service filter"
	snmp := &d.dev.SNMP
	var out [][]gate
	for _, c := range snmp.Communities {
		ref, path := &c.ACL, "snmp.communities.acl"
		if six && d.dev.OS != "sros" {
			ref, path = &c.ACL6, "snmp.communities.acl6"
		}
		way := []gate{}
		if ref.Name.How != model.NotRead || d.sys.acl {
			way = d.filter(stage, ref, &c.Obj, path, o)
		}
		way = append(way, d.from(stage, &c.From, &c.Obj, "snmp.communities.from", "")...)
		if len(way) == 0 {
			way = []gate{{stage: stage, action: acl.Permit, span: c.Span, reason: "the community admits every source"}}
		}
		out = append(out, way)
	}
	out = append(out, d.users(o, six)...)
	why := d.missing(nil, "snmp.communities")
	if why == "" {
		why = d.missing(nil, "snmp.users")
	}
	switch {
	case why != "":
		out = append(out, []gate{unclear("service", why, snmp.Span)})
	case len(out) == 0:
		out = append(out, []gate{closed("service", "no community and no user is answered", snmp.Span)})
	}
	return out
}

// users are the ways of SNMP version 3: by group where groups have filters.
func (d *Device) users(o *door, six bool) [][]gate {
	const stage = "service filter"
	snmp := &d.dev.SNMP
	var out [][]gate
	for _, g := range snmp.Groups {
		if !d.sys.acl || g.Version.Known() && g.Version.V != "3" {
			continue
		}
		way := []gate{}
		switch {
		case six:
			way = append(way, unclear(stage, "the IPv6 filter of group "+g.Name+" is not read", g.Span))
		case g.ACL.Name.How != model.NotRead:
			way = d.filter(stage, &g.ACL, &g.Obj, "snmp.groups.acl", o)
		}
		if len(snmp.Users) == 0 {
			way = append(way, unclear(stage, "whether group "+g.Name+" has users is not in the file", g.Span))
		}
		out = append(out, way)
	}
	if len(snmp.Users) > 0 && len(out) == 0 {
		u := snmp.Users[0]
		if d.dev.OS == "nxos" {
			return append(out, []gate{unclear(stage, "whether a filter limits the user is not read", u.Span)})
		}
		out = append(out, []gate{{stage: stage, action: acl.Permit, span: u.Span, reason: "users of version 3 are answered to every source"}})
	}
	return out
}

func everybody(list []netip.Prefix) bool {
	return slices.ContainsFunc(list, func(p netip.Prefix) bool { return p.Bits() == 0 })
}

package vrp

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// defence is one policy before the processor while the file is read.
type defence struct {
	policy *model.ClassPolicy
	// Lines by what they do: white come before black, and these before denied.
	white, black, denied []*model.PolicyClass
	flows                map[string]string // lists of flows by number
}

// harmlessDefence begin lines that set rates and tell of attacks.
var harmlessDefence = []string{"car", "linkup-car", "auto-defend", "auto-port-defend", "description", "packet-type", "port-type", "qos", "user-defined-flow", "alarm"}

// readDefence reads "cpu-defend policy NAME".
func readDefence(c *stmt.Ctx, r *reader, m *stmt.Match) {
	x := &defence{policy: &model.ClassPolicy{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}, flows: map[string]string{}}
	r.defences[m.Arg(0)] = x
	for k := range c.Tree.Kids(m.Node) {
		n := &c.Tree.Nodes[k]
		w, sp := n.Words, c.Span(k)
		switch {
		case len(w) == 0:
		case n.Neg: // back to the rates that the system sets
		case w[0] == "user-defined-flow" && len(w) == 4 && w[2] == "acl":
			x.flows[w[1]] = w[3]
		case w[0] == "whitelist" && len(w) == 4 && w[2] == "acl":
			x.white = append(x.white, r.defends(n.Text, sp, "permit", w[3]))
		case w[0] == "blacklist" && len(w) == 4 && w[2] == "acl":
			x.black = append(x.black, r.defends(n.Text, sp, "deny", w[3]))
		case w[0] == "deny" && len(w) == 3 && w[1] == "packet-type":
			x.denied = append(x.denied, r.denies(n.Text, sp, w[2]))
		case w[0] == "deny" && len(w) == 3 && w[1] == "user-defined-flow" && x.flows[w[2]] != "":
			x.denied = append(x.denied, r.defends(n.Text, sp, "deny", x.flows[w[2]]))
		case !slices.Contains(harmlessDefence, w[0]):
			x.policy.Opaque = "line " + n.Text
		}
	}
}

func defenceClass(name string, sp model.Span, action string, criteria ...*model.Criterion) *model.PolicyClass {
	p := &model.PolicyClass{Obj: model.Obj{Span: sp}, Name: name, Map: &model.ClassMap{Obj: model.Obj{Span: sp}, Name: name, Criteria: criteria}}
	p.Action.Set(action, sp)
	return p
}

// defends is a line that names a list. Whether a denial of the list counts as a
// match is not known, and neither is whether a packet that is on a white list
// and also refused gets through.
func (r *reader) defends(text string, sp model.Span, action, list string) *model.PolicyClass {
	at := &model.Criterion{}
	r.called = append(r.called, func() {
		l := r.lists[list]
		if l == nil {
			at.Opaque = "the file does not define the filter " + list
			return
		}
		copied := *l.Ruleset
		copied.Rules = nil
		copied.Default.Inherit("deny", copied.Span)
		for _, rule := range l.Rules {
			x := *rule
			if action == "permit" || x.Action.V != "permit" {
				x.Action.Unsure(x.Span)
			}
			copied.Rules = append(copied.Rules, &x)
		}
		at.Lists = []*model.Ruleset{&copied}
	})
	return defenceClass(text, sp, action, at)
}

// served are the services behind the names of packet types, with their ports.
var served = map[string]struct {
	proto int16
	port  uint16
	of    func(*model.Device) *model.Service
}{
	"ssh":    {6, 22, func(d *model.Device) *model.Service { return &d.SSH.Service }},
	"telnet": {6, 23, func(d *model.Device) *model.Service { return &d.Services.Telnet }},
	"http":   {6, 80, func(d *model.Device) *model.Service { return &d.Services.HTTP }},
	"https":  {6, 443, func(d *model.Device) *model.Service { return &d.Services.HTTPS }},
	"ftp":    {6, 21, func(d *model.Device) *model.Service { return &d.Services.FTP }},
	"snmp":   {17, 161, nil},
}

// notServed begin the names of packet types that open no session to the device.
var notServed = []string{"arp", "icmp", "bgp", "ospf", "isis", "rip", "ldp", "rsvp", "pim", "igmp", "mld", "msdp", "dhcp", "dns", "ntp", "radius", "hw-tacacs",
	"tacacs", "vrrp", "bfd", "lacp", "lldp", "stp", "smlk", "nd", "8021x", "eoam", "mpls", "ttl", "unknown-multicast", "ssh-client", "telnet-client", "ftp-client"}

// denies is "deny packet-type NAME".
func (r *reader) denies(text string, sp model.Span, kind string) *model.PolicyClass {
	at := &model.Criterion{}
	s, ok := served[strings.TrimSuffix(kind, "-server")]
	if !ok && !slices.ContainsFunc(notServed, func(p string) bool { return strings.HasPrefix(kind, p) }) {
		at.Opaque = "packets of type " + kind
	}
	if ok {
		rs := &model.Ruleset{Obj: model.Obj{Span: sp}, Name: kind, Family: "any"}
		rs.Default.Inherit("deny", sp)
		rule := &model.Rule{Obj: model.Obj{Span: sp}, Match: []model.Match{{Proto: s.proto, ICMPType: -1, ICMPCode: -1, DstPorts: []model.PortRange{{From: s.port, To: s.port}}}}}
		rule.Action.Set("permit", sp)
		rule.SrcAny.Set(true, sp)
		rule.DstAny.Set(true, sp)
		rs.Rules = []*model.Rule{rule}
		at.Lists = []*model.Ruleset{rs}
		r.finally(func() {
			if s.of != nil && len(s.of(r.Device).Ports.V) > 0 {
				x := *rule // whether the type follows the port is not known
				x.Action.Unsure(sp)
				x.Match = []model.Match{{Proto: s.proto, ICMPType: -1, ICMPCode: -1}}
				rs.Rules = append(rs.Rules, &x)
			}
		})
	}
	return defenceClass(text, sp, "deny", at)
}

// applyDefence notes a policy that is applied; slot says that it is to one
// slot only.
func applyDefence(slot bool) func(*stmt.Ctx, *reader, *stmt.Match) {
	return func(c *stmt.Ctx, r *reader, m *stmt.Match) {
		r.ControlPlane.Policing.Set(true, m.Span)
		r.ControlPlane.Policy.Set(m.Arg(0), m.Span)
		c.Use("policy-map", m.Arg(0), "cpu-defend-policy", m.Span)
		p := &model.ClassPolicy{Obj: model.Obj{Span: m.Span}, Name: m.Arg(0), Opaque: "the file does not define it"}
		r.ControlPlane.Policies = append(r.ControlPlane.Policies, p)
		r.finally(func() {
			x := r.defences[p.Name]
			switch {
			case x == nil:
			case x.refuses() && slot:
				p.Opaque = "it refuses packets in one slot"
			default:
				p.Classes, p.Opaque = slices.Concat(x.white, x.black, x.denied), x.policy.Opaque
				if len(p.Classes) == 0 { // rates only
					p.Classes = []*model.PolicyClass{defenceClass("car", x.policy.Span, "permit", &model.Criterion{Every: true})}
				}
			}
		})
	}
}

func (x *defence) refuses() bool {
	return x.policy.Opaque != "" || len(x.black)+len(x.denied) > 0
}

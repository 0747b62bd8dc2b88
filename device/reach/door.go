package reach

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/model"
)

// door is an interface that packets may come by, and the addresses of the
// device that they may be sent to. A door without an interface stands for
// those that the file may not show.
type door struct {
	iface *model.Interface
	dst   acl.Addresses
	near  []netip.Prefix // the connected subnets
	doubt string         // why it may be none
	// second says that it is a further way by the interface of the door before
	// it: cross, to the addresses of other interfaces only; local, to an address
	// of the link, for neighbours only.
	second, cross, local bool
}

func (o *door) name() string {
	if o.iface == nil {
		return "an interface that the file does not show"
	}
	return o.iface.Name
}

// findDoors lists the interfaces that are up and have addresses.
func (d *Device) findDoors() []*door {
	var out []*door
	for _, i := range d.dev.Interfaces {
		why := open(d, &i.Enabled, &i.Obj, "interfaces.enabled")
		if i.Kind == "loopback" || i.Kind == "null" || why == "" && !i.Enabled.V {
			continue
		}
		if why != "" && d.dev.Complete == model.Whole {
			why = "whether " + i.Name + " is up: " + why
		}
		o := &door{iface: i, doubt: why, near: near(i)}
		switch {
		case i.Addresses.How.Stated() && len(i.Addresses.V) == 0, i.Addresses.How == model.Absent, i.Addresses.How == model.NotRead:
			continue
		case !i.Addresses.Known():
			o.doubt = "the addresses of " + i.Name + " are not known"
		case i.VRF.How == model.Unknown || i.VRF.How == model.Masked:
			o.doubt = "which routing table " + i.Name + " is in is not known"
		}
		out = append(out, d.destinations(o)...)
		out = append(out, d.further(o)...)
	}
	if why := d.missing(nil, "interfaces"); why != "" {
		out = append(out, &door{doubt: why, dst: acl.Everywhere()})
	}
	return out
}

// byTable returns the addresses of the device in each routing table.
func byTable(dev *model.Device) map[string]acl.Addresses {
	hostsOf := map[string][]netip.Prefix{}
	for _, i := range dev.Interfaces {
		if !i.Enabled.Known() || i.Enabled.V {
			hostsOf[i.VRF.V] = append(hostsOf[i.VRF.V], hosts(i)...)
		}
	}
	out := map[string]acl.Addresses{}
	for table, list := range hostsOf {
		out[table] = acl.AddressesOf(list)
	}
	return out
}

// destinations fills in where packets that come by o may be sent to. It gives
// a second door where the system does not say what other addresses answer.
func (d *Device) destinations(o *door) []*door {
	all := d.tables[o.iface.VRF.V]
	if !o.iface.Addresses.Known() {
		o.dst = acl.Everywhere()
		return []*door{o}
	}
	if o.dst = all; !d.sys.own {
		return []*door{o}
	}
	o.dst = acl.AddressesOf(hosts(o.iface))
	out := []*door{o}
	if others := all.Minus(o.dst); d.sys.cross && !others.Empty() && !managed(o.iface) {
		out = append(out, &door{iface: o.iface, near: o.near, doubt: o.doubt, dst: others, second: true, cross: true})
	}
	return out
}

// links are the addresses of a link.
var links = netip.MustParsePrefix("fe80::/10")

// further returns the ways to addresses of an interface that are not its own,
// or that only its neighbours reach.
func (d *Device) further(o *door) []*door {
	i := o.iface
	if !i.Addresses.Known() || o.doubt != "" {
		return nil
	}
	var out []*door
	if d.groups[i.Name] && len(i.Shared) == 0 {
		out = append(out, &door{iface: i, near: o.near, second: true, dst: acl.AddressesOf(o.near).Minus(d.tables[i.VRF.V]),
			doubt: "the address that " + i.Name + " shares with other routers is not known"})
	}
	six := slices.ContainsFunc(i.Addresses.V, func(p netip.Prefix) bool { return p.Addr().Is6() })
	if six && !managed(i) {
		x := &door{iface: i, near: o.near, second: true, local: true}
		var own []netip.Prefix
		for _, p := range i.Addresses.V {
			if a := p.Addr(); a.Is6() && a.IsLinkLocalUnicast() {
				own = append(own, netip.PrefixFrom(a, a.BitLen()))
			}
		}
		if x.dst = acl.AddressesOf(own); len(own) == 0 {
			x.dst, x.doubt = acl.AddressesOf([]netip.Prefix{links}), "the link-local address of "+i.Name+" is not in the file"
		}
		out = append(out, x)
	}
	return out
}

// managed reports the port of a firewall that serves management and nothing
// else.
func managed(i *model.Interface) bool { return i.Managed.Known() && i.Managed.V }

// hosts returns the addresses of an interface that others than its neighbours
// reach, those that it shares among them.
func hosts(i *model.Interface) []netip.Prefix {
	var out []netip.Prefix
	for _, p := range i.Addresses.V {
		if a := p.Addr(); !a.IsLinkLocalUnicast() && !a.IsUnspecified() {
			out = append(out, netip.PrefixFrom(a, a.BitLen()))
		}
	}
	for _, a := range i.Shared {
		if !a.IsLinkLocalUnicast() {
			out = append(out, netip.PrefixFrom(a, a.BitLen()))
		}
	}
	return out
}

// near returns the subnets of an interface.
func near(i *model.Interface) []netip.Prefix {
	var nets []netip.Prefix
	for _, p := range i.Addresses.V {
		if p.Bits() > 0 && p.Bits() < p.Addr().BitLen() {
			nets = append(nets, p.Masked())
		}
	}
	if slices.ContainsFunc(i.Addresses.V, func(p netip.Prefix) bool { return p.Addr().Is6() }) {
		nets = append(nets, links)
	}
	return nets
}

// faces reports an interface that leads to others.
func (o *door) faces(from Origin) bool {
	return o.iface != nil && (o.iface.Edge.How.Stated() && o.iface.Edge.V || slices.Contains(from.Facing, o.iface.Name))
}

// named reports a door that a user means by the name of an interface or zone.
func (o *door) named(names []string) bool {
	return o.iface != nil && slices.ContainsFunc(names, func(n string) bool {
		return strings.EqualFold(n, o.iface.Name) || o.iface.Zone.V != "" && n == o.iface.Zone.V
	})
}

// in reports whether a rule for zones holds on the door: it is in one of them,
// and in none of those behind "!". It is Unknown where the file does not tell.
func (d *Device) in(o *door, zones []string) Verdict {
	out, refused, doubtful := No, 0, false
	for n, z := range zones {
		name, not := strings.CutPrefix(z, "!")
		member := d.member(o, name)
		if member == Unknown && n == 0 && !not && len(zones) > 1 && d.dev.OS == "routeros" {
			member = No // the members of the list follow
		}
		switch {
		case not && member == Yes:
			return No
		case not:
			refused++
			doubtful = doubtful || member == Unknown
		case member == Yes, member == Unknown && out == No:
			out = member
		}
	}
	if refused == len(zones) {
		out = Yes
	}
	if doubtful && out == Yes {
		out = Unknown
	}
	return out
}

func (d *Device) member(o *door, name string) Verdict {
	switch {
	case name == "any" || name == "all":
		return Yes
	case o.iface == nil:
		return Unknown
	case o.iface.Name == name, o.iface.Zone.How.Stated() && o.iface.Zone.V == name:
		return Yes
	case d.places[name] && open(d, &o.iface.Zone, &o.iface.Obj, "interfaces.zone") == "":
		return No
	}
	return Unknown
}

// placesOf returns the names of all interfaces and zones.
func placesOf(dev *model.Device) map[string]bool {
	out := map[string]bool{}
	for _, i := range dev.Interfaces {
		out[i.Name] = true
		if i.Zone.V != "" {
			out[i.Zone.V] = true
		}
	}
	return out
}

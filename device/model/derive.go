package model

import (
	"net/netip"
	"slices"
	"strings"
)

// relate fills facts that follow from two parts of the file together.
func (d *Device) relate() {
	switch d.OS {
	case "ios", "iosxr", "nxos", "eos", "asa": // where a list is one line
		d.AAA.Lists = lastLists(d.AAA.Lists)
	}
	for _, l := range d.AAA.Lists {
		d.remoteServers(l)
	}
	for _, n := range d.Neighbors {
		n.relate()
	}
	d.findEdges()
}

// lastLists keeps the last of the method lists of one name: the system took it
// in place of those before.
func lastLists(all []*MethodList) []*MethodList {
	type key struct {
		kind, service, name string
		level               int64
	}
	last := map[key]*MethodList{}
	for _, l := range all {
		last[key{l.Kind, l.Service, l.Name, l.Level}] = l
	}
	return slices.DeleteFunc(all, func(l *MethodList) bool { return last[key{l.Kind, l.Service, l.Name, l.Level}] != l })
}

// relate says whether the neighbour belongs to another autonomous system.
func (n *Neighbor) relate() {
	if n.External.How != NotRead || !n.RemoteAS.How.Stated() {
		return
	}
	switch as := strings.ToLower(n.RemoteAS.V); {
	case as == "external":
		n.External.Inherit(true, n.RemoteAS.Span)
	case as == "internal":
		n.External.Inherit(false, n.RemoteAS.Span)
	case n.LocalAS.How.Stated():
		n.External.Inherit(plainAS(as) != plainAS(n.LocalAS.V), n.RemoteAS.Span)
	}
}

// plainAS writes an autonomous system number without its dot (RFC 5396).
func plainAS(s string) string {
	hi, lo, dotted := strings.Cut(s, ".")
	if !dotted {
		return s
	}
	var n [2]uint64
	for i, part := range []string{hi, lo} {
		for _, c := range part {
			if c < '0' || c > '9' || n[i] > 65535 {
				return s
			}
			n[i] = n[i]*10 + uint64(c-'0')
		}
	}
	n[0] = n[0]<<16 | n[1]
	digits := []byte{}
	for v := n[0]; v > 0; v /= 10 {
		digits = append([]byte{byte('0' + v%10)}, digits...)
	}
	return string(digits)
}

// findEdges marks interfaces whose subnet holds an external neighbour.
func (d *Device) findEdges() {
	for _, n := range d.Neighbors {
		addr, err := netip.ParseAddr(n.Peer)
		if err != nil || !n.External.V || !n.External.How.Stated() || n.MultiHop.How.Stated() && n.MultiHop.V {
			continue
		}
		for _, i := range d.Interfaces {
			if i.Edge.How == NotRead && i.holds(addr) && (n.VRF == "" || i.VRF.V == n.VRF) {
				i.Edge.Inherit(true, n.Span)
			}
		}
	}
}

func (i *Interface) holds(a netip.Addr) bool {
	for _, p := range i.Addresses.V {
		if p.Bits() > 0 && p.Contains(a) {
			return true
		}
	}
	return false
}

// remoteServers counts the servers behind an AAA list.
func (d *Device) remoteServers(l *MethodList) {
	if !l.Methods.How.Stated() || l.Remote.How != NotRead {
		return
	}
	servers := map[string]bool{}
	remote, certain := false, true
	for _, m := range l.Methods.V {
		proto, isServer := serverMethod(m)
		if !isServer {
			continue
		}
		remote = true
		if !d.serversOf(proto, servers) {
			certain = false
		}
	}
	l.Remote.Inherit(remote, l.Methods.Span)
	if !certain {
		l.RemoteServers.Unsure(l.Methods.Span)
		return
	}
	l.RemoteServers.Derive(int64(len(servers)), l.Methods.Span)
}

// serverMethod returns the group or protocol that a method names.
func serverMethod(m string) (string, bool) {
	if g, ok := strings.CutPrefix(m, "group "); ok {
		return g, true
	}
	switch m {
	case "tacacs", "tacacs+", "tacplus", "radius", "hwtacacs", "ldap", "kerberos":
		return m, true
	}
	return "", false
}

// serversOf adds the servers of a group, or of a protocol, to set. It reports
// false where the file does not define the group.
func (d *Device) serversOf(name string, set map[string]bool) bool {
	for _, g := range d.AAA.Groups {
		if g.Name == name {
			for _, s := range g.Servers.V {
				set[s] = true
			}
			return g.Servers.How.Stated()
		}
	}
	proto := strings.TrimSuffix(name, "+")
	switch proto {
	case "tacplus", "hwtacacs":
		proto = "tacacs"
	}
	found := proto == "tacacs" || proto == "radius" || proto == "ldap"
	for _, s := range d.AAA.Servers {
		if s.Proto == proto || s.Group == name {
			set[s.Proto+" "+s.Name+" "+s.Host.V] = true
			found = true
		}
	}
	return found
}

package model

import "net/netip"

// Interface is one port, logical or physical.
type Interface struct {
	Obj
	Name string `json:"name"`
	// Kind is physical, loopback, tunnel, vlan, bundle, management,
	// container, null or other.
	Kind    string  `json:"kind"`
	Enabled F[bool] `json:"enabled"`
	// Description is untrusted text.
	Description F[string]         `json:"description"`
	VRF         F[string]         `json:"vrf"`
	Zone        F[string]         `json:"zone"`
	Addresses   F[[]netip.Prefix] `json:"addresses"` // interface addresses with their length, both families
	// IPv6 says that it has an address of IPv6 besides that of the link itself,
	// or learns one.
	IPv6 F[bool] `json:"ipv6"`
	// Shared are addresses that it answers to while it leads a group of routers
	// (HSRP, VRRP, GLBP), and those that several devices have alike.
	Shared  []netip.Addr `json:"-"`
	ACLIn   ACLRef       `json:"acl_in"`
	ACLOut  ACLRef       `json:"acl_out"`
	ACL6In  ACLRef       `json:"acl6_in"`
	ACL6Out ACLRef       `json:"acl6_out"`
	URPF    F[string]    `json:"urpf"` // off, loose, strict
	// What the interface answers or forwards that it need not.
	ProxyARP          F[bool] `json:"proxy_arp"`
	Redirects         F[bool] `json:"redirects"`
	Unreachables      F[bool] `json:"unreachables"`
	DirectedBroadcast F[bool] `json:"directed_broadcast"`
	MaskReply         F[bool] `json:"mask_reply"`
	CDP               F[bool] `json:"cdp"`
	LLDPSend          F[bool] `json:"lldp_send"`
	LLDPReceive       F[bool] `json:"lldp_receive"`
	MOP               F[bool] `json:"mop"`
	// Management lists the services that the interface itself admits:
	// ping, ssh, telnet, http, https, snmp, fgfm, all, ….
	Management F[[]string] `json:"management"`
	// Switching. Mode is access, trunk, dynamic-auto, dynamic-desirable, routed.
	Mode         F[string] `json:"mode"`
	AccessVLAN   F[int64]  `json:"access_vlan"`
	NativeVLAN   F[int64]  `json:"native_vlan"`
	Negotiate    F[bool]   `json:"negotiate"` // dynamic trunking protocol spoken
	PortSecurity F[bool]   `json:"port_security"`
	// PortAccess says that whoever plugs in has to authenticate (802.1X or
	// its like) before the port forwards.
	PortAccess   F[bool] `json:"port_access_control"`
	BPDUGuard    F[bool] `json:"bpdu_guard"`
	StormControl F[bool] `json:"storm_control"`
	SnoopTrust   F[bool] `json:"dhcp_snooping_trust"`
	// SecurityLevel is the ASA's 0 (outside) to 100 (inside).
	SecurityLevel F[int64] `json:"security_level"`
	MACsec        F[bool]  `json:"macsec"`
	FlowIn        F[bool]  `json:"flow_in"` // flows are measured on entry
	// Edge says that it faces somebody else's network. It is Inherited from
	// an external BGP neighbour on its subnet, or Explicit from a role
	// (WAN, untrust, outside). The site may say it instead.
	Edge F[bool] `json:"edge"`
	// Managed says that the interface serves management and nothing else.
	Managed F[bool] `json:"management_only"`
}

// VRF is a routing table.
type VRF struct {
	Obj
	Name   string      `json:"name"`
	Import F[[]string] `json:"import"` // route targets or policies
	Export F[[]string] `json:"export"`
	// Management says that it is the management table.
	Management F[bool] `json:"management"`
}

// Route is a static route.
type Route struct {
	Obj
	VRF        F[string] `json:"vrf"`
	Prefix     F[string] `json:"prefix"` // CIDR form
	NextHop    F[string] `json:"next_hop"`
	Interface  F[string] `json:"interface"`
	NextHopVRF F[string] `json:"next_hop_vrf"` // the other table, "" when the same
	Tag        F[string] `json:"tag"`
	Discard    F[bool]   `json:"discard"`
}

// PolicyRoute sends packets by something other than their destination.
type PolicyRoute struct {
	Obj
	Name      string      `json:"name"`
	SetVRF    F[string]   `json:"set_vrf"`
	NextHop   F[[]string] `json:"next_hop"`
	Interface F[string]   `json:"interface"`
}

// NAT is one translation rule.
type NAT struct {
	Obj
	Kind F[string] `json:"kind"` // source, destination, static
	VRF  F[string] `json:"vrf"`
	// Target is the translated destination, as written, and Ports are those
	// that it publishes.
	Target F[string]   `json:"target"`
	Ports  F[[]string] `json:"ports"`
	// Words are those of the statement and of the objects that it names, as far
	// as they are kept; none of a source translation.
	Words []string `json:"-"`
}

// L2 holds switch-wide settings.
type L2 struct {
	Obj
	CDP          F[bool]     `json:"cdp"`
	LLDP         F[bool]     `json:"lldp"`
	DHCPSnooping F[bool]     `json:"dhcp_snooping"`
	SnoopVLANs   F[[]string] `json:"dhcp_snooping_vlans"`
	ARPInspect   F[bool]     `json:"arp_inspection"`
	BPDUGuard    F[bool]     `json:"bpdu_guard_default"`
	VTPMode      F[string]   `json:"vtp_mode"`
	VTPSecret    F[bool]     `json:"vtp_secret"`
	RAGuard      F[bool]     `json:"ra_guard"`
}

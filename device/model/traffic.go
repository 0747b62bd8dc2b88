package model

// Mirror is a copy of traffic that leaves by another way.
type Mirror struct {
	Obj
	Name string `json:"name"` // session number or name
	// Kind is span, rspan, erspan, port-mirror, analyzer, tap, sniffer,
	// decrypt-mirror, flow-tap, sampling-raw.
	Kind    F[string]   `json:"kind"`
	Active  F[bool]     `json:"active"`
	Sources F[[]string] `json:"sources"` // interfaces, VLANs, filters
	// One of these says where the copy goes. DestIP is a remote address.
	DestIP F[string]   `json:"dest_ip"`
	DestIf F[[]string] `json:"dest_interface"`
	VLAN   F[string]   `json:"vlan"`
	VRF    F[string]   `json:"vrf"`
}

// Capture is a packet capture on the device itself.
type Capture struct {
	Obj
	Name   string    `json:"name"`
	Active F[bool]   `json:"active"`
	Target F[string] `json:"target"` // interface or file
}

// Tunnel is a logical link to a far address.
type Tunnel struct {
	Obj
	Name string `json:"name"`
	// Kind is gre, mgre, ipip, sit, vti, vxlan, eoip, l2tp, pptp, sstp,
	// wireguard, openvpn, sdp, pseudowire (layer 2 over MPLS), other.
	Kind        F[string] `json:"kind"`
	Enabled     F[bool]   `json:"enabled"`
	Source      F[string] `json:"source"`
	Destination F[string] `json:"destination"` // address or name, "" for multipoint
	VRF         F[string] `json:"vrf"`
	Protected   F[bool]   `json:"protected"` // encrypted by IPsec or itself
	Profile     F[string] `json:"profile"`
}

// VPN is IKE and IPsec.
type VPN struct {
	Obj
	Proposals []*Proposal `json:"proposals"`
	Peers     []*VPNPeer  `json:"peers"`
	// Defaults says that the maker's default proposals are still offered.
	Defaults F[bool] `json:"defaults"`
	// RemoteAccess says that an SSL or IPsec remote-access service is on.
	RemoteAccess F[bool] `json:"remote_access"`
}

// Proposal is one set of algorithms. Names are normalised: aes128-cbc,
// aes256-gcm, 3des, des, null; md5, sha1, sha256, sha384, sha512; DH groups
// as decimal numbers. One proposal may offer several.
type Proposal struct {
	Obj
	Name string `json:"name"`
	// Kind is ikev1, ikev2, ike (either) or ipsec.
	Kind       string      `json:"kind"`
	Encryption F[[]string] `json:"encryption"`
	Integrity  F[[]string] `json:"integrity"`
	DH         F[[]string] `json:"dh"`
	// PFS is the group of perfect forward secrecy, "none" where off.
	PFS      F[[]string] `json:"pfs"`
	Lifetime F[int64]    `json:"lifetime"` // seconds
	// Used says that something refers to it.
	Used F[bool] `json:"used"`
}

// VPNPeer is one far end of an IPsec association.
type VPNPeer struct {
	Obj
	Name       string    `json:"name"`
	Peer       F[string] `json:"peer"`       // address, name, "any" or "dynamic"
	Version    F[string] `json:"version"`    // "1", "2", "any"
	Aggressive F[bool]   `json:"aggressive"` // IKEv1 aggressive mode accepted
	Auth       F[string] `json:"auth"`       // psk, cert, eap
	Enabled    F[bool]   `json:"enabled"`
}

// Keychain is a set of rotating keys.
type Keychain struct {
	Obj
	Name string      `json:"name"`
	Algs F[[]string] `json:"algorithms"` // md5, hmac-sha1, hmac-sha256, aes-128-cmac, …
	Used F[bool]     `json:"used"`
}

// Neighbor is a BGP neighbour (also MSDP or LDP peers in Proto).
type Neighbor struct {
	Obj
	Proto    string    `json:"proto"`
	Peer     string    `json:"peer"` // address, prefix of dynamic neighbours, or interface
	VRF      string    `json:"vrf"`
	Group    F[string] `json:"group"`
	RemoteAS F[string] `json:"remote_as"`
	LocalAS  F[string] `json:"local_as"`
	External F[bool]   `json:"external"` // the AS numbers differ
	Enabled  F[bool]   `json:"enabled"`
	Auth     F[string] `json:"auth"` // none, md5, ao, keychain, ipsec
	TTL      F[bool]   `json:"ttl_security"`
	MultiHop F[bool]   `json:"multihop"`
	MaxPfx   F[bool]   `json:"max_prefix"`
	In       F[bool]   `json:"filter_in"`
	Out      F[bool]   `json:"filter_out"`
}

// IGP is one interior protocol on one interface or instance.
type IGP struct {
	Obj
	// Proto is ospf, ospfv3, isis, eigrp, rip, ldp, rsvp, hsrp, vrrp, glbp,
	// pim, msdp, bfd, carp, or tldp: LDP that answers targeted hellos, which
	// come from anywhere.
	Proto     string    `json:"proto"`
	Instance  string    `json:"instance"`
	Interface string    `json:"interface"` // "" for the whole instance
	Auth      F[string] `json:"auth"`      // none, clear, md5, sha1, sha2, keychain, ipsec
	Passive   F[bool]   `json:"passive"`
	// AnyNeighbor says that PIM, or LDP by targeted hellos, takes any neighbour
	// that asks: no filter of neighbours is applied, or it lets everybody in.
	// Other protocols are not asked, so it is not read there.
	AnyNeighbor F[bool] `json:"any_neighbor"`
	// Filter is the list that says who may be a neighbour, and where it is
	// applied; without a name there is none. Finish asks the access lists (acl
	// and acl6) whom they let in; of other kinds the parser has said it, or it
	// is not known.
	Filter Ref `json:"-"`
}

// Routing holds settings of the forwarding plane as a whole.
type Routing struct {
	Obj
	SourceRoute  F[bool]     `json:"source_route"`
	SourceRoute6 F[bool]     `json:"source_route6"`
	RPKI         F[bool]     `json:"rpki"`
	TTLPropagate F[bool]     `json:"ttl_propagate"`
	Options      F[string]   `json:"ip_options"` // drop, ignore, process
	LocalAS      F[[]string] `json:"local_as"`
	Forwarding   F[bool]     `json:"forwarding"`
	Redirects    F[bool]     `json:"redirects"` // sent, device-wide
}

// ControlPlane is what protects the device's own processor.
type ControlPlane struct {
	Obj
	// Policing says that traffic to the processor is rate limited by a
	// policy that the configuration names; Policy is its name.
	Policing F[bool]   `json:"policing"`
	Policy   F[string] `json:"policy"`
	ACL      ACLRef    `json:"acl"`
	ACL6     ACLRef    `json:"acl6"`
	// Policies are what packets to the processor meet, one policy after the other.
	Policies []*ClassPolicy `json:"-"`
}

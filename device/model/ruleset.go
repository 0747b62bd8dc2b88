package model

import (
	"net/netip"
	"slices"
)

// ACLRef is a place that names a filter.
type ACLRef struct {
	// Name is the filter's name, "" where none is applied.
	Name F[string] `json:"name"`
	// List is the filter itself, nil where the file does not define it. It
	// is set by Device.Finish.
	List *Ruleset `json:"-"`
}

// Ruleset is an ordered filter or policy.
type Ruleset struct {
	Obj
	Name string `json:"name"`
	// Kind is ipacl, ip6acl, macacl, filter (Junos, SR OS), policy
	// (firewalls), local-in, control, nat-acl.
	Kind   string `json:"kind"`
	Family string `json:"family"` // ipv4, ipv6, any
	// Default is the action where no rule matches: deny or permit.
	Default    F[string] `json:"default"`
	DefaultLog F[bool]   `json:"default_log"`
	Rules      []*Rule   `json:"rules"`
	// Derived by Device.Finish from the rules above.
	//
	// FinalDeny says that the last enabled rule, or the default where the
	// system lets one log it, denies everything; FinalDenyLogged that it is
	// logged. PermitsAny says that some permit admits every source.
	// Permitted lists the sources of all permits; a permit whose source
	// cannot be resolved makes both unknown.
	FinalDeny       F[bool] `json:"final_deny"`
	FinalDenyLogged F[bool] `json:"final_deny_logged"`
	PermitsAny      F[bool] `json:"permits_any"`
	// LogsDenials says that some rule in force denies and logs.
	LogsDenials F[bool]           `json:"logs_denials"`
	Permitted   F[[]netip.Prefix] `json:"permitted"`
	// Applied says that something in the file refers to it.
	Applied F[bool] `json:"applied"`
}

// Rule is one entry. A list that is empty while its Any fact is false could
// not be resolved; Opaque then says why.
type Rule struct {
	Obj
	Seq    int64     `json:"seq"`
	Name   string    `json:"name"`
	Action F[string] `json:"action"` // permit, deny, next, reject, return
	// Jump names the list in which a packet goes on, "" for none; return as an
	// action brings it back.
	Jump     string      `json:"jump,omitempty"`
	Enabled  F[bool]     `json:"enabled"`
	Log      F[bool]     `json:"log"`
	FromZone F[[]string] `json:"from_zone"`
	ToZone   F[[]string] `json:"to_zone"`
	// Sources and destinations. SrcNot/DstNot invert the list.
	SrcAny F[bool]           `json:"src_any"`
	Src    F[[]netip.Prefix] `json:"src"`
	SrcNot bool              `json:"src_not,omitempty"`
	DstAny F[bool]           `json:"dst_any"`
	Dst    F[[]netip.Prefix] `json:"dst"`
	DstNot bool              `json:"dst_not,omitempty"`
	// SrcMask and DstMask stand beside a list that could not be resolved because
	// its wildcard mask has holes: what exactly the line says, and all it says.
	SrcMask *WildMask `json:"src_mask,omitempty"`
	DstMask *WildMask `json:"dst_mask,omitempty"`
	// ServiceAny says that every protocol and port matches.
	ServiceAny F[bool]     `json:"service_any"`
	Match      []Match     `json:"match,omitempty"`
	Apps       F[[]string] `json:"apps"`
	Users      F[[]string] `json:"users"`
	// Profiles are the inspection profiles that a firewall applies.
	Profiles F[[]string] `json:"profiles"`
	// Opaque says why a part of the rule cannot be resolved from the file
	// (domain name, dynamic group, schedule, wildcard mask), "" if it can.
	Opaque string `json:"opaque,omitempty"`
}

// Holes is why a rule is opaque whose masks are in SrcMask and DstMask.
const Holes = "wildcard mask with holes"

// WildMask is the IPv4 addresses that equal Addr in each bit that is 0 in Mask.
type WildMask struct {
	Addr netip.Addr `json:"addr"`
	Mask netip.Addr `json:"mask"`
}

// Match is one alternative of protocol and ports. Protocol -1 is any; empty
// port lists are any. ICMPType and ICMPCode are -1 for any.
type Match struct {
	Proto       int16       `json:"proto"`
	SrcPorts    []PortRange `json:"src_ports,omitempty"`
	DstPorts    []PortRange `json:"dst_ports,omitempty"`
	ICMPType    int16       `json:"icmp_type"`
	ICMPCode    int16       `json:"icmp_code"`
	Established bool        `json:"established,omitempty"`
	Fragments   bool        `json:"fragments,omitempty"`
	// Flags is other TCP-flag or option text that the match also needs.
	Flags string `json:"flags,omitempty"`
}

// EveryPort says whether matches together hold every port of TCP and of UDP;
// unknown where they hold those of one of the two.
func EveryPort(matches []Match, sp Span) F[bool] {
	var f F[bool]
	tcp, udp := everyPort(matches, 6), everyPort(matches, 17)
	if f.Set(tcp && udp, sp); tcp != udp {
		f.Unsure(sp)
	}
	return f
}

func everyPort(matches []Match, proto int16) bool {
	var held []PortRange
	for _, m := range matches {
		switch {
		case m.Proto != proto && m.Proto != -1 || len(m.SrcPorts) > 0 || m.Established || m.Fragments || m.Flags != "":
		case len(m.DstPorts) == 0:
			return true
		default:
			held = append(held, m.DstPorts...)
		}
	}
	slices.SortFunc(held, func(a, b PortRange) int { return int(a.From) - int(b.From) })
	next := 1 // nobody listens on port 0
	for _, r := range held {
		if int(r.From) > next {
			return false
		}
		next = max(next, int(r.To)+1)
	}
	return next > 65535
}

// PortRange is From to To, both inclusive.
type PortRange struct {
	From uint16 `json:"from"`
	To   uint16 `json:"to"`
}

// Refs is the file's table of names: what it defines and what it uses.
type Refs struct {
	Obj
	Defs []Ref `json:"defs"`
	Uses []Ref `json:"uses"`
	// Undefined and Unused are derived by Device.Finish.
	Undefined []*RefProblem `json:"undefined"`
	Unused    []*RefProblem `json:"unused"`
	// mentioned are names that stand on lines which are not understood.
	mentioned map[string]int32
}

// Mention notes that a line which is not understood holds a defined name, and
// so may use it.
func (r *Refs) Mention(name string, line int32) {
	if r.mentioned == nil {
		r.mentioned = map[string]int32{}
	}
	if r.mentioned[name] == 0 {
		r.mentioned[name] = line
	}
}

// Ref is one definition or use of a name. Kind groups what shares a name
// space: acl, acl6, prefix-list, prefix-list6, route-map, as-path, community-list, class-map,
// policy-map, object, object-group, aaa-list, server-group, keychain, zone, …
type Ref struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
	Ctx  string `json:"context"` // what uses it, e.g. "line vty access-class in"
	Span Span   `json:"span"`
}

// RefProblem is a name that is used and not defined, or the reverse.
type RefProblem struct {
	Obj
	Kind string `json:"kind"`
	Name string `json:"name"`
	Ctx  string `json:"context"`
	// Guards says that the use protects the management plane or an
	// interface: with the name undefined, nothing is filtered.
	Guards bool `json:"guards"`
}

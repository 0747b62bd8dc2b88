package routeros

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
)

// actions gives the meaning of a rule's action: what happens to the packet.
var actions = map[string]string{"accept": "permit", "fasttrack-connection": "permit", "notrack": "next", "drop": "deny", "tarpit": "deny",
	"reject": "reject", "log": "next", "passthrough": "next", "jump": "next", "return": "return", "add-src-to-address-list": "next",
	"add-dst-to-address-list": "next"}

// opaqueKeys are matchers whose meaning the file does not hold.
var opaqueKeys = [][2]string{{"time", "time of day"}, {"content", "packet content"}, {"layer7-protocol", "layer 7 pattern"},
	{"tls-host", "name in TLS"}, {"src-mac-address", "link address"}, {"hotspot", "hotspot login"}, {"nth", "every nth packet"},
	{"random", "random share"}, {"psd", "port scan"}, {"p2p", "peer-to-peer detection"}, {"connection-bytes", "connection size"},
	{"connection-rate", "connection rate"}, {"connection-mark", "mark"}, {"packet-mark", "mark"}, {"routing-mark", "mark"}, {"routing-table", "mark"}}

// flagKeys are matchers that narrow a rule to some packets of a connection.
var flagKeys = []string{"tcp-flags", "connection-nat-state", "connection-type", "ipsec-policy", "limit", "dst-limit", "connection-limit",
	"packet-size", "ttl", "dscp", "hop-limit", "src-address-type", "dst-address-type", "in-bridge-port", "out-bridge-port",
	"in-bridge-port-list", "out-bridge-port-list", "priority", "ingress-priority", "realm", "headers", "tcp-mss", "ipv4-options",
	"per-connection-classifier"}

// ruleKnown are the properties of a rule that are read or say only what
// happens to a packet that matched.
var ruleKnown = func() map[string]bool {
	known := map[string]bool{}
	for _, k := range []string{"chain", "action", "disabled", "comment", "log", "log-prefix", "in-interface", "in-interface-list", "out-interface",
		"out-interface-list", "src-address", "src-address-list", "dst-address", "dst-address-list", "protocol", "src-port", "dst-port", "port",
		"connection-state", "fragment", "icmp-options", "jump-target", "reject-with", "place-before", "copy-from", "numbers", "address-list",
		"address-list-timeout", "hw-offload"} {
		known[k] = true
	}
	for _, k := range flagKeys {
		known[k] = true
	}
	for _, k := range opaqueKeys {
		known[k[0]] = true
	}
	return known
}()

// denies reports a rule that drops everything it sees.
func denies(r *model.Rule) bool {
	return (r.Action.V == "deny" || r.Action.V == "reject") && r.SrcAny.V && r.DstAny.V && r.ServiceAny.V && r.Opaque == ""
}

// rule reads one rule. A property without a value ("!src-address" in a verbose
// export) is not set.
func (r *reader) rule(rule *model.Rule, a *args, six bool) {
	sp := a.sp
	rule.Enabled.Inherit(true, sp)
	a.enabled(&rule.Enabled)
	rule.Log.Inherit(false, sp)
	a.flag(&rule.Log, "log")
	action := a.val("action")
	if action == "" {
		action = "accept"
	}
	meaning := actions[action]
	if meaning == "" {
		rule.Action.Unsure(sp)
	} else {
		rule.Action.Set(meaning, sp)
	}
	if action == "log" {
		rule.Log.Set(true, sp)
	}
	if action == "jump" {
		rule.Jump = tableOf(six) + " " + a.val("jump-target")
		r.c.Use("acl", tableOf(six)+" "+a.val("jump-target"), "jump", sp)
	}
	zone(&rule.FromZone, a, "in-interface", "in-interface-list")
	for _, way := range []string{"in", "out"} {
		one, many := a.val(way+"-interface"), a.val(way+"-interface-list")
		if one != "" && many != "" && one != "all" && many != "all" && one[0] != '!' && many[0] != '!' {
			opaque(rule, "interface and list of interfaces together")
		}
	}
	if v := a.val("in-interface-list"); v != "" {
		r.members(rule, v)
	}
	zone(&rule.ToZone, a, "out-interface", "out-interface-list")
	r.side(rule, a, six, true)
	r.side(rule, a, six, false)
	service(rule, a)
}

func tableOf(six bool) string {
	if six {
		return "filter6"
	}
	return "filter"
}

func opaque(rule *model.Rule, why string) {
	if rule.Opaque == "" {
		rule.Opaque = why
	}
}

func zone(f *model.F[[]string], a *args, keys ...string) {
	for _, k := range keys {
		if v := a.val(k); v != "" && v != "all" {
			f.Set(append(f.V, v), a.sp)
		}
	}
}

// members adds the interfaces of a list behind its name; of a list that a rule
// excludes, each as one that it excludes.
func (r *reader) members(rule *model.Rule, list string) {
	list, not := strings.CutPrefix(list, "!")
	l := r.lists[list]
	if l == nil {
		return
	}
	if !l.resolved && len(r.dev.Interfaces) <= maxInterfaces {
		l.resolved = true
		for _, i := range r.dev.Interfaces {
			if r.memberOf(list, i.Name, 0) {
				l.all = append(l.all, i.Name)
			}
		}
	}
	switch {
	case !l.resolved || len(l.all) > maxMembers:
		opaque(rule, "too many interfaces in list "+list)
	case not:
		for _, name := range l.all {
			rule.FromZone.Set(append(slices.Clip(rule.FromZone.V), "!"+name), rule.Span)
		}
	case len(l.all) > 0:
		rule.FromZone.Set(slices.Concat(rule.FromZone.V, l.all), rule.Span)
	}
}

// maxInterfaces and maxMembers bound what rules for lists of interfaces cost.
const maxInterfaces, maxMembers = 1000, 32

// side reads the addresses of one end.
func (r *reader) side(rule *model.Rule, a *args, six, src bool) {
	all, set, not, key := &rule.DstAny, &rule.Dst, &rule.DstNot, "dst-address"
	if src {
		all, set, not, key = &rule.SrcAny, &rule.Src, &rule.SrcNot, "src-address"
	}
	addr, of := a.val(key), a.val(key+"-list")
	if addr == "" && of == "" {
		all.Set(true, a.sp)
		return
	}
	all.Set(false, a.sp)
	if addr != "" && of != "" {
		opaque(rule, "address and address list together")
	}
	if addr != "" {
		addr, *not = strings.CutPrefix(addr, "!")
		p, ok := prefixes(addr)
		if !ok {
			set.Unsure(a.sp)
			opaque(rule, "address not understood")
			return
		}
		if len(p) == 1 && p[0].Bits() == 0 && !*not {
			all.Set(true, a.sp)
			return
		}
		set.Set(p, a.sp)
		return
	}
	of, *not = strings.CutPrefix(of, "!")
	r.c.Use("object-group", of, key+"-list", a.sp)
	family := "4 "
	if six {
		family = "6 "
	}
	l := r.addrs[family+of]
	if l == nil || !l.certain {
		set.Unsure(a.sp)
		opaque(rule, "address list "+of+" is filled at run time")
		return
	}
	set.Set(append([]netip.Prefix{}, l.prefixes...), a.sp)
}

// service reads protocol, ports and what else narrows a rule.
func service(rule *model.Rule, a *args) {
	m := model.Match{Proto: -1, ICMPType: -1, ICMPCode: -1}
	narrow := false
	if v := a.val("protocol"); v != "" {
		p, ok := protocol(v)
		if !ok {
			opaque(rule, "protocol not understood")
		}
		m.Proto, narrow = p, true
	}
	var flags []string
	m.Established, flags = states(a.val("connection-state"))
	for _, k := range flagKeys {
		if v := a.val(k); v != "" {
			flags = append(flags, k+"="+v)
		}
	}
	for _, p := range a.pairs {
		if p.value != "" && !ruleKnown[p.key] {
			opaque(rule, "property "+p.key+" not understood")
		}
	}
	for _, k := range opaqueKeys {
		if v := a.val(k[0]); v != "" && v != "no-mark" && v != "main" {
			opaque(rule, k[1])
		}
	}
	if a.val("fragment") == "yes" {
		m.Fragments, narrow = true, true
	}
	if v := a.val("icmp-options"); v != "" {
		icmp(&m, v)
		narrow = true
	}
	m.Flags = strings.Join(flags, " ")
	matches := portMatches(rule, a, m)
	narrow = narrow || m.Established || m.Flags != "" || len(matches) > 1 || len(matches[0].SrcPorts)+len(matches[0].DstPorts) > 0
	rule.ServiceAny.Set(!narrow, a.sp)
	if narrow {
		rule.Match = matches
	}
}

// portMatches adds the ports; port= is either end.
func portMatches(rule *model.Rule, a *args, m model.Match) []model.Match {
	read := func(key string) []model.PortRange {
		v := a.val(key)
		if v == "" {
			return nil
		}
		p, ok := ports(v)
		if !ok {
			opaque(rule, "ports not understood")
		}
		return p
	}
	m.SrcPorts, m.DstPorts = read("src-port"), read("dst-port")
	if either := read("port"); either != nil {
		other := m
		m.DstPorts, other.SrcPorts = either, either
		return []model.Match{m, other}
	}
	return []model.Match{m}
}

// states reads connection-state: replies only, or text.
func states(v string) (established bool, flags []string) {
	if v == "" {
		return false, nil
	}
	established = !strings.HasPrefix(v, "!")
	for _, s := range list(v) {
		if s != "established" && s != "related" && s != "untracked" {
			established = false
		}
	}
	return established, []string{"connection-state=" + v}
}

// replies reports a rule that admits no new connection, or ICMP only.
func replies(r *model.Rule) bool {
	if r.ServiceAny.V {
		return false
	}
	for _, m := range r.Match {
		loop := len(r.Dst.V) == 1 && r.Dst.V[0].Addr().IsLoopback()
		if !m.Established && m.Proto != 1 && m.Proto != 58 && m.Flags != "connection-state=invalid" && !loop && !strings.Contains(m.Flags, "ipsec-policy=in,ipsec") {
			return false
		}
	}
	return true
}

// ports reads 22,80-90. A leading ! is not resolved.
func ports(v string) ([]model.PortRange, bool) {
	var out []model.PortRange
	for _, w := range list(v) {
		from, to, ranged := strings.Cut(w, "-")
		if !ranged {
			to = from
		}
		a, err1 := strconv.ParseUint(from, 10, 16)
		b, err2 := strconv.ParseUint(to, 10, 16)
		if err1 != nil || err2 != nil || a > b {
			return nil, false
		}
		out = append(out, model.PortRange{From: uint16(a), To: uint16(b)})
	}
	return out, true
}

func icmp(m *model.Match, v string) {
	typ, code, _ := strings.Cut(v, ":")
	if n, err := strconv.ParseInt(typ, 10, 16); err == nil {
		m.ICMPType = int16(n)
	}
	if n, err := strconv.ParseInt(code, 10, 16); err == nil {
		m.ICMPCode = int16(n)
	}
}

// protocols are RouterOS's names of IP protocols.
var protocols = map[string]int16{"icmp": 1, "igmp": 2, "ggp": 3, "ipencap": 4, "ip-encap": 4, "st": 5, "tcp": 6, "egp": 8, "pup": 12, "udp": 17,
	"hmp": 20, "xns-idp": 22, "rdp": 27, "iso-tp4": 29, "dccp": 33, "xtp": 36, "ddp": 37, "idpr-cmtp": 38, "ipv6": 41, "ipv6-encap": 41,
	"ipv6-route": 43, "ipv6-frag": 44, "rsvp": 46, "gre": 47, "ipsec-esp": 50, "ipsec-ah": 51, "icmpv6": 58, "icmp6": 58, "ipv6-nonxt": 59,
	"ipv6-opts": 60, "rspf": 73, "vmtp": 81, "ospf": 89, "ipip": 94, "etherip": 97, "encap": 98, "pim": 103, "vrrp": 112, "l2tp": 115,
	"sctp": 132, "udp-lite": 136}

func protocol(v string) (int16, bool) {
	if p, ok := protocols[v]; ok {
		return p, true
	}
	n, err := strconv.ParseUint(v, 10, 8)
	if err != nil {
		return -1, false
	}
	return int16(n), true
}

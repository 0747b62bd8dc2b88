package ios

import (
	"sort"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// protocolEntries are what an interface says of the protocols on it.
func protocolEntries() []stmt.Entry[*iface] {
	out := append(ospfEntries(), fhrpEntries()...)
	return append(out, []stmt.Entry[*iface]{
		{Pattern: "ip router isis ...", Do: joinISIS}, {Pattern: "ipv6 router isis ...", Do: joinISIS},
		{Pattern: "isis authentication mode * ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			i.auth["isis"] = protoAuth{clearOr(m.Arg(0)), m.Span}
		}},
		{Pattern: "isis authentication key-chain * ...", Do: keychainAuth("isis", 0)},
		{Pattern: "isis authentication send-only ...", State: stmt.Irrelevant},
		{Pattern: "isis password * ...", Do: func(c *stmt.Ctx, i *iface, m *stmt.Match) {
			c.Secret("igp", "isis "+i.Name, "clear", m.Arg(0), m.Span)
			i.auth["isis"] = protoAuth{"clear", m.Span}
		}},
		{Pattern: "ip|ipv6 authentication mode eigrp * *", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			i.auth["eigrp "+m.Arg(0)] = protoAuth{clearOr(m.Arg(1)), m.Span}
		}},
		{Pattern: "ip|ipv6 authentication key-chain eigrp * *", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			i.r.useKeychain(m.Arg(1), "eigrp", m.Span)
		}},
		{Pattern: "ip rip authentication mode *", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.auth["rip"] = protoAuth{clearOr(m.Arg(0)), m.Span} }},
		{Pattern: "ip rip authentication key-chain *", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			i.r.useKeychain(m.Arg(0), "rip", m.Span)
			if i.auth["rip"].how == "" {
				i.auth["rip"] = protoAuth{"clear", m.Span}
			}
		}},
		{Pattern: "ipv6 rip * enable", Do: runs("rip")},
		{Pattern: "ipv6 eigrp *", Do: runs("eigrp")},
		{Pattern: "no? mpls|tag-switching ip", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			if !m.Neg {
				i.mpls = m.Span
			}
		}},
		{Pattern: "ip rsvp bandwidth ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.rsvp = m.Span }},
		{Pattern: "ip rsvp authentication key-chain *", Do: keychainAuth("rsvp", 0)},
		{Pattern: "ip rsvp authentication key ...", Do: func(c *stmt.Ctx, i *iface, m *stmt.Match) {
			secretAt(c, "igp", "rsvp "+i.Name, m, 4)
			i.authDefault("rsvp", "md5", m.Span)
		}},
		{Pattern: "ip rsvp authentication type sha-1", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.auth["rsvp"] = protoAuth{"sha1", m.Span} }},
		{Pattern: "ip rsvp authentication type md5", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.auth["rsvp"] = protoAuth{"md5", m.Span} }},
		{Pattern: "ip rsvp authentication", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.authDefault("rsvp", "md5", m.Span) }},
		{Pattern: "ip rsvp authentication challenge|lifetime|window-size ...", State: stmt.Irrelevant},
	}...)
}

// clearOr names a mode: text is clear.
func clearOr(mode string) string {
	switch mode {
	case "text":
		return "clear"
	case "hmac-sha-256":
		return "sha2"
	}
	return mode
}

func (i *iface) authDefault(key, how string, sp model.Span) {
	if i.auth[key].how == "" {
		i.auth[key] = protoAuth{how, sp}
	}
}

func keychainAuth(proto string, arg int) func(*stmt.Ctx, *iface, *stmt.Match) {
	return func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
		i.r.useKeychain(m.Arg(arg), proto, m.Span)
		i.authDefault(proto, "keychain", m.Span)
	}
}

func runs(proto string) func(*stmt.Ctx, *iface, *stmt.Match) {
	return func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.runs[proto+" "+m.Arg(0)] = membership{span: m.Span} }
}

func joinISIS(_ *stmt.Ctx, i *iface, m *stmt.Match) {
	i.runs["isis "+fill.First(m)] = membership{span: m.Span}
}

func ospfEntries() []stmt.Entry[*iface] {
	return []stmt.Entry[*iface]{
		{Pattern: "ip ospf * area * ...", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			i.runs["ospf "+m.Arg(0)] = membership{m.Arg(1), m.Span}
		}},
		{Pattern: "ipv6 ospf * area * ...", Do: ospf3}, {Pattern: "ospfv3 * ipv4|ipv6 area * ...", Do: ospf3},
		{Pattern: "ip ospf authentication", Do: ospfAuth("clear")}, {Pattern: "ip ospf authentication message-digest", Do: ospfAuth("md5")},
		{Pattern: "ip ospf authentication null", Do: ospfAuth("none")},
		{Pattern: "ip ospf authentication key-chain *", Do: func(_ *stmt.Ctx, i *iface, m *stmt.Match) {
			i.r.useKeychain(m.Arg(0), "ospf", m.Span)
			i.auth["ospf"] = protoAuth{"keychain", m.Span}
		}},
		{Pattern: "ip ospf authentication-key ...", Do: func(c *stmt.Ctx, i *iface, m *stmt.Match) { secretAt(c, "igp", "ospf "+i.Name, m, 3) }},
		{Pattern: "ip ospf message-digest-key * md5 ...", Do: func(c *stmt.Ctx, i *iface, m *stmt.Match) { secretAt(c, "igp", "ospf "+i.Name, m, 5) }},
		{Pattern: "ipv6 ospf authentication|encryption ...", Do: ospf3Auth}, {Pattern: "ospfv3 authentication|encryption ...", Do: ospf3Auth},
		{Pattern: "ospfv3 * authentication|encryption ...", Do: ospf3Auth},
	}
}

func ospfAuth(how string) func(*stmt.Ctx, *iface, *stmt.Match) {
	return func(_ *stmt.Ctx, i *iface, m *stmt.Match) { i.auth["ospf"] = protoAuth{how, m.Span} }
}

func ospf3(_ *stmt.Ctx, i *iface, m *stmt.Match) {
	i.runs["ospfv3 "+m.Arg(0)] = membership{m.Arg(1), m.Span}
}

func ospf3Auth(c *stmt.Ctx, i *iface, m *stmt.Match) {
	how := "ipsec"
	switch {
	case m.Has("null") && !m.Has("spi"):
		how = "none"
	case m.Has("key-chain"):
		how = "keychain"
		k, _ := m.After("key-chain")
		i.r.useKeychain(k, "ospfv3", m.Span)
	}
	maskSPI(c, m)
	i.auth["ospfv3"] = protoAuth{how, m.Span}
}

// fhrpEntries are HSRP, VRRP and GLBP. The group may be left out; it is 0.
func fhrpEntries() []stmt.Entry[*iface] {
	return []stmt.Entry[*iface]{
		{Pattern: "no? standby ...", Do: fhrp("hsrp")}, {Pattern: "no? glbp ...", Do: fhrp("glbp")}, {Pattern: "no? vrrp ...", Sub: vrrp},
	}
}

func vrrp(c *stmt.Ctx, i *iface, m *stmt.Match) stmt.Block {
	fhrp("vrrp")(c, i, m)
	return i.r.t.vrrp.In(i)
}

func fhrp(proto string) func(*stmt.Ctx, *iface, *stmt.Match) {
	return func(c *stmt.Ctx, i *iface, m *stmt.Match) {
		group, rest, at := "0", m.Rest, 1
		if len(rest) > 0 {
			if _, ok := number(rest[0]); ok {
				group, rest, at = rest[0], rest[1:], 2
			}
		}
		if m.Neg || len(rest) == 0 {
			return
		}
		key := proto + " " + group
		switch rest[0] {
		case "ip", "ipv6", "address-family":
			if _, ok := i.groups[key]; !ok {
				i.groups[key] = m.Span
			}
		case "authentication":
			i.fhrpAuth(c, key, m, rest[1:], at+1)
		}
	}
}

// fhrpAuth reads "authentication [text] KEY", "authentication md5 key-string
// [0|7] KEY" and "authentication md5 key-chain NAME".
func (i *iface) fhrpAuth(c *stmt.Ctx, key string, m *stmt.Match, rest []string, at int) {
	if len(rest) == 0 {
		c.Mark(m.Node, stmt.Partial)
		return
	}
	switch {
	case rest[0] == "md5" && len(rest) > 2 && rest[1] == "key-chain":
		i.r.useKeychain(rest[2], key, m.Span)
		i.auth[key] = protoAuth{"md5", m.Span}
	case rest[0] == "md5" && len(rest) > 2:
		secretWord(c, "igp", key+" "+i.Name, m, at+2)
		i.auth[key] = protoAuth{"md5", m.Span}
	case rest[0] == "text" && len(rest) > 1:
		secretWord(c, "igp", key+" "+i.Name, m, at+1)
		i.auth[key] = protoAuth{"clear", m.Span}
	default:
		secretWord(c, "igp", key+" "+i.Name, m, at)
		i.auth[key] = protoAuth{"clear", m.Span}
	}
}

func sorted[V any](set map[string]V) []string {
	out := make([]string, 0, len(set))
	for k := range set {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

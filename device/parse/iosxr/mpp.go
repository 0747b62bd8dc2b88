package iosxr

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// mpp is management-plane protection while it is read: the half (inband or
// out-of-band), its routing table and the interface that is open.
type mpp struct {
	r       *reader
	outside bool // out-of-band
	vrf     string
	iface   string
}

// mppRule admits one protocol on one interface, from peers or from anywhere.
type mppRule struct {
	mpp
	proto string
	peers []netip.Prefix
	bad   bool // a peer was not understood
	span  model.Span
}

func (t *tables) mppBlock() []stmt.Entry[*mpp] {
	half := func(outside bool) func(*stmt.Ctx, *mpp, *stmt.Match) stmt.Block {
		return func(_ *stmt.Ctx, p *mpp, _ *stmt.Match) stmt.Block { return t.mpp.In(&mpp{r: p.r, outside: outside}) }
	}
	return []stmt.Entry[*mpp]{
		{Pattern: "management-plane", Sub: func(_ *stmt.Ctx, p *mpp, _ *stmt.Match) stmt.Block { return t.mpp.In(p) }},
		{Pattern: "inband", Sub: half(false)},
		{Pattern: "out-of-band", Sub: half(true)},
		{Pattern: "vrf *", Do: func(_ *stmt.Ctx, p *mpp, m *stmt.Match) {
			p.vrf = m.Arg(0)
			p.r.dev.CLI.MgmtVRF.Set(m.Arg(0), m.Span)
		}},
		{Pattern: "interface *", Sub: func(_ *stmt.Ctx, p *mpp, m *stmt.Match) stmt.Block {
			return t.mpp.In(&mpp{r: p.r, outside: p.outside, vrf: p.vrf, iface: m.Arg(0)})
		}},
		{Pattern: "allow *", Sub: func(_ *stmt.Ctx, p *mpp, m *stmt.Match) stmt.Block { return t.mppPeer.In(p.allow(m)) }},
		{Pattern: "allow * peer", Sub: func(_ *stmt.Ctx, p *mpp, m *stmt.Match) stmt.Block { return t.mppPeer.In(p.allow(m)) }},
	}
}

func (p *mpp) allow(m *stmt.Match) *mppRule {
	rule := &mppRule{mpp: *p, proto: strings.ToLower(m.Arg(0)), span: m.Span}
	p.r.planes = append(p.r.planes, rule)
	return rule
}

func (t *tables) mppPeerBlock() []stmt.Entry[*mppRule] {
	return []stmt.Entry[*mppRule]{
		{Pattern: "peer", Sub: func(_ *stmt.Ctx, p *mppRule, _ *stmt.Match) stmt.Block { return t.mppPeer.In(p) }},
		{Pattern: "address ipv4|ipv6 ...", Do: func(c *stmt.Ctx, p *mppRule, m *stmt.Match) {
			pre, ok := address(m.Rest)
			if !ok {
				p.bad = true
				c.Mark(m.Node, stmt.Partial)
				return
			}
			p.peers = append(p.peers, pre.Masked())
		}},
	}
}

// settlePlanes gives interfaces what they admit, and the device the sources
// that may manage it.
func (r *reader) settlePlanes() {
	if len(r.planes) == 0 {
		return
	}
	sp := r.planes[0].span
	sp.End = r.planes[len(r.planes)-1].span.End
	var admitted []netip.Prefix
	outside, sure := true, true
	for _, p := range r.planes {
		r.admit(p)
		outside = outside && p.outside
		sure = sure && !p.bad
		admitted = append(admitted, p.peers...)
		if len(p.peers) == 0 && !p.bad {
			admitted = append(admitted, netip.PrefixFrom(netip.IPv4Unspecified(), 0), netip.PrefixFrom(netip.IPv6Unspecified(), 0))
		}
	}
	r.admits("ssh", &r.dev.SSH.Service)
	r.admits("telnet", &r.dev.Services.Telnet)
	r.admits("netconf", &r.dev.Services.Netconf)
	cli := &r.dev.CLI
	cli.OutOfBand.Set(outside, sp)
	if sure {
		cli.Admitted.Set(admitted, sp)
	} else {
		cli.Admitted.Unsure(sp)
	}
}

// admits gives a service the sources that one statement alone admits to it. With
// several, each holds for an interface of its own.
func (r *reader) admits(proto string, s *model.Service) {
	var only *mppRule
	for _, p := range r.planes {
		switch {
		case p.proto != proto:
		case only != nil:
			return
		default:
			only = p
		}
	}
	if only != nil && !only.bad && len(only.peers) > 0 {
		s.From.Inherit(only.peers, only.span)
	}
}

// admit adds the protocol of p to its interfaces.
func (r *reader) admit(p *mppRule) {
	for _, i := range r.dev.Interfaces {
		if i.Name == p.iface || p.iface == "all" {
			if !slices.Contains(i.Management.V, p.proto) {
				fill.Add(&i.Management, p.proto, p.span)
			}
		}
	}
}

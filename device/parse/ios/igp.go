package ios

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/ciscoacl"
	"github.com/linewarden/linewarden/device/stmt"
)

// igpProcess is one instance of an interior protocol while it is read.
type igpProcess struct {
	model.Obj
	r        *reader
	proto    string
	instance string
	vrf      string
	six      bool
	nets     map[netip.Prefix]string // area by network
	lengths  []int                   // prefix lengths in nets, longest first
	areas    map[string]protoAuth
	auth     protoAuth // of the whole instance
	ifAuth   map[string]protoAuth
	passive  map[string]bool
	all      bool // passive unless said otherwise
	span     model.Span
	current  string // interface of the block being read
}

func (t *tables) igpEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "router ospf * ...", Sub: t.openIGP("ospf")}, {Pattern: "ipv6 router ospf * ...", Sub: t.openIGP("ospfv3")},
		{Pattern: "router ospfv3 * ...", Sub: t.openIGP("ospfv3")},
		{Pattern: "router eigrp *", Sub: t.openIGP("eigrp")}, {Pattern: "ipv6 router eigrp *", Sub: t.openIGP("eigrp")},
		{Pattern: "router rip", Sub: t.openIGP("rip")}, {Pattern: "ipv6 router rip *", Sub: t.openIGP("rip")},
		{Pattern: "router isis ...", Sub: t.openIGP("isis")},
		{Pattern: "key chain * ...", Sub: t.openKeychain},
		{Pattern: "mpls ldp neighbor ...", Do: ldpNeighbor},
		{Pattern: "no? mpls ldp discovery targeted-hello accept ...", Do: targetedHello},
		{Pattern: "mpls ldp password required ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.netAuth = m.Span }},
		{Pattern: "mpls ldp password option|rollover ...", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			if k, ok := m.After("key-chain"); ok {
				r.useKeychain(k, "mpls ldp password", m.Span)
				return
			}
			secretAt(c, "igp", "ldp", m, len(words(c, m))-1)
		}},
		{Pattern: "mpls ldp password fallback ...", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			if k, ok := m.After("key-chain"); ok {
				r.useKeychain(k, "mpls ldp password", m.Span)
				return
			}
			secretAt(c, "igp", "ldp", m, 4)
		}},
		{Pattern: "ip msdp peer * ...", Do: msdpPeer},
		{Pattern: "ip msdp password peer * ...", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			secretAt(c, "bgp", m.Arg(0), m, 5)
			r.other("msdp", m.Arg(0), m.Span).Auth.Set("md5", m.Span)
		}},
		{Pattern: "ip msdp sa-filter in|out * ...", Do: func(c *stmt.Ctx, r *reader, m *stmt.Match) {
			n := r.other("msdp", m.Arg(0), m.Span)
			if words(c, m)[3] == "in" {
				n.In.Set(true, m.Span)
			} else {
				n.Out.Set(true, m.Span)
			}
			if l, ok := m.After("list"); ok {
				c.Use("acl", l, "msdp sa-filter", m.Span)
			}
			if l, ok := m.After("route-map"); ok {
				c.Use("route-map", l, "msdp sa-filter", m.Span)
			}
		}},
	}
}

func (t *tables) openIGP(proto string) func(*stmt.Ctx, *reader, *stmt.Match) stmt.Block {
	return func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
		instance := m.Arg(0)
		if proto == "isis" && len(m.Rest) > 0 {
			instance = m.Rest[0]
		}
		p := r.igp(proto, instance, "", c.Span(m.Node), m.Span)
		if v, ok := m.After("vrf"); ok {
			p.vrf = v
			c.Use("vrf", v, "router "+proto, m.Span)
		}
		p.six = proto == "ospfv3" || words(c, m)[0] == "ipv6"
		return t.igp.In(p)
	}
}

func (r *reader) igp(proto, instance, vrf string, sp, head model.Span) *igpProcess {
	key := proto + " " + instance + " " + vrf
	if p := r.igpByName[key]; p != nil {
		return p
	}
	p := &igpProcess{nets: map[netip.Prefix]string{}, r: r, proto: proto, instance: instance, vrf: vrf, span: head, Obj: model.Obj{Span: sp},
		areas: map[string]protoAuth{}, ifAuth: map[string]protoAuth{}, passive: map[string]bool{}}
	r.igps = append(r.igps, p)
	r.igpByName[key] = p
	return p
}

func (t *tables) igpBlock() []stmt.Entry[*igpProcess] {
	type ip = *igpProcess
	keyed := func(kind string) func(*stmt.Ctx, ip, *stmt.Match) {
		return func(_ *stmt.Ctx, p ip, m *stmt.Match) { p.authenticate(kind, m.Span) }
	}
	return []stmt.Entry[ip]{
		{Pattern: "network * ...", Do: igpNetwork},
		{Pattern: "area * authentication ...", Do: func(c *stmt.Ctx, p ip, m *stmt.Match) {
			p.areas[m.Arg(0)] = areaAuth(c, p, m)
		}},
		{Pattern: "area * virtual-link * ...", Do: virtualLink},
		{Pattern: "area * filter-list prefix * in|out", Do: use[ip]("prefix-list", "area filter-list", 4)},
		{Pattern: "no? passive-interface ...", Do: passive},
		{Pattern: "redistribute ...", Do: redistribute[ip]}, {Pattern: "no? distribute-list ...", Do: distribute(func(p ip) bool { return p.six })},
		{Pattern: "default-information originate ...", Do: redistribute[ip]},
		{Pattern: "prefix-priority high route-map *", Do: use[ip]("route-map", "prefix-priority", 3)},
		{Pattern: "offset-list * ...", Do: use[ip]("acl", "offset-list", 1)},
		{Pattern: "distance ...", Do: none[ip]},
		{Pattern: "address-family ...", Sub: t.openEIGRPFamily},
		{Pattern: "service-family ...", Sub: t.openEIGRPFamily},
		{Pattern: "af-interface|sf-interface *", Sub: func(_ *stmt.Ctx, p ip, m *stmt.Match) stmt.Block {
			p.current = m.Arg(0)
			return t.igp.In(p)
		}},
		{Pattern: "topology ...", Sub: func(_ *stmt.Ctx, p ip, m *stmt.Match) stmt.Block { return t.igp.In(p) }},
		{Pattern: "autonomous-system *", Do: func(_ *stmt.Ctx, p ip, m *stmt.Match) { p.instance = m.Arg(0) }},
		{Pattern: "authentication mode md5 ...", Do: keyed("md5")},
		{Pattern: "authentication mode hmac-sha-256 ...", Do: func(c *stmt.Ctx, p ip, m *stmt.Match) {
			p.authenticate("sha2", m.Span)
			secretAt(c, "igp", p.proto, m, 3)
		}},
		{Pattern: "authentication mode text ...", Do: keyed("clear")},
		{Pattern: "authentication key-chain * ...", Do: func(_ *stmt.Ctx, p ip, m *stmt.Match) {
			p.r.useKeychain(m.Arg(0), p.proto, m.Span)
			if p.mode() == "" {
				p.authenticate("keychain", m.Span)
			}
		}},
		{Pattern: "area-password|domain-password ...", Do: func(c *stmt.Ctx, p ip, m *stmt.Match) {
			c.Secret("igp", "isis", "clear", fill1(m), m.Span)
			p.auth = protoAuth{"clear", m.Span}
		}},
		{Pattern: "no? shutdown", Do: func(_ *stmt.Ctx, p ip, m *stmt.Match) {
			if p.current != "" {
				p.passive[p.current] = !m.Neg
			}
		}},
		{Pattern: "exit-address-family|exit-service-family|exit-af-topology", State: stmt.Irrelevant},
		{Pattern: "exit-af-interface|exit-sf-interface", Do: func(_ *stmt.Ctx, p ip, _ *stmt.Match) { p.current = "" }},
	}
}

func fill1(m *stmt.Match) string {
	if len(m.Rest) > 0 {
		return m.Rest[0]
	}
	return ""
}

// openEIGRPFamily is an instance of its own in the named form, and only a part
// of the process elsewhere.
func (t *tables) openEIGRPFamily(c *stmt.Ctx, p *igpProcess, m *stmt.Match) stmt.Block {
	vrf, _ := m.After("vrf")
	if vrf != "" {
		c.Use("vrf", vrf, "router "+p.proto, m.Span)
	}
	six := words(c, m)[1] == "ipv6"
	as, ok := m.After("autonomous-system")
	if !ok && vrf == "" {
		p.six = six
		return t.igp.In(p)
	}
	if as == "" {
		as = p.instance
	}
	q := p.r.igp(p.proto, as, vrf, c.Span(m.Node), m.Span)
	q.current, q.six = "", six
	return t.igp.In(q)
}

func (p *igpProcess) mode() string {
	if p.current != "" {
		return p.ifAuth[p.current].how
	}
	return p.auth.how
}

// authenticate states how the interface of the open block, or the instance,
// authenticates.
func (p *igpProcess) authenticate(how string, sp model.Span) {
	if p.current == "" || p.current == "default" {
		p.auth = protoAuth{how, sp}
		return
	}
	p.ifAuth[p.current] = protoAuth{how, sp}
}

// igpNetwork reads which interfaces take part: "network A W area N", "network
// A [W]" and, for IS-IS, nothing ("net …").
func igpNetwork(c *stmt.Ctx, p *igpProcess, m *stmt.Match) {
	a, err := netip.ParseAddr(m.Arg(0))
	if err != nil {
		c.Mark(m.Node, stmt.Partial)
		return
	}
	net := classful(a)
	if len(m.Rest) > 0 {
		if w, err := netip.ParseAddr(m.Rest[0]); err == nil && w.Is4() && a.Is4() {
			if pfx, ok := ciscoacl.Wildcard(a, w); ok {
				net = pfx
			} else if pfx, ok := ciscoacl.Netmask(a, w); ok {
				net = pfx.Masked()
			} else {
				c.Mark(m.Node, stmt.Partial)
				return
			}
		}
	}
	area, _ := m.After("area")
	p.nets[net] = area
	if !slices.Contains(p.lengths, net.Bits()) {
		p.lengths = append(p.lengths, net.Bits())
		slices.SortFunc(p.lengths, func(a, b int) int { return b - a })
	}
}

// classful is the network of an address by its first bits.
func classful(a netip.Addr) netip.Prefix {
	bits := a.BitLen()
	if a.Is4() {
		switch b := a.As4()[0]; {
		case a == netip.IPv4Unspecified():
			bits = 0
		case b < 128:
			bits = 8
		case b < 192:
			bits = 16
		case b < 224:
			bits = 24
		}
	}
	return netip.PrefixFrom(a, bits).Masked()
}

func areaAuth(c *stmt.Ctx, p *igpProcess, m *stmt.Match) protoAuth {
	switch {
	case m.Has("message-digest"):
		return protoAuth{"md5", m.Span}
	case m.Has("ipsec"):
		maskSPI(c, m)
		return protoAuth{"ipsec", m.Span}
	case m.Has("key-chain"):
		k, _ := m.After("key-chain")
		p.r.useKeychain(k, "ospf area", m.Span)
		return protoAuth{"keychain", m.Span}
	}
	return protoAuth{"clear", m.Span}
}

// maskSPI records the keys of a manual IPsec association: "… sha1 [7] HEX".
func maskSPI(c *stmt.Ctx, m *stmt.Match) {
	w := words(c, m)
	for i, s := range w {
		switch s {
		case "md5", "sha1", "3des", "des", "aes-cbc", "null":
			j := i + 1
			if s == "aes-cbc" {
				j++
			}
			if j < len(w) && s != "null" {
				secretWord(c, "igp", "ospfv3", m, j)
			}
		}
	}
}

// virtualLink reads the keys that a virtual link carries in its line.
func virtualLink(c *stmt.Ctx, p *igpProcess, m *stmt.Match) {
	w := words(c, m)
	if i := index(w, "authentication-key"); i > 0 {
		secretWord(c, "igp", "ospf", m, i+1)
	}
	if i := index(w, "message-digest-key"); i > 0 && i+3 < len(w) {
		secretWord(c, "igp", "ospf", m, i+3)
	}
	if k, ok := m.After("key-chain"); ok {
		p.r.useKeychain(k, "ospf virtual-link", m.Span)
	}
}

func passive(_ *stmt.Ctx, p *igpProcess, m *stmt.Match) {
	switch {
	case len(m.Rest) == 0 && p.current == "default":
		p.all = !m.Neg
	case len(m.Rest) == 0:
		p.passive[p.current] = !m.Neg
	case m.Rest[0] == "default":
		p.all = !m.Neg
	default:
		p.passive[m.Rest[0]] = !m.Neg
	}
}

// other returns the LDP or MSDP neighbour of that address.
func (r *reader) other(proto, peer string, sp model.Span) *model.Neighbor {
	if n := r.others[proto+" "+peer]; n != nil {
		return n
	}
	n := &model.Neighbor{Obj: model.Obj{Span: sp, Scattered: true}, Proto: proto, Peer: peer}
	n.Enabled.Inherit(true, sp)
	r.others[proto+" "+peer] = n
	r.d.Neighbors = append(r.d.Neighbors, n)
	return n
}

func msdpPeer(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	n := r.other("msdp", m.Arg(0), m.Span)
	if as, ok := m.After("remote-as"); ok {
		n.RemoteAS.Set(as, m.Span)
	}
}

// ldpNeighbor reads "mpls ldp neighbor [vrf V] A password [0|7] KEY".
func ldpNeighbor(c *stmt.Ctx, r *reader, m *stmt.Match) {
	rest := m.Rest
	if len(rest) > 1 && rest[0] == "vrf" {
		rest = rest[2:]
	}
	if len(rest) == 0 {
		c.Mark(m.Node, stmt.Partial)
		return
	}
	n := r.other("ldp", rest[0], m.Span)
	if i := index(words(c, m), "password"); i > 0 {
		secretAt(c, "igp", "ldp "+rest[0], m, i+1)
		n.Auth.Set("md5", m.Span)
	}
	if l, ok := m.After("labels"); ok && l == "accept" {
		c.Use("acl", rest[len(rest)-1], "mpls ldp neighbor", m.Span)
		n.In.Set(true, m.Span)
	}
}

// targetedHello reads "mpls ldp discovery targeted-hello accept [from ACL]".
func targetedHello(c *stmt.Ctx, r *reader, m *stmt.Match) {
	if m.Neg {
		r.targeted = nil
		return
	}
	r.targeted = &model.IGP{Obj: model.Obj{Span: m.Span}, Proto: "tldp"}
	switch {
	case len(m.Rest) == 0:
		r.targeted.AnyNeighbor.Set(true, m.Span)
	case len(m.Rest) == 2 && m.Rest[0] == "from":
		r.targeted.Filter = model.Ref{Kind: "acl", Name: m.Rest[1], Span: m.Span}
		c.Use("acl", m.Rest[1], "mpls ldp discovery", m.Span)
	default:
		r.targeted.AnyNeighbor.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
	}
}

// finishIGP lists each protocol on each interface that takes part.
func (r *reader) finishIGP() {
	for _, p := range r.igps {
		found := false
		for _, i := range r.ifaces {
			if area, ok := p.member(i); ok {
				found = true
				r.d.IGPs = append(r.d.IGPs, p.on(i, area))
			}
		}
		if !found && !(p.proto == "eigrp" && len(p.nets) == 0) {
			r.d.IGPs = append(r.d.IGPs, p.alone())
		}
	}
	if g := r.targeted; g != nil {
		if r.netAuth.Line != 0 {
			g.Auth.Inherit("md5", r.netAuth)
		}
		r.d.IGPs = append(r.d.IGPs, g)
	}
	for _, i := range r.ifaces {
		r.redundancy(i)
		r.labels(i)
		r.multicast(i)
	}
}

// member reports whether interface i takes part, and in which area.
func (p *igpProcess) member(i *iface) (string, bool) {
	if m, ok := i.runs[p.proto+" "+p.instance]; ok {
		return m.area, true
	}
	if i.VRF.V != p.vrf {
		return "", false
	}
	for _, a := range i.Addresses.V {
		for _, bits := range p.lengths {
			if net, err := a.Addr().Prefix(bits); err == nil {
				if area, ok := p.nets[net]; ok {
					return area, true
				}
			}
		}
	}
	return "", false
}

// on is the protocol on one interface. An interface's own statement wins over
// its area's, that over the instance's.
func (p *igpProcess) on(i *iface, area string) *model.IGP {
	g := &model.IGP{Obj: model.Obj{Span: i.Obj.Span, Doubt: i.Obj.Doubt}, Proto: p.proto, Instance: p.instance, Interface: i.Name}
	key := p.proto
	if p.proto == "eigrp" {
		key += " " + p.instance
	}
	for _, a := range []protoAuth{i.auth[key], p.ifAuth[i.Name], p.areas[area], p.auth} {
		if a.how != "" {
			g.Auth.Inherit(a.how, a.span)
			break
		}
	}
	silent, said := p.passive[i.Name]
	if !said {
		silent = p.all
	}
	switch {
	case i.Kind == "loopback", silent && said:
		g.Passive.Inherit(true, p.span)
	case silent:
		g.Passive.Derive(true, p.span) // unless a later line takes it back
	}
	g.Doubt = append(g.Doubt, p.Doubt...)
	return g
}

// alone is an instance whose interfaces cannot be told.
func (p *igpProcess) alone() *model.IGP {
	g := &model.IGP{Obj: p.Obj, Proto: p.proto, Instance: p.instance}
	if p.auth.how != "" {
		g.Auth.Inherit(p.auth.how, p.auth.span)
	}
	for _, area := range sorted(p.areas) {
		implied(&g.Auth, p.areas[area].how, p.areas[area].span)
	}
	if p.all {
		g.Passive.Derive(true, p.span)
	}
	return g
}

// redundancy lists the first-hop groups of an interface.
func (r *reader) redundancy(i *iface) {
	for _, key := range sorted(i.groups) {
		proto, group, _ := strings.Cut(key, " ")
		g := &model.IGP{Obj: model.Obj{Span: i.groups[key], Doubt: i.Obj.Doubt}, Proto: proto, Instance: group, Interface: i.Name}
		if a := i.auth[key]; a.how != "" {
			g.Auth.Set(a.how, a.span)
		}
		r.d.IGPs = append(r.d.IGPs, g)
	}
}

// multicast lists PIM on an interface.
func (r *reader) multicast(i *iface) {
	if i.pim.on.Line == 0 {
		return
	}
	g := &model.IGP{Obj: model.Obj{Span: i.pim.on, Doubt: i.Obj.Doubt}, Proto: "pim", Interface: i.Name, Filter: i.pim.filter}
	if i.pim.passive.Line != 0 {
		g.Passive.Set(true, i.pim.passive)
	}
	r.d.IGPs = append(r.d.IGPs, g)
}

// labels lists label distribution and reservation on an interface.
func (r *reader) labels(i *iface) {
	if i.mpls.Line != 0 {
		g := &model.IGP{Obj: model.Obj{Span: i.mpls}, Proto: "ldp", Interface: i.Name}
		if r.netAuth.Line != 0 {
			g.Auth.Inherit("md5", r.netAuth)
		}
		r.d.IGPs = append(r.d.IGPs, g)
	}
	if a := i.auth["rsvp"]; i.rsvp.Line != 0 {
		g := &model.IGP{Obj: model.Obj{Span: i.rsvp}, Proto: "rsvp", Interface: i.Name}
		if a.how != "" {
			g.Auth.Set(a.how, a.span)
		}
		r.d.IGPs = append(r.d.IGPs, g)
	}
}

package junos

import (
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// zone is one security zone with what its interfaces admit.
type zone struct {
	model.Obj
	name    string
	admits  map[string][]admitted // by interface, "" for the zone as a whole
	own     map[string]bool       // interfaces that say themselves what they answer
	members []member
	book    *book
}

// admitted is one service that a zone or an interface answers.
type admitted struct {
	service string
	except  bool
	sp      model.Span
}

type member struct {
	name string
	sp   model.Span
}

// book is an address book.
type book struct {
	model.Obj
	name      string // "" in a zone
	addresses map[string][]netip.Prefix
	opaque    map[string]string // addresses that cannot be resolved, and why
	sets      map[string][]ref
	attached  []string
	resolved  map[string]resolved // sets that have been resolved
}

// resolved is what a set of addresses comes to, or why that is not known.
type resolved struct {
	list []netip.Prefix
	why  string
}

func newBook(sp model.Span) *book {
	return &book{Obj: model.Obj{Span: sp}, addresses: map[string][]netip.Prefix{}, opaque: map[string]string{}, sets: map[string][]ref{}, resolved: map[string]resolved{}}
}

// securityEntries reads the security hierarchy of firewalls.
func securityEntries(t *tables) []entry[*model.Device] {
	return append([]entry[*model.Device]{
		sub("zones security-zone *", openZone),
		sub("zones functional-zone *", openZone),
		sub("address-book *", openBook),
		sub("ike", func(_ *stmt.Ctx, a at[*model.Device], _ *stmt.Match) stmt.Block { return a.r.t.ike.In(a) }),
		sub("ipsec", func(_ *stmt.Ctx, a at[*model.Device], _ *stmt.Match) stmt.Block { return a.r.t.ipsec.In(a) }),
		do("authentication-key-chains key-chain * ...", keyChain),
		do("key-chain * ...", keyChain),
		do("nat destination pool * address * ...", natPool),
		do("nat source rule-set * rule * ...", nat("source")),
		do("nat destination rule-set * rule * ...", nat("destination")),
		do("nat static rule-set * rule * ...", nat("static")),
		do[*model.Device]("nat source|destination rule-set * from|to ...", nothing),
		do[*model.Device]("nat static rule-set * from ...", nothing),
		use[*model.Device]("nat source|destination rule-set * from|to zone *", "zone", "nat rule set"),
		use[*model.Device]("nat static rule-set * from zone *", "zone", "nat rule set"),
		do("screen ids-option * ...", define("screen")),
		do("log stream * ...", logStream),
		do("log mode|format|source-address|source-interface|transport|event-rate|report|cache ...", logMode),
		do("pki ca-profile * ...", caProfile),
		do("certificates local * ...", localCertificate),
		do("macsec connectivity-association * ...", macsecCA),
		do("macsec interfaces * ...", macsecInterface),
		do("datapath-debug ...", datapath),
		do("dynamic-vpn|remote-access ...", remoteAccess),
		do[*model.Device]("ssh-known-hosts ...", nothing),
		do("idp security-package url *", func(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) { a.r.transfer("update", last(m), m) }),
	}, notRead[*model.Device]("ipsec-policy ...", "advance-policy-based-routing ...", "tunnel-inspection ...")...)
}

func openZone(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
	z := &zone{Obj: model.Obj{Span: c.Span(m.Node)}, name: a.name(last(m)), admits: map[string][]admitted{}, own: map[string]bool{}}
	a.r.zones = append(a.r.zones, z)
	c.Define("zone", z.name, m.Span)
	return a.r.t.zone.In(in(a, z))
}

func zoneEntries(t *tables) []entry[*zone] {
	return []entry[*zone]{
		do("interfaces *", zoneInterface),
		do("interfaces * host-inbound-traffic system-services|protocols * ...", admit),
		do("host-inbound-traffic system-services|protocols * ...", admit),
		sub("address-book", func(c *stmt.Ctx, a at[*zone], m *stmt.Match) stmt.Block {
			a.v.book = newBook(c.Span(m.Node))
			a.r.books["zone "+a.v.name] = a.v.book
			return a.r.t.book.In(in(a, a.v.book))
		}),
		use[*zone]("screen *", "screen", "zone screen"),
		do[*zone]("tcp-rst|application-tracking|enable-reverse-reroute|source-identity-log|advance-policy-based-routing|description ...", nothing),
	}
}

// zoneInterface binds an interface; what the device answers there is in force
// without any policy that names the zone.
func zoneInterface(c *stmt.Ctx, a at[*zone], m *stmt.Match) {
	a.v.members = append(a.v.members, member{m.Arg(0), m.Span})
	c.Use("zone", a.v.name, "zone interface", m.Span)
}

// admit reads a service or protocol that the device answers in the zone.
func admit(c *stmt.Ctx, a at[*zone], m *stmt.Match) {
	e := admitted{service: last(m), except: m.Has("except"), sp: m.Span}
	iface := ""
	if len(m.Args) == 2 {
		iface = m.Arg(0)
		a.v.own[iface] = true
	}
	if p := c.Tree.Nodes[c.Tree.Nodes[m.Node].Parent].Words[0]; p == "protocols" {
		e.service = "protocol " + e.service
	}
	a.v.admits[iface] = append(a.v.admits[iface], e)
}

// finishZones tells each interface its zone and what it admits: what stands at
// the interface replaces what stands at the zone.
func (r *reader) finishZones() {
	for _, z := range r.zones {
		seen := map[string]bool{}
		for _, m := range z.members {
			if !seen[m.name] {
				seen[m.name] = true
				r.joinZone(z, m)
			}
		}
	}
}

func (r *reader) joinZone(z *zone, m member) {
	list, sp := z.management(m)
	for _, i := range r.zoneMembers(m.name) {
		i.Zone.Set(z.name, m.sp)
		if i.Management.Inherit(list, sp); z.own[m.name] {
			i.Management.Set(list, sp)
		}
		if outside(z.name) && i.Edge.How == model.NotRead {
			i.Edge.Inherit(true, m.sp)
		}
	}
}

// zoneMembers returns the interfaces of a name; "all" are those that are in no
// zone yet.
func (r *reader) zoneMembers(name string) []*model.Interface {
	var out []*model.Interface
	if name == "all" {
		for _, i := range r.dev.Interfaces {
			if strings.Contains(i.Name, ".") && !i.Zone.How.Stated() {
				out = append(out, i)
			}
		}
		return out
	}
	for _, n := range []string{name, name + ".0"} {
		if i := r.iface(n); i != nil {
			out = append(out, i)
		}
	}
	return out
}

// outside reports names that zones towards other networks carry.
func outside(name string) bool {
	n := strings.ToLower(name)
	return n == "untrust" || n == "outside" || n == "wan" || n == "internet" || strings.HasPrefix(n, "untrust-") || strings.HasPrefix(n, "internet-")
}

// management lists what a member of the zone answers, and where it says so.
func (z *zone) management(m member) ([]string, model.Span) {
	list, sp := []string{}, m.sp
	var except []string
	admits := z.admits[""]
	if z.own[m.name] {
		admits = z.admits[m.name]
	}
	for _, e := range admits {
		switch {
		case strings.HasPrefix(e.service, "protocol "):
		case e.except:
			except = append(except, e.service)
		default:
			list = append(list, e.service)
			sp = e.sp
		}
	}
	if len(except) > 0 {
		list = append(list, "except "+strings.Join(except, " "))
	}
	return list, sp
}

func openBook(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
	b := newBook(c.Span(m.Node))
	b.name = a.name(last(m))
	a.r.books[b.name] = b
	c.Define("address-book", b.name, m.Span)
	if last(m) == "global" {
		c.Use("address-book", b.name, "all zones", m.Span)
	}
	return a.r.t.book.In(in(a, b))
}

func bookEntries() []entry[*book] {
	return []entry[*book]{
		do("address * ...", bookAddress),
		do("address-set * address|address-set * ...", func(_ *stmt.Ctx, a at[*book], m *stmt.Match) {
			a.v.sets[m.Arg(0)] = append(a.v.sets[m.Arg(0)], ref{m.Arg(1), m.Span})
		}),
		do[*book]("address-set * description ...", nothing),
		do("attach zone *", func(c *stmt.Ctx, a at[*book], m *stmt.Match) {
			a.v.attached = append(a.v.attached, a.name(last(m)))
			c.Use("zone", a.name(last(m)), "address book", m.Span)
			c.Use("address-book", a.v.name, "attach zone", m.Span)
		}),
		do[*book]("description *", nothing),
	}
}

// bookAddress reads one entry: a prefix, a range, a name or a wildcard.
func bookAddress(_ *stmt.Ctx, a at[*book], m *stmt.Match) {
	name := m.Arg(0)
	known := false
	for i, w := range m.Rest {
		switch w {
		case "description":
			known = true
		case "dns-name", "wildcard-address":
			a.v.opaque[name] = strings.Join(m.Rest[i:], " ")
			return
		case "range-address":
			a.v.addRange(name, m.Rest[i+1:])
			return
		case "ip-prefix":
		default:
			if p, ok := prefix(w); ok {
				a.v.addresses[name] = append(a.v.addresses[name], p)
				return
			}
		}
	}
	if !known {
		a.v.opaque[name] = "address of unknown form"
	}
}

// addRange reads "LOW to HIGH".
func (b *book) addRange(name string, w []string) {
	if len(w) >= 3 && w[1] == "to" {
		lo, err1 := netip.ParseAddr(w[0])
		hi, err2 := netip.ParseAddr(w[2])
		if err1 == nil && err2 == nil && lo.Is4() == hi.Is4() && lo.Compare(hi) <= 0 {
			b.addresses[name] = append(b.addresses[name], cover(lo, hi)...)
			return
		}
	}
	b.opaque[name] = "address range"
}

// cover gives the prefixes that make up the addresses from lo to hi.
func cover(lo, hi netip.Addr) []netip.Prefix {
	var out []netip.Prefix
	for len(out) < 256 {
		bits := lo.BitLen()
		for bits > 0 {
			p := netip.PrefixFrom(lo, bits-1).Masked()
			if p.Addr() != lo || lastAddr(p).Compare(hi) > 0 {
				break
			}
			bits--
		}
		p := netip.PrefixFrom(lo, bits)
		out = append(out, p)
		last := lastAddr(p)
		if last.Compare(hi) >= 0 {
			return out
		}
		lo = last.Next()
	}
	return out
}

// lastAddr returns the last address of a prefix.
func lastAddr(p netip.Prefix) netip.Addr {
	b := p.Addr().AsSlice()
	for i := p.Bits(); i < len(b)*8; i++ {
		b[i/8] |= 0x80 >> (i % 8)
	}
	a, _ := netip.AddrFromSlice(b)
	return a
}

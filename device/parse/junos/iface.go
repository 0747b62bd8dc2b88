package junos

import (
	"net/netip"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// iface returns the interface of a name such as ge-0/0/0 or ge-0/0/0.0, nil
// where the file does not configure it.
func (r *reader) iface(name string) *model.Interface { return r.ifaces[name] }

func openInterface(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
	i := a.r.addInterface(last(m), c.Span(m.Node))
	return a.r.t.iface.In(in(a, i))
}

func (r *reader) addInterface(name string, sp model.Span) *model.Interface {
	if i := r.ifaces[name]; i != nil {
		return i
	}
	i := &model.Interface{Obj: model.Obj{Span: sp}, Name: name, Kind: kindOf(name)}
	if i.Kind == "management" {
		i.Managed.Inherit(true, sp)
	}
	r.ifaces[name] = i
	r.dev.Interfaces = append(r.dev.Interfaces, i)
	return i
}

// kindOf tells an interface's kind from its name.
func kindOf(name string) string {
	base := strings.TrimRight(strings.SplitN(name, "-", 2)[0], "0123456789.")
	switch {
	case name == "me0", strings.HasPrefix(name, "me0."), strings.HasPrefix(name, "fxp"), strings.HasPrefix(name, "vme"),
		name == "em0", strings.HasPrefix(name, "em0."), strings.Contains(name, ":mgmt-"):
		return "management"
	}
	switch base {
	case "lo":
		return "loopback"
	case "ae", "reth", "as", "fab", "swfab":
		return "bundle"
	case "gr", "ip", "st", "fti", "lt", "vt", "ut", "mt", "vtep", "gre", "ipip", "tap":
		return "tunnel"
	case "irb", "vlan":
		return "vlan"
	case "dsc":
		return "null"
	case "xe", "ge", "et", "fe", "so", "t1", "t3", "e1", "e3", "at", "mge", "pt", "ge-", "cge", "fte":
		return "physical"
	}
	return "other"
}

func ifaceEntries(t *tables) []entry[*model.Interface] {
	return append([]entry[*model.Interface]{
		no("disable", func(i *model.Interface) *model.F[bool] { return &i.Enabled }),
		text("description *", func(i *model.Interface) *model.F[string] { return &i.Description }),
		sub("unit *", openUnit),
		do("native-vlan-id *", func(c *stmt.Ctx, a at[*model.Interface], m *stmt.Match) { count(c, &a.v.NativeVLAN, 1, last(m), m) }),
		do[*model.Interface]("ether-options|gigether-options|fastether-options 802.3ad * ...", nothing),
	}, notRead[*model.Interface]("radio-router ...")...)
}

// openUnit reads one logical interface.
func openUnit(c *stmt.Ctx, a at[*model.Interface], m *stmt.Match) stmt.Block {
	u := a.r.addInterface(a.v.Name+"."+last(m), c.Span(m.Node))
	u.Kind = a.v.Kind
	parent := a.v
	a.r.after(func() {
		if parent.Enabled.How.Stated() && !u.Enabled.How.Stated() {
			u.Enabled.Inherit(parent.Enabled.V, parent.Enabled.Span)
		}
	})
	return a.r.t.unit.In(in(a, u))
}

func unitEntries() []entry[*model.Interface] {
	return append([]entry[*model.Interface]{
		no("disable", func(i *model.Interface) *model.F[bool] { return &i.Enabled }),
		text("description *", func(i *model.Interface) *model.F[string] { return &i.Description }),
		do("family ethernet-switching", func(_ *stmt.Ctx, a at[*model.Interface], m *stmt.Match) {
			if a.v.Mode.How == model.NotRead {
				a.v.Mode.Inherit("access", m.Span) // what a switching port is unless told otherwise
			}
		}),
		do("family inet|inet6 address * ...", address),
		do("family inet|inet6 filter input|output * ...", applyFilter),
		do("family inet|inet6 filter input-list|output-list *", applyFilterList),
		do("family inet|inet6 simple-filter input|output * ...", applyFilter),
		do("filter input|output * ...", applyFilter),
		do("filter input-list|output-list *", applyFilterList),
		do("family inet|inet6 rpf-check ...", rpfCheck),
		no("family inet|inet6 no-redirects", func(i *model.Interface) *model.F[bool] { return &i.Redirects }),
		yes("family inet targeted-broadcast ...", func(i *model.Interface) *model.F[bool] { return &i.DirectedBroadcast }),
		yes("family inet sampling input", func(i *model.Interface) *model.F[bool] { return &i.FlowIn }),
		yes("family inet6 sampling input", func(i *model.Interface) *model.F[bool] { return &i.FlowIn }),
		yes("proxy-arp ...", func(i *model.Interface) *model.F[bool] { return &i.ProxyARP }),
		do("family ethernet-switching interface-mode|port-mode *", portMode),
		do("family ethernet-switching vlan members * ...", vlanMember),
		yes("family ethernet-switching storm-control *", func(i *model.Interface) *model.F[bool] { return &i.StormControl }),
		do("family ethernet-switching filter input|output *", func(c *stmt.Ctx, a at[*model.Interface], m *stmt.Match) {
			c.Use("filter-l2", a.name(last(m)), "interface filter", m.Span)
		}),
		do("family inet|inet6 policer input|output|arp *", usePolicer),
		do("tunnel ...", openTunnel),
		do("ppp-options chap|pap ...", pppSecrets),
		use[*model.Interface]("family mpls|ccc|any|vpls|bridge filter input|output *", "filter-other", "interface filter"),
		do[*model.Interface]("family inet|inet6 unnumbered-address * ...", nothing),
	}, notRead[*model.Interface]()...)
}

// address reads one address with what hangs below it.
func address(c *stmt.Ctx, a at[*model.Interface], m *stmt.Match) {
	text := m.Arg(0)
	p, err := netip.ParsePrefix(text)
	if err != nil {
		addr, err := netip.ParseAddr(text)
		if err != nil || addr.Zone() != "" {
			c.Mark(m.Node, stmt.Partial)
			a.v.Addresses.Unsure(m.Span)
			return
		}
		p = netip.PrefixFrom(addr, addr.BitLen())
	}
	if f := &a.v.Addresses; f.How.Stated() {
		f.V = append(f.V, p)
		f.Span.End = max(f.Span.End, m.Span.End)
	} else if f.How == model.NotRead {
		put(f, []netip.Prefix{p}, m)
	}
	a.r.vrrp(a.v.Name, m.Node)
}

// vrrp reads the virtual routers of an address.
func (r *reader) vrrp(iface string, node int32) {
	for _, word := range []string{"vrrp-group", "vrrp-inet6-group"} {
		list := r.c.Tree.Child(node, word)
		if list == 0 {
			continue
		}
		for k := range r.c.Tree.Kids(list) {
			n := &r.c.Tree.Nodes[k]
			g := &model.IGP{Obj: model.Obj{Span: r.c.Span(k)}, Proto: "vrrp", Instance: n.Words[0], Interface: iface}
			if kind, sp, ok := r.value(k, "authentication-type"); ok {
				auth := map[string]string{"md5": "md5", "simple": "clear", "none": "none"}[kind]
				put(&g.Auth, auth, r.stands(k, sp))
			}
			if v, sp, ok := r.value(k, "authentication-key"); ok {
				r.secret("igp", "vrrp "+iface, v, r.stands(k, sp))
			}
			r.dev.IGPs = append(r.dev.IGPs, g)
		}
	}
}

// filterRef picks the place where a filter is applied.
func filterRef(i *model.Interface, six, input bool) *model.ACLRef {
	switch {
	case six && input:
		return &i.ACL6In
	case six:
		return &i.ACL6Out
	case input:
		return &i.ACLIn
	}
	return &i.ACLOut
}

// direction tells family and direction from the words of node i.
func (r *reader) direction(i int32) (six, input bool) {
	for p := i; p != 0; p = r.c.Tree.Nodes[p].Parent {
		switch w := r.c.Tree.Nodes[p].Words[0]; w {
		case "input", "input-list":
			input = true
		case "inet6":
			return true, input
		case "unit", "interfaces":
			return false, input
		}
	}
	return false, input
}

func applyFilter(c *stmt.Ctx, a at[*model.Interface], m *stmt.Match) {
	six, input := a.r.direction(m.Node)
	a.r.apply(a, six, input, m.Arg(0), m)
}

func (r *reader) apply(a at[*model.Interface], six, input bool, name string, m *stmt.Match) {
	ref := filterRef(a.v, six, input)
	if m.Inherited && ref.Name.How.Stated() {
		return
	}
	kind, ctx := "acl", "interface filter output"
	if six {
		kind = "acl6"
	}
	if input {
		ctx = "interface filter input"
	}
	r.c.ApplyACL(ref, kind, a.name(name), ctx, m.Span)
	if m.Inherited {
		ref.Name.How = model.Inherited
	}
}

// applyFilterList joins the filters of a list: they act as one.
func applyFilterList(c *stmt.Ctx, a at[*model.Interface], m *stmt.Match) {
	six, input := a.r.direction(m.Node)
	ref := filterRef(a.v, six, input)
	if !ref.Name.How.Stated() {
		a.r.apply(a, six, input, last(m), m)
		return
	}
	kind := "acl"
	if six {
		kind = "acl6"
	}
	c.Use(kind, a.name(last(m)), "interface filter list", m.Span)
	a.r.join(ref, six, a.name(last(m)))
}

func rpfCheck(_ *stmt.Ctx, a at[*model.Interface], m *stmt.Match) {
	if w, ok := m.After("mode"); ok && w == "loose" {
		put(&a.v.URPF, "loose", m)
	} else if !a.v.URPF.How.Stated() {
		rests(a.r, &a.v.URPF, "strict", a.r.c.Span(m.Node))
	}
}

func portMode(c *stmt.Ctx, a at[*model.Interface], m *stmt.Match) {
	switch last(m) {
	case "access", "trunk":
		put(&a.v.Mode, last(m), m)
	case "tagged-access":
		put(&a.v.Mode, "trunk", m)
	default:
		a.v.Mode.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
	}
}

// vlanMember gives an access port its VLAN; names are resolved at the end.
func vlanMember(_ *stmt.Ctx, a at[*model.Interface], m *stmt.Match) {
	i, name, copied := a.v, m.Arg(0), *m
	a.r.after(func() {
		if i.Mode.How.Stated() && i.Mode.V != "access" {
			return
		}
		if id, ok := a.r.vlanID(name); ok {
			put(&i.AccessVLAN, id, &copied)
		}
	})
}

func usePolicer(c *stmt.Ctx, a at[*model.Interface], m *stmt.Match) {
	c.Use("policer", a.name(last(m)), "interface policer", m.Span)
}

func pppSecrets(_ *stmt.Ctx, a at[*model.Interface], m *stmt.Match) {
	for _, key := range []string{"default-chap-secret", "chap-secret", "default-password", "local-password", "password"} {
		if v, sp, ok := a.r.value(m.Node, key); ok {
			a.r.secret("ppp", a.v.Name, v, a.r.stands(m.Node, sp))
		}
	}
}

// finishIfaces fills what follows from other parts of the file.
func (r *reader) finishIfaces() {
	r.applyLLDP()
	for _, i := range r.dev.Interfaces {
		if i.Kind == "loopback" && strings.HasPrefix(i.Name, "lo0.") {
			r.protectEngine(i)
		}
	}
	r.idleFilter()
	for _, i := range r.dev.Interfaces {
		from(&i.Redirects, &r.dev.Routing.Redirects)
	}
	r.platform()
}

// platform tells what the device is from what it is used for.
func (r *reader) platform() {
	if len(r.zones) > 0 {
		r.dev.Platform.Inherit("firewall", r.zones[0].Span)
		return
	}
	for _, i := range r.dev.Interfaces {
		if i.Mode.How.Stated() {
			r.dev.Platform.Inherit("switch", i.Mode.Span)
			return
		}
	}
}

// protectEngine: the filter on lo0 stands in front of the routing engine.
func (r *reader) protectEngine(i *model.Interface) {
	cp, cli := &r.dev.ControlPlane, &r.dev.CLI
	if i.VRF.How.Stated() || i.Name != "lo0.0" && cli.Filter.Name.How.Stated() {
		return
	}
	if i.ACLIn.Name.How.Stated() {
		cp.ACL.Name, cli.Filter.Name = i.ACLIn.Name, i.ACLIn.Name
		if f := r.filter("ipv4", i.ACLIn.Name.V); f != nil && f.policed {
			from(&cp.Policing, &model.F[bool]{V: true, Span: f.Span, How: model.Inherited})
			cp.Policy.Inherit(f.Name, f.Span)
		}
	}
	if i.ACL6In.Name.How.Stated() {
		cp.ACL6.Name, cli.Filter6.Name = i.ACL6In.Name, i.ACL6In.Name
	}
}

// idleFilter states that there is no filter where one stands on lo0 and is
// inactive: the file shows that it is not in force.
func (r *reader) idleFilter() {
	if r.dev.CLI.Filter.Name.How.Stated() {
		return
	}
	for _, i := range r.c.Tree.Idle {
		path := strings.Join(r.c.Tree.PathOf(i), " ")
		inLo := strings.HasPrefix(path, "interfaces lo0")
		if !inLo || !r.c.Tree.Nodes[i].Inactive {
			continue
		}
		k := i
		if !strings.Contains(path, " filter") {
			k = r.option(i, "filter")
		}
		if k != 0 && !strings.Contains(path, "inet6") {
			n := &r.c.Tree.Nodes[k]
			sp := model.Span{Line: n.Line, End: n.End}
			r.dev.CLI.Filter.Name.Set("", sp)
			r.dev.ControlPlane.ACL.Name.Set("", sp)
			return
		}
	}
}

// lldpIf is what one line says of the link discovery on an interface.
type lldpIf struct {
	name string
	on   bool
	sp   model.Span
}

func (r *reader) applyLLDP() {
	byName := map[string]lldpIf{}
	for _, l := range r.lldp {
		byName[strings.TrimSuffix(l.name, ".0")] = l
	}
	all, forAll := byName["all"]
	for _, i := range r.dev.Interfaces {
		if strings.Contains(i.Name, ".") || i.Kind != "physical" && i.Kind != "management" {
			continue
		}
		own, named := byName[i.Name]
		switch {
		case r.noLLDP:
			i.LLDPSend.Inherit(false, r.dev.L2.LLDP.Span)
			i.LLDPReceive.Inherit(false, r.dev.L2.LLDP.Span)
		case named:
			i.LLDPSend.Set(own.on, own.sp)
			i.LLDPReceive.Set(own.on, own.sp)
		case forAll:
			i.LLDPSend.Inherit(all.on, all.sp)
			i.LLDPReceive.Inherit(all.on, all.sp)
		}
	}
}

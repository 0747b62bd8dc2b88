package junos

import (
	"strconv"

	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// mirrorEntries reads what copies, samples or captures traffic, at the top.
func mirrorEntries(t *tables) []entry[*model.Device] {
	return append([]entry[*model.Device]{
		sub("forwarding-options port-mirroring", openMirror("port-mirror", "")),
		sub("forwarding-options port-mirroring instance *", openMirror("port-mirror", "instance ")),
		sub("forwarding-options analyzer *", openMirror("analyzer", "")),
		sub("ethernet-switching-options analyzer *", openMirror("analyzer", "")),
		do("forwarding-options packet-capture ...", packetCapture),
		do("forwarding-options sampling ...", sampling),
		do[*model.Device]("services flow-monitoring version9|version-ipfix template * ...", nothing),
		do("services flow-tap ...", tap("flow-tap")),
		do("services dynamic-flow-capture ...", dynamicCapture),
		do("services radius-flow-tap ...", tap("radius-flow-tap")),
		do("services flow-collector ...", flowCollector),
		do[*model.Device]("services ipsec-vpn rule * ...", nothing),
		sub("services stateful-firewall rule *", openFilter("any")),
		do[*model.Device]("services stateful-firewall rule-set * ...", nothing),
		sub("services ipsec-vpn ike", func(_ *stmt.Ctx, a at[*model.Device], _ *stmt.Match) stmt.Block { return a.r.t.ike.In(a) }),
		sub("services ipsec-vpn ipsec", func(_ *stmt.Ctx, a at[*model.Device], _ *stmt.Match) stmt.Block { return a.r.t.ipsec.In(a) }),
		do("services analytics ...", telemetry),
	}, notRead[*model.Device]("services packet-triggered-subscribers ...", "services captive-portal-content-delivery ...", "services video-monitoring ...")...)
}

func openMirror(kind, prefix string) func(*stmt.Ctx, at[*model.Device], *stmt.Match) stmt.Block {
	return func(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) stmt.Block {
		name := "port-mirroring"
		if len(m.Args) > 0 {
			name = prefix + last(m)
		}
		if kind == "port-mirror" && prefix == "" && c.Tree.Child(m.Node, "family") == 0 && c.Tree.Child(m.Node, "input") == 0 && c.Tree.Child(m.Node, "output") == 0 {
			return a.r.t.mirror.In(in(a, &model.Mirror{})) // only instances below
		}
		x := &model.Mirror{Obj: model.Obj{Span: c.Span(m.Node)}, Name: name}
		put(&x.Kind, kind, m)
		put(&x.Active, true, m)
		a.v.Mirrors = append(a.v.Mirrors, x)
		return a.r.t.mirror.In(in(a, x))
	}
}

func mirrorBlock() []entry[*model.Mirror] {
	source := func(kind string) func(*stmt.Ctx, at[*model.Mirror], *stmt.Match) {
		return func(_ *stmt.Ctx, a at[*model.Mirror], m *stmt.Match) {
			push(&a.v.Sources, kind+m.Arg(len(m.Args)-1), m)
		}
	}
	outIf := func(_ *stmt.Ctx, a at[*model.Mirror], m *stmt.Match) { push(&a.v.DestIf, m.Arg(len(m.Args)-1), m) }
	return append([]entry[*model.Mirror]{
		do("input ingress|egress interface *", source("")),
		do("input ingress|egress vlan *", source("vlan ")),
		do("input bridge-domain *", source("bridge-domain ")),
		do[*model.Mirror]("input rate|run-length|maximum-packet-length *", nothing),
		do("output interface *", outIf),
		do("family * output interface * ...", mirrorOut),
		do("output vlan *", func(_ *stmt.Ctx, a at[*model.Mirror], m *stmt.Match) { put(&a.v.VLAN, last(m), m) }),
		do("output ip-address *", func(_ *stmt.Ctx, a at[*model.Mirror], m *stmt.Match) { put(&a.v.DestIP, last(m), m) }),
		do("output routing-instance * ...", mirrorInstance),
		do[*model.Mirror]("family * output routing-instance|next-hop-group|vlan|bridge-domain ...", nothing),
		do[*model.Mirror]("family * output no-filter-check", nothing),
		do[*model.Mirror]("mirror-once|no-filter-check|ratio|loss-priority ...", nothing),
		sub("instance *", func(c *stmt.Ctx, a at[*model.Mirror], m *stmt.Match) stmt.Block {
			return openMirror("port-mirror", "instance ")(c, in(a, a.r.dev), m)
		}),
		do("disable", func(_ *stmt.Ctx, a at[*model.Mirror], m *stmt.Match) { put(&a.v.Active, false, m) }),
	}, notRead[*model.Mirror]()...)
}

// mirrorOut reads the way out of a family; a next hop may lead off the device.
func mirrorOut(_ *stmt.Ctx, a at[*model.Mirror], m *stmt.Match) {
	push(&a.v.DestIf, m.Arg(1), m)
	if hop, ok := m.After("next-hop"); ok {
		put(&a.v.DestIP, hop, m)
	}
}

func mirrorInstance(_ *stmt.Ctx, a at[*model.Mirror], m *stmt.Match) {
	put(&a.v.VRF, m.Arg(0), m)
	if ip, ok := m.After("ip-address"); ok {
		put(&a.v.DestIP, ip, m)
	}
}

// filterMirror reads a filter term that copies what it matches.
func filterMirror(c *stmt.Ctx, a at[*term], m *stmt.Match) {
	x := &model.Mirror{Obj: model.Obj{Span: m.Span}, Name: "filter term " + a.v.Name}
	put(&x.Kind, "port-mirror", m)
	put(&x.Active, true, m)
	put(&x.Sources, []string{"filter term " + a.v.Name}, m)
	a.r.dev.Mirrors = append(a.r.dev.Mirrors, x)
}

func packetCapture(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	a.r.capture("packet-capture", "filename", m)
	if c.Tree.Child(m.Node, "disable") != 0 {
		a.v.Captures[len(a.v.Captures)-1].Active.Set(false, m.Span)
	}
}

func datapath(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	a.r.capture("datapath-debug", "capture-file", m)
}

func (r *reader) capture(name, file string, m *stmt.Match) {
	x := &model.Capture{Obj: model.Obj{Span: r.c.Span(m.Node)}, Name: name}
	put(&x.Active, true, m)
	if v, sp, ok := r.value(m.Node, file); ok {
		put(&x.Target, v, r.stands(m.Node, sp))
	} else if v, sp, ok := r.value(m.Node, "file"); ok {
		put(&x.Target, v, r.stands(m.Node, sp))
	}
	r.dev.Captures = append(r.dev.Captures, x)
}

// sampling reads who gets records of flows, wherever they stand below.
func sampling(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	put(&a.v.Flow.Enabled, true, m)
	a.v.Flow.Span = c.Span(m.Node)
	if rate, sp, ok := a.r.value(m.Node, "rate"); ok {
		count(c, &a.v.Flow.Sampling, 1, rate, a.r.stands(m.Node, sp))
	}
	a.r.flowServers(m.Node, 0)
}

func (r *reader) flowServers(i int32, depth int) {
	if depth > maxOption {
		return
	}
	r.each(i, func(k int32, word string, n *lex.Node) {
		if word != "flow-server" && word != "cflowd" {
			r.flowServers(k, depth+1)
			return
		}
		r.each(k, func(server int32, host string, n *lex.Node) {
			t := &model.FlowTarget{Obj: model.Obj{Span: r.c.Span(server)}, Name: host}
			put(&t.Host, host, r.stands(server, model.Span{Line: n.Line, End: n.End}))
			if vrf, sp, ok := r.value(server, "routing-instance"); ok {
				put(&t.VRF, vrf, r.stands(server, sp))
			}
			r.dev.Flow.Collectors = append(r.dev.Flow.Collectors, t)
		})
	})
}

// sflow reads sampled packets that are sent to collectors.
func sflow(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	put(&a.v.Flow.Enabled, true, m)
	if rate, sp, ok := a.r.value(m.Node, "ingress"); ok {
		if n, err := strconv.ParseInt(rate, 10, 32); err == nil {
			put(&a.v.Flow.Sampling, n, a.r.stands(m.Node, sp))
		}
	}
	list := c.Tree.Child(m.Node, "collector")
	if list == 0 {
		return
	}
	a.r.each(list, func(k int32, host string, n *lex.Node) {
		t := &model.FlowTarget{Obj: model.Obj{Span: c.Span(k)}, Name: host}
		put(&t.Host, host, a.r.stands(k, model.Span{Line: n.Line, End: n.End}))
		a.v.Flow.Collectors = append(a.v.Flow.Collectors, t)
	})
}

func flowCollector(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	put(&a.v.Flow.Enabled, true, m)
	for _, key := range []string{"password", "encrypted-password"} {
		if v, sp, ok := a.r.value(m.Node, key); ok {
			a.r.secret("ftp", "flow-collector", v, a.r.stands(m.Node, sp))
		}
	}
}

func telemetry(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	put(&a.v.Platforms.Telemetry, true, m)
	for _, key := range []string{"remote-address", "address"} {
		if v, sp, ok := a.r.value(m.Node, key); ok {
			t := &model.FlowTarget{Obj: model.Obj{Span: sp}, Name: "analytics"}
			put(&t.Host, v, a.r.stands(m.Node, sp))
			a.v.Flow.Collectors = append(a.v.Flow.Collectors, t)
			return
		}
	}
}

// tap and dynamicCapture read lawful interception; targets stay out.
func tap(kind string) func(*stmt.Ctx, at[*model.Device], *stmt.Match) {
	return func(_ *stmt.Ctx, a at[*model.Device], m *stmt.Match) { a.r.intercept(kind, m) }
}

func (r *reader) intercept(kind string, m *stmt.Match) {
	put(&r.dev.LI.Present, true, m)
	for _, k := range r.dev.LI.Kinds.V {
		if k == kind {
			return
		}
	}
	push(&r.dev.LI.Kinds, kind, m)
}

func dynamicCapture(c *stmt.Ctx, a at[*model.Device], m *stmt.Match) {
	a.r.intercept("dynamic-flow-capture", m)
	var walk func(i int32, depth int)
	walk = func(i int32, depth int) {
		if depth > maxOption {
			return
		}
		a.r.each(i, func(k int32, word string, n *lex.Node) {
			switch parent := c.Tree.Nodes[i].Words[0]; {
			case parent == "content-destination" || parent == "control-source":
				if v, sp, ok := a.r.value(k, "address"); ok && parent == "content-destination" {
					push(&a.v.LI.Mediation, v, a.r.stands(k, sp))
				}
				if v, sp, ok := a.r.value(k, "shared-key"); ok {
					a.r.secret("other", "dynamic-flow-capture", v, a.r.stands(k, sp))
				}
			default:
				walk(k, depth+1)
			}
		})
	}
	walk(m.Node, 0)
}

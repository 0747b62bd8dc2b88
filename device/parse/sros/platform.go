package sros

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// mirror is one mirror destination or what is copied to it.
type mirror struct {
	*model.Mirror
	r *reader
}

func (t *tables) platformEntries() []conf {
	open := func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
		return t.mirror.In(r.mirror(m.Arg(0), c.Span(m.Node)))
	}
	script := func(kind string) func(*stmt.Ctx, *reader, *stmt.Match) stmt.Block {
		return func(c *stmt.Ctx, r *reader, m *stmt.Match) stmt.Block {
			return t.script.In(r.script(kind, m.Arg(0), c.Span(m.Node)))
		}
	}
	return []conf{
		{Pattern: "mirror mirror-dest * ...", Sub: open},
		{Pattern: "mirror mirror-source * ...", Sub: open},
		{Pattern: "debug mirror-source * ...", Sub: open},
		{Pattern: "debug", State: stmt.Irrelevant},
		{Pattern: "li ...", Do: lawful},
		{Pattern: "system security li-separate ...", Do: separate},
		{Pattern: "system script-control script * ...", Sub: script("task")},
		{Pattern: "system cron schedule * ...", Sub: script("scheduler")},
		{Pattern: "log event-handling handler * ...", Sub: script("event-handler")},
		{Pattern: "python python-script * ...", Sub: script("event-policy")},
		{Pattern: "bof", Sub: func(_ *stmt.Ctx, r *reader, _ *stmt.Match) stmt.Block { return t.bof.In(r) }},
		{Pattern: "system security dist-cpu-protection policy * ...", Do: nothing[*reader]},
		{Pattern: "system security keychain * ...", Do: keychain},
		{Pattern: "system security keychains keychain * ...", Do: keychain},
		{Pattern: "system rollback rollback-location|rescue-location *", Do: transfer},
		{Pattern: "system telemetry destination-group ...", Do: telemetry},
		{Pattern: "system telemetry **", State: stmt.Irrelevant},
		// what others steer, reach or see of the device, besides its services
		{Pattern: "system security pki **", State: stmt.Unimplemented},
		{Pattern: "system bluetooth **", State: stmt.Unimplemented},
		{Pattern: "system grpc-tunnel **", State: stmt.Unimplemented},
		{Pattern: "system management-interface remote-management **", State: stmt.Unimplemented},
		{Pattern: "system login-control login-scripts **", State: stmt.Unimplemented},
		{Pattern: "bmp **", State: stmt.Unimplemented},
		{Pattern: "openflow|open-flow **", State: stmt.Unimplemented},
		{Pattern: "ipsec static-sa|client-db **", State: stmt.Unimplemented},
		// what decides over packets besides the filters
		{Pattern: "filter redirect-policy|redirect-policy-binding|system-filter **", State: stmt.Unimplemented},
		{Pattern: "system management-interface configuration-save location *", Do: transfer},
		{Pattern: "macsec connectivity-association * ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			for i, w := range m.Rest {
				if w == "cak" || w == "connectivity-association-key" {
					r.secret("other", "macsec "+m.Arg(0), m.Rest[i+1:], m.Span)
				}
			}
		}},
	}
}

// telemetry reads where measurements go: destination ADDRESS port N in a group.
func telemetry(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	r.Platforms.Telemetry.Set(true, m.Span)
	for i, w := range m.Rest {
		if w == "destination" && i+1 < len(m.Rest) {
			x := &model.Transfer{Obj: model.Obj{Span: m.Span}, Kind: "telemetry"}
			x.Host.Set(m.Rest[i+1], m.Span)
			x.Proto.Inherit("grpc", m.Span)
			r.Transfers = append(r.Transfers, x)
		}
	}
}

func (r *reader) mirror(name string, sp model.Span) *mirror {
	x := r.mirrors[name]
	if x == nil {
		x = &model.Mirror{Obj: model.Obj{Span: sp}, Name: name}
		x.Kind.Inherit("port-mirroring", sp)
		r.mirrors[name] = x
		r.Mirrors = append(r.Mirrors, x)
	}
	x.Span.End = max(x.Span.End, sp.End)
	return &mirror{x, r}
}

func mirrorEntries() []stmt.Entry[*mirror] {
	source := func(_ *stmt.Ctx, x *mirror, m *stmt.Match) { fill.Add(&x.Sources, strings.TrimSpace(m.Arg(0)), m.Span) }
	remote := func(host string, x *mirror, sp, all model.Span) {
		x.Kind.Set("erspan", sp)
		x.DestIP.Set(host, sp)
		if x.r.open(all) {
			x.DestIP.Unsure(sp)
		}
	}
	return join([]stmt.Entry[*mirror]{
		{Pattern: "sap * ...", Do: func(c *stmt.Ctx, x *mirror, m *stmt.Match) {
			// In a destination it is where copies leave, in a source where they
			// are taken.
			if inSource(c, m.Node) {
				source(c, x, m)
				return
			}
			x.DestIf.Set([]string{m.Arg(0)}, m.Span)
		}},
		{Pattern: "port * ...", Do: source},
		{Pattern: "ip-filter * ...", Do: source},
		{Pattern: "ipv6-filter * ...", Do: source},
		{Pattern: "mac-filter * ...", Do: source},
		{Pattern: "subscriber * ...", Do: func(_ *stmt.Ctx, x *mirror, m *stmt.Match) { fill.Add(&x.Sources, "subscriber", m.Span) }},
		{Pattern: "ingress-label ...", Do: func(_ *stmt.Ctx, x *mirror, m *stmt.Match) { fill.Add(&x.Sources, "label", m.Span) }},
		{Pattern: "spoke-sdp * ...", Do: func(_ *stmt.Ctx, x *mirror, m *stmt.Match) {
			x.Kind.Set("rspan", m.Span)
			x.DestIf.Set([]string{"spoke-sdp " + m.Arg(0)}, m.Span)
		}},
		{Pattern: "endpoint * ...", Do: nothing[*mirror]},
		{Pattern: "remote-source ...", Do: nothing[*mirror]},
		{Pattern: "encap layer-3-encap ...", Do: func(c *stmt.Ctx, x *mirror, m *stmt.Match) {
			for _, key := range []string{"dest", "destination"} {
				if v, ok := m.After(key); ok {
					remote(v, x, m.Span, c.Span(m.Node))
				}
			}
		}},
	}, admin("", func(x *mirror) *model.F[bool] { return &x.Active }))
}

// inSource reports that node n stands in a mirror-source.
func inSource(c *stmt.Ctx, n int32) bool {
	for ; n != 0; n = c.Tree.Nodes[n].Parent {
		switch c.Tree.Nodes[n].Words[0] {
		case "mirror-source":
			return true
		case "mirror-dest":
			return false
		}
	}
	return false
}

// lawful records that the context of lawful interception is there. Nothing of
// what it holds is kept but the number of sources.
func lawful(c *stmt.Ctx, r *reader, m *stmt.Match) {
	li := &r.LI
	li.Span = c.Span(m.Node)
	li.Present.Set(true, m.Span)
	addOnce(&li.Kinds, "li-source", m.Span)
	n := int64(0)
	for _, w := range m.Rest {
		if w == "li-source" {
			n++
		}
	}
	if li.Targets.Set(n, m.Span); r.open(li.Span) {
		li.Targets.Unsure(m.Span)
	}
	var hide func(int32, int)
	hide = func(i int32, depth int) {
		x := &c.Tree.Nodes[i]
		for _, w := range x.Words {
			if len(w) > 2 && w != "li" && w != "li-source" {
				c.Mask(w, model.Span{Line: x.Line, End: x.End})
			}
		}
		for k := range c.Tree.Kids(i) {
			if depth < 64 {
				hide(k, depth+1)
			}
		}
	}
	hide(m.Node, 0)
}

func separate(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	r.LI.Separate.Set(!m.Has("false"), m.Span)
}

func (r *reader) script(kind, name string, sp model.Span) *model.Script {
	key := kind + " " + name
	s := r.scripts[key]
	if s == nil {
		s = &model.Script{Obj: model.Obj{Span: sp}, Kind: kind, Name: name}
		// The commands stand in a file that the configuration only names.
		s.Verbs.Unsure(sp)
		s.Hides.Unsure(sp)
		s.Fetches.Unsure(sp)
		s.Accounts.Unsure(sp)
		r.scripts[key] = s
		r.Scripts = append(r.Scripts, s)
	}
	return s
}

func scriptEntries() []stmt.Entry[*model.Script] {
	where := func(_ *stmt.Ctx, s *model.Script, m *stmt.Match) {
		if scheme, _, ok := strings.Cut(m.Arg(0), "://"); ok {
			s.Fetches.Set(scheme != "file", m.Span)
		}
	}
	return join([]stmt.Entry[*model.Script]{
		{Pattern: "location *", Do: where},
		{Pattern: "urls *", Do: where},
		{Pattern: "primary-url *", Do: where},
		{Pattern: "interval * ...", Do: func(_ *stmt.Ctx, s *model.Script, m *stmt.Match) { s.Trigger.Set("interval "+m.Arg(0), m.Span) }},
		{Pattern: "type *", Do: func(_ *stmt.Ctx, s *model.Script, m *stmt.Match) {
			if !s.Trigger.How.Stated() {
				s.Trigger.Set(m.Arg(0), m.Span)
			}
		}},
	}, admin("", func(s *model.Script) *model.F[bool] { return &s.Enabled }))
}

// keychain reads the keys of a chain: `direction bi entry 1 key "X" hash2
// algorithm A` and the MD-CLI block.
func keychain(c *stmt.Ctx, r *reader, m *stmt.Match) {
	k := r.chains[m.Arg(0)]
	if k == nil {
		k = &model.Keychain{Obj: model.Obj{Span: c.Span(m.Node)}, Name: m.Arg(0)}
		r.chains[k.Name] = k
		r.Keychain = append(r.Keychain, k)
		c.Define("keychain", k.Name, m.Span)
		r.finally(func() {
			used := false
			for _, u := range r.Refs.Uses {
				used = used || u.Kind == "keychain" && u.Name == k.Name
			}
			k.Used.Derive(used, k.Span)
		})
	}
	var walk func(int32, int)
	walk = func(n int32, depth int) {
		x := &c.Tree.Nodes[n]
		sp := model.Span{Line: x.Line, End: x.End}
		words := x.Words
		if len(words) == 1 {
			words = append(append([]string{}, words...), c.Tree.Below(n, 4)...)
		}
		for i, w := range words {
			switch w {
			case "key", "authentication-key":
				if x.First == 0 || len(x.Words) == 1 {
					r.secret("keychain", k.Name, words[i+1:], sp)
				}
			case "algorithm":
				if i+1 < len(words) {
					addOnce(&k.Algs, words[i+1], sp)
				}
			}
			if len(x.Words) == 1 {
				break
			}
		}
		for kid := range c.Tree.Kids(n) {
			if depth < 16 {
				walk(kid, depth+1)
			}
		}
	}
	for kid := range c.Tree.Kids(m.Node) {
		walk(kid, 0)
	}
}

// transfer reads a place that configurations are kept in, where it is remote.
func transfer(_ *stmt.Ctx, r *reader, m *stmt.Match) {
	r.remote("archive", m.Arg(0), m.Span)
}

// remote records a URL with a host; credentials are hidden.
func (r *reader) remote(kind, url string, sp model.Span) bool {
	scheme, rest, ok := strings.Cut(url, "://")
	if !ok {
		return false
	}
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		if _, word, ok := strings.Cut(rest[:at], ":"); ok {
			r.c.Secret("ftp", kind, "clear", word, sp)
		}
		r.c.Mask(rest[:at], sp)
		rest = rest[at+1:]
	}
	host, _, _ := strings.Cut(rest, "/")
	x := &model.Transfer{Obj: model.Obj{Span: sp}, Kind: kind}
	x.Proto.Set(scheme, sp)
	x.Host.Set(host, sp)
	r.Transfers = append(r.Transfers, x)
	return true
}

func bofEntries() []conf {
	image := func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
		p := &r.Platforms
		p.Span = m.Span
		remote := r.remote("boot", m.Arg(0), m.Span)
		text := m.Arg(0)
		if remote {
			text = fill.BareURL(text)
		}
		fill.Add(&p.Boot, text, m.Span)
		p.BootRemote.Set(remote || p.BootRemote.V, m.Span)
	}
	return []conf{
		{Pattern: "primary-image|secondary-image|tertiary-image|primary-config|secondary-config|tertiary-config *", Do: image},
		{Pattern: "image primary-location|secondary-location|tertiary-location *", Do: image},
		{Pattern: "configuration primary-location|secondary-location|tertiary-location *", Do: image},
		{Pattern: "no? li-separate", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.LI.Separate.Set(!m.Neg, m.Span) }},
		{Pattern: "li separate *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.LI.Separate.Set(m.Arg(0) == "true", m.Span) }},
		{Pattern: "no? li-local-save", Do: nothing[*reader]},
		{Pattern: "no? fips-140-2", Do: on(func(r *reader) *model.F[bool] { return &r.Platforms.FIPS })},
		{Pattern: "system fips-140-2 *", Do: on(func(r *reader) *model.F[bool] { return &r.Platforms.FIPS })},
		{Pattern: "dns primary-server|secondary-server|tertiary-server *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { fill.Add(&r.DNS.Servers, m.Arg(0), m.Span) }},
		{Pattern: "primary-dns|secondary-dns|tertiary-dns *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { fill.Add(&r.DNS.Servers, m.Arg(0), m.Span) }},
		{Pattern: "no? auto-boot ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) { r.Services.ZTP.Enabled.Set(!m.Neg, m.Span) }},
	}
}

package eos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// container is the block of one daemon, container or virtual machine.
type container struct {
	*model.Container
	r *run
}

func (t *tables) hostingEntries() []stmt.Entry[*run] {
	open := func(kind string) func(*stmt.Ctx, *run, *stmt.Match) stmt.Block {
		return func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			o := &model.Container{Obj: model.Obj{Span: c.Span(m.Node)}, Kind: kind, Name: m.Arg(0)}
			r.Containers = append(r.Containers, o)
			if o.Name != "TerminAttr" {
				r.Hosting.Enabled.Inherit(true, m.Span)
			}
			return t.daemon.In(container{o, r})
		}
	}
	return []stmt.Entry[*run]{
		{Pattern: "daemon *", Sub: open("daemon")},
		{Pattern: "no daemon ...", Do: func(*stmt.Ctx, *run, *stmt.Match) {}},
		{Pattern: "virtual-machine *", Sub: open("container")},
		{Pattern: "container *", Sub: open("container")},
		{Pattern: "container-manager", Sub: func(c *stmt.Ctx, r *run, m *stmt.Match) stmt.Block {
			o := &model.Container{Obj: model.Obj{Span: c.Span(m.Node)}, Kind: "docker", Name: "container-manager"}
			return t.daemon.In(container{o, r})
		}},
		{Pattern: "no? extension ...", State: stmt.Unimplemented},
	}
}

func daemonBlock() []stmt.Entry[container] {
	return []stmt.Entry[container]{
		{Pattern: "exec ...", Do: readExec},
		{Pattern: "no? shutdown", Do: fill.Not(func(o container) *model.F[bool] { return &o.Enabled })},
		{Pattern: "no? enable", Do: fill.Bool(func(o container) *model.F[bool] { return &o.Enabled })},
		{Pattern: "no? vrf *", Do: fill.Text(func(o container) *model.F[string] { return &o.VRF })},
		{Pattern: "virtual-nic * ...", Do: func(_ *stmt.Ctx, o container, m *stmt.Match) { o.Interface.Set(strings.Join(m.Rest, " "), m.Span) }},
		{Pattern: "option * value ...", Do: func(c *stmt.Ctx, o container, m *stmt.Match) {
			name := strings.ToLower(m.Arg(0))
			for _, s := range []string{"pass", "key", "token", "secret"} {
				if strings.Contains(name, s) {
					c.Secret("api", o.Name, "clear", fill.Word(m.Rest, 0), m.Span)
					return
				}
			}
		}},
	}
}

// readExec reads the program of a daemon. TerminAttr streams the device's
// state to a collector; its arguments may hold a key.
func readExec(c *stmt.Ctx, o container, m *stmt.Match) {
	if strings.Contains(fill.Word(m.Rest, 0), "TerminAttr") {
		o.r.Platforms.Telemetry.Set(true, m.Span)
	}
	for i, w := range m.Rest {
		name, value, _ := strings.Cut(strings.TrimLeft(w, "-"), "=")
		if value == "" {
			value = fill.Word(m.Rest, i+1)
		}
		switch name {
		case "cvauth", "ingestauth":
			if form, key, ok := strings.Cut(value, ","); ok && form == "key" && key != "" {
				c.Secret("api", o.Name, "clear", key, m.Span)
			}
		case "password", "token", "secret", "apikey", "api-key", "ingestkey":
			if value != "" {
				c.Secret("api", o.Name, "clear", value, m.Span)
			}
		case "cvaddr", "ingestgrpcurl":
			o.r.streams(value, m.Span)
		case "cvopt": // CLUSTER.addr=HOST:PORT
			if key, addr, ok := strings.Cut(value, "="); ok && strings.HasSuffix(key, ".addr") {
				o.r.streams(addr, m.Span)
			}
		case "cvvrf", "ingestvrf", "grpcvrf":
			o.VRF.Set(value, m.Span)
		}
	}
}

// streams records the collectors that a list HOST:PORT,… names.
func (r *run) streams(list string, sp model.Span) {
	for a := range strings.SplitSeq(strings.Trim(list, "\""), ",") {
		if a == "" {
			continue
		}
		x := &model.Transfer{Obj: model.Obj{Span: sp}, Kind: "telemetry"}
		x.Proto.Inherit("grpc", sp)
		x.Host.Set(fill.URLHost(a), sp)
		r.Transfers = append(r.Transfers, x)
	}
}

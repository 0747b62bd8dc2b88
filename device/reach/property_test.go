package reach

import (
	"fmt"
	"net/netip"
	"testing"

	"pgregory.net/rapid"

	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/model"
)

var at = model.Span{Line: 1, End: 1}

func said[T model.Value](v T) model.F[T] { return model.F[T]{V: v, Span: at, How: model.Explicit} }

// drawFilter makes a filter of a few lines; some are opaque, and some defaults
// are not known.
func drawFilter(t *rapid.T, name string) *model.Ruleset {
	rs := &model.Ruleset{Name: name, Kind: "ipacl", Family: "ipv4", Default: said("deny")}
	if rapid.IntRange(0, 7).Draw(t, "default") == 0 {
		rs.Default = model.F[string]{How: model.Unknown}
	}
	nets := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/30"), netip.MustParsePrefix("10.0.0.0/29"), netip.MustParsePrefix("10.0.0.2/32"), netip.MustParsePrefix("10.0.0.4/31"), netip.MustParsePrefix("192.0.2.0/31"), netip.MustParsePrefix("192.0.2.0/32")}
	for range rapid.IntRange(0, 4).Draw(t, "rules") {
		r := &model.Rule{Obj: model.Obj{Span: at}, Enabled: said(true), Action: said(rapid.SampledFrom([]string{"permit", "permit", "deny"}).Draw(t, "action"))}
		r.Src, r.Dst = said([]netip.Prefix{rapid.SampledFrom(nets).Draw(t, "src")}), said([]netip.Prefix{rapid.SampledFrom(nets).Draw(t, "dst")})
		r.SrcAny, r.DstAny = said(rapid.Bool().Draw(t, "any")), said(rapid.IntRange(0, 3).Draw(t, "to") > 0)
		r.ServiceAny = said(rapid.Bool().Draw(t, "service"))
		r.Match = []model.Match{{Proto: 6, ICMPType: -1, ICMPCode: -1, DstPorts: []model.PortRange{rapid.SampledFrom([]model.PortRange{{From: 22, To: 22}, {From: 0, To: 80}, {From: 23, To: 99}}).Draw(t, "ports")}}}
		if rapid.IntRange(0, 5).Draw(t, "opaque") == 0 {
			r.Opaque = "for a test"
		}
		rs.Rules = append(rs.Rules, r)
	}
	return rs
}

// drawDevice makes a router with two interfaces and two lines.
func drawDevice(t *rapid.T) *model.Device {
	d := &model.Device{OS: "ios", Complete: model.Whole}
	d.SSH.Service.Enabled, d.SSH.Service.Ports = said(true), said([]string{"22"})
	for i := range 3 {
		d.Rulesets = append(d.Rulesets, drawFilter(t, fmt.Sprint("F", i)))
	}
	ref := func() (r model.ACLRef) {
		switch n := rapid.IntRange(0, 4).Draw(t, "filter"); {
		case n < 3:
			r.Name, r.List = said(d.Rulesets[n].Name), d.Rulesets[n]
		case n == 3:
			r.Name = said("")
		default:
			r.Name = said("GONE") // lets everything through on this system
		}
		return r
	}
	for i, a := range []string{"10.0.0.1/29", "192.0.2.0/31"} {
		d.Interfaces = append(d.Interfaces, &model.Interface{Name: fmt.Sprint("if", i), Kind: "physical", Enabled: said(true), VRF: said(""), ACLIn: ref(),
			Addresses: said([]netip.Prefix{netip.MustParsePrefix(a)})})
	}
	for i := range 2 {
		d.Lines = append(d.Lines, &model.Line{Kind: "vty", Name: fmt.Sprint("vty ", i), ACLIn: ref(),
			TransportIn: said([]string{rapid.SampledFrom([]string{"ssh", "all", "none"}).Draw(t, "transport")})})
	}
	return d
}

// plain is the answer for one packet, line by line: the set of ends that it
// may come to.
type plain struct{ in, out bool }

func (p plain) and(q func() plain) plain {
	if !p.in {
		return p
	}
	r := q()
	return plain{r.in, p.out || r.out}
}

func (p plain) or(q plain) plain { // gets in by either
	return plain{p.in || q.in, p.out && q.out}
}

func match(r *model.Rule, src, dst netip.Addr, port uint16) bool {
	if !r.SrcAny.V && !r.Src.V[0].Contains(src) || !r.DstAny.V && !r.Dst.V[0].Contains(dst) {
		return false
	}
	return r.ServiceAny.V || r.Match[0].DstPorts[0].From <= port && port <= r.Match[0].DstPorts[0].To
}

func through(ref *model.ACLRef, src, dst netip.Addr) plain {
	if ref.List == nil {
		return plain{in: true}
	}
	var p plain
	for _, r := range ref.List.Rules {
		if !match(r, src, dst, 22) {
			continue
		}
		p.in, p.out = p.in || r.Action.V == "permit", p.out || r.Action.V == "deny"
		if r.Opaque == "" {
			return p
		}
	}
	known := ref.List.Default.Known()
	return plain{p.in || !known, true}
}

func session(d *model.Device, i *model.Interface, src, dst netip.Addr) plain {
	return through(&i.ACLIn, src, dst).and(func() plain {
		lines := plain{out: true}
		for _, l := range d.Lines {
			if l.TransportIn.V[0] != "none" {
				lines = lines.or(through(&l.ACLIn, src, dst))
			}
		}
		return lines
	})
}

// TestPlain compares answers about sources with each packet taken by itself.
func TestPlain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dev := drawDevice(t)
		d := New(dev, nil)
		all := netip.MustParsePrefix("10.0.0.0/28")
		origin := Origin{Sources: acl.AddressesOf([]netip.Prefix{all})}
		if rapid.Bool().Draw(t, "named") {
			origin.Interfaces = []string{"if1"}
		}
		a := d.Reach(Service{Name: "ssh", Proto: "tcp", Port: 22, kind: &kinds[0]}, origin)
		for src := all.Addr(); all.Contains(src); src = src.Next() {
			want := expect(dev, src, origin.Interfaces != nil)
			if got := verdictOf(&a, src); got != want {
				t.Fatalf("%s: %v, one by one %v", src, got, want)
			}
		}
		if a.Verdict == Yes && verdictOf(&a, a.Example.Src) != Yes {
			t.Fatalf("the example %v is not of the sources %v", a.Example, a.Sources)
		}
	})
}

func verdictOf(a *Answer, src netip.Addr) Verdict {
	for _, p := range a.Sources {
		if p.Contains(src) {
			return Yes
		}
	}
	for _, p := range a.Doubtful {
		if p.Contains(src) {
			return Unknown
		}
	}
	return No
}

// expect asks each interface that a source may come by about both addresses of
// the device.
func expect(dev *model.Device, src netip.Addr, second bool) Verdict {
	doors := dev.Interfaces
	switch {
	case second:
		doors = doors[1:]
	case dev.Interfaces[0].Addresses.V[0].Contains(src):
		doors = doors[:1]
	}
	every, none := true, true
	for _, i := range doors {
		best := plain{out: true}
		for _, dst := range []string{"10.0.0.1", "192.0.2.0"} {
			best = best.or(session(dev, i, src, netip.MustParseAddr(dst)))
		}
		every = every && best.in && !best.out
		none = none && !best.in
	}
	switch {
	case every:
		return Yes
	case none:
		return No
	}
	return Unknown
}

package app

import (
	"context"
	"net/netip"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/linewarden/linewarden/collect/file"
	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/audit"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/reach"
	"github.com/linewarden/linewarden/report"
	"github.com/linewarden/linewarden/site"
)

func newACLExposed(env Env) *cobra.Command {
	var opt flags
	c := &cobra.Command{
		Use:   "exposed PATH...",
		Short: "List the management services that sources outside the management networks reach",
		Long: `Exposed asks of every device and every service that it is managed by whether
sources outside the networks of management, bastions and nms of site.yaml get
through to it. Without a site description it asks about sources outside private
addresses (RFC 1918, RFC 4193).`,
		Example: `  linewarden acl exposed ./configs
  linewarden acl exposed ./configs --site site.yaml --format json`,
		Args: needPaths,
		RunE: func(c *cobra.Command, args []string) error { return runACLExposed(c.Context(), env, args, opt) },
	}
	opt.addOutput(c, "text", "json")
	opt.addFailOn(c, "high")
	opt.addInput(c)
	opt.addSite(c, "first path")
	c.Flags().BoolVar(&opt.all, "all", false, "also list the services that are not exposed")
	return c
}

// inside returns the networks that devices are managed from, and whether the
// site says which.
func inside(s *site.Site) (nets []netip.Prefix, known bool) {
	if s != nil {
		nets, known = slices.Clone(s.Networks[site.Management]), len(s.Networks[site.Management]) > 0
	}
	if !known {
		nets = reach.Private().Prefixes()
	}
	for _, name := range []string{"bastions", "nms"} {
		values, _ := s.Values(name)
		for _, v := range values {
			if p, err := netip.ParsePrefix(v); err == nil {
				nets = append(nets, p)
			} else if a, err := netip.ParseAddr(v); err == nil {
				nets = append(nets, netip.PrefixFrom(a, a.BitLen()))
			} else {
				nets = append(nets, starred(v)...)
			}
		}
	}
	return nets, known
}

// starred returns the addresses of IPv4 that a pattern stands for: 10.9.* or
// 10.9.5.*, or a star within the last number. Other patterns and names stand for
// none.
func starred(pattern string) []netip.Prefix {
	parts := strings.Split(pattern, ".")
	n := len(parts) - 1
	if n < 1 || n > 3 || !strings.Contains(parts[n], "*") {
		return nil
	}
	zeros := strings.Repeat(".0", 3-n)
	head := strings.Join(parts[:n], ".")
	if base, err := netip.ParseAddr(head + ".0" + zeros); err != nil {
		return nil
	} else if parts[n] == "*" {
		return []netip.Prefix{netip.PrefixFrom(base, 8*n)}
	}
	if n < 3 {
		return nil
	}
	var out []netip.Prefix
	for last := range 256 {
		word := strconv.Itoa(last)
		if ok, err := path.Match(parts[n], word); ok && err == nil {
			out = append(out, netip.PrefixFrom(netip.MustParseAddr(head+"."+word), 32))
		}
	}
	return out
}

// foreign returns the tunnels that lead to a public address outside the
// site's own networks which the register of tunnels does not list: whoever is
// there sends packets from any address. Where the site does not say which
// networks are its own there are none.
func foreign(s *site.Site, d *model.Device) []string {
	if s == nil || len(s.Networks[site.Own]) == 0 {
		return nil
	}
	approved, _ := s.Values("tunnels")
	ours := acl.AddressesOf(s.Networks[site.Own]).Or(reach.Private())
	var out []string
	for _, t := range d.Tunnels {
		a, err := netip.ParseAddr(t.Destination.V)
		if err != nil || audit.Listed(t.Name, approved) || audit.Listed(t.Destination.V, approved) {
			continue
		}
		if !acl.AddressesOf([]netip.Prefix{netip.PrefixFrom(a, a.BitLen())}).Minus(ours).Empty() {
			out = append(out, t.Name)
		}
	}
	return out
}

// edges are the interfaces that the site's register says face others, by their
// names or their descriptions.
func edges(s *site.Site, d *model.Device) []string {
	if s == nil {
		return nil
	}
	listed, _ := s.Values("edge_interfaces")
	var out []string
	for _, i := range d.Interfaces {
		if audit.Listed(i.Name, listed) || i.Description.V != "" && audit.Listed("description:"+i.Description.V, listed) {
			out = append(out, i.Name)
		}
	}
	return out
}

// exposure is what one input gave.
type exposure struct {
	device  report.Device
	answers []report.ReachAnswer
}

func runACLExposed(ctx context.Context, env Env, args []string, opt flags) error {
	fail, err := opt.reportFlags()
	if err != nil {
		return err
	}
	described, err := loadSite(opt.sitePath, args)
	if err != nil {
		return err
	}
	r, err := newReader(opt.os)
	if err != nil {
		return err
	}
	r.options.AssumeComplete = opt.assumeComplete
	nets, known := inside(described)
	from := reach.Origin{Sources: reach.Unicast().Minus(acl.AddressesOf(nets)), Strangers: true}
	out := &report.Exposed{Devices: []report.Device{}, Exposed: []report.ReachAnswer{}, Inside: acl.AddressesOf(nets).Prefixes(), Declared: known}
	err = eachInput(ctx, env, args, func(in file.Input) exposure {
		dev, p := r.read(in)
		x := exposure{device: dev}
		if p == nil {
			return x
		}
		d := reach.New(p.Device, r.parser.Absence()[p.Device.OS])
		from := from
		from.Facing = append(foreign(described, p.Device), edges(described, p.Device)...)
		for _, s := range d.Services() {
			x.answers = append(x.answers, report.NewReachAnswer(in.Path, dev.Hostname, d.Reach(s, from), p.Text))
		}
		return x
	}, func(x exposure) error {
		out.Devices = append(out.Devices, x.device)
		out.Exposed = append(out.Exposed, x.answers...)
		return nil
	})
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(out.Devices, func(d report.Device) bool { return d.Judged() }) {
		return errNoConfig()
	}
	if err := report.WriteExposed(env.Stdout, out, opt.format, opt.view(env)); err != nil {
		return err
	}
	return fail.status(out.Weight())
}

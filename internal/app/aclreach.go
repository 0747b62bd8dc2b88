package app

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/reach"
	"github.com/linewarden/linewarden/report"
)

type reachOptions struct {
	flags
	to   string
	from []string
}

func newACLReach(env Env) *cobra.Command {
	var opt reachOptions
	c := &cobra.Command{
		Use:   "reach PATH... --to DEVICE[:PORT]",
		Short: "Say who gets from where to which service of a device",
		Long: `Reach follows sessions to a device itself: whether the service is on, the filter
of the interface that they come by, what the interface or zone admits, the filter
before the processor, the access class of the line and the filter of the service.
It answers yes with the sources that get in, no with what stops them, or unknown
with what leaves it open.

--from takes prefixes, and names of interfaces or zones of the device; without it
every source is asked about. A prefix comes by the interface whose subnet holds
it; else routing decides, and the answer is yes only where every interface lets
it in. Name both a prefix and an interface to say which way it comes.`,
		Example: `  linewarden acl reach ./configs --to edge1:22 --from 203.0.113.0/24
  linewarden acl reach edge1.cfg --to edge1:ssh --from outside --format json`,
		Args: needPaths,
		RunE: func(c *cobra.Command, args []string) error { return runACLReach(c.Context(), env, args, opt) },
	}
	opt.addOutput(c, "text", "json")
	opt.addFailOn(c, "never")
	opt.addInput(c)
	c.Flags().StringVar(&opt.to, "to", "", "hostname or file of the device, with :PORT or :SERVICE for one service")
	c.Flags().StringSliceVar(&opt.from, "from", nil, "prefixes, or interfaces or zones of the device, that sessions come from")
	return c
}

func runACLReach(ctx context.Context, env Env, args []string, opt reachOptions) error {
	fail, err := opt.reportFlags()
	if err != nil {
		return err
	}
	if opt.to == "" {
		return hint(errors.New("acl reach needs --to DEVICE[:PORT]"), "linewarden acl reach ./configs --to edge1:22 --from 203.0.113.0/24")
	}
	r, err := newReader(opt.os)
	if err != nil {
		return err
	}
	r.options.AssumeComplete = opt.assumeComplete
	var all []*version
	for _, path := range args {
		list, err := r.versions(ctx, env, path)
		if err != nil {
			return err
		}
		all = append(all, list...)
	}
	v, service, err := target(all, opt.to)
	if err != nil {
		return err
	}
	d := reach.New(v.Device, r.parser.Absence()[v.Device.OS])
	from, err := origin(d, opt.from)
	if err != nil {
		return err
	}
	services, err := chosen(d, service)
	if err != nil {
		return err
	}
	out := &report.Reach{Path: v.path, Device: v.Device.Hostname.V, From: opt.from, Answers: []report.ReachAnswer{}}
	for _, s := range services {
		out.Answers = append(out.Answers, report.NewReachAnswer(v.path, v.Device.Hostname.V, d.Reach(s, from), v.Text))
	}
	if err := report.WriteReach(env.Stdout, out, opt.format, opt.view(env)); err != nil {
		return err
	}
	return fail.status(out.Weight())
}

// target finds the device that --to names, and what follows its colon. A name
// that holds a colon itself is tried whole first.
func target(all []*version, to string) (v *version, service string, err error) {
	name := to
	list := called(all, name)
	if i := strings.LastIndexByte(to, ':'); len(list) == 0 && i >= 0 {
		name, service = to[:i], to[i+1:]
		list = called(all, name)
	}
	switch len(list) {
	case 1:
		return list[0], service, nil
	case 0:
		var names []string
		for _, v := range all {
			names = append(names, v.name())
		}
		return nil, "", hint(fmt.Errorf("--to %q: no such device", name), "one of "+firstOf(names, 12))
	}
	return nil, "", hint(fmt.Errorf("--to %q: %d files have this name", name, len(list)), "name the file as it is listed, such as "+list[0].path)
}

// name is what a user calls a version by.
func (v *version) name() string {
	if v.Device.Hostname.V != "" {
		return v.Device.Hostname.V
	}
	return v.path
}

func called(all []*version, name string) []*version {
	var out []*version
	for _, same := range []func(*version) bool{
		func(v *version) bool { return v.path == name },
		func(v *version) bool { return v.Device.Hostname.V == name },
		func(v *version) bool {
			return v.file == name || strings.TrimSuffix(v.file, filepath.Ext(v.file)) == name
		},
	} {
		for _, v := range all {
			if same(v) {
				out = append(out, v)
			}
		}
		if out != nil {
			break
		}
	}
	return out
}

// firstOf joins the first max names and counts the others.
func firstOf(names []string, max int) string {
	slices.Sort(names)
	if names = slices.Compact(names); len(names) > max {
		return strings.Join(names[:max], ", ") + fmt.Sprintf(" and %d more", len(names)-max)
	}
	return strings.Join(names, ", ")
}

// chosen returns the services that a port or name stands for, all for "".
func chosen(d *reach.Device, name string) ([]reach.Service, error) {
	if name == "" {
		return d.Services(), nil
	}
	if n, err := strconv.ParseUint(name, 10, 16); err == nil && n > 0 {
		return d.At(uint16(n)), nil
	}
	if list, ok := d.Named(name); ok {
		return list, nil
	}
	return nil, hint(fmt.Errorf("--to: %q is no port and no service", name), "a number from 1 to 65535, or one of "+strings.Join(reach.Names(), ", "))
}

// origin reads --from.
func origin(d *reach.Device, from []string) (reach.Origin, error) {
	var out reach.Origin
	var nets []netip.Prefix
	for _, text := range from {
		p, err := netip.ParsePrefix(text)
		if a, err2 := netip.ParseAddr(text); err != nil && err2 == nil && a.Zone() == "" {
			p, err = a.Prefix(a.BitLen())
		}
		switch {
		case err == nil:
			nets = append(nets, p.Masked())
		case d.Has(text):
			out.Interfaces = append(out.Interfaces, text)
		default:
			return out, hint(fmt.Errorf("--from %q: no prefix, and no interface or zone of the device", text), "one of "+firstOf(d.Interfaces(), 12)+", or a prefix such as 203.0.113.0/24")
		}
	}
	out.Sources = acl.AddressesOf(nets)
	if len(nets) == 0 {
		out.Sources = reach.Unicast()
	}
	return out, nil
}

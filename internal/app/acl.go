package app

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"github.com/linewarden/linewarden/collect/file"
	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/report"
)

func newACL(env Env) *cobra.Command {
	c := &cobra.Command{
		Use:   "acl",
		Short: "Say exactly what packet filters do, line by line",
		Example: `  linewarden acl check ./configs
  linewarden acl exposed ./configs`,
		Args: onlyCommands,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newACLCheck(env), newACLDiff(env), newACLReach(env), newACLExposed(env))
	return c
}

func newACLCheck(env Env) *cobra.Command {
	var opt flags
	c := &cobra.Command{
		Use:   "check PATH...",
		Short: "Find lines of filters that can never match, repeat or contradict others",
		Long: `Check judges every line of every filter for all packets, IPv4 and IPv6: what no
packet reaches and which lines take it, what only repeats later lines, what can
match nothing at all, and filters that are used and not defined or the reverse.

Lines that the file does not resolve (domain names, applications, users,
schedules) never count as taking packets from others.`,
		Example: `  linewarden acl check ./configs
  linewarden acl check edge1.cfg --all --format json`,
		Args: needPaths,
		RunE: func(c *cobra.Command, args []string) error { return runACLCheck(c.Context(), env, args, opt) },
	}
	opt.addOutput(c, "text", "json")
	opt.addFailOn(c, "high")
	opt.addSystem(c)
	c.Flags().BoolVar(&opt.all, "all", false, "also show in the text which lines are partly shadowed")
	return c
}

// filtered is what one input gave.
type filtered struct {
	device  report.Device
	filters []report.Filter
}

func runACLCheck(ctx context.Context, env Env, args []string, opt flags) error {
	fail, err := opt.reportFlags()
	if err != nil {
		return err
	}
	r, err := newReader(opt.os)
	if err != nil {
		return err
	}
	out := &report.Filters{Devices: []report.Device{}, Filters: []report.Filter{}, Counts: map[string]int{}}
	err = eachInput(ctx, env, args, func(in file.Input) filtered {
		d, p := r.read(in)
		f := filtered{device: d}
		if p == nil {
			return f
		}
		for x := range acl.Filters(p.Device) {
			f.filters = append(f.filters, report.NewFilter(in.Path, d.Hostname, x, p.Text))
		}
		return f
	}, func(f filtered) error {
		out.Devices = append(out.Devices, f.device)
		out.Filters = append(out.Filters, f.filters...)
		for _, x := range f.filters {
			for _, y := range x.Findings {
				out.Counts[string(y.Kind)]++
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(out.Devices, func(d report.Device) bool { return d.Judged() }) {
		return errNoConfig()
	}
	if err := report.WriteFilters(env.Stdout, out, opt.format, opt.view(env)); err != nil {
		return err
	}
	return fail.status(out.Weight())
}

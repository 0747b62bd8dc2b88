package app

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/linewarden/linewarden/collect/file"
	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/report"
)

func newACLDiff(env Env) *cobra.Command {
	var opt flags
	c := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Say which packets are newly permitted or denied between two configurations",
		Long: `Diff compares the filters of the same name in two configurations, or in two
folders of them, and names the packets that are treated differently, the lines
that decide and an example. Filters that are written otherwise and treat every
packet as before are counted as the same.

Devices are paired by hostname, or else by path and file name.`,
		Example: `  linewarden acl diff edge1.old.cfg edge1.cfg
  linewarden acl diff ./monday ./tuesday --format json`,
		Args: needTwo,
		RunE: func(c *cobra.Command, args []string) error { return runACLDiff(c.Context(), env, args, opt) },
	}
	opt.addOutput(c, "text", "json")
	opt.addFailOn(c, "high")
	opt.addSystem(c)
	return c
}

// version is one configuration of a device.
type version struct {
	path  string
	below string // path below what the user named, "" where that is the file itself
	file  string // the last element of path
	*parse.Result
}

// pair is two versions of one device; either may be nil.
type pair struct{ old, new *version }

// versions reads every configuration below path.
func (r *reader) versions(ctx context.Context, env Env, path string) ([]*version, error) {
	var out []*version
	err := eachInput(ctx, env, []string{path}, func(in file.Input) *version {
		if _, p := r.read(in); p != nil {
			return &version{path: in.Path, below: below(in.Path, path), file: filepath.Base(in.Path), Result: p}
		}
		return nil
	}, func(v *version) error {
		if v != nil {
			out = append(out, v)
		}
		return nil
	})
	if err == nil && len(out) == 0 {
		return nil, hint(fmt.Errorf("%s holds no configuration of a supported system", path), "linewarden parse config FILE says what a file is taken for; --os names the system")
	}
	return out, err
}

// below is an input's path below a folder, archive or repository.
func below(path, root string) string {
	rest, _ := strings.CutPrefix(filepath.ToSlash(path), filepath.ToSlash(filepath.Clean(root)))
	return strings.TrimLeft(rest, "!/")
}

// pairs joins the versions of each device, and two single files in any case: by
// hostname, where a hostname is no device's own (a default, a copy) by the path
// below the two folders, then by file name; each where only one on either side
// is left that has it. The rest came or went.
func pairs(old, new []*version) []pair {
	if len(old) == 1 && len(new) == 1 {
		return []pair{{old[0], new[0]}}
	}
	partner := map[*version]*version{}
	hostname := func(v *version) string { return v.Device.Hostname.V }
	for _, key := range []func(*version) string{
		hostname, func(v *version) string { return v.below }, func(v *version) string { return v.file }, hostname,
	} {
		was, is := single(old, partner, key), single(new, partner, key)
		for k, n := range is {
			if o := was[k]; o != nil && n != nil {
				partner[o], partner[n] = n, o
			}
		}
	}
	var out []pair
	for _, n := range new {
		out = append(out, pair{partner[n], n})
	}
	for _, o := range old {
		if partner[o] == nil {
			out = append(out, pair{old: o})
		}
	}
	return out
}

// single gives the versions without a partner by key; nil are keys that several
// have. An empty key is none.
func single(list []*version, partner map[*version]*version, key func(*version) string) map[string]*version {
	out := map[string]*version{}
	for _, v := range list {
		k := key(v)
		if partner[v] != nil || k == "" {
			continue
		}
		if _, twice := out[k]; twice {
			v = nil
		}
		out[k] = v
	}
	return out
}

func runACLDiff(ctx context.Context, env Env, args []string, opt flags) error {
	fail, err := opt.reportFlags()
	if err != nil {
		return err
	}
	r, err := newReader(opt.os)
	if err != nil {
		return err
	}
	old, err := r.versions(ctx, env, args[0])
	if err != nil {
		return err
	}
	new, err := r.versions(ctx, env, args[1])
	if err != nil {
		return err
	}
	out := &report.FilterDiffs{Filters: []report.FilterDiff{}}
	for _, p := range pairs(old, new) {
		diffFilters(out, p)
	}
	if err := report.WriteFilterDiff(env.Stdout, out, opt.format, opt.view(env)); err != nil {
		return err
	}
	return fail.status(out.Weight())
}

// diffFilters compares the filters of two versions of one device.
func diffFilters(out *report.FilterDiffs, p pair) {
	zones := &acl.Zones{}
	was := filtersOf(p.old, zones)
	for _, f := range filtersOf(p.new, zones) {
		i := slices.IndexFunc(was, func(o *acl.List) bool { return o.Set.Name == f.Set.Name && o.Set.Kind == f.Set.Kind })
		if i < 0 {
			out.Filters = append(out.Filters, alone(p.new, f, "added"))
			continue
		}
		d := acl.Compare(was[i], f)
		was = slices.Delete(was, i, i+1)
		if len(d.Regions) == 0 && d.Whole {
			out.Same++
			continue
		}
		x := report.NewFilterDiff(d, p.old.Text, p.new.Text)
		x.Path, x.OldPath, x.Device = p.new.path, p.old.path, p.new.Device.Hostname.V
		out.Filters = append(out.Filters, x)
	}
	for _, f := range was {
		out.Filters = append(out.Filters, alone(p.old, f, "removed"))
	}
}

// alone describes a filter that only one version has.
func alone(v *version, l *acl.List, status string) report.FilterDiff {
	return report.FilterDiff{Path: v.path, OldPath: v.path, Device: v.Device.Hostname.V, Name: l.Set.Name, Family: l.Set.Family, Status: status,
		Regions: []report.FilterRegion{}, Whole: true, Permitted: "0", Denied: "0"}
}

func filtersOf(v *version, zones *acl.Zones) []*acl.List {
	if v == nil {
		return nil
	}
	var out []*acl.List
	for _, rs := range v.Device.Rulesets {
		out = append(out, acl.Compile(v.Device, rs, zones))
	}
	return out
}

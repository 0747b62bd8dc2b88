package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/collect/file"
	"github.com/linewarden/linewarden/device/intended"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/report"
)

// golden is one file that says what configurations are meant to be.
type golden struct {
	path, file string
	// sections says that it is a template, which holds for every device of
	// its system; otherwise it is the configuration of one device.
	sections bool
	*parse.Result
	why  string // why it cannot be used
	used bool
}

// template reports a file of some sections and the system that its name names.
func template(path string, systems []string) (yes bool, os string) {
	name, ok := strings.CutSuffix(filepath.Base(path), ".tmpl")
	if !ok {
		return false, ""
	}
	if at := strings.LastIndexByte(name, '.'); slices.Contains(systems, name[at+1:]) {
		return true, name[at+1:]
	}
	return true, ""
}

// golden reads one of them; nil is no configuration at all.
func (r *reader) golden(in file.Input) *golden {
	g := &golden{path: in.Path, file: filepath.Base(in.Path)}
	if in.Skip != nil {
		g.why = in.Skip.Reason.String() + ": " + in.Skip.Detail
		return g
	}
	opt := r.options
	var named string
	if g.sections, named = template(in.Path, r.parser.Systems()); named != "" {
		opt.OS = named
	}
	opt.Snippet = true
	p := r.parser.Parse(intended.Prepare(in.Data), opt)
	switch {
	case p.Kind == parse.Config:
		g.Result = p
		p.Text(1) // finds the lines, which may be done by one goroutine only
	case g.sections:
		g.why = "its system is not recognised: name it NAME.SYSTEM.tmpl, as in ntp.ios.tmpl"
	default:
		g.why = "no configuration of a supported system"
	}
	return g
}

func runIntended(ctx context.Context, env Env, args []string, opt driftOptions) error {
	switch {
	case opt.git != "":
		return hint(errors.New("--intended does not go with --git"), "linewarden drift --intended ./golden ./configs")
	case len(args) != 1:
		return hint(errors.New("drift --intended needs one path of configurations"), "linewarden drift --intended ./golden ./configs")
	}
	fail, err := opt.reportFlags()
	if err != nil {
		return err
	}
	r, err := newReader(opt.os)
	if err != nil {
		return err
	}
	r.options.AssumeComplete = opt.assumeComplete
	out := &report.Intended{Intended: opt.intended, Actual: args[0]}
	all, err := r.goldens(ctx, env, opt.intended)
	if err != nil {
		return err
	}
	actual, err := r.versions(ctx, env, args[0])
	if err != nil {
		return err
	}
	compareAll(out, all, actual)
	out.Settle()
	if err := report.WriteIntended(env.Stdout, out, opt.format, opt.view(env)); err != nil {
		return err
	}
	if !fail.never && (out.Counts["fail"] > 0 || fail.unknown && (out.Counts["unknown"] > 0 || len(out.Skipped) > 0)) {
		return errFindings
	}
	return nil
}

// goldens reads all that says what is intended.
func (r *reader) goldens(ctx context.Context, env Env, path string) ([]*golden, error) {
	var out []*golden
	usable := false
	err := eachInput(ctx, env, []string{path}, r.golden, func(g *golden) error {
		out = append(out, g)
		usable = usable || g.Result != nil
		return nil
	})
	if err == nil && !usable {
		return nil, hint(fmt.Errorf("%s holds no golden configuration and no template", path), "a template is named NAME.SYSTEM.tmpl, as in ntp.ios.tmpl; --os names the system of all files")
	}
	return out, err
}

// compareAll compares each configuration with what holds for it.
func compareAll(out *report.Intended, all []*golden, actual []*version) {
	for _, v := range actual {
		found := false
		for _, g := range all {
			if g.Result == nil || g.OS != v.OS || !g.sections && !g.means(v, len(all) == 1 && len(actual) == 1) {
				continue
			}
			found, g.used = true, true
			out.Compared = append(out.Compared, compareOne(g, v))
		}
		if !found {
			out.Skipped = append(out.Skipped, report.DriftSkip{Path: v.path, Reason: "no golden configuration has its hostname or file name, and no template is of its system"})
		}
	}
	for _, g := range all {
		switch {
		case g.Result == nil:
			out.Skipped = append(out.Skipped, report.DriftSkip{Path: g.path, Reason: g.why})
		case !g.used:
			out.Skipped = append(out.Skipped, report.DriftSkip{Path: g.path, Reason: "no configuration is of the device, or of the system, that this is about"})
		}
	}
}

// means reports that a golden configuration is that of a device.
func (g *golden) means(v *version, only bool) bool {
	if h := g.Device.Hostname.V; h != "" && h == v.Device.Hostname.V {
		return true
	}
	bare := func(s string) string { return strings.TrimSuffix(s, filepath.Ext(s)) }
	return only || bare(g.file) == bare(v.file)
}

func compareOne(g *golden, v *version) report.IntendedDevice {
	d := report.IntendedDevice{Path: v.path, Device: v.Device.Hostname.V, OS: v.OS, Source: g.path, Template: g.sections}
	complete := map[model.Completeness]intended.Complete{model.Whole: intended.Whole, model.Truncated: intended.Cut}[v.Device.Complete]
	want := &intended.Config{OS: g.OS, Tree: g.Tree, Text: g.Text, Complete: intended.Whole}
	have := &intended.Config{OS: v.OS, Tree: v.Tree, Text: v.Text, Complete: complete}
	res, err := intended.Compare(want, have, intended.Options{Sections: g.sections})
	if err != nil {
		d.Reason = err.Error()
		return d
	}
	d.Differences, d.Commands = res.Differences, res.Commands
	return d
}

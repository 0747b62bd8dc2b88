package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/linewarden/linewarden/collect/file"
	"github.com/linewarden/linewarden/detect/sigma"
	"github.com/linewarden/linewarden/detect/sigma/correlate"
	"github.com/linewarden/linewarden/detect/sigma/rule"
	"github.com/linewarden/linewarden/internal/escape"
	"github.com/linewarden/linewarden/report/matches"
)

// ruleSet is rules and correlations that can be evaluated.
type ruleSet struct {
	engine *sigma.Engine
	set    *correlate.Set
	// described are the rules, and behind them the correlations, in the words of
	// the report.
	described []matches.Rule
}

// compileRules compiles documents for events in JSON, with the fields in which
// their times are looked for.
func compileRules(f *rule.File, set *correlate.Set, times []string) (*ruleSet, error) {
	fields := set.Fields()
	if len(set.Correlations()) > 0 {
		fields = append(fields, times...)
	}
	engine, err := sigma.Compile(f.Rules, f.Filters, fields...)
	if err != nil {
		return nil, err
	}
	rs := &ruleSet{engine: engine, set: set}
	for i, r := range f.Rules {
		rs.described = append(rs.described, described(&r.Meta))
		for _, k := range set.Uses(int32(i)) {
			c := set.Correlations()[k]
			by := described(&c.Meta)
			rs.described[i].CountedBy = append(rs.described[i].CountedBy, by.Name())
			rs.described[i].Counted = rs.described[i].Counted || !c.Generate
		}
	}
	for _, c := range set.Correlations() {
		rs.described = append(rs.described, described(&c.Meta))
	}
	return rs, nil
}

// described says of a document by what it is known: its id, or else its path.
func described(m *rule.Meta) matches.Rule {
	r := matches.Rule{ID: m.ID, Title: m.Title, Level: m.Level, Path: m.Path}
	if r.ID == "" {
		r.ID = m.Path
	}
	return r
}

// loader reads documents and says on standard error what cannot be taken.
type loader struct {
	env Env
	bad int
	all rule.File
}

func (l *loader) fault(err error, advice string) {
	l.bad++
	fmt.Fprintf(l.env.Stderr, "error: %s\n", escape.Line(err.Error()))
	if advice != "" {
		fmt.Fprintf(l.env.Stderr, "hint: %s\n", escape.Line(advice))
	}
}

func (l *loader) faults(errs []error) {
	for _, err := range errs {
		var e *rule.Error
		if errors.As(err, &e) {
			l.fault(e, e.Hint)
			continue
		}
		l.fault(err, "")
	}
}

// loadRules reads the rules below path. What cannot be loaded is named on
// standard error, and ends the run unless it is to go on.
func loadRules(ctx context.Context, env Env, path string, keepGoing bool, times []string) (*ruleSet, error) {
	all, bad, err := readRules(ctx, env, path)
	if err != nil {
		return nil, err
	}
	if bad > 0 && !keepGoing {
		return nil, hint(fmt.Errorf("%d of the documents in %s cannot be evaluated", bad, path), "--keep-going evaluates the other rules")
	}
	correlations, _ := correlate.Compile(all.Correlations, all.Rules) // faults were counted
	return compileRules(all, correlations, times)
}

// readRules reads the rules below path and counts the documents that cannot be
// taken, which are named on standard error.
func readRules(ctx context.Context, env Env, path string) (*rule.File, int, error) {
	set, err := file.Open(ctx, []string{path}, file.Options{Stdin: env.Stdin})
	if errors.Is(err, file.ErrNotFound) {
		return nil, 0, hint(err, "name a file of rules, or a folder of them")
	}
	if err != nil {
		return nil, 0, err
	}
	l := &loader{env: env}
	err = set.Stream(ctx, func(in file.Input, rd io.Reader) error { return l.read(path, in, rd) })
	if err = errors.Join(err, set.Close()); err != nil {
		return nil, 0, err
	}
	_, errs := correlate.Compile(l.all.Correlations, l.all.Rules)
	l.faults(errs)
	if len(l.all.Rules) == 0 && l.bad == 0 {
		return nil, 0, hint(fmt.Errorf("%s: no rule in it", path), "rules are files of YAML with a detection, ending in .yml or .yaml")
	}
	return &l.all, l.bad, nil
}

// read reads one input below path.
func (l *loader) read(path string, in file.Input, rd io.Reader) error {
	if in.Skip != nil {
		l.fault(fmt.Errorf("%s: %s: %s", in.Path, in.Skip.Reason, in.Skip.Detail), in.Skip.Hint)
		return nil
	}
	if ext := strings.ToLower(filepath.Ext(in.Path)); in.Path != path && ext != ".yml" && ext != ".yaml" {
		return nil
	}
	data, err := io.ReadAll(io.LimitReader(rd, rule.MaxFile+1))
	if err != nil {
		return nil // the reader's own error comes as a second input, with the reason
	}
	f, errs := rule.Read(in.Path, data, rule.Options{})
	l.faults(errs)
	l.all.Rules = append(l.all.Rules, f.Rules...)
	l.all.Correlations = append(l.all.Correlations, f.Correlations...)
	l.all.Filters = append(l.all.Filters, f.Filters...)
	return nil
}

package file

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
)

// Set is the listed, not yet read, content of the named paths.
type Set struct {
	// Admin counts the .git, CVS and .svn folders that were left out. It is
	// complete when the set has been read, since archives hold some too.
	Admin int

	opt     Options
	entries []entry
	roots   []*os.Root
	listed  int // administration found outside archives
}

// Open lists what lies below paths. It opens no file. An error that is
// ErrNotFound names the path that does not exist; any other error is that of
// ctx. Close the set after reading it.
func Open(ctx context.Context, paths []string, opt Options) (*Set, error) {
	s := &Set{opt: opt.withDefaults()}
	w := walker{ctx: ctx, opt: s.opt, set: s, followed: map[string]bool{}}
	for _, p := range paths {
		if err := w.named(p); err != nil {
			s.Close()
			return nil, err
		}
	}
	s.Admin = s.listed
	order := strings.Compare
	if opt.Rotated {
		order = compareRotated
	}
	slices.SortStableFunc(s.entries, func(a, b entry) int { return order(a.path, b.path) })
	// A path that is named twice, or below another named path, is one input.
	// A folder cut short keeps its skip beside what was listed.
	s.entries = slices.CompactFunc(s.entries, func(a, b entry) bool {
		return a.path == b.path && a.kind == b.kind && (a.kind != aSkip || a.skip.Reason == b.skip.Reason)
	})
	return s, nil
}

// Names returns the listed paths in order. An archive or repository is one
// name here and several inputs when it is read.
func (s *Set) Names() []string {
	names := make([]string, len(s.entries))
	for i := range s.entries {
		names[i] = s.entries[i].path
	}
	return names
}

// Close releases the named folders.
func (s *Set) Close() error {
	var errs []error
	for _, r := range s.roots {
		errs = append(errs, r.Close())
	}
	s.roots = nil
	return errors.Join(errs...)
}

// Walk reads the set in order and calls fn for each input, one at a time. It
// stops at the first error of fn or ctx and returns it. A set that holds
// standard input can be read once.
func (s *Set) Walk(ctx context.Context, fn func(Input) error) error {
	meter := progress{report: s.opt.Progress}
	r := newReader(ctx, s)
	r.reserve = func(int64) error { return nil }
	r.emit = func(it item) error {
		in := it.load()
		if err := fn(in); err != nil {
			return err
		}
		meter.delivered(it.total, in)
		return nil
	}
	return r.run()
}

// Walk opens paths, reads all inputs in order and calls fn for each.
func Walk(ctx context.Context, paths []string, opt Options, fn func(Input) error) error {
	s, err := Open(ctx, paths, opt)
	if err != nil {
		return err
	}
	return errors.Join(s.Walk(ctx, fn), s.Close())
}

// progress adds up what was delivered.
type progress struct {
	report func(done, total int, bytes int64)
	done   int
	bytes  int64
}

func (p *progress) delivered(total int, in Input) {
	p.done++
	p.bytes += int64(len(in.Data))
	if p.report != nil {
		p.report(p.done, max(total, p.done), p.bytes)
	}
}

package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/linewarden/linewarden/collect/file"
	"github.com/linewarden/linewarden/collect/file/gitrepo"
	"github.com/linewarden/linewarden/device/drift"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/internal/escape"
	"github.com/linewarden/linewarden/report"
)

const (
	// maxVersion is the largest version of a file in a history, in bytes.
	maxVersion = 16 << 20
	// maxHeld bounds the text of the versions that are held to compare the next
	// ones with; the model of a text takes some twenty times its size.
	maxHeld = 8 << 20
)

func runHistory(ctx context.Context, env Env, args []string, opt driftOptions) error {
	if len(args) != 0 {
		return hint(errors.New("drift --git takes no paths besides the repository"), "linewarden drift --git REPOSITORY")
	}
	since, err := sinceTime(opt.since, env.Now())
	if err != nil {
		return err
	}
	d, err := newDiffer(env, opt, opt.git)
	if err != nil {
		return err
	}
	c, note := d.openCache(env, opt.git, opt)
	out, err := d.history(ctx, env, opt.git, since, c)
	if err != nil {
		return err
	}
	if err := c.write(env.Now(), d.engine.Until()); err != nil {
		note = "the cache of this history was not kept: " + err.Error()
	}
	if note != "" {
		fmt.Fprintln(env.Stderr, "linewarden: note:", escape.Line(note))
	}
	out.Since = opt.since
	return d.write(env, out, opt)
}

// history reads the history of a repository.
func (d *differ) history(ctx context.Context, env Env, repo string, since time.Time, c *historyCache) (*report.Drift, error) {
	from := since
	if !since.IsZero() {
		from = since.Add(-drift.RevertWindow) // to know what is undone
	}
	h, err := file.OpenHistory(ctx, repo, from, file.Options{MaxFile: maxVersion})
	switch {
	case errors.Is(err, file.ErrNotFound):
		return nil, hint(err, "name a git repository, bare or with its work tree")
	case errors.Is(err, file.ErrNoRepository):
		return nil, hint(err, noRepositoryAdvice(repo))
	case err != nil:
		return nil, hint(err, "run git fsck on it")
	}
	defer h.Close()
	p := &past{differ: d, h: h, since: since, cache: c, out: &report.Drift{Repository: repo, Notes: slices.Clone(d.notes)}, devices: map[string]*held{}}
	return p.out, p.run(ctx, env)
}

// noRepositoryAdvice names repositories that lie in a folder, as Oxidized writes
// one for each group.
func noRepositoryAdvice(path string) string {
	var inside []string
	entries, _ := os.ReadDir(path) // what cannot be listed holds none
	for _, e := range entries {
		for _, mark := range []string{".git", "objects"} {
			if info, err := os.Stat(filepath.Join(path, e.Name(), mark)); err == nil && info.IsDir() {
				inside = append(inside, escape.Line(filepath.Join(path, e.Name())))
				break
			}
		}
	}
	switch n := len(inside); {
	case n == 0:
		return "name a git repository with a commit; two folders are compared by linewarden drift OLD NEW"
	case n > 5:
		inside = append(inside[:5], fmt.Sprintf("or one of %d more", n-5))
	}
	return "it holds repositories, which are asked one by one: " + strings.Join(inside, ", ")
}

// past compares the versions of a history, one after the other.
type past struct {
	*differ
	h     *file.History
	since time.Time // the zero time asks for all
	cache *historyCache
	out   *report.Drift
	// devices are the files that were seen, by path in the repository.
	devices map[string]*held
	bytes   int64 // of texts held
	clock   int   // counts versions, to know which was used last
	others  int   // versions that are no configurations
	first   int   // the first commit that is asked for; those before it only tell what is undone
	early   int   // changes of commits before it

	// The walk, of the goroutine that calls next.
	at      int // the commit whose files are in pending
	base    gitrepo.Hash
	pending []gitrepo.Diff
	seen    map[string]bool
}

// held is the last version of a file that is a configuration; version is nil
// also where the cache knows all that was asked of it.
type held struct {
	hash    gitrepo.Hash
	commit  gitrepo.Hash   // one that has it
	version *drift.Version // nil where it was let go
	size    int64
	used    int
	changed bool
	asked   bool // a commit that is asked for changed it
}

// step is one file that a commit changed.
type step struct {
	n      int // of the commit
	commit gitrepo.Commit
	diff   gitrepo.Diff
	first  bool // the older version is not held either
	skip   *report.DriftSkip
}

// read is a step with its versions; nil is one that is no configuration.
type read struct {
	step
	old, new *loaded
	err      error // of the new version
	oldErr   error
}

// loaded is a version that is a configuration; version is nil where the cache
// knows what is asked of it.
type loaded struct {
	version *drift.Version
	size    int64
}

func (p *past) run(ctx context.Context, env Env) error {
	bar := newProgress(env)
	defer bar.done()
	p.seen, p.base = map[string]bool{}, p.h.Commits[0].Tree
	dates := straighten(p.h.Commits, env.Now())
	if note := dates.note(p.h.Commits); note != "" {
		p.out.Notes = append(p.out.Notes, note)
	}
	p.first = dates.begin(p.h.Commits, p.since, env.Now())
	p.out.Commits = len(p.h.Commits) - max(p.first-1, 0)
	err := ordered(ctx, runtime.GOMAXPROCS(0), p.next, p.load, func(r read) error {
		bar.update(r.n, len(p.h.Commits), 0)
		p.take(r)
		return nil
	})
	if err != nil {
		return err
	}
	if p.out.Versions == 0 && len(p.out.Skipped) == 0 && len(p.h.Commits) > 1 && p.others > 0 {
		return errNoConfig()
	}
	p.out.Findings = drift.Reverts(p.out.Changes)
	p.leaveOut()
	for _, d := range p.devices {
		switch {
		case !d.asked:
		case d.changed:
			p.out.Devices++
		default:
			p.out.Devices++
			p.out.Same++
		}
	}
	p.remarks()
	return nil
}

// leaveOut drops what commits before the first one changed and undid.
func (p *past) leaveOut() {
	p.out.Changes = slices.Delete(p.out.Changes, 0, p.early)
	asked := map[string]bool{}
	for _, c := range p.h.Commits[p.first:] {
		asked[c.Hash.String()] = true
	}
	p.out.Findings = slices.DeleteFunc(p.out.Findings, func(f drift.Revert) bool { return !asked[f.RevertedBy] })
}

// remarks says what the history does not show.
func (p *past) remarks() {
	if p.h.Short != nil {
		p.out.Notes = append(p.out.Notes, "the history is not whole: "+p.h.Short.Error())
	}
	if p.others > 0 {
		p.out.Notes = append(p.out.Notes, report.Counted(p.others, "version is no configuration of a supported system", "versions are no configurations of a supported system")+" and was not compared")
	}
	switch c := p.h.Commits; {
	case p.first == len(c) && !c[len(c)-1].Time.IsZero():
		p.out.Notes = append(p.out.Notes, "no commit is as young as --since asks: the last is of "+c[len(c)-1].Time.Format(time.RFC3339))
	case len(c) == 1:
		p.out.Notes = append(p.out.Notes, "there is one commit, and nothing to compare it with")
	}
	p.out.Notes = append(p.out.Notes, "what was changed and undone between two collections is in no history; only the device's own change log tells")
}

// next gives the files that commits changed, in the order of the commits. What
// is not there in the first commit is new; the first one itself is only
// compared with.
func (p *past) next() (step, bool) {
	for len(p.pending) == 0 {
		if p.at++; p.at >= len(p.h.Commits) {
			return step{}, false
		}
		c := p.h.Commits[p.at]
		diff, err := p.h.Diff(p.base, c.Tree)
		if err != nil {
			// What this commit changed is seen with the next that can be read,
			// unless it is the one before that cannot.
			if _, err := p.h.Diff(gitrepo.Hash{}, p.base); err != nil {
				p.base = c.Tree
			}
			p.pending = nil
			return step{n: p.at, commit: c, skip: &report.DriftSkip{Path: p.out.Repository, Commit: c.Hash.String(), Reason: err.Error()}}, true
		}
		p.base, p.pending = c.Tree, diff
	}
	s := step{n: p.at, commit: p.h.Commits[p.at], diff: p.pending[0]}
	p.pending = p.pending[1:]
	s.first = !p.seen[s.diff.Path]
	p.seen[s.diff.Path] = true
	return s, true
}

// load reads the versions of a step and asks the checks of them.
func (p *past) load(s step) read {
	r := read{step: s}
	if s.skip != nil || s.diff.Kind != gitrepo.Regular {
		return r
	}
	shown, _ := p.h.Path(s.diff.Path)
	_, known := p.cache.changes(pairKey(shown, s.diff.Old, s.diff.New))
	if s.diff.New != (gitrepo.Hash{}) {
		r.new, r.err = p.recall(s.diff.Path, s.diff.New, known)
	}
	if s.first && s.diff.Old != (gitrepo.Hash{}) {
		r.old, r.oldErr = p.recall(s.diff.Path, s.diff.Old, known)
	}
	return r
}

// recall is blob, and reads nothing where the cache knows the changes and that
// the version is a configuration, or that it is none.
func (p *past) recall(name string, at gitrepo.Hash, changes bool) (*loaded, error) {
	switch is, known := p.cache.config(at); {
	case known && !is:
		return nil, nil
	case known && changes:
		return &loaded{}, nil
	}
	return p.blob(name, at)
}

// blob reads and judges one version; nil without an error is no configuration.
func (p *past) blob(name string, at gitrepo.Hash) (*loaded, error) {
	data, err := p.h.Blob(at)
	if err != nil {
		return nil, err
	}
	r := p.parser.Parse(data, p.options)
	p.cache.keepConfig(at, r.Kind == parse.Config)
	if r.Kind != parse.Config {
		return nil, nil
	}
	shown, _ := p.h.Path(name)
	v := p.version(shown, r)
	v.Results()
	return &loaded{v, int64(len(data))}, nil
}

// take takes in a step.
func (p *past) take(r read) {
	p.compareStep(r)
	if d := p.devices[r.diff.Path]; r.n >= p.first && d != nil {
		if !d.asked && !r.first && r.diff.Old != (gitrepo.Hash{}) {
			p.out.Versions++ // the one that it is compared with
		}
		d.asked = true
	}
	if r.n < p.first { // counted, named and shown is what is asked for
		p.early, p.out.Versions, p.others, p.out.Skipped = len(p.out.Changes), 0, 0, nil
		for _, d := range p.devices {
			d.changed = false
		}
	}
}

// compareStep compares a version with the one before it.
func (p *past) compareStep(r read) {
	p.clock++
	name := r.diff.Path
	shown, ok := p.h.Path(name)
	switch {
	case r.skip != nil:
		p.out.Skipped = append(p.out.Skipped, *r.skip)
		return
	case r.diff.Kind != gitrepo.Regular:
		return
	case !ok:
		shown = path.Base(p.out.Repository) + "!/" + name
	}
	if r.oldErr != nil {
		p.skip(shown, r.commit, "the version before this commit: "+r.oldErr.Error())
	}
	p.known(name, r)
	before := p.devices[name]
	gone := r.diff.New == (gitrepo.Hash{})
	switch {
	case r.err != nil:
		p.skip(shown, r.commit, r.err.Error())
	case r.new == nil && !gone:
		p.others++
		if before != nil {
			p.skip(shown, r.commit, "this version is no configuration of a supported system; the next one is compared with the one before it")
		}
	case gone && before != nil && before.hash != (gitrepo.Hash{}):
		p.compare(name, shown, before, r)
		p.release(before)
		before.hash = gitrepo.Hash{}
	case gone:
	case before == nil || before.hash == (gitrepo.Hash{}):
		p.out.Versions++
		d := &held{}
		if before != nil {
			d = before
		}
		p.devices[name] = d
		p.compare(name, shown, d, r)
		p.hold(d, r.diff.New, r.commit, r.new)
	default:
		p.out.Versions++
		p.compare(name, shown, before, r)
		p.hold(before, r.diff.New, r.commit, r.new)
	}
}

// compare takes in what a step changed of a file, from the cache where that
// knows it.
func (p *past) compare(name, shown string, d *held, r read) {
	key := pairKey(shown, d.hash, r.diff.New)
	list, ok := p.cache.changes(key)
	if !ok {
		if list, ok = p.differences(name, shown, d, r); !ok {
			return
		}
		p.cache.keep(key, list)
	}
	p.add(d, r.commit, list...)
}

// differences works out what a step changed; false where a version that it
// needs cannot be read.
func (p *past) differences(name, shown string, d *held, r read) ([]drift.Change, bool) {
	var old, new *drift.Version
	none := gitrepo.Hash{}
	if d.hash != none {
		if old = p.latest(name, shown, d, r.commit); old == nil {
			return nil, false
		}
	}
	if r.diff.New != none {
		// The cache knew what it became of another version than this.
		if new = p.latest(name, shown, &held{hash: r.diff.New, version: r.new.version}, r.commit); new == nil {
			return nil, false
		}
	}
	switch {
	case old == nil:
		return []drift.Change{p.comparer.Appeared(new)}, true
	case new == nil:
		return []drift.Change{p.comparer.Vanished(old)}, true
	}
	return p.comparer.Compare(old, new), true
}

// known takes in the version before the first change that is seen of a file.
func (p *past) known(name string, r read) {
	if r.old == nil || p.devices[name] != nil {
		return
	}
	d := &held{}
	p.devices[name] = d
	p.hold(d, r.diff.Old, p.h.Commits[max(r.n-1, 0)], r.old)
	p.out.Versions++
}

// skip says that a version could not be compared.
func (p *past) skip(shown string, c gitrepo.Commit, why string) {
	p.out.Skipped = append(p.out.Skipped, report.DriftSkip{Path: shown, Commit: c.Hash.String(), Reason: why})
}

// add takes in changes of one commit. What a cut of the version before it hides
// is said with that version's commit.
func (p *past) add(d *held, c gitrepo.Commit, changes ...drift.Change) {
	for _, ch := range changes {
		ch.Commit = c.Hash.String()
		if ch.Fact == drift.Cut && ch.Span == nil && d.commit != (gitrepo.Hash{}) {
			ch.Sentence = "commit " + d.commit.String()[:12] + ": " + ch.Sentence
		}
		if !c.Time.IsZero() {
			t := c.Time.UTC()
			ch.Time = &t
		}
		d.changed = true
		p.out.Changes = append(p.out.Changes, ch)
	}
}

// latest returns the version that is held of a file, and reads it again where
// it was let go; nil where that fails.
func (p *past) latest(name, shown string, d *held, c gitrepo.Commit) *drift.Version {
	if d.version != nil {
		return d.version
	}
	l, err := p.blob(name, d.hash)
	if err != nil {
		p.skip(shown, c, "the version before this commit: "+err.Error())
		return nil
	}
	if l == nil {
		return nil
	}
	return l.version
}

// hold keeps a version to compare the next with, and lets those go that were
// not used for longest.
func (p *past) hold(d *held, at gitrepo.Hash, c gitrepo.Commit, l *loaded) {
	p.release(d)
	d.hash, d.commit, d.version, d.size, d.used = at, c.Hash, l.version, l.size, p.clock
	for p.bytes += l.size; p.bytes > maxHeld; {
		var oldest *held
		for _, o := range p.devices {
			if o != d && o.version != nil && (oldest == nil || o.used < oldest.used) {
				oldest = o
			}
		}
		if oldest == nil {
			return
		}
		p.release(oldest)
	}
}

func (p *past) release(d *held) {
	if d.version != nil {
		p.bytes -= d.size
		d.version = nil
	}
}

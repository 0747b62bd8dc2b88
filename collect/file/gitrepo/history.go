package gitrepo

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// backdated is how many commits in a row must be older than asked for before
// the rest is taken for older too.
const backdated = 32

// History returns the commits from one on by first parents, oldest first: at
// most max of them, and none before since, but for one that what follows is
// compared with. The zero time is all.
//
// Who commits chooses the time: a commit that claims to be older than it is, or
// has no time, does not hide what lies before it. The way back ends after
// backdated commits in a row that are older.
//
// What a merge brought in is seen where it was merged. With an error it returns
// the commits up to the place that cannot be read, newest ones included:
// ErrMissing there is the edge of a shallow clone, ErrTooMany says that there
// are more than max.
func (r *Repo) History(from Hash, since time.Time, max int) ([]Commit, error) {
	var out []Commit
	var err error
	seen := map[Hash]bool{}
	older := 0 // the last commits of out that are before since
	for at := from; ; {
		if seen[at] { // SHA-1 makes it impossible; nothing rests on that
			err = fmt.Errorf("commit %s: %w: its ancestors lead back to it", at, ErrDamaged)
			break
		}
		seen[at] = true
		var c Commit
		if c, err = r.Commit(at); err != nil {
			break
		}
		if n := len(out); n > 0 && out[n-1].Time.Before(c.Time) {
			older = 0 // what is dated before its parent may be as young as any
		}
		out = append(out, c)
		if older++; since.IsZero() || c.Time.IsZero() || !c.Time.Before(since) {
			older = 0
		}
		if len(c.Parents) == 0 || older == backdated {
			break
		}
		if len(out) >= max {
			err = fmt.Errorf("%w: more than %d commits", ErrTooMany, max)
			break
		}
		at = c.Parents[0]
	}
	if older > 0 {
		out = out[:len(out)-older+1]
		if errors.Is(err, ErrTooMany) || r.IsShallow() {
			err = nil // all since then is there
		}
	}
	slices.Reverse(out)
	return out, err
}

// IsShallow says whether the repository was cloned without its older commits.
func (r *Repo) IsShallow() bool {
	text, err := r.readSmall("shallow")
	return err == nil && text != ""
}

// Diff is one file that differs between two commits. A zero Hash is a file that
// the commit does not have.
type Diff struct {
	Path     string // as in File
	Old, New Hash
	Kind     Kind // of the newer one that there is
}

// Diff lists the files that differ between two trees, sorted by path. Folders
// of equal hash are not read. With an error it returns those that it could
// list.
func (r *Repo) Diff(old, new Hash) ([]Diff, error) {
	d := differ{repo: r}
	d.trees(old, new, "", 0)
	slices.SortStableFunc(d.out, func(a, b Diff) int { return strings.Compare(a.Path, b.Path) })
	return d.out, d.err
}

type differ struct {
	repo  *Repo
	out   []Diff
	count int // folders read
	err   error
}

func (d *differ) fail(err error) {
	if d.err == nil {
		d.err = err
	}
}

// node is one entry of a folder.
type node struct {
	mode string
	hash Hash
}

// trees compares two folders; a zero Hash is one that is not there.
func (d *differ) trees(old, new Hash, dir string, depth int) {
	if old == new {
		return
	}
	if d.count += 2; depth > maxTreeDepth || d.count > 2*d.repo.lim.MaxFiles {
		d.fail(ErrTooMany)
		return
	}
	was, err := d.entries(old)
	if err != nil {
		// Without the older folder all of the newer one would look new.
		d.fail(fmt.Errorf("folder %q: %w", dir, err))
		return
	}
	is, err := d.entries(new)
	if err != nil {
		d.fail(fmt.Errorf("folder %q: %w", dir, err))
		return
	}
	for name, n := range is {
		if was[name] != n {
			d.entry(was[name], n, dir+name, depth)
		}
	}
	for name, o := range was {
		if _, both := is[name]; !both {
			d.entry(o, node{}, dir+name, depth)
		}
	}
}

func (n node) folder() bool { return n.mode == "40000" }

// entry compares two entries of one name; the zero node is none.
func (d *differ) entry(o, n node, path string, depth int) {
	if o.folder() || n.folder() {
		var old, new Hash
		if o.folder() {
			old, o = o.hash, node{}
		}
		if n.folder() {
			new, n = n.hash, node{}
		}
		d.trees(old, new, path+"/", depth+1)
	}
	if o.hash == n.hash { // none, or only the mode
		return
	}
	if len(d.out) >= d.repo.lim.MaxFiles {
		d.fail(ErrTooMany)
		return
	}
	mode := n.mode
	if mode == "" {
		mode = o.mode
	}
	d.out = append(d.out, Diff{Path: path, Old: o.hash, New: n.hash, Kind: kindOf(mode)})
}

// entries reads one folder by name; the zero Hash is an empty one.
func (d *differ) entries(h Hash) (map[string]node, error) {
	out := map[string]node{}
	if h == (Hash{}) {
		return out, nil
	}
	data, err := d.repo.typed(h, tree)
	if err != nil {
		return nil, err
	}
	for len(data) > 0 {
		var mode, name string
		var at Hash
		if mode, name, at, data, err = treeEntry(data); err != nil {
			return nil, err
		}
		if len(out) >= d.repo.lim.MaxFiles {
			return nil, ErrTooMany
		}
		out[name] = node{mode, at}
	}
	return out, nil
}

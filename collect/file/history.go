package file

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync"
	"time"

	"github.com/linewarden/linewarden/collect/file/gitrepo"
)

// Bounds of a history. The work is bytes inflated and copied: a version at the
// end of a chain of deltas costs its size times the length of the chain.
const (
	maxCommits  = 200_000
	historyWork = 256 * gib
)

// ErrNoRepository says that a path is no git repository, or none with a commit.
var ErrNoRepository = errors.New("no git repository")

// History is the past of the files of a repository. It is safe for concurrent
// use; reads wait for each other.
type History struct {
	// Commits come oldest first. The first is what the second is compared with.
	Commits []gitrepo.Commit
	// Short says why the history does not go back to its beginning, nil where
	// it does or where the caller's date ends it.
	Short error

	path string
	opt  Options
	tree *rooted
	mu   sync.Mutex
	repo *gitrepo.Repo
}

// OpenHistory reads the commits of a repository, bare or with a work tree, from
// its HEAD back by first parents, to the first before since; the zero time is
// all. Nothing of the repository is run or written.
func OpenHistory(ctx context.Context, path string, since time.Time, opt Options) (*History, error) {
	h := &History{path: path, opt: opt.withDefaults()}
	var err error
	if h.tree, err = openRooted(path); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%w: %s", ErrNotFound, path)
		}
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if err := h.open(ctx, since); err != nil {
		h.Close()
		return nil, err
	}
	return h, nil
}

// open finds the repository in the folder and walks its commits.
func (h *History) open(ctx context.Context, since time.Time) error {
	dir := "."
	if info, err := h.tree.Stat(".git"); err == nil {
		if !info.IsDir() {
			return fmt.Errorf("%w: %s: its .git points elsewhere, name the repository itself", ErrNoRepository, h.path)
		}
		dir = ".git"
	} else if _, err := h.tree.Stat("objects"); err != nil {
		return fmt.Errorf("%w: %s", ErrNoRepository, h.path)
	}
	var err error
	h.repo, err = gitrepo.Open(ctx, below{h.tree, dir}, gitrepo.Limits{MaxObject: max(h.opt.MaxFile, minObject), MaxWork: historyWork, MaxFiles: h.opt.MaxEntries})
	if err != nil {
		return fmt.Errorf("%s: %w", h.path, err)
	}
	head, err := h.repo.Head()
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrNoRepository, h.path, err)
	}
	h.Commits, h.Short = h.repo.History(head, since, maxCommits)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case len(h.Commits) == 0:
		return fmt.Errorf("%s: %w", h.path, h.Short)
	case h.Short != nil && errors.Is(h.Short, gitrepo.ErrMissing) && h.repo.IsShallow():
		h.Short = errors.New("the repository is a shallow clone: older commits are not there")
	}
	return nil
}

// Close frees the repository.
func (h *History) Close() {
	if h.repo != nil {
		h.repo.Close()
	}
	h.tree.root.Close()
}

// Diff lists the files that differ between the trees of two commits; a zero Hash
// is a tree without files. With an error it returns those that it could list.
func (h *History) Diff(old, new gitrepo.Hash) ([]gitrepo.Diff, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.repo.Diff(old, new)
}

// Blob returns the content of a version. Larger ones than a file may be give an
// error.
func (h *History) Blob(at gitrepo.Hash) ([]byte, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	data, err := h.repo.Blob(at)
	if err == nil && int64(len(data)) > h.opt.MaxFile {
		return nil, tooLargeError{int64(len(data)), h.opt.MaxFile}
	}
	return data, err
}

// Path names a file of the repository as a user would: "repo.git!/routers/r1".
// It reports false for a name that leads out of it or cannot be used.
func (h *History) Path(name string) (string, bool) {
	clean, ok := memberName(name)
	return filepath.ToSlash(h.path) + "!/" + clean, ok
}

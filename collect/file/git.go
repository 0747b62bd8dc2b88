package file

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/linewarden/linewarden/collect/file/gitrepo"
)

// A repository may cost this much more to read than it may unpack to, since a
// file that was changed often is rebuilt from many versions. The floors leave
// room for commits and folders where a user's own bounds are small.
const (
	workFactor = 16
	minWork    = 1 * gib
	minObject  = 16 * mib
)

// repository emits the files of the commit at HEAD.
func (r *reader) repository(e *entry) error {
	g, err := gitrepo.Open(r.ctx, below{e.tree, e.name}, gitrepo.Limits{
		MaxObject: max(r.opt.MaxFile, minObject),
		MaxWork:   max(workFactor*r.opt.MaxArchive, minWork),
		MaxFiles:  r.opt.MaxEntries,
	})
	if err != nil {
		return r.brokenRepo(e.path, nil, err)
	}
	defer g.Close()
	files, head, err := headFiles(g)
	// A repository is not one compressed stream, so no ratio applies; what it
	// may cost is bounded by MaxWork instead.
	m := newMeter(r, func() int64 { return r.opt.MaxArchive })
	for _, f := range files {
		if err := r.stopped(e.path, m, r.repoFile(m, e.path, g, f, head)); err != nil {
			return err
		}
		if m.stop != nil {
			return nil
		}
	}
	if err != nil {
		return r.brokenRepo(e.path, g, err)
	}
	return nil
}

// headFiles lists the files at HEAD. With an error it returns those that it
// could list.
func headFiles(g *gitrepo.Repo) ([]gitrepo.File, gitrepo.Commit, error) {
	h, err := g.Head()
	if err != nil {
		return nil, gitrepo.Commit{}, err
	}
	c, err := g.Commit(h)
	if err != nil {
		return nil, c, err
	}
	files, err := g.Files(c)
	return files, c, err
}

func (r *reader) repoFile(m *meter, repo string, g *gitrepo.Repo, f gitrepo.File, c gitrepo.Commit) error {
	if err := m.entry(); err != nil {
		return err
	}
	name, ok := memberName(f.Path)
	if !ok {
		return r.badName(repo, f.Path)
	}
	p := repo + "!/" + name + " (HEAD)"
	switch f.Kind {
	case gitrepo.Symlink:
		return r.skip(p, &Skip{Reason: NotRegular, Detail: "symbolic link"})
	case gitrepo.Submodule:
		return r.skip(p, &Skip{Reason: NotRegular, Detail: "submodule", Hint: "name its own repository too"})
	}
	data, err := g.Blob(f.Hash)
	if errors.Is(err, gitrepo.ErrTooMuch) {
		return m.halt(ArchiveBomb, "its objects take too much work to unpack")
	}
	if err != nil {
		return r.brokenRepo(p, g, err)
	}
	return r.repoData(m, p, data, c)
}

// repoData emits one file, or what is in it when it is an archive.
func (r *reader) repoData(m *meter, p string, data []byte, c gitrepo.Commit) error {
	if kind := sniff(data[:min(len(data), sniffLen)]); kind != plain {
		at := bytes.NewReader(data)
		return r.topLevel(source{path: p, kind: kind, r: at, at: at, size: at.Size(), mod: c.Time, depth: 1})
	}
	if int64(len(data)) > r.opt.MaxFile {
		return r.skip(p, skipFor(tooLargeError{int64(len(data)), r.opt.MaxFile}))
	}
	if err := m.deliver(int64(len(data))); err != nil {
		return err
	}
	return r.sendData(p, c.Time, data)
}

// brokenRepo emits the skip for a repository, or for one file in it.
func (r *reader) brokenRepo(p string, g *gitrepo.Repo, err error) error {
	if r.ctx.Err() != nil {
		return r.ctx.Err()
	}
	s := &Skip{RepositoryBroken, err.Error(), "run git fsck on it, or check it out and name the folder"}
	switch {
	case errors.Is(err, gitrepo.ErrTooLarge):
		s = skipFor(tooLargeError{-1, r.opt.MaxFile})
	case errors.Is(err, gitrepo.ErrTooMany):
		s = &Skip{TooMany, fmt.Sprintf("more than %d files or folders", r.opt.MaxEntries), "check it out and name parts of it"}
	case errors.Is(err, gitrepo.ErrTooMuch):
		s = &Skip{ArchiveBomb, "its objects unpack to more than is allowed", "check it out if you trust it, and name the folder"}
	case errors.Is(err, gitrepo.ErrNoCommit):
		s.Hint = "commit something, or set HEAD to the branch that holds the files"
	case errors.Is(err, gitrepo.ErrMissing) && g != nil && g.HasAlternates():
		s.Hint = "it borrows objects from another repository: name a full clone"
	}
	return r.skip(p, s)
}

package gitrepo

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Commit is what is read of a commit. Author and message are left out.
type Commit struct {
	Hash    Hash
	Tree    Hash
	Parents []Hash
	Time    time.Time // of the committer, UTC; zero when it cannot be read
}

// Commit reads one commit.
func (r *Repo) Commit(h Hash) (Commit, error) {
	data, err := r.typed(h, commit)
	if err != nil {
		return Commit{}, err
	}
	c := Commit{Hash: h}
	head, _, _ := bytes.Cut(data, []byte("\n\n"))
	for line := range strings.Lines(string(head)) {
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		switch key {
		case "tree":
			c.Tree, err = parseHash(value)
		case "parent":
			var p Hash
			p, err = parseHash(value)
			c.Parents = append(c.Parents, p)
		case "committer":
			c.Time = committed(value)
		}
		if err != nil {
			return Commit{}, fmt.Errorf("commit %s: %w", h, err)
		}
	}
	if c.Tree == (Hash{}) {
		return Commit{}, fmt.Errorf("commit %s: %w: no tree", h, ErrDamaged)
	}
	return c, nil
}

// committed reads the seconds out of "Name <mail> 1700000000 +0100".
func committed(s string) time.Time {
	_, after, _ := strings.Cut(s[strings.LastIndexByte(s, '>')+1:], " ")
	seconds, _, _ := strings.Cut(after, " ")
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}

// Kind is what a tree says that an entry is.
type Kind uint8

const (
	Regular   Kind = iota // a file, executable or not
	Symlink               // its blob is the target
	Submodule             // a commit of another repository
)

// File is one file of a commit.
type File struct {
	// Path uses slashes. Its bytes are as stored, and may be hostile: "..",
	// control characters, a leading slash.
	Path string
	Kind Kind
	Hash Hash
}

// maxTreeDepth bounds the nesting of folders.
const maxTreeDepth = 128

// Files lists the files of a commit, sorted by path. With an error it returns
// the files that it could list.
func (r *Repo) Files(c Commit) ([]File, error) {
	l := lister{repo: r}
	l.tree(c.Tree, "", 0)
	slices.SortStableFunc(l.files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return l.files, l.err
}

type lister struct {
	repo  *Repo
	files []File
	trees int
	err   error // the first
}

func (l *lister) fail(err error) {
	if l.err == nil {
		l.err = err
	}
}

// tree lists one folder. A folder that cannot be read leaves the others to be
// listed. One tree may stand in many places, so what is counted is places.
func (l *lister) tree(h Hash, dir string, depth int) {
	l.trees++
	if depth > maxTreeDepth || l.trees > l.repo.lim.MaxFiles {
		l.fail(ErrTooMany)
		return
	}
	data, err := l.repo.typed(h, tree)
	if err != nil {
		l.fail(fmt.Errorf("folder %q: %w", dir, err))
		return
	}
	for len(data) > 0 {
		var mode, name string
		var at Hash
		if mode, name, at, data, err = treeEntry(data); err != nil {
			l.fail(fmt.Errorf("folder %q: %w", dir, err))
			return
		}
		if len(l.files) >= l.repo.lim.MaxFiles {
			l.fail(ErrTooMany)
			return
		}
		if mode == "40000" {
			l.tree(at, dir+name+"/", depth+1)
			continue
		}
		l.files = append(l.files, File{Path: dir + name, Kind: kindOf(mode), Hash: at})
	}
}

func kindOf(mode string) Kind {
	switch mode {
	case "120000":
		return Symlink
	case "160000":
		return Submodule
	}
	return Regular
}

// treeEntry takes "mode SP name NUL hash" from the front of a tree.
func treeEntry(data []byte) (mode, name string, h Hash, rest []byte, err error) {
	head, rest, ok := bytes.Cut(data, []byte{0})
	m, n, spaced := bytes.Cut(head, []byte(" "))
	if !ok || !spaced || len(rest) < len(h) {
		return "", "", h, nil, ErrDamaged
	}
	copy(h[:], rest)
	return string(m), string(n), h, rest[len(h):], nil
}

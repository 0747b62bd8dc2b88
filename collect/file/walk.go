package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// maxFolderDepth bounds the recursion. No collector nests folders like this;
// mounts that contain themselves do.
const maxFolderDepth = 128

// entry is one thing found below a named path: a file that may prove to be an
// archive, a repository, standard input, or a skip.
type entry struct {
	path string // as the user would name it
	kind entryKind
	tree tree
	name string // inside tree
	skip *Skip
}

type entryKind uint8

const (
	aFile entryKind = iota
	aRepo
	aStdin
	aSkip
)

// walker lists what lies below the named paths, without reading contents.
type walker struct {
	ctx      context.Context
	opt      Options
	set      *Set
	left     int             // entries that the named path may still have
	followed map[string]bool // real folders that a link led to
}

// folder is one folder on the way down from a named path.
type folder struct {
	tree   tree
	name   string // inside tree
	path   string
	info   fs.FileInfo
	parent *folder
	depth  int
}

func (w *walker) add(e entry) { w.set.entries = append(w.set.entries, e) }

func (w *walker) skip(path string, s *Skip) { w.add(entry{path: path, kind: aSkip, skip: s}) }

// named lists one path of the user.
func (w *walker) named(p string) error {
	if p == "-" {
		w.add(entry{path: "-", kind: aStdin})
		return nil
	}
	if p == "" {
		return fmt.Errorf("%w: %q", ErrNotFound, p)
	}
	p = filepath.Clean(p)
	info, err := os.Stat(p)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return fmt.Errorf("%w: %q", ErrNotFound, p)
	case err != nil:
		w.skip(p, skipFor(err))
	case info.IsDir():
		w.left = w.opt.MaxEntries
		return w.root(p, p, nil)
	case !info.Mode().IsRegular():
		w.skip(p, skipFor(notRegularError(info.Mode())))
	default:
		w.add(entry{path: p, tree: system{}, name: p})
	}
	return nil
}

// root lists the folder dir of the system under the name p.
func (w *walker) root(dir, p string, parent *folder) error {
	t, err := openRooted(dir)
	if err != nil {
		w.skip(p, skipFor(err))
		return nil
	}
	w.set.roots = append(w.set.roots, t.root)
	return w.enter(folder{tree: t, name: ".", path: p, parent: parent})
}

// enter lists one folder and everything below it.
func (w *walker) enter(f folder) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if f.parent != nil {
		f.depth = f.parent.depth + 1
	}
	if f.depth > maxFolderDepth {
		w.skip(f.path, &Skip{Reason: TooDeep, Detail: fmt.Sprintf("more than %d folders deep", maxFolderDepth)})
		return nil
	}
	list, err := w.list(&f)
	if err != nil {
		w.skip(f.path, skipFor(err))
	}
	if isBare(list) {
		w.add(entry{path: f.path, kind: aRepo, tree: f.tree, name: f.name})
		list = slices.DeleteFunc(list, func(d fs.DirEntry) bool { return bareNames[d.Name()] })
	}
	if len(list) == 1 && list[0].Name() == ".git" && list[0].IsDir() {
		// A repository with no files checked out: its HEAD is all there is.
		w.add(entry{path: f.path, kind: aRepo, tree: f.tree, name: path.Join(f.name, ".git")})
	}
	for _, d := range list {
		if err := w.child(&f, d); err != nil {
			return err
		}
	}
	return nil
}

// list reads one folder, sorted by name, up to the entries that are left. With
// an error it returns what it could read.
func (w *walker) list(f *folder) ([]fs.DirEntry, error) {
	dir, err := f.tree.Open(f.name)
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	if f.info, err = dir.Stat(); err != nil {
		return nil, err
	}
	reader, ok := dir.(fs.ReadDirFile)
	if !ok {
		return nil, notRegularError(f.info.Mode())
	}
	list, err := reader.ReadDir(w.left + 1)
	if err == io.EOF {
		err = nil
	}
	if len(list) > w.left {
		list = list[:w.left]
		w.skip(f.path, &Skip{TooMany, fmt.Sprintf("more than %d files and folders; the others were not read", w.opt.MaxEntries), "name parts of the folder one by one"})
	}
	w.left -= len(list)
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return list, err
}

func (w *walker) child(f *folder, d fs.DirEntry) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	name, p := path.Join(f.name, d.Name()), joinPath(f.path, d.Name())
	switch t := d.Type(); {
	case isAdmin(d.Name(), d.IsDir()):
		w.set.listed++
	case t.IsDir():
		return w.enter(folder{tree: f.tree, name: name, path: p, parent: f})
	case t.IsRegular():
		w.add(entry{path: p, tree: f.tree, name: name})
	case t&fs.ModeSymlink != 0:
		return w.link(f, name, p)
	default:
		w.skip(p, skipFor(notRegularError(t)))
	}
	return nil
}

// joinPath adds a name to a path as the user writes it. Unlike filepath.Join it
// leaves the bytes of the name alone.
func joinPath(dir, name string) string {
	switch {
	case dir == ".":
		return name
	case strings.HasSuffix(dir, "/"):
		return dir + name
	}
	return dir + "/" + name
}

// link follows one symbolic link.
func (w *walker) link(f *folder, name, p string) error {
	target, inside, err := f.tree.resolve(name)
	if err != nil {
		w.skip(p, skipFor(err))
		return nil
	}
	t := f.tree
	if !inside {
		if !w.opt.FollowSymlinks {
			w.skip(p, &Skip{Outside, "the link leads to " + target, "name that path too, or let links be followed"})
			return nil
		}
		t = system{}
	}
	info, err := t.Stat(target)
	switch {
	case err != nil:
		w.skip(p, skipFor(err))
	case info.IsDir():
		return w.linkedFolder(f, t, target, p, info)
	case !info.Mode().IsRegular():
		w.skip(p, skipFor(notRegularError(info.Mode())))
	default:
		w.add(entry{path: p, tree: t, name: target})
	}
	return nil
}

// linkedFolder enters a folder through a link: not when that would lead in a
// circle, and once for all links, or folders that link to each other would be
// read exponentially often.
func (w *walker) linkedFolder(f *folder, t tree, target, p string, info fs.FileInfo) error {
	for up := f; up != nil; up = up.parent {
		if os.SameFile(up.info, info) {
			w.skip(p, &Skip{Reason: SymlinkLoop, Detail: "the link leads back to " + up.path})
			return nil
		}
	}
	key := fmt.Sprintf("%p %s", t, target)
	if w.followed[key] {
		w.skip(p, &Skip{Reason: AlreadyRead, Detail: "another link to " + target + " was read"})
		return nil
	}
	w.followed[key] = true
	if _, outside := t.(system); outside {
		return w.root(target, p, f)
	}
	return w.enter(folder{tree: t, name: target, path: p, parent: f})
}

// isAdmin names the administration of version control. A .git that is a file
// points from a work tree to its repository.
func isAdmin(name string, dir bool) bool {
	switch name {
	case ".git":
		return true
	case "CVS", ".svn":
		return dir
	}
	return false
}

// isBare recognises a git repository without work tree by what git itself
// requires of one.
func isBare(list []fs.DirEntry) bool {
	found := 0
	for _, d := range list {
		switch d.Name() {
		case "HEAD":
			if !d.IsDir() {
				found++
			}
		case "objects", "refs":
			if d.IsDir() {
				found++
			}
		}
	}
	return found == 3
}

// bareNames is what git keeps in a repository. Anything else beside it is read
// as files: three empty folders must not hide a configuration.
var bareNames = map[string]bool{
	"HEAD": true, "objects": true, "refs": true, "config": true, "config.worktree": true,
	"description": true, "packed-refs": true, "hooks": true, "info": true, "logs": true,
	"branches": true, "index": true, "shallow": true, "FETCH_HEAD": true, "ORIG_HEAD": true,
	"COMMIT_EDITMSG": true, "gc.log": true, "gc.pid": true, "worktrees": true, "modules": true,
}

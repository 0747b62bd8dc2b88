package file

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"
)

// tree is read access to what lies below one named path. Names use slashes and
// may hold any byte but NUL; "." is the folder itself.
type tree interface {
	// Open opens for reading. It never waits for the writer of a pipe.
	fs.FS
	// Stat follows links.
	Stat(name string) (fs.FileInfo, error)
	// resolve follows the link called name to its end. Inside the tree, target
	// is the real name; outside, it is an absolute path of the system. A link
	// that leads to itself gives errLoop.
	resolve(name string) (target string, inside bool, err error)
}

// handle is an open regular file.
type handle interface {
	fs.File
	io.ReaderAt
}

var errLoop = errors.New("the link leads back to itself")

// rooted is a folder. os.Root refuses every name and link that leaves it, even
// when the folder is changed while it is read.
type rooted struct {
	root *os.Root
	real string // absolute, without links
}

func openRooted(dir string) (*rooted, error) {
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return nil, err
	}
	if real, err = filepath.Abs(real); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(real)
	if err != nil {
		return nil, err
	}
	return &rooted{root: root, real: real}, nil
}

func (r *rooted) Open(name string) (fs.File, error) {
	return opened(r.root.OpenFile(filepath.FromSlash(name), os.O_RDONLY|syscall.O_NONBLOCK, 0))
}

func (r *rooted) Stat(name string) (fs.FileInfo, error) { return r.root.Stat(filepath.FromSlash(name)) }

func (r *rooted) resolve(name string) (string, bool, error) {
	target, err := follow(filepath.Join(r.real, filepath.FromSlash(name)))
	if err != nil {
		return "", false, err
	}
	rel, err := filepath.Rel(r.real, target)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return target, false, nil
	}
	return filepath.ToSlash(rel), true, nil
}

// follow returns the path behind a link. os.Stat comes first because only its
// errors tell a loop from a dangling link.
func follow(link string) (string, error) {
	if _, err := os.Stat(link); errors.Is(err, syscall.ELOOP) {
		return "", errLoop
	} else if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(link)
}

// system opens single files by the path that the user gave.
type system struct{}

func (system) Open(name string) (fs.File, error) {
	return opened(os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0))
}

func (system) Stat(name string) (fs.FileInfo, error) { return os.Stat(name) }

func (system) resolve(name string) (string, bool, error) {
	target, err := follow(name)
	return target, false, err
}

// opened keeps a nil *os.File from becoming a non-nil fs.File.
func opened(f *os.File, err error) (fs.File, error) {
	if err != nil {
		return nil, err
	}
	return f, nil
}

// below is the part of a tree under one folder, for reading a repository.
type below struct {
	tree
	dir string
}

func (b below) Open(name string) (fs.File, error) { return b.tree.Open(path.Join(b.dir, name)) }

// openRegular opens a regular file. What is not regular gives errNotRegular,
// also when it took the file's place after the folder was listed.
func openRegular(t tree, name string) (handle, fs.FileInfo, error) {
	f, err := t.Open(name)
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = notRegularError(info.Mode())
	}
	h, ok := f.(handle)
	if err == nil && !ok {
		err = errors.New("the file cannot be read at an offset")
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return h, info, nil
}

// notRegularError is the mode of something that is no regular file.
type notRegularError fs.FileMode

func (e notRegularError) Error() string { return kindName(fs.FileMode(e)) }

func kindName(m fs.FileMode) string {
	switch {
	case m&fs.ModeNamedPipe != 0:
		return "named pipe"
	case m&fs.ModeSocket != 0:
		return "socket"
	case m&fs.ModeDevice != 0:
		return "device"
	case m&fs.ModeSymlink != 0:
		return "symbolic link"
	case m.IsDir():
		return "folder"
	}
	return "not a regular file"
}

// skipFor classifies an error of opening or reading. The path is left out of
// the detail, since the input carries it.
func skipFor(err error) *Skip {
	var irregular notRegularError
	var tooLarge tooLargeError
	var at *fs.PathError
	switch {
	case errors.As(err, &irregular):
		return &Skip{NotRegular, irregular.Error(), "to read from a pipe, feed it to standard input and name -"}
	case errors.As(err, &tooLarge):
		return &Skip{TooLarge, tooLarge.Error(), HintTooLarge}
	case errors.Is(err, errLoop), errors.Is(err, syscall.ELOOP):
		return &Skip{SymlinkLoop, errLoop.Error(), ""}
	case errors.Is(err, errChanged):
		return &Skip{Changed, err.Error(), "run again when nothing writes to it, or copy it first"}
	case errors.Is(err, fs.ErrPermission):
		return &Skip{Unreadable, "permission denied", "run as a user that may read it"}
	case errors.As(err, &at):
		return &Skip{Reason: Unreadable, Detail: at.Err.Error()}
	}
	return &Skip{Reason: Unreadable, Detail: err.Error()}
}

// tooLargeError holds a size and its bound, in bytes; a negative size is
// unknown but over the bound.
type tooLargeError struct{ size, max int64 }

func (e tooLargeError) Error() string {
	if e.size < 0 {
		return "over the limit of " + bytesText(e.max)
	}
	return fmt.Sprintf("%s, the limit is %s", bytesText(e.size), bytesText(e.max))
}

func bytesText(n int64) string {
	switch {
	case n >= gib:
		return fmt.Sprintf("%.1f GiB", float64(n)/gib)
	case n >= mib:
		return fmt.Sprintf("%.1f MiB", float64(n)/mib)
	case n >= kib:
		return fmt.Sprintf("%.1f KiB", float64(n)/kib)
	}
	return fmt.Sprintf("%d bytes", n)
}

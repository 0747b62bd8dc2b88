// Package gitrepo reads the files of one commit out of a git repository on
// disk, loose or packed, without the git program.
//
// Promise: it only reads, and only through the fs.FS that it is given, so
// alternates, hooks, includes and configured commands have no effect. Every
// object is checked against its SHA-1. Memory and work are bounded by Limits,
// whatever the repository holds: sizes are checked before anything is
// allocated, and chains of deltas are followed in a loop that ends. A damaged
// object is an error, never a panic.
//
// Not supported: SHA-256 repositories, the reftable format, pack index
// version 1. They give ErrUnsupported or ErrNoCommit.
package gitrepo

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
)

// Errors that a caller may want to tell apart, with errors.Is.
var (
	ErrNoCommit    = errors.New("no commit")
	ErrMissing     = errors.New("object is missing")
	ErrDamaged     = errors.New("object is damaged")
	ErrTooLarge    = errors.New("object is too large")
	ErrTooMuch     = errors.New("repository needs too much work")
	ErrTooMany     = errors.New("too many files")
	ErrUnsupported = errors.New("unsupported repository format")
)

// Hash is the SHA-1 name of an object.
type Hash [20]byte

// String returns 40 hexadecimal digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

func parseHash(s string) (Hash, error) {
	var h Hash
	if len(s) == 64 {
		return h, fmt.Errorf("%w: SHA-256 names", ErrUnsupported)
	}
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(h) {
		return h, fmt.Errorf("%w: not the name of an object", ErrDamaged)
	}
	return Hash(b), nil
}

// Limits bounds the reading. All are required.
type Limits struct {
	MaxObject int64 // bytes of one object; a larger one gives ErrTooLarge
	MaxWork   int64 // bytes inflated and copied over the life of the Repo, then ErrTooMuch
	MaxFiles  int   // files, and as many folders, of one commit, then ErrTooMany
}

// Repo is an open repository. It is not safe for concurrent use.
type Repo struct {
	ctx   context.Context
	fsys  fs.FS
	lim   Limits
	packs []*pack
	work  int64
	in    *bufio.Reader // reused for each object, as is z
	z     io.ReadCloser
}

// Open prepares the repository whose HEAD, objects and refs lie at the root of
// fsys. Files that fsys opens must implement io.ReaderAt. A pack that cannot be
// read is left out: its objects are then missing. Close the Repo after use.
func Open(ctx context.Context, fsys fs.FS, lim Limits) (*Repo, error) {
	r := &Repo{ctx: ctx, fsys: fsys, lim: lim}
	if err := r.openPacks(); err != nil {
		return nil, fmt.Errorf("open repository: %w", err)
	}
	return r, nil
}

// Close closes the packs.
func (r *Repo) Close() {
	for _, p := range r.packs {
		p.close()
	}
	r.packs = nil
}

// objectCost is what any object costs beside its size, in bytes of work. Else a
// repository of very many empty deltas would cost nothing.
const objectCost = 8 << 10

// spend counts n bytes of work before it is done.
func (r *Repo) spend(n int64) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	if r.work += n + objectCost; n < 0 || r.work > r.lim.MaxWork {
		return ErrTooMuch
	}
	return nil
}

const (
	maxRef        = 4 << 10   // bytes of one reference
	maxPackedRefs = 256 << 20 // bytes of packed-refs that are searched
	maxRefHops    = 5         // as git: references that name references
)

// Head returns the commit that HEAD names. ErrNoCommit says that it names none.
func (r *Repo) Head() (Hash, error) {
	name := "HEAD"
	for range maxRefHops {
		text, err := r.readSmall(name)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
			return r.packedRef(name)
		}
		if err != nil {
			return Hash{}, fmt.Errorf("read %s: %w", name, err)
		}
		next, symbolic := strings.CutPrefix(text, "ref:")
		if !symbolic {
			return parseHash(text)
		}
		if name = strings.TrimSpace(next); !strings.HasPrefix(name, "refs/") || !fs.ValidPath(name) {
			return Hash{}, fmt.Errorf("%w: HEAD names no branch", ErrDamaged)
		}
	}
	return Hash{}, fmt.Errorf("%w: references lead in a circle", ErrDamaged)
}

func (r *Repo) readSmall(name string) (string, error) {
	f, err := r.fsys.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	if info.IsDir() {
		return "", fs.ErrNotExist
	}
	b, err := io.ReadAll(io.LimitReader(f, maxRef))
	return strings.TrimSpace(string(b)), err
}

// packedRef searches the file to which git moves references.
func (r *Repo) packedRef(name string) (Hash, error) {
	none := fmt.Errorf("%w: HEAD names %s, which does not exist", ErrNoCommit, name)
	f, err := r.fsys.Open("packed-refs")
	if errors.Is(err, fs.ErrNotExist) {
		return Hash{}, none
	}
	if err != nil {
		return Hash{}, fmt.Errorf("read packed-refs: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(io.LimitReader(f, maxPackedRefs))
	for lines.Scan() {
		if hash, ref, ok := strings.Cut(lines.Text(), " "); ok && ref == name {
			return parseHash(hash)
		}
	}
	if err := lines.Err(); err != nil {
		return Hash{}, fmt.Errorf("read packed-refs: %w", err)
	}
	return Hash{}, none
}

// object reads one object of any type, checked against its name.
func (r *Repo) object(h Hash) (kind, []byte, error) {
	k, data, err := r.loose(h)
	if errors.Is(err, ErrMissing) {
		k, data, err = r.packed(h)
	}
	if err == nil && hashOf(k, data) != h {
		err = ErrDamaged
	}
	if err != nil {
		return 0, nil, fmt.Errorf("object %s: %w", h, err)
	}
	return k, data, nil
}

// typed reads one object of a known type.
func (r *Repo) typed(h Hash, want kind) ([]byte, error) {
	k, data, err := r.object(h)
	if err == nil && k != want {
		err = fmt.Errorf("object %s: %w: a %s, not a %s", h, ErrDamaged, k, want)
	}
	return data, err
}

// Blob returns the content of one file.
func (r *Repo) Blob(h Hash) ([]byte, error) { return r.typed(h, blob) }

// HasAlternates says whether the repository keeps objects in another one, which
// is not read.
func (r *Repo) HasAlternates() bool {
	text, err := r.readSmall("objects/info/alternates")
	return err == nil && len(bytes.TrimSpace([]byte(text))) > 0
}

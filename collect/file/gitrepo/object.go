package gitrepo

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"crypto/sha1"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
)

// kind is the type of an object, numbered as in a pack.
type kind uint8

const (
	commit   kind = 1
	tree     kind = 2
	blob     kind = 3
	tag      kind = 4
	ofsDelta kind = 6
	refDelta kind = 7
)

var kindNames = [...]string{commit: "commit", tree: "tree", blob: "blob", tag: "tag"}

func (k kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}

func kindByName(s string) kind {
	for k, name := range kindNames {
		if name == s && name != "" {
			return kind(k)
		}
	}
	return 0
}

// hashOf is the name that an object must have.
func hashOf(k kind, data []byte) Hash {
	h := sha1.New()
	fmt.Fprintf(h, "%s %d\x00", k, len(data))
	h.Write(data)
	return Hash(h.Sum(nil))
}

// loose reads an object that has a file of its own.
func (r *Repo) loose(h Hash) (kind, []byte, error) {
	name := h.String()
	f, err := r.fsys.Open("objects/" + name[:2] + "/" + name[2:])
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil, ErrMissing
	}
	if err != nil {
		return 0, nil, err
	}
	defer f.Close()
	z, err := r.zlib(f)
	if err != nil {
		return 0, nil, err
	}
	br := bufio.NewReaderSize(z, 512)
	k, size, err := looseHeader(br)
	if err != nil {
		return 0, nil, err
	}
	data, err := r.inflated(br, size)
	return k, data, err
}

// zlib starts to inflate src, with the one decompressor of the Repo.
func (r *Repo) zlib(src io.Reader) (io.Reader, error) {
	if r.in == nil {
		r.in = bufio.NewReader(src)
	}
	r.in.Reset(src)
	var err error
	if r.z == nil {
		r.z, err = zlib.NewReader(r.in)
	} else {
		err = r.z.(zlib.Resetter).Reset(r.in, nil)
	}
	if err != nil {
		return nil, damaged(err)
	}
	return r.z, nil
}

// looseHeader reads "type SP size NUL".
func looseHeader(br *bufio.Reader) (kind, int64, error) {
	line, err := br.ReadSlice(0)
	if err != nil {
		return 0, 0, damaged(err)
	}
	name, digits, _ := bytes.Cut(line[:len(line)-1], []byte(" "))
	size, err := strconv.ParseInt(string(digits), 10, 64)
	k := kindByName(string(name))
	if err != nil || size < 0 || k == 0 {
		return 0, 0, ErrDamaged
	}
	return k, size, nil
}

// inflated reads exactly size bytes, and then the end. Memory grows with the
// bytes that come, not with the size that is claimed.
func (r *Repo) inflated(src io.Reader, size int64) ([]byte, error) {
	if size < 0 || size > r.lim.MaxObject {
		return nil, ErrTooLarge
	}
	if err := r.spend(size); err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	buf.Grow(int(min(size, 64<<10) + bytes.MinRead))
	n, err := buf.ReadFrom(io.LimitReader(src, size+1))
	if err != nil {
		return nil, damaged(err)
	}
	if n != size {
		return nil, ErrDamaged
	}
	return buf.Bytes(), nil
}

func damaged(err error) error { return fmt.Errorf("%w: %v", ErrDamaged, err) }

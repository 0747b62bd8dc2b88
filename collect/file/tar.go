package file

import (
	"archive/tar"
	"errors"
	"io"
)

// tar emits the members of a tar archive in the order in which they are stored.
func (r *reader) tar(m *meter, path string, rd io.Reader, depth int) error {
	blocks := &lastBlock{r: rd}
	tr := tar.NewReader(blocks)
	seen := admins{}
	for {
		h, err := tr.Next()
		if err == io.EOF {
			return r.tarEnd(m, path, blocks)
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			return r.broken(m, path, err)
		}
		if err := m.entry(); err != nil {
			return err
		}
		if err := r.tarMember(m, path, h, tr, seen, depth); err != nil {
			return err
		}
	}
}

func (r *reader) tarMember(m *meter, archive string, h *tar.Header, tr *tar.Reader, seen admins, depth int) error {
	switch h.Typeflag {
	case tar.TypeDir, tar.TypeXGlobalHeader:
		return nil
	}
	name, ok := memberName(h.Name)
	if !ok {
		return r.badName(archive, h.Name)
	}
	if seen.skips(r.set, name) {
		return nil
	}
	p := archive + "!/" + name
	switch h.Typeflag {
	case tar.TypeReg, tar.TypeCont, tar.TypeGNUSparse:
		return r.member(m, p, h.Size, h.ModTime, tr, depth)
	}
	return r.skip(p, &Skip{NotRegular, tarKind(h), ""})
}

func tarKind(h *tar.Header) string {
	switch h.Typeflag {
	case tar.TypeLink:
		return "hard link to " + h.Linkname
	case tar.TypeSymlink:
		return "symbolic link to " + h.Linkname
	case tar.TypeFifo:
		return "named pipe"
	case tar.TypeChar, tar.TypeBlock:
		return "device"
	}
	return "entry of an unknown type"
}

// tarEnd reads on to the end of the file. That is where gzip and zstd compare
// their checksums, and where a second archive could hide.
func (r *reader) tarEnd(m *meter, path string, blocks *lastBlock) error {
	marked := blocks.ended()
	rest := &zeroCheck{}
	_, err := io.Copy(rest, blocks.r)
	switch {
	case err != nil || m.failed() != nil:
		return r.broken(m, path, err)
	case !marked:
		return r.skip(path, &Skip{ArchiveBroken, "no end marker: it may have been cut off", "collect or copy it again"})
	case rest.data:
		return r.skip(path, &Skip{ArchiveBroken, "more data follows the end of the archive and was not read", "archives that were joined must be split again"})
	}
	return nil
}

// lastBlock remembers whether the last 512 bytes that went through were zero.
// A tar archive ends with two such blocks; without them archive/tar cannot tell
// a whole archive from one that was cut between two members.
type lastBlock struct {
	r     io.Reader
	zeros int64 // zero bytes since the last other byte
}

func (b *lastBlock) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	for i := n - 1; i >= 0; i-- {
		if p[i] != 0 {
			b.zeros = int64(n - 1 - i)
			return n, err
		}
	}
	b.zeros += int64(n)
	return n, err
}

func (b *lastBlock) ended() bool { return b.zeros >= 512 }

// zeroCheck notes whether anything but zeros was written to it.
type zeroCheck struct{ data bool }

func (z *zeroCheck) Write(p []byte) (int, error) {
	for _, b := range p {
		z.data = z.data || b != 0
	}
	return len(p), nil
}

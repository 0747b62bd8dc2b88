package file

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
)

// maxDirectory bounds the table of contents of a zip, in bytes. Each of its
// entries takes at least 46 bytes there and a few hundred in memory.
const maxDirectory = 32 * mib

// zip emits the members of a zip archive, sorted by name.
func (r *reader) zip(m *meter, src source) error {
	if src.at == nil {
		data, err := readUpTo(src.r, r.zipLimit(src))
		if fatal := m.failed(); fatal != nil {
			return fatal
		}
		if errors.As(err, new(tooLargeError)) {
			return r.skip(src.path, &Skip{TooLarge, err.Error(), "a zip inside another archive, or on standard input, is held in memory: unpack it, or name the file itself"})
		}
		if err != nil {
			return r.broken(m, src.path, err)
		}
		src.at, src.size = bytes.NewReader(data), int64(len(data))
	}
	limited := &limitedAt{r: src.at, left: maxDirectory}
	z, err := zip.NewReader(limited, src.size)
	if limited.left < 0 {
		return r.skip(src.path, &Skip{TooMany, "its table of contents is larger than " + bytesText(maxDirectory), "unpack it and name the folder"})
	}
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return r.broken(m, src.path, err)
	}
	limited.off = true
	return r.zipMembers(m, src, z.File)
}

// zipLimit is how large a zip may be that must be held in memory.
func (r *reader) zipLimit(src source) int64 {
	if src.depth > 1 {
		return min(maxNested, r.opt.MaxFile)
	}
	return r.opt.MaxFile
}

func (r *reader) zipMembers(m *meter, src source, files []*zip.File) error {
	slices.SortStableFunc(files, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	seen := admins{}
	for _, f := range files {
		if err := m.entry(); err != nil {
			return err
		}
		if err := r.zipMember(m, src, f, seen); err != nil {
			return err
		}
	}
	return nil
}

const zipEncrypted = 1 // flag bit 0, APPNOTE 4.4.4

func (r *reader) zipMember(m *meter, src source, f *zip.File, seen admins) error {
	mode := f.Mode()
	if strings.HasSuffix(f.Name, "/") && f.UncompressedSize64 == 0 {
		return nil
	}
	name, ok := memberName(f.Name)
	if !ok {
		return r.badName(src.path, f.Name)
	}
	if seen.skips(r.set, name) {
		return nil
	}
	p := src.path + "!/" + name
	switch {
	case !mode.IsRegular() && mode&fs.ModeType != fs.ModeDir:
		return r.skip(p, &Skip{NotRegular, kindName(mode), ""})
	case f.Flags&zipEncrypted != 0:
		return r.skip(p, &Skip{ArchiveBroken, "encrypted", "unpack it with its password and name the folder"})
	case f.UncompressedSize64 > uint64(r.opt.MaxArchive):
		return m.halt(ArchiveBomb, fmt.Sprintf("a file in it claims %d bytes", f.UncompressedSize64))
	}
	rd, err := f.Open()
	if err != nil {
		return r.broken(m, p, err)
	}
	defer rd.Close()
	return r.member(m, p, int64(f.UncompressedSize64), f.Modified, m.inflated(rd), src.depth)
}

// limitedAt fails once more than left bytes were read, until it is switched
// off. archive/zip trusts the entries it finds more than the number stated, so
// what it reads is the only bound on what it allocates.
type limitedAt struct {
	r    io.ReaderAt
	left int64
	off  bool
}

func (l *limitedAt) ReadAt(p []byte, at int64) (int, error) {
	if l.off {
		return l.r.ReadAt(p, at)
	}
	if l.left -= int64(len(p)); l.left < 0 {
		return 0, errors.New("table of contents too large")
	}
	return l.r.ReadAt(p, at)
}

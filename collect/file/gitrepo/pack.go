package gitrepo

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
)

const (
	maxPacks = 1000 // as many are open at once; git repacks at 50
	maxChain = 4095 // deltas upon deltas; the longest that git itself writes
)

// pack is one pack and its index. Both stay on disk.
type pack struct {
	idx, data   readerAt
	size        int64 // of data
	count       int64 // objects
	fanout      [256]uint32
	offsetTable int64 // where the index keeps offsets
}

type readerAt interface {
	fs.File
	io.ReaderAt
}

func (p *pack) close() {
	p.idx.Close()
	p.data.Close()
}

// openPacks opens every pack that has an index.
func (r *Repo) openPacks() error {
	dir, err := r.fsys.Open("objects/pack")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer dir.Close()
	lister, ok := dir.(fs.ReadDirFile)
	if !ok {
		return ErrDamaged
	}
	list, err := lister.ReadDir(4 * maxPacks) // a pack has up to four files
	if err != nil && err != io.EOF {
		return err
	}
	for _, d := range list {
		base, ok := strings.CutSuffix(d.Name(), ".idx")
		if !ok || len(r.packs) == maxPacks {
			continue
		}
		if p, err := r.openPack("objects/pack/" + base); err == nil {
			r.packs = append(r.packs, p)
		}
	}
	return nil
}

func (r *Repo) openPack(base string) (*pack, error) {
	idx, idxSize, err := r.openAt(base + ".idx")
	if err != nil {
		return nil, err
	}
	data, size, err := r.openAt(base + ".pack")
	if err != nil {
		idx.Close()
		return nil, err
	}
	p := &pack{idx: idx, data: data, size: size}
	if err := p.readFanout(idxSize); err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

func (r *Repo) openAt(name string) (readerAt, int64, error) {
	f, err := r.fsys.Open(name)
	if err != nil {
		return nil, 0, err
	}
	at, ok := f.(readerAt)
	info, err := f.Stat()
	if err != nil || !ok || !info.Mode().IsRegular() {
		f.Close()
		return nil, 0, ErrDamaged
	}
	return at, info.Size(), nil
}

const (
	idxMagic  = "\xfftOc\x00\x00\x00\x02"
	idxHeader = 8 + 256*4
)

// readFanout reads the head of an index of version 2: gitformat-pack.
func (p *pack) readFanout(idxSize int64) error {
	head := make([]byte, idxHeader)
	if _, err := p.idx.ReadAt(head, 0); err != nil {
		return damaged(err)
	}
	if string(head[:8]) != idxMagic {
		return ErrUnsupported
	}
	last := uint32(0)
	for i := range p.fanout {
		p.fanout[i] = binary.BigEndian.Uint32(head[8+4*i:])
		if p.fanout[i] < last {
			return ErrDamaged
		}
		last = p.fanout[i]
	}
	p.count = int64(last)
	p.offsetTable = idxHeader + p.count*(20+4)
	if p.offsetTable+p.count*4+40 > idxSize {
		return ErrDamaged
	}
	return nil
}

// find returns where the object lies in the pack, or ErrMissing.
func (p *pack) find(h Hash) (int64, error) {
	lo, hi := int64(0), int64(p.fanout[h[0]])
	if h[0] > 0 {
		lo = int64(p.fanout[h[0]-1])
	}
	for lo < hi {
		mid := (lo + hi) / 2
		var at Hash
		if _, err := p.idx.ReadAt(at[:], idxHeader+mid*20); err != nil {
			return 0, damaged(err)
		}
		switch c := bytes.Compare(at[:], h[:]); {
		case c == 0:
			return p.offset(mid)
		case c < 0:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return 0, ErrMissing
}

// offset reads the offset of object n. One with its top bit set is the number
// of an 8-byte offset in the table that follows.
func (p *pack) offset(n int64) (int64, error) {
	var b [8]byte
	if _, err := p.idx.ReadAt(b[:4], p.offsetTable+n*4); err != nil {
		return 0, damaged(err)
	}
	short := binary.BigEndian.Uint32(b[:4])
	if short>>31 == 0 {
		return int64(short), nil
	}
	if _, err := p.idx.ReadAt(b[:], p.offsetTable+p.count*4+int64(short&^(1<<31))*8); err != nil {
		return 0, damaged(err)
	}
	return int64(binary.BigEndian.Uint64(b[:])), nil
}

// packed looks for an object in all packs.
func (r *Repo) packed(h Hash) (kind, []byte, error) {
	for _, p := range r.packs {
		at, err := p.find(h)
		if errors.Is(err, ErrMissing) {
			continue
		}
		if err != nil {
			return 0, nil, err
		}
		return r.unpack(p, at)
	}
	return 0, nil, ErrMissing
}

// unpack reads the object at an offset: it walks along the deltas to the whole
// object at their end, and then applies them backwards.
func (r *Repo) unpack(p *pack, at int64) (kind, []byte, error) {
	var deltas [][]byte
	held := int64(0)
	seen := map[int64]bool{}
	for {
		if seen[at] || len(deltas) > maxChain {
			return 0, nil, fmt.Errorf("%w: deltas never end", ErrDamaged)
		}
		seen[at] = true
		o, err := p.header(at)
		if err != nil {
			return 0, nil, err
		}
		if held += o.size; held > 2*r.lim.MaxObject {
			return 0, nil, ErrTooLarge
		}
		data, err := r.inflateAt(p, o)
		if err != nil {
			return 0, nil, err
		}
		if o.kind != ofsDelta && o.kind != refDelta {
			data, err = r.applyAll(data, deltas)
			return o.kind, data, err
		}
		deltas = append(deltas, data)
		at = o.base
	}
}

func (r *Repo) applyAll(data []byte, deltas [][]byte) ([]byte, error) {
	for i := len(deltas) - 1; i >= 0; i-- {
		var err error
		if data, err = r.apply(data, deltas[i]); err != nil {
			return nil, err
		}
		deltas[i] = nil
	}
	return data, nil
}

// header is the head of an object in a pack.
type header struct {
	kind kind
	size int64 // of what follows, inflated
	data int64 // where that starts
	base int64 // where the base of a delta lies
}

// maxHeader is the longest head: two numbers of ten bytes, or one and a hash.
const maxHeader = 32

func (p *pack) header(at int64) (header, error) {
	buf := make([]byte, maxHeader)
	if at < 12 || at >= p.size {
		return header{}, fmt.Errorf("%w: offset outside the pack", ErrDamaged)
	}
	n, err := p.data.ReadAt(buf, at)
	if err != nil && err != io.EOF {
		return header{}, damaged(err)
	}
	b := bytes.NewReader(buf[:n])
	first, _ := b.ReadByte()
	h := header{kind: kind(first >> 4 & 7), size: int64(first & 15)}
	if first&0x80 != 0 {
		rest, err := binary.ReadUvarint(b)
		if err != nil || rest > 1<<58 {
			return header{}, ErrDamaged
		}
		h.size |= int64(rest << 4)
	}
	switch h.kind {
	case commit, tree, blob, tag:
	case ofsDelta:
		back, err := readBack(b)
		if err != nil || back <= 0 || back >= at {
			return header{}, ErrDamaged
		}
		h.base = at - back
	case refDelta:
		var ref Hash
		if _, err := io.ReadFull(b, ref[:]); err != nil {
			return header{}, ErrDamaged
		}
		if h.base, err = p.find(ref); err != nil {
			return header{}, fmt.Errorf("base of a delta: %w", err)
		}
	default:
		return header{}, ErrDamaged
	}
	h.data = at + int64(n-b.Len())
	return h, nil
}

// readBack reads the distance to the base of a delta, big-endian with one added
// at each continuation.
func readBack(b *bytes.Reader) (int64, error) {
	v := int64(-1)
	for range 9 {
		c, err := b.ReadByte()
		if err != nil {
			return 0, err
		}
		v = (v+1)<<7 | int64(c&0x7f)
		if c&0x80 == 0 {
			return v, nil
		}
	}
	return 0, ErrDamaged
}

func (r *Repo) inflateAt(p *pack, o header) ([]byte, error) {
	section := io.NewSectionReader(p.data, o.data, p.size-o.data)
	z, err := r.zlib(section)
	if err != nil {
		return nil, err
	}
	return r.inflated(z, o.size)
}

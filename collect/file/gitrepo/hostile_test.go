package gitrepo

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"
)

// packEntry is one object of a pack that a test makes by hand.
type packEntry struct {
	name Hash // as the index claims
	kind kind
	ref  Hash // base of a refDelta
	back byte // distance to the base of an ofsDelta, below 128
	size int  // as the head claims; 0 is that of body
	body []byte
}

func deflated(b []byte) []byte {
	var buf bytes.Buffer
	w := zlib.NewWriter(&buf)
	_, err := w.Write(b)
	must(err)
	must(w.Close())
	return buf.Bytes()
}

// packOf makes a pack and its index.
func packOf(entries ...packEntry) fstest.MapFS {
	data := []byte("PACK\x00\x00\x00\x02\x00\x00\x00\x00")
	offsets := map[Hash]uint32{}
	var names []Hash
	for _, e := range entries {
		offsets[e.name] = uint32(len(data))
		names = append(names, e.name)
		size := uint64(len(e.body))
		if e.size > 0 {
			size = uint64(e.size)
		}
		data = append(data, 0x80|byte(e.kind)<<4|byte(size&15))
		data = binary.AppendUvarint(data, size>>4)
		switch e.kind {
		case ofsDelta:
			data = append(data, e.back)
		case refDelta:
			data = append(data, e.ref[:]...)
		}
		data = append(data, deflated(e.body)...)
	}
	slices.SortFunc(names, func(a, b Hash) int { return bytes.Compare(a[:], b[:]) })
	idx := []byte(idxMagic)
	for b := range 256 {
		n := 0
		for _, h := range names {
			if int(h[0]) <= b {
				n++
			}
		}
		idx = binary.BigEndian.AppendUint32(idx, uint32(n))
	}
	var tail []byte
	for _, h := range names {
		idx = append(idx, h[:]...)
		tail = binary.BigEndian.AppendUint32(tail, offsets[h])
	}
	idx = append(idx, make([]byte, 4*len(names))...)
	idx = append(append(idx, tail...), make([]byte, 40)...)
	return fstest.MapFS{
		"HEAD":                  {Data: []byte("ref: refs/heads/x")},
		"objects/pack/a.pack":   {Data: data},
		"objects/pack/a.idx":    {Data: idx},
		"objects/pack/lost.idx": {Data: []byte("no pack beside it")},
	}
}

// delta makes "copy n bytes from the start of the base, times times".
func delta(base, n, times int) []byte {
	b := binary.AppendUvarint(nil, uint64(base))
	b = binary.AppendUvarint(b, uint64(n*times))
	for range times {
		b = append(b, 0x80|0x10|0x20, byte(n), byte(n>>8))
	}
	return b
}

func TestHostilePacks(t *testing.T) {
	text := bytes.Repeat([]byte("0123456789abcdef"), 64) // 1,024 bytes
	good := hashOf(blob, text)
	x, y := Hash{1}, Hash{2}
	twice := hashOf(blob, append(bytes.Clone(text), text...))
	for _, c := range []struct {
		name    string
		read    Hash
		entries []packEntry
		want    error
	}{
		{"sound", good, []packEntry{{name: good, kind: blob, body: text}}, nil},
		{"sound delta", twice, []packEntry{{name: good, kind: blob, body: text}, {name: twice, kind: refDelta, ref: good, body: delta(1024, 1024, 2)}}, nil},
		{"wrong content", x, []packEntry{{name: x, kind: blob, body: text}}, ErrDamaged},
		{"missing", y, []packEntry{{name: x, kind: blob, body: text}}, ErrMissing},
		{"delta on itself", x, []packEntry{{name: x, kind: refDelta, ref: x, body: delta(9, 9, 1)}}, ErrDamaged},
		{"deltas in a circle", x, []packEntry{{name: x, kind: refDelta, ref: y, body: delta(9, 9, 1)}, {name: y, kind: refDelta, ref: x, body: delta(9, 9, 1)}}, ErrDamaged},
		{"base missing", x, []packEntry{{name: x, kind: refDelta, ref: y, body: delta(9, 9, 1)}}, ErrMissing},
		{"offset of zero", x, []packEntry{{name: x, kind: ofsDelta, back: 0, body: delta(9, 9, 1)}}, ErrDamaged},
		{"offset before the pack", x, []packEntry{{name: x, kind: ofsDelta, back: 100, body: delta(9, 9, 1)}}, ErrDamaged},
		{"offset into the header", x, []packEntry{{name: x, kind: ofsDelta, back: 3, body: delta(9, 9, 1)}}, ErrDamaged},
		{"claims too much", x, []packEntry{{name: x, kind: blob, size: 1 << 40, body: text}}, ErrTooLarge},
		{"claims more than it has", x, []packEntry{{name: x, kind: blob, size: 2000, body: text}}, ErrDamaged},
		{"claims less than it has", x, []packEntry{{name: x, kind: blob, size: 1000, body: text}}, ErrDamaged},
		{"unknown type", x, []packEntry{{name: x, kind: 5, body: text}}, ErrDamaged},
		{"delta bomb", x, []packEntry{{name: good, kind: blob, body: text}, {name: x, kind: refDelta, ref: good, body: delta(1024, 1024, 4000)}}, ErrTooLarge},
		{"delta of another base", x, []packEntry{{name: good, kind: blob, body: text}, {name: x, kind: refDelta, ref: good, body: delta(7, 7, 1)}}, ErrDamaged},
		{"delta reads past its base", x, []packEntry{{name: good, kind: blob, body: text}, {name: x, kind: refDelta, ref: good, body: delta(1024, 1025, 1)}}, ErrDamaged},
		{"empty delta", x, []packEntry{{name: good, kind: blob, body: text}, {name: x, kind: refDelta, ref: good, body: []byte{}}}, ErrDamaged},
		{"not a blob", hashOf(tree, nil), []packEntry{{name: hashOf(tree, nil), kind: tree}}, ErrDamaged},
	} {
		r, err := Open(context.Background(), packOf(c.entries...), limits)
		must(err)
		if _, err := r.Blob(c.read); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		r.Close()
	}
}

// One small tree that holds itself twice would have 2^depth files, if its name
// could be known beforehand. Distinct trees on each level do it as well.
func TestTreeBomb(t *testing.T) {
	var entries []packEntry
	body := []byte("100644 f\x00" + string(make([]byte, 20)))
	h := hashOf(tree, body)
	entries = append(entries, packEntry{name: h, kind: tree, body: body})
	for range 60 {
		body = []byte("40000 a\x00" + string(h[:]) + "40000 b\x00" + string(h[:]))
		h = hashOf(tree, body)
		entries = append(entries, packEntry{name: h, kind: tree, body: body})
	}
	r, err := Open(context.Background(), packOf(entries...), limits)
	must(err)
	defer r.Close()
	files, err := r.Files(Commit{Tree: h})
	if !errors.Is(err, ErrTooMany) || len(files) > limits.MaxFiles {
		t.Errorf("%d files, %v", len(files), err)
	}
}

// memory is an fs.FS of two files, both readable at an offset.
func memory(pack, idx []byte) fs.FS {
	return fstest.MapFS{
		"HEAD":                {Data: []byte("ref: refs/heads/x")},
		"objects/pack/a.pack": {Data: pack},
		"objects/pack/a.idx":  {Data: idx},
	}
}

func FuzzPack(f *testing.F) {
	text := bytes.Repeat([]byte("0123456789abcdef"), 64)
	good := hashOf(blob, text)
	for _, seed := range []fstest.MapFS{
		packOf(packEntry{name: good, kind: blob, body: text}),
		packOf(packEntry{name: good, kind: blob, body: text}, packEntry{name: Hash{1}, kind: refDelta, ref: good, body: delta(1024, 1024, 2)}),
		packOf(packEntry{name: good, kind: blob, body: text}, packEntry{name: Hash{1}, kind: ofsDelta, back: 40, body: delta(1024, 9, 2)}),
	} {
		f.Add(seed["objects/pack/a.pack"].Data, seed["objects/pack/a.idx"].Data)
	}
	f.Fuzz(func(t *testing.T, pack, idx []byte) {
		r, err := Open(context.Background(), memory(pack, idx), Limits{MaxObject: 1 << 16, MaxWork: 1 << 24, MaxFiles: 100})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		for _, h := range []Hash{good, {1}, {2}} {
			k, data, err := r.object(h)
			if err == nil && hashOf(k, data) != h {
				t.Fatalf("object %s has another name", h)
			}
			_, _ = r.Files(Commit{Tree: h})
		}
		if len(r.packs) == 1 { // also without the check of the name, which hides most of the work
			for at := int64(0); at < min(int64(len(pack)), 200); at++ {
				if _, data, err := r.unpack(r.packs[0], at); err == nil && len(data) > 1<<16 {
					t.Fatalf("object at %d has %d bytes", at, len(data))
				}
			}
		}
	})
}

func FuzzTree(f *testing.F) {
	f.Add([]byte("100644 f\x00" + string(make([]byte, 20))))
	f.Add([]byte("40000 ../x\x00" + string(make([]byte, 19))))
	f.Fuzz(func(t *testing.T, data []byte) {
		for len(data) > 0 {
			_, name, _, rest, err := treeEntry(data)
			if err != nil {
				return
			}
			if len(rest) >= len(data) || len(name) > len(data) {
				t.Fatal("an entry longer than the tree")
			}
			data = rest
		}
	})
}

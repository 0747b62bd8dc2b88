package gen

import (
	"bytes"
	"cmp"
	"compress/zlib"
	"crypto/sha1"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Past is the history of a repository that History writes.
type Past struct {
	Devices, Commits, Lines int
	Seed                    uint64
}

// History writes a bare git repository into the folder dir: the configurations
// of devices as a collector commits them, an hour apart, of which each commit
// but the first changes one to five. Objects are loose. It returns how many
// versions there are. The same Past gives the same bytes.
func History(dir string, p Past) (versions int, err error) {
	w := &repository{dir: dir}
	g := &generator{r: rand.New(rand.NewPCG(p.Seed, 0xd21f7))}
	files := make([][]string, p.Devices)
	hashes := make([][20]byte, p.Devices)
	for i := range files {
		files[i] = strings.Split(Config("ios", p.Seed+uint64(i), p.Lines), "\n")
		hashes[i] = w.object("blob", []byte(strings.Join(files[i], "\n")))
	}
	versions = p.Devices
	var parent string
	for c := range p.Commits {
		if c > 0 {
			for range 1 + g.r.IntN(5) {
				d := g.r.IntN(p.Devices)
				files[d] = g.touch(files[d], c)
				hashes[d] = w.object("blob", []byte(strings.Join(files[d], "\n")))
				versions++
			}
		}
		var tree bytes.Buffer
		for d := range files {
			fmt.Fprintf(&tree, "100644 r%05d\x00%s", d, hashes[d][:])
		}
		at := w.object("tree", tree.Bytes())
		when := 1_760_000_000 + 3600*c
		text := fmt.Sprintf("tree %x\n%sauthor a <a@example.net> %d +0000\ncommitter a <a@example.net> %d +0000\n\nupdate\n", at, parent, when, when)
		head := w.object("commit", []byte(text))
		parent = fmt.Sprintf("parent %x\n", head)
		if c == p.Commits-1 {
			w.write("refs/heads/main", []byte(fmt.Sprintf("%x\n", head)))
		}
	}
	w.write("HEAD", []byte("ref: refs/heads/main\n"))
	return versions, w.err
}

// touch changes a configuration as people do.
func (g *generator) touch(lines []string, n int) []string {
	lines = slices.Clone(lines)
	insert := func(before, line string) {
		if i := slices.IndexFunc(lines, func(s string) bool { return strings.HasPrefix(s, before) }); i >= 0 {
			lines = slices.Insert(lines, i, line)
		}
	}
	switch g.r.IntN(4) {
	case 0:
		insert("logging host", fmt.Sprintf("logging host 192.0.2.%d", 30+n%200))
	case 1:
		insert(" deny ip any any log", fmt.Sprintf(" permit tcp host %s any eq %d", g.ip(), g.port()))
	case 2:
		insert("username ops", fmt.Sprintf("username u%d privilege 1 secret 9 $9$%s$%s", n, g.hexes(14), g.hexes(43)))
	default:
		if i := slices.IndexFunc(lines, func(s string) bool { return strings.HasPrefix(s, " description") }); i >= 0 {
			lines[i] = fmt.Sprintf(" description link moved %d", n)
		}
	}
	return lines
}

// repository writes the objects of a git repository; its first error stays.
type repository struct {
	dir string
	err error
}

func (w *repository) object(kind string, data []byte) [20]byte {
	data = append(fmt.Appendf(nil, "%s %d\x00", kind, len(data)), data...)
	h := sha1.Sum(data)
	name := fmt.Sprintf("%x", h)
	var b bytes.Buffer
	z, err := zlib.NewWriterLevel(&b, zlib.BestSpeed)
	if err == nil {
		_, err = z.Write(data)
		err = cmp.Or(err, z.Close())
	}
	if w.err = cmp.Or(w.err, err); w.err == nil {
		w.write("objects/"+name[:2]+"/"+name[2:], b.Bytes())
	}
	return h
}

func (w *repository) write(name string, data []byte) {
	at := filepath.Join(w.dir, filepath.FromSlash(name))
	if w.err == nil {
		w.err = os.MkdirAll(filepath.Dir(at), 0o700)
	}
	if w.err == nil {
		w.err = os.WriteFile(at, data, 0o600)
	}
}

package track

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/event"
)

// Call-detail records are numbered by the node that wrote them, or by the system
// that gathers those of many nodes: then a node's own numbers have holes that the
// others' fill. Both are followed, per node and per folder, and the reading by
// which less is missing is the true one: it explains each number.

const (
	// calls is the kind of streams of call-detail records.
	calls = "cdr"
	// inFile is the counter of files.
	inFile = "file"
)

// folder is what the records below one folder are numbered by together.
type folder struct {
	// first is the source of the first record, which names the folder where
	// more is not set: then there are several.
	first          string
	more           bool
	records, files group
}

// group is a counting, and those of its members that it may be made of.
type group struct {
	counter
	members map[counterKey]*counter
}

// name is what gaps of the folder are told under.
func (f *folder) name() string {
	if f.more {
		return path.Dir(f.first)
	}
	return path.Base(f.first)
}

// shared says whether the members are numbered together.
func (g *group) shared() bool {
	if len(g.members) < 2 || g.repeats > 0 || len(g.turns) > 0 || g.swaps > 0 {
		return false
	}
	own := uint64(0)
	for _, c := range g.members {
		own += c.missing()
	}
	return g.missing() < own
}

// call follows the number of a call-detail record in its folder, and that of the
// file that it came in.
func (t *Tracker) call(s *stream, e *event.Event, at int64) {
	if e.Batch == nil {
		return
	}
	f := t.folder(s, e.Batch.Source, at)
	if f == nil {
		return
	}
	if n, err := strconv.ParseUint(e.Lookup("file"), 10, 63); err == nil {
		k := counterKey{s.key, e.Format, inFile}
		if c := t.counter(s, k, at); c != nil {
			c.file(n, at)
			f.files.members[k] = c
			f.files.file(n, at)
		}
	}
	k := counterKey{s.key, e.Format, ""}
	n, ok := e.Number(event.Sequence)
	if own := t.counters[k]; ok && own != nil {
		f.records.members[k] = own
		f.records.add(n, at)
	}
}

// file takes the number of a record's file, the same for many records. A line of
// names has no time: the first record behind it ends what was missing before.
func (c *counter) file(n uint64, at int64) {
	if !c.started || n+1 != c.next {
		c.add(n, at)
		return
	}
	c.lastTime = max(c.lastTime, at)
	if i := len(c.holes) - 1; i >= 0 && c.holes[i].till == 0 {
		c.holes[i].till = at
	}
}

// folderOf names the source of records that name no node: files of one folder
// are one source, a file that was named alone is itself.
func folderOf(e *event.Event) string {
	if e.Batch == nil {
		return ""
	}
	if dir := path.Dir(e.Batch.Source); dir != "." {
		return dir
	}
	return e.Batch.Source
}

func (t *Tracker) folder(s *stream, source string, at int64) *folder {
	dir := path.Dir(source)
	f := t.folders[dir]
	if f == nil {
		if len(t.folders) >= maxStreams {
			t.full(s, at, "more folders of call records than can be followed")
			return nil
		}
		if t.folders == nil {
			t.folders = map[string]*folder{}
		}
		f = &folder{first: strings.Clone(source)}
		f.records.members, f.files.members = map[counterKey]*counter{}, map[counterKey]*counter{}
		t.folders[strings.Clone(dir)] = f
	}
	f.more = f.more || source != f.first
	return f
}

// foldersGaps are the holes in what the nodes of a folder are numbered by
// together; their own holes are none then.
func (t *Tracker) foldersGaps() []coverage.Gap {
	var out []coverage.Gap
	for _, f := range t.folders {
		gap := coverage.Gap{Source: f.name(), Kind: calls, Basis: coverage.Sequence}
		if f.records.shared() {
			t.forget(&f.records)
			out = f.records.gaps(gap, out, 0)
		}
		if f.files.shared() {
			t.forget(&f.files)
			n := len(out)
			out = f.files.gaps(gap, out, 0)
			ofFiles(out[n:])
		}
	}
	slices.SortFunc(out, func(a, b coverage.Gap) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return out
}

// forget takes the members' own countings away.
func (t *Tracker) forget(g *group) {
	for k := range g.members {
		delete(t.counters, k)
	}
}

// ofFiles says of holes that they are in the numbers of files.
func ofFiles(gaps []coverage.Gap) {
	for i := range gaps {
		if gaps[i].Reason == scattered {
			gaps[i].Reason = "files of call records are missing by their numbers"
		}
	}
}

// again is the gap of numbers that came more than once.
func (c *counter) again(g coverage.Gap) coverage.Gap {
	g.Count, g.Cause = c.repeats, coverage.Unexplained
	g.Reason = "numbers of call records that came more than once: a file that is here twice, or records made up"
	return g
}

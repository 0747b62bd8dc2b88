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

// calls is the kind of streams of call-detail records.
const calls = "cdr"

// folder is what the records below one folder are numbered by together.
type folder struct {
	counter
	// first is the source of the first record, which names the folder where
	// more is not set: then there are several.
	first string
	more  bool
	nodes map[counterKey]*counter
}

// name is what gaps of the folder are told under.
func (f *folder) name() string {
	if f.more {
		return path.Dir(f.first)
	}
	return path.Base(f.first)
}

// shared says whether the records of the folder are numbered together.
func (f *folder) shared() bool {
	if len(f.nodes) < 2 || f.repeats > 0 || len(f.turns) > 0 || f.swaps > 0 {
		return false
	}
	own := uint64(0)
	for _, c := range f.nodes {
		own += c.missing()
	}
	return f.missing() < own
}

// call follows the number of a call-detail record in its folder, and that of the
// file that it came in, which is the same for many records.
func (t *Tracker) call(s *stream, e *event.Event, at int64) {
	if n, err := strconv.ParseUint(e.Lookup("file"), 10, 64); err == nil {
		if c := t.counter(s, counterKey{s.key, e.Format, "file"}, at); c != nil && (!c.started || n+1 != c.next) {
			c.add(n, at)
		}
	}
	n, ok := e.Number(event.Sequence)
	if !ok || e.Batch == nil {
		return
	}
	own := t.counters[counterKey{s.key, e.Format, ""}]
	f := t.folder(s, e.Batch.Source, at)
	if own == nil || f == nil {
		return
	}
	f.nodes[counterKey{s.key, e.Format, ""}] = own
	f.add(n, at)
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
		f = &folder{first: strings.Clone(source), nodes: map[counterKey]*counter{}}
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
		if !f.shared() {
			continue
		}
		for k := range f.nodes {
			delete(t.counters, k)
		}
		out = f.gaps(coverage.Gap{Source: f.name(), Kind: calls, Basis: coverage.Sequence}, out, 0)
	}
	slices.SortFunc(out, func(a, b coverage.Gap) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return out
}

// again is the gap of numbers that came more than once.
func (c *counter) again(g coverage.Gap) coverage.Gap {
	g.Count, g.Cause = c.repeats, coverage.Unexplained
	g.Reason = "numbers of call records that came more than once: a file that is here twice, or records made up"
	return g
}

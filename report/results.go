package report

import (
	"cmp"
	"encoding/binary"
	"slices"
	"sort"

	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/verdict"
)

// Results holds answers. Large estates have hundreds of thousands of them, and
// all stay until the report is written; so an answer is a row without
// pointers, and its texts are a part of one string for each device, in which
// equal texts stand once. The garbage collector then finds next to nothing to
// look at. The zero value holds none.
type Results struct {
	rows    []row
	devices []texts
	checks  []*Check
	checkAt map[*Check]int32
	// shared are reasons, instructions and fixes, which many devices have in
	// common; its size is bounded, and what does not fit stands with its device.
	shared   []string
	sharedAt map[string]uint64
	// What add builds a device's string in.
	buf []byte
	at  map[string]uint64 // of the texts in buf
}

// row is one answer. at is where its texts are listed in those of its device.
type row struct {
	device, check int32 // indices into Results
	at            int
	verdict       verdict.Verdict
	severity      finding.Severity
	change        uint8 // index into changes
}

var changes = [...]Change{"", New, Same, Fixed, Unseen}

// texts are those of answers for one device, in the form that add writes.
type texts struct{ path, host, text string }

// maxShared bounds the texts that devices share, maxSharedText their length.
const maxShared, maxSharedText = 1 << 16, 1 << 10

// Add takes in answers for one device; path and hostname are the first one's.
func (s *Results) Add(rs ...Result) {
	if len(rs) == 0 {
		return
	}
	if s.checkAt == nil {
		s.checkAt, s.sharedAt, s.at = map[*Check]int32{}, map[string]uint64{}, map[string]uint64{}
	}
	for i := range rs {
		s.add(&rs[i])
	}
	s.devices = append(s.devices, texts{rs[0].Path, rs[0].Device, string(s.buf)})
	s.buf = s.buf[:0]
	clear(s.at)
}

// add writes the texts of r that are new, then the list of all: reason,
// instruction, fix, number of spans, and of each span the line, its length and
// the text. Numbers are varints.
func (s *Results) add(r *Result) {
	check, ok := s.checkAt[r.Check]
	if !ok {
		check = int32(len(s.checks))
		s.checks, s.checkAt[r.Check] = append(s.checks, r.Check), check
	}
	var few [32]uint64
	list := append(few[:0], s.share(r.Reason), s.share(r.Resolve), s.share(r.Fix), uint64(len(r.Spans)))
	for _, p := range r.Spans {
		list = append(list, uint64(p.Line), uint64(p.End-p.Line), s.keep(p.Text))
	}
	s.rows = append(s.rows, row{
		device: int32(len(s.devices)), check: check, at: len(s.buf),
		verdict: r.Verdict, severity: r.Severity, change: uint8(slices.Index(changes[:], r.Change)),
	})
	for _, n := range list {
		s.buf = binary.AppendUvarint(s.buf, n)
	}
}

// share returns the number of a text that other devices may have too: twice
// its index in shared, or what keep returns.
func (s *Results) share(text string) uint64 {
	n, ok := s.sharedAt[text]
	switch {
	case ok:
		return n
	case len(s.shared) == maxShared || len(text) > maxSharedText:
		return s.keep(text)
	}
	n = uint64(len(s.shared)) << 1
	s.shared, s.sharedAt[text] = append(s.shared, text), n
	return n
}

// keep returns the number of a text of this device: twice the place of its
// length, which its bytes follow, plus one.
func (s *Results) keep(text string) uint64 {
	n, ok := s.at[text]
	if !ok {
		n = uint64(len(s.buf))<<1 | 1
		s.at[text] = n
		s.buf = append(binary.AppendUvarint(s.buf, uint64(len(text))), text...)
	}
	return n
}

// Len is the number of answers.
func (s *Results) Len() int { return len(s.rows) }

// At returns answer i.
func (s *Results) At(i int) Result {
	r := s.head(i)
	d := lookup{s.devices[s.rows[i].device].text, s.rows[i].at, s.shared}
	r.Reason, r.Resolve, r.Fix = d.text(), d.text(), d.text()
	if n := d.number(); n > 0 {
		r.Spans = make([]finding.Span, n)
		for k := range r.Spans {
			line := d.number()
			r.Spans[k] = finding.Span{Line: line, End: line + d.number(), Text: d.text()}
		}
	}
	return r
}

// head returns answer i without reason, instruction, fix and spans.
func (s *Results) head(i int) Result {
	w := &s.rows[i]
	d := &s.devices[w.device]
	return Result{Check: s.checks[w.check], Path: d.path, Device: d.host, Verdict: w.verdict, Severity: w.severity, Change: changes[w.change]}
}

// of returns the answers for the input at path. They stand side by side once
// they are sorted.
func (s *Results) of(path string) []Result {
	from := sort.Search(len(s.rows), func(i int) bool { return s.devices[s.rows[i].device].path >= path })
	if from == len(s.rows) || s.head(from).Path != path {
		return nil
	}
	return s.device(from)
}

// device returns the answers from i on that are for one input.
func (s *Results) device(i int) []Result {
	var out []Result
	for ; i < len(s.rows) && (len(out) == 0 || s.head(i).Path == out[0].Path); i++ {
		out = append(out, s.At(i))
	}
	return out
}

// mark notes how answer i relates to the baseline.
func (s *Results) mark(i int, c Change) { s.rows[i].change = uint8(slices.Index(changes[:], c)) }

// lookup reads what add wrote, from at on.
type lookup struct {
	from   string
	at     int
	shared []string
}

func (d *lookup) number() int {
	var n uint64
	for shift := 0; ; shift += 7 {
		b := d.from[d.at]
		d.at++
		if n |= uint64(b&0x7f) << shift; b < 0x80 {
			return int(n)
		}
	}
}

func (d *lookup) text() string {
	n := d.number()
	if n&1 == 0 {
		return d.shared[n>>1]
	}
	there := lookup{from: d.from, at: n >> 1}
	size := there.number()
	return d.from[there.at : there.at+size]
}

// sort orders answers by path, then by the id of the check.
func (s *Results) sort() {
	path := ranks(len(s.devices), func(i int32) string { return s.devices[i].path })
	id := ranks(len(s.checks), func(i int32) string { return s.checks[i].ID })
	slices.SortStableFunc(s.rows, func(x, y row) int {
		if c := cmp.Compare(path[x.device], path[y.device]); c != 0 {
			return c
		}
		return cmp.Compare(id[x.check], id[y.check])
	})
}

// ranks returns the places of n keys in their order; equal ones share one.
func ranks(n int, key func(int32) string) []int32 {
	order := make([]int32, n)
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(x, y int32) int { return cmp.Compare(key(x), key(y)) })
	out := make([]int32, n)
	for i, k := range order {
		out[k] = int32(i)
		if i > 0 && key(k) == key(order[i-1]) {
			out[k] = out[order[i-1]]
		}
	}
	return out
}

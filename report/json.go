package report

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/internal/escape"
	"github.com/linewarden/linewarden/verdict"
)

// resultJSON is a Result as the JSON report writes it.
type resultJSON struct {
	Check      string           `json:"check"`
	Title      string           `json:"title"`
	Path       string           `json:"path"`
	Device     string           `json:"device"`
	Verdict    verdict.Verdict  `json:"verdict"`
	Severity   finding.Severity `json:"severity"`
	Reason     string           `json:"reason"`
	Resolve    string           `json:"resolve,omitempty"`
	Spans      []finding.Span   `json:"spans"`
	Fix        string           `json:"fix"`
	References []string         `json:"references"`
	Attack     []string         `json:"attack"`
	Change     Change           `json:"change,omitempty"`
}

func newResultJSON(r *Result) resultJSON {
	return resultJSON{
		Check: r.ID, Title: r.Title, Path: r.Path, Device: r.Device, Verdict: r.Verdict, Severity: r.Severity,
		Reason: r.Reason, Resolve: r.Resolve, Spans: full(r.Spans), Fix: r.Fix,
		References: full(r.References), Attack: full(r.Attack), Change: r.Change,
	}
}

// full makes an absent list an empty one, which JSON writes as [].
func full[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// jsonStream writes JSON piece by piece, so that a large report is never in
// memory as text. The first error stays and ends all writing.
type jsonStream struct {
	w   *bufio.Writer
	buf []byte
	err error
}

// raw writes JSON of our own.
func (s *jsonStream) raw(text string) {
	if s.err == nil {
		_, s.err = s.w.WriteString(text)
	}
}

// value writes v with nothing in it that moves a cursor or turns text around.
func (s *jsonStream) value(v any) {
	if s.err != nil {
		return
	}
	data, err := json.Marshal(v)
	if err != nil {
		s.err = err
		return
	}
	s.buf = escape.JSON(s.buf[:0], data)
	_, s.err = s.w.Write(s.buf)
}

// list writes an array, one element a line; next gives the i-th element and
// whether to write it.
func (s *jsonStream) list(n int, next func(i int) (any, bool)) {
	s.raw("[")
	sep := "\n"
	for i := range n {
		if v, ok := next(i); ok {
			s.raw(sep)
			s.value(v)
			sep = ",\n"
		}
	}
	if sep != "\n" {
		s.raw("\n")
	}
	s.raw("]")
}

func writeJSON(w *bufio.Writer, a *Audit, v View) error {
	s := &jsonStream{w: w}
	s.raw(`{"schema":`)
	s.value(AuditSchema)
	if a.Site != "" {
		s.raw(",\n\"site\":")
		s.value(a.Site)
	}
	if len(a.Notes) > 0 {
		s.raw(",\n\"notes\":")
		s.value(a.Notes)
	}
	s.raw(",\n\"summary\":")
	s.value(a.Summary)
	s.raw(",\n\"devices\":")
	s.list(len(a.Devices), func(i int) (any, bool) { return &a.Devices[i], true })
	s.raw(",\n\"checks\":")
	s.list(len(a.Checks), func(i int) (any, bool) { return a.Checks[i], true })
	s.raw(",\n\"results\":")
	s.list(a.Results.Len(), func(i int) (any, bool) {
		r := a.Results.At(i)
		return newResultJSON(&r), v.listed(&r)
	})
	if a.Summary.Baseline != nil {
		s.raw(",\n\"past\":")
		s.list(len(a.Past), func(i int) (any, bool) { return newResultJSON(&a.Past[i]), true })
	}
	s.raw("}\n")
	return s.err
}

// ErrReport is wrapped by every error about a report that is read back.
var ErrReport = errors.New("not a Linewarden audit report")

// maxItems bounds each list of a report that is read back.
const maxItems = 20_000_000

// ReadJSON reads of a report that Write made what Compare needs and a list of
// past results shows. A schema other than
// AuditSchema, a field of the wrong type and a verdict or severity that does
// not exist are errors. Memory grows with the results, not with the bytes.
func ReadJSON(r io.Reader) (*Baseline, error) {
	d := &reader{dec: json.NewDecoder(r), old: newBaseline()}
	if err := d.object(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrReport, err)
	}
	if d.schema != AuditSchema {
		return nil, fmt.Errorf("%w: schema %q, want %q", ErrReport, escape.Short(d.schema, 60), AuditSchema)
	}
	d.old.settle() // it may have been edited
	return d.old, nil
}

type reader struct {
	dec    *json.Decoder
	old    *Baseline
	schema string
}

// object reads the outermost object, list by list.
func (d *reader) object() error {
	if err := d.delim('{'); err != nil {
		return err
	}
	for d.dec.More() {
		t, err := d.dec.Token()
		if err != nil {
			return err
		}
		switch t {
		case "schema":
			err = d.dec.Decode(&d.schema)
		case "devices":
			err = d.list(d.device)
		case "results":
			err = d.list(d.result)
		default:
			err = d.skip()
		}
		if err != nil {
			return fmt.Errorf("%v: %w", t, err)
		}
	}
	return d.delim('}')
}

// skip reads over one value without keeping it.
func (d *reader) skip() error {
	for depth := 0; ; {
		t, err := d.dec.Token()
		if err != nil {
			return err
		}
		switch t {
		case json.Delim('['), json.Delim('{'):
			depth++
		case json.Delim(']'), json.Delim('}'):
			depth--
		}
		if depth <= 0 {
			return nil
		}
	}
}

func (d *reader) delim(want rune) error {
	t, err := d.dec.Token()
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	if err == nil && t != json.Delim(want) {
		return fmt.Errorf("want %c", want)
	}
	return err
}

func (d *reader) list(one func() error) error {
	if err := d.delim('['); err != nil {
		return err
	}
	for n := 0; d.dec.More(); n++ {
		if n == maxItems {
			return fmt.Errorf("more than %d items", maxItems)
		}
		if err := one(); err != nil {
			return fmt.Errorf("item %d: %w", n, err)
		}
	}
	return d.delim(']')
}

func (d *reader) device() error {
	var v struct {
		Path     *string `json:"path"`
		Hostname string  `json:"hostname"`
	}
	if err := d.dec.Decode(&v); err != nil {
		return err
	}
	if v.Path == nil {
		return errors.New("no path")
	}
	d.old.devices = append(d.old.devices, owner{*v.Path, v.Hostname})
	return nil
}

func (d *reader) result() error {
	var v struct {
		Check    string           `json:"check"`
		Title    string           `json:"title"`
		Path     *string          `json:"path"`
		Device   string           `json:"device"`
		Verdict  *verdict.Verdict `json:"verdict"`
		Severity finding.Severity `json:"severity"`
	}
	if err := d.dec.Decode(&v); err != nil {
		return err
	}
	if v.Path == nil || v.Verdict == nil || v.Check == "" {
		return errors.New("a result needs check, path and verdict")
	}
	d.old.add(owner{*v.Path, v.Device}, Check{ID: v.Check, Title: v.Title, Severity: v.Severity}, *v.Verdict, v.Severity)
	return nil
}

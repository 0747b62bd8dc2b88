package events

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/event"
)

// Forms are the words of --format.
func Forms() []string { return []string{"ocsf", "json", "text"} }

// Writer writes one event after another. Its first error is kept and returned
// by Flush; nothing is written after it.
type Writer struct {
	w    *bufio.Writer
	form string
	obj  object
	text strings.Builder
	err  error
}

// NewWriter returns a writer of one of Forms.
func NewWriter(w io.Writer, form string) *Writer {
	return &Writer{w: bufio.NewWriterSize(w, 64<<10), form: form}
}

// Event writes e.
func (w *Writer) Event(e *event.Event) {
	if w.err != nil {
		return
	}
	switch w.form {
	case "ocsf":
		_, w.err = w.w.Write(w.obj.ocsf(e))
	case "json":
		_, w.err = w.w.Write(w.obj.own(e))
	default:
		w.text.Reset()
		line(&w.text, e)
		_, w.err = w.w.WriteString(w.text.String())
	}
}

// Gap writes what was not seen: a line of "json", nothing in the other forms,
// where the summary tells of it.
func (w *Writer) Gap(g coverage.Gap) {
	if w.err != nil || w.form != "json" {
		return
	}
	o := &w.obj
	o.reset()
	o.text("type", "gap")
	o.text("source", g.Source)
	o.text("kind", g.Kind)
	o.text("from", instant(g.From))
	o.text("to", instant(g.To))
	o.number("count", g.Count)
	if g.Bytes > 0 {
		o.number("bytes", g.Bytes)
	}
	o.text("cause", g.Cause.String())
	o.text("basis", g.Basis.String())
	o.text("reason", g.Reason)
	o.text("where", g.Where)
	_, w.err = w.w.Write(o.end())
}

// Summary writes the count of everything: a line of "json", and a table in the
// form "text".
func (w *Writer) Summary(s *Summary) {
	if w.err != nil {
		return
	}
	switch w.form {
	case "json":
		_, w.err = w.w.Write(s.json(&w.obj))
	case "text":
		_, w.err = fmt.Fprint(w.w, "\n", s.Text())
	}
}

// Err returns the first error.
func (w *Writer) Err() error { return w.err }

// Flush writes what is held.
func (w *Writer) Flush() error {
	if w.err == nil {
		w.err = w.w.Flush()
	}
	return w.err
}

package report

import (
	"bufio"
	"io"

	"github.com/linewarden/linewarden/device/model"
)

// Explanation says what was understood of one line of a configuration.
type Explanation struct {
	Path string `json:"path"`
	Line int    `json:"line"`
	// Text is the line with secrets as ***, "" for one that the cleaner removed.
	Text string `json:"text"`
	OS   string `json:"os"`
	// State is full, partial, irrelevant, unimplemented, unknown or blank.
	State string `json:"state"`
	// Meaning says what the state means, in one sentence.
	Meaning string `json:"meaning"`
	// Block is the statement's place: the words of the blocks around it,
	// outermost first, and its own. Secrets are not in it.
	Block []string `json:"block"`
	// Facts are what was read from the line.
	Facts []FactJSON `json:"facts"`
	// Doubts are the parts of the model that the line leaves open.
	Doubts []string `json:"doubts"`
}

// FactJSON is one fact with its path.
type FactJSON struct {
	Path  string    `json:"path"`
	Value any       `json:"value"`
	How   model.How `json:"how"`
	Line  int32     `json:"line"`
	End   int32     `json:"end"`
}

// NewFact copies a fact of the model; the value of one that is not known is nil.
func NewFact(f model.Stated) FactJSON {
	out := FactJSON{Path: f.Path, Value: f.Value, How: f.How, Line: f.Span.Line, End: f.Span.End}
	if f.How == model.Masked || f.How == model.Unknown {
		out.Value = nil
	}
	return out
}

// WriteExplanation writes e as text or JSON.
func WriteExplanation(w io.Writer, e *Explanation, format string, v View) error {
	if format == "json" {
		return WriteJSON(w, e)
	}
	b := bufio.NewWriter(w)
	p := newPrinter(b, v)
	p.line(p.esc(e.Path), ":", number(e.Line), "   ", p.esc(e.Text))
	p.wrapped("  State  ", e.State+": "+e.Meaning)
	for i, words := range e.Block {
		label := "         "
		if i == 0 {
			label = "  Block  "
		}
		p.wrapped(label, p.esc(words))
	}
	for i, f := range e.Facts {
		label := "         "
		if i == 0 {
			label = "  Facts  "
		}
		p.line(label, p.fact(model.Stated{Path: f.Path, Value: f.Value, How: f.How, Span: model.Span{Line: f.Line, End: f.End}}))
	}
	if len(e.Doubts) > 0 {
		p.wrapped("  Open   ", "it may say something of "+p.some(e.Doubts, 12)+"; what the file does not say there is unknown")
	}
	return b.Flush()
}

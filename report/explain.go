package report

import (
	"bufio"
	"io"
	"strconv"

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
	// Rules are the entries of the system's tables that decided the line, none
	// where no entry matches it.
	Rules []Rule `json:"rules"`
	// Nearest is the entry that comes closest to a line that none matches.
	Nearest *Near `json:"nearest,omitempty"`
	// Block is the statement's place: the words of the blocks around it,
	// outermost first, and its own. Secrets are not in it.
	Block []string `json:"block"`
	// Facts are what was read from the line.
	Facts []FactJSON `json:"facts"`
	// Doubts are the parts of the model that the line leaves open.
	Doubts []string `json:"doubts"`
}

// Rule is an entry of the tables by which a system's statements are read.
type Rule struct {
	// Table is the entry's table, as it is called in the source of the system.
	Table string `json:"table"`
	// Pattern is what it matches, in the notation of device/stmt.
	Pattern string `json:"pattern"`
	// State is what it says of a line that matches.
	State string `json:"state"`
}

// Near is an entry that does not match.
type Near struct {
	Rule
	// Fits is the number of leading words that do match.
	Fits int `json:"fits"`
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
	p.line(p.esc(e.Path), ":", strconv.Itoa(e.Line), "   ", p.esc(e.Text))
	p.wrapped("  State  ", e.State+": "+e.Meaning)
	for i, r := range e.Rules {
		p.line(label(i, "Rule"), p.rule(e.OS, r))
	}
	if e.Nearest != nil {
		p.line(label(0, "Near"), p.rule(e.OS, e.Nearest.Rule), ", of which "+Counted(e.Nearest.Fits, "word fits", "words fit"))
	}
	for i, words := range e.Block {
		p.wrapped(label(i, "Block"), p.esc(words))
	}
	for i, f := range e.Facts {
		p.line(label(i, "Facts"), p.fact(model.Stated{Path: f.Path, Value: f.Value, How: f.How, Span: model.Span{Line: f.Line, End: f.End}}))
	}
	if len(e.Doubts) > 0 {
		p.wrapped("  Open   ", "it may say something of "+p.some(e.Doubts, 12)+"; what the file does not say there is unknown")
	}
	return b.Flush()
}

// label heads the first of several lines.
func label(i int, name string) string {
	if i > 0 {
		name = ""
	}
	return "  " + pad(name, 5) + "  "
}

// rule writes a pattern and where it stands.
func (p *printer) rule(os string, r Rule) string {
	return p.esc(r.Pattern) + "   in table " + p.esc(r.Table) + " of " + os + ", " + r.State
}

package report

import (
	"bufio"
	"encoding/csv"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/internal/escape"
)

// columns are those of the CSV report.
var columns = []string{"device", "path", "check", "title", "verdict", "severity", "reason", "resolve", "lines", "evidence", "fix", "references", "attack", "change"}

// writeCSV writes one row for each result (RFC 4180, CRLF). Cells that a
// spreadsheet would take for a formula begin with an apostrophe.
func writeCSV(w *bufio.Writer, a *Audit, v View) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(columns); err != nil {
		return err
	}
	row := make([]string, len(columns))
	write := func(r *Result) error {
		if !v.listed(r) {
			return nil
		}
		r.cells(row)
		return out.Write(row)
	}
	for i := range a.Results.Len() {
		r := a.Results.At(i)
		if err := write(&r); err != nil {
			return err
		}
	}
	for i := range a.Past {
		if err := write(&a.Past[i]); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// cells fills one row.
func (r *Result) cells(row []string) {
	var lines, texts []string
	for _, s := range r.Spans {
		at := strconv.Itoa(s.Line)
		if s.End > s.Line {
			at += "-" + strconv.Itoa(s.End)
		}
		lines, texts = append(lines, at), append(texts, s.Text)
	}
	copy(row, []string{r.Device, r.Path, r.ID, r.Title, r.Verdict.String(), r.Severity.String(), r.Reason, r.Resolve,
		strings.Join(lines, " "), strings.Join(texts, " | "), oneLine(r.Fix), strings.Join(r.References, "; "), strings.Join(r.Attack, " "), string(r.Change)})
	for i := range row {
		row[i] = escape.Cell(row[i])
	}
}

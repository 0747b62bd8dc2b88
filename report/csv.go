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
	for _, list := range [][]Result{a.Results, a.Past} {
		for i := range list {
			if !v.listed(&list[i]) {
				continue
			}
			list[i].cells(row)
			if err := out.Write(row); err != nil {
				return err
			}
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

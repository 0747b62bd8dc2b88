// Package evidence is the table of how far decoding agrees with expected answers
// to real samples: what one comparison gave, as a row of docs/coverage.md.
//
// Promise: a row that the table has is what the comparison gives, since each
// comparison fails where its row differs, and a field that is always required
// agrees but for the differences that docs/coverage-events.md explains.
package evidence

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	// Env names the folder that comparisons write their rows to. Unset, they
	// compare them with the table.
	Env = "LINEWARDEN_AGREEMENT"
	// Table is the file that holds the rows, and Reasons the one that explains
	// the differences, from the module's root.
	Table   = "docs/coverage.md"
	Reasons = "docs/coverage-events.md"
)

// Head is the table's head.
const Head = `| set | families | records | whole | fields | agree | share | always required | differences, explained |
|---|---|---:|---:|---:|---:|---:|---|---|
`

// Row is what one comparison gave.
type Row struct {
	// Title is the set's name and, behind a comma, the part of it.
	Title string
	// Families are the formats of the events compared (event.Event.Format).
	Families []string
	// Records were compared; Whole of them agree in every required field.
	Records, Whole int
	// Fields were compared, and Agree of them are the same.
	Fields, Agree int
	// Required are the fields compared that must always agree.
	Required []string
	// Reasons lists each difference by its place and field.
	Differences []Difference
}

// Difference is a field that does not agree.
type Difference struct{ Place, Field, Want, Got string }

// Line is the row as the table has it.
func (r *Row) Line() string {
	differences := "none"
	if n := len(r.Differences); n > 0 {
		differences = fmt.Sprintf("[%d](%s#%s)", n, filepath.Base(Reasons), Anchor(r.Title))
	}
	return fmt.Sprintf("| %s | %s | %d | %d | %d | %d | %s | %s | %s |", r.Title, strings.Join(r.Families, ", "), r.Records, r.Whole, r.Fields, r.Agree,
		share(r.Agree, r.Fields), strings.Join(r.Required, ", "), differences)
}

// share is a percentage that is only 100 where all agree.
func share(part, all int) string {
	if part == all {
		return "100 %"
	}
	return fmt.Sprintf("%.2f %%", min(99.99, 100*float64(part)/float64(all)))
}

// Anchor is that of a heading.
func Anchor(heading string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(heading) {
		switch {
		case c == ' ' || c == '-' || c == '_':
			b.WriteString(strings.Replace(string(c), " ", "-", 1))
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			b.WriteRune(c)
		}
	}
	return b.String()
}

// Save writes a row into a folder for Load.
func (r *Row) Save(dir string) error {
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, Anchor(r.Title)+".json"), data, 0o600)
}

// Load reads the rows of a folder, by their titles.
func Load(dir string) ([]Row, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var r Row
		if err := json.Unmarshal(data, &r); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b Row) int { return strings.Compare(a.Title, b.Title) })
	return rows, nil
}

// Compared lists the families that the rows of a table name, sorted.
func Compared(table string) []string {
	var out []string
	_, rest, _ := strings.Cut(table, Head)
	for line := range strings.Lines(rest) {
		cells := strings.Split(line, " | ")
		if len(cells) < 9 {
			break
		}
		out = append(out, strings.Split(cells[1], ", ")...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

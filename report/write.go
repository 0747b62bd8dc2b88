package report

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"time"
)

// View is how a report is to look.
type View struct {
	// Terminal says that a person reads it as it appears; Color that colours
	// may mark severities, beside the words and marks that always do.
	Terminal, Color bool
	// Width is the terminal's, in columns; 0 is unknown.
	Width int
	// Show asks the text report for more: lines, unknown, all, a check's id
	// or a device's hostname or path.
	Show string
	// ASCII keeps the report's own marks within ASCII.
	ASCII bool
	// Args are the paths that the user named, for the next command.
	Args []string
	// All also writes what passes and what does not apply.
	All bool
	// Now is when the report is written; HTML names it. Zero leaves it out.
	Now time.Time
	// Version is the program's, for formats that name their maker.
	Version string
}

// ErrShow says that View.Show names nothing in the report.
var ErrShow = errors.New("no such check or device in this report")

// ErrFormat says that no such format is written.
var ErrFormat = errors.New("no such format")

// Formats lists the formats that Write knows.
func Formats() []string { return []string{"text", "json", "sarif", "csv", "html"} }

// Write writes a in the named format. An error is that of w, ErrShow or ErrFormat.
func Write(w io.Writer, a *Audit, format string, v View) error {
	write := map[string]func(*bufio.Writer, *Audit, View) error{
		"text": writeText, "json": writeJSON, "sarif": writeSARIF, "csv": writeCSV, "html": writeHTML,
	}[format]
	if write == nil {
		return fmt.Errorf("%q: %w", format, ErrFormat)
	}
	b := bufio.NewWriterSize(w, 64<<10)
	if err := write(b, a, v); err != nil {
		return err
	}
	return b.Flush()
}

// listed reports whether a format that programs read holds r.
func (v View) listed(r *Result) bool {
	return v.All || !r.quiet()
}

package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/netip"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/internal/escape"
)

// WriteModel writes what was read of one device: as JSON, in the form of
// docs/formats/model.md, or as text, one fact a line. Text
// holds what rests on no line only with View.All.
func WriteModel(w io.Writer, d *model.Device, format string, v View) error {
	b := bufio.NewWriter(w)
	var err error
	switch format {
	case "json":
		err = WriteJSON(b, d)
	case "text":
		newPrinter(b, v).model(d)
	default:
		err = fmt.Errorf("%q: %w", format, ErrFormat)
	}
	if err != nil {
		return err
	}
	return b.Flush()
}

// WriteJSON writes v as indented JSON in which no byte moves a cursor or turns
// text around.
func WriteJSON(w io.Writer, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, escape.JSON(nil, data), "", "  "); err != nil {
		return err
	}
	out.WriteByte('\n')
	_, err = w.Write(out.Bytes())
	return err
}

// model writes the facts of a device.
func (p *printer) model(d *model.Device) {
	host := p.esc(d.Hostname.V)
	if host == "" {
		host = "(no hostname)"
	}
	p.line(p.paint(bold, host), "  ", d.OS, " ", p.marks.dot, " ", d.Complete.String(), ": ", p.esc(d.CompleteWhy))
	left := 0
	d.Each(func(f model.Stated) {
		if f.Span.Line == 0 && !p.view.All {
			left++
			return
		}
		p.line("  ", p.fact(f))
	})
	if left > 0 {
		p.line("  ", p.marks.more, " ", Counted(left, "fact", "facts"), " that no line states: defaults, what is absent, what cannot be told (--all)")
	}
}

// fact writes "path = value", where it stands and how it is known.
func (p *printer) fact(f model.Stated) string {
	value := "?"
	if f.How != model.Masked && f.How != model.Unknown {
		value = p.esc(valueText(f.Value))
	}
	text := pad(p.esc(f.Path), 34) + " = " + pad(value, 24) + "  "
	if f.How != model.Explicit {
		text += f.How.String() + " "
	}
	return strings.TrimRight(text+lineRange(f.Span), " ")
}

// lineRange writes "line 4", "lines 4-9" or nothing.
func lineRange(s model.Span) string {
	switch {
	case s.Line == 0:
		return ""
	case s.End <= s.Line:
		return "line " + strconv.Itoa(int(s.Line))
	}
	return fmt.Sprintf("lines %d-%d", s.Line, s.End)
}

// valueText writes a fact's value for people. It is not escaped.
func valueText(v any) string {
	switch v := v.(type) {
	case string:
		return strconv.Quote(v)
	case []string:
		return "[" + strings.Join(v, ", ") + "]"
	case []netip.Prefix:
		parts := make([]string, len(v))
		for i, p := range v {
			parts[i] = p.String()
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case bool, int64:
		return fmt.Sprint(v)
	}
	data, err := json.Marshal(v)
	if err != nil {
		return "?"
	}
	return string(data)
}

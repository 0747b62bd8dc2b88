package reach

import (
	"fmt"
	"strings"

	"github.com/linewarden/linewarden/device/model"
)

// open returns why a fact is no answer, "" where it is one. own is the part
// that it stands in, path its place in the model.
func open[T model.Value](d *Device, f *model.F[T], own *model.Obj, path string) string {
	switch {
	case f.How.Stated():
		return ""
	case f.How == model.NotRead:
		return path + " is not read from " + d.dev.OS + " configurations"
	case f.Span.Line > 0 && !f.Known():
		return fmt.Sprintf("line %d does not settle %s", f.Span.Line, path)
	case !f.Known():
		if rule, ok := d.absence.Rule(path, d.version()); ok && rule.Why != "" {
			return rule.Why
		}
		return path + " cannot be told from this file"
	}
	return d.missing(own, path)
}

// missing returns why what the file does not say of a part may all the same be
// configured, "" where it is not.
func (d *Device) missing(own *model.Obj, path string) string {
	switch {
	case d.dev.Complete == model.Truncated:
		return "the file is cut off"
	case d.dev.Complete != model.Whole:
		return "the file cannot be proven complete"
	case own != nil && len(own.Doubt) > 0:
		return fmt.Sprintf("line %d is not understood", own.Doubt[0])
	}
	for p := path; p != ""; {
		if lines := d.dev.Doubts[p]; len(lines) > 0 {
			return fmt.Sprintf("line %d is not understood", lines[0])
		}
		i := strings.LastIndexByte(p, '.')
		if i < 0 {
			break
		}
		p = p[:i]
	}
	return ""
}

func (d *Device) version() string {
	if d.dev.Version.How.Stated() {
		return d.dev.Version.V
	}
	return ""
}

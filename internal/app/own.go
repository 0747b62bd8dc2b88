package app

import (
	"bytes"
	"path/filepath"
	"strings"

	"github.com/linewarden/linewarden/report"
	"github.com/linewarden/linewarden/site"
)

// ownFiles says of which use the files of a site description are in this run,
// by absolute path.
func ownFiles(s *site.Site) map[string]string {
	out := map[string]string{}
	if s == nil {
		return out
	}
	add := func(path, use string) {
		if abs, err := filepath.Abs(path); err == nil {
			out[abs] = use
		}
	}
	for _, f := range s.RegisterFiles {
		add(f, "a register of the site description, used")
	}
	for _, f := range s.CheckFiles {
		add(f, "checks of the site, used")
	}
	add(s.Path, "the site description, used")
	return out
}

// own says what a file of Linewarden's own is that lies among configurations,
// and how to use it where this run does not.
func (a *auditor) own(d *report.Device, data []byte) {
	if abs, err := filepath.Abs(d.Path); err == nil && a.files[abs] != "" {
		d.Detail = a.files[abs]
		return
	}
	switch strings.ToLower(filepath.Ext(d.Path)) {
	case ".yaml", ".yml":
	default:
		return
	}
	keys := topKeys(data)
	switch {
	case keys["registers"] || keys["networks"] || keys["check_files"]:
		d.Detail, d.Hint = "a site description, not used", "--site "+d.Path+" uses it"
	case keys["- id"] && bytes.Contains(data, []byte("\n  rules:")):
		d.Detail, d.Hint = "checks, not used", "name the file under check_files in site.yaml"
	}
}

// shape says of what is no configuration what else it is, and what to do where
// it should have been one; "" where only a reader of it can tell.
func shape(data []byte) (what, advice string) {
	head := data[:min(len(data), 8<<10)]
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return "empty", "collect it again: a collector that failed leaves such a file"
	case bytes.IndexByte(head, 0) >= 0 || 8*malformed(head) > len(head):
		return "binary", ""
	}
	return "", ""
}

// malformed counts the bytes of data that are no UTF-8.
func malformed(data []byte) int { return len(data) - len(bytes.ToValidUTF8(data, nil)) }

// topKeys returns the keys that stand at the beginning of a line, among the
// first 64 KiB.
func topKeys(data []byte) map[string]bool {
	out := map[string]bool{}
	for line := range bytes.Lines(data[:min(len(data), 64<<10)]) {
		if key, _, ok := bytes.Cut(line, []byte(":")); ok && len(key) < 40 {
			out[string(key)] = true
		}
	}
	return out
}

// Package checks holds the checks that Linewarden brings along: the YAML files
// beside this one. Their form is described in docs/checks.md.
package checks

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed *.yaml
var files embed.FS

// File is one file of checks.
type File struct {
	Name string
	Data []byte
}

// Files returns the embedded files, sorted by name.
func Files() ([]File, error) {
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("checks: %w", err)
	}
	var out []File
	for _, n := range names {
		data, err := files.ReadFile(n)
		if err != nil {
			return nil, fmt.Errorf("checks: %w", err)
		}
		out = append(out, File{n, data})
	}
	return out, nil
}

package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
)

// reading is what Linewarden says of the compared networks.
type reading struct {
	system map[string]string // by file; "" where the file was not read
	rows   []row
}

// read reads every configuration of the compared networks below root.
func read(root string, r *rules) (*reading, error) {
	p, err := parse.New()
	if err != nil {
		return nil, err
	}
	networks := []string{unit}
	for _, r := range recorded {
		networks = append(networks, r.network)
	}
	out := &reading{system: map[string]string{}}
	set := filepath.Join(root, "batfish-refs")
	for _, n := range networks {
		err := filepath.WalkDir(filepath.Join(set, n, "configs"), func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			file, err := filepath.Rel(set, path)
			if err != nil {
				return err
			}
			return out.read(p, path, file, r.system(file))
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (o *reading) read(p *parse.Parser, path, file, system string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	r := p.Parse(data, parse.Options{OS: system, Snippet: true, Keyer: model.NewKeyer(make([]byte, 32))})
	o.system[file] = ""
	if r.Kind != parse.Config {
		return nil
	}
	o.system[file] = r.OS
	for _, u := range r.Device.Refs.Undefined {
		o.rows = append(o.rows, row{undefined, file, u.Kind, bare(u.Name), int(u.Span.Line)})
	}
	for _, u := range r.Device.Refs.Unused {
		o.rows = append(o.rows, row{unused, file, u.Kind, bare(u.Name), 0})
	}
	return nil
}

// bare drops the qualifier of a name: what several name spaces of one kind are
// told apart by, which the other side puts into the type.
func bare(name string) string { return name[strings.LastIndexByte(name, ' ')+1:] }

package app

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/linewarden/linewarden/detect/indicators"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/intel"
	"github.com/linewarden/linewarden/report/detections"
)

// watchFor reads files of indicators; nil where there are none.
func watchFor(r *detections.Report, files []string) (*indicators.Watch, error) {
	if len(files) == 0 {
		return nil, nil
	}
	set := &intel.Set{}
	for _, name := range files {
		data, err := readFile(name, intel.MaxFile+1)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, hint(fmt.Errorf("--indicators: no such file: %q", name), "name a list, CSV, a STIX 2 bundle or a MISP event")
		}
		if err != nil {
			return nil, fmt.Errorf("--indicators: %w", err)
		}
		if _, err := set.Read(name, data); err != nil {
			return nil, hint(fmt.Errorf("--indicators %s: %w", name, err), "a list has one address, name, network or hash a line; CSV, STIX 2 bundles and MISP events are read too")
		}
	}
	r.Indicators = &detections.Indicators{Files: len(files), Total: len(set.All), Skipped: set.Skipped}
	return indicators.New(set), nil
}

// configWatch looks for indicators in inputs that are configurations.
func configWatch(r *detections.Report, w *indicators.Watch, key []byte) (func(string, []byte) bool, error) {
	p, err := parse.New()
	if err != nil {
		return nil, err
	}
	keyer := model.NewKeyer(key)
	return func(path string, data []byte) bool {
		if p.Parse(data, parse.Options{Keyer: keyer}).Kind != parse.Config {
			return false
		}
		r.Indicators.Configs++
		w.Config(path, data)
		return true
	}, nil
}

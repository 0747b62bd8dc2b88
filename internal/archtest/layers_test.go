package archtest

import (
	"fmt"
	"strings"
)

// layer is one line of layers.txt.
type layer struct {
	pattern string
	allowed []string
}

func parseLayers(text string) ([]layer, error) {
	var layers []layer
	n := 0
	for line := range strings.Lines(text) {
		n++
		line, _, _ = strings.Cut(line, "#")
		if strings.TrimSpace(line) == "" {
			continue
		}
		pattern, allowed, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("layers.txt:%d: no colon", n)
		}
		layers = append(layers, layer{strings.TrimSpace(pattern), strings.Fields(allowed)})
	}
	return layers, nil
}

// match reports whether a slash-separated path fits a pattern of layers.txt.
func match(pattern, name string) bool {
	base, below := strings.CutSuffix(pattern, "/...")
	want, got := strings.Split(base, "/"), strings.Split(name, "/")
	if len(got) < len(want) || len(got) > len(want) && !below {
		return false
	}
	for i := range want {
		if want[i] != "*" && want[i] != got[i] {
			return false
		}
	}
	return true
}

// layering reports imports that layers do not allow, and packages without one.
func (t *tree) layering(layers []layer) []string {
	var faults []string
	for _, p := range t.pkgs {
		l, ok := find(layers, p.path)
		if !ok {
			faults = append(faults, p.path+": no line of layers.txt covers this package")
			continue
		}
		for _, f := range p.files {
			if f.test {
				continue
			}
			for _, imp := range f.imports() {
				if !t.allowed(l, p.path, imp) {
					faults = append(faults, fmt.Sprintf("%s: %s may not import %s", f.name, p.path, imp))
				}
			}
		}
	}
	return faults
}

func find(layers []layer, name string) (layer, bool) {
	for _, l := range layers {
		if match(l.pattern, name) {
			return l, true
		}
	}
	return layer{}, false
}

func (t *tree) allowed(l layer, from, imp string) bool {
	rel, own := strings.CutPrefix(imp, t.module+"/")
	if own && strings.HasPrefix(rel, from+"/internal/") {
		return true
	}
	std := !strings.Contains(strings.Split(imp, "/")[0], ".")
	for _, a := range l.allowed {
		switch {
		case a == "std" && std, a == "ext" && !own && !std:
			return true
		case own && match(a, rel), !own && match(a+"/...", imp):
			return true
		}
	}
	return false
}

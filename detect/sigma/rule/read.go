package rule

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// MaxFile bounds a file, in bytes.
const MaxFile = 4 << 20

// Options are what reading depends on.
type Options struct {
	// Placeholder returns the values of a name between %, and whether a list of
	// that name is known. Nil knows none.
	Placeholder func(name string) ([]string, bool)
}

// Read reads a file of one or more documents. The documents without an error are
// returned whatever the others hold; each error is an *Error.
func Read(path string, data []byte, o Options) (File, []error) {
	var f File
	if len(data) > MaxFile {
		return f, []error{&Error{Path: path, Text: fmt.Sprintf("larger than %d MiB", MaxFile>>20)}}
	}
	var errs []error
	dec := yaml.NewDecoder(bytes.NewReader(data))
	for {
		var doc yaml.Node
		err := dec.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return f, errs
		}
		if err != nil {
			return f, append(errs, yamlError(path, err))
		}
		if err := f.add(path, &doc, o); err != nil {
			errs = append(errs, err)
		}
	}
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

func yamlError(path string, err error) error {
	e := &Error{Path: path, Text: "not YAML: " + yamlLine.ReplaceAllString(err.Error(), "")}
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		e.Line, _ = strconv.Atoi(m[1])
	}
	return e
}

// add reads one document.
func (f *File) add(path string, doc *yaml.Node, o Options) error {
	if len(doc.Content) == 0 || doc.Content[0].Tag == "!!null" {
		return nil
	}
	node := doc.Content[0]
	if node.Kind != yaml.MappingNode {
		return &Error{Path: path, Line: node.Line, Text: "not a Sigma document: it is no map"}
	}
	if err := sound(path, node); err != nil {
		return err
	}
	d := &detection{path: path, options: o}
	switch {
	case get(node, "correlation") != nil:
		c, err := d.correlation(node)
		if err == nil {
			f.Correlations = append(f.Correlations, c)
		}
		return err
	case get(node, "filter") != nil:
		x, err := d.filter(node)
		if err == nil {
			f.Filters = append(f.Filters, x)
		}
		return err
	case get(node, "detection") != nil:
		r, err := d.rule(node)
		if err == nil {
			f.Rules = append(f.Rules, r)
		}
		return err
	}
	return &Error{Path: path, Line: node.Line, Text: "neither detection, correlation nor filter stands in the document"}
}

// sound refuses keys that stand twice, of which YAML readers take either, maps
// merged into others, and the collections of Sigma 1.
func sound(path string, node *yaml.Node) error {
	if a := text(node, "action"); a != "" {
		return &Error{Path: path, Line: get(node, "action").Line, Text: fmt.Sprintf("action: %s is of Sigma 1 and not understood", a), Hint: "write each rule as a whole"}
	}
	return twice(path, node, 0)
}

func twice(path string, node *yaml.Node, depth int) error {
	if depth > maxDepth {
		return &Error{Path: path, Line: node.Line, Text: fmt.Sprintf("nested deeper than %d", maxDepth)}
	}
	seen := map[string]bool{}
	for i, kid := range node.Content {
		if node.Kind == yaml.MappingNode && i%2 == 0 {
			if kid.Tag == "!!merge" {
				return &Error{Path: path, Line: kid.Line, Text: "<< merges another map, which Sigma does not know", Hint: "write the keys out"}
			}
			if seen[kid.Value] {
				return &Error{Path: path, Line: kid.Line, Text: fmt.Sprintf("%q stands here for the second time", kid.Value)}
			}
			seen[kid.Value] = true
		}
		if err := twice(path, kid, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// meta reads what all documents say about themselves.
func meta(path string, node *yaml.Node) Meta {
	m := Meta{
		Path: path, Line: node.Line,
		ID: text(node, "id"), Name: text(node, "name"), Title: text(node, "title"), Description: strings.TrimSpace(text(node, "description")),
		Status: text(node, "status"), Level: strings.ToLower(text(node, "level")), Author: text(node, "author"),
		Date: text(node, "date"), Modified: text(node, "modified"),
		References: texts(get(node, "references")), Tags: texts(get(node, "tags")), FalsePositives: texts(get(node, "falsepositives")),
	}
	for k, v := range pairs(node) {
		if contains(known, k.Value) {
			continue
		}
		var value any
		if v.Decode(&value) == nil {
			if m.Custom == nil {
				m.Custom = map[string]any{}
			}
			m.Custom[k.Value] = value
		}
	}
	return m
}

// known are the top-level keys of the specification.
var known = []string{
	"title", "id", "name", "related", "taxonomy", "status", "description", "license", "references", "author", "date", "modified",
	"logsource", "detection", "correlation", "filter", "fields", "falsepositives", "level", "tags", "scope",
}

func logSource(node *yaml.Node) LogSource {
	ls := get(node, "logsource")
	if ls == nil || ls.Kind != yaml.MappingNode {
		return LogSource{}
	}
	return LogSource{Category: text(ls, "category"), Product: text(ls, "product"), Service: text(ls, "service"), Definition: text(ls, "definition")}
}

func (d *detection) rule(node *yaml.Node) (*Rule, error) {
	match, err := d.read(get(node, "detection"), "timeframe")
	if err != nil {
		return nil, err
	}
	return &Rule{Meta: meta(d.path, node), LogSource: logSource(node), Fields: texts(get(node, "fields")), Match: match, Placeholders: d.missing}, nil
}

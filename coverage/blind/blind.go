// Package blind knows what kinds of records never say.
package blind

import (
	_ "embed" // the table
	"slices"

	"go.yaml.in/yaml/v3"
)

//go:embed blind.yaml
var table []byte

// Spot is something that no collecting makes visible.
type Spot struct {
	// Formats are those of events that it holds for.
	Formats []string `yaml:"formats" json:"formats"`
	// Kind is what a stream is watched for.
	Kind string `yaml:"kind" json:"kind"`
	// Reason says what is not seen, and Unless what would show it.
	Reason string `yaml:"reason" json:"reason"`
	Unless string `yaml:"unless" json:"unless"`
}

// All returns every spot, in the order of the table.
func All() ([]Spot, error) {
	var all []Spot
	err := yaml.Unmarshal(table, &all)
	return all, err
}

// Of returns the spots of any of the formats, in the order of the table; each
// Spot's Formats are only those asked for.
func Of(formats []string) ([]Spot, error) {
	all, err := All()
	if err != nil {
		return nil, err
	}
	var out []Spot
	for _, s := range all {
		s.Formats = slices.DeleteFunc(s.Formats, func(f string) bool { return !slices.Contains(formats, f) })
		if len(s.Formats) > 0 {
			out = append(out, s)
		}
	}
	return out, nil
}

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// row is one undefined or unused name in one file. Line is the line of the use
// for an undefined name and 0 for an unused one.
type row struct {
	side string // undefined, unused
	file string // relative to the set's folder
	kind string // the structure's type, in the words of whoever says so
	name string
	line int
}

const (
	undefined = "undefined"
	unused    = "unused"
)

// unit is the network whose answers are tables of their own.
const unit = "tests/parsing-tests/networks/unit-tests"

// recorded are the networks whose answers stand within the record of how they
// were read.
var recorded = []struct{ network, answer string }{
	{"networks/example/live", "tests/basic/init.ref"},
	{"tests/parsing-tests/networks/example-juniper", "tests/parsing-tests/example-juniper.ref"},
}

// oracle reads the recorded answers of the other analyser below root, one row
// for each line where an undefined name is used.
func oracle(root string) ([]row, error) {
	rows, err := tables(root)
	for _, r := range recorded {
		more, e := record(filepath.Join(root, "batfish-refs"), r.network, r.answer)
		rows, err = append(rows, more...), errors.Join(err, e)
	}
	return rows, err
}

// lines is where a row of a table points to.
type lines struct {
	Filename string
	Lines    []int
}

// tables reads the two tables of the network unit.
func tables(root string) ([]row, error) {
	var un struct {
		Rows []struct {
			Type  string `json:"Struct_Type"`
			Name  string `json:"Ref_Name"`
			Lines lines
		}
	}
	var us struct {
		Rows []struct {
			Type  string `json:"Structure_Type"`
			Name  string `json:"Structure_Name"`
			Lines lines  `json:"Source_Lines"`
		}
	}
	dir := filepath.Join(root, "batfish-derived")
	err := errors.Join(decode(filepath.Join(dir, "batfish-unit-tests-undefined.dev.json"), &un), decode(filepath.Join(dir, "batfish-unit-tests-unused.dev.json"), &us))
	var out []row
	for _, r := range un.Rows {
		for _, l := range r.Lines.Lines {
			out = append(out, row{undefined, filepath.Join(unit, r.Lines.Filename), r.Type, r.Name, l})
		}
	}
	for _, r := range us.Rows {
		out = append(out, row{unused, filepath.Join(unit, r.Lines.Filename), r.Type, r.Name, 0})
	}
	return out, err
}

// record reads the answer file of one network: by file, type and name.
func record(dir, network, answer string) ([]row, error) {
	var doc struct {
		AnswerElements []struct {
			Defined   map[string]map[string]map[string]struct{ NumReferrers int } `json:"definedStructures"`
			Undefined map[string]map[string]map[string]map[string][]int           `json:"undefinedReferences"`
		}
	}
	if err := decode(filepath.Join(dir, answer), &doc); err != nil {
		return nil, err
	}
	var out []row
	for _, e := range doc.AnswerElements {
		for file, types := range e.Defined {
			for typ, names := range types {
				for name, d := range names {
					if d.NumReferrers == 0 && strings.HasPrefix(file, "configs/") {
						out = append(out, row{unused, filepath.Join(network, file), typ, name, 0})
					}
				}
			}
		}
		for file, types := range e.Undefined {
			for typ, names := range types {
				for name, uses := range names {
					for _, at := range uses {
						for _, l := range at {
							out = append(out, row{undefined, filepath.Join(network, file), typ, name, l})
						}
					}
				}
			}
		}
	}
	return out, nil
}

func decode(path string, v any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

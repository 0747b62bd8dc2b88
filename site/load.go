package site

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/linewarden/linewarden/finding"
	"go.yaml.in/yaml/v3"
)

// ErrSite is wrapped by every error about a site description.
var ErrSite = errors.New("site description")

// MaxSize bounds a site file and each CSV file that it names, in bytes.
const MaxSize = 16 << 20

type siteFile struct {
	Name       string               `yaml:"name"`
	Networks   map[Purpose][]string `yaml:"networks"`
	Registers  map[string]register  `yaml:"registers"`
	Checks     map[string]tuning    `yaml:"checks"`
	CheckFiles []string             `yaml:"check_files"`
	Retention  []Retention          `yaml:"retention"`
}

type tuning struct {
	Severity string         `yaml:"severity"`
	Params   map[string]any `yaml:"params"`
	Disabled bool           `yaml:"disabled"`
	Reason   string         `yaml:"reason"`
	Owner    string         `yaml:"owner"`
	Until    string         `yaml:"until"`
}

// Load reads the site description at path and the CSV files that it names,
// relative to its folder. Unknown keys are
// KeyErrors.
func Load(path string) (*Site, error) {
	data, err := readBounded(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSite, err)
	}
	s, err := Parse(data, filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	s.Path = path
	return s, nil
}

// Parse reads a site description from data; dir is where the files that it
// names lie.
func Parse(data []byte, dir string) (*Site, error) {
	var doc yaml.Node
	var f siteFile
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSite, err)
	}
	if wrong := wrongKeys(&doc); len(wrong) > 0 {
		return nil, fmt.Errorf("%w: %w", ErrSite, wrong)
	}
	if err := doc.Decode(&f); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSite, Plain(err))
	}
	s := &Site{Name: f.Name, Networks: map[Purpose][]netip.Prefix{}, Registers: map[string][]Entry{}, Checks: map[string]Tuning{}, lines: linesOf(&doc)}
	for _, c := range f.CheckFiles {
		s.CheckFiles = append(s.CheckFiles, inDir(dir, c))
	}
	for _, step := range []func(*siteFile, string) error{s.networks, s.registers, s.tunings, s.retentions} {
		if err := step(&f, dir); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrSite, err)
		}
	}
	return s, nil
}

func inDir(dir, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(dir, name)
}

func (s *Site) networks(f *siteFile, _ string) error {
	for _, purpose := range slices.Sorted(maps.Keys(f.Networks)) {
		list := f.Networks[purpose]
		if list == nil {
			continue // a key without a value describes nothing; [] says none
		}
		s.Networks[purpose] = []netip.Prefix{}
		for i, text := range list {
			p, err := parsePrefix(text)
			if err != nil {
				return fmt.Errorf("%snetworks.%s: %q is no address or prefix", s.at("networks", string(purpose), strconv.Itoa(i)), purpose, text)
			}
			s.Networks[purpose] = append(s.Networks[purpose], p)
		}
	}
	return nil
}

func parsePrefix(s string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(s); err == nil {
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	p, err := netip.ParsePrefix(s)
	return p.Masked(), err
}

func (s *Site) registers(f *siteFile, dir string) error {
	for _, known := range Registers() {
		name, r := known.Name, f.Registers[known.Name]
		if !r.filled {
			continue // a key without a value fills nothing; [] says none
		}
		for i, e := range r.entries {
			if err := known.form.check(e.Value); err != nil {
				return fmt.Errorf("line %d: registers.%s: %w", r.lines[i], name, err)
			}
		}
		entries := append([]Entry{}, r.entries...)
		for _, file := range r.files {
			more, err := readCSV(inDir(dir, file), known.form)
			if err != nil {
				return fmt.Errorf("%sregisters.%s: %w", s.at("registers", name), name, err)
			}
			entries = append(entries, more...)
			s.RegisterFiles = append(s.RegisterFiles, inDir(dir, file))
		}
		s.Registers[name] = entries
	}
	return nil
}

func (s *Site) tunings(f *siteFile, _ string) error {
	for _, id := range slices.Sorted(maps.Keys(f.Checks)) {
		t := f.Checks[id]
		out := Tuning{Params: t.Params, Disabled: t.Disabled, Reason: t.Reason, Owner: t.Owner}
		if t.Severity != "" {
			sev, err := finding.ParseSeverity(t.Severity)
			if err != nil {
				return fmt.Errorf("%schecks.%s: %w", s.at("checks", id, "severity"), id, err)
			}
			out.Severity = &sev
		}
		if t.Disabled {
			until, err := time.Parse(time.DateOnly, t.Until)
			if err != nil || t.Reason == "" || t.Owner == "" {
				return fmt.Errorf("%schecks.%s: a disabled check needs reason, owner and until (YYYY-MM-DD)", s.at("checks", id), id)
			}
			out.Until = until
		}
		s.Checks[id] = out
	}
	return nil
}

// register is a list of entries, or a file of them, or both.
type register struct {
	entries []Entry
	lines   []int // of the entries
	files   []string
	filled  bool // there is a value, be it an empty list
}

// UnmarshalYAML accepts a list whose members are values, {value, owner, note}
// or {file: name.csv}, and a single {file: name.csv}.
func (r *register) UnmarshalYAML(n *yaml.Node) error {
	r.filled = true
	if n.Kind != yaml.SequenceNode {
		return r.add(n)
	}
	for _, c := range n.Content {
		if err := r.add(c); err != nil {
			return err
		}
	}
	return nil
}

func (r *register) add(n *yaml.Node) error {
	switch n.Kind {
	case yaml.ScalarNode:
		if n.Tag == "!!null" {
			return fmt.Errorf("line %d: an entry needs a value; an empty list is []", n.Line)
		}
		if !strings.Contains(n.Value, "*") && strings.EqualFold(filepath.Ext(n.Value), ".csv") {
			return fmt.Errorf("line %d: %q would be an entry; a file of entries is {file: %s}", n.Line, n.Value, n.Value)
		}
		r.entries, r.lines = append(r.entries, Entry{Value: n.Value}), append(r.lines, n.Line)
		return nil
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if k := n.Content[i]; k.Value == "file" {
				if len(n.Content) > 2 {
					return fmt.Errorf("line %d: file stands alone", k.Line)
				}
				r.files = append(r.files, n.Content[i+1].Value)
				return nil
			}
		}
		var e Entry
		if err := n.Decode(&e); err != nil {
			return err
		}
		if e.Value == "" {
			return fmt.Errorf("line %d: an entry needs a value", n.Line)
		}
		r.entries, r.lines = append(r.entries, e), append(r.lines, n.Line)
		return nil
	}
	return fmt.Errorf("line %d: want a value, {value, owner, note} or {file}", n.Line)
}

// readCSV reads the columns value, owner and note; a first row that names one of
// them names the columns, and other columns are ignored. Columns are separated
// by commas, or by semicolons where the first row has no comma.
func readCSV(path string, f form) ([]Entry, error) {
	data, err := readBounded(path)
	if err != nil {
		return nil, err
	}
	// Spreadsheets begin a file with a byte order mark.
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	rows := csv.NewReader(bytes.NewReader(data))
	rows.FieldsPerRecord, rows.Comment, rows.TrimLeadingSpace = -1, '#', true
	for line := range bytes.Lines(data) {
		if line[0] != '#' && len(bytes.TrimSpace(line)) > 0 {
			if !bytes.Contains(line, []byte(",")) {
				rows.Comma = ';'
			}
			break
		}
	}
	columns := map[string]int{"value": 0, "owner": 1, "note": 2}
	var out []Entry
	for first := true; ; first = false {
		row, err := rows.Read()
		if err == io.EOF && len(out) == 0 {
			return nil, fmt.Errorf("%s: no entries; where there are none, say [] in the site description", path)
		}
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		line, _ := rows.FieldPos(0)
		if first && header(row, columns) {
			if columns["value"] < 0 {
				return nil, fmt.Errorf("%s: line %d: the columns have names, and none is value", path, line)
			}
			continue
		}
		e := Entry{cell(row, columns["value"]), cell(row, columns["owner"]), cell(row, columns["note"])}
		if e.Value == "" {
			continue
		}
		if err := f.check(e.Value); err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", path, line, err)
		}
		out = append(out, e)
	}
}

// header reports whether a row names columns, and notes where they are, -1 for
// one that it does not name.
func header(row []string, columns map[string]int) bool {
	found := map[string]int{"value": -1, "owner": -1, "note": -1}
	named := false
	for i, cell := range row {
		name := strings.ToLower(strings.TrimSpace(cell))
		if _, ok := found[name]; ok {
			found[name], named = i, named || name == "value" || len(row) > 1
		}
	}
	if named {
		maps.Copy(columns, found)
	}
	return named
}

func cell(row []string, i int) string {
	if i < 0 || i >= len(row) {
		return ""
	}
	return strings.TrimSpace(row[i])
}

func readBounded(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, MaxSize+1))
	if err == nil && len(data) > MaxSize {
		err = fmt.Errorf("%s: larger than %d bytes", path, MaxSize)
	}
	return data, err
}

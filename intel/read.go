package intel

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// MaxFile bounds a file, in bytes.
const MaxFile = 256 << 20

// The errors of Read.
var (
	ErrTooLarge = errors.New("larger than 256 MiB")
	ErrNoJSON   = errors.New("begins like JSON and is none")
	ErrForm     = errors.New("JSON that is neither a STIX 2 bundle nor a MISP event")
	ErrNone     = errors.New("no indicator in it")
)

// Read puts the indicators of a file into the set, and says how many it found.
// It fails with one of the errors above; a list of which only some lines are
// indicators is none.
func (s *Set) Read(path string, data []byte) (int, error) {
	if len(data) > MaxFile {
		return 0, ErrTooLarge
	}
	before := len(s.All)
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	var err error
	switch text := bytes.TrimSpace(data); {
	case len(text) > 0 && (text[0] == '{' || text[0] == '['):
		err = s.json(path, text)
	case isCSV(text):
		err = s.csv(path, data)
	default:
		err = s.list(path, data)
	}
	n := len(s.All) - before
	if err == nil && n == 0 {
		err = ErrNone
	}
	return n, err
}

// list reads one indicator a line; # begins a remark.
func (s *Set) list(path string, data []byte) error {
	sc := bufio.NewScanner(bytes.NewReader(data))
	sc.Buffer(nil, 1<<20)
	for n := 1; sc.Scan(); n++ {
		text, _, _ := strings.Cut(sc.Text(), "#")
		if text = strings.TrimSpace(text); text != "" && !s.Add(text, path, n, "") {
			s.skip("lines that are no indicator")
		}
	}
	return sc.Err()
}

// isCSV says whether the first lines have cells.
func isCSV(text []byte) bool {
	for n, line := range bytes.SplitN(text, []byte("\n"), 12) {
		if n == 11 {
			break
		}
		if line = bytes.TrimSpace(line); len(line) == 0 || line[0] == '#' {
			continue
		}
		return bytes.ContainsAny(line, ",;\t")
	}
	return false
}

// columns are the names of columns that hold indicators.
var columns = map[string]bool{
	"indicator": true, "indicator_value": true, "value": true, "ioc": true, "ioc_value": true, "observable": true, "ip": true, "ip_address": true, "ipaddress": true,
	"address": true, "addr": true, "domain": true, "hostname": true, "host": true, "fqdn": true, "url": true, "md5": true, "sha1": true, "sha256": true, "hash": true, "cidr": true, "network": true,
}

// csv reads the columns that are named as those of indicators, or else every
// cell.
func (s *Set) csv(path string, data []byte) error {
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord, r.LazyQuotes, r.Comment, r.ReuseRecord = -1, true, '#', true
	first, _, _ := bytes.Cut(bytes.TrimSpace(data), []byte("\n"))
	for _, comma := range ";\t" {
		if !bytes.ContainsRune(first, ',') && bytes.ContainsRune(first, comma) {
			r.Comma = comma
		}
	}
	var wanted []int
	for n := 0; ; n++ {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			s.skip("rows that are no CSV")
			continue
		}
		if n == 0 {
			if wanted = named(row); wanted != nil {
				continue
			}
		}
		line, _ := r.FieldPos(0)
		if !s.row(row, wanted, path, line) {
			s.skip("rows without an indicator")
		}
	}
}

func named(row []string) []int {
	var out []int
	for i, cell := range row {
		if columns[strings.ToLower(strings.ReplaceAll(strings.TrimSpace(cell), " ", "_"))] {
			out = append(out, i)
		}
	}
	return out
}

func (s *Set) row(row []string, wanted []int, path string, line int) bool {
	found := false
	if wanted == nil {
		for _, cell := range row {
			found = s.Add(cell, path, line, "") || found
		}
		return found
	}
	for _, i := range wanted {
		if i < len(row) {
			found = s.Add(row[i], path, line, "") || found
		}
	}
	return found
}

// json tells a bundle from an event.
func (s *Set) json(path string, data []byte) error {
	var doc any
	if err := json.Unmarshal(data, &doc); err != nil {
		return fmt.Errorf("%w: %w", ErrNoJSON, err)
	}
	if !s.document(path, doc, 0) {
		return ErrForm
	}
	return nil
}

// maxDepth bounds how deep documents lie in one another.
const maxDepth = 8

// document reads what it knows in a document and says whether there was any.
func (s *Set) document(path string, doc any, depth int) bool {
	if depth > maxDepth {
		return false
	}
	switch d := doc.(type) {
	case []any:
		any := false
		for _, x := range d {
			any = s.document(path, x, depth+1) || any
		}
		return any
	case map[string]any:
		return s.object(path, d, depth)
	}
	return false
}

func (s *Set) object(path string, d map[string]any, depth int) bool {
	switch d["type"] {
	case "bundle":
		if objects, ok := d["objects"].([]any); ok {
			for _, o := range objects {
				s.document(path, o, depth+1)
			}
		}
		return true
	case "indicator":
		s.stix(path, d)
		return true
	}
	if _, ok := d["spec_version"]; ok { // any other object of STIX
		return true
	}
	known := false
	for _, key := range []string{"response", "Event"} {
		if x, ok := d[key]; ok {
			known = s.document(path, x, depth+1) || known
		}
	}
	label, _ := d["info"].(string)
	if all, ok := d["Attribute"].([]any); ok {
		known = true
		s.misp(path, label, all)
	}
	if objects, ok := d["Object"].([]any); ok {
		known = true
		for _, o := range objects {
			if o, ok := o.(map[string]any); ok {
				if all, ok := o["Attribute"].([]any); ok {
					s.misp(path, label, all)
				}
			}
		}
	}
	return known
}

package site

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// KeyError is a key that a site description does not have.
type KeyError struct {
	Line int // counted from 1
	Key  string
	// Valid are the keys that may stand there, the most like it first.
	Valid []string
	// Near says that the first of Valid is so like Key that it may be meant.
	Near bool
}

func (e *KeyError) Error() string { return fmt.Sprintf("line %d: unknown key %q", e.Line, e.Key) }

// unknownKey and wrongKind are what the YAML package says of a value that does
// not fit; it names types of Go, which say nothing to who writes the file.
var (
	unknownKey = regexp.MustCompile(`^line (\d+): field (.*) not found in type site\.(\w+)$`)
	wrongKind  = regexp.MustCompile(`^line (\d+): cannot unmarshal `)
)

// plain says the first thing that is wrong in words of the file.
func plain(err error) error {
	var te *yaml.TypeError
	if !errors.As(err, &te) || len(te.Errors) == 0 {
		return err
	}
	first := te.Errors[0]
	if m := unknownKey.FindStringSubmatch(first); m != nil {
		line, _ := strconv.Atoi(m[1])
		e := &KeyError{Line: line, Key: m[2], Valid: keys[siteFile]()}
		if m[3] == reflect.TypeFor[tuning]().Name() {
			e.Valid = keys[tuning]()
		}
		e.sort()
		return e
	}
	if m := wrongKind.FindStringSubmatch(first); m != nil {
		return fmt.Errorf("line %s: not the kind of value that belongs here", m[1])
	}
	return err
}

// keys are the keys of T in the order of its fields.
func keys[T any]() []string {
	var out []string
	t := reflect.TypeFor[T]()
	for i := range t.NumField() {
		out = append(out, t.Field(i).Tag.Get("yaml"))
	}
	return out
}

// sort puts the key that is most like e.Key first. It may be meant where no
// more than a third of its letters differ.
func (e *KeyError) sort() {
	best, least := 0, len(e.Key)+len(e.Valid[0])
	for i, k := range e.Valid {
		if d := distance(strings.ToLower(e.Key), k); d < least {
			best, least = i, d
		}
	}
	e.Valid[0], e.Valid[best] = e.Valid[best], e.Valid[0]
	e.Near = 3*least <= len(e.Valid[0])
}

// distance is how many letters must be put in, left out or replaced to make b
// of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			d := diagonal
			if a[i] != b[j] {
				d++
			}
			diagonal = row[j+1]
			row[j+1] = min(d, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

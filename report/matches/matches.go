// Package matches writes which rules matched which events: a line of JSON for
// each event, or an account by rule for people.
//
// Promise: every event that was read has its line, also one that nothing
// matched and one that could not be read, and what rules rest on or lack is
// named. Values of events are not written.
package matches

import (
	"bufio"
	"encoding/json"
	"io"
	"slices"

	"github.com/linewarden/linewarden/internal/escape"
)

// Rule is what is said of a rule, or of a correlation, beside its id.
type Rule struct {
	ID, Title, Level, Path string
	// CountedBy are the names of the correlations that count its matches; Counted
	// says that its matches are not told for themselves.
	CountedBy []string
	Counted   bool
}

// Name is the title, or else the id.
func (r *Rule) Name() string {
	if r.Title != "" {
		return r.Title
	}
	return r.ID
}

// Match is a rule that matches an event; RestsOn are the fields that the event
// lacks and on which the match rests, since with them it might not have.
type Match struct {
	ID      string   `json:"id"`
	RestsOn []string `json:"rests_on"`
	// Correlation is what a correlation counted; nil for a rule.
	Correlation *Correlated `json:"correlation,omitempty"`
	Place       int32       `json:"-"` // of the rule
}

// Correlated is what a correlation counted when it held. AtLeast says that there
// may be more; Again that it held before within its timespan, and then Events is
// empty.
type Correlated struct {
	Count   int     `json:"count"`
	AtLeast bool    `json:"at_least,omitempty"`
	Again   bool    `json:"again,omitempty"`
	Events  []Place `json:"events"`
}

// Place is that of an event that counts. Path is as in Line.
type Place struct {
	Path string `json:"path,omitempty"`
	Line int    `json:"line"`
}

// Unknown is a rule that does not match an event and might, if the event had
// the fields in Missing.
type Unknown struct {
	ID      string   `json:"id"`
	Missing []string `json:"missing"`
	Place   int32    `json:"-"`
}

// Line is what is said of one event. Path is that of its input, which JSON has
// where there are Several; Line counts the lines of the input from 1. Error says
// why it could not be read, and then there is nothing else; with Lost it says what
// a correlation could not take into account, and is of no line.
type Line struct {
	Path    string    `json:"path,omitempty"`
	Several bool      `json:"-"`
	Line    int       `json:"line"`
	Matched []Match   `json:"matched"`
	Unknown []Unknown `json:"unknown"`
	Error   string    `json:"error,omitempty"`
	Lost    bool      `json:"-"`
}

// JSON writes lines of JSON.
type JSON struct {
	w    *bufio.Writer
	text []byte
}

// NewJSON returns a writer; Flush ends it.
func NewJSON(w io.Writer) *JSON { return &JSON{w: bufio.NewWriterSize(w, 64<<10)} }

// Add writes a line.
func (j *JSON) Add(l *Line) error {
	if l.Matched == nil {
		l.Matched = []Match{}
	}
	if l.Unknown == nil {
		l.Unknown = []Unknown{}
	}
	said := *l
	if !l.Several {
		said.Path = ""
		said.Matched = pathless(l.Matched)
	}
	data, err := json.Marshal(&said)
	if err != nil {
		return err
	}
	j.text = append(escape.JSON(j.text[:0], data), '\n')
	_, err = j.w.Write(j.text)
	return err
}

// pathless leaves the path out of each event that a correlation counted.
func pathless(all []Match) []Match {
	if !slices.ContainsFunc(all, func(m Match) bool { return m.Correlation != nil }) {
		return all
	}
	out := slices.Clone(all)
	for i := range out {
		if out[i].Correlation == nil {
			continue
		}
		c := *out[i].Correlation
		c.Events = slices.Clone(c.Events)
		for k := range c.Events {
			c.Events[k].Path = ""
		}
		out[i].Correlation = &c
	}
	return out
}

// Flush writes what waits.
func (j *JSON) Flush() error { return j.w.Flush() }

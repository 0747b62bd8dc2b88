// Package rule reads Sigma documents, version 2.1.0 of the specification: rules,
// correlations and filters.
//
// What a rule asks becomes one expression of tests, with every modifier applied
// and every name of its condition resolved. A document that holds something
// which is not understood gives an Error with its file and line, and nothing
// else: no part of a rule is ever left out. Text in and values out; what events
// look like is not known here.
package rule

import "strconv"

// Error says what in a document could not be taken.
type Error struct {
	// Path and Line are where, Line from 1, and 0 for the file as a whole.
	Path string
	Line int
	// Text says what, Hint what to do, "" where there is nothing to say.
	Text, Hint string
}

// Error returns "file:line: text".
func (e *Error) Error() string {
	where := e.Path
	if e.Line > 0 {
		where += ":" + strconv.Itoa(e.Line)
	}
	return where + ": " + e.Text
}

// Package events writes events and what was not seen: OCSF, a form of our own
// that keeps every field by its name, and text.
//
// Promise: one event is one line whatever is in it; control characters, escape
// sequences and bidirectional marks come out as escapes; a field that the event
// has not is not written, so that 0 and "not known" never look the same.
package events

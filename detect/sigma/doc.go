// Package sigma answers which Sigma rules an event matches.
//
// Rules compile into an Engine, which never changes and serves any number of
// goroutines, each with a Matcher of its own. An event is a Record: the names of
// fields and their texts. What has to be in an event for a rule to match is
// looked up by what the event holds, so that only rules of which something was
// seen are evaluated, and the cost follows the event and not the rules.
//
// Of one program there are two readings. The customary one of Sigma decides what
// matches: a field that is missing makes a test false. The other has three
// values: a test of a missing field is unknown. It says on which missing fields
// a match rests, and which rules could have matched.
//
// Letters are compared without regard to case: those of ASCII by their table,
// others by Unicode's lower case, unless that is a letter of ASCII.
package sigma

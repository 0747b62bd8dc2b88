package rule

import (
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
)

// Kind is how a Test looks at a value.
type Kind uint8

// The kinds of tests.
const (
	// Match compares the whole value with Pattern.
	Match Kind = iota
	// Regexp looks for Regexp anywhere in the value.
	Regexp
	// CIDR asks whether the value is an address within Prefix.
	CIDR
	// Compare compares the value as a number, by Order and Number.
	Compare
	// Null is true of a field that is null or not there.
	Null
	// Exists is true of a field that is there, whatever its value.
	Exists
	// FieldRef compares the value with that of the field Ref, by Part.
	FieldRef
	// Unresolved rests on the placeholder Ref, whose values nobody gave.
	Unresolved
)

// Order is how Compare compares.
type Order uint8

// The orders.
const (
	Less Order = iota
	LessOrEqual
	Greater
	GreaterOrEqual
	Equal
)

// Part is which part of a value FieldRef looks at.
type Part uint8

// The parts.
const (
	Whole Part = iota
	Anywhere
	Start
	End
)

// Unit is the part of a date that a test takes as a number.
type Unit uint8

// The units; None takes the value as it is. Week is that of ISO 8601.
const (
	None Unit = iota
	Minute
	Hour
	Day
	Week
	Month
	Year
)

// Test asks one thing of one field.
type Test struct {
	// Field is the name as the rule has it; "" asks every value of the event.
	Field string
	Line  int
	Kind  Kind
	// Cased takes upper and lower case for different letters.
	Cased   bool
	Pattern Pattern
	Regexp  *regexp.Regexp
	Prefix  netip.Prefix
	Order   Order
	Number  float64
	Ref     string
	Part    Part
	// Common says that so many events pass that looking for them saves nothing.
	Common bool
	// Unit is taken of the value before it is compared, by Compare.
	Unit Unit
}

// Key is equal for tests that ask the same.
func (t *Test) Key() string {
	head := strconv.Quote(t.Field) + " " + strconv.Itoa(int(t.Kind))
	if t.Cased {
		head += " cased"
	}
	if t.Common {
		head += " common"
	}
	switch t.Kind {
	case Match:
		return head + " " + t.Pattern.String()
	case Regexp:
		return head + " " + t.Regexp.String()
	case CIDR:
		return head + " " + t.Prefix.String()
	case Compare:
		return fmt.Sprintf("%s %d %d %v", head, t.Order, t.Unit, t.Number)
	case FieldRef, Unresolved:
		return fmt.Sprintf("%s %d %q", head, t.Part, t.Ref)
	}
	return head
}

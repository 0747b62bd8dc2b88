package rule

import "time"

// File is what one file of documents holds.
type File struct {
	Rules        []*Rule
	Correlations []*Correlation
	Filters      []*Filter
}

// Meta is what all documents say about themselves. What is absent is empty.
type Meta struct {
	// Path is the file and Line the first line of the document, from 1.
	Path string
	Line int
	// ID is the document's id, Name the name that correlations may use instead.
	ID, Name, Title, Description string
	Status, Level, Author        string
	Date, Modified               string
	References, Tags             []string
	FalsePositives               []string
	// Custom holds the top-level keys that the specification does not know.
	Custom map[string]any
}

// Key is the id, or else the name, or else the path: what results are named by.
func (m *Meta) Key() string {
	switch {
	case m.ID != "":
		return m.ID
	case m.Name != "":
		return m.Name
	}
	return m.Path
}

// LogSource is the kind of log a rule is about. Empty parts ask for nothing.
type LogSource struct{ Category, Product, Service, Definition string }

// Rule is one detection.
type Rule struct {
	Meta
	LogSource LogSource
	// Fields are those that its author wants shown.
	Fields []string
	// Match is what an event has to be for the rule to match.
	Match *Node
	// Placeholders are the names between % that no list was given for. A test
	// that needs one is a test of kind Unresolved.
	Placeholders []string
}

// Filter takes events from rules. Suppress is true of the events that it takes.
type Filter struct {
	Meta
	LogSource LogSource
	// Rules are ids and names; Any says that every rule of the log source is meant.
	Rules    []string
	Any      bool
	Suppress *Node
}

// Op is what a Node does with its Kids.
type Op uint8

// The operations. AtLeast is true when N of its kids are.
const (
	Leaf Op = iota
	And
	Or
	Not
	AtLeast
)

// Node is a boolean expression. And of nothing is true, Or of nothing false.
type Node struct {
	Op   Op
	Kids []*Node
	N    int
	// Test is that of a Leaf.
	Test *Test
}

// CorrelationType is what a correlation counts.
type CorrelationType string

// The types of correlations, as the specification spells them.
const (
	EventCount      CorrelationType = "event_count"
	ValueCount      CorrelationType = "value_count"
	Temporal        CorrelationType = "temporal"
	TemporalOrdered CorrelationType = "temporal_ordered"
)

// Correlation joins the matches of rules, or of other correlations.
type Correlation struct {
	Meta
	Type CorrelationType
	// Rules are ids and names, in the order of the document.
	Rules   []string
	GroupBy []string
	// Aliases gives, for a name in GroupBy, the field of each rule by its name.
	Aliases  map[string]map[string]string
	Timespan time.Duration
	// Bounds are all to hold for the count. Of temporal correlations without a
	// condition it is that all rules matched.
	Bounds []Bound
	// Field is what value_count counts the values of; several are counted as
	// combinations.
	Field []string
	// Generate says that matches of the rules count by themselves, too.
	Generate bool
}

// Bound compares a count with N; Op is one of "gt gte lt lte eq neq".
type Bound struct {
	Op string
	N  int
}

// Holds says whether count is within the bound.
func (b Bound) Holds(count int) bool {
	switch b.Op {
	case "gt":
		return count > b.N
	case "gte":
		return count >= b.N
	case "lt":
		return count < b.N
	case "lte":
		return count <= b.N
	case "neq":
		return count != b.N
	}
	return count == b.N
}

// Takes says whether the filter is one for a rule: it names it, and its log
// source asks for nothing that the rule's does not.
func (f *Filter) Takes(r *Rule) bool {
	if !f.LogSource.Covers(r.LogSource) {
		return false
	}
	for _, name := range f.Rules {
		if name == r.ID && name != "" || name == r.Name && name != "" {
			return true
		}
	}
	return f.Any
}

// Covers says whether each part that l asks for is that of other.
func (l LogSource) Covers(other LogSource) bool {
	return (l.Category == "" || l.Category == other.Category) &&
		(l.Product == "" || l.Product == other.Product) &&
		(l.Service == "" || l.Service == other.Service)
}

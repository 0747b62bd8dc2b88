// Package reach says who gets from where to which service of a device itself.
//
// A session has to get through everything that stands in its way, in this
// order: the service is on and listens there; the filter of the interface that
// it comes by; what the interface, zone or host policy admits; the filter
// before the processor; the filter of the line that it lands on; the filter of
// the service. Each is asked exactly, for all sources at once.
//
// The answer is yes with the sources that get through for sure, an example and
// the line that decides at each stage; no with the stage and the line that
// stops every one; or unknown with what leaves it open. What is missing never
// makes a no, and a filter that cannot be resolved never makes a yes.
//
// The configuration does not tell by which interface a packet comes. Sources
// of a connected subnet come by its interface; any other source gets in for
// sure only where every interface lets it in.
package reach

import (
	"net/netip"

	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/model"
)

// Verdict is one of three answers. The zero Verdict is Unknown.
type Verdict uint8

const (
	Unknown Verdict = iota
	Yes
	No
)

// String returns unknown, yes or no.
func (v Verdict) String() string { return [...]string{"unknown", "yes", "no"}[min(v, No)] }

// MarshalText writes the word of String.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// Origin is where sessions come from.
type Origin struct {
	// Sources are their addresses.
	Sources acl.Addresses
	// Interfaces are the only ones that they come by: names of interfaces or
	// zones. Empty, routing decides.
	Interfaces []string
	// Strangers says that the sources are people anywhere: those with public
	// addresses come by each interface that faces others. Facing names such
	// interfaces besides those that the configuration shows.
	Strangers bool
	Facing    []string
}

// Answer says whether one service is reached.
type Answer struct {
	Service Service
	Verdict Verdict
	// Sources get through for sure, in the fewest prefixes; Doubtful are those
	// of which it is not known.
	Sources, Doubtful []netip.Prefix
	// Every names the families, ipv4 and ipv6, of which all sources that were asked
	// about get through.
	Every []string
	// Example is a packet that gets in, or that might; nil where none does.
	Example *acl.PacketJSON
	// Reason says in one sentence what stops all, or what is open.
	Reason string
	// Paths are the ways in, by interface: the first is the one that Example
	// and Reason are of.
	Paths []Path
}

// Path is one interface that sessions may come by and what they meet.
type Path struct {
	Interface string
	Verdict   Verdict
	// Stages lead to the packet's end; of a No the last one stops it.
	Stages []Stage
}

// Stage is one thing that a session has to get through.
type Stage struct {
	// Name is service, interface, interface filter, host policy, control-plane
	// filter, line or service filter.
	Name   string
	Filter string // the filter's name, "" for none
	On     string // the name of the line that sessions land on
	Action acl.Action
	// Line is where the decision stands, zero where no line says it; Default says
	// that no line of the filter matched.
	Line    model.Span
	Default bool
	Reason  string
}

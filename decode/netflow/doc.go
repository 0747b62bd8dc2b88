// Package netflow decodes NetFlow version 5 and 9 (RFC 3954) and IPFIX (RFC 7011,
// biflows RFC 5103).
//
// A template is compiled once into steps, each a place in the record and a slot
// of a Record, so that a record costs a load and a store a field and allocates
// nothing. Templates, sequence numbers, sampling rates and announced names belong
// to one exporter address and source id (observation domain).
//
// Promise: every byte of a packet belongs to an event, to a gap, to a set that
// waits for its template, or to structure (headers, templates, options, padding);
// records that arrive before their template wait, bounded, and are decoded when
// it comes; what a sequence number says is missing becomes a gap, told from a
// restart; whatever arrives, memory is bounded.
package netflow

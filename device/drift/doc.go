// Package drift says what changed between two configurations of one device, in
// sentences that a network engineer would use.
//
// It compares in layers and says each change once, in the first that sees it:
// facts of the model (paired by the names of their parts, so that order does
// not matter), filters (packet by packet, see device/acl), secrets (by keyed
// fingerprint), statements that no fact explains, and at last text that is no
// statement. What devices rewrite at each collection (times, counters, clock
// corrections) is no change.
//
// Every answer has three values. What stood in the old file and does not stand
// in a new one that was cut off is not removed: it cannot be told. A secret in
// a form that is salted may be the same one encrypted again: it cannot be told.
//
// Wording, identity and weight are data: facts.yaml.
package drift

// Package redact takes secrets and people out of events before anybody sees
// them: what a command carries (passwords, keys, communities, in clear or as a
// hash or cipher) and who a database was asked about (subscriber numbers).
//
// Promise: a value that is recognised stands nowhere in the event afterwards;
// in its place is "<secret:…>" or "<subscriber:…>" with a token made from a key,
// the same for the same value, from which nobody without the key learns
// anything. What was taken out is given to a Sealer first, whole and once. When
// in doubt the value is taken out: a word too many hidden costs a look at the
// sealed record, a word too few costs a network. An event without either
// allocates nothing.
package redact

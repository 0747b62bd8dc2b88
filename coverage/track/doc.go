// Package track finds out from events when a source was not seen.
//
// A stream is one source (a device, an exporter, a database) and what it is
// watched for: "syslog", "aaa", "flow", "database", "cdr" or "intercept". For each the
// tracker keeps the minutes in which records lie, and follows the numbers that
// the source counts its records with. When all events have been given, Report
// says for each stream what was seen day by day, and what is missing with its
// cause and how that is known:
//
//   - a hole in the numbers (basis sequence);
//   - a message that came at intervals and did not come (heartbeat);
//   - a silence that the stream's own history makes less likely than one in a
//     million (rate);
//   - somebody switching the records off, joined with the silence behind it and
//     with what the configuration says into one gap (declared, cause tampered);
//   - what the kind of record never says, whatever is collected (blind by design);
//   - days before the stream's first record: of the window, and of those that the
//     site says are kept.
//
// Promise: a silence is never called normal for want of history: a stream with
// too little of it says so. Memory is bounded by devices and days, not by
// events. Events may come in any order; sequence numbers are followed in the
// order of each source.
package track

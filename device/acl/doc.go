// Package acl gives exact answers about ordered packet filters: which lines can
// never match, which only repeat another, who gets through to what, and what a
// change lets in.
//
// Compile turns a filter of the model into lines of boxes (sets of packets that
// are bounded in each field), for IPv4 and IPv6. An answer holds for every
// packet, not for a sample, and comes with a witness: a packet to try, or the
// lines that decide.
//
// A line that the file does not resolve (a domain name, an application, a user,
// a schedule) is opaque: it may match fewer packets than its boxes hold. It
// never counts as taking packets from another line, and what may depend on it
// is called not proven. Work is bounded; where the bound is reached the answer
// is not proven either.
package acl

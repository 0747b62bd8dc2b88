// Package syslog takes log lines apart: the header in all the orders that
// devices, relays and collectors write it (RFC 3164, RFC 5424 and the makers'
// own), and then the message by the family of systems it comes from.
//
// Promise: no line is wrong. What is no header is the message; what no family
// knows stays an event of the kind system with its id; only a line with neither
// is dropped, and counted. All parts are parts of the line, nothing is copied.
package syslog

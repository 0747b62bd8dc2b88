// Package finding holds the vocabulary in which stages report what they saw:
// plain types, no input or output.
package finding

import "github.com/linewarden/linewarden/verdict"

// Span is a piece of evidence in a file: lines Line to End, counted from 1 in
// the raw file and both inclusive. Text is the first line with every secret
// replaced by "***"; it is still untrusted and must be escaped when printed.
type Span struct {
	Line int    `json:"line"`
	End  int    `json:"end"`
	Text string `json:"text"`
}

// Finding is the answer of one check for one device.
type Finding struct {
	// Check is the id of the check, such as "telnet-off".
	Check string
	// Title says in one line what the check requires.
	Title string
	// Path is the input's path as the user would name it.
	Path string
	// Device is the hostname, or the empty string where none was read.
	Device string
	// Verdict is the answer and Severity what a Fail would weigh.
	Verdict  verdict.Verdict
	Severity Severity
	// Reason is one sentence with the facts that decided, or, for Unknown,
	// what was missing.
	Reason string
	// Resolve says for Unknown what would decide it, as an instruction; equal
	// instructions are grouped across devices. Empty for other verdicts.
	Resolve string
	// Spans is the evidence, in file order. Empty when the finding rests on
	// the absence of a line.
	Spans []Span
	// Fix is the remediation for this operating system, one command a line.
	Fix string
	// References and Attack are the check's sources and ATT&CK techniques.
	References []string
	Attack     []string
}

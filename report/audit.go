// Package report writes what the stages found, for people and for programs:
// text for a terminal, JSON, SARIF, CSV and a self-contained HTML page.
//
// Everything that came out of a file is untrusted and escaped by the writer of
// each format. The same results give the same bytes.
package report

import (
	"time"

	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/verdict"
)

// AuditSchema names the form of the JSON report; docs/formats/audit.md
// describes it.
const AuditSchema = "linewarden/audit/1"

// Audit is the result of judging configurations.
type Audit struct {
	Schema  string   `json:"schema"`
	Devices []Device `json:"devices"`
	Results []Result `json:"results"`
	Summary Summary  `json:"summary"`
	// Elapsed is how long it took; it is in the text report on a terminal
	// only, so that the same input gives the same bytes.
	Elapsed time.Duration `json:"-"`
	// Site is the site description that was used, "" for none.
	Site string `json:"site,omitempty"`
	// Notes are remarks on the run itself, such as an ephemeral fingerprint key.
	Notes []string `json:"notes,omitempty"`
}

// Status is what became of one input.
type Status string

// The states of an input.
const (
	Whole       Status = "whole"       // read, and known to be complete
	Truncated   Status = "truncated"   // read, and known to be cut off
	Noisy       Status = "noisy"       // read after terminal noise was removed; completeness as Complete says
	Unsupported Status = "unsupported" // a configuration of a system that is not read
	NotConfig   Status = "not_config"  // not a configuration
	Unreadable  Status = "unreadable"  // its bytes could not be read in full
)

// Device is one input.
type Device struct {
	Path     string `json:"path"`
	OS       string `json:"os,omitempty"`
	Vendor   string `json:"vendor,omitempty"`
	Version  string `json:"version,omitempty"`
	Hostname string `json:"hostname,omitempty"`
	Status   Status `json:"status"`
	// Complete is whole, truncated or not_provable for inputs that were read.
	Complete string `json:"complete,omitempty"`
	// Detail says why: the evidence for completeness, or the reason of a skip.
	Detail string `json:"detail,omitempty"`
	Hint   string `json:"hint,omitempty"`
	SHA256 string `json:"sha256,omitempty"`
	Bytes  int64  `json:"bytes"`
	Lines  Lines  `json:"lines"`
	// Unknown are the first lines that no table understood, for --show lines.
	Unknown []finding.Span `json:"-"`
}

// Lines counts the statements of a file by what was understood of them; empty
// lines and comments are not counted.
type Lines struct {
	Total         int `json:"total"`
	Full          int `json:"full"`
	Partial       int `json:"partial"`
	Irrelevant    int `json:"irrelevant"`
	Unimplemented int `json:"unimplemented"`
	Unknown       int `json:"unknown"`
}

// Result is one finding as the JSON report writes it.
type Result struct {
	Check      string           `json:"check"`
	Title      string           `json:"title"`
	Path       string           `json:"path"`
	Device     string           `json:"device"`
	Verdict    verdict.Verdict  `json:"verdict"`
	Severity   finding.Severity `json:"severity"`
	Reason     string           `json:"reason"`
	Resolve    string           `json:"resolve,omitempty"`
	Spans      []finding.Span   `json:"spans"`
	Fix        string           `json:"fix"`
	References []string         `json:"references"`
	Attack     []string         `json:"attack"`
	// Change is new, same or fixed where a baseline was given.
	Change string `json:"change,omitempty"`
}

// Summary counts verdicts over all devices and checks.
type Summary struct {
	Counts map[string]int `json:"counts"` // fail, unknown, pass, not_applicable
	// Severities counts failing results by severity.
	Severities map[string]int `json:"severities"`
	// Inputs counts inputs by status.
	Inputs map[string]int `json:"inputs"`
	Checks int            `json:"checks"`
	// Baseline counts new, same and fixed results where one was given.
	Baseline map[string]int `json:"baseline,omitempty"`
}

// NewResult copies a finding.
func NewResult(f finding.Finding) Result {
	r := Result{
		Check: f.Check, Title: f.Title, Path: f.Path, Device: f.Device, Verdict: f.Verdict, Severity: f.Severity,
		Reason: f.Reason, Resolve: f.Resolve, Spans: f.Spans, Fix: f.Fix, References: f.References, Attack: f.Attack,
	}
	if r.Spans == nil {
		r.Spans = []finding.Span{}
	}
	return r
}

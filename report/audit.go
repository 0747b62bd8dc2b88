// Package report writes what the stages found, for people and for programs:
// text for a terminal, JSON, SARIF, CSV and a self-contained HTML page.
//
// Everything that came out of a file is untrusted and escaped by the writer of
// each format. The same results give the same bytes.
package report

import (
	"maps"
	"slices"
	"time"

	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/verdict"
)

// AuditSchema names the form of the JSON report; docs/formats/audit.md
// describes it.
const AuditSchema = "linewarden/audit/1"

// Audit is the result of judging configurations.
type Audit struct {
	Devices []Device
	// Checks are those that were asked, by id.
	Checks  []*Check
	Results Results
	// Past are results of the baseline that this run does not repeat, with
	// Change "fixed" or "unseen". They count nowhere but in Summary.Baseline.
	Past    []Result
	Summary Summary
	// Elapsed is how long it took; it is in the text report on a terminal
	// only, so that the same input gives the same bytes.
	Elapsed time.Duration
	// Site is the site description that was used, "" for none.
	Site string
	// Notes are remarks on the run itself, such as an ephemeral fingerprint key.
	Notes []string
	// shared are the hostnames that several inputs have, found by Settle.
	shared map[string]int
}

// Check is what a report says of a check once for all its results.
type Check struct {
	ID         string           `json:"id"`
	Title      string           `json:"title"`
	Severity   finding.Severity `json:"severity"`
	Why        string           `json:"why"`
	References []string         `json:"references"`
	Attack     []string         `json:"attack"`
	// Off says who switched it off at this site, until when and why; "" if
	// it is on.
	Off string `json:"off,omitempty"`
	// Changed says what the site changed of it, as "low for critical,
	// parameters days, max"; "" for nothing.
	Changed string `json:"changed,omitempty"`
	// Fix is the remediation by system; "all" serves the others.
	Fix map[string]string `json:"-"`
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

// Result is the answer of one check for one device.
type Result struct {
	*Check   // never nil
	Path     string
	Device   string // the hostname, "" where none was read
	Verdict  verdict.Verdict
	Severity finding.Severity
	// Change is New, Same, Fixed or Unseen where a baseline was given, else "".
	Change  Change
	Reason  string
	Resolve string
	Fix     string
	Spans   []finding.Span
}

// Name is what people call the result's device.
func (r *Result) Name() string { return name(r.Device, r.Path) }

// Name is the hostname, or the path where none was read.
func (d *Device) Name() string { return name(d.Hostname, d.Path) }

func name(host, path string) string {
	if host != "" {
		return host
	}
	return path
}

// nameOf is what a report calls an input where it stands alone: its hostname,
// with the path where several inputs have the same.
func (a *Audit) nameOf(host, path string) string {
	if a.shared[host] == 0 {
		return tail(name(host, path), 48)
	}
	return tail(host, 40) + " (" + tail(path, 48) + ")"
}

// nothing says that no input could be judged, and of which kinds they were; ""
// where one was judged.
func (a *Audit) nothing() string {
	switch {
	case a.Evaluated() > 0:
		return ""
	case len(a.Devices) == 0:
		return "Nothing could be evaluated: there is no file."
	}
	return "Nothing could be evaluated: no file is a configuration of a system that is read."
}

// Summary counts verdicts over all devices and checks.
type Summary struct {
	Counts map[string]int `json:"counts"` // fail, unknown, pass, not_applicable
	// Severities counts failing results by severity.
	Severities map[string]int `json:"severities"`
	// Inputs counts inputs by status.
	Inputs map[string]int `json:"inputs"`
	Checks int            `json:"checks"`
	// Baseline counts results by Change where a baseline was given.
	Baseline map[Change]int `json:"baseline,omitempty"`
}

// Judged reports whether checks were asked of the device.
func (d *Device) Judged() bool {
	return d.Status == Whole || d.Status == Truncated || d.Status == Noisy
}

// Evaluated is the number of configurations that were judged.
func (a *Audit) Evaluated() int {
	n := 0
	for i := range a.Devices {
		if a.Devices[i].Judged() {
			n++
		}
	}
	return n
}

// Worst is the highest severity of what fails; false where nothing does.
func (a *Audit) Worst() (worst finding.Severity, any bool) {
	for i := range a.Results.Len() {
		if r := a.Results.head(i); r.Verdict == verdict.Fail {
			worst, any = max(worst, r.Severity), true
		}
	}
	return worst, any
}

// Settle sorts devices, checks and results, and counts what fails and what
// was read. Call it when all results are in.
func (a *Audit) Settle() {
	slices.SortStableFunc(a.Devices, func(x, y Device) int { return compare(x.Path, y.Path) })
	slices.SortStableFunc(a.Checks, func(x, y *Check) int { return compare(x.ID, y.ID) })
	a.Results.sort()
	s := &a.Summary
	s.Severities, s.Inputs, s.Checks = map[string]int{}, map[string]int{}, len(a.Checks)
	for i := range a.Results.Len() {
		if r := a.Results.head(i); r.Verdict == verdict.Fail {
			s.Severities[r.Severity.String()]++
		}
	}
	hosts := map[string]int{}
	for i := range a.Devices {
		d := &a.Devices[i]
		s.Inputs[string(d.Status)]++
		hosts[d.Hostname]++
	}
	delete(hosts, "")
	maps.DeleteFunc(hosts, func(_ string, n int) bool { return n == 1 })
	a.shared = hosts
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// quiet reports a result that needs nothing done: it passes, or the question
// does not arise.
func (r *Result) quiet() bool {
	return r.Verdict == verdict.Pass || r.Verdict == verdict.NotApplicable
}

package report

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/internal/escape"
	"github.com/linewarden/linewarden/verdict"
)

// The parts of SARIF 2.1.0 that the report uses, by the names of the standard
// (OASIS, errata 01). The types are ours because the report of a large estate
// is written piece by piece; a test holds them against the standard's schema.
type (
	sarifMessage struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifRule struct {
		ID      string       `json:"id"`
		Short   sarifMessage `json:"shortDescription"`
		Full    sarifMessage `json:"fullDescription"`
		Help    sarifMessage `json:"help"`
		Default struct {
			Enabled bool   `json:"enabled"`
			Level   string `json:"level"`
		} `json:"defaultConfiguration"`
		Properties map[string]any `json:"properties"`
	}
	sarifArtifactRef struct {
		URI   string `json:"uri"`
		Index *int   `json:"index,omitempty"`
	}
	sarifArtifact struct {
		Location sarifArtifactRef  `json:"location"`
		Length   int64             `json:"length"`
		Hashes   map[string]string `json:"hashes,omitempty"`
	}
	sarifRegion struct {
		StartLine int           `json:"startLine"`
		EndLine   int           `json:"endLine"`
		Snippet   *sarifMessage `json:"snippet,omitempty"`
	}
	sarifLocation struct {
		ID       int `json:"id,omitempty"`
		Physical struct {
			Artifact sarifArtifactRef `json:"artifactLocation"`
			Region   *sarifRegion     `json:"region,omitempty"`
		} `json:"physicalLocation"`
	}
	sarifSuppression struct {
		Kind          string `json:"kind"`
		Status        string `json:"status"`
		Justification string `json:"justification"`
	}
	sarifResult struct {
		RuleID       string             `json:"ruleId"`
		RuleIndex    *int               `json:"ruleIndex,omitempty"`
		Kind         string             `json:"kind"`
		Level        string             `json:"level"`
		Message      sarifMessage       `json:"message"`
		Locations    []sarifLocation    `json:"locations,omitempty"`
		Related      []sarifLocation    `json:"relatedLocations,omitempty"`
		Fingerprints map[string]string  `json:"partialFingerprints,omitempty"`
		Baseline     string             `json:"baselineState,omitempty"`
		Suppressions []sarifSuppression `json:"suppressions,omitempty"`
		Properties   map[string]string  `json:"properties,omitempty"`
	}
	sarifNotification struct {
		Level     string          `json:"level"`
		Message   sarifMessage    `json:"message"`
		Locations []sarifLocation `json:"locations,omitempty"`
	}
)

const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

// sarif writes one run.
type sarif struct {
	jsonStream
	audit *Audit
	view  View
	rules map[string]int
	files map[string]int
}

func writeSARIF(w *bufio.Writer, a *Audit, v View) error {
	s := &sarif{jsonStream: jsonStream{w: w}, audit: a, view: v, rules: map[string]int{}, files: map[string]int{}}
	s.raw(`{"$schema":"` + sarifSchema + `","version":"2.1.0","runs":[{"tool":{"driver":{"name":"Linewarden","language":"en-US","version":`)
	s.value(v.Version)
	s.raw(`,"rules":`)
	s.list(len(a.Checks), func(i int) (any, bool) {
		s.rules[a.Checks[i].ID] = i
		return newSARIFRule(a.Checks[i]), true
	})
	s.raw(`}},"columnKind":"unicodeCodePoints","language":"en-US","newlineSequences":["\r\n","\n"],"invocations":[{"executionSuccessful":true,"toolExecutionNotifications":`)
	s.list(len(a.Devices), func(i int) (any, bool) { return s.notification(&a.Devices[i]) })
	s.raw(`}],"artifacts":`)
	s.list(len(a.Devices), func(i int) (any, bool) {
		s.files[a.Devices[i].Path] = i
		return newSARIFArtifact(&a.Devices[i]), true
	})
	s.raw(`,"results":`)
	s.results()
	s.raw("}]}\n")
	return s.err
}

// results writes this run's results, then one for each check that is switched
// off, then those of the baseline that were fixed.
func (s *sarif) results() {
	a := s.audit
	n, off := a.Results.Len(), a.Results.Len()+len(a.Checks)
	s.list(off+len(a.Past), func(i int) (any, bool) {
		switch {
		case i < n:
			r := a.Results.At(i)
			return s.result(&r), s.view.listed(&r)
		case i < off:
			c := a.Checks[i-n]
			return s.off(c), c.Off != ""
		}
		r := &a.Past[i-off]
		return s.result(r), r.Change == Fixed
	})
}

func sarifLevel(s finding.Severity) string {
	switch s {
	case finding.Critical, finding.High:
		return "error"
	case finding.Medium:
		return "warning"
	}
	return "note"
}

// securitySeverity is the number by which code hosts sort.
func securitySeverity(s finding.Severity) string {
	return [...]string{finding.Info: "0.0", finding.Low: "3.0", finding.Medium: "5.5", finding.High: "8.0", finding.Critical: "9.5"}[min(s, finding.Critical)]
}

func newSARIFRule(c *Check) sarifRule {
	r := sarifRule{ID: c.ID, Short: sarifMessage{Text: c.Title}, Full: sarifMessage{Text: c.Why}}
	r.Default.Enabled, r.Default.Level = c.Off == "", sarifLevel(c.Severity)
	r.Help = sarifMessage{Text: c.help("", ""), Markdown: c.help("**", "```\n")}
	r.Properties = map[string]any{
		"tags":              append([]string{"security"}, c.Attack...),
		"references":        full(c.References),
		"severity":          c.Severity.String(),
		"security-severity": securitySeverity(c.Severity),
	}
	return r
}

// help is why the check is asked and how to fix what fails.
func (c *Check) help(strong, fence string) string {
	var b strings.Builder
	b.WriteString(c.Why + "\n")
	for _, os := range slices.Sorted(maps.Keys(c.Fix)) {
		fmt.Fprintf(&b, "\n%sFix on %s%s\n%s%s\n%s", strong, os, strong, fence, strings.TrimRight(c.Fix[os], "\n"), fence)
	}
	return b.String()
}

func newSARIFArtifact(d *Device) sarifArtifact {
	a := sarifArtifact{Location: sarifArtifactRef{URI: uri(d.Path)}, Length: d.Bytes}
	if d.SHA256 != "" {
		a.Hashes = map[string]string{"sha-256": d.SHA256}
	}
	return a
}

// uri writes a path as a reference; an absolute path becomes a file URI.
func uri(path string) string {
	u := url.URL{Path: filepath.ToSlash(path)}
	if strings.HasPrefix(u.Path, "/") {
		u.Scheme = "file"
	}
	return u.String()
}

// notification tells of an input that was not judged.
func (s *sarif) notification(d *Device) (any, bool) {
	if d.Judged() || d.Status == NotConfig {
		return nil, false
	}
	n := sarifNotification{Level: "warning", Message: sarifMessage{Text: strings.TrimSpace("not judged: " + string(d.Status) + ". " + escape.Line(d.Detail))}}
	n.Locations = make([]sarifLocation, 1)
	n.Locations[0].Physical.Artifact = sarifArtifactRef{URI: uri(d.Path)}
	return n, true
}

func (s *sarif) result(r *Result) sarifResult {
	out := sarifResult{RuleID: r.ID, Level: "none", Message: sarifMessage{Text: r.Reason}}
	if i, ok := s.rules[r.ID]; ok {
		out.RuleIndex = &i
	}
	out.Kind = map[verdict.Verdict]string{verdict.Fail: "fail", verdict.Unknown: "open", verdict.Pass: "pass", verdict.NotApplicable: "notApplicable"}[r.Verdict]
	if r.Verdict == verdict.Fail {
		out.Level = sarifLevel(r.Severity)
	}
	if out.Message.Text == "" {
		out.Message.Text = r.Title
	}
	if r.Resolve != "" {
		out.Message.Text += ". To settle it: " + r.Resolve
	}
	s.locate(r, &out)
	out.Fingerprints = map[string]string{"linewarden/v1": fingerprint(r)}
	out.Baseline = map[Change]string{New: "new", Same: "unchanged", Fixed: "absent"}[r.Change]
	out.Properties = map[string]string{"device": r.Device, "severity": r.Severity.String()}
	if r.Fix != "" {
		out.Properties["fix"] = r.Fix
	}
	if r.Off != "" {
		out.Suppressions = suppressed(r.Off)
	}
	return out
}

// locate writes the first piece of evidence as the place of the result and the
// others as related to it.
func (s *sarif) locate(r *Result, out *sarifResult) {
	for i := range max(1, len(r.Spans)) {
		var l sarifLocation
		l.Physical.Artifact = sarifArtifactRef{URI: uri(r.Path)}
		if f, ok := s.files[r.Path]; ok {
			l.Physical.Artifact.Index = &f
		}
		if i < len(r.Spans) {
			sp := r.Spans[i]
			l.Physical.Region = &sarifRegion{StartLine: sp.Line, EndLine: max(sp.End, sp.Line), Snippet: &sarifMessage{Text: sp.Text}}
		}
		if i == 0 {
			out.Locations = append(out.Locations, l)
		} else {
			l.ID = i
			out.Related = append(out.Related, l)
		}
	}
}

// fingerprint is the same for one check on one device whatever moves in its
// file. It is made of names only, never of secrets.
func fingerprint(r *Result) string {
	sum := sha256.Sum256([]byte(r.ID + "\x00" + r.Name()))
	return hex.EncodeToString(sum[:16])
}

func (s *sarif) off(c *Check) sarifResult {
	i := s.rules[c.ID]
	return sarifResult{RuleID: c.ID, RuleIndex: &i, Kind: "notApplicable", Level: "none", Message: sarifMessage{Text: c.Off}, Suppressions: suppressed(c.Off)}
}

func suppressed(why string) []sarifSuppression {
	return []sarifSuppression{{Kind: "external", Status: "accepted", Justification: why}}
}

package report

import (
	"bufio"
	"cmp"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/linewarden/linewarden/device/drift"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/verdict"
)

// DriftSchema names the form of the JSON that WriteDrift writes.
const DriftSchema = "linewarden/drift/1"

// Drift says what changed, between two sets of configurations or in the
// history of a repository.
type Drift struct {
	Schema     string `json:"schema"`
	Old        string `json:"old,omitempty"`
	New        string `json:"new,omitempty"`
	Repository string `json:"repository,omitempty"`
	Since      string `json:"since,omitempty"`
	Site       string `json:"site,omitempty"`
	// Commits and Versions count what was read of a repository.
	Commits  int            `json:"commits,omitempty"`
	Versions int            `json:"versions,omitempty"`
	Devices  int            `json:"devices"` // compared
	Same     int            `json:"same"`    // of these, without a change
	Counts   map[string]int `json:"counts"`  // changes by severity, and cannot_tell
	Changes  []drift.Change `json:"changes"`
	Findings []drift.Revert `json:"findings"`
	// Skipped are inputs that could not be compared, and why.
	Skipped []DriftSkip `json:"skipped"`
	Notes   []string    `json:"notes"`
}

// DriftSkip is an input that could not be compared.
type DriftSkip struct {
	Path   string `json:"path"`
	Commit string `json:"commit,omitempty"`
	Reason string `json:"reason"`
}

// Settle counts the changes and orders them: most severe device and commit
// first.
func (d *Drift) Settle() {
	d.Counts = map[string]int{"critical": 0, "high": 0, "medium": 0, "low": 0, "info": 0, "cannot_tell": 0}
	worst := map[[2]string]finding.Severity{}
	for i := range d.Changes {
		c := &d.Changes[i]
		d.Counts[c.Severity.String()]++
		if c.Kind == drift.CannotTell {
			d.Counts["cannot_tell"]++
		}
		k := [2]string{c.Commit, c.Path}
		worst[k] = max(worst[k], c.Severity)
	}
	slices.SortStableFunc(d.Changes, func(a, b drift.Change) int {
		return cmp.Or(cmp.Compare(worst[[2]string{b.Commit, b.Path}], worst[[2]string{a.Commit, a.Path}]), compareTime(a.Time, b.Time),
			cmp.Compare(a.Commit, b.Commit), cmp.Compare(a.Path, b.Path), cmp.Compare(b.Severity, a.Severity))
	})
}

func compareTime(a, b *time.Time) int {
	if a == nil || b == nil {
		return 0
	}
	return a.Compare(*b)
}

// Worst returns the highest severity of changes and findings, and whether there
// is any.
func (d *Drift) Worst() (finding.Severity, bool) {
	worst, any := finding.Info, false
	for i := range d.Changes {
		worst, any = max(worst, d.Changes[i].Severity), true
	}
	for i := range d.Findings {
		worst, any = max(worst, d.Findings[i].Severity), true
	}
	return worst, any
}

// WriteDrift writes d as text or JSON.
func WriteDrift(w io.Writer, d *Drift, format string, v View) error {
	if format == "json" {
		d.Schema = DriftSchema
		d.Changes, d.Findings, d.Skipped, d.Notes = full(d.Changes), full(d.Findings), full(d.Skipped), full(d.Notes)
		return WriteJSON(w, d)
	}
	b := bufio.NewWriter(w)
	p := newPrinter(b, v)
	p.driftHead(d)
	p.reverts(d.Findings)
	for i := range d.Changes {
		c := &d.Changes[i]
		if i == 0 || c.Commit != d.Changes[i-1].Commit || c.Path != d.Changes[i-1].Path {
			p.driftGroup(c)
		}
		p.change(c)
	}
	p.driftTail(d)
	return b.Flush()
}

func (p *printer) driftHead(d *Drift) {
	title := p.paint(bold, "Linewarden drift") + " " + p.marks.dot + " "
	if d.Repository != "" {
		title += Counted(d.Commits, "commit", "commits") + " " + p.marks.dot + " " + Counted(d.Versions, "version", "versions") + " of "
	}
	p.line(title, Counted(d.Devices, "device", "devices"), " "+p.marks.dot+" ", number(d.Same), " without a change")
	p.line()
	if n := len(d.Skipped); len(d.Changes) == 0 && n > 0 {
		p.line("  ", p.marks.unknown, " no change in what was compared; ", Counted(n, "input was", "inputs were"), " not compared, so nobody can tell of all")
		return
	}
	if len(d.Changes) == 0 {
		p.line("  ", p.marks.pass, " no change: what differs, if anything, is written anew at each collection")
		return
	}
	c := d.Counts
	line := "  " + p.paint("31", p.marks.fail)
	for _, s := range []finding.Severity{finding.Critical, finding.High, finding.Medium, finding.Low, finding.Info} {
		if n := c[s.String()]; n > 0 {
			line += " " + number(n) + " " + p.severity(s, s.String()) + " "
		}
	}
	if n := c["cannot_tell"]; n > 0 {
		line += "    " + p.paint("35", p.marks.unknown) + " " + number(n) + " cannot tell"
	}
	p.line(strings.TrimRight(line, " "))
	if n := len(d.Findings); n > 0 {
		p.line("  ", Counted(n, "change was", "changes were"), " undone within ", undoneWithin())
	}
}

func undoneWithin() string { return number(int(drift.RevertWindow/(24*time.Hour))) + " days" }

// driftGroup heads the changes of one device in one commit.
func (p *printer) driftGroup(c *drift.Change) {
	p.line()
	head := p.paint(bold, p.esc(name(c.Device, c.Path)))
	if c.Commit != "" {
		head += "   commit " + c.Commit[:min(12, len(c.Commit))]
		if c.Time != nil {
			head += "   " + c.Time.UTC().Format(time.RFC3339)
		}
	}
	p.line(head)
}

func (p *printer) change(c *drift.Change) {
	sign, code := p.marks.fail, "31"
	switch {
	case c.Kind == drift.CannotTell:
		sign, code = p.marks.unknown, "35"
	case c.Severity <= finding.Low:
		sign, code = p.marks.dot, dim
	}
	label := c.Severity.String()
	p.hang("  "+p.paint(code, sign)+" "+p.severity(c.Severity, pad(label, 9)), 4+9, p.esc(c.Sentence))
	p.driftSpan(c.Path, c.Span, "")
	if c.Span == nil || c.OldSpan != nil && c.OldSpan.Text != c.Span.Text {
		p.driftSpan(cmp.Or(c.OldPath, c.Path), c.OldSpan, "was ")
	}
	for i, o := range c.Opened {
		if i == 3 && len(c.Opened) > 4 {
			p.line("        opened  and ", Counted(len(c.Opened)-3, "set", "sets"), " of packets more")
			break
		}
		p.line("        opened  ", p.esc(o))
	}
	if r := c.Register; r != nil {
		p.line("        ", registerWords(r))
	}
	var parts []string
	if len(c.Fails) > 0 {
		parts = append(parts, "now fails "+strings.Join(c.Fails, ", "))
	}
	if len(c.Fixed) > 0 {
		parts = append(parts, "fails no longer "+strings.Join(c.Fixed, ", "))
	}
	if len(c.Attack) > 0 && c.Severity > finding.Low {
		parts = append(parts, strings.Join(c.Attack, " "))
	}
	if len(parts) > 0 {
		p.hang("        ", 8, p.esc(strings.Join(parts, "; ")))
	}
	if c.Undoes != "" {
		p.line("        undoes a change of commit ", c.Undoes[:min(12, len(c.Undoes))])
	}
	if c.RevertedAt != nil {
		p.line("        undone ", c.RevertedAt.UTC().Format(time.RFC3339), " by commit ", c.RevertedBy[:min(12, len(c.RevertedBy))])
	}
}

func (p *printer) driftSpan(path string, s *finding.Span, label string) {
	if s != nil {
		p.line("        ", label, p.place(path, *s), "   ", p.esc(s.Text))
	}
}

// registerWords says what a register says of a thing that was added.
func registerWords(r *drift.Listing) string {
	switch r.Known {
	case verdict.Pass:
		return "the register " + r.Name + " lists it"
	case verdict.Fail:
		return "the register " + r.Name + " does not list it"
	}
	return "nobody filled the register " + r.Name + ", so whether it is approved cannot be told"
}

// reverts says what was undone soon after, by device and pair of commits.
func (p *printer) reverts(list []drift.Revert) {
	if len(list) == 0 {
		return
	}
	p.line()
	p.line("Undone within ", undoneWithin())
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b drift.Revert) int {
		return cmp.Or(compareTime(a.Time, b.Time), strings.Compare(a.Path, b.Path), strings.Compare(a.Commit, b.Commit), strings.Compare(a.RevertedBy, b.RevertedBy))
	})
	for len(list) > 0 {
		f := &list[0]
		n := slices.IndexFunc(list, func(o drift.Revert) bool {
			return o.Path != f.Path || o.Commit != f.Commit || o.RevertedBy != f.RevertedBy
		})
		if n < 0 {
			n = len(list)
		}
		p.revert(list[:n])
		list = list[n:]
	}
}

// revert is one pair of commits on one device.
func (p *printer) revert(list []drift.Revert) {
	f := &list[0]
	head := p.esc(name(f.Device, f.Path)) + ": " + Counted(len(list), "change", "changes") + " of " + f.Time.UTC().Format(time.RFC3339) + ", undone after " + f.After
	p.hang("  "+p.paint("31", p.marks.fail)+" "+p.severity(f.Severity, pad(f.Severity.String(), 9)), 4+9, head)
	for i := range list {
		p.hang("        "+p.marks.dot+" ", 10, p.esc(list[i].Sentence))
	}
	p.line("        ", f.Check, "   ", strings.Join(f.Attack, " "), "   commits ", f.Commit[:min(12, len(f.Commit))], " and ", f.RevertedBy[:min(12, len(f.RevertedBy))])
}

func (p *printer) driftTail(d *Drift) {
	if len(d.Skipped) > 0 {
		p.line()
		p.line("Not compared")
		for i, s := range d.Skipped {
			if i == 20 && len(d.Skipped) > 21 {
				p.line("  ", p.marks.unknown, " and ", number(len(d.Skipped)-i), " more")
				break
			}
			at := p.esc(s.Path)
			if s.Commit != "" {
				at += " (commit " + s.Commit[:min(12, len(s.Commit))] + ")"
			}
			p.hang("  "+p.paint("35", p.marks.unknown)+" ", 4, at+"   "+p.esc(s.Reason))
		}
	}
	if len(d.Notes) > 0 {
		p.line()
	}
	for _, n := range d.Notes {
		p.hang("  "+p.marks.dot+" ", 4, p.esc(n))
	}
}

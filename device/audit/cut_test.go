package audit_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/audit"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/internal/realdata"
	"github.com/linewarden/linewarden/verdict"
)

// TestCut cuts real files of every system at random places, at line ends and
// within lines. What a cut may do to an answer:
//
//   - Nothing becomes pass that was not pass before, whether the format has an
//     end mark or not: what the lost lines would have said is unknown.
//   - No fail and no unknown becomes not_applicable: that would hide it.
//   - No pass becomes fail because a block was taken to be over. The vendors'
//     test files are left out: they write some blocks twice to see what happens.
//   - A fail that rests on lines stays a fail while those lines are there. It
//     rests on lines where it fails also when the whole file is judged as one
//     that was cut off, so that nothing follows from absence. Its lines are its
//     spans. Where a rule has a condition, or looks at all members at once, the
//     spans do not show them all, and every line counts that states a fact
//     which the check needs. What a Junos group gives counts where the group is
//     applied, which no span shows: files that apply groups after the cut are
//     left out. A line counts as kept when the block that it stands in is: when
//     a later line at the margin is kept too.
//
// The files and places are drawn anew in each run, and drawn on until enough
// was asked; a failure names the byte. LINEWARDEN_TORTURE cuts every file.
func TestCut(t *testing.T) {
	p, e := engine(t)
	part, cuts := 12, 6
	if testing.Short() {
		part = 200
	}
	if os.Getenv("LINEWARDEN_TORTURE") != "" {
		part, cuts = 1, 20
	}
	c := cutter{t: t, p: p, e: e, systems: map[string]int{}}
	var files []string
	for _, set := range []string{"batfish-lab-validation", "batfish-vendor-configs", "ciscoconfparse-samples", "huawei-napalm", "oxidized-device-sim", "stanford-backbone"} {
		files = append(files, realdata.Files(t, set)...)
	}
	rand.Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
	enough := func() bool { return len(c.systems) >= 8 && c.kept > 0 }
	for i, path := range files {
		if i >= len(files)/part && enough() {
			break
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		c.file(path, data, cuts)
	}
	if !enough() {
		t.Errorf("only %d systems were cut, %d fails had to stay", len(c.systems), c.kept)
	}
	t.Logf("cuts by system: %v; %d fails had to stay", c.systems, c.kept)
}

// cutter cuts files and compares the answers.
type cutter struct {
	t       *testing.T
	p       *parse.Parser
	e       *audit.Engine
	systems map[string]int // cuts made
	kept    int            // fails whose lines were all kept
}

func (c *cutter) read(os string, data []byte) *parse.Result {
	return c.p.Parse(data, parse.Options{OS: os, Keyer: model.NewKeyer(make([]byte, 32))})
}

func (c *cutter) judge(r *parse.Result) map[string]finding.Finding {
	out := map[string]finding.Finding{}
	for _, f := range c.e.Evaluate(audit.Input{Device: r.Device, Text: r.Text}) {
		out[f.Check] = f
	}
	return out
}

func (c *cutter) file(path string, data []byte, cuts int) {
	r := c.read("", data)
	if r.Kind != parse.Config || len(data) < 64 {
		return
	}
	whole := c.judge(r)
	r.Device.Complete = model.Truncated
	last := c.lastLines(r.Device)
	stated := c.judge(r)
	for i := range cuts {
		at := 1 + rand.IntN(len(data)-1)
		if i%2 == 0 {
			if nl := bytes.IndexByte(data[at:], '\n'); nl >= 0 {
				at += nl + 1
			}
		}
		if len(bytes.TrimSpace(data[at:])) == 0 {
			continue
		}
		cut := c.read(r.OS, data[:at])
		if cut.Kind != parse.Config {
			continue
		}
		c.systems[r.OS]++
		lines := closedLines(data[:at])
		for id, f := range c.judge(cut) {
			c.compare(path, at, id, whole[id].Verdict, f)
			c.over(path, at, cut, whole[id], f)
			if restsOn(stated[id], lines) && last[id] <= lines && !bytes.Contains(data[at:], []byte("apply-groups")) {
				c.kept++
				if f.Verdict != verdict.Fail {
					c.t.Errorf("%s (%s) cut at byte %d, line %d: %s failed by lines %v and is %v: %s", path, r.OS, at, lines, id, stated[id].Spans, f.Verdict, f.Reason)
				}
			}
		}
	}
}

// over sees that a pass does not become a fail by what a block that is over
// does not say.
func (c *cutter) over(path string, at int, cut *parse.Result, was, f finding.Finding) {
	margin := cut.Device.Margin
	if f.Verdict != verdict.Fail || was.Verdict != verdict.Pass || margin == 0 || strings.Contains(path, "batfish-vendor-configs") {
		return
	}
	cut.Device.Margin = 0
	if c.judge(cut)[f.Check].Verdict != verdict.Fail {
		c.t.Errorf("%s cut at byte %d: %s was pass and is fail by a block that is over: %s", path, at, f.Check, f.Reason)
	}
	cut.Device.Margin = margin
}

func (c *cutter) compare(path string, at int, id string, was verdict.Verdict, f finding.Finding) {
	switch {
	case f.Verdict == verdict.Pass && was != verdict.Pass,
		f.Verdict == verdict.NotApplicable && was != verdict.NotApplicable && was != verdict.Pass:
		c.t.Errorf("%s cut at byte %d: %s was %v and is %v", path, at, id, was, f.Verdict)
	}
}

// restsOn reports a fail whose evidence is known in full and lies in the first
// lines of the file.
func restsOn(f finding.Finding, lines int) bool {
	if f.Verdict != verdict.Fail || len(f.Spans) == 0 || len(f.Spans) >= 20 {
		return false
	}
	for _, s := range f.Spans {
		if s.End > lines {
			return false
		}
	}
	return true
}

// lastLines returns for each check the last line that may bear on it besides
// the spans of its finding.
func (c *cutter) lastLines(dev *model.Device) map[string]int {
	stated := map[string]int{} // the last line, by path
	dev.EachFact(func(path string, owner any, f model.Fact) {
		_, span, _ := f.Get()
		last := max(span.Line, span.End)
		if o, ok := owner.(model.Owner); ok && owner != any(dev) {
			last = max(last, o.Own().Span.End)
		}
		for p := path; p != ""; p = p[:max(strings.LastIndexByte(p, '.'), 0)] {
			stated[p] = max(stated[p], int(last))
		}
	})
	// Which interface faces others follows from its neighbour and the own number.
	stated["interfaces.edge"] = max(stated["interfaces.edge"], stated["neighbors"])
	stated["interfaces"] = max(stated["interfaces"], stated["neighbors"])
	out := map[string]int{}
	for _, check := range c.e.Checks() {
		for i := range check.Rules {
			if r := &check.Rules[i]; r.Applies(dev.OS) && (r.When != "" || r.For == "") {
				for _, need := range check.Needs {
					out[check.ID] = max(out[check.ID], stated[need])
				}
			}
		}
	}
	return out
}

// closedLines counts the whole lines before the last one that begins at the
// margin.
func closedLines(data []byte) int {
	for end := bytes.LastIndexByte(data, '\n'); end > 0; {
		start := bytes.LastIndexByte(data[:end], '\n') + 1
		if line := data[start:end]; len(bytes.TrimSpace(line)) > 0 && line[0] != ' ' && line[0] != '\t' && line[0] != '!' {
			return bytes.Count(data[:start], []byte("\n"))
		}
		end = start - 1
	}
	return 0
}

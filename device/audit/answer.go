package audit

import (
	"cmp"
	"slices"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/verdict"
)

// maxSpans bounds the evidence of one finding; the reason says how many
// members failed in all.
const maxSpans = 20

// answer gathers what the rules of one check say.
type answer struct {
	verdict  verdict.Verdict
	severity finding.Severity
	reasons  []string
	causes   []cause
	spans    []model.Span
	failed   int
	// doubted are unknowns that were explained.
	doubted []*types.Unknown
}

func (a *answer) doubt(cs ...cause) {
	a.verdict = verdict.Join(a.verdict, verdict.Unknown)
	for _, c := range cs {
		if len(a.causes) < 8 && !slices.Contains(a.causes, c) {
			a.causes = append(a.causes, c)
		}
	}
}

// settled reports that the answer is open, or worse, for all the reasons why
// vals are open: whatever else a member shows short of a weakness, nothing
// changes.
func (a *answer) settled(vals []ref.Val) bool {
	if a.verdict != verdict.Unknown && a.verdict != verdict.Fail {
		return false
	}
	for _, val := range vals[:min(maxOpened, len(vals))] {
		if u, ok := val.(*types.Unknown); !ok || !slices.Contains(a.doubted, u) {
			return false
		}
	}
	return true
}

// maxReasons bounds the sentences of one finding.
const maxReasons = 4

// fail notes a failing member. The sentence is made only if it has room.
func (a *answer) fail(c *compiled, r *compiledRule, v *view, spans []model.Span) {
	sev := c.severity
	if r.Severity != nil {
		sev = *r.Severity
	}
	if a.failed == 0 {
		a.severity = sev
	}
	a.severity = max(a.severity, sev)
	a.failed++
	a.verdict = verdict.Fail
	if len(a.reasons) < maxReasons {
		if reason := r.reason.fill(v); !slices.Contains(a.reasons, reason) {
			a.reasons = append(a.reasons, reason)
		}
	}
	a.spans = append(a.spans, spans...)
}

// finding writes the answer down.
func (a *answer) finding(c *compiled, in Input) finding.Finding {
	f := finding.Finding{
		Check: c.ID, Title: c.Title, Path: in.Path, Device: in.host,
		Verdict: a.verdict, Severity: a.severity, References: c.References, Attack: c.Attack,
	}
	switch a.verdict {
	case verdict.Fail:
		f.Reason = joinReasons(a.reasons, a.failed)
		f.Spans = textSpans(a.spans, in.Text)
		f.Fix = c.FixFor(in.Device.OS)
	case verdict.Unknown:
		f.Reason, f.Resolve = joinCauses(a.causes)
	case verdict.NotApplicable:
		f.Reason = strings.Join(a.reasons, "; ")
	}
	return f
}

func joinReasons(reasons []string, failed int) string {
	out := strings.Join(reasons, "; ")
	if failed > len(reasons) && len(reasons) == maxReasons {
		out += "; and more, " + show(types.Int(failed)) + " in all"
	}
	return out
}

func joinCauses(cs []cause) (reason, resolve string) {
	var texts []string
	for _, c := range cs {
		texts = append(texts, c.text)
		if resolve == "" {
			resolve = c.resolve
		}
	}
	return strings.Join(texts, "; "), resolve
}

// textSpans sorts spans, drops repetitions and reads their first lines.
func textSpans(spans []model.Span, text func(int32) string) []finding.Span {
	slices.SortFunc(spans, func(a, b model.Span) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.End, b.End)) })
	var out []finding.Span
	for _, s := range spans {
		if len(out) > 0 && out[len(out)-1].Line == int(s.Line) {
			continue
		}
		if len(out) == maxSpans {
			break
		}
		out = append(out, finding.Span{Line: int(s.Line), End: int(max(s.End, s.Line)), Text: text(s.Line)})
	}
	return out
}

package drift

import (
	"cmp"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/verdict"
)

// maxByNeeds bounds the changes that one check without lines is laid to.
const maxByNeeds = 3

// weigh lays the checks that fail now and did not before to the changes that
// made them fail, and gives these their severity.
func (x *comparison) weigh() {
	x.out = slices.DeleteFunc(x.out, func(ch *change) bool { return ch.Kind == silent })
	if len(x.out) > 0 && x.old.Results != nil && x.new.Results != nil {
		x.judge(x.old.Results(), x.new.Results())
	}
	for _, ch := range x.out {
		ch.Fails, ch.Fixed = unique(ch.Fails), unique(ch.Fixed)
		ch.Checks = unique(append(append(ch.Checks, ch.Fails...), ch.Fixed...))
		ch.Attack = unique(ch.Attack)
	}
}

// judge compares what fails in both versions.
func (x *comparison) judge(was, is []finding.Finding) {
	failing, fixed := unlikeFindings(was, is), unlikeFindings(is, was)
	worst := map[*change]finding.Severity{}
	held := map[*change]map[string]bool{}
	for _, f := range fixed {
		blamed, byLine := x.blame(f, func(ch *change) []model.Span { return ch.oldLines })
		if !byLine && has(is, f.Check) {
			continue // it still fails, or cannot be told
		}
		for _, ch := range blamed {
			ch.Fixed = append(ch.Fixed, f.Check)
			if held[ch] == nil {
				held[ch] = map[string]bool{}
			}
			held[ch][f.Check] = true
		}
	}
	for _, f := range failing {
		blamed, byLine := x.blame(f, func(ch *change) []model.Span { return ch.newLines })
		if !byLine && has(was, f.Check) {
			continue // it failed before, or could not be told
		}
		for _, ch := range blamed {
			if held[ch][f.Check] { // the same fact failed it before
				ch.Fixed = slices.DeleteFunc(ch.Fixed, func(id string) bool { return id == f.Check })
				worst[ch] = max(worst[ch], finding.Info)
				continue
			}
			ch.Fails = append(ch.Fails, f.Check)
			ch.Attack = append(ch.Attack, f.Attack...)
			worst[ch] = max(worst[ch], f.Severity)
		}
		if len(blamed) == 0 {
			x.unexplained(f)
		}
	}
	for _, ch := range x.out {
		if s, ok := worst[ch]; ok {
			ch.Severity = max(ch.Severity, s)
		} else if len(ch.Fixed) > 0 && ch.Kind != CannotTell && len(ch.Opened) == 0 {
			ch.Severity = finding.Info
		}
	}
}

func has(list []finding.Finding, check string) bool {
	return slices.ContainsFunc(list, func(f finding.Finding) bool { return f.Check == check })
}

func unique(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// unlikeFindings returns the findings of b that a does not have, in whichever
// lines. The same reason, or the same lines' text, is the same finding.
func unlikeFindings(a, b []finding.Finding) []finding.Finding {
	seen := map[string]bool{}
	for i := range a {
		if a[i].Verdict != verdict.Fail {
			continue
		}
		reason, text := keysOf(&a[i])
		seen[reason], seen[text] = true, true
	}
	var out []finding.Finding
	for i := range b {
		if b[i].Verdict != verdict.Fail {
			continue
		}
		if reason, text := keysOf(&b[i]); !seen[reason] && !seen[text] {
			out = append(out, b[i])
		}
	}
	return out
}

func keysOf(f *finding.Finding) (reason, text string) {
	reason = f.Check + "\x00r" + f.Reason
	if len(f.Spans) == 0 {
		return reason, reason
	}
	text = f.Check + "\x00s"
	for _, s := range f.Spans {
		text += "\x00" + s.Text
	}
	return reason, text
}

// blame returns the changes that a finding is laid to: those with one of its
// lines, or else those of the facts that its check reads.
func (x *comparison) blame(f finding.Finding, lines func(*change) []model.Span) (out []*change, byLine bool) {
	for _, ch := range x.out {
		if slices.ContainsFunc(lines(ch), func(sp model.Span) bool { return holds(f.Spans, sp) }) {
			out = append(out, ch)
		}
	}
	if len(out) > 0 || x.opt.Check == nil {
		return out, len(out) > 0
	}
	needs, _ := x.opt.Check(f.Check)
	for _, ch := range x.out {
		if len(out) < maxByNeeds && ch.generic != "" && slices.ContainsFunc(needs, func(n string) bool { return related(n, ch.generic) }) {
			out = append(out, ch)
		}
	}
	return out, false
}

func holds(spans []finding.Span, sp model.Span) bool {
	for _, s := range spans {
		if s.Line <= int(max(sp.Line, sp.End)) && int(sp.Line) <= max(s.Line, s.End) {
			return true
		}
	}
	return false
}

// related reports paths of which one lies at or in the other.
func related(a, b string) bool {
	return a == b || strings.HasPrefix(a, b+".") || strings.HasPrefix(b, a+".")
}

// unexplained is a check that fails now and that no change explains.
func (x *comparison) unexplained(f finding.Finding) {
	ch := &change{Change: Change{Kind: Changed, Layer: Checks, Severity: f.Severity, Fails: []string{f.Check}, Checks: []string{f.Check}, Attack: f.Attack}}
	ch.Sentence = f.Check + " fails now and did not before: " + f.Reason
	at := model.Span{}
	if len(f.Spans) > 0 {
		at = model.Span{Line: int32(f.Spans[0].Line), End: int32(f.Spans[0].End)}
	}
	x.add(ch, model.Span{}, at)
}

// sortChanges puts the most severe first, and equal ones in the order of the
// file.
func sortChanges(list []Change) {
	line := func(c *Change) int {
		switch {
		case c.Span != nil:
			return c.Span.Line
		case c.OldSpan != nil:
			return c.OldSpan.Line
		}
		return 0
	}
	slices.SortStableFunc(list, func(a, b Change) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(line(&a), line(&b)), cmp.Compare(a.Fact, b.Fact), cmp.Compare(a.Sentence, b.Sentence))
	})
}

package audit

import (
	"reflect"
	"slices"
	"sort"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/interpreter"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/verdict"
)

// maxSpans bounds the evidence of one finding; the reason says how many
// members failed in all.
const maxSpans = 20

// Input is one device to be judged.
type Input struct {
	Path   string
	Device *model.Device
	// Text returns a raw line with secrets masked.
	Text func(line int32) string

	host string
}

// Evaluate asks every check of one device and returns one finding each, in
// the order of the checks' ids. Rules with scope estate are left out; see
// EvaluateEstate.
func (e *Engine) Evaluate(in Input) []finding.Finding {
	out := make([]finding.Finding, 0, len(e.checks))
	v := e.view(in.Device)
	defer v.close()
	in.host = strings.Clone(in.Device.Hostname.V) // findings outlive the file's text
	for _, c := range e.checks {
		if f, ok := e.ask(c, v, in); ok {
			out = append(out, f)
		}
	}
	return out
}

func (e *Engine) view(dev *model.Device) *view {
	v := &view{schema: e.schema, dev: dev, absence: e.absence[dev.OS], version: dev.Version.V}
	v.root = &object{v: v, at: e.schema.device, val: reflect.ValueOf(dev).Elem()}
	v.site = &siteValue{v: v, site: e.site, typ: e.schema.site}
	v.act.v = v
	v.frame, _ = interpreter.NewExecutionFrame(&v.act) // fails only for what is no activation
	return v
}

// close gives the frame back. The view must not be used after it.
func (v *view) close() { v.frame.Close() }

// eval runs a program over the present activation.
func (v *view) eval(p cel.Program) ref.Val {
	val, _, _ := p.Eval(v.frame)
	return val
}

// ask gives the answer of one check; false where only the estate can.
func (e *Engine) ask(c *compiled, v *view, in Input) (finding.Finding, bool) {
	a := answer{verdict: verdict.NotApplicable, severity: c.severity}
	asked := false
	if c.off != "" {
		a.reasons = []string{c.off}
	} else {
		why := c.Absent(in.Device.OS)
		if why != "" {
			a.reasons = []string{why}
		}
		for i := range c.rules {
			r := &c.rules[i]
			if r.Scope == "estate" {
				continue
			}
			asked = true
			if why == "" && r.Applies(in.Device.OS) {
				v.rule(c, r, &a)
			}
		}
		if !asked {
			return finding.Finding{}, false
		}
	}
	if a.verdict == verdict.Pass && in.Device.Complete == model.Truncated {
		a.doubt(cause{"the file is cut off: " + in.Device.CompleteWhy, "collect the file again"})
	}
	return a.finding(c, in), true
}

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

// maxReasons bounds the sentences of one finding.
const maxReasons = 4

// fail notes a failing member. The sentence is made only if it has room.
func (a *answer) fail(c *compiled, r *compiledRule, path func(string) ref.Val, spans []model.Span) {
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
		if reason := r.reason.fill(path); !slices.Contains(a.reasons, reason) {
			a.reasons = append(a.reasons, reason)
		}
	}
	a.spans = append(a.spans, spans...)
}

// rule asks one rule of the device and adds what it says to a.
func (v *view) rule(c *compiled, r *compiledRule, a *answer) {
	act := &v.act
	act.params, act.it = c.params, nil
	if r.list == nil {
		v.one(c, r, act, nil, a)
		return
	}
	val := v.eval(r.list)
	members, ok := val.(traits.Lister)
	if !ok {
		v.open(a, []ref.Val{val})
		return
	}
	left, open := 0, false
	for it := members.Iterator(); it.HasNext() == types.True; {
		item := it.Next()
		if types.IsUnknown(item) {
			open = true
			v.open(a, []ref.Val{item})
			continue
		}
		act.it = item
		if v.one(c, r, act, item, a) {
			left++
		}
	}
	if left == 0 && !open {
		v.empty(c, r, act, a)
	}
}

// empty gives the verdict of a rule that found nothing to ask about.
func (v *view) empty(c *compiled, r *compiledRule, act *activation, a *answer) {
	switch r.Empty {
	case "pass":
		a.verdict = verdict.Join(a.verdict, verdict.Pass)
	case "fail":
		act.it = nil
		a.fail(c, r, act.path, nil)
	}
}

// one asks the rule of one member, or of the device where item is nil. It
// reports whether the rule applied to it.
func (v *view) one(c *compiled, r *compiledRule, act *activation, item ref.Val, a *answer) bool {
	v.spans = v.spans[:0]
	if r.when != nil {
		switch v.holds(r.when) {
		case types.False:
			return false
		case types.True:
		default:
			v.maybe(r, a)
			return true
		}
	}
	v.spans = v.spans[:0]
	switch v.holds(r.fail) {
	case types.True:
		a.fail(c, r, act.path, v.evidence(item))
	case types.False:
		a.verdict = verdict.Join(a.verdict, verdict.Pass)
	default:
		v.open(a, v.opened)
	}
	return true
}

// maybe takes in a member of which it is not known whether the rule applies.
// Where the weakness itself is absent, that does not matter.
func (v *view) maybe(r *compiledRule, a *answer) {
	mark := len(v.opened)
	if v.term(r.fail) == types.False {
		a.verdict = verdict.Join(a.verdict, verdict.Pass)
		return
	}
	v.open(a, v.opened[:mark])
}

// open takes in the values that keep a condition from being decided; the first
// few say why. Members of a list often share them.
func (v *view) open(a *answer, vals []ref.Val) {
	a.verdict = verdict.Join(a.verdict, verdict.Unknown)
	for _, val := range vals[:min(3, len(vals))] {
		if u, ok := val.(*types.Unknown); ok {
			if slices.Contains(a.doubted, u) {
				continue
			}
			if len(a.doubted) < 16 {
				a.doubted = append(a.doubted, u)
			}
		}
		a.doubt(v.whyNot(val)...)
	}
}

// whyNot explains a value that is neither true nor false.
func (v *view) whyNot(val ref.Val) []cause {
	if u, ok := val.(*types.Unknown); ok {
		return v.explain(u, 3)
	}
	return []cause{{text: "the check could not be evaluated: " + errorText(val)}}
}

func errorText(val ref.Val) string {
	if val == nil {
		return "no value"
	}
	if err, ok := val.(*types.Err); ok {
		return err.Error()
	}
	return val.Type().TypeName()
}

// evidence returns the lines behind a failing member: its header and the
// facts that the expression read.
func (v *view) evidence(item ref.Val) []model.Span {
	var out []model.Span
	if o, ok := item.(*object); ok {
		if own := o.own(); own != nil && own.Span.Line > 0 {
			out = append(out, model.Span{Line: own.Span.Line, End: own.Span.Line})
		}
	}
	return append(out, v.spans...)
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
	sort.Slice(spans, func(i, j int) bool {
		return spans[i].Line < spans[j].Line || spans[i].Line == spans[j].Line && spans[i].End < spans[j].End
	})
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

// activation names the roots for CEL.
type activation struct {
	v      *view
	it     ref.Val
	params map[string]any
	groups ref.Val
}

// ResolveName implements interpreter.Activation.
func (a *activation) ResolveName(name string) (any, bool) {
	switch name {
	case "device":
		return a.v.root, true
	case "it":
		return a.it, a.it != nil
	case "site":
		return a.v.site, true
	case "os":
		return a.v.dev.OS, true
	case "param":
		return a.params, true
	case "estate_secrets":
		return a.groups, a.groups != nil
	}
	return nil, false
}

// Parent implements interpreter.Activation.
func (a *activation) Parent() interpreter.Activation { return nil }

// path resolves a template's path.
func (a *activation) path(p string) ref.Val {
	a.v.quiet = true
	defer func() { a.v.quiet = false }()
	steps := strings.Split(strings.TrimSpace(p), ".")
	switch {
	case steps[0] == "param" && len(steps) == 2:
		return types.DefaultTypeAdapter.NativeToValue(a.params[steps[1]])
	case steps[0] == "device":
		return follow(a.v.root, steps[1:])
	case steps[0] == "it":
		return follow(a.it, steps[1:])
	}
	return nil
}

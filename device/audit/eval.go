package audit

import (
	"reflect"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/verdict"
)

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
	plan := e.plan(in.Device.OS)
	out := make([]finding.Finding, 0, len(plan))
	v := e.view(in.Device)
	defer v.close()
	in.host = strings.Clone(in.Device.Hostname.V) // findings outlive the file's text
	in.Text = remember(in.Text)
	for i := range plan {
		out = append(out, v.ask(&plan[i], in))
	}
	return out
}

func (e *Engine) view(dev *model.Device) *view {
	v := &view{schema: e.schema, dev: dev, absence: e.absence[dev.OS], version: dev.Version.V, gates: gates{dev: dev}}
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
	if val, _, _ := p.Eval(v.frame); val != nil {
		return val
	}
	return types.NewErr("no value") // CEL panicked
}

// remember returns text, made once for each line: findings share lines, and
// masking a line takes time.
func remember(text func(int32) string) func(int32) string {
	lines := map[int32]string{}
	return func(line int32) string {
		s, ok := lines[line]
		if !ok {
			s = text(line)
			lines[line] = s
		}
		return s
	}
}

// ask gives the answer of one check.
func (v *view) ask(c *asking, in Input) finding.Finding {
	a := answer{verdict: verdict.NotApplicable, severity: c.severity}
	if c.why != "" {
		a.reasons = []string{c.why}
	}
	for _, r := range c.rules {
		v.rule(c.compiled, r, &a)
	}
	if a.verdict == verdict.Pass && in.Device.Complete == model.Truncated {
		a.doubt(cause{"the file is cut off: " + in.Device.CompleteWhy, "collect the file again"})
	}
	return a.finding(c.compiled, in)
}

// rule asks one rule of the device and adds what it says to a.
func (v *view) rule(c *compiled, r *compiledRule, a *answer) {
	act := &v.act
	act.params, act.it = c.params, nil
	if r.list == nil {
		v.one(c, r, act, nil, a)
		return
	}
	val := v.value(r.list)
	items, ok := elements(val)
	if !ok {
		v.open(a, []ref.Val{val})
		return
	}
	left, open := 0, false
	for _, item := range items {
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
		a.fail(c, r, v, nil)
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
		a.fail(c, r, v, v.evidence(r, item))
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
	if v.seen == nil && a.settled(v.opened) {
		return // as with members before it, which says all that this one can
	}
	mark := len(v.opened)
	if v.term(r.fail) == types.False {
		a.verdict = verdict.Join(a.verdict, verdict.Pass)
		return
	}
	v.open(a, v.opened[:mark])
}

// maxOpened bounds how many open values of one condition are explained.
const maxOpened = 3

// open takes in the values that keep a condition from being decided; the first
// few say why. Members of a list often share them.
func (v *view) open(a *answer, vals []ref.Val) {
	a.verdict = verdict.Join(a.verdict, verdict.Unknown)
	for _, val := range vals[:min(maxOpened, len(vals))] {
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
	if err, ok := val.(*types.Err); ok {
		return err.Error()
	}
	return val.Type().TypeName()
}

// evidence returns the lines behind a failing member: what the rule cites, or
// else the member's header and the facts that the expression read.
func (v *view) evidence(r *compiledRule, item ref.Val) []model.Span {
	if out := v.cited(r); len(out) > 0 {
		return out
	}
	return append(header(nil, item), v.spans...)
}

// cited returns the first lines of the parts that the rule cites.
func (v *view) cited(r *compiledRule) []model.Span {
	if r.cite == nil {
		return nil
	}
	v.quiet = true
	defer func() { v.quiet = false }()
	parts, _ := elements(v.eval(r.cite))
	var out []model.Span
	for _, p := range parts {
		if len(out) > maxSpans {
			break
		}
		out = header(out, p)
	}
	return out
}

// header adds the first line of a part of the model to spans.
func header(spans []model.Span, part ref.Val) []model.Span {
	if o, ok := part.(*object); ok {
		if own := o.own(); own != nil && own.Span.Line > 0 {
			return append(spans, model.Span{Line: own.Span.Line, End: own.Span.Line})
		}
	}
	return spans
}

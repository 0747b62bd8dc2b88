package audit

import (
	"fmt"
	"reflect"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/verdict"
)

// EvaluateEstate asks the rules with scope estate and returns one finding for
// each such check and device, in the order of checks, then of devices.
//
// A device whose secrets are masked or salted cannot be shown to share none:
// unequal salted hashes say nothing. Its answer is unknown, never pass.
func (e *Engine) EvaluateEstate(est *Estate) []finding.Finding {
	var out []finding.Finding
	groups := est.groups()
	for _, c := range e.checks {
		if c.off != "" || !estateCheck(c) {
			continue
		}
		answers := make([]answer, len(est.devices))
		for i := range answers {
			answers[i] = est.before(i, c)
		}
		for i := range c.rules {
			e.askGroups(c, &c.rules[i], groups, est, answers)
		}
		for i := range answers {
			d := &est.devices[i]
			in := Input{Path: d.path, Device: &model.Device{OS: d.os}, Text: est.textOf(i), host: d.host}
			out = append(out, answers[i].finding(c, in))
		}
	}
	return out
}

func estateCheck(c *compiled) bool {
	for i := range c.rules {
		if c.rules[i].Scope == "estate" {
			return true
		}
	}
	return false
}

// before is what can be said of a device before any group is looked at.
func (e *Estate) before(i int, c *compiled) answer {
	d := &e.devices[i]
	a := answer{verdict: verdict.NotApplicable, severity: c.severity}
	switch {
	case d.complete != model.Whole:
		a.doubt(cause{"the file is not known to be whole, so it may hold more secrets", "collect the file again, with the prompt that follows the last line"})
	case d.open > 0:
		a.doubt(cause{fmt.Sprintf("%d of its secrets are masked or salted and cannot be compared", d.open),
			"compare them where they are kept; unequal salted hashes do not show unequal passwords"})
	case d.comparable > 0:
		a.verdict = verdict.Pass
	}
	return a
}

func (e *Engine) askGroups(c *compiled, r *compiledRule, groups []*Group, est *Estate, answers []answer) {
	if r.Scope != "estate" {
		return
	}
	v := e.view(&model.Device{Complete: model.Whole})
	defer v.close()
	for _, g := range groups {
		item := &object{v: v, at: e.schema.group, val: reflect.ValueOf(g).Elem()}
		act := &v.act
		act.params, act.it, act.groups = c.params, item, &list{v: v, items: []ref.Val{item}}
		switch holds := v.holds(r.fail); {
		case holds == types.True:
			for _, m := range g.members {
				answers[m.device].fail(c, r, v, []model.Span{est.secret(m).span})
			}
		case holds != types.False:
			for _, m := range g.members {
				answers[m.device].doubt(cause{"the autonomous systems of the neighbours that share " + g.Name + " are not all known", explainLine})
			}
		}
	}
}

// textOf returns the lines that the estate kept of device i.
func (e *Estate) textOf(i int) func(int32) string {
	d := &e.devices[i]
	return func(line int32) string {
		for _, s := range d.secrets {
			if s.span.Line == line {
				return d.texts[s.text[0]:s.text[1]]
			}
		}
		return ""
	}
}

package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/linewarden/linewarden/detect/eventrecord"
	"github.com/linewarden/linewarden/detect/mix"
	"github.com/linewarden/linewarden/detect/pipeline"
	"github.com/linewarden/linewarden/detect/sigma"
	"github.com/linewarden/linewarden/detect/sigma/rule"
	"github.com/linewarden/linewarden/internal/escape"
)

func newRuleLint(env Env) *cobra.Command {
	c := &cobra.Command{
		Use:   "lint RULES",
		Short: "Say what is wrong with Sigma rules, and what makes them dear or blind",
		Long: `Lint reads Sigma rules of any origin. What cannot be loaded is an error (exit
status 1). Remarks are rules without id or level, two with the same id, fields
that no event of Linewarden has, log sources that rule run does not know,
placeholders, and rules that are searched for in every event.`,
		Example: `  linewarden rule lint ./rules
  linewarden rule lint my-rule.yml`,
		Args: func(c *cobra.Command, args []string) error {
			return need(c, len(args) == 1, "a file or folder of rules")
		},
		RunE: func(c *cobra.Command, args []string) error { return runRuleLint(c.Context(), env, args[0]) },
	}
	return c
}

func runRuleLint(ctx context.Context, env Env, path string) error {
	rules, bad, err := readRules(ctx, env, path)
	if err != nil {
		return err
	}
	engine, err := sigma.Compile(rules.Rules, rules.Filters)
	if err != nil {
		return err
	}
	routes, err := pipeline.Load()
	if err != nil {
		return err
	}
	l := linter{Writer: bufio.NewWriter(env.Stdout), ids: map[string]string{}, counted: map[string]bool{}}
	for _, c := range rules.Correlations {
		for _, name := range c.Rules {
			l.counted[name] = true
		}
	}
	for i, r := range rules.Rules {
		l.meta(&r.Meta)
		l.rule(r, routes, engine.Found(int32(i)))
	}
	for _, c := range rules.Correlations {
		l.meta(&c.Meta)
	}
	fmt.Fprintf(l, "%d rules, %d correlations, %d filters, %d errors, %d remarks\n", len(rules.Rules), len(rules.Correlations), len(rules.Filters), bad, l.remarks)
	if err := l.Flush(); err != nil || bad == 0 {
		return err
	}
	return errFindings
}

// linter writes remarks.
type linter struct {
	*bufio.Writer
	ids     map[string]string // paths by id
	counted map[string]bool   // names and ids that a correlation counts, which need no level
	remarks int
}

func (l *linter) remark(m *rule.Meta, format string, args ...any) {
	l.remarks++
	fmt.Fprintf(l, "%s:%d: %s\n", escape.Line(m.Path), m.Line, escape.Line(fmt.Sprintf(format, args...)))
}

// levels are those that Sigma knows.
var levels = []string{"critical", "high", "medium", "low", "informational"}

func (l *linter) meta(m *rule.Meta) {
	switch other, twice := l.ids[m.ID]; {
	case m.ID == "":
		l.remark(m, "no id: results name it by its path")
	case twice:
		l.remark(m, "the id is that of a rule in %s", other)
	default:
		l.ids[m.ID] = m.Path
	}
	if !slices.Contains(levels, m.Level) && (m.Level != "" || !l.counted[m.ID] && !l.counted[m.Name]) {
		l.remark(m, "the level %q is none of critical, high, medium, low, informational", m.Level)
	}
}

func (l *linter) rule(r *rule.Rule, routes *pipeline.Set, found sigma.Found) {
	for _, name := range r.Placeholders {
		l.remark(&r.Meta, "%%%s%% is a register: without it the answer is unknown", name)
	}
	routed, entry, err := routes.Apply(r)
	switch {
	case errors.Is(err, pipeline.ErrNoEntry):
		l.remark(&r.Meta, "rule run does not know its log source; rule match asks it about events in JSON")
	case entry.Own:
		for _, f := range fieldsOf(routed.Match) {
			if !eventrecord.Known(f) {
				l.remark(&r.Meta, "no event has a field %q", f)
			}
		}
	}
	switch found {
	case sigma.Always:
		l.remark(&r.Meta, "asked about every event: it has no test that must be true")
	case sigma.BySearch:
		l.remark(&r.Meta, "an expression or keyword is searched for in every event: no text of four letters has to stand there")
	}
}

// fieldsOf lists the fields that a rule asks for, each once.
func fieldsOf(n *rule.Node) []string {
	var out []string
	var walk func(*rule.Node)
	walk = func(n *rule.Node) {
		if n.Test != nil && n.Test.Field != "" && !slices.Contains(out, n.Test.Field) {
			out = append(out, n.Test.Field)
		}
		for _, kid := range n.Kids {
			walk(kid)
		}
	}
	walk(n)
	return out
}

func newRuleBench(env Env) *cobra.Command {
	return &cobra.Command{
		Use:   "bench RULES",
		Short: "Measure what Sigma rules cost for an event",
		Long: `Bench asks the rules about made events of an ISP (syslog of routers, TACACS+
accounting, Junos, FortiGate, DNS) for a second, log sources not asked, and says
what an event costs with all of them, and which of them cost most alone.`,
		Example: `  linewarden rule bench ./rules
  linewarden rule bench my-rule.yml`,
		Args: func(c *cobra.Command, args []string) error {
			return need(c, len(args) == 1, "a file or folder of rules")
		},
		RunE: func(c *cobra.Command, args []string) error { return runRuleBench(c.Context(), env, args[0]) },
	}
}

// benchEvents are the made events, and dearest how many rules are named.
const (
	benchEvents = 2000
	dearest     = 10
)

func runRuleBench(ctx context.Context, env Env, path string) error {
	rules, bad, err := readRules(ctx, env, path)
	if err != nil {
		return err
	}
	if bad > 0 {
		return hint(fmt.Errorf("%d of the documents in %s cannot be evaluated", bad, path), "linewarden rule lint names them")
	}
	events := mix.New(1).Events(benchEvents)
	all, err := costOf(ctx, rules.Rules, rules.Filters, events, time.Second)
	if err != nil {
		return err
	}
	type cost struct {
		r  *rule.Rule
		ns float64
	}
	var costs []cost
	for _, r := range rules.Rules {
		if len(rules.Rules) > 1 && len(rules.Rules) <= 500 && ctx.Err() == nil {
			ns, err := costOf(ctx, []*rule.Rule{r}, nil, events, 10*time.Millisecond)
			if err != nil {
				return err
			}
			costs = append(costs, cost{r, ns})
		}
	}
	slices.SortStableFunc(costs, func(a, b cost) int { return int(min(max(b.ns-a.ns, -1), 1)) })
	w := bufio.NewWriter(env.Stdout)
	fmt.Fprintf(w, "%d rules: %.0f ns an event, %.0f events a second on one core\n", len(rules.Rules), all, 1e9/all)
	for i, c := range costs {
		if i == dearest {
			break
		}
		fmt.Fprintf(w, "  %6.0f ns alone  %s\n", c.ns, escape.Line(c.r.Path))
	}
	return errors.Join(ctx.Err(), w.Flush())
}

// costOf is the time an event takes with rules, in nanoseconds: the fastest of the
// passes over all events that fit into a time.
func costOf(ctx context.Context, rules []*rule.Rule, filters []*rule.Filter, events []mix.Event, during time.Duration) (float64, error) {
	engine, err := sigma.Compile(rules, filters)
	if err != nil {
		return 0, err
	}
	records := make([]*sigma.Record, len(events))
	for i, e := range events {
		records[i] = engine.NewRecord()
		for _, f := range e {
			records[i].Add(engine.Field(f.Name), f.Text, true)
		}
	}
	m := engine.NewMatcher()
	best := time.Duration(1<<63 - 1)
	for begin := time.Now(); ctx.Err() == nil; {
		at := time.Now()
		for _, r := range records {
			m.Match(r)
		}
		best = min(best, time.Since(at))
		if time.Since(begin) >= during {
			break
		}
	}
	return float64(best.Nanoseconds()) / float64(len(events)), nil
}

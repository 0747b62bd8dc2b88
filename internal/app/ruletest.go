package app

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/linewarden/linewarden/coverage"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/formats"
	"github.com/linewarden/linewarden/detect"
	"github.com/linewarden/linewarden/detect/pack"
	"github.com/linewarden/linewarden/detect/pipeline"
	"github.com/linewarden/linewarden/detect/sigma/rule"
	"github.com/linewarden/linewarden/event"
	"github.com/linewarden/linewarden/internal/escape"
	"github.com/linewarden/linewarden/verdict"
)

func newRuleTest(env Env) *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use:   "test [ID or FILE…]",
		Short: "Run the tests that stand in rules",
		Long: `Test asks each rule about the records of its own tests: those on which it fires,
those on which it stays quiet, and those where its answer is unknown. Without
arguments all rules are tested.`,
		Example: `  linewarden rule test
  linewarden rule test --rules ./my-rules log-forwarding-removed.yml`,
		RunE: func(c *cobra.Command, args []string) error { return runRuleTest(c.Context(), env, dir, args) },
	}
	c.Flags().StringVar(&dir, "rules", "", "a folder of rules in place of Linewarden's own")
	return c
}

func runRuleTest(ctx context.Context, env Env, dir string, args []string) error {
	all, err := ownRules(ctx, dir, nil)
	if err != nil {
		return err
	}
	if all, err = chosenRules(all, args); err != nil {
		return err
	}
	t, err := newRuleTester()
	if err != nil {
		return err
	}
	tests, bad := 0, 0
	for _, r := range all {
		for i := range r.Tests {
			tests++
			if err := t.run(ctx, r, &r.Tests[i]); err != nil {
				bad++
				fmt.Fprintf(env.Stdout, "✗ %s  %s: %s\n", escape.Line(r.Meta.Path), escape.Line(r.Tests[i].Name), escape.Line(err.Error()))
			}
		}
	}
	fmt.Fprintf(env.Stdout, "%d rules, %d tests, %d failed\n", len(all), tests, bad)
	if bad > 0 {
		return errFindings
	}
	return nil
}

// chosenRules are the rules that are named by id, file or the end of a file's path.
func chosenRules(all []*pack.Rule, names []string) ([]*pack.Rule, error) {
	if len(names) == 0 {
		return all, nil
	}
	var out []*pack.Rule
	for _, name := range names {
		n := len(out)
		for _, r := range all {
			if r.Meta.ID == name || r.Meta.Path == name || strings.HasSuffix(r.Meta.Path, "/"+name) || strings.HasSuffix(r.Meta.Path, "/"+name+".yml") {
				out = append(out, r)
			}
		}
		if len(out) == n {
			return nil, hint(fmt.Errorf("no rule %q", name), "linewarden rule list names them")
		}
	}
	return out, nil
}

// ruleTester asks a rule about the records of a test.
type ruleTester struct {
	formats []decode.Format
	routes  *pipeline.Set
}

func newRuleTester() (*ruleTester, error) {
	all, err := formats.All()
	if err != nil {
		return nil, err
	}
	routes, err := pipeline.Load()
	return &ruleTester{all, routes}, err
}

// run says in what the answer is not the one that the test expects.
func (t *ruleTester) run(ctx context.Context, r *pack.Rule, test *pack.Test) error {
	fresh, err := r.With(rule.Options{Placeholder: listedRegisters(test.Registers)})
	if err != nil {
		return err
	}
	d, err := detect.New([]*pack.Rule{fresh}, t.routes, detect.Limits{})
	if err != nil {
		return err
	}
	n, err := t.feed(ctx, d, test)
	if err != nil {
		return err
	}
	if n == 0 && test.Raw != "" {
		return errors.New("no event was read of its records")
	}
	return judgeTest(test, &d.Finish()[0])
}

// judgeTest compares an answer with what a test expects. Kinds that a rule needs
// and a test does not show count for unknown alone.
func judgeTest(test *pack.Test, a *detect.Answer) error {
	missing := slices.DeleteFunc(slices.Clone(a.Missing), func(m detect.Missing) bool { return strings.HasPrefix(m.What, "kind ") })
	switch test.Expect {
	case pack.Fires:
		if a.Verdict != verdict.Fail {
			return fmt.Errorf("it does not fire: %s", because(a))
		}
	case pack.Quiet:
		if len(a.Findings) > 0 {
			return fmt.Errorf("it fires on %q", a.Findings[0].Evidence[0].Text)
		}
		if len(a.Possible) > 0 || len(missing) > 0 {
			return fmt.Errorf("it is unknown: %s", because(a))
		}
	case pack.Unknown:
		if a.Verdict != verdict.Unknown {
			return fmt.Errorf("it is %s and not unknown", a.Verdict)
		}
		for _, want := range test.Missing {
			if !slices.ContainsFunc(a.Missing, func(m detect.Missing) bool { return slices.Contains(strings.Split(m.What, ", "), want) }) {
				return fmt.Errorf("%s is not named as missing: %s", want, because(a))
			}
		}
	}
	return nil
}

// because says in a few words what an answer rests on.
func because(a *detect.Answer) string {
	var out []string
	if len(a.Possible) > 0 {
		out = append(out, "matches rest on "+strings.Join(a.Possible[0].RestsOn, ", "))
	}
	for _, m := range a.Missing {
		out = append(out, "missing "+m.What)
	}
	if len(out) == 0 {
		return "it is " + a.Verdict.String()
	}
	return strings.Join(out, "; ")
}

// feed gives the records of a test to a detector and says how many there were.
func (t *ruleTester) feed(ctx context.Context, d *detect.Detector, test *pack.Test) (int, error) {
	near := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	if test.Near != "" {
		var err error
		if near, err = time.Parse(time.RFC3339, test.Near); err != nil {
			return 0, fmt.Errorf("near: %w", err)
		}
	}
	if test.Raw != "" {
		to := &testSink{d: d}
		_, err := decode.Read(ctx, strings.NewReader(test.Raw), t.formats, decode.Options{Source: "test", Near: near.UnixMicro()}, to)
		if err == nil && to.dropped > 0 {
			err = fmt.Errorf("%d of its records are not understood", to.dropped)
		}
		return to.events, err
	}
	for i, fields := range test.Events {
		e, err := eventOf(fields)
		if err != nil {
			return 0, fmt.Errorf("event %d: %w", i+1, err)
		}
		d.Event(e)
	}
	return len(test.Events), nil
}

// testSink feeds a detector.
type testSink struct {
	d               *detect.Detector
	events, dropped int
}

func (s *testSink) Event(e *event.Event) {
	s.events++
	s.d.Event(e)
}

func (s *testSink) Drop(coverage.Gap) { s.dropped++ }

// eventOf makes an event of fields by their names, with `time` in RFC 3339.
func eventOf(fields map[string]string) (*event.Event, error) {
	e := &event.Event{Kind: event.System}
	for name, value := range fields {
		if err := setField(e, name, value); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return e, nil
}

func setField(e *event.Event, name, value string) error {
	switch name {
	case "time":
		t, err := time.Parse(time.RFC3339, value)
		e.Time = t.UnixMicro()
		return err
	case "kind":
		kind, ok := event.KindNamed(value)
		if e.Kind = kind; !ok {
			return fmt.Errorf("%q is no kind of events", value)
		}
		return nil
	case "outcome":
		outcome, ok := event.OutcomeNamed(value)
		if e.Outcome = outcome; !ok {
			return fmt.Errorf("%q is no outcome", value)
		}
		return nil
	case "format":
		e.Format = value
		return nil
	case "raw":
		e.Raw = value
		return nil
	}
	f := event.FieldNamed(name)
	switch {
	case f == event.None && event.IsExtra(name):
		e.AddExtra(name, value)
	case f == event.None:
		return errors.New("no event has such a field")
	case f.IsText():
		e.SetText(f, value)
	case f.IsAddr():
		a, err := netip.ParseAddr(value)
		e.SetAddr(f, a)
		return err
	default:
		n, err := strconv.ParseUint(value, 10, 64)
		e.SetNumber(f, n)
		return err
	}
	return nil
}

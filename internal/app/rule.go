package app

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/linewarden/linewarden/detect/jsonevent"
	"github.com/linewarden/linewarden/report/matches"
)

func newRule(env Env) *cobra.Command {
	c := &cobra.Command{
		Use:   "rule",
		Short: "Ask rules about logs and events",
		Example: `  linewarden rule run ./logs --site site.yaml
  linewarden rule match ./rules events.jsonl`,
		Args: onlyCommands,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newRuleRun(env), newRuleMatchCommand(env), newRuleList(env), newRuleShow(env), newRuleTest(env), newRuleLint(env), newRuleBench(env))
	return c
}

type ruleOptions struct {
	flags
	keepGoing, certain bool
	time               string
}

func newRuleMatchCommand(env Env) *cobra.Command {
	var opt ruleOptions
	c := &cobra.Command{
		Use:   "match RULES EVENTS…",
		Short: "Say which Sigma rules match which events, and which could not be answered",
		Long: `Match evaluates every rule of a file, folder or archive against every event,
whatever the rule's log source. Events are objects of JSON, one a line, flat or
nested, with the field names as they stand; - is standard input.

A match says on which missing fields it rests, and a rule that did not match and
might have, had the event more fields, is listed as unknown.

Correlations take the events in the order of their times, as a log has them.`,
		Example: `  linewarden rule match ./rules events.jsonl
  zcat events.jsonl.gz | linewarden rule match rule.yml - --format json`,
		Args: func(c *cobra.Command, args []string) error { return need(c, len(args) > 1, "rules, and events") },
		RunE: func(c *cobra.Command, args []string) error { return runRuleMatch(c.Context(), env, args, opt) },
	}
	opt.addOutput(c, "text", "json")
	c.Flags().BoolVar(&opt.all, "all", false, "name every rule that had no certain answer")
	c.Flags().BoolVar(&opt.keepGoing, "keep-going", false, "evaluate the other rules where some cannot be loaded")
	c.Flags().BoolVar(&opt.certain, "matches-only", false, "do not ask which rules could have matched, which takes most of the time")
	c.Flags().StringVar(&opt.time, "time", "", "the `FIELD` that has the time of an event, for correlations (default: the usual names)")
	return c
}

func runRuleMatch(ctx context.Context, env Env, args []string, opt ruleOptions) error {
	if err := oneOf("format", opt.format, "text", "json"); err != nil {
		return err
	}
	times := jsonevent.TimeFields
	if opt.time != "" {
		times = []string{opt.time}
	}
	rules, err := loadRules(ctx, env, args[0], opt.keepGoing, times)
	if err != nil {
		return err
	}
	account := matches.NewAccount(rules.described)
	out := matches.NewJSON(env.Stdout)
	x := newRuleMatch(env, rules, opt, times)
	x.add = account.Add
	if opt.format == "json" {
		x.add = func(l *matches.Line) error { return errors.Join(account.Add(l), out.Add(l)) }
	}
	if err := x.read(ctx, env, args[1:]); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if opt.format == "text" {
		err = account.Text(env.Stdout, opt.all, opt.ascii)
	}
	if account.Events == 0 && err == nil {
		err = hint(errors.New("no event was read"), "events are objects of JSON, one a line")
	}
	return err
}

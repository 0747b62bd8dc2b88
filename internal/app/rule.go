package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/linewarden/linewarden/collect/file"
	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/detect/jsonevent"
	"github.com/linewarden/linewarden/detect/sigma"
	"github.com/linewarden/linewarden/detect/sigma/rule"
	"github.com/linewarden/linewarden/internal/escape"
	"github.com/linewarden/linewarden/report/matches"
)

func newRule(env Env) *cobra.Command {
	c := &cobra.Command{
		Use:   "rule",
		Short: "Ask Sigma rules about events",
		Example: `  linewarden rule match ./rules events.jsonl
  linewarden rule match rule.yml events.jsonl --format json`,
		Args: onlyCommands,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newRuleMatch(env))
	return c
}

type ruleOptions struct {
	flags
	keepGoing, certain bool
}

func newRuleMatch(env Env) *cobra.Command {
	var opt ruleOptions
	c := &cobra.Command{
		Use:   "match RULES EVENTS…",
		Short: "Say which Sigma rules match which events, and which could not be answered",
		Long: `Match evaluates every rule of a file, folder or archive against every event,
whatever the rule's log source. Events are objects of JSON, one a line, flat or
nested, with the field names as they stand; - is standard input.

A match says on which missing fields it rests, and a rule that did not match and
might have, had the event more fields, is listed as unknown.`,
		Example: `  linewarden rule match ./rules events.jsonl
  zcat events.jsonl.gz | linewarden rule match rule.yml - --format json`,
		Args: func(c *cobra.Command, args []string) error { return need(c, len(args) > 1, "rules, and events") },
		RunE: func(c *cobra.Command, args []string) error { return runRuleMatch(c.Context(), env, args, opt) },
	}
	opt.addOutput(c, "text", "json")
	c.Flags().BoolVar(&opt.all, "all", false, "name every rule that had no certain answer")
	c.Flags().BoolVar(&opt.keepGoing, "keep-going", false, "evaluate the other rules where some cannot be loaded")
	c.Flags().BoolVar(&opt.certain, "matches-only", false, "do not ask which rules could have matched, which takes most of the time")
	return c
}

func runRuleMatch(ctx context.Context, env Env, args []string, opt ruleOptions) error {
	if err := oneOf("format", opt.format, "text", "json"); err != nil {
		return err
	}
	rules, err := loadRules(ctx, env, args[0], opt.keepGoing)
	if err != nil {
		return err
	}
	engine, err := sigma.Compile(rules.Rules, rules.Filters)
	if err != nil {
		return err
	}
	x := &ruleMatch{opt: opt, matcher: engine.NewMatcher(), filler: jsonevent.New(engine), rules: described(rules.Rules), bar: newProgress(env)}
	account := matches.NewAccount(x.rules)
	out := matches.NewJSON(env.Stdout)
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

// described lists the rules in the words of the report: known by their id, or
// else by their path.
func described(rules []*rule.Rule) []matches.Rule {
	out := make([]matches.Rule, len(rules))
	for i, r := range rules {
		out[i] = matches.Rule{ID: r.ID, Title: r.Title, Level: r.Level, Path: r.Path}
		if r.ID == "" {
			out[i].ID = r.Path
		}
	}
	return out
}

// loadRules reads the rules below path. What cannot be loaded is named on
// standard error, and ends the run unless it is to go on.
func loadRules(ctx context.Context, env Env, path string, keepGoing bool) (*rule.File, error) {
	set, err := file.Open(ctx, []string{path}, file.Options{Stdin: env.Stdin})
	if errors.Is(err, file.ErrNotFound) {
		return nil, hint(err, "name a file of rules, or a folder of them")
	}
	if err != nil {
		return nil, err
	}
	all := &rule.File{}
	bad := 0
	fault := func(err error, advice string) {
		bad++
		fmt.Fprintf(env.Stderr, "error: %s\n", escape.Line(err.Error()))
		if advice != "" {
			fmt.Fprintf(env.Stderr, "hint: %s\n", escape.Line(advice))
		}
	}
	err = set.Stream(ctx, func(in file.Input, rd io.Reader) error {
		if in.Skip != nil {
			fault(fmt.Errorf("%s: %s: %s", in.Path, in.Skip.Reason, in.Skip.Detail), in.Skip.Hint)
			return nil
		}
		if ext := strings.ToLower(filepath.Ext(in.Path)); in.Path != path && ext != ".yml" && ext != ".yaml" {
			return nil
		}
		data, err := io.ReadAll(io.LimitReader(rd, rule.MaxFile+1))
		if err != nil {
			return nil // the reader's own error comes as a second input, with the reason
		}
		f, errs := rule.Read(in.Path, data, rule.Options{})
		for _, err := range errs {
			var e *rule.Error
			if errors.As(err, &e) {
				fault(e, e.Hint)
				continue
			}
			fault(err, "")
		}
		for _, c := range f.Correlations {
			fault(fmt.Errorf("%s:%d: a correlation, which this command does not evaluate", c.Path, c.Line), "")
		}
		all.Rules, all.Filters = append(all.Rules, f.Rules...), append(all.Filters, f.Filters...)
		return nil
	})
	if err = errors.Join(err, set.Close()); err != nil {
		return nil, err
	}
	if bad > 0 && !keepGoing {
		return nil, hint(fmt.Errorf("%d of the documents in %s cannot be evaluated", bad, path), "--keep-going evaluates the other rules")
	}
	if len(all.Rules) == 0 {
		return nil, hint(fmt.Errorf("%s: no rule in it", path), "rules are files of YAML with a detection, ending in .yml or .yaml")
	}
	return all, nil
}

// ruleMatch asks an engine about the lines of inputs.
type ruleMatch struct {
	opt     ruleOptions
	matcher *sigma.Matcher
	filler  *jsonevent.Filler
	rules   []matches.Rule
	bar     *progress
	path    string // of the only input, "" where there may be several
	unknown []sigma.Reading
	add     func(*matches.Line) error
}

func (x *ruleMatch) read(ctx context.Context, env Env, paths []string) error {
	set, err := file.Open(ctx, paths, file.Options{Stdin: env.Stdin, MaxArchive: maxLogArchive, MaxRatio: maxLogRatio, Rotated: true, Progress: x.bar.update})
	if errors.Is(err, file.ErrNotFound) {
		return hint(err, "name a file, a folder or an archive, or - for standard input")
	}
	if err != nil {
		return err
	}
	if len(paths) == 1 {
		x.path = paths[0]
	}
	err = set.Stream(ctx, func(in file.Input, rd io.Reader) error {
		if in.Skip != nil {
			return x.tell(&matches.Line{Path: in.Path, Error: fmt.Sprintf("%s: %s", in.Skip.Reason, in.Skip.Detail)})
		}
		return x.lines(ctx, in.Path, rd)
	})
	x.bar.done()
	return errors.Join(err, set.Close())
}

// lines reads an input to its end. A line that is too long costs that line.
func (x *ruleMatch) lines(ctx context.Context, path string, rd io.Reader) error {
	r := bufio.NewReaderSize(rd, decode.MaxRecord)
	for n := 1; ctx.Err() == nil; n++ {
		text, err := r.ReadSlice('\n')
		long := errors.Is(err, bufio.ErrBufferFull)
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = r.ReadSlice('\n')
		}
		switch line := strings.TrimSpace(string(text)); {
		case long:
			if err := x.tell(&matches.Line{Path: path, Line: n, Error: "longer than 1 MiB"}); err != nil {
				return err
			}
		case line != "":
			if err := x.event(path, n, line); err != nil {
				return err
			}
		}
		if err != nil { // the end, or the reader's own fault, which comes as a second input
			return nil
		}
	}
	return ctx.Err()
}

// event asks about one line.
func (x *ruleMatch) event(path string, n int, line string) error {
	l := &matches.Line{Path: path, Line: n}
	record, err := x.filler.Fill(strings.TrimPrefix(line, "\ufeff"))
	if err != nil {
		l.Error = err.Error()
		return x.tell(l)
	}
	for _, i := range slices.Clone(x.matcher.Match(record)) {
		m := matches.Match{ID: x.rules[i].ID, RestsOn: x.matcher.RestsOn(i), Place: i}
		if m.RestsOn == nil {
			m.RestsOn = []string{}
		}
		l.Matched = append(l.Matched, m)
	}
	if !x.opt.certain {
		x.unknown = x.matcher.Unknown(x.unknown[:0])
		for _, u := range x.unknown {
			l.Unknown = append(l.Unknown, matches.Unknown{ID: x.rules[u.Rule].ID, Missing: u.Missing, Place: u.Rule})
		}
	}
	return x.tell(l)
}

func (x *ruleMatch) tell(l *matches.Line) error {
	l.Several = l.Path != x.path
	return x.add(l)
}

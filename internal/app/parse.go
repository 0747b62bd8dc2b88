package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/linewarden/linewarden/collect/file"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/report"
)

type parseOptions struct {
	flags
	explain int
}

func newParse(env Env) *cobra.Command {
	c := &cobra.Command{
		Use:   "parse",
		Short: "Show what is read from an input",
		Example: `  linewarden parse config router1.cfg --explain 42
  linewarden parse events ./logs --summary`,
		Args: onlyCommands,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newParseConfig(env), newParseEvents(env))
	return c
}

func newParseConfig(env Env) *cobra.Command {
	var opt parseOptions
	c := &cobra.Command{
		Use:   "config FILE",
		Short: "Show the facts that are read from a configuration, or what one line means",
		Long: `Config prints the model that checks are asked of: every fact with its value, its
line and how it is known. Secrets are shown as type and strength, never as value.

FILE is a configuration, or - for standard input.`,
		Example: `  linewarden parse config router1.cfg
  linewarden parse config router1.cfg --explain 42
  linewarden parse config - --os junos --format json < backup.txt`,
		Args: needFile,
		RunE: func(c *cobra.Command, args []string) error {
			if opt.explain < 1 && c.Flags().Changed("explain") {
				return hint(errors.New("--explain: lines are counted from 1"), "linewarden parse config FILE --explain 42")
			}
			return runParse(c.Context(), env, args[0], opt)
		},
	}
	opt.addOutput(c, "text", "json")
	opt.addInput(c)
	c.Flags().IntVar(&opt.explain, "explain", 0, "say what was understood of this line of the file")
	c.Flags().BoolVar(&opt.all, "all", false, "also show what no line states: defaults, what is absent, what cannot be told")
	return c
}

func runParse(ctx context.Context, env Env, path string, opt parseOptions) error {
	if err := oneOf("format", opt.format, "text", "json"); err != nil {
		return err
	}
	parser, err := parse.New()
	if err != nil {
		return err
	}
	if err := known(parser, opt.os); err != nil {
		return err
	}
	in, err := oneInput(ctx, env, path)
	if err != nil {
		return err
	}
	keyer, err := passingKey()
	if err != nil {
		return err
	}
	r := parser.Parse(in.Data, parse.Options{OS: opt.os, AssumeComplete: opt.assumeComplete, Trace: opt.explain > 0, Keyer: keyer})
	switch r.Kind {
	case parse.NotConfig:
		return hint(fmt.Errorf("%s is not a device configuration", path), "--os names the system: "+strings.Join(parser.Systems(), ", "))
	case parse.TooLarge:
		return hint(fmt.Errorf("%s is too large: %s", path, r.Why), file.HintTooLarge)
	case parse.Unsupported:
		return hint(fmt.Errorf("%s is a configuration of a system that is not read", path), "--os names the system: "+strings.Join(parser.Systems(), ", "))
	}
	v := opt.view(env)
	if opt.explain > 0 {
		return explain(env, in.Path, r, opt, v)
	}
	return report.WriteModel(env.Stdout, r.Device, opt.format, v)
}

// view is how text looks on this terminal.
func view(env Env) report.View {
	return report.View{
		Terminal: env.Terminal, Width: env.Width, Now: env.Now(), Version: env.Version,
		Color: env.Terminal && env.Getenv("NO_COLOR") == "" && env.Getenv("TERM") != "dumb",
	}
}

// oneInput reads the one file that path names.
func oneInput(ctx context.Context, env Env, path string) (file.Input, error) {
	var found []file.Input
	many := errors.New("more than one file")
	err := file.Walk(ctx, []string{path}, file.Options{Stdin: env.Stdin}, func(in file.Input) error {
		if found = append(found, in); len(found) > 1 {
			return many
		}
		return nil
	})
	switch {
	case errors.Is(err, many):
		return file.Input{}, hint(fmt.Errorf("%s holds more than one file", path), "name one configuration; linewarden audit reads folders and archives")
	case errors.Is(err, file.ErrNotFound):
		return file.Input{}, hint(err, "name a configuration, or - for standard input")
	case err != nil:
		return file.Input{}, err
	case len(found) == 0:
		return file.Input{}, hint(fmt.Errorf("%s holds no file", path), "name a configuration, or - for standard input")
	case found[0].Skip != nil:
		s := found[0].Skip
		return file.Input{}, hint(fmt.Errorf("%s: %s: %s", found[0].Path, s.Reason, s.Detail), s.Hint)
	}
	return found[0], nil
}

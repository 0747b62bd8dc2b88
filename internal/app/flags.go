package app

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/linewarden/linewarden/report"
)

// flags are what several commands take in the same sense; a command offers
// those that it uses.
type flags struct {
	format, os, failOn, sitePath string
	assumeComplete, all, ascii   bool
}

// addOutput offers --format with these forms, of which the first is the default,
// and --ascii.
func (o *flags) addOutput(c *cobra.Command, forms ...string) {
	o.addFormat(c, forms...)
	c.Flags().BoolVar(&o.ascii, "ascii", false, "no characters outside ASCII in the text form")
}

// addFormat offers --format alone.
func (o *flags) addFormat(c *cobra.Command, forms ...string) {
	last := len(forms) - 1
	c.Flags().StringVar(&o.format, "format", forms[0], "output: "+strings.Join(forms[:last], ", ")+" or "+forms[last])
	completeWords(c, "format", forms...)
}

// addSystem offers --os.
func (o *flags) addSystem(c *cobra.Command) {
	c.Flags().StringVar(&o.os, "os", "", "take every file as this system instead of recognising it")
}

// addInput offers --os and --assume-complete.
func (o *flags) addInput(c *cobra.Command) {
	o.addSystem(c)
	c.Flags().BoolVar(&o.assumeComplete, "assume-complete", false, "take files as whole whose format cannot prove it")
}

// addSite offers --site; near says beside which path site.yaml is looked for.
func (o *flags) addSite(c *cobra.Command, near string) {
	c.Flags().StringVar(&o.sitePath, "site", "", "site description (default: site.yaml beside or in the "+near+", if there is one)")
}

// addFailOn offers --fail-on; at is its default.
func (o *flags) addFailOn(c *cobra.Command, at string) {
	c.Flags().StringVar(&o.failOn, "fail-on", at, "exit 1 at or above: critical, high, medium, low, unknown or never")
	completeWords(c, "fail-on", "critical", "high", "medium", "low", "unknown", "never")
}

// reportFlags reads --format and --fail-on of a command that writes text or
// JSON.
func (o *flags) reportFlags() (failOn, error) {
	if err := oneOf("format", o.format, "text", "json"); err != nil {
		return failOn{}, err
	}
	return parseFailOn(o.failOn)
}

// view is how text looks on this terminal with these flags.
func (o *flags) view(env Env) report.View {
	v := view(env)
	v.ASCII, v.All = o.ascii, o.all
	return v
}

// completeWords offers words when the shell completes a flag.
func completeWords(c *cobra.Command, flag string, words ...string) {
	// The only error is a flag that does not exist, which the tests would show.
	_ = c.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return words, cobra.ShellCompDirectiveNoFileComp
	})
}

// The argument rules of commands. Their hint is the command's first example.

// needPaths wants one path or more.
func needPaths(c *cobra.Command, args []string) error {
	return need(c, len(args) > 0, "at least one path")
}

// needTwo wants an old and a new path.
func needTwo(c *cobra.Command, args []string) error { return need(c, len(args) == 2, "two paths") }

// needFile wants one file.
func needFile(c *cobra.Command, args []string) error { return need(c, len(args) == 1, "one file") }

func need(c *cobra.Command, met bool, what string) error {
	if met {
		return nil
	}
	example, _, _ := strings.Cut(strings.TrimSpace(c.Example), "\n")
	_, name, _ := strings.Cut(c.CommandPath(), " ")
	return hint(errors.New(name+" needs "+what), example)
}

// oneOf reports a flag value that is none of words.
func oneOf(flag, value string, words ...string) error {
	for _, w := range words {
		if value == w {
			return nil
		}
	}
	return hint(fmt.Errorf("--%s %q: not understood", flag, value), "one of "+strings.Join(words, ", "))
}

// Package app is the command line: it wires the stages together and is the
// only package that does.
//
// Exit status: 0 nothing at or above --fail-on, 1 something, 2 wrong usage or
// nothing could be evaluated. Skipped inputs alone never change 0 or 1.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/linewarden/linewarden/internal/escape"
	"github.com/linewarden/linewarden/internal/nearest"
)

// Env is what a command may touch of the outside.
type Env struct {
	Version        string
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	// Terminal and Progress say that standard output and standard error are
	// terminals; Width is the first one's width in columns, 0 if unknown.
	Terminal, Progress bool
	Width              int
	Getenv             func(string) string
	Now                func() time.Time
}

// System returns the environment of a real process.
func System(version string) Env {
	e := Env{
		Version: version, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Terminal: term.IsTerminal(int(os.Stdout.Fd())), Progress: term.IsTerminal(int(os.Stderr.Fd())),
		Getenv: os.Getenv, Now: time.Now,
	}
	if e.Terminal {
		e.Width, _, _ = term.GetSize(int(os.Stdout.Fd()))
	}
	return e
}

// Exit statuses.
const (
	exitOK       = 0
	exitFindings = 1
	exitUsage    = 2
)

// errFindings ends a command with status 1 without a message: the report has
// said it all.
var errFindings = errors.New("findings at or above --fail-on")

// usageError is a mistake of the user: one line that says what, and a hint
// that says what to do.
type usageError struct {
	err  error
	hint string
}

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// hint wraps err with advice.
func hint(err error, advice string) error { return &usageError{err, advice} }

// Main runs one command and returns its exit status.
func Main(ctx context.Context, args []string, env Env) int {
	root := newRoot(env)
	root.SetArgs(args)
	root.SetIn(env.Stdin)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errFindings):
		return exitFindings
	case errors.Is(err, syscall.EPIPE):
		return exitUsage // the reader has left, and nobody reads a message
	}
	fmt.Fprintf(env.Stderr, "linewarden: %s\n", escape.Line(strings.ReplaceAll(err.Error(), "\n  ", " ")))
	var u *usageError
	switch {
	case errors.As(err, &u) && u.hint != "":
		fmt.Fprintf(env.Stderr, "hint: %s\n", escape.Line(u.hint))
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(env.Stderr, "hint: stopped on request; nothing was written")
	default:
		fmt.Fprintln(env.Stderr, "hint: linewarden --help lists the commands, and each has --help with examples")
	}
	return exitUsage
}

// onlyCommands is the argument rule of commands that only hold others.
func onlyCommands(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	advice := c.CommandPath() + " --help lists the commands, and each has --help with examples"
	c.SuggestionsMinimumDistance = 2
	if near := c.SuggestionsFor(args[0]); len(near) > 0 {
		advice = "did you mean " + c.CommandPath() + " " + near[0]
	}
	return hint(fmt.Errorf("unknown command %q for %q", args[0], c.CommandPath()), advice)
}

// flagAdvice says what to do about a flag that is wrong.
func flagAdvice(c *cobra.Command, err error) string {
	if typed, ok := strings.CutPrefix(err.Error(), "unknown flag: --"); ok {
		var names []string
		c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		if i, near := nearest.To(typed, names); near {
			return "did you mean --" + names[i]
		}
	}
	return c.CommandPath() + " --help lists the flags"
}

func newRoot(env Env) *cobra.Command {
	root := &cobra.Command{
		Use:   "linewarden",
		Short: "Find out who is inside a network, what they changed and what cannot be ruled out",
		Long: `Linewarden reads what a network team already has and says which devices an
intruder could get into, hide on or listen from, with the line and the fix.
It only reads: it changes nothing and sends nothing.

Every answer is yes, no or unknown. What cannot be told is said, not passed.`,
		Example: `  linewarden audit ./configs
  linewarden parse config router1.cfg --explain 42`,
		Version:       env.Version,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          onlyCommands,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetVersionTemplate("linewarden {{.Version}}\n")
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		if text, _, ok := strings.Cut(err.Error(), ": strconv."); ok {
			err = errors.New(text + ": not a number")
		}
		return hint(err, flagAdvice(c, err))
	})
	root.AddCommand(newAudit(env), newACL(env), newDrift(env), newParse(env), newCoverage(env), newCheck(env), newRule(env), newConfig(env), newVersion(env))
	root.InitDefaultCompletionCmd()
	root.InitDefaultHelpCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "completion":
			finishCompletion(c)
		case "help":
			finishHelp(c)
		}
	}
	return root
}

// finishCompletion adds to the library's command what ours have: examples, and
// an error for a shell that does not exist.
func finishCompletion(c *cobra.Command) {
	c.Args = onlyCommands
	c.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
	c.Example = "  linewarden completion bash > linewarden.bash\n  linewarden completion zsh > _linewarden"
	for _, shell := range c.Commands() {
		line := "  linewarden completion " + shell.Name()
		shell.Example = line + " | less\n" + line + " --no-descriptions"
	}
}

// finishHelp makes the library's command refuse a command that does not exist.
func finishHelp(c *cobra.Command) {
	c.Example = "  linewarden help audit\n  linewarden help acl reach"
	c.Run = nil
	c.RunE = func(c *cobra.Command, args []string) error {
		about, rest, err := c.Root().Find(args)
		if err == nil {
			err = onlyCommands(about, rest)
		}
		if err != nil {
			return err
		}
		about.InitDefaultHelpFlag()
		return about.Help()
	}
}

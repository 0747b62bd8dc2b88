package app

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/linewarden/linewarden/internal/escape"
	"github.com/linewarden/linewarden/report"
)

func newCheckShow(env Env) *cobra.Command {
	var opt checkOptions
	c := &cobra.Command{
		Use:   "show ID",
		Short: "Print everything about one check: why, rules, fix, references",
		Example: `  linewarden check show telnet-off
  linewarden check show telnet-off --site site.yaml --format json`,
		Args:              needID,
		ValidArgsFunction: completeChecks,
		RunE: func(_ *cobra.Command, args []string) error {
			cs, s, err := opt.load()
			if err != nil {
				return err
			}
			check, err := find(cs, args[0])
			if err != nil {
				return err
			}
			row := newCheckJSON(check, s, env)
			if opt.format == "json" {
				return report.WriteJSON(env.Stdout, checkShowJSON{checkShowSchema, row})
			}
			_, err = io.WriteString(env.Stdout, row.text())
			return err
		},
	}
	opt.add(c)
	return c
}

// text writes the check for people.
func (c *checkJSON) text() string {
	var b strings.Builder
	row := func(label, value string) {
		if value != "" {
			fmt.Fprintf(&b, "  %-11s %s\n", label, escape.Line(value))
		}
	}
	fmt.Fprintf(&b, "%s · %s\n%s\n\n", c.ID, c.Severity, escape.Line(c.Title))
	row("Why", oneSpace(c.Why))
	row("Off", c.Off)
	row("Systems", strings.Join(c.Systems, ", "))
	row("References", strings.Join(c.References, "; "))
	row("ATT&CK", strings.Join(c.Attack, ", "))
	for _, k := range slices.Sorted(maps.Keys(c.Params)) {
		row("Parameter", fmt.Sprintf("%s = %v", k, c.Params[k]))
	}
	row("Needs", strings.Join(c.Needs, ", "))
	row("File", fmt.Sprintf("%s, %d test cases", c.File, c.Tests))
	for i := range c.Rules {
		c.Rules[i].text(i+1, row)
	}
	for _, os := range slices.Sorted(maps.Keys(c.NotOn)) {
		row("Not on", os+": "+oneSpace(c.NotOn[os]))
	}
	for _, os := range slices.Sorted(maps.Keys(c.Fix)) {
		fmt.Fprintf(&b, "  Fix on %s\n", escape.Line(os))
		for l := range strings.Lines(strings.TrimRight(c.Fix[os], "\n")) {
			fmt.Fprintf(&b, "      %s\n", escape.Line(strings.TrimRight(l, "\n")))
		}
	}
	return b.String()
}

func (r *ruleJSON) text(n int, row func(label, value string)) {
	on := "every system"
	if len(r.OS)+len(r.Unread) > 0 {
		on = strings.Join(r.OS, ", ")
	}
	if r.Scope != "" {
		on += ", all devices together"
	}
	row(fmt.Sprintf("Rule %d", n), on)
	row("  for each", oneSpace(r.For))
	row("  not read", strings.Join(r.Unread, ", "))
	row("  when", oneSpace(r.When))
	row("  fails if", oneSpace(r.Fail))
	row("  if none", r.Empty)
	row("  severity", r.Severity)
	row("  says", oneSpace(r.Reason))
}

// oneSpace folds line breaks and runs of spaces.
func oneSpace(s string) string { return strings.Join(strings.Fields(s), " ") }

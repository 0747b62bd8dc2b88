package app

import (
	"bufio"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/linewarden/linewarden/detect/pack"
	"github.com/linewarden/linewarden/internal/escape"
	"github.com/linewarden/linewarden/rules"
)

func newRuleList(env Env) *cobra.Command {
	var opt flags
	var dir string
	c := &cobra.Command{
		Use:   "list",
		Short: "List the rules: severity, behaviours, title",
		Example: `  linewarden rule list
  linewarden rule list --format json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := oneOf("format", opt.format, "text", "json"); err != nil {
				return err
			}
			all, err := ownRules(c.Context(), dir, nil)
			if err != nil {
				return err
			}
			if opt.format == "json" {
				return listRulesJSON(env, all)
			}
			return listRules(env, all)
		},
	}
	opt.addFormat(c, "text", "json")
	c.Flags().StringVar(&dir, "rules", "", "a folder of rules in place of Linewarden's own")
	return c
}

func listRules(env Env, all []*pack.Rule) error {
	w := bufio.NewWriter(env.Stdout)
	for _, r := range all {
		fmt.Fprintf(w, "%-8s  %-9s  %-12s  %-44s  %s\n", r.Severity, strings.Join(r.Note.Behaviours, ","), strings.Join(r.Note.Needs, ","), escape.Line(r.Meta.Path), escape.Line(r.Meta.Title))
	}
	fmt.Fprintf(w, "%d rules\n", len(all))
	return w.Flush()
}

func listRulesJSON(env Env, all []*pack.Rule) error {
	type entry struct {
		ID         string   `json:"id"`
		Path       string   `json:"path"`
		Title      string   `json:"title"`
		Severity   string   `json:"severity"`
		Behaviours []string `json:"behaviours"`
		Controls   []string `json:"controls"`
		Attack     []string `json:"attack"`
		Needs      []string `json:"needs"`
		Registers  []string `json:"registers"`
	}
	out := []entry{}
	some := func(s []string) []string { return append([]string{}, s...) }
	for _, r := range all {
		out = append(out, entry{r.Meta.ID, r.Meta.Path, r.Meta.Title, r.Severity.String(), some(r.Note.Behaviours), some(r.Note.Controls), some(r.Attack), some(r.Note.Needs), some(r.Note.Registers)})
	}
	data, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return err
	}
	_, err = env.Stdout.Write(append(escape.JSON(nil, data), '\n'))
	return err
}

func newRuleShow(env Env) *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use:   "show ID or FILE",
		Short: "Show one rule: what it sees, what it needs, and its text",
		Example: `  linewarden rule show log-forwarding-removed
  linewarden rule show 5f1c2c57-8f0a-4f62-9d43-0b8e4e0f7a11`,
		Args: func(c *cobra.Command, args []string) error { return need(c, len(args) == 1, "one rule") },
		RunE: func(c *cobra.Command, args []string) error {
			all, err := ownRules(c.Context(), dir, nil)
			if err != nil {
				return err
			}
			if all, err = chosenRules(all, args); err != nil {
				return err
			}
			return showRule(env, all[0])
		},
	}
	c.Flags().StringVar(&dir, "rules", "", "a folder of rules in place of Linewarden's own")
	return c
}

func showRule(env Env, r *pack.Rule) error {
	w := bufio.NewWriter(env.Stdout)
	fmt.Fprintf(w, "%s  %s\n%s\n\n", r.Severity, escape.Line(r.Meta.Title), escape.Line(r.Meta.Description))
	row := func(name string, values ...string) {
		if len(values) > 0 && values[0] != "" {
			fmt.Fprintf(w, "  %-11s %s\n", name, escape.Line(strings.Join(values, ", ")))
		}
	}
	row("Id", r.Meta.ID)
	row("File", r.Meta.Path)
	row("Behaviours", r.Note.Behaviours...)
	row("Controls", r.Note.Controls...)
	row("ATT&CK", r.Attack...)
	row("Needs", r.Note.Needs...)
	row("Registers", r.Note.Registers...)
	row("Benign", r.Meta.FalsePositives...)
	row("Blind", r.Note.Blind)
	row("Next", r.Note.Next)
	fmt.Fprintf(w, "\n  Tests\n")
	for _, t := range r.Tests {
		fmt.Fprintf(w, "    %-7s  %s\n", t.Expect, escape.Line(t.Name))
	}
	if text, err := rules.Files.ReadFile(r.Meta.Path); err == nil {
		fmt.Fprintf(w, "\n%s", text)
	}
	return w.Flush()
}

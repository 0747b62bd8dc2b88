package app

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/linewarden/linewarden/device/audit"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/internal/escape"
	"github.com/linewarden/linewarden/report"
	"github.com/linewarden/linewarden/site"
)

type checkOptions struct {
	flags
	severity string
}

func newCheck(env Env) *cobra.Command {
	c := &cobra.Command{
		Use:   "check",
		Short: "List, show and test the checks",
		Example: `  linewarden check list --severity critical
  linewarden check show telnet-off`,
		Args: onlyCommands,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newCheckList(env), newCheckShow(env), newCheckTest(env))
	return c
}

// add offers what all commands about checks take.
func (o *checkOptions) add(c *cobra.Command) {
	o.addFormat(c, "text", "json")
	c.Flags().StringVar(&o.sitePath, "site", "", "site description: also its own checks, and how it changes others")
}

// load reads the checks and, where one is named, the site.
func (o *checkOptions) load() ([]audit.Check, *site.Site, error) {
	if err := oneOf("format", o.format, "text", "json"); err != nil {
		return nil, nil, err
	}
	var s *site.Site
	if o.sitePath != "" {
		var err error
		if s, err = loadSite(o.sitePath, nil); err != nil {
			return nil, nil, err
		}
	}
	cs, err := loadChecks(s)
	if err == nil {
		if err = s.Fit(audit.Params(cs)); err != nil {
			err = siteMistake(s.Path, err)
		}
	}
	slices.SortStableFunc(cs, func(a, b audit.Check) int { return strings.Compare(a.ID, b.ID) })
	return cs, s, err
}

// completeChecks offers the ids of the embedded checks.
func completeChecks(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	cs, err := loadChecks(nil)
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var out []string
	for i := range cs {
		if !slices.Contains(args, cs[i].ID) {
			out = append(out, cs[i].ID+"\t"+cs[i].Title)
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

func newCheckList(env Env) *cobra.Command {
	var opt checkOptions
	c := &cobra.Command{
		Use:   "list",
		Short: "List the checks with severity and systems",
		Example: `  linewarden check list
  linewarden check list --os routeros --severity high`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return runCheckList(env, opt) },
	}
	opt.add(c)
	c.Flags().StringVar(&opt.os, "os", "", "only checks that ask about this system")
	c.Flags().StringVar(&opt.severity, "severity", "", "only checks of this severity or above")
	completeWords(c, "severity", "critical", "high", "medium", "low", "info")
	return c
}

func runCheckList(env Env, opt checkOptions) error {
	cs, s, err := opt.load()
	if err != nil {
		return err
	}
	least := finding.Info
	if opt.severity != "" {
		if least, err = finding.ParseSeverity(opt.severity); err != nil {
			return hint(fmt.Errorf("--severity: %w", err), "linewarden check list --severity high")
		}
	}
	parser, err := parse.New()
	if err != nil {
		return err
	}
	if err := known(parser, opt.os); err != nil {
		return err
	}
	rows := []checkJSON{}
	for i := range cs {
		row := newCheckJSON(&cs[i], s, env)
		if row.Severity >= least && (opt.os == "" || asks(&cs[i], opt.os)) {
			rows = append(rows, row)
		}
	}
	if opt.format == "json" {
		return report.WriteJSON(env.Stdout, checkListJSON{checkListSchema, rows})
	}
	return printList(env.Stdout, rows)
}

func printList(w io.Writer, rows []checkJSON) error {
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	for _, r := range rows {
		title := r.Title
		if r.Off != "" {
			title += " (" + r.Off + ")"
		}
		systems := strings.Join(r.Systems, " ")
		if systems == "" {
			systems = "every system"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", r.ID, r.Severity, escape.Line(title), escape.Line(systems))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	word := "checks"
	if len(rows) == 1 {
		word = "check"
	}
	_, err := fmt.Fprintf(w, "\n%d %s; linewarden check show ID says all about one\n", len(rows), word)
	return err
}

// asks reports whether some rule of the check is about the system.
func asks(c *audit.Check, os string) bool {
	if c.Absent(os) != "" {
		return false
	}
	return slices.ContainsFunc(c.Rules, func(r audit.Rule) bool { return r.Applies(os) })
}

// What the commands about checks write, docs/formats/commands.md.
const (
	checkListSchema = "linewarden/check-list/1"
	checkShowSchema = "linewarden/check-show/1"
	checkTestSchema = "linewarden/check-test/1"
)

type checkListJSON struct {
	Schema string      `json:"schema"`
	Checks []checkJSON `json:"checks"`
}

type checkShowJSON struct {
	Schema string `json:"schema"`
	checkJSON
}

type checkTestJSON struct {
	Schema string     `json:"schema"`
	Checks []testJSON `json:"checks"`
}

// checkJSON is a check as list and show write it.
type checkJSON struct {
	ID         string            `json:"id"`
	Title      string            `json:"title"`
	Severity   finding.Severity  `json:"severity"`
	Systems    []string          `json:"systems"` // empty is every system
	Why        string            `json:"why"`
	References []string          `json:"references"`
	Attack     []string          `json:"attack"`
	Params     map[string]any    `json:"params"`
	Needs      []string          `json:"needs"`
	Rules      []ruleJSON        `json:"rules"`
	NotOn      map[string]string `json:"not_on,omitempty"` // why it does not arise, by system
	Fix        map[string]string `json:"fix"`
	Tests      int               `json:"tests"`
	File       string            `json:"file"`
	Off        string            `json:"off,omitempty"`
}

type ruleJSON struct {
	OS       []string `json:"os"`
	Unread   []string `json:"unread,omitempty"` // asked and not read yet
	Scope    string   `json:"scope,omitempty"`
	For      string   `json:"for,omitempty"`
	When     string   `json:"when,omitempty"`
	Fail     string   `json:"fail"`
	Empty    string   `json:"empty,omitempty"`
	Severity string   `json:"severity,omitempty"`
	Reason   string   `json:"reason"`
	Cite     string   `json:"cite,omitempty"`
}

// newCheckJSON copies a check as the site has it.
func newCheckJSON(c *audit.Check, s *site.Site, env Env) checkJSON {
	out := checkJSON{
		ID: c.ID, Title: c.Title, Severity: c.Severity, Why: c.Why, References: some(c.References), Attack: some(c.Attack),
		Params: map[string]any{}, Needs: some(c.Needs), NotOn: c.NotOn, Fix: c.Fix, Tests: len(c.Tests), File: c.File, Systems: systems(c),
	}
	for k, v := range c.Params {
		out.Params[k] = v
	}
	for _, r := range c.Rules {
		j := ruleJSON{OS: some(r.OS), Unread: r.Unread, Scope: r.Scope, For: r.For, When: r.When, Fail: r.Fail, Empty: r.Empty, Reason: r.Reason, Cite: r.Cite}
		if r.Severity != nil {
			j.Severity = r.Severity.String()
		}
		out.Rules = append(out.Rules, j)
	}
	if s == nil {
		return out
	}
	t := s.Checks[c.ID]
	out.Off, _ = t.Off(env.Now())
	if t.Severity != nil {
		out.Severity = *t.Severity
	}
	for k, v := range t.Params {
		out.Params[k] = v
	}
	return out
}

func some(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// systems returns the systems that the rules name, sorted; none where a rule
// asks about every system.
func systems(c *audit.Check) []string {
	out := []string{}
	for i := range c.Rules {
		if len(c.Rules[i].OS)+len(c.Rules[i].Unread) == 0 {
			return []string{}
		}
		out = append(append(out, c.Rules[i].OS...), c.Rules[i].Unread...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// find returns the check with this id.
func find(cs []audit.Check, id string) (*audit.Check, error) {
	for i := range cs {
		if cs[i].ID == id {
			return &cs[i], nil
		}
	}
	advice := "linewarden check list names them all"
	var near []string
	for i := range cs {
		if id != "" && strings.Contains(cs[i].ID, id) && len(near) < 5 {
			near = append(near, cs[i].ID)
		}
	}
	if len(near) > 0 {
		advice = "did you mean " + strings.Join(near, ", ")
	}
	return nil, hint(fmt.Errorf("no check %q", id), advice)
}

// needID is the argument rule of commands about one check.
func needID(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return hint(errors.New("check show needs the id of one check"), "linewarden check list names them all")
	}
	return nil
}

func newCheckTest(env Env) *cobra.Command {
	var opt checkOptions
	c := &cobra.Command{
		Use:   "test [ID...]",
		Short: "Run the tests that stand beside the checks",
		Long: `Test runs the cases in the checks' own files: each must give the verdict that it
wants, and making any fact that a check needs unknown must never make it pass.
With --site, the checks of the site are tested too. Exit status 1 means problems.`,
		Example: `  linewarden check test
  linewarden check test telnet-off --site site.yaml`,
		ValidArgsFunction: completeChecks,
		RunE:              func(_ *cobra.Command, args []string) error { return runCheckTest(env, args, opt) },
	}
	opt.add(c)
	return c
}

type testJSON struct {
	Check    string   `json:"check"`
	File     string   `json:"file"`
	Cases    int      `json:"cases"`
	Problems []string `json:"problems"`
}

func runCheckTest(env Env, ids []string, opt checkOptions) error {
	cs, _, err := opt.load()
	if err != nil {
		return err
	}
	if len(ids) > 0 {
		var picked []audit.Check
		for _, id := range ids {
			c, err := find(cs, id)
			if err != nil {
				return err
			}
			picked = append(picked, *c)
		}
		cs = picked
	}
	tester, err := newTester(env)
	if err != nil {
		return err
	}
	out, problems, bar := []testJSON{}, 0, newProgress(env)
	for i := range cs {
		r := tester.Test(&cs[i])
		problems += len(r.Problems)
		out = append(out, testJSON{cs[i].ID, cs[i].File, r.Cases, some(r.Problems)})
		bar.draw(i+1, len(cs), "checks", "")
	}
	bar.done()
	if err := printTests(env, out, problems, opt.format); err != nil {
		return err
	}
	if problems > 0 {
		return errFindings
	}
	return nil
}

func newTester(env Env) (*audit.Tester, error) {
	parser, err := parse.New()
	if err != nil {
		return nil, err
	}
	keyer, err := passingKey()
	if err != nil {
		return nil, err
	}
	read := func(os, config string, whole bool) (audit.Input, error) {
		r := parser.Parse([]byte(config), parse.Options{OS: os, Snippet: whole, Keyer: keyer})
		if r.Kind != parse.Config {
			return audit.Input{}, fmt.Errorf("%q is no system that is read", os)
		}
		return audit.Input{Device: r.Device, Text: r.Text}, nil
	}
	return &audit.Tester{Absence: parser.Absence(), Read: read, Now: env.Now()}, nil
}

func printTests(env Env, out []testJSON, problems int, format string) error {
	if format == "json" {
		return report.WriteJSON(env.Stdout, checkTestJSON{checkTestSchema, out})
	}
	var b strings.Builder
	cases := 0
	for _, t := range out {
		cases += t.Cases
		for _, p := range t.Problems {
			fmt.Fprintf(&b, "%s: %s: %s\n", escape.Line(t.File), escape.Line(t.Check), escape.Line(p))
		}
	}
	fmt.Fprintf(&b, "%s, %s, %s\n", report.Counted(len(out), "check", "checks"), report.Counted(cases, "case", "cases"), report.Counted(problems, "problem", "problems"))
	_, err := io.WriteString(env.Stdout, b.String())
	return err
}

package app

import (
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/linewarden/linewarden/device/absence"
	"github.com/linewarden/linewarden/device/audit"
	"github.com/linewarden/linewarden/internal/escape"
	"github.com/linewarden/linewarden/report"
	"github.com/linewarden/linewarden/site"
)

func newConfig(env Env) *cobra.Command {
	c := &cobra.Command{
		Use:   "config",
		Short: "Write, check and show the site description (site.yaml)",
		Example: `  linewarden config init site.yaml
  linewarden config check site.yaml`,
		Args: onlyCommands,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newConfigInit(env), newConfigCheck(env), newConfigDump(env))
	return c
}

func newConfigInit(env Env) *cobra.Command {
	var force bool
	c := &cobra.Command{
		Use:   "init [FILE]",
		Short: "Write a commented site.yaml: networks, registers, changes to checks",
		Long: `Init writes a site description in which everything is commented out: as it
stands it says nothing, and answers that need it stay unknown. Fill what you know.
Without FILE it goes to standard output. An existing file is not overwritten.`,
		Example: `  linewarden config init site.yaml
  linewarden config init | less`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 || args[0] == "-" {
				_, err := io.WriteString(env.Stdout, exampleSite())
				return err
			}
			if _, err := os.Lstat(args[0]); err == nil && !force {
				return hint(fmt.Errorf("%s exists", args[0]), "name another file, or add --force to replace it")
			}
			return writePrivate(args[0], func(w io.Writer) error {
				_, err := io.WriteString(w, exampleSite())
				return err
			})
		},
	}
	c.Flags().BoolVar(&force, "force", false, "replace an existing file")
	return c
}

// examples are values for the comments of registers, where the help alone
// does not show the form.
var examples = map[string]string{
	"aaa_servers": "192.0.2.10", "syslog_hosts": "192.0.2.20", "ntp_servers": "192.0.2.30", "dns_servers": "192.0.2.53",
	"nms": "192.0.2.64/28", "bastions": "192.0.2.5", "users": "breakglass", "automation_accounts": "oxidized",
	"ssh_keys": "SHA256:…", "tunnels": "203.0.113.7", "mirrors": "192.0.2.99", "captures": "case-4711", "scripts": "link-watch",
	"containers": "telemetry", "apis": "netconf", "flow_collectors": "192.0.2.40", "transfer_hosts": "192.0.2.41",
	"edge_interfaces": "description:*transit*", "mgmt_ports": "8443", "ssh_ports": "2222", "static_routes": "198.51.100.0/24",
	"loopbacks": "192.0.2.128/25", "li_mediation": "192.0.2.200", "update_hosts": "192.0.2.50", "management_systems": "192.0.2.60",
}

func exampleSite() string {
	var b strings.Builder
	b.WriteString(`# What Linewarden is to know of this network. Everything is optional: what is not
# said here makes the answers that need it unknown, never passed.
# linewarden config check site.yaml says whether the file is right.

#name: Example Carrier

# Your prefixes, by purpose.
#networks:
`)
	help := map[site.Purpose]string{
		site.Own: "everything that belongs to you", site.Management: "from and to which devices are administered",
		site.Infrastructure: "the addresses of the devices themselves", site.Customers: "address space given to others",
	}
	for _, p := range site.Purposes() {
		fmt.Fprintf(&b, "#  %s: [198.51.100.0/24]  # %s\n", p, help[p])
	}
	b.WriteString(`
# What is approved. A register that is present and empty ([]) says that nothing is.
# An entry is a value, {value: …, owner: …, note: …}, or {file: name.csv} with the
# columns value, owner and note. * stands for any text.
#registers:
`)
	for _, r := range site.Registers() {
		fmt.Fprintf(&b, "#  # %s\n#  %s: [%q]\n", r.Help, r.Name, examples[r.Name])
	}
	b.WriteString(`
# Changes to checks, by id (linewarden check list). A check that is switched off
# needs who, why and until when; after that day it is on again.
#checks:
#  telnet-off:
#    severity: high
#  exec-timeout:
#    params: {max_seconds: 900}
#  login-banner:
#    disabled: true
#    reason: the texts are with the lawyers
#    owner: network security
#    until: 2027-06-30

# Files with checks of your own, in the form of docs/checks.md.
#check_files: [checks/own.yaml]

# For how many days records are kept: linewarden coverage misses those that
# should still be here. kind is syslog, aaa, flow, database or intercept; without
# it the entry counts for all. The first that fits counts.
#retention:
#  - {source: "pe*", kind: syslog, days: 365}
`)
	return b.String()
}

func newConfigCheck(env Env) *cobra.Command {
	var opt flags
	c := &cobra.Command{
		Use:   "check FILE",
		Short: "Say whether a site description is right, and what it leaves open",
		Example: `  linewarden config check site.yaml
  linewarden config check site.yaml --format json`,
		Args: needFile,
		RunE: func(_ *cobra.Command, args []string) error { return runConfigCheck(env, args[0], opt.format) },
	}
	opt.addFormat(c, "text", "json")
	return c
}

const siteSchema = "linewarden/site/1"

// siteJSON is a site description as check and dump write it.
type siteJSON struct {
	Schema     string                 `json:"schema"`
	Path       string                 `json:"path"`
	Name       string                 `json:"name,omitempty"`
	Networks   map[string][]string    `json:"networks"`
	Registers  map[string][]entryJSON `json:"registers"`
	Checks     map[string]tuningJSON  `json:"checks"`
	CheckFiles []string               `json:"check_files"`
	Retention  []retentionJSON        `json:"retention"`
	// RegisterFiles are the CSV files that registers were read from.
	RegisterFiles []string `json:"register_files"`
	// Open are the networks and registers that nobody filled.
	Open []string `json:"open"`
}

type retentionJSON struct {
	Source string `json:"source"`
	Kind   string `json:"kind,omitempty"`
	Days   int    `json:"days"`
}

type entryJSON struct {
	Value string `json:"value"`
	Owner string `json:"owner,omitempty"`
	Note  string `json:"note,omitempty"`
}

type tuningJSON struct {
	Severity string         `json:"severity,omitempty"`
	Params   map[string]any `json:"params,omitempty"`
	Disabled bool           `json:"disabled,omitempty"`
	Reason   string         `json:"reason,omitempty"`
	Owner    string         `json:"owner,omitempty"`
	Until    string         `json:"until,omitempty"`
}

func newSiteJSON(s *site.Site) siteJSON {
	out := siteJSON{
		Schema: siteSchema, Path: s.Path, Name: s.Name, Networks: map[string][]string{}, Registers: map[string][]entryJSON{},
		Checks: map[string]tuningJSON{}, CheckFiles: some(s.CheckFiles), Retention: []retentionJSON{}, RegisterFiles: some(s.RegisterFiles), Open: []string{},
	}
	for _, r := range s.Retention {
		out.Retention = append(out.Retention, retentionJSON(r))
	}
	for _, p := range site.Purposes() {
		nets, ok := s.Networks[p]
		if !ok {
			out.Open = append(out.Open, "networks."+string(p))
			continue
		}
		list := []string{}
		for _, n := range nets {
			list = append(list, n.String())
		}
		out.Networks[string(p)] = list
	}
	for _, r := range site.Registers() {
		entries, ok := s.Registers[r.Name]
		if !ok {
			out.Open = append(out.Open, "registers."+r.Name)
			continue
		}
		list := []entryJSON{}
		for _, e := range entries {
			list = append(list, entryJSON(e))
		}
		out.Registers[r.Name] = list
	}
	for id, t := range s.Checks {
		out.Checks[id] = newTuningJSON(t)
	}
	return out
}

func newTuningJSON(t site.Tuning) tuningJSON {
	out := tuningJSON{Params: t.Params, Disabled: t.Disabled, Reason: t.Reason, Owner: t.Owner}
	if t.Severity != nil {
		out.Severity = t.Severity.String()
	}
	if t.Disabled {
		out.Until = t.Until.Format(time.DateOnly)
	}
	return out
}

// compileSite loads a site and sees that its changes fit the checks.
func compileSite(env Env, path string) (*site.Site, int, error) {
	s, err := loadSite(path, nil)
	if err != nil {
		return nil, 0, err
	}
	cs, err := loadChecks(s)
	if err != nil {
		return nil, 0, err
	}
	tables, err := absence.Load()
	if err != nil {
		return nil, 0, err
	}
	if _, err := audit.New(cs, audit.Options{Absence: tables, Site: s, Now: env.Now()}); err != nil {
		return nil, 0, engineMistake(s, err)
	}
	return s, len(cs), nil
}

func runConfigCheck(env Env, path, format string) error {
	if err := oneOf("format", format, "text", "json"); err != nil {
		return err
	}
	s, checks, err := compileSite(env, path)
	if err != nil {
		return err
	}
	j := newSiteJSON(s)
	if format == "json" {
		return report.WriteJSON(env.Stdout, j)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s is right: %s, %s, %s changed, %s in all\n", escape.Line(path),
		report.Counted(len(j.Networks), "kind of network", "kinds of network"), report.Counted(len(j.Registers), "register", "registers"),
		report.Counted(len(j.Checks), "check", "checks"), report.Counted(checks, "check", "checks"))
	for _, id := range slices.Sorted(maps.Keys(s.Checks)) {
		if why, off := s.Checks[id].Off(env.Now()); off {
			fmt.Fprintf(&b, "  %s is %s\n", escape.Line(id), escape.Line(why))
		} else if s.Checks[id].Disabled {
			fmt.Fprintf(&b, "  %s is on again since %s\n", escape.Line(id), s.Checks[id].Until.Format(time.DateOnly))
		}
	}
	if len(j.Open) > 0 {
		fmt.Fprintf(&b, "not filled, so answers that need them are unknown: %s\n", strings.Join(j.Open, ", "))
	}
	_, err = io.WriteString(env.Stdout, b.String())
	return err
}

func newConfigDump(env Env) *cobra.Command {
	var opt flags
	c := &cobra.Command{
		Use:   "dump FILE",
		Short: "Print a site description as it is understood, with the files that it names",
		Example: `  linewarden config dump site.yaml
  linewarden config dump site.yaml --format json`,
		Args: needFile,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := oneOf("format", opt.format, "text", "json"); err != nil {
				return err
			}
			s, _, err := compileSite(env, args[0])
			if err != nil {
				return err
			}
			j := newSiteJSON(s)
			if opt.format == "json" {
				return report.WriteJSON(env.Stdout, j)
			}
			_, err = io.WriteString(env.Stdout, j.text())
			return err
		},
	}
	opt.addFormat(c, "text", "json")
	return c
}

// text writes one value a line, in the order of config init.
func (j *siteJSON) text() string {
	var b strings.Builder
	row := func(parts ...string) { fmt.Fprintln(&b, escape.Line(strings.Join(parts, ""))) }
	if j.Name != "" {
		row("name = ", j.Name)
	}
	for _, p := range site.Purposes() {
		if list, ok := j.Networks[string(p)]; ok {
			row("networks.", string(p), " = [", strings.Join(list, ", "), "]")
		}
	}
	for _, r := range site.Registers() {
		entries, ok := j.Registers[r.Name]
		if ok && len(entries) == 0 {
			row("registers.", r.Name, " = [] (nothing is approved)")
		}
		for _, e := range entries {
			row("registers.", r.Name, " = ", e.Value, note(" · ", e.Owner), note(" · ", e.Note))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(j.Checks)) {
		t := j.Checks[id]
		row("checks.", id, note(" severity ", t.Severity), note(" disabled until ", t.Until), note(" by ", t.Owner), note(": ", t.Reason))
		for _, k := range slices.Sorted(maps.Keys(t.Params)) {
			row("checks.", id, ".params.", k, " = ", fmt.Sprint(t.Params[k]))
		}
	}
	for _, f := range j.CheckFiles {
		row("check_files = ", f)
	}
	for _, r := range j.Retention {
		row("retention = ", r.Source, note(" ", r.Kind), fmt.Sprintf(" %d days", r.Days))
	}
	for _, f := range j.RegisterFiles {
		row("register_files = ", f)
	}
	for _, o := range j.Open {
		row(o, " is not filled")
	}
	return b.String()
}

func note(label, text string) string {
	if text == "" {
		return ""
	}
	return label + text
}

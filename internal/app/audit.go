package app

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/report"
	"github.com/linewarden/linewarden/site"
)

type auditOptions struct {
	flags
	baseline, output, show string
	site                   *site.Site
}

func newAudit(env Env) *cobra.Command {
	var opt auditOptions
	c := &cobra.Command{
		Use:   "audit PATH...",
		Short: "Say which devices an intruder could get into, hide on or listen from",
		Long: `Audit reads device configurations and judges each by every check: what fails,
what cannot be told and what would decide it, with the line and the fix.

PATH is a file, a folder, a git repository (bare or not), a tar or zip archive,
or - for standard input. What is not a configuration is listed as such.`,
		Example: `  linewarden audit ./configs
  linewarden audit backup.tar.gz --site site.yaml --format html --output audit.html`,
		Args: needPaths,
		RunE: func(c *cobra.Command, args []string) error { return runAudit(c, env, args, opt) },
	}
	opt.addOutput(c, report.Formats()...)
	opt.addInput(c)
	opt.addSite(c, "first PATH")
	opt.addFailOn(c, "high")
	f := c.Flags()
	f.BoolVar(&opt.all, "all", false, "also report what passes and what does not apply")
	f.StringVar(&opt.baseline, "baseline", "", "an earlier JSON report: say what is new, fixed and the same")
	f.StringVar(&opt.output, "output", "", "write the report to this file (mode 0600) instead of standard output")
	f.StringVar(&opt.show, "show", "", "more of one thing in the text report: lines, unknown, inputs, all, a check id or a device")
	completeWords(c, "show", "lines", "unknown", "inputs", "all")
	return c
}

func runAudit(c *cobra.Command, env Env, args []string, opt auditOptions) error {
	threshold, err := parseFailOn(opt.failOn)
	if err != nil {
		return err
	}
	if err := oneOf("format", opt.format, report.Formats()...); err != nil {
		return err
	}
	if opt.site, err = loadSite(opt.sitePath, args); err != nil {
		return err
	}
	a, err := newAuditor(env, opt)
	if err != nil {
		return err
	}
	if err := known(a.parser, opt.os); err != nil {
		return err
	}
	old, err := readBaseline(opt.baseline)
	if err != nil {
		return err
	}
	bar := newProgress(env)
	result, err := a.run(c.Context(), env, args, bar.update)
	bar.done()
	if err != nil {
		return err
	}
	if opt.site != nil {
		result.Site = opt.site.Path
	}
	result.Compare(old)
	if err := writeReport(env, result, opt, args); err != nil {
		return err
	}
	return threshold.judge(result)
}

// known reports a system that --os names and that is not read.
func known(p *parse.Parser, os string) error {
	names := p.Systems()
	if os == "" || slices.Contains(names, os) {
		return nil
	}
	return hint(fmt.Errorf("--os %q: no such system", os), "one of "+strings.Join(names, ", "))
}

// loadSite reads the site description that is named, or else the site.yaml
// beside or in the first path; nil where there is none.
func loadSite(path string, args []string) (*site.Site, error) {
	if path == "" {
		if path = findSite(args[0]); path == "" {
			return nil, nil
		}
	}
	s, err := site.Load(path)
	if err != nil {
		return nil, siteMistake(path, err)
	}
	return s, nil
}

// siteMistake says what to do about a site description that cannot be read.
func siteMistake(path string, err error) error {
	var pe *fs.PathError
	var keys site.KeyErrors
	switch {
	case errors.As(err, &pe) && pe.Path == path && errors.Is(err, fs.ErrNotExist):
		return hint(fmt.Errorf("no such file: %q", path), "name a site description; linewarden config init FILE writes a commented example")
	case errors.As(err, &keys):
		return hint(err, keyAdvice(keys))
	}
	return hint(err, "linewarden config init writes a commented example; linewarden config check FILE says what is wrong")
}

// engineMistake says what to do about checks that do not compile, or that the
// site changes as they cannot be changed.
func engineMistake(s *site.Site, err error) error {
	if errors.Is(err, site.ErrSite) {
		return siteMistake(s.Path, err)
	}
	return checkMistake(err)
}

// checkMistake says what to do about a file of checks.
func checkMistake(err error) error {
	var keys site.KeyErrors
	if errors.As(err, &keys) {
		return hint(err, keyAdvice(keys))
	}
	return hint(err, "see docs/checks.md for the form of a check")
}

// keyAdvice says what may be meant by keys that do not exist, and where no key
// is like them, which there are.
func keyAdvice(keys site.KeyErrors) string {
	if len(keys) == 1 && keys[0].Near {
		return "did you mean " + keys[0].Valid[0]
	}
	var parts []string
	for _, e := range keys {
		advice := "the " + cmp.Or(e.In, "keys") + " are " + strings.Join(e.Valid, ", ")
		switch {
		case e.In == "checks":
			advice = "linewarden check list names the checks"
		case len(e.Valid) == 0:
			advice = "there are no " + e.In
		}
		if e.Near {
			advice = "for " + e.Key + " did you mean " + e.Valid[0]
		}
		if !slices.Contains(parts, advice) {
			parts = append(parts, advice)
		}
	}
	return strings.Join(parts, "; ")
}

func findSite(arg string) string {
	dirs := []string{filepath.Dir(arg)}
	if info, err := os.Stat(arg); err == nil && info.IsDir() {
		dirs = []string{arg, filepath.Dir(filepath.Clean(arg))}
	}
	for _, d := range dirs {
		p := filepath.Join(d, "site.yaml")
		if info, err := os.Stat(p); err == nil && info.Mode().IsRegular() {
			return p
		}
	}
	return ""
}

// failOn is the threshold of the exit status.
type failOn struct {
	severity finding.Severity
	unknown  bool
	never    bool
}

func parseFailOn(s string) (failOn, error) {
	switch s {
	case "never":
		return failOn{never: true}, nil
	case "unknown":
		return failOn{severity: finding.Low, unknown: true}, nil
	case "critical", "high", "medium", "low":
		sev, err := finding.ParseSeverity(s)
		return failOn{severity: sev}, err
	}
	return failOn{}, oneOf("fail-on", s, "critical", "high", "medium", "low", "unknown", "never")
}

// errNoConfig says that no input could be judged.
func errNoConfig() error {
	return hint(errors.New("no configuration of a supported system was found, so nothing was judged"),
		"linewarden parse config FILE says what a file is taken for; --os names the system")
}

// judge turns a report into the exit status: an error where nothing could be
// evaluated or something reaches the threshold.
func (f failOn) judge(r *report.Audit) error {
	if r.Evaluated() == 0 {
		return errNoConfig()
	}
	worst, any := r.Worst()
	return f.status(report.Weight{Worst: worst, Any: any, Unknown: r.Summary.Counts["unknown"] > 0})
}

// status is errFindings where a report reaches the threshold.
func (f failOn) status(w report.Weight) error {
	if !f.never && (w.Any && w.Worst >= f.severity || f.unknown && w.Unknown) {
		return errFindings
	}
	return nil
}

// maxBaseline bounds an earlier report, in bytes.
const maxBaseline = 4 << 30

func readBaseline(path string) (*report.Baseline, error) {
	if path == "" {
		return nil, nil
	}
	const advice = "name a file written by linewarden audit --format json"
	f, err := os.Open(path)
	if err != nil {
		return nil, hint(fmt.Errorf("baseline: %w", err), advice)
	}
	defer f.Close()
	old, err := report.ReadJSON(io.LimitReader(f, maxBaseline))
	if err != nil {
		return nil, hint(fmt.Errorf("baseline %s: %w", path, err), advice)
	}
	return old, nil
}

func readFile(path string, max int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, max+1))
	if err == nil && int64(len(data)) > max {
		err = fmt.Errorf("%s is larger than %d bytes", path, max)
	}
	return data, err
}

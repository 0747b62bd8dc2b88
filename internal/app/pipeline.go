package app

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/linewarden/linewarden/collect/file"
	"github.com/linewarden/linewarden/device/audit"
	"github.com/linewarden/linewarden/device/checks"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/stmt"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/report"
	"github.com/linewarden/linewarden/site"
	"github.com/linewarden/linewarden/verdict"
)

// auditor judges configurations: it holds what is the same for every input.
type auditor struct {
	parser  *parse.Parser
	engine  *audit.Engine
	options parse.Options
	all     bool
	notes   []string
	lasting bool              // fingerprints outlive the run
	files   map[string]string // of the site, see ownFiles
	// checks are the engine's, as a report shows them, by id.
	checks map[string]*report.Check
	list   []*report.Check
}

// loadChecks reads the embedded checks and those that the site adds.
func loadChecks(s *site.Site) ([]audit.Check, error) {
	files, err := checks.Files()
	if err != nil {
		return nil, err
	}
	var out []audit.Check
	for _, f := range files {
		cs, err := audit.ReadChecks(f.Name, f.Data)
		if err != nil {
			return nil, err
		}
		out = append(out, cs...)
	}
	if s == nil {
		return out, nil
	}
	for _, name := range s.CheckFiles {
		data, err := readFile(name, site.MaxSize)
		if err != nil {
			return nil, hint(fmt.Errorf("check file: %w", err), "see check_files in "+s.Path)
		}
		cs, err := audit.ReadChecks(name, data)
		if err != nil {
			return nil, checkMistake(err)
		}
		out = append(out, cs...)
	}
	return out, nil
}

func newAuditor(env Env, opt auditOptions) (*auditor, error) {
	a := &auditor{all: opt.all, files: ownFiles(opt.site)}
	var err error
	if a.parser, err = parse.New(); err != nil {
		return nil, err
	}
	keyer, note, err := fingerprintKey(env)
	if err != nil {
		return nil, err
	}
	if a.lasting = note == ""; !a.lasting {
		a.notes = append(a.notes, note)
	}
	a.options = parse.Options{OS: opt.os, AssumeComplete: opt.assumeComplete, Keyer: keyer}
	cs, err := loadChecks(opt.site)
	if err != nil {
		return nil, err
	}
	a.engine, err = audit.New(cs, audit.Options{Absence: a.parser.Absence(), Site: opt.site, Now: env.Now()})
	if err != nil {
		return nil, engineMistake(opt.site, err)
	}
	a.describeChecks(opt.site, env.Now())
	return a, nil
}

// describeChecks prepares what a report says of each check, as the site has it.
func (a *auditor) describeChecks(s *site.Site, now time.Time) {
	a.checks = map[string]*report.Check{}
	for _, c := range a.engine.Checks() {
		r := &report.Check{ID: c.ID, Title: c.Title, Severity: c.Severity, Why: c.Why, References: c.References, Attack: c.Attack, Fix: c.Fix}
		if s != nil {
			t := s.Checks[c.ID]
			r.Off, _ = t.Off(now)
			if t.Severity != nil {
				r.Severity = *t.Severity
			}
			r.Changed = changes(c, t)
		}
		a.checks[c.ID], a.list = r, append(a.list, r)
	}
}

// changes says what a site changes of a check, "" for nothing.
func changes(c *audit.Check, t site.Tuning) string {
	var parts []string
	if t.Severity != nil && *t.Severity != c.Severity {
		parts = append(parts, fmt.Sprintf("%s for %s", *t.Severity, c.Severity))
	}
	if len(t.Params) > 0 {
		parts = append(parts, "parameters "+strings.Join(slices.Sorted(maps.Keys(t.Params)), ", "))
	}
	return strings.Join(parts, ", ")
}

// judged is what one input gave.
type judged struct {
	device  report.Device
	results []finding.Finding
	counts  [4]int
	dev     *model.Device
	texts   map[int32]string // lines that secrets stand in, masked
}

// judge reads and audits one input.
func (a *auditor) judge(in file.Input) judged {
	j := judged{device: report.Device{Path: in.Path, Bytes: int64(len(in.Data))}}
	if in.Skip != nil {
		j.device.Status = report.Unreadable
		j.device.Detail, j.device.Hint = in.Skip.Reason.String()+": "+in.Skip.Detail, in.Skip.Hint
		return j
	}
	r := a.parser.Parse(in.Data, a.options)
	describe(&j.device, r)
	if r.Kind == parse.NotConfig {
		j.device.Detail, j.device.Hint = shape(in.Data)
		a.own(&j.device, in.Data)
	}
	if r.Kind != parse.Config {
		return j
	}
	all := a.engine.Evaluate(audit.Input{Path: in.Path, Device: r.Device, Text: r.Text})
	j.results = slices.DeleteFunc(all, func(f finding.Finding) bool {
		j.counts[f.Verdict]++
		return !a.keeps(f.Verdict)
	})
	j.dev = &model.Device{OS: r.Device.OS, Complete: r.Device.Complete, Secrets: r.Device.Secrets}
	j.dev.Hostname.V = r.Device.Hostname.V
	j.texts = map[int32]string{}
	for _, s := range r.Device.Secrets {
		j.texts[s.Span.Line] = r.Text(s.Span.Line)
	}
	return j
}

// describe fills the report's line about one input.
func describe(d *report.Device, r *parse.Result) {
	d.SHA256 = hex.EncodeToString(r.File.SHA256[:])
	d.OS = r.OS
	switch {
	case r.Kind == parse.NotConfig:
		d.Status = report.NotConfig
		return
	case r.Kind == parse.TooLarge:
		d.Status, d.Detail, d.Hint = report.Unreadable, file.TooLarge.String()+": "+r.Why, file.HintTooLarge
		return
	case r.Kind == parse.Unsupported:
		d.Status = report.Unsupported
	default:
		describeConfig(d, r)
	}
	for n, s := range r.States {
		count(&d.Lines, s)
		if s == stmt.Unknown && len(d.Unknown) < 100 {
			d.Unknown = append(d.Unknown, finding.Span{Line: n, End: n, Text: r.Text(int32(n))})
		}
	}
}

func describeConfig(d *report.Device, r *parse.Result) {
	dev := r.Device
	d.Vendor, d.Hostname, d.Version = dev.Vendor, strings.Clone(dev.Hostname.V), strings.Clone(dev.Version.V)
	d.Complete, d.Detail = dev.Complete.String(), dev.CompleteWhy
	switch {
	case dev.Complete == model.Truncated:
		d.Status = report.Truncated
	case r.File.Noisy:
		d.Status = report.Noisy
	default:
		d.Status = report.Whole
	}
}

func count(l *report.Lines, s stmt.State) {
	switch s {
	case stmt.Full:
		l.Full++
	case stmt.Partial:
		l.Partial++
	case stmt.Irrelevant:
		l.Irrelevant++
	case stmt.Unimplemented:
		l.Unimplemented++
	case stmt.Unknown:
		l.Unknown++
	default:
		return
	}
	l.Total++
}

// maxUnknownLines bounds the lines without meaning that one report holds; the
// others are counted.
const maxUnknownLines = 5000

// gathering is a report in the making.
type gathering struct {
	a      *auditor
	out    *report.Audit
	estate *audit.Estate
	room   []report.Result // for those of one input
	lines  int
}

// run judges every input below paths.
func (a *auditor) run(ctx context.Context, env Env, paths []string, progress func(done, total int, bytes int64)) (*report.Audit, error) {
	start := env.Now()
	set, err := file.Open(ctx, paths, file.Options{Stdin: env.Stdin, Progress: progress})
	if errors.Is(err, file.ErrNotFound) {
		return nil, hint(err, "name files, folders, archives or git repositories, or - for standard input")
	}
	if err != nil {
		return nil, err
	}
	defer set.Close()
	g := &gathering{a: a, estate: &audit.Estate{}}
	g.out = &report.Audit{Checks: a.list, Notes: a.notes, Summary: report.Summary{Counts: map[string]int{}}}
	for v := verdict.Unknown; v <= verdict.NotApplicable; v++ {
		g.out.Summary.Counts[v.String()] = 0
	}
	if err = file.ForEach(ctx, set, runtime.GOMAXPROCS(0), a.judge, g.add); err != nil {
		return nil, err
	}
	for _, f := range a.engine.EvaluateEstate(g.estate) {
		g.out.Summary.Counts[f.Verdict.String()]++
		if a.keeps(f.Verdict) {
			g.results([]finding.Finding{f})
		}
	}
	g.out.Settle()
	g.out.Elapsed = env.Now().Sub(start)
	return g.out, nil
}

// keeps reports whether a result of this verdict is held, rather than counted.
func (a *auditor) keeps(v verdict.Verdict) bool {
	return a.all || v == verdict.Fail || v == verdict.Unknown
}

// add takes in what one input gave.
func (g *gathering) add(j judged) error {
	if g.lines += len(j.device.Unknown); g.lines > maxUnknownLines {
		j.device.Unknown = nil
	}
	g.out.Devices = append(g.out.Devices, j.device)
	for v, n := range j.counts {
		g.out.Summary.Counts[verdict.Verdict(v).String()] += n
	}
	g.results(j.results)
	if j.dev != nil {
		g.estate.Add(j.device.Path, j.dev, func(l int32) string { return j.texts[l] })
	}
	return nil
}

// results takes in findings on one input.
func (g *gathering) results(fs []finding.Finding) {
	g.room = g.room[:0]
	for _, f := range fs {
		g.room = append(g.room, report.Result{
			Check: g.a.checks[f.Check], Path: f.Path, Device: f.Device, Verdict: f.Verdict, Severity: f.Severity,
			Reason: f.Reason, Resolve: f.Resolve, Fix: f.Fix, Spans: f.Spans,
		})
	}
	g.out.Results.Add(g.room...)
}

package report

import (
	"bufio"
	"crypto/sha256"
	_ "embed" // the page's parts are files beside this one
	"encoding/base64"
	"html/template"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/internal/escape"
	"github.com/linewarden/linewarden/verdict"
)

//go:embed audit.css
var auditCSS string

//go:embed audit.html.tmpl
var auditHTML string

// openRows is how many rows a list shows unfolded.
const openRows = 12

// page writes an HTML report part by part, so that it is never in memory as a
// whole. The first error stays.
type page struct {
	w     *bufio.Writer
	tmpl  *template.Template
	audit *Audit
	view  View
	index map[string]int // of devices, by path
	err   error
}

// writeHTML writes one file that needs nothing else: no script, no image, no
// address to fetch, which its content security policy enforces.
func writeHTML(w *bufio.Writer, a *Audit, v View) error {
	tmpl, err := template.New("audit").Funcs(template.FuncMap{
		"esc": escape.Line,
	}).Parse(auditHTML)
	if err != nil {
		return err
	}
	p := &page{w: w, tmpl: tmpl, audit: a, view: v, index: map[string]int{}}
	for i := range a.Devices {
		p.index[a.Devices[i].Path] = i
	}
	p.frame()
	p.part("top", p.top())
	p.checks()
	p.devices()
	p.unknowns()
	p.rest()
	p.raw("</body>\n</html>\n")
	return p.err
}

// raw writes markup of our own.
func (p *page) raw(s string) {
	if p.err == nil {
		_, p.err = p.w.WriteString(s)
	}
}

func (p *page) part(name string, data any) {
	if p.err == nil {
		p.err = p.tmpl.ExecuteTemplate(p.w, name, data)
	}
}

func (p *page) frame() {
	sum := sha256.Sum256([]byte(auditCSS))
	p.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n" +
		`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-` + base64.StdEncoding.EncodeToString(sum[:]) + `'; base-uri 'none'; form-action 'none'">` +
		"\n<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>Linewarden configuration audit</title>\n<style>" + auditCSS + "</style>\n</head>\n<body>\n")
}

// card is one number of the summary.
type card struct{ Class, Mark, Word, Count string }

// sources are the documents that references begin with.
var sources = map[string]string{
	"AA25":    "joint advisory AA25-239A, Countering Chinese State-Sponsored Actors Compromise of Networks Worldwide, August 2025",
	"BCP":     "IETF Best Current Practice",
	"CIS":     "CIS Benchmarks",
	"CNSA":    "NSA, Commercial National Security Algorithm Suite 2.0",
	"CXE":     "Cisco IOS XE Hardening Guide",
	"EVH":     "CISA, NSA and partners, Enhanced Visibility and Hardening Guidance for Communications Infrastructure, December 2024",
	"NISG":    "NSA, Network Infrastructure Security Guide",
	"NSA-PWD": "NSA, Cisco password types: best practices",
	"NSA-SMI": "NSA, Cisco Smart Install protocol misuse",
	"RF":      "Insikt Group, RedMike exploits unpatched Cisco devices, February 2025",
	"RFC":     "IETF Request for Comments",
	"STIG":    "DISA Security Technical Implementation Guides",
	"TALOS":   "Cisco Talos, Weathering the storm: In the midst of a Typhoon, February 2025",
}

// source is a document that the page's references name.
type source struct{ Short, Long string }

// cited returns the sources of the checks that were asked, by name.
func (p *page) cited() []source {
	seen := map[string]bool{}
	for _, c := range p.audit.Checks {
		for _, ref := range c.References {
			short, _, _ := strings.Cut(strings.SplitN(ref, " ", 2)[0], ":")
			if sources[short] != "" {
				seen[short] = true
			}
		}
	}
	var out []source
	for _, short := range slices.Sorted(maps.Keys(seen)) {
		out = append(out, source{short, sources[short]})
	}
	return out
}

type topData struct {
	Version, Files, Judged, Written, Site, Read, Baseline string
	Nothing                                               string // why the page has no answers, "" where it has
	Notes                                                 []string
	Cards                                                 []card
	Off, Changed                                          []*Check
}

func (p *page) top() topData {
	a := p.audit
	d := topData{
		Version: p.view.Version, Files: Counted(len(a.Devices), "file", "files"), Site: a.Site, Notes: a.Notes,
		Judged: Counted(a.Evaluated(), "configuration", "configurations"), Read: a.readText(), Baseline: a.baselineText(),
		Nothing: a.nothing(),
	}
	if !p.view.Now.IsZero() {
		d.Written = p.view.Now.UTC().Format(time.RFC3339)
	}
	for _, s := range severities {
		if n := a.Summary.Severities[s.String()]; n > 0 || s != finding.Info {
			d.Cards = append(d.Cards, card{s.String(), "✗", s.String(), number(n)})
		}
	}
	d.Cards = append(d.Cards, card{"unknown", "?", "unknown", number(a.Summary.Counts[verdict.Unknown.String()])},
		card{"pass", "✓", "passed", number(a.Summary.Counts[verdict.Pass.String()])})
	for _, c := range a.Checks {
		switch {
		case c.Off != "":
			d.Off = append(d.Off, c)
		case c.Changed != "":
			d.Changed = append(d.Changed, c)
		}
	}
	return d
}

// firstRow is one of the most urgent checks with the device on which most fails.
type firstRow struct {
	Check    *Check
	Severity finding.Severity
	Lead     *Result
	Index    int // of the lead's device
	Others   string
}

// checks writes what fails, check by check.
func (p *page) checks() {
	groups := groupFails(p.audit)
	var rows []firstRow
	for _, g := range groups[:min(len(groups), 10)] {
		lead := p.audit.Results.At(g.results[0])
		row := firstRow{Check: g.check, Severity: g.severity, Lead: &lead, Index: p.index[lead.Path]}
		if n := len(g.results) - 1; n > 0 {
			row.Others = "and on " + Counted(n, "other device", "other devices")
		}
		rows = append(rows, row)
	}
	p.part("first", struct {
		Rows    []firstRow
		Nothing string
	}{rows, p.audit.nothing()})
	for _, g := range groups {
		p.check(g)
	}
}

// fixText is one remediation and the systems among the devices that it is for.
type fixText struct {
	Systems []string
	Lines   []string
}

func (p *page) check(g *group) {
	p.part("check", struct {
		*group
		Check    *Check
		Severity finding.Severity
		Open     bool
		Count    string
	}{g, g.check, g.severity, len(g.results) <= openRows, Counted(len(g.results), "device", "devices")})
	var fixes []*fixText
	seen := map[string]*fixText{}
	for _, i := range g.results {
		r := p.audit.Results.At(i)
		p.part("row", struct {
			*Result
			Index int
			Other bool
		}{&r, p.index[r.Path], r.Severity != g.severity})
		if r.Fix == "" {
			continue
		}
		if seen[r.Fix] == nil {
			seen[r.Fix] = &fixText{Lines: strings.Split(strings.TrimRight(r.Fix, "\n"), "\n")}
			fixes = append(fixes, seen[r.Fix])
		}
		if os := p.system(r.Path); os != "" && !slices.Contains(seen[r.Fix].Systems, os) {
			seen[r.Fix].Systems = append(seen[r.Fix].Systems, os)
		}
	}
	p.part("endcheck", struct{ Fixes []*fixText }{fixes})
}

func (p *page) system(path string) string {
	if i, ok := p.index[path]; ok {
		return p.audit.Devices[i].OS
	}
	return ""
}

// devices writes one row for each device that was judged.
func (p *page) devices() {
	p.part("devices", nil)
	for i := range p.audit.Devices {
		if d := &p.audit.Devices[i]; d.Judged() {
			p.device(i, d)
		}
	}
}

func (p *page) device(i int, d *Device) {
	counts := make([]int, 5)
	var ids []string
	for _, r := range p.audit.Results.of(d.Path) {
		switch {
		case r.Verdict == verdict.Unknown:
			counts[4]++
		case r.Verdict == verdict.Fail:
			counts[min(int(finding.Critical-r.Severity), 3)]++
			ids = append(ids, r.ID)
		}
	}
	p.part("device", struct {
		Index              int
		Name, Path, System string
		Counts             []int
		Checks             []string
	}{i, d.Name(), d.Path, strings.TrimSpace(d.OS + " " + d.Version), counts, ids})
}

// unknowns writes what cannot be told, by what would settle it.
func (p *page) unknowns() {
	p.part("unknowns", nil)
	questions := groupUnknowns(p.audit)
	if len(questions) == 0 {
		p.raw("<p>Every check gave an answer.</p>\n")
	}
	for _, q := range questions {
		rows := func(yield func(*Result) bool) {
			for _, i := range q.results {
				if r := p.audit.Results.At(i); !yield(&r) {
					return
				}
			}
		}
		p.part("question", struct {
			Count, Resolve, Devices string
			Details, Checks         []string
			Open                    bool
			Rows                    iter.Seq[*Result]
		}{Counted(len(q.results), "answer", "answers"), q.resolve, Counted(len(q.devices), "device", "devices"), q.details, q.checks, len(q.results) <= openRows, rows})
	}
}

// rest writes what is gone, what passes where it is asked for, and the inputs.
func (p *page) rest() {
	if len(p.audit.Past) > 0 {
		past := make([]*Result, len(p.audit.Past))
		for i := range past {
			past[i] = &p.audit.Past[i]
		}
		p.part("past", past)
	}
	if p.view.All {
		p.part("quiet", nil)
		for i := range p.audit.Results.Len() {
			if r := p.audit.Results.At(i); r.quiet() {
				p.part("quietrow", &r)
			}
		}
		p.raw("</tbody></table>\n")
	}
	p.part("inputs", nil)
	for i := range p.audit.Devices {
		p.input(&p.audit.Devices[i])
	}
	p.raw("</tbody></table>\n")
	p.part("about", struct {
		Checks  string
		Sources []source
	}{Counted(len(p.audit.Checks), "check", "checks"), p.cited()})
}

func (p *page) input(d *Device) {
	l := d.Lines
	data := struct {
		*Device
		System, Share, Open    string
		Status                 string
		Total, Understood, Low int
	}{Device: d, System: strings.TrimSpace(d.OS + " " + d.Version), Status: strings.ReplaceAll(string(d.Status), "_", " "),
		Total: l.Total, Understood: l.Full + l.Irrelevant, Low: l.Total * 9 / 10}
	if d.Judged() && l.Total > 0 {
		data.Share = percent(data.Understood, l.Total)
		if n := l.Partial + l.Unimplemented; n > 0 {
			data.Open = number(n) + " in part"
		}
		if l.Unknown > 0 {
			data.Open = strings.TrimPrefix(data.Open+", "+number(l.Unknown)+" not", ", ")
		}
	}
	p.part("input", data)
}

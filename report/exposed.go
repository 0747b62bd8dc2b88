package report

import (
	"bufio"
	"io"
	"net/netip"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/linewarden/linewarden/device/reach"
)

// ExposedSchema names the form of the JSON that WriteExposed writes.
const ExposedSchema = "linewarden/acl-exposed/1"

// Exposed says which services of all devices are reached from outside the
// networks Inside.
type Exposed struct {
	Schema  string         `json:"schema"`
	Devices []Device       `json:"devices"`
	Inside  []netip.Prefix `json:"inside"`
	// Declared says that the site names its management networks; else Inside is
	// private address space.
	Declared bool           `json:"declared"`
	Counts   map[string]int `json:"counts"` // services by verdict
	Exposed  []ReachAnswer  `json:"exposed"`
}

// WriteExposed writes e as text or JSON.
func WriteExposed(w io.Writer, e *Exposed, format string, v View) error {
	e.Counts = map[string]int{"yes": 0, "no": 0, "unknown": 0}
	for i := range e.Exposed {
		e.Counts[e.Exposed[i].Verdict.String()]++
	}
	order := map[reach.Verdict]int{reach.Yes: 0, reach.Unknown: 1, reach.No: 2}
	slices.SortStableFunc(e.Exposed, func(a, b ReachAnswer) int { return order[a.Verdict] - order[b.Verdict] })
	if format == "json" {
		e.Schema = ExposedSchema
		return WriteJSON(w, e)
	}
	b := bufio.NewWriter(w)
	p := newPrinter(b, v)
	p.exposedHead(e)
	last := reach.Verdict(255)
	for _, g := range alike(e.Exposed) {
		a := g[0]
		if a.Verdict == reach.No && !v.All {
			break
		}
		if a.Verdict != last {
			p.line()
			p.line(p.paint(bold, map[reach.Verdict]string{reach.Yes: "Exposed", reach.Unknown: "Cannot say", reach.No: "Not exposed"}[a.Verdict]))
			last = a.Verdict
		}
		p.exposed(g)
	}
	return b.Flush()
}

func (p *printer) exposedHead(e *Exposed) {
	judged := 0
	for i := range e.Devices {
		if e.Devices[i].Judged() {
			judged++
		}
	}
	p.line(p.paint(bold, "Linewarden acl exposed"), " ", p.marks.dot, " ", Counted(judged, "device", "devices"), " ", p.marks.dot, " ", Counted(len(e.Exposed), "management port", "management ports"))
	p.line()
	p.line("  ", p.paint("31", p.marks.fail+" "+number(e.Counts["yes"])+" exposed"), "     ", p.paint("35", p.marks.unknown+" "+number(e.Counts["unknown"])+" unknown"), "     ",
		p.paint("32", p.marks.pass+" "+number(e.Counts["no"])+" not exposed"))
	p.wrapped("  Asked of  ", "sources outside "+p.prefixes(e.Inside))
	if slices.ContainsFunc(e.Exposed, func(a ReachAnswer) bool { return strings.HasSuffix(a.Reason, "cannot be proven complete") }) {
		p.wrapped("  hint:     ", "collect files with the prompt behind their last line, or run with --assume-complete where you know that they are whole")
	}
	if !e.Declared {
		p.wrapped("  Note      ", "no site.yaml names your management networks, so private addresses are taken for them")
		p.wrapped("  hint:     ", "linewarden config init writes a commented site.yaml; fill in networks.management")
	}
}

// alike joins what is not known of one device for one reason, in the order of
// the first of each.
func alike(list []ReachAnswer) [][]*ReachAnswer {
	type key struct{ path, reason, perhaps string }
	at := map[key]int{}
	var out [][]*ReachAnswer
	for i := range list {
		a := &list[i]
		k := key{a.Path, a.Reason, a.perhaps()}
		if n, ok := at[k]; ok && a.Verdict == reach.Unknown {
			out[n] = append(out[n], a)
			continue
		}
		if a.Verdict == reach.Unknown {
			at[k] = len(out)
		}
		out = append(out, []*ReachAnswer{a})
	}
	return out
}

// perhaps names the sources of which it is not known, where they are few.
func (a *ReachAnswer) perhaps() string {
	if a.Verdict != reach.Unknown || len(a.Doubtful) == 0 || len(a.Doubtful) > 4 {
		return ""
	}
	var names []string
	for _, x := range a.Doubtful {
		names = append(names, x.String())
	}
	return "perhaps from " + strings.Join(names, ", ") + ": "
}

// exposed writes one port of the table, with what shows it, or several ports
// that are alike.
func (p *printer) exposed(group []*ReachAnswer) {
	a := group[0]
	sign, code := p.marks.fail, "31"
	switch a.Verdict {
	case reach.Unknown:
		sign, code = p.marks.unknown, "35"
	case reach.No:
		sign, code = p.marks.pass, "32"
	}
	service, where := a.Service, a.where()
	if len(group) > 1 {
		service, where = Counted(len(group), "service", "services"), ""
	}
	label := pad(p.esc(name(a.Device, tail(a.Path, 30))), 16) + " " + pad(service, 13) + " " + pad(where, 9) + " "
	head, shown := "  "+p.paint(code, sign)+" "+label, 4+utf8.RuneCountInString(label)
	switch {
	case len(group) > 1:
		p.hang(head, shown, a.perhaps()+p.esc(a.Reason))
		var names []string
		for _, x := range group {
			names = append(names, x.Service+" "+x.where())
		}
		p.wrapped("        ", strings.Join(names, ", "))
		return
	case a.Verdict == reach.Yes:
		p.hang(head, shown, "from "+p.reachedBy(a))
	default:
		p.hang(head, shown, a.perhaps()+p.esc(a.Reason))
		return
	}
	if a.Example != nil {
		p.wrapped("        example  ", p.esc(a.Example.String())+", in by "+p.esc(a.Interface))
	}
	for i := range a.Stages {
		s := &a.Stages[i]
		p.wrapped("        "+pad(s.Name, 21), p.stageText(a.Path, s))
	}
}

package report

import (
	"bufio"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/reach"
	"github.com/linewarden/linewarden/finding"
)

// ReachSchema names the form of the JSON that WriteReach writes.
const ReachSchema = "linewarden/acl-reach/1"

// Reach says who gets to the services of one device.
type Reach struct {
	Schema  string        `json:"schema"`
	Path    string        `json:"path"`
	Device  string        `json:"device"`
	From    []string      `json:"from"`
	Answers []ReachAnswer `json:"answers"`
}

// ReachAnswer is the answer about one port of one device.
type ReachAnswer struct {
	Device  string `json:"device"`
	Path    string `json:"path"`
	Service string `json:"service"`
	Proto   string `json:"proto"`
	Port    uint16 `json:"port"` // 0 where it is not known
	// Verdict is yes, no or unknown.
	Verdict reach.Verdict `json:"verdict"`
	// Sources get through for sure; Doubtful may.
	Sources []netip.Prefix `json:"sources"`
	// Every names the families of which all sources that were asked about do.
	Every    []string        `json:"every,omitempty"`
	Doubtful []netip.Prefix  `json:"doubtful,omitempty"`
	Example  *acl.PacketJSON `json:"example"`
	Reason   string          `json:"reason,omitempty"`
	// Interface is the one that Stages are of, and Stages what sessions meet
	// there, in order. Other has the other interfaces.
	Interface string       `json:"interface,omitempty"`
	Stages    []ReachStage `json:"stages"`
	Other     []ReachPath  `json:"other,omitempty"`
}

// ReachPath is one more interface that sessions may come by.
type ReachPath struct {
	Interface string        `json:"interface"`
	Verdict   reach.Verdict `json:"verdict"`
	Stages    []ReachStage  `json:"stages"`
}

// ReachStage is one thing that sessions have to get through.
type ReachStage struct {
	Name   string `json:"name"`
	Filter string `json:"filter,omitempty"`
	On     string `json:"on,omitempty"` // the line that sessions land on
	Action string `json:"action"`       // permit, deny, unknown
	// Line is the line that decides, or where the filter stands when its default
	// does.
	Line    finding.Span `json:"line,omitzero"`
	Default bool         `json:"default,omitempty"`
	Reason  string       `json:"reason,omitempty"`
}

// NewReachAnswer copies an answer; text returns a line of the file.
func NewReachAnswer(path, device string, a reach.Answer, text func(int32) string) ReachAnswer {
	out := ReachAnswer{Device: device, Path: path, Service: a.Service.Name, Proto: a.Service.Proto, Port: a.Service.Port, Verdict: a.Verdict,
		Sources: a.Sources, Every: a.Every, Doubtful: a.Doubtful, Example: a.Example, Reason: a.Reason, Stages: []ReachStage{}}
	if out.Sources == nil {
		out.Sources = []netip.Prefix{}
	}
	for i, p := range a.Paths {
		x := ReachPath{Interface: p.Interface, Verdict: p.Verdict, Stages: []ReachStage{}}
		for _, s := range p.Stages {
			x.Stages = append(x.Stages, ReachStage{Name: s.Name, Filter: s.Filter, On: s.On, Action: s.Action.String(), Default: s.Default, Reason: s.Reason,
				Line: quote(s.Line.Line, s.Line.End, text)})
		}
		if i == 0 {
			out.Interface, out.Stages = x.Interface, x.Stages
			continue
		}
		out.Other = append(out.Other, x)
	}
	return out
}

// WriteReach writes r as text or JSON.
func WriteReach(w io.Writer, r *Reach, format string, v View) error {
	if format == "json" {
		r.Schema = ReachSchema
		if r.From == nil {
			r.From = []string{}
		}
		return WriteJSON(w, r)
	}
	b := bufio.NewWriter(w)
	p := newPrinter(b, v)
	from := "everywhere"
	if len(r.From) > 0 {
		from = p.some(r.From, 4)
	}
	p.line(p.paint(bold, "Linewarden acl reach"), " ", p.marks.dot, " ", p.esc(name(r.Device, r.Path)), " ", p.marks.dot, " from ", from)
	for _, want := range []reach.Verdict{reach.Yes, reach.Unknown, reach.No} {
		for i := range r.Answers {
			if a := &r.Answers[i]; a.Verdict == want {
				p.line()
				p.answer(a)
			}
		}
	}
	if len(r.Answers) == 0 {
		p.line()
		p.line("  the device has no service that it is managed by")
	}
	return b.Flush()
}

// answer writes one answer of acl reach in full.
func (p *printer) answer(a *ReachAnswer) {
	sign, code := p.marks.na, dim
	switch a.Verdict {
	case reach.Yes:
		sign, code = p.marks.pass, "32"
	case reach.Unknown:
		sign, code = p.marks.unknown, "35"
	}
	p.line("  ", p.paint(code, sign), " ", p.paint(bold, pad(a.Verdict.String(), 8)), a.Service, " ", a.where())
	p.proof(a)
	for i := range a.Other {
		o := &a.Other[i]
		if i == 4 {
			p.line("        and by ", Counted(len(a.Other)-i, "interface", "interfaces"), " more (--format json has them all)")
			break
		}
		end := o.Verdict.String()
		if n := len(o.Stages); n > 0 && o.Verdict != reach.Yes {
			end += ": " + p.stageWord(&o.Stages[n-1])
		}
		p.wrapped("        by "+p.esc(o.Interface)+"  ", end)
	}
}

// where writes tcp/22.
func (a *ReachAnswer) where() string {
	if a.Port == 0 {
		return a.Proto
	}
	return fmt.Sprintf("%s/%d", a.Proto, a.Port)
}

// proof writes who gets in, an example, and the stages.
func (p *printer) proof(a *ReachAnswer) {
	if len(a.Sources) > 0 {
		p.wrapped("        from     ", p.reachedBy(a))
	}
	if len(a.Doubtful) > 0 {
		p.wrapped("        perhaps  ", p.prefixes(a.Doubtful))
	}
	if a.Reason != "" {
		p.wrapped("        because  ", p.esc(a.Reason))
	}
	if a.Example != nil {
		p.wrapped("        example  ", p.esc(a.Example.String())+", in by "+p.esc(a.Interface))
	}
	for i := range a.Stages {
		s := &a.Stages[i]
		p.wrapped("        "+pad(s.Name, 21)+pad(s.Action, 8), p.stageText(a.Path, s))
	}
}

// reachedBy names the sources that get in.
func (p *printer) reachedBy(a *ReachAnswer) string {
	var parts []string
	left := slices.Clone(a.Sources)
	for _, f := range a.Every {
		parts = append(parts, "every "+map[string]string{"ipv4": "IPv4", "ipv6": "IPv6"}[f]+" source asked about")
		left = slices.DeleteFunc(left, func(x netip.Prefix) bool { return x.Addr().Is6() == (f == "ipv6") })
	}
	if len(left) > 0 {
		parts = append(parts, p.prefixes(left))
	}
	return strings.Join(parts, ", ")
}

func (p *printer) prefixes(list []netip.Prefix) string {
	var names []string
	for _, x := range list {
		names = append(names, x.String())
	}
	if len(names) > 7 {
		return strings.Join(names[:6], ", ") + " and " + number(len(names)-6) + " more"
	}
	return strings.Join(names, ", ")
}

// stageText is where a stage's decision stands and what the line says.
func (p *printer) stageText(path string, s *ReachStage) string {
	var parts []string
	switch {
	case s.Filter != "" && !s.Default && s.On != "":
		parts = append(parts, p.esc(s.Filter+" on "+s.On))
	case s.Filter != "" && !s.Default:
		parts = append(parts, p.esc(s.Filter))
	case s.On != "":
		parts = append(parts, p.esc(s.On))
	}
	if s.Line.Line > 0 {
		text := p.place(path, s.Line)
		if !s.Default {
			text += "   " + p.esc(strings.TrimSpace(s.Line.Text))
		}
		parts = append(parts, text)
	}
	if s.Default {
		parts = append(parts, strings.TrimSpace("no line "+ofFilter(p.esc(s.Filter)))+" matches")
	}
	if s.Reason != "" {
		parts = append(parts, p.esc(s.Reason))
	}
	return strings.Join(parts, "   ")
}

// stageWord is a stage in a few words.
func (p *printer) stageWord(s *ReachStage) string {
	out := s.Name
	if s.On != "" {
		out += " " + p.esc(s.On)
	}
	if s.Filter != "" {
		out += " " + p.esc(s.Filter)
	}
	if s.Line.Line > 0 {
		out += fmt.Sprintf(", line %d", s.Line.Line)
	}
	if s.Reason != "" {
		out += ", " + p.esc(s.Reason)
	}
	return out
}

func ofFilter(name string) string {
	if name == "" {
		return ""
	}
	return "of " + name
}

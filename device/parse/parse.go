// Package parse turns one file's raw bytes into a device model with a record
// of what was understood of every line. It holds the table of the systems that
// Linewarden reads; each of them lives in a folder of its own below.
//
// Parse never fails and never panics on any input: a file that is not a
// configuration, or one of a system that is not read, is called so.
package parse

import (
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/clean"
	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
	"github.com/linewarden/linewarden/device/system"
)

// Kind says what a file turned out to be.
type Kind uint8

const (
	// NotConfig: not a device configuration at all.
	NotConfig Kind = iota
	// Unsupported: a configuration of a system that is not read; Result.OS
	// names it where it is recognised.
	Unsupported
	// Config: a configuration that was read.
	Config
	// TooLarge: a configuration of a system that is read, with more in it
	// than any device writes. Result.Why says how much; nothing was read.
	TooLarge
)

// Result is what was read from one file. Text finds its lines on the first
// call, so that only one goroutine at a time may use a Result.
type Result struct {
	Kind Kind
	// OS is the system's name, "" where it was not recognised.
	OS     string
	Why    string        // of TooLarge
	Device *model.Device // nil unless Kind is Config
	// States says what was understood of each raw line, indexed from 1.
	States []stmt.State
	File   *clean.File
	Tree   *lex.Tree // nil unless Kind is Config
	// Trace says which entry decided each statement; nil unless asked for.
	Trace *stmt.Trace

	masks map[int32][]string
	lines []lineAt
}

// Options of Parse.
type Options struct {
	// OS skips recognition and names the system; "" recognises it.
	OS string
	// AssumeComplete takes the user's word that a file whose format cannot
	// prove it is whole. It does not overrule a file that shows it was cut.
	AssumeComplete bool
	// Snippet takes the text as a whole configuration although it lacks the
	// end marks of its system. It is meant for the tests of checks.
	Snippet bool
	// Trace keeps which entry decided each statement, for explanations.
	Trace bool
	// Keyer fingerprints secrets; it must not be nil.
	Keyer *model.Keyer
}

// Parser reads the files of a set of systems. It is safe for concurrent use.
type Parser struct {
	systems []system.System
	absence map[string]*model.Absence
	others  []mark
	marks   *system.Prefixes // of all systems
	markOf  []int            // the system of each
}

// Systems returns the names of the systems that p reads, in the order in
// which they are tried.
func (p *Parser) Systems() []string {
	var out []string
	for _, s := range p.systems {
		out = append(out, s.Name)
	}
	return out
}

// Absence returns, by system, what its parser reads and what absence means.
func (p *Parser) Absence() map[string]*model.Absence { return p.absence }

// Parse reads raw.
func (p *Parser) Parse(raw []byte, opt Options) *Result {
	f := clean.Clean(raw)
	r := &Result{File: f}
	sys := p.recognise(f, opt.OS, r)
	if sys == nil {
		r.States = otherStates(f, r.Kind)
		return r
	}
	r.Kind, r.OS = Config, sys.Name
	if r.Why = overBound(f.Text); r.Why != "" {
		r.Kind = TooLarge
		return r
	}
	tree := sys.Lex(lex.Source{Text: f.Text, LineNo: f.LineNo})
	r.Tree = tree
	dev := &model.Device{OS: sys.Name, Vendor: sys.Vendor}
	r.Device = dev
	c := stmt.NewCtx(dev, tree, opt.Keyer, f.RawLines)
	c.Sections = sys.Sections
	if opt.Trace {
		r.Trace = stmt.NewTrace(tree)
		c.Trace = r.Trace
	}
	settle(dev, f, sys.End(f, tree), sys.Shape.Part(f, tree), opt)
	if dev.Complete != model.Whole && !f.FinalNewline {
		c.CutAt = tree.Last
	}
	dev.Margin = margin(sys, f, tree, c.CutAt)
	provenance(dev, f)
	sys.Read(c)
	dev.MaskedSecrets = dev.MaskedSecrets || f.Marks.Masked
	addresses(dev, tree)
	dev.Finish(p.absence[sys.Name])
	r.States, r.masks = c.States(), c.Masks()
	return r
}

// settle decides whether the file is whole. What the system's shape says
// outweighs the command too: a pager that was left, or a second device's text,
// stands behind the command of the whole all the same.
func settle(dev *model.Device, f *clean.File, end system.End, shape string, opt Options) {
	dev.Complete, dev.CompleteWhy, dev.CutLine = end.Complete, end.Why, end.Cut
	m := &f.Marks
	if m.Shown == clean.ShownPart {
		end.Part, end.Sure = "the command in line "+strconv.Itoa(int(m.CommandLine))+" shows a part of the configuration", true
	}
	switch {
	case opt.Snippet:
		dev.Complete, dev.CompleteWhy, dev.CutLine = model.Whole, "taken as complete on request", 0
	case end.Complete == model.Truncated:
	case shape != "" && !end.Sure && !opt.AssumeComplete:
		dev.Complete, dev.CompleteWhy = model.NotProvable, shape
	case end.Part != "" && (end.Sure || m.Shown != clean.ShownWhole && !opt.AssumeComplete):
		dev.Complete, dev.CompleteWhy = model.NotProvable, end.Part
	case m.ConfigBytes > 0 && m.DeclaredBytes > m.ConfigBytes+m.DeclaredBytes/64+64:
		// Masked secrets and collectors' edits shorten a file a little; more
		// than that is a cut.
		dev.Complete, dev.CompleteWhy = model.Truncated, "the device declared more bytes than the file holds"
		dev.CutLine = int32(f.RawLines)
	case end.Complete == model.Whole:
	case m.ClosingPromptLine > 0:
		dev.Complete, dev.CompleteWhy = model.Whole, "the device's prompt follows the last line"
	case m.TrailerLine > 0:
		dev.Complete, dev.CompleteWhy = model.Whole, "the collector's end mark follows the last line"
	case opt.AssumeComplete:
		dev.Complete, dev.CompleteWhy = model.Whole, "taken as complete on request"
	}
}

// provenance copies what the device wrote about the file itself.
func provenance(dev *model.Device, f *clean.File) {
	m := &f.Marks
	at := func(l int32) model.Span { return model.Span{Line: l, End: l} }
	if m.LastChange != "" {
		dev.ChangedAt.Set(m.LastChange, at(m.LastChangeLine))
	}
	if m.LastChangeBy != "" {
		dev.ChangedBy.Set(m.LastChangeBy, at(m.LastChangeLine))
	}
	if m.SavedAt != "" {
		dev.SavedAt.Set(m.SavedAt, at(m.SavedLine))
	}
	if m.Version != "" {
		dev.Version.Set(m.Version, at(m.VersionLine))
	}
}

// sample prepares what a Sniff may look at.
func sample(f *clean.File) *system.Sample {
	head := f.Text
	if len(head) > 64<<10 {
		head = head[:64<<10]
		if cut := strings.LastIndexByte(head, '\n'); cut > 0 {
			head = head[:cut]
		}
	}
	lines := make([]string, 0, min(strings.Count(head, "\n")+1, 2000))
	for rest, more := head, true; more && len(lines) < 2000; {
		var line string
		line, rest, more = strings.Cut(rest, "\n")
		lines = append(lines, line)
	}
	return &system.Sample{Head: head, Lines: lines, File: f}
}

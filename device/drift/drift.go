package drift

import (
	"hash/maphash"
	"time"

	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/verdict"
)

// Version is one configuration of a device, as read.
type Version struct {
	// Path is the file as the user would name it.
	Path   string
	Device *model.Device
	Tree   *lex.Tree
	// Lines is the number of raw lines. Text returns one of them, from 1, with
	// its secrets masked; it is untrusted text.
	Lines int
	Text  func(line int32) string
	// Results returns the results of the checks for this version that fail or
	// are unknown; nil where they are not asked.
	Results func() []finding.Finding
}

// Kind is what happened.
type Kind string

// The kinds of changes.
const (
	Added   Kind = "added"
	Removed Kind = "removed"
	Changed Kind = "changed"
	// CannotTell: one of the files does not show it.
	CannotTell Kind = "cannot_tell"
)

// Layer is what saw a change.
type Layer string

// The layers, in the order in which they are asked.
const (
	Facts      Layer = "fact"
	Filters    Layer = "filter"
	Secrets    Layer = "secret"
	Checks     Layer = "check" // a check fails now that did not, and no change explains it
	Statements Layer = "statement"
	Texts      Layer = "text"
)

// Change is one change of one device. Old, New, Sentence and the texts of spans
// hold untrusted text.
type Change struct {
	Device string `json:"device"` // hostname, "" where none was read
	Path   string `json:"path"`
	// OldPath is that of the earlier file where it is another.
	OldPath string     `json:"old_path,omitempty"`
	Commit  string     `json:"commit,omitempty"`
	Time    *time.Time `json:"time,omitempty"` // of the commit, UTC
	Kind    Kind       `json:"kind"`
	Layer   Layer      `json:"layer"`
	// Fact is the place in the model, members of lists by name:
	// users[svc2].privilege.
	Fact string `json:"fact"`
	Old  string `json:"old"`
	New  string `json:"new"`
	// Span is where the new file says it; OldSpan where the old one did.
	Span     *finding.Span    `json:"span"`
	OldSpan  *finding.Span    `json:"old_span"`
	Severity finding.Severity `json:"severity"`
	Sentence string           `json:"sentence"`
	// Checks are the checks that the change touches; Fails those of them that
	// fail now and did not before, Fixed the reverse.
	Checks []string `json:"checks"`
	Fails  []string `json:"fails"`
	Fixed  []string `json:"fixed"`
	Attack []string `json:"attack"`
	// Opened are the packets that a filter newly lets through, in words.
	Opened []string `json:"opened"`
	// Register says whether the site's register knows what was added.
	Register *Listing `json:"register,omitempty"`
	// RevertedAt and RevertedBy say when a later commit undid it.
	RevertedAt *time.Time `json:"reverted_at"`
	RevertedBy string     `json:"reverted_by,omitempty"`
	// Undoes is the latest commit with a change that this one undoes.
	Undoes string `json:"undoes,omitempty"`
}

// Listing is what a register says of a thing that was added.
type Listing struct {
	Name string `json:"name"`
	// Known is pass where the register lists it, fail where it does not, and
	// unknown where nobody filled the register.
	Known verdict.Verdict `json:"known"`
}

// Options of New.
type Options struct {
	// Listed says whether a register lists a value, and whether it is filled;
	// nil is a site without registers.
	Listed func(register, value string) (yes, filled bool)
	// Check describes a check: what its rules read, how much it weighs and its
	// techniques; nil knows none.
	Check func(id string) (needs []string, attack []string)
}

// Comparer compares versions. It is immutable and safe for concurrent use.
type Comparer struct {
	opt      Options
	words    *words
	root     *shape
	volatile *volatile
	seed     maphash.Seed
}

// New returns a Comparer with the embedded wording.
func New(opt Options) (*Comparer, error) {
	w, err := loadWords()
	if err != nil {
		return nil, err
	}
	c := &Comparer{opt: opt, words: w, seed: maphash.MakeSeed()}
	if c.root, err = newShape(w); err != nil {
		return nil, err
	}
	c.volatile, err = newVolatile(w.Volatile)
	return c, err
}

// change is a Change in the making, with all lines that it explains.
type change struct {
	Change
	generic            string // the fact's path without names
	oldLines, newLines []model.Span
}

// comparison is one pair of versions while it is compared.
type comparison struct {
	*Comparer
	old, new *Version
	out      []*change
	// lost and gained count, by part of the model, what stands only before the
	// cut of the other file.
	lost, gained map[string]int
	// note stands behind the sentences of what is only in the new file, where
	// the old one is not known to be whole.
	note string
	// secretLines are the keys of the secrets by line.
	secretLines map[*Version]map[int32]string
}

// Compare returns what changed from old to new, most severe first.
func (c *Comparer) Compare(old, new *Version) []Change {
	x := &comparison{Comparer: c, old: old, new: new, lost: map[string]int{}, gained: map[string]int{}, secretLines: map[*Version]map[int32]string{}}
	if old.Device.OS != new.Device.OS {
		return x.finish(x.otherSystem())
	}
	x.device()
	x.filters()
	x.secrets()
	x.cut()
	x.order()
	x.statements()
	x.text()
	x.weigh()
	return x.finish(x.out)
}

// otherSystem is all that is said of two files of different systems.
func (x *comparison) otherSystem() []*change {
	ch := &change{Change: Change{Kind: Changed, Layer: Facts, Fact: "os", Old: x.old.Device.OS, New: x.new.Device.OS, Severity: finding.High}}
	ch.Sentence = "the file is of another system: " + ch.Old + " before, " + ch.New + " now"
	return []*change{ch}
}

// Appeared is the change of a device that has no earlier version, Vanished that
// of one that has no later.
func (c *Comparer) Appeared(v *Version) Change {
	ch := Change{Kind: Added, Layer: Facts, Fact: "device", New: name(v), Severity: finding.Low, Sentence: "first version of this device: nothing to compare it with"}
	return seal(ch, v)
}

// Vanished is the change of a device whose file is there no longer.
func (c *Comparer) Vanished(v *Version) Change {
	ch := Change{Kind: Removed, Layer: Facts, Fact: "device", Old: name(v), Severity: finding.Medium, Sentence: "no longer collected: there is no later version of this device"}
	return seal(ch, v)
}

func name(v *Version) string {
	if h := v.Device.Hostname.V; h != "" {
		return h
	}
	return v.Path
}

// finish orders the changes and fills what all of them have.
func (x *comparison) finish(list []*change) []Change {
	out := make([]Change, 0, len(list))
	for _, ch := range list {
		c := seal(ch.Change, x.new)
		if x.old.Path != x.new.Path {
			c.OldPath = x.old.Path
		}
		out = append(out, c)
	}
	sortChanges(out)
	return out
}

func seal(ch Change, v *Version) Change {
	ch.Device, ch.Path = v.Device.Hostname.V, v.Path
	ch.Complete()
	return ch
}

// Complete gives a change that was kept elsewhere the empty lists that it had.
func (c *Change) Complete() {
	for _, l := range []*[]string{&c.Checks, &c.Fails, &c.Fixed, &c.Attack, &c.Opened} {
		if *l == nil {
			*l = []string{}
		}
	}
}

// at quotes lines of a version, nil for no line.
func (v *Version) at(sp model.Span) *finding.Span {
	if sp.Line == 0 {
		return nil
	}
	return &finding.Span{Line: int(sp.Line), End: int(max(sp.Line, sp.End)), Text: v.Text(sp.Line)}
}

// add takes in a change; the spans are where the old and the new file say it.
func (x *comparison) add(ch *change, old, new model.Span) {
	ch.Sentence += x.note
	ch.OldSpan, ch.Span = x.old.at(old), x.new.at(new)
	if old.Line > 0 {
		ch.oldLines = append(ch.oldLines, old)
	}
	if new.Line > 0 {
		ch.newLines = append(ch.newLines, new)
	}
	x.out = append(x.out, ch)
}

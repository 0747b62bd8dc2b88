package drift

import (
	"fmt"
	"time"

	"github.com/linewarden/linewarden/finding"
)

// RevertWindow is how soon a change has to be undone to be a finding.
const RevertWindow = 7 * 24 * time.Hour

// Revert is the finding config-revert-pair: a change that was undone within
// RevertWindow.
type Revert struct {
	Check      string           `json:"check"`
	Device     string           `json:"device"`
	Path       string           `json:"path"`
	Severity   finding.Severity `json:"severity"`
	Reason     string           `json:"reason"`
	Fact       string           `json:"fact"`
	Commit     string           `json:"commit"`
	Time       *time.Time       `json:"time"`
	RevertedBy string           `json:"reverted_by"`
	RevertedAt *time.Time       `json:"reverted_at"`
	Attack     []string         `json:"attack"`
	// Sentence is the change in words, and After how soon it was undone.
	Sentence string `json:"-"`
	After    string `json:"-"`
}

// Reverts fills RevertedAt of every change that a later one undoes, and Undoes
// of that one. It returns those that were undone within RevertWindow. The
// changes come in the order of their commits, and each has a time. A change of
// less than medium severity is marked and is no finding.
func Reverts(changes []Change) []Revert {
	type key struct {
		path  string
		layer Layer
		fact  string
		// Members of a list that come and go are told apart by what they hold.
		item string
	}
	open := map[key][]*Change{}
	var out []Revert
	for i := range changes {
		c := &changes[i]
		if c.Kind == CannotTell || c.Layer == Checks || c.Layer == Texts || c.Time == nil || c.Old == c.New {
			continue
		}
		k := key{path: c.Path, layer: c.Layer, fact: c.Fact}
		if c.Kind != Changed || c.Old == "" || c.New == "" {
			k.item = c.Old + c.New
		}
		left := open[k][:0]
		for _, before := range open[k] {
			if before.Old != c.New {
				left = append(left, before)
				continue
			}
			before.RevertedAt, before.RevertedBy = c.Time, c.Commit
			c.Undoes = before.Commit
			if r, ok := pairOf(before, c); ok {
				out = append(out, r)
			}
		}
		open[k] = append(left, c)
	}
	return out
}

// pairOf is the finding about a change and the one that undid it.
func pairOf(a, b *Change) (Revert, bool) {
	after := b.Time.Sub(*a.Time)
	if after < 0 || after > RevertWindow || max(a.Severity, b.Severity) < finding.Medium {
		return Revert{}, false
	}
	return Revert{
		Check: "config-revert-pair", Device: a.Device, Path: a.Path, Severity: finding.High, Fact: a.Fact,
		Reason: fmt.Sprintf("undone after %s: %s", spell(after), a.Sentence),
		Commit: a.Commit, Time: a.Time, RevertedBy: b.Commit, RevertedAt: b.Time, Attack: []string{"T1070.009", "T1562.004"},
		Sentence: a.Sentence, After: spell(after),
	}, true
}

// spell writes a duration in words.
func spell(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return counted(int(d/(24*time.Hour)), "day", "days")
	case d >= 2*time.Hour:
		return counted(int(d/time.Hour), "hour", "hours")
	}
	return counted(int(d/time.Minute), "minute", "minutes")
}

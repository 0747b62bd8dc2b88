package site

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// Retention says how long the records of sources are kept.
type Retention struct {
	// Source is a device's name or a pattern with * for any text.
	Source string `yaml:"source"`
	// Kind is what is kept: syslog, aaa, flow, database or intercept; "" is all.
	Kind string `yaml:"kind"`
	// Days is for how many days, at least 1.
	Days int `yaml:"days"`
}

// recordKinds are what Retention.Kind may be.
var recordKinds = []string{"aaa", "database", "flow", "intercept", "syslog"}

// mostDays bounds Retention.Days: a century.
const mostDays = 36525

func (s *Site) retentions(f *siteFile, _ string) error {
	for i, r := range f.Retention {
		at := s.at("retention", fmt.Sprint(i))
		switch _, err := path.Match(r.Source, ""); {
		case r.Source == "" || err != nil:
			return fmt.Errorf("%sretention: %q is no name of a source, want a name or a pattern with *", at, r.Source)
		case r.Kind != "" && !slices.Contains(recordKinds, r.Kind):
			return fmt.Errorf("%sretention: %q is no kind of record, want one of %s", at, r.Kind, strings.Join(recordKinds, ", "))
		case r.Days < 1 || r.Days > mostDays:
			return fmt.Errorf("%sretention: %d days, want 1 to %d", at, r.Days, mostDays)
		}
	}
	s.Retention = f.Retention
	return nil
}

// Kept returns for how many days the records of a source are kept, by the first
// entry that fits, 0 where none does. Small and capital letters are the same.
func (s *Site) Kept(source, kind string) int {
	if s == nil {
		return 0
	}
	for _, r := range s.Retention {
		if ok, _ := path.Match(strings.ToLower(r.Source), strings.ToLower(source)); ok && (r.Kind == "" || r.Kind == kind) {
			return r.Days
		}
	}
	return 0
}

package finding

import "fmt"

// Severity is what a failing check weighs, from Info to Critical.
type Severity uint8

// The severities, from the lightest to the heaviest.
const (
	Info Severity = iota
	Low
	Medium
	High
	Critical
)

var severities = [...]string{Info: "info", Low: "low", Medium: "medium", High: "high", Critical: "critical"}

// String returns the lower-case word used in files and outputs.
func (s Severity) String() string {
	if int(s) < len(severities) {
		return severities[s]
	}
	return "info"
}

// ParseSeverity is the inverse of String.
func ParseSeverity(s string) (Severity, error) {
	for i, name := range severities {
		if s == name {
			return Severity(i), nil
		}
	}
	return Info, fmt.Errorf("severity %q: want critical, high, medium, low or info", s)
}

// MarshalText writes the word of String.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the word of String.
func (s *Severity) UnmarshalText(b []byte) error {
	p, err := ParseSeverity(string(b))
	*s = p
	return err
}

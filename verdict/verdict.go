// Package verdict holds the answer that every check, match and claim gives.
//
// There are three answers, and a fourth word for a question that does not
// arise. The zero value is Unknown, so that nothing passes because somebody
// forgot to decide.
package verdict

import "fmt"

// Verdict is the outcome of one question asked of one thing.
type Verdict uint8

const (
	// Unknown means that the evidence does not decide the question.
	Unknown Verdict = iota
	// Pass means that the evidence shows the requirement to hold.
	Pass
	// Fail means that the evidence shows the requirement to be broken.
	Fail
	// NotApplicable means that the question does not arise for this thing,
	// and that the evidence shows so.
	NotApplicable
)

var names = [...]string{Unknown: "unknown", Pass: "pass", Fail: "fail", NotApplicable: "not_applicable"}

// String returns the lower-case word used in every output format.
func (v Verdict) String() string {
	if int(v) < len(names) {
		return names[v]
	}
	return "unknown"
}

// Parse is the inverse of String. It accepts no other spelling.
func Parse(s string) (Verdict, error) {
	for v, name := range names {
		if s == name {
			return Verdict(v), nil
		}
	}
	return Unknown, fmt.Errorf("verdict %q: want fail, pass, unknown or not_applicable", s)
}

// MarshalText writes the word of String.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word of String.
func (v *Verdict) UnmarshalText(b []byte) error {
	p, err := Parse(string(b))
	*v = p
	return err
}

// Join combines the answers of the parts of one question: one failing part
// fails it, else one unknown part leaves it unknown, else one passing part
// passes it. Join of nothing is NotApplicable.
func Join(parts ...Verdict) Verdict {
	out := NotApplicable
	for _, p := range parts {
		switch {
		case p == Fail:
			return Fail
		case p == Unknown:
			out = Unknown
		case p == Pass && out == NotApplicable:
			out = Pass
		}
	}
	return out
}

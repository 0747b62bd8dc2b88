package nearest

import "testing"

func TestTo(t *testing.T) {
	words := []string{"format", "fail-on", "os", "site", "assume-complete"}
	for typed, want := range map[string]struct {
		word string
		near bool
	}{
		"formt": {"format", true}, "Format": {"format", true}, "frmt": {"format", true}, "failon": {"fail-on", true},
		"assume": {"assume-complete", true}, "sit": {"site", true}, "so": {"os", false}, "colour": {"format", false}, "": {"os", false},
	} {
		i, near := To(typed, words)
		if near != want.near || near && words[i] != want.word {
			t.Errorf("%q: %s, %v", typed, words[i], near)
		}
	}
	if d := distance("kitten", "sitting"); d != 3 {
		t.Errorf("distance %d, want 3", d)
	}
}

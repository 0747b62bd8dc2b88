package verbs

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMoves(t *testing.T) {
	for in, want := range map[string][]Move{
		"copy running-config tftp://192.0.2.1/x": {{"tftp", "192.0.2.1"}},
		"copy ftp://u:p@192.0.2.2/a scp:":        {{"ftp", "192.0.2.2"}, {"scp", ""}},
		"copy running-config startup-config":     nil,
		"show http:":                             {{"http", ""}},
	} {
		if d := cmp.Diff(want, Moves(in)); d != "" {
			t.Errorf("%q: %s", in, d)
		}
	}
}

func TestPasswords(t *testing.T) {
	for in, want := range map[string][]string{
		"copy ftp://u:hunter2@192.0.2.2/a b":     {"hunter2"},
		"a ftp://u@h/ https://x:p@ss@h/ b":       {"p@ss"},
		"copy running-config tftp://192.0.2.1":   nil,
		"username eve password 0 hunter2 role x": {"hunter2"},
		"username eve secret sha512 $6$a$b":      {"$6$a$b"},
		"show key":                               nil,
		"://://":                                 nil,
	} {
		if d := cmp.Diff(want, Passwords(in)); d != "" {
			t.Errorf("%q: %s", in, d)
		}
	}
}

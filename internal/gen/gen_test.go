package gen

import (
	"strings"
	"testing"
)

func TestConfigIsRepeatableAndSized(t *testing.T) {
	for _, os := range Systems() {
		for _, lines := range []int{200, 1000, 10000} {
			a := Config(os, 7, lines)
			if a != Config(os, 7, lines) {
				t.Errorf("%s: the same seed gave other bytes", os)
			}
			if a == Config(os, 8, lines) {
				t.Errorf("%s: another seed gave the same bytes", os)
			}
			if n := strings.Count(a, "\n"); n < lines*8/10 || n > lines*12/10 {
				t.Errorf("%s: %d lines, want about %d", os, n, lines)
			}
		}
	}
	if Config("none", 1, 100) != "" {
		t.Error("an unknown system gave text")
	}
}

func TestFormsAreSized(t *testing.T) {
	for _, f := range Forms() {
		for _, lines := range []int{1000, 10000} {
			text := f.Write(lines)
			if n := strings.Count(text, "\n"); n < lines*9/10 || n > lines*11/10 {
				t.Errorf("%s: %d lines, want about %d", f.Name, n, lines)
			}
		}
	}
}

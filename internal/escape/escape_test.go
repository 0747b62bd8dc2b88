package escape

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestLine(t *testing.T) {
	tests := []struct{ in, want string }{
		{"plain text, with signs: <>&'\"", "plain text, with signs: <>&'\""},
		{"Zürich 東京 ok", "Zürich 東京 ok"},
		{"a\x1b[31mred", `a\x1b[31mred`},
		{"line\nnext\r\ttab", `line\nnext\r\ttab`},
		{"bell\a nul\x00 del\x7f c1\u009b", `bell\x07 nul\x00 del\x7f c1\x9b`},
		{"user\u202egpj.exe", `user\u202egpj.exe`},
		{"zero\u200bwidth\ufeff", `zero\u200bwidth\ufeff`},
		{"sep\u2028\u2029", `sep\u2028\u2029`},
		{"broken\xff\xfeutf8", `broken\xff\xfeutf8`},
		{"tag\U000e0041", `tag\U000e0041`},
		{"", ""},
	}
	for _, tt := range tests {
		if got := Line(tt.in); got != tt.want {
			t.Errorf("Line(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestCell(t *testing.T) {
	for _, in := range []string{"=1+1", "+cmd", "-2", "@SUM(A1)", " =x", "\"=x", "\t=x"} {
		got := Cell(in)
		if strings.ContainsAny(got[:1], "=+-@\t") || strings.ContainsAny(strings.TrimLeft(got, " \"")[:1], "=+-@") {
			t.Errorf("Cell(%q) = %q still begins a formula", in, got)
		}
	}
	if got := Cell("GigabitEthernet0/0"); got != "GigabitEthernet0/0" {
		t.Errorf("Cell changed harmless text to %q", got)
	}
}

func TestShort(t *testing.T) {
	if got := Short("abcdefghij", 8); got != "abcde..." {
		t.Errorf("Short = %q", got)
	}
	if got := Short("ääääää", 8); !utf8.ValidString(got) || len(got) > 8 {
		t.Errorf("Short cut a character: %q", got)
	}
}

func FuzzLine(f *testing.F) {
	f.Add("a\x1b[0m\u202e\xff\n=")
	f.Fuzz(func(t *testing.T, s string) {
		got := Line(s)
		if !utf8.ValidString(got) {
			t.Fatalf("Line(%q) is not UTF-8", s)
		}
		for _, r := range got {
			if bad(r) {
				t.Fatalf("Line(%q) = %q keeps %U", s, got, r)
			}
		}
		if Line(got) != got {
			t.Fatalf("Line is not idempotent on %q", s)
		}
	})
}

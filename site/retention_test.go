package site

import (
	"strings"
	"testing"
)

func TestRetention(t *testing.T) {
	s, err := Parse([]byte("retention:\n- {source: PE*, kind: syslog, days: 400}\n- {source: \"*\", days: 30}\n"), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		source, kind string
		want         int
	}{{"pe1", "syslog", 400}, {"pe1", "flow", 30}, {"fw1", "syslog", 30}} {
		if got := s.Kept(c.source, c.kind); got != c.want {
			t.Errorf("%s %s: %d days, want %d", c.source, c.kind, got, c.want)
		}
	}
	if (*Site)(nil).Kept("pe1", "syslog") != 0 || (&Site{}).Kept("pe1", "syslog") != 0 {
		t.Error("kept without a word of it")
	}
	for text, want := range map[string]string{
		"retention: [{days: 3}]":                        "no name of a source",
		"retention: [{source: \"[\", days: 3}]":         "no name of a source",
		"retention: [{source: a, kind: logs, days: 3}]": "no kind of record",
		"retention: [{source: a}]":                      "0 days",
		"retention: [{source: a, days: 99999999}]":      "99999999 days",
		"retention: [{source: a, day: 3}]":              "unknown key \"day\"",
		"retention: [{source: a, days: soon}]":          "not the kind of value",
	} {
		if _, err := Parse([]byte(text), ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

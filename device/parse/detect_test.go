package parse

import (
	"testing"

	"github.com/linewarden/linewarden/device/clean"
	"github.com/linewarden/linewarden/device/model"
)

func TestOtherSystemsAreNamed(t *testing.T) {
	p := compiled(t)
	tests := []struct {
		text, os string
		kind     Kind
	}{
		{"#TMSH-VERSION: 13.1.1\n\nsys global-settings {\n    hostname x\n}\n", "f5-bigip", Unsupported},
		{"!64-bit Advanced Core OS (ACOS) version 5.2.0\nhostname x\nslb server s 192.0.2.1\n", "a10-acos", Unsupported},
		{"<?xml version=\"1.0\"?>\n<opnsense>\n  <theme>opnsense</theme>\n</opnsense>\n", "opnsense", Unsupported},
		{"frr version 8.1\nfrr defaults traditional\nhostname r1\nline vty\n", "frr", Unsupported},
		{"Dear colleagues,\nplease find attached the minutes.\n", "", NotConfig},
		{"", "", NotConfig},
		{"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00", "", NotConfig},
		{"version 15.2\nhostname r1\naaa new-model\nline vty 0 4\n transport input ssh\nend\n", "ios", Config},
	}
	for _, tt := range tests {
		r := p.Parse([]byte(tt.text), Options{Keyer: model.NewKeyer(make([]byte, 32))})
		if r.Kind != tt.kind || r.OS != tt.os {
			t.Errorf("%.30q: kind %v os %q, want %v %q", tt.text, r.Kind, r.OS, tt.kind, tt.os)
		}
	}
}

func TestMarksAreWellFormed(t *testing.T) {
	if _, err := readMarks("name many mark\n"); err == nil {
		t.Error("a weight that is no number was accepted")
	}
	if _, err := readMarks("name 40\n"); err == nil {
		t.Error("a row without a mark was accepted")
	}
}

// TestNamedSystem sees that the user's word counts, whatever the text says.
func TestNamedSystem(t *testing.T) {
	p := compiled(t)
	f := clean.Clean([]byte("# TiMOS-C-16.0.R9 cpm/hops64 Nokia 7750 SR\nexit all\n"))
	if s := p.recognise(f, "", &Result{}); s == nil || s.Name != "sros" {
		t.Errorf("recognised as %v", s)
	}
	if s := p.recognise(f, "vrp", &Result{}); s == nil || s.Name != "vrp" {
		t.Errorf("named vrp, read as %v", s)
	}
}

// TestMarkedBySniff sees that a mark alone decides nothing.
func TestMarkedBySniff(t *testing.T) {
	p := compiled(t)
	for _, text := range []string{"<?xml version=\"1.0\"?>\n<html/>\n", "#config-version=FMG-VM64-7.2\n", "# 2026 was a good year\n"} {
		if s := p.recognise(clean.Clean([]byte(text)), "", &Result{}); s != nil {
			t.Errorf("%q: recognised as %s", text, s.Name)
		}
	}
}

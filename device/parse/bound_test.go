package parse

import (
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/model"
)

func TestBounds(t *testing.T) {
	p := compiled(t)
	for _, c := range []struct{ name, os, text, want string }{
		{"lines", "ios", "version 15.2\n" + strings.Repeat("a\n", maxStatements), "500001 statements, the limit is 500000"},
		{"brackets on one line", "junos", "system {" + strings.Repeat("a{", maxStatements), "500001 statements, the limit is 500000"},
		{"tags on one line", "panos", "<config>" + strings.Repeat("<a>", maxStatements), "500001 statements, the limit is 500000"},
		{"words on one line", "ios", strings.Repeat("a ", maxWords+1), "5000001 words, the limit is 5000000"},
		{"what is over the bound and no configuration", "", strings.Repeat("a\n", maxStatements+1), ""},
	} {
		r := p.Parse([]byte(c.text), Options{OS: c.os, Keyer: model.NewKeyer(make([]byte, 32))})
		kind := TooLarge
		if c.want == "" {
			kind = NotConfig
		}
		if r.Kind != kind || r.Why != c.want || r.Device != nil || r.Tree != nil {
			t.Errorf("%s: kind %v, %q, want %v, %q", c.name, r.Kind, r.Why, kind, c.want)
		}
	}
	for _, text := range []string{
		"version 15.2\n" + strings.Repeat(" \n", maxStatements-1),
		strings.Repeat("<a></a>\n", maxStatements/2),
		strings.Repeat("a b c ", 100_000),
	} {
		if why := overBound(text); why != "" {
			t.Errorf("a text of %d bytes within the bounds: %s", len(text), why)
		}
	}
}

package classes_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
)

// TestPolicies reads policies before the processor and writes them in short.
func TestPolicies(t *testing.T) {
	p, err := parse.New()
	if err != nil {
		t.Fatal(err)
	}
	const list = "ip access-list extended A\n permit ip any any\n"
	for _, tc := range []struct{ name, os, config, want string }{
		{"in order", "ios", list + "class-map X\n match access-group name A\n match not access-group 10\nclass-map match-any Y\n match class-map X\n match dscp ef\npolicy-map P\n class X\n  police 8000 conform-action drop exceed-action drop\n class Y\n  shape average 8000\n class class-default\n  police rate 100 pps\ncontrol-plane\n service-policy input P\n",
			"P: X deny all(A !?) | Y permit any(class X ?) | class-default permit any(every)"},
		{"a policy of the host, too", "ios", "policy-map P\n class class-default\n  drop\npolicy-map Q\n class class-default\n  police cir 8000 conform-action drop exceed-action transmit\ncontrol-plane\n service-policy input P\n!\ncontrol-plane host\n service-policy input Q\n",
			"P: class-default deny any(every)\nQ: class-default unknown any(every)"},
		{"taken back", "ios", "policy-map P\n class class-default\n  drop\ncontrol-plane\n service-policy input P\n!\ncontrol-plane\n no service-policy input P\n", ""},
		{"by port", "ios", "control-plane host\n service-policy type port-filter input P\n", "P: ? filters by port are not read"},
		{"queues", "ios", "control-plane host\n service-policy type queue-threshold input P\n", ""},
		{"other kinds of classes", "ios", "class-map type inspect match-any X\n match access-group 10\npolicy-map P\n class X\n  drop\ncontrol-plane\n service-policy input P\n", "P: X deny not defined"},
		{"a policy in a class", "ios", "policy-map P\n class class-default\n  service-policy Q\ncontrol-plane\n service-policy input P\n", "P: class-default unknown any(every)"},
		{"not a class", "ios", "policy-map P\n frobnicate\ncontrol-plane\n service-policy input P\n", "P: ? line frobnicate"},
		{"before another", "nxos", "class-map type control-plane match-all X\n  match exception ip option\nclass-map type control-plane match-any Y\n  match access-group name GONE\npolicy-map type control-plane P\n  class Y\n    police cir 0 bps conform transmit violate drop\n  class X insert-before Y\n    police cir 100 kbps conform drop violate drop\ncontrol-plane\n  service-policy input P\n",
			"P: X deny all(?) | Y unknown any(?)"},
		{"not in the file", "nxos", "control-plane\n  service-policy input P\n", "P: ? the file does not define it"},
	} {
		r := p.Parse([]byte(tc.config), parse.Options{OS: tc.os, Snippet: true, Keyer: model.NewKeyer(make([]byte, 32))})
		var got []string
		for _, p := range r.Device.ControlPlane.Policies {
			got = append(got, short(p))
		}
		if text := strings.Join(got, "\n"); text != tc.want {
			t.Errorf("%s:\n%s\nwant\n%s", tc.name, text, tc.want)
		}
	}
}

func short(p *model.ClassPolicy) string {
	if p.Opaque != "" {
		return p.Name + ": ? " + p.Opaque
	}
	var out []string
	for _, x := range p.Classes {
		action := x.Action.V
		if !x.Action.Known() {
			action = "unknown"
		}
		out = append(out, x.Name+" "+action+" "+what(x.Map))
	}
	return p.Name + ": " + strings.Join(out, " | ")
}

func what(m *model.ClassMap) string {
	if m == nil {
		return "not defined"
	}
	var out []string
	for _, c := range m.Criteria {
		text := c.Family
		switch {
		case c.Opaque != "":
			text = "?"
		case c.Every:
			text = "every"
		case c.Map != nil:
			text = "class " + c.Map.Name
		case len(c.Lists) > 0:
			text = c.Lists[0].Name
		}
		if c.Not {
			text = "!" + text
		}
		out = append(out, text)
	}
	return fmt.Sprintf("%s(%s)", map[bool]string{false: "any", true: "all"}[m.All], strings.Join(out, " "))
}

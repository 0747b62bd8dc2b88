package app

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/linewarden/linewarden/detect"
	"github.com/linewarden/linewarden/detect/pack"
	"github.com/linewarden/linewarden/detect/pipeline"
	"github.com/linewarden/linewarden/detect/sigma/rule"
	"github.com/linewarden/linewarden/rules"
)

// TestOwnRules runs the tests of every rule, and compiles all rules together.
func TestOwnRules(t *testing.T) {
	all, err := pack.Load(rules.Files, rule.Options{})
	if err != nil {
		t.Fatal(err)
	}
	tester, err := newRuleTester()
	must(t, err)
	for _, r := range all {
		for i := range r.Tests {
			if err := tester.run(context.Background(), r, &r.Tests[i]); err != nil {
				t.Errorf("%s: %s: %v", r.Meta.Path, r.Tests[i].Name, err)
			}
		}
	}
	routes, err := pipeline.Load()
	must(t, err)
	if _, err := detect.New(all, routes, detect.Limits{}); err != nil {
		t.Error(err)
	}
}

// TestRuleTestsCanFail turns the expectations of a rule's tests round: each must
// then fail.
func TestRuleTestsCanFail(t *testing.T) {
	const text = `title: T
id: 00000000-0000-4000-8000-000000000001
level: high
description: d
tags: [attack.t1070]
logsource: {product: linewarden, category: change}
detection: {s: {object: clear logging, actor|expand: '%users%'}, condition: s}
falsepositives: [none]
linewarden: {behaviours: [E1], needs: [change], blind: b, next: n, registers: [users]}
tests:
  - EXPECT1: the user is listed
    registers: {users: [eve]}
    events: [{kind: command, object: clear logging, actor: eve}]
  - EXPECT2: another user
    registers: {users: [eve]}
    events: [{kind: command, object: clear logging, actor: bob}]
  - EXPECT3: nobody listed users
    events: [{kind: command, object: clear logging, actor: eve}]
    missing: ['%users%']
`
	tester, err := newRuleTester()
	must(t, err)
	orders := [][3]string{{"fires", "quiet", "unknown"}, {"quiet", "unknown", "fires"}, {"unknown", "fires", "quiet"}}
	for n, order := range orders {
		data := []byte(text)
		for i, word := range order {
			data = []byte(strings.Replace(string(data), fmt.Sprintf("EXPECT%d", i+1), word, 1))
		}
		all, err := pack.Load(fstest.MapFS{"x/t.yml": {Data: data}}, rule.Options{})
		must(t, err)
		for i := range all[0].Tests {
			err := tester.run(context.Background(), all[0], &all[0].Tests[i])
			if (err == nil) != (n == 0) {
				t.Errorf("order %v, test %d: %v", order, i+1, err)
			}
		}
	}
}

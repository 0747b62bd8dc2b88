package rule

import (
	"errors"
	"testing"
)

// FuzzRead reads any bytes: no panic, and every error says what is wrong.
func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"title: a\nid: b\nlogsource: {product: x}\ndetection:\n  s: {f|contains|all: [a, 'b*', '\\?']}\n  k: ['w']\n  condition: 1 of s* and not all of them\n",
		"title: a\nlogsource: {product: x}\ndetection:\n  s: {a|re|i: '^x', b|cidr: 10.0.0.0/8, c|gte: 3, d|exists: true, e|fieldref: f, g: null, h|windash: ' -x', i|base64offset|contains: abc, j|expand: '%n%'}\n  condition: s\n",
		"title: a\ncorrelation:\n  type: value_count\n  rules: [x, y]\n  group-by: [u]\n  timespan: 5m\n  condition: {gte: 3, field: f}\n  aliases: {u: {x: a, y: b}}\n",
		"title: a\nlogsource: {product: x}\nfilter:\n  rules: any\n  s: {u|startswith: adm}\n  condition: not s\n",
		"a: &x {b: *x}\n", "detection:\n  s: &s [*s]\n  condition: s\n", "detection: {s: {<<: {a: b}}, condition: s}\n", "---\n---\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, errs := Read("r.yml", data, Options{})
		for _, err := range errs {
			var e *Error
			if !errors.As(err, &e) || e.Text == "" {
				t.Fatalf("%v says nothing", err)
			}
		}
		for _, r := range file.Rules {
			if r.Match == nil {
				t.Fatal("a rule without a condition")
			}
		}
	})
}

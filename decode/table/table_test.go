package table_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/decode/table/tabletest"
	"github.com/linewarden/linewarden/event"
)

// one is a table with one message of one text.
func one(t testing.TB, text, more string) *table.Table {
	t.Helper()
	tb, err := table.Load("t.yaml", []byte("format: test\nmessages:\n  - id: [A]\n    text: ['"+text+"']\n"+more+"    tests: [{text: x, want: {}}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	return tb
}

func TestMatch(t *testing.T) {
	verb := "    where: {verb: {permitted: {action: permit, acl: p}, '*': {action: deny}}}\n"
	for _, c := range []struct{ pattern, more, text, want string }{
		{"by {actor} on {session}", "", "by jdoe on vty0", "actor=jdoe session=vty0"},
		{"by {actor} on {session}", "", "by  jdoe  on  vty0 .", "actor=jdoe session=vty0"},
		{"by {actor} on {session}", "", "by jdoe on ", ""},
		{"by {actor} on {session}", "", "by jdoe", ""},
		{"from {actor_addr}({actor_port})", "", "from 192.0.2.1(22)", "actor_addr=192.0.2.1 actor_port=22"},
		{"from {actor_addr}({actor_port})", "", "from host(22)", ""},
		{"from {actor_addr}({actor_port})", "", "from 192.0.2.1(x)", ""},
		{"from {actor_addr} to {target_addr}", "", "from 2001:db8::1 to ::ffff:192.0.2.9", "actor_addr=2001:db8::1 target_addr=192.0.2.9"},
		{"{actor} said {object}", "", "a said b said c", "actor=a object=b said c"},
		{"on {in_interface}:{actor_addr}/{actor_port}", "", "on dmz:2:192.0.2.1/9", "actor_addr=192.0.2.1 actor_port=9 in_interface=dmz:2"},
		{"cmd {object:quoted} done", "", `cmd "show it" done`, "object=show it"},
		{"cmd {object:word}, {reason:rest}", "", "cmd show, it is", "object=show reason=it is"},
		{"cmd {object:word} {reason:rest}", "", "cmd show it is", "object=show reason=it is"},
		{"by {actor}[[ from {actor_addr}]]", "", "by jdoe from 192.0.2.1", "actor=jdoe actor_addr=192.0.2.1"},
		{"by {actor}[[ from {actor_addr}]]", "", "by jdoe", "actor=jdoe"},
		{"by {actor:word} logged {object}", "", "by jdoe   logged it", "actor=jdoe object=it"},
		{"by {actor}[[ [why: {reason}]]] at {}", "", "by jdoe [why: so] at 1", "actor=jdoe reason=so"},
		{"by {actor:word}, …", "", "by jdoe, whatever", "actor=jdoe"},
		{"list {acl} {@verb} {protocol} x", verb, "list 1 permitted tcp x", "acl=1,p action=permit protocol=6"},
		{"list {acl} {@verb} {protocol} x", verb, "list 1 denied 47 x", "acl=1 action=deny protocol=47"},
		{"list {acl} {@verb} {protocol} x", verb, "list 1 denied martian x", ""},
		{"took {duration_us} end", "", "took 1:02:03 end", "duration_us=3723000000"},
		{"took {duration_us} end", "", "took 0h:00m:30s end", "duration_us=30000000"},
		{"{} by {actor}", "", "changed by jdoe", "actor=jdoe"},
	} {
		var e event.Event
		ok := one(t, c.pattern, c.more).Match("A", c.text, &e)
		var got []string
		for _, k := range []string{"acl", "action", "actor", "actor_addr", "actor_port", "duration_us", "in_interface", "object", "protocol", "reason", "session", "target_addr"} {
			if v, ok := tabletest.Fields(&e)[k]; ok {
				got = append(got, k+"="+v)
			}
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" || ok != (c.want != "") {
			t.Errorf("%q of %q: %v %s", c.pattern, c.text, ok, diff)
		}
	}
}

func TestLongTextIsNotCut(t *testing.T) {
	long := strings.Repeat("x", 100_000)
	var e event.Event
	if !one(t, "cmd {object:rest}", "").Match("A", "cmd "+long, &e) || e.Text(event.Object) != long {
		t.Error("a long command was cut")
	}
}

func TestUnknownWording(t *testing.T) {
	tb := one(t, "by {actor}", "    kind: login\n    action: login\n")
	var e event.Event
	if tb.Match("A", "something else", &e) || e.Kind != event.System || e.Present() != 0 {
		t.Error("a wording that is not known set fields")
	}
	if tb.Match("B", "by jdoe", &e) || tb.Knows("B") || !tb.Knows("A") {
		t.Error("an id that is not known matched")
	}
}

func TestLoadRefuses(t *testing.T) {
	for body, want := range map[string]string{
		"messages: []":                       "no format",
		"format: x\nmessages: [{tests: []}]": "no id",
		"format: x\nmessages: [{id: [A]}]":   "no tests",
		"format: x\nmessages: [{id: [A], action: frob, tests: [{text: x}]}]":              "no word of the vocabulary",
		"format: x\nmessages: [{id: [A], kind: frob, tests: [{text: x}]}]":                "kind",
		"format: x\nmessages: [{id: [A], outcome: maybe, tests: [{text: x}]}]":            "outcome",
		"format: x\nmessages: [{id: [A], set: {frob: 1}, tests: [{text: x}]}]":            "no field of an event",
		"format: x\nmessages: [{id: [A], set: {actor_addr: me}, tests: [{text: x}]}]":     "cannot hold",
		"format: x\nmessages: [{id: [A], text: ['{frob}'], tests: [{text: x}]}]":          "no field of an event",
		"format: x\nmessages: [{id: [A], text: ['{actor}{object}'], tests: [{text: x}]}]": "nothing ends",
		"format: x\nmessages: [{id: [A], text: ['{@verb} x'], tests: [{text: x}]}]":       "no such where",
		"format: x\nmessages: [{id: [A], text: ['a {actor'], tests: [{text: x}]}]":        "without }",
		"format: x\nmessages: [{id: [A], text: ['a [[b'], tests: [{text: x}]}]":           "without ]]",
		"format: x\nmessages: [{id: [A], text: ['{actor:frob}'], tests: [{text: x}]}]":    "no shape",
		"format: x\nmessages: [{id: [A], frob: 1, tests: [{text: x}]}]":                   "frob",
	} {
		if _, err := table.Load("t.yaml", []byte(body)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", body, err, want)
		}
	}
}

func TestMatchAllocatesNothing(t *testing.T) {
	tb := one(t, "list {acl:word} {@verb} {protocol} {actor_addr}({actor_port}) -> {target_addr}({target_port}), {packets} packet[[s]]", "    where: {verb: {denied: {action: deny}}}\n")
	var e event.Event
	n := testing.AllocsPerRun(100, func() {
		e.Reset()
		if !tb.Match("A", "list 177 denied udp 198.51.100.195(55250) -> 198.51.100.255(15600), 1 packet", &e) {
			t.Fatal("no match")
		}
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkMatch(b *testing.B) {
	tb := one(b, "list {acl:word} {@verb} {protocol} {actor_addr}({actor_port}) -> {target_addr}({target_port}), {packets} packet[[s]]", "    where: {verb: {denied: {action: deny}}}\n")
	var e event.Event
	b.ReportAllocs()
	for b.Loop() {
		e.Reset()
		tb.Match("A", "list 177 denied udp 198.51.100.195(55250) -> 198.51.100.255(15600), 1 packet", &e)
	}
}

func FuzzMatch(f *testing.F) {
	f.Add("by {actor}[[ from {actor_addr}]]", "by jdoe from 192.0.2.1")
	f.Add("{object:quoted} {} took {duration_us} x", `"a" b took 1:02:03 x`)
	f.Fuzz(func(t *testing.T, pattern, text string) {
		if strings.ContainsAny(pattern, "'\n\r") || strings.ContainsFunc(pattern, func(r rune) bool { return r < ' ' }) {
			return
		}
		tb, err := table.Load("t", []byte("format: t\nmessages: [{id: [A], text: ['"+pattern+"'], tests: [{text: x}]}]"))
		if err != nil {
			return
		}
		sameBothWays(t, tb, "A", text)
	})
}

// sameBothWays compares the straight way with the one that goes back.
func sameBothWays(t interface {
	Helper()
	Errorf(string, ...any)
}, tb *table.Table, id, text string) {
	t.Helper()
	var fast, slow event.Event
	fits, want := tb.Match(id, text, &fast), tb.MatchSlowly(id, text, &slow)
	if diff := cmp.Diff(tabletest.Fields(&slow), tabletest.Fields(&fast)); fits != want || diff != "" {
		t.Errorf("%s %q: %v, want %v (-want +got)\n%s", id, text, fits, want, diff)
	}
}

// TestStraight compares both ways over patterns of few signs, where much fits
// in several ways.
func TestStraight(t *testing.T) {
	piece := rapid.SampledFrom([]string{"a", " ", "b ", "(", "{actor}", "{object:word}", "{actor_port}", "{host:plain}", "{}", "[[a{session}]]", "[[ b]]", "[[{group:word} a]]", "{actor}a{actor}", "{target_addr:host}"})
	sign := rapid.SampledFrom([]string{"a", "b", " ", "(", "1", "192.0.2.1", "a b", "["})
	rapid.Check(t, func(t *rapid.T) {
		pattern := strings.Join(rapid.SliceOfN(piece, 1, 6).Draw(t, "pattern"), "")
		tb, err := table.Load("t", []byte("format: t\nmessages: [{id: [A], set: {service: shell}, text: ['"+pattern+"'], tests: [{text: x}]}]"))
		if err != nil {
			return
		}
		text := strings.Join(rapid.SliceOfN(sign, 0, 10).Draw(t, "text"), "")
		sameBothWays(t, tb, "A", text)
	})
}

package table

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/linewarden/linewarden/event"
)

var straightPatterns = []string{
	"list {acl:word} {@verb:word} {protocol:word} {actor_addr}({actor_port}) -> {target_addr}({target_port}), {packets} packet…",
	"by {actor} on {session}[[ ({actor_addr})]]",
	"by {actor}[[(LOCAL {object})]][[({object})]][[ {object:word}]] to {in_interface}:{target_addr:host}/{target_port}[[ {reason:rest}]]",
	"cmd {object:quoted} took {duration_us:word} x {actor:plain}[[ [why: {reason}]]]",
	"{} by {actor}, {actor}, {policy} {policy} end",
	"[[at {session} ]]{packets} 1 {bytes} .7",
}

// What fits without going back is what trying every choice finds, and what it
// rules out does not fit.
func TestStraightIsTheSearch(t *testing.T) {
	en := &entry{fixed: result{action: "login", set: []slot{{extra: "state"}}, values: []string{"x"}}}
	permit, deny := result{action: "permit", set: []slot{{extra: "category"}}, values: []string{"y"}}, result{action: "deny"}
	en.where = []words{{{"denied", deny}, {"permitted", permit}}}
	for _, text := range straightPatterns {
		p, err := compilePattern(text, map[string]int{"verb": 0})
		if err != nil {
			t.Fatal(err)
		}
		en.patterns = append(en.patterns, p)
	}
	pieces := []string{" ", " ", "  ", "(", ")", ":", "/", ", ", " -> ", " on ", " to ", " by ", "by ", "list ", "cmd ", " took ", " x ", " end", "1:02:03", "denied", "permitted",
		"tcp", "192.0.2.1", "2001:db8::1", "host", "17", "0x1f", "7", ".", "'a b'", "\"\"", " [why: ", "]", "(LOCAL ", "packet", "at "}
	rapid.Check(t, func(t *rapid.T) {
		p := &en.patterns[rapid.IntRange(0, len(en.patterns)-1).Draw(t, "pattern")]
		// A text of the pattern's own literals, with anything in place of what it takes.
		var text strings.Builder
		for i := range p.steps {
			if l := p.steps[i].literal; l != "" && rapid.IntRange(0, 9).Draw(t, "keep") > 0 {
				text.WriteString(l)
			} else if l == "" {
				text.WriteString(strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 3).Draw(t, "piece"), ""))
			}
		}
		s := trim(text.String())
		var quick, full event.Event
		quick.AddExtra("pid", "1")
		full.AddExtra("pid", "1")
		if a, b := p.match(en, s, &quick), p.search(en, s, &full); a != b || !reflect.DeepEqual(quick, full) {
			t.Fatalf("%q of %q: %v %+v, want %v %+v", p.source, s, a, quick, b, full)
		}
	})
}

// A look at the first bytes rules out no pattern that fits.
func TestHeadsRuleOutNothing(t *testing.T) {
	en := &entry{fixed: result{action: "login"}}
	for _, text := range []string{"a {actor}", "ab c {actor}", "Login by {actor}", "{actor} in", "at", "a", "! ! {actor}"} {
		p, err := compilePattern(text, nil)
		if err != nil {
			t.Fatal(err)
		}
		en.patterns, en.heads = append(en.patterns, p), append(en.heads, headOf(&p))
	}
	pieces := rapid.SampledFrom([]string{"a", "b", "c", " ", "  ", "!", "Login", "by", "in", "at", "jdoe", "."})
	rapid.Check(t, func(t *rapid.T) {
		text := trim(strings.Join(rapid.SliceOfN(pieces, 0, 7).Draw(t, "pieces"), ""))
		var e event.Event
		got, by := match([]*entry{en}, text, &e)
		for i := range en.patterns {
			var full event.Event
			if en.patterns[i].search(en, text, &full) {
				if !got || by != &en.patterns[i] {
					t.Fatalf("%q: %v, want %q", text, by, en.patterns[i].source)
				}
				return
			}
		}
		if got {
			t.Fatalf("%q: %q", text, by.source)
		}
	})
}

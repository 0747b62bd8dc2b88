package intended_test

import (
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/intended"
)

// FuzzCompare compares any text with any other, of every system: it ends, gives
// no difference of a text with itself, and quotes no hash.
func FuzzCompare(f *testing.F) {
	p := parser(f)
	f.Add(uint8(0), "hostname a\nip access-list extended A\n permit ip any any\n", "hostname {{ n }}\nbanner motd ^C\nx\n^C\nusername a secret 5 $1$aaaa$bbbbbbbbbbbbbbbbbbbbbb\n", true)
	f.Add(uint8(2), "system { host-name a; login { user b; } }\n", "set system host-name c\nset firewall filter F term a then accept\n...\n", false)
	f.Add(uint8(8), "config firewall policy\nedit 2\nnext\nedit 1\nset a \"b\nc\"\nnext\nend\n", "config firewall policy\nedit 1\nset a b\nnext\nend\n", false)
	f.Add(uint8(10), "/ip firewall filter\nadd chain=input \\\n action=drop\n", "/ip service set telnet disabled=yes\n", true)
	systems := p.Systems()
	f.Add(uint8(4), "\xc7stnam^\x1f\x82@\x12", "hostname a\n", false)
	f.Fuzz(func(t *testing.T, os uint8, a, b string, sections bool) {
		if len(a)+len(b) > 4000 {
			return
		}
		name := systems[int(os)%len(systems)]
		want, have := configOf(p, name, a, intended.Whole), configOf(p, name, b, intended.Complete(os%3))
		if want == nil || have == nil {
			return // what is no configuration never reaches Compare
		}
		r, err := intended.Compare(want, have, intended.Options{Sections: sections})
		if err != nil {
			return
		}
		for _, c := range r.Commands {
			if strings.Contains(c.Text, "$1$aaaa$") {
				t.Errorf("a hash is shown: %s", c.Text)
			}
		}
		same, err := intended.Compare(want, config(t, p, name, a, intended.Whole), intended.Options{})
		if err == nil && !strings.Contains(a, "...") && len(same.Differences)+len(same.Commands) > 0 {
			t.Errorf("%s: %q differs from itself: %v %v", name, a, same.Differences, same.Commands)
		}
	})
}

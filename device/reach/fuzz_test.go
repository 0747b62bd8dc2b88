package reach_test

import (
	"os"
	"testing"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/reach"
)

// FuzzReach asks about every service of whatever is read as a configuration:
// it never panics, and a yes has an example from one of its sources.
func FuzzReach(f *testing.F) {
	for _, name := range []string{"edge-lyon-2.cfg", "core-paris-1.cfg", "fw-oob-1.conf", "fw-bss-1.set", "office-gw.rsc", "pe-brest-1.conf", "acc-metz-1.cfg"} {
		data, err := os.ReadFile("../../examples/carrier/configs/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, true)
	}
	for _, text := range []string{
		iosHead + " standby 1 ip\n ipv6 address 2001:db8::1/64\n" + iosVTY + "class-map match-all J\n match not class-map K\n" + copp(" match class-map J\n match dscp ef\n", "police cir 8000\n   conform-action drop") +
			"control-plane host\n service-policy input COPP\nip nat inside source static tcp 10.0.0.5 22 interface Gi0/0 22\nend\n",
		nxosHead + "class-map type control-plane match-any BAD\n  match access-group name B\npolicy-map type control-plane P\n  class BAD insert-before Q\n    police cir 0 bps conform drop violate drop\ncontrol-plane\n  service-policy input P\n",
		vrpHead + "cpu-defend policy P\n whitelist 1 acl 2001\n blacklist 1 acl 2001\n user-defined-flow 1 acl 2001\n deny user-defined-flow 1\n deny packet-type ssh\n#\ncpu-defend-policy P\n#\nreturn\n",
	} {
		f.Add([]byte(text), true)
	}
	p, err := parse.New()
	if err != nil {
		f.Fatal(err)
	}
	keyer := model.NewKeyer(make([]byte, 32))
	f.Fuzz(func(t *testing.T, data []byte, whole bool) {
		r := p.Parse(data, parse.Options{Snippet: whole, Keyer: keyer})
		if r.Device == nil {
			return
		}
		d := reach.New(r.Device, p.Absence()[r.Device.OS])
		for _, s := range d.Services() {
			a := d.Reach(s, reach.Origin{Sources: reach.Unicast(), Strangers: whole})
			if a.Verdict == reach.Yes {
				if a.Example == nil || len(a.Sources) == 0 {
					t.Fatalf("%s: yes without an example: %+v", s.Name, a)
				}
				found := false
				for _, x := range a.Sources {
					found = found || x.Contains(a.Example.Src)
				}
				if !found {
					t.Fatalf("%s: the example %v is not of %v", s.Name, a.Example, a.Sources)
				}
			}
		}
	})
}

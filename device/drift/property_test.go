package drift_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/linewarden/linewarden/device/drift"
)

// blocks are top-level parts whose order has no meaning, by system.
var blocks = map[string][]string{
	"ios": {
		"hostname a", "ip ssh version 2", "ip ssh port 2222 rotary 1", "username a privilege 15 secret 5 $1$aaaa$bbbbbbbbbbbbbbbbbbbbbb", "username b privilege 1",
		"username a2 password 7 0822455D0A16", "logging host 192.0.2.1", "logging host 192.0.2.2", "snmp-server community abcd RO", "snmp-server community efgh RW 10",
		"ip route 0.0.0.0 0.0.0.0 192.0.2.1", "ip route 10.0.0.0 255.0.0.0 192.0.2.1", "ip route 10.0.0.0 255.0.0.0 192.0.2.2 name x",
		"interface e0\n description one\n ip address 10.0.0.1 255.255.255.0\n ip access-group A in", "interface e1\n shutdown\n foo bar", "interface Tunnel1\n tunnel destination 203.0.113.1",
		"ip access-list extended A\n permit tcp any any eq 22\n deny ip any any log", "ip access-list standard 10\n permit 10.0.0.1",
		"router bgp 64500\n neighbor 192.0.2.9 remote-as 64501", "router ospf 1\n network 10.0.0.0 0.0.0.255 area 0", "ip http server",
		"line vty 0 4\n transport input ssh\n access-class 10 in", "line con 0\n exec-timeout 5 0", "tacacs server T\n address ipv4 192.0.2.7\n key 7 0822455D0A16",
		"event manager applet E\n event timer watchdog time 60\n action 1 cli command \"enable\"", "something that nobody knows", "monitor session 1 source interface e0",
	},
	"nxos": {
		"hostname a", "feature ssh", "feature telnet", "username a password 5 $5$aaaa$bbbb role network-admin", "ip access-list A\n  10 permit tcp 10.0.0.0/8 any eq 22",
		"interface Ethernet1/1\n  description x\n  no shutdown", "logging server 192.0.2.1 6 use-vrf management", "snmp-server community abcd group network-operator", "line vty\n  exec-timeout 5",
		"vrf context v\n  ip route 0.0.0.0/0 192.0.2.1", "ntp server 192.0.2.3", "unheard of",
	},
	"routeros": {
		"/system identity\nset name=a", "/user group\nadd name=g policy=read", "/ip service\nset telnet disabled=yes", "/ip address\nadd address=10.0.0.1/24 interface=ether1",
		"/ip firewall filter\nadd chain=input action=accept src-address=10.0.0.0/8", "/snmp community\nadd name=abcd addresses=10.0.0.0/8", "/ip route\nadd dst-address=0.0.0.0/0 gateway=192.0.2.1",
	},
}

func subset(t *rapid.T, name string, all []string) []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(all), 0, len(all), rapid.ID[string]).Draw(t, name)
}

// TestProperties: a text has no drift from itself in any order of its parts,
// and the drift from A to B mirrors that from B to A.
func TestProperties(t *testing.T) {
	b := newBench(t, nil)
	systems := []string{"ios", "nxos", "routeros"}
	rapid.Check(t, func(t *rapid.T) {
		os := rapid.SampledFrom(systems).Draw(t, "os")
		one, two := subset(t, "one", blocks[os]), subset(t, "two", blocks[os])
		read := func(parts []string) *drift.Version { return b.version(os, strings.Join(parts, "\n")+"\n", true, false) }
		mixed := slices.Clone(one)
		rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)).Shuffle(len(mixed), func(i, k int) { mixed[i], mixed[k] = mixed[k], mixed[i] })
		if got := b.comparer.Compare(read(one), read(mixed)); len(got) > 0 {
			t.Fatalf("the same in another order:\n%s", strings.Join(sentences(got), "\n"))
		}
		there, back := mirror(b.comparer.Compare(read(one), read(two)), false), mirror(b.comparer.Compare(read(two), read(one)), true)
		if d := gocmp.Diff(there, back); d != "" {
			t.Fatal(d)
		}
	})
}

type essence struct {
	Kind     drift.Kind
	Layer    drift.Layer
	Fact     string
	Old, New string
}

// mirror keeps of changes what must come back when the texts change places.
// How the packets of a filter are cut into sets may differ.
func mirror(changes []drift.Change, back bool) []essence {
	out := []essence{}
	for _, c := range changes {
		e := essence{c.Kind, c.Layer, c.Fact, c.Old, c.New}
		if c.Layer == drift.Filters {
			if e.Old, e.New = "", ""; c.Kind == drift.Changed {
				continue
			}
		}
		if c.Kind != drift.Changed {
			// What goes may have a default that is not known, and what comes says it.
			e.Kind = ""
		}
		if back {
			e.Old, e.New = e.New, e.Old
		}
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b essence) int {
		return cmp.Or(cmp.Compare(a.Layer, b.Layer), cmp.Compare(a.Fact, b.Fact), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Old, b.Old), cmp.Compare(a.New, b.New))
	})
	return out
}

// FuzzCompare compares any two texts: it ends, a text has no drift from
// itself, and no change is without a sentence.
func FuzzCompare(f *testing.F) {
	b := newBench(f, nil)
	systems := b.parser.Systems()
	for i, os := range systems {
		f.Add(uint8(i), strings.Join(blocks[os], "\n"), "hostname b\n")
	}
	f.Add(uint8(0), "system {\n a {\n  b;\n", "set system a b\n")
	f.Fuzz(func(t *testing.T, n uint8, one, two string) {
		os := systems[int(n)%len(systems)]
		for _, whole := range []bool{true, false} {
			old, new := b.version(os, one, whole, false), b.version(os, two, whole, false)
			if old == nil || new == nil {
				return
			}
			for _, c := range b.comparer.Compare(old, new) {
				if c.Sentence == "" || c.Kind == "" {
					t.Errorf("a change that says nothing: %+v", c)
				}
			}
			if got := b.comparer.Compare(new, b.version(os, two, whole, false)); len(got) > 0 {
				t.Errorf("drift from itself: %q", sentences(got))
			}
		}
	})
}

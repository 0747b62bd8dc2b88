package intended_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/linewarden/linewarden/device/intended"
)

// section is a configuration as a small device of our own keeps it: one that
// refuses commands in an order that does not work.
type section struct {
	text string
	kids []*section
}

func (s *section) find(text string) *section {
	for _, k := range s.kids {
		if k.text == text {
			return k
		}
	}
	return nil
}

func (s *section) drop(text string) bool {
	n := len(s.kids)
	s.kids = slices.DeleteFunc(s.kids, func(k *section) bool { return k.text == text || strings.HasPrefix(k.text, text+" ") })
	return len(s.kids) < n
}

// toggles are on or off; usual is what a device does of itself, which no line
// needs to say; values are what has one value.
var (
	toggles = []string{"shutdown", "ip redirects"}
	usual   = []string{"no shutdown", "ip redirects"}
	values  = []string{"hostname ", "description ", "ip address ", "ip access-group ", "access-class ", "exec-timeout "}
	heads   = []string{"interface ", "ip access-list ", "line "}
)

func begins(list []string, text string) string {
	for _, p := range list {
		if strings.HasPrefix(text, p) {
			return p
		}
	}
	return ""
}

// device runs commands.
type device struct{ root, at *section }

func (d *device) run(text string) error {
	switch rest, off := strings.CutPrefix(text, "no "); {
	case text == "configure terminal", text == "end":
		return nil
	case text == "exit":
		if d.at == d.root {
			return fmt.Errorf("exit from the top")
		}
		d.at = d.root
		return nil
	case strings.HasPrefix(text, "default interface "):
		return d.gone(strings.TrimPrefix(text, "default "))
	case strings.HasPrefix(text, "default "):
		flag := strings.TrimPrefix(text, "default ")
		d.at.drop("no " + flag)
		d.at.drop(flag)
		return nil
	case slices.Contains(toggles, rest):
		d.at.drop(rest)
		d.at.drop("no " + rest)
		d.at.kids = append(d.at.kids, &section{text: text})
		return nil
	case off:
		return d.gone(rest)
	}
	return d.state(text)
}

// gone removes a statement that must be there and that nothing may need.
func (d *device) gone(text string) error {
	if name, ok := strings.CutPrefix(text, "ip access-list extended "); ok && d.used(name) {
		return fmt.Errorf("access list %s is in use", name)
	}
	if !d.at.drop(text) {
		return fmt.Errorf("no %q to remove", text)
	}
	return nil
}

func (d *device) used(name string) bool {
	for _, s := range d.root.kids {
		for _, k := range s.kids {
			if w := strings.Fields(k.text); len(w) > 1 && (w[0] == "access-class" && w[1] == name || len(w) > 2 && w[1] == "access-group" && w[2] == name) {
				return true
			}
		}
	}
	return false
}

// state states something; what it refers to must be there.
func (d *device) state(text string) error {
	if begins(heads, text) != "" {
		if d.at != d.root {
			return fmt.Errorf("%q inside a section", text)
		}
		if d.at = d.root.find(text); d.at == nil {
			d.at = &section{text: text}
			d.root.kids = append(d.root.kids, d.at)
		}
		return nil
	}
	w := strings.Fields(text)
	switch {
	case w[0] == "access-class" && d.root.find("ip access-list extended "+w[1]) == nil, len(w) > 2 && w[1] == "access-group" && d.root.find("ip access-list extended "+w[2]) == nil:
		return fmt.Errorf("%q: no such list", text)
	case strings.HasPrefix(text, "ip address "):
		for _, s := range d.root.kids {
			if s != d.at && s.find(text) != nil {
				return fmt.Errorf("%q: %s has it", text, s.text)
			}
		}
	}
	if p := begins(values, text); p != "" {
		d.at.drop(strings.TrimSpace(p))
	}
	if d.at.find(text) != nil {
		return fmt.Errorf("%q is there", text)
	}
	d.at.kids = append(d.at.kids, &section{text: text})
	return nil
}

// lines writes a configuration; order counts in access lists alone.
func (s *section) lines(prefix string) []string {
	var out []string
	for i, k := range s.kids {
		if slices.Contains(usual, k.text) {
			continue
		}
		text := prefix + k.text
		if strings.HasPrefix(s.text, "ip access-list") {
			text = fmt.Sprintf("%s%d %s", prefix, i, k.text)
		}
		out = append(out, text)
		out = append(out, k.lines(text+" / ")...)
	}
	slices.Sort(out)
	return out
}

func (s *section) String() string {
	var b strings.Builder
	for _, k := range s.kids {
		b.WriteString(k.text + "\n")
		for _, l := range k.kids {
			b.WriteString(" " + l.text + "\n")
		}
	}
	return b.String()
}

func drawn(t *rapid.T, name string) *section {
	root := &section{}
	add := func(s *section, format string, args ...any) *section {
		k := &section{text: fmt.Sprintf(format, args...)}
		s.kids = append(s.kids, k)
		return k
	}
	maybe := func(what string) bool { return rapid.Bool().Draw(t, name+what) }
	pick := func(what string, from ...string) string { return rapid.SampledFrom(from).Draw(t, name+what) }
	add(root, "hostname %s", pick("host", "a", "b"))
	var lists []string
	for _, l := range []string{"A", "B", "C"} {
		if !maybe("list" + l) {
			continue
		}
		lists = append(lists, l)
		s := add(root, "ip access-list extended %s", l)
		lines := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"permit tcp any any eq 22", "permit tcp any any eq 23", "deny ip any any", "permit icmp any any", "deny udp any any"}), 1, 5, rapid.ID[string]).Draw(t, name+"lines"+l)
		for _, x := range lines {
			add(s, "%s", x)
		}
	}
	addresses := rapid.Permutation([]string{"192.0.2.1", "192.0.2.65", "192.0.2.129"}).Draw(t, name+"addresses")
	for i, port := range []string{"Vlan1", "Vlan2", "GigabitEthernet0/1"} {
		if !maybe("port" + port) {
			continue
		}
		s := add(root, "interface %s", port)
		if maybe("address" + port) {
			add(s, "ip address %s 255.255.255.192", addresses[i])
		}
		if maybe("described" + port) {
			add(s, "description %s", pick("text"+port, "to core", "to edge"))
		}
		if len(lists) > 0 && maybe("group"+port) {
			add(s, "ip access-group %s in", pick("which"+port, lists...))
		}
		for _, f := range toggles {
			if maybe(f + port) {
				// A device shows "ip redirects" only negated.
				add(s, "%s", pick("way"+f+port, map[string][]string{"shutdown": {"shutdown", "no shutdown"}, "ip redirects": {"no ip redirects"}}[f]...))
			}
		}
	}
	for _, n := range []string{"192.0.2.200", "192.0.2.201"} {
		if maybe(n) {
			add(root, "ntp server %s", n)
		}
	}
	s := add(root, "line vty 0 4")
	add(s, "exec-timeout %s", pick("timeout", "5 0", "10 0"))
	if len(lists) > 0 && maybe("class") {
		add(s, "access-class %s in", pick("classlist", lists...))
	}
	return root
}

// TestCommandsWork: a device that takes each command in turn, and refuses what
// refers to nothing, is in use or is taken, ends as intended.
func TestCommandsWork(t *testing.T) {
	p := parser(t)
	rapid.Check(t, func(rt *rapid.T) {
		want, have := drawn(rt, "want "), drawn(rt, "have ")
		r := compared{system: "ios", want: want.String(), have: have.String(), complete: intended.Whole}.run(t, p)
		d := &device{root: have, at: have}
		before := have.String()
		for _, c := range r.Commands {
			if err := d.run(c.Text); err != nil {
				rt.Fatalf("%q: %v\nhave\n%s\nwant\n%s\n%v", c.Text, err, before, want, r.Commands)
			}
		}
		if got, wanted := d.root.lines(""), want.lines(""); !slices.Equal(got, wanted) {
			rt.Fatalf("got %v\nwant %v\nhave\n%s\ncommands %v", got, wanted, before, body(r))
		}
	})
}

// TestPathsWork lets the lexer, which carries out the edits of Junos, run the
// commands on the actual configuration: nothing is left to be done.
func TestPathsWork(t *testing.T) {
	p := parser(t)
	drawn := func(t *rapid.T, name string) string {
		var b strings.Builder
		for _, term := range rapid.Permutation([]string{"t1", "t2", "t3", "t4"}).Draw(t, name+"order")[:rapid.IntRange(1, 4).Draw(t, name+"terms")] {
			if rapid.Bool().Draw(t, name+"from"+term) {
				fmt.Fprintf(&b, "set firewall family inet filter F term %s from protocol tcp\n", term)
			}
			fmt.Fprintf(&b, "set firewall family inet filter F term %s then %s\n", term, rapid.SampledFrom([]string{"accept", "discard"}).Draw(t, name+"then"+term))
		}
		fmt.Fprintf(&b, "set system host-name %s\n", rapid.SampledFrom([]string{"a", "\"b c\""}).Draw(t, name+"host"))
		for _, s := range rapid.SliceOfDistinct(rapid.SampledFrom([]string{"192.0.2.1", "192.0.2.2", "192.0.2.3"}), rapid.ID[string]).Draw(t, name+"ntp") {
			fmt.Fprintf(&b, "set system ntp server %s\n", s)
		}
		return b.String()
	}
	rapid.Check(t, func(rt *rapid.T) {
		want, have := drawn(rt, "want "), drawn(rt, "have ")
		first := compared{system: "junos", want: want, have: have, complete: intended.Whole}.run(t, p)
		// The lexer keeps the old value of what has one value only; a device does not.
		lines := []string{have}
		for _, c := range body(first) {
			if rest, ok := strings.CutPrefix(c, "set system host-name "); ok {
				c = "delete system host-name\nset system host-name " + rest
			}
			lines = append(lines, c)
		}
		again := compared{system: "junos", want: want, have: strings.Join(lines, "\n") + "\n", complete: intended.Whole}.run(t, p)
		if len(again.Differences) > 0 {
			rt.Fatalf("have\n%s\nwant\n%s\ncommands %q\nleft %v", have, want, body(first), kinds(again))
		}
	})
}

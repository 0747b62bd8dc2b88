// Package routeros reads MikroTik RouterOS exports (`/export`, terse, verbose
// or compact, release 6 and 7).
//
// An export holds what differs from the defaults, command by command, and has
// no end mark: it cannot prove that it is whole. It also leaves out local
// accounts and their keys; what is absent there is never taken for an answer.
// Scripts are judged by the first words of their commands; their text is
// neither read as configuration nor kept.
package routeros

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/linewarden/linewarden/device/clean"
	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
	"github.com/linewarden/linewarden/device/system"
)

//go:embed irrelevant.txt
var irrelevant string

// New compiles the tables of RouterOS.
func New() (system.System, error) {
	top, err := newTable()
	if err != nil {
		return system.System{}, fmt.Errorf("routeros: %w", err)
	}
	return system.System{
		Name: "routeros", Vendor: "mikrotik", Title: "MikroTik RouterOS",
		Sniff: sniff, Marks: marks, Lex: lex.Path, End: end,
		Read: func(c *stmt.Ctx) {
			if u := c.Tree.Unclosed; len(u) > 0 && (c.CutAt == 0 || u[0] < c.CutAt) {
				c.CutAt = u[0] // a command without its end may mean something else
			}
			r := newReader(c)
			r.secrets()
			c.Run(top.In(r))
			r.finish()
		},
		Sections: sections,
	}, nil
}

func newTable() (*stmt.Table[*reader], error) {
	lists, err := stmt.ParseLists(irrelevant)
	if err != nil {
		return nil, err
	}
	var entries []stmt.Entry[*reader]
	for _, list := range [][]menu{serviceMenus, toolMenus, userMenus, snmpMenus, loggingMenus, ifaceMenus, tunnelMenus, serverMenus,
		firewallMenus, vpnMenus, routingMenus, scriptMenus, platformMenus} {
		for _, m := range list {
			entries = append(entries, m.entries()...)
		}
	}
	return stmt.New("top", lists["top"], append(entries, headerEntries()...)...)
}

// headerEntries read the comments that say something of the device or of the
// export.
func headerEntries() []stmt.Entry[*reader] {
	return []stmt.Entry[*reader]{
		{Pattern: "by RouterOS *", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			if r.dev.Version.How == model.NotRead {
				r.dev.Version.Set(m.Arg(0), m.Span)
			}
		}},
		{Pattern: "# model = ...", Do: func(_ *stmt.Ctx, r *reader, m *stmt.Match) {
			r.dev.Model.Set(strings.Join(m.Rest, " "), m.Span)
		}},
		{Pattern: "#error exporting ...", State: stmt.Unimplemented, Do: failedExport},
		// Copies to other hosts, tunnels, services and files that run by their
		// name: they matter, and the model has no reader for them.
		{Pattern: "interface ethernet switch acl ...", State: stmt.Unimplemented},
		{Pattern: "interface wireless sniffer ...", State: stmt.Unimplemented},
		{Pattern: "interface amt ...", State: stmt.Unimplemented},
		{Pattern: "ip cloud back-to-home-user|back-to-home-users|back-to-home-file ...", State: stmt.Unimplemented},
		{Pattern: "ip reverse-proxy ...", State: stmt.Unimplemented},
		{Pattern: "tool calea ...", State: stmt.Unimplemented},
		{Pattern: "file ...", State: stmt.Unimplemented},
		{Pattern: "zerotier controller ...", State: stmt.Unimplemented},
	}
}

// failedExport: the device could not write one menu; what it holds is unknown.
func failedExport(c *stmt.Ctx, r *reader, m *stmt.Match) {
	for i := range sections {
		w := sections[i].Words
		if len(m.Rest) >= len(w) && strings.Join(m.Rest[:len(w)], " ") == strings.Join(w, " ") {
			for _, p := range sections[i].Paths {
				c.Dev.Doubtful(p, m.Span.Line)
			}
		}
	}
}

// verbs are the commands that change a menu.
var verbs = []string{"add", "set", "remove", "unset", "enable", "disable", "move", "reset"}

// menu is one menu of the command line and how its commands are read.
type menu struct {
	// path is the menu's words.
	path string
	// do reads one command. It may be nil where State says all.
	do func(r *reader, a *args)
	// keys are the properties that do understands or that have no meaning for
	// any check, separated by spaces; a name that ends in * is a prefix. A
	// command with any other property is partly read. "*" is any.
	keys string
	// state is recorded where do is nil.
	state stmt.State
}

func (m menu) entries() []stmt.Entry[*reader] {
	if m.do == nil {
		return []stmt.Entry[*reader]{{Pattern: m.path + " **", State: m.state}}
	}
	known := newKeySet(m.keys)
	var out []stmt.Entry[*reader]
	for _, verb := range verbs {
		out = append(out, stmt.Entry[*reader]{Pattern: m.path + " " + verb + " ...", Do: func(c *stmt.Ctx, r *reader, s *stmt.Match) {
			a := parseArgs(verb, s)
			for _, p := range a.pairs {
				if !known.has(p.key) {
					c.Mark(s.Node, stmt.Partial)
				}
			}
			m.do(r, a)
		}})
	}
	return out
}

// keySet is a set of property names.
type keySet struct {
	all    bool
	names  map[string]bool
	prefix []string
}

func newKeySet(s string) *keySet {
	k := &keySet{names: map[string]bool{"comment": true, "copy-from": true, "place-before": true, "numbers": true}}
	for _, w := range strings.Fields(s) {
		switch p, found := strings.CutSuffix(w, "*"); {
		case w == "*":
			k.all = true
		case found:
			k.prefix = append(k.prefix, p)
		default:
			k.names[w] = true
		}
	}
	return k
}

func (k *keySet) has(name string) bool {
	if k.all || k.names[name] {
		return true
	}
	for _, p := range k.prefix {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}

// end tells whether the text stops inside a value.
func end(f *clean.File, t *lex.Tree) system.End {
	if len(t.Unclosed) > 0 {
		return system.End{Complete: model.Truncated, Why: fmt.Sprintf("the value that line %d begins has no end", t.Unclosed[0]), Cut: t.Last}
	}
	e := system.End{Complete: model.NotProvable, Why: "the format has no end mark"}
	e.Part, e.Sure = part(f.Text)
	return e
}

// part tells the export of one menu and several exports from a whole one: that
// goes through more than one menu of the top level.
func part(text string) (why string, sure bool) {
	headers, menu, more := 0, "", false
	for line := range strings.SplitSeq(text, "\n") {
		switch {
		case strings.HasPrefix(line, "#") && strings.Contains(line, " by RouterOS "):
			headers++
		case strings.HasPrefix(line, "[") && strings.Contains(line, "@") && strings.Contains(line, "] "):
			return "the command line of another export stands in it", true
		case strings.HasPrefix(line, "/"):
			word := line[1:]
			if at := strings.IndexAny(word, " /"); at >= 0 {
				word = word[:at]
			}
			more = more || menu != "" && word != menu
			menu = word
		}
	}
	switch {
	case headers > 1:
		return "more than one header: several exports in one file", true
	case !more:
		return "one menu alone, where an export of everything has several", false
	}
	return "", false
}

// marks are the dates with which the comment "… by RouterOS …" begins.
var marks = []string{"# 20", "# jan/", "# feb/", "# mar/", "# apr/", "# may/", "# jun/", "# jul/", "# aug/", "# sep/", "# oct/", "# nov/", "# dec/"}

// sniff looks for the header, else for menus and commands as RouterOS writes
// them.
func sniff(s *system.Sample) int {
	score, menu := 0, false
	for _, l := range s.Lines {
		switch {
		case strings.HasPrefix(l, "#") && strings.Contains(l, "by RouterOS "):
			return 100
		case strings.HasPrefix(l, "#") && strings.Contains(l, "platform: MikroTik"):
			return 95
		case strings.HasPrefix(l, "/"):
			menu = topMenu(l)
			if menu {
				score += 8
			}
			if menu && (strings.Contains(l, " add ") || strings.Contains(l, " set ")) {
				score += 6
			}
		case menu && (strings.HasPrefix(l, "add ") || strings.HasPrefix(l, "set ")) && strings.IndexByte(l, '=') > 0:
			score += 6
		}
	}
	return min(score, 90)
}

// topMenu reports a line that begins with one of RouterOS's menus.
func topMenu(l string) bool {
	word, rest, _ := strings.Cut(l[1:], " ")
	if strings.HasSuffix(rest, "{") || strings.HasSuffix(rest, ";") {
		return false
	}
	switch word {
	case "interface", "ip", "ipv6", "system", "routing", "tool", "user", "snmp", "ppp", "queue", "radius", "port", "certificate", "disk",
		"mpls", "container", "caps-man", "tr069-client", "special-login", "zerotier", "user-manager", "iot", "dude":
		return true
	}
	return false
}

// sections says which parts of the model a menu is about.
var sections = []stmt.Section{
	{Words: []string{"user"}, Paths: []string{"users", "roles", "aaa"}},
	{Words: []string{"radius"}, Paths: []string{"aaa"}},
	{Words: []string{"snmp"}, Paths: []string{"snmp"}},
	{Words: []string{"ip", "service"}, Paths: []string{"services", "ssh"}},
	{Words: []string{"ip", "ssh"}, Paths: []string{"ssh"}},
	{Words: []string{"ip", "dns"}, Paths: []string{"dns", "services.dns"}},
	{Words: []string{"ip", "neighbor"}, Paths: []string{"services.discovery", "l2"}},
	{Words: []string{"ip", "proxy"}, Paths: []string{"services.proxy"}},
	{Words: []string{"ip", "socks"}, Paths: []string{"services.socks"}},
	{Words: []string{"ip", "upnp"}, Paths: []string{"services.upnp"}},
	{Words: []string{"ip", "cloud"}, Paths: []string{"services.cloud"}},
	{Words: []string{"ip", "cloud", "back-to-home-user"}, Paths: []string{"services.cloud", "tunnels"}},
	{Words: []string{"ip", "cloud", "back-to-home-users"}, Paths: []string{"services.cloud", "tunnels"}},
	{Words: []string{"ip", "reverse-proxy"}, Paths: []string{"services.proxy"}},
	{Words: []string{"ip", "smb"}, Paths: []string{"services.smb"}},
	{Words: []string{"ip", "tftp"}, Paths: []string{"services.tftp"}},
	{Words: []string{"ip", "traffic-flow"}, Paths: []string{"flow"}},
	{Words: []string{"ip", "firewall"}, Paths: []string{"rulesets", "cli", "nats", "mirrors"}},
	{Words: []string{"ipv6", "firewall"}, Paths: []string{"rulesets", "cli"}},
	{Words: []string{"ip", "ipsec"}, Paths: []string{"vpn"}},
	{Words: []string{"ip", "route"}, Paths: []string{"routes"}},
	{Words: []string{"ipv6", "route"}, Paths: []string{"routes"}},
	{Words: []string{"ip", "settings"}, Paths: []string{"routing", "interfaces"}},
	{Words: []string{"ip", "address"}, Paths: []string{"interfaces"}},
	{Words: []string{"interface"}, Paths: []string{"interfaces", "tunnels"}},
	{Words: []string{"interface", "ethernet", "switch"}, Paths: []string{"mirrors"}},
	{Words: []string{"interface", "wireless", "sniffer"}, Paths: []string{"mirrors", "captures"}},
	{Words: []string{"interface", "amt"}, Paths: []string{"tunnels"}},
	{Words: []string{"routing", "bgp"}, Paths: []string{"neighbors"}},
	{Words: []string{"routing", "ospf"}, Paths: []string{"igps"}},
	{Words: []string{"routing", "ospf-v3"}, Paths: []string{"igps"}},
	{Words: []string{"routing", "rip"}, Paths: []string{"igps"}},
	{Words: []string{"system", "logging"}, Paths: []string{"logging"}},
	{Words: []string{"system", "ntp"}, Paths: []string{"ntp"}},
	{Words: []string{"system", "script"}, Paths: []string{"scripts"}},
	{Words: []string{"system", "scheduler"}, Paths: []string{"scripts"}},
	{Words: []string{"system", "package"}, Paths: []string{"system"}},
	{Words: []string{"system", "routerboard"}, Paths: []string{"system"}},
	{Words: []string{"system", "note"}, Paths: []string{"banners"}},
	{Words: []string{"tool", "netwatch"}, Paths: []string{"scripts"}},
	{Words: []string{"tool", "sniffer"}, Paths: []string{"mirrors", "captures"}},
	{Words: []string{"tool", "calea"}, Paths: []string{"lawful_intercept", "mirrors"}},
	{Words: []string{"file"}, Paths: []string{"scripts"}},
	{Words: []string{"zerotier"}, Paths: []string{"tunnels"}},
	{Words: []string{"tool", "mac-server"}, Paths: []string{"services.mac_telnet", "services.mac_winbox", "services.mac_ping"}},
	{Words: []string{"tool", "bandwidth-server"}, Paths: []string{"services.bandwidth_test"}},
	{Words: []string{"tool", "romon"}, Paths: []string{"services.romon"}},
	{Words: []string{"ppp"}, Paths: []string{"scripts", "vpn"}},
	{Words: []string{"container"}, Paths: []string{"containers", "hosting"}},
	{Words: []string{"certificate"}, Paths: []string{"pki"}},
}

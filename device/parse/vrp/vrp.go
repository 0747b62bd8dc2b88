// Package vrp reads Huawei VRP configurations (display current-configuration)
// of routers, switches and access devices.
//
// A line with # ends a section, undo takes a statement back, and a line with
// return ends the whole. Banners and public keys are opaque text.
package vrp

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

// New compiles the tables of VRP.
func New() (system.System, error) {
	t, err := newTables()
	if err != nil {
		return system.System{}, fmt.Errorf("vrp: %w", err)
	}
	return system.System{
		Name: "vrp", Vendor: "huawei", Title: "Huawei VRP",
		Sniff: sniff, Marks: []string{"!Software Version V"}, Lex: lexer, End: end,
		Read: func(c *stmt.Ctx) {
			r := newReader(c)
			c.Run(t.top.In(r))
			r.finish()
		},
		Sections: sections,
	}, nil
}

func lexer(src lex.Source) *lex.Tree {
	return lex.Section(src, opaque)
}

// opaque finds banners and public keys.
func opaque(words []string, line string) *lex.OpaqueEnd {
	switch {
	case len(words) == 2 && words[0] == "public-key-code" && words[1] == "begin":
		return &lex.OpaqueEnd{Line: "public-key-code end", MaxIndent: -1}
	case len(words) > 3 && words[0] == "header" && words[2] == "information":
		at := strings.Index(line, " information ") + len(" information ")
		for at < len(line) && line[at] == ' ' {
			at++
		}
		if d := line[at]; !alnum(d) {
			return &lex.OpaqueEnd{Delim: string(d), From: at + 1, MaxIndent: -1}
		}
	}
	return nil
}

func alnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// end looks for the last statement: "return", or a sub-view's "quit"s are no
// end.
func end(_ *clean.File, t *lex.Tree) system.End {
	if len(t.Unclosed) > 0 {
		return system.End{Complete: model.Truncated, Why: fmt.Sprintf("the text that line %d opens is never closed", t.Unclosed[0]), Cut: t.Last}
	}
	if k := t.Nodes[0].Last; k != 0 {
		n := &t.Nodes[k]
		if len(n.Words) == 1 && n.Words[0] == "return" && !n.Neg && n.First == 0 && n.Text == "return" {
			e := system.End{Complete: model.Whole, Why: `ends with the line "return"`}
			e.Part, e.Sure = part(t)
			return e
		}
	}
	return system.End{Complete: model.Truncated, Why: `the line "return" is missing`, Cut: t.Last}
}

// part tells one section and several configurations from one that is whole:
// "display this" ends with "return" as well.
func part(t *lex.Tree) (why string, sure bool) {
	ends, aaa, lines := 0, false, false
	for k := range t.Kids(0) {
		n := &t.Nodes[k]
		if len(n.Words) == 0 || n.Neg {
			continue
		}
		switch n.Words[0] {
		case "return":
			ends++
		case "aaa":
			aaa = true
		case "user-interface":
			lines = true
		}
	}
	switch {
	case ends > 1:
		return `more than one line "return": several configurations in one file`, true
	case !aaa:
		return "no section aaa, which every device writes", false
	case !lines:
		return "no section user-interface, which every device writes", false
	}
	return "", false
}

// mark is the beginning of a line and how much it says.
type mark struct {
	text   string
	weight int
}

// marks are beginnings of lines that VRP writes and the systems that look like
// it do not, with their weight.
var marks = []mark{
	{"sysname ", 25}, {"user-interface vty", 30}, {"user-interface con", 30}, {"stelnet server enable", 40}, {"stelnet ipv4 server enable", 40},
	{"undo ", 4}, {"snmp-agent", 20}, {"info-center ", 25}, {"acl number ", 25}, {"acl name ", 12}, {"hwtacacs-server template", 40},
	{"hwtacacs", 20}, {"vlan batch ", 30}, {"ip route-static ", 25}, {"ip vpn-instance ", 30}, {"observe-port ", 25}, {"ntp-service ", 25},
	{"authentication-scheme ", 15}, {" authentication-scheme ", 15}, {" local-user ", 15}, {"interface Vlanif", 20}, {"interface Eth-Trunk", 20},
	{"interface MEth", 20}, {"interface NULL0", 8}, {"return", 5}, {"set save-configuration", 30}, {"cpu-defend policy", 25}, {"drop-profile default", 20},
	{"undo info-center", 30}, {"peer default-route", 5}, {" rule 5 permit source", 8}, {"local-user ", 15}, {"ssh user ", 20}, {"telnet server enable", 12},
}

// others are lines of systems that share words with VRP.
var others = system.Texts("irf ", "line vty ", "line class ", "role default-role", "user-role ", " authorization-attribute ", "hostname ", "end")

var starts = system.NewPrefixes(marks, func(m mark) string { return m.text })

func sniff(s *system.Sample) int {
	score, comware := 0, 0
	for _, l := range s.Lines {
		if strings.HasPrefix(l, "!Software Version V") {
			return 100
		}
		if l == "" || l[0] == '#' {
			continue
		}
		for i := range starts.Each(l) {
			score += marks[i].weight
		}
		for range others.Each(l) {
			comware += 15
		}
		if strings.HasPrefix(l, " version 7.1.") || strings.HasPrefix(l, " version 5.20") {
			comware += 60 // H3C Comware
		}
	}
	return max(min(score, 92)-comware, 0)
}

// sections says which parts of the model a statement's first words are about.
var sections = []stmt.Section{
	{Words: []string{"aaa"}, Paths: []string{"aaa", "users"}},
	{Words: []string{"local-user"}, Paths: []string{"users"}},
	{Words: []string{"hwtacacs-server"}, Paths: []string{"aaa"}},
	{Words: []string{"radius-server"}, Paths: []string{"aaa"}},
	{Words: []string{"ldap-server"}, Paths: []string{"aaa"}},
	{Words: []string{"web-manager"}, Paths: []string{"services.http", "services.https"}},
	{Words: []string{"schedule"}, Paths: []string{"scripts"}},
	{Words: []string{"job"}, Paths: []string{"scripts"}},
	{Words: []string{"user-interface"}, Paths: []string{"lines"}},
	{Words: []string{"telnet"}, Paths: []string{"services.telnet"}},
	{Words: []string{"ftp"}, Paths: []string{"services.ftp"}},
	{Words: []string{"tftp"}, Paths: []string{"services.tftp"}},
	{Words: []string{"http"}, Paths: []string{"services.http", "services.https"}},
	{Words: []string{"stelnet"}, Paths: []string{"ssh"}},
	{Words: []string{"ssh"}, Paths: []string{"ssh", "users"}},
	{Words: []string{"sftp"}, Paths: []string{"services.sftp"}},
	{Words: []string{"snetconf"}, Paths: []string{"services.netconf"}},
	{Words: []string{"netconf"}, Paths: []string{"services.netconf"}},
	{Words: []string{"grpc"}, Paths: []string{"services.grpc"}},
	{Words: []string{"snmp-agent"}, Paths: []string{"snmp"}},
	{Words: []string{"ntp-service"}, Paths: []string{"ntp"}},
	{Words: []string{"info-center"}, Paths: []string{"logging"}},
	{Words: []string{"acl"}, Paths: []string{"rulesets"}},
	{Words: []string{"interface"}, Paths: []string{"interfaces", "tunnels"}},
	{Words: []string{"ip", "route-static"}, Paths: []string{"routes"}},
	{Words: []string{"ipv6", "route-static"}, Paths: []string{"routes"}},
	{Words: []string{"ip", "vpn-instance"}, Paths: []string{"vrfs"}},
	{Words: []string{"bgp"}, Paths: []string{"neighbors"}},
	{Words: []string{"ospf"}, Paths: []string{"igps"}},
	{Words: []string{"ospfv3"}, Paths: []string{"igps"}},
	{Words: []string{"isis"}, Paths: []string{"igps"}},
	{Words: []string{"rip"}, Paths: []string{"igps"}},
	{Words: []string{"mpls"}, Paths: []string{"igps", "routing"}},
	{Words: []string{"ike"}, Paths: []string{"vpn"}},
	{Words: []string{"ipsec"}, Paths: []string{"vpn"}},
	{Words: []string{"observe-port"}, Paths: []string{"mirrors"}},
	{Words: []string{"mirroring"}, Paths: []string{"mirrors"}},
	{Words: []string{"lldp"}, Paths: []string{"l2"}},
	{Words: []string{"cpu-defend"}, Paths: []string{"control_plane"}},
	{Words: []string{"cpu-defend-policy"}, Paths: []string{"control_plane"}},
	{Words: []string{"cwmp"}, Paths: []string{"services.tr069"}},
	{Words: []string{"pki"}, Paths: []string{"pki"}},
	{Words: []string{"header"}, Paths: []string{"banners"}},
	{Words: []string{"keychain"}, Paths: []string{"keychains"}},
	{Words: []string{"dns"}, Paths: []string{"dns"}},
	{Words: []string{"security-policy"}, Paths: []string{"rulesets"}},
	{Words: []string{"firewall", "packet-filter"}, Paths: []string{"rulesets"}},
	{Words: []string{"nat-policy"}, Paths: []string{"nats"}},
	{Words: []string{"telemetry"}, Paths: []string{"system", "transfers"}},
	{Words: []string{"configuration"}, Paths: []string{"transfers"}},
	{Words: []string{"set", "save-configuration"}, Paths: []string{"transfers"}},
	{Words: []string{"bmp"}, Paths: []string{"transfers"}},
	{Words: []string{"openflow"}, Paths: []string{"services.netconf", "services.grpc", "services.api"}},
	{Words: []string{"vm-manager"}, Paths: []string{"containers", "hosting"}},
	{Words: []string{"container"}, Paths: []string{"containers", "hosting"}},
	{Words: []string{"command-alias"}, Paths: []string{"privilege_edits"}},
	{Words: []string{"command-privilege"}, Paths: []string{"privilege_edits"}},
	{Words: []string{"assistant"}, Paths: []string{"scripts"}},
	{Words: []string{"script-assistant"}, Paths: []string{"scripts"}},
	{Words: []string{"ops"}, Paths: []string{"scripts"}},
	{Words: []string{"l2tp"}, Paths: []string{"vpn", "tunnels"}},
	{Words: []string{"l2tp-group"}, Paths: []string{"vpn", "tunnels", "secrets"}},
	{Words: []string{"pppoe-server"}, Paths: []string{"vpn"}},
	{Words: []string{"password-policy"}, Paths: []string{"aaa"}},
	{Words: []string{"authentication-scheme"}, Paths: []string{"aaa"}},
	{Words: []string{"domain"}, Paths: []string{"aaa"}},
	{Words: []string{"super"}, Paths: []string{"secrets"}},
	{Words: []string{"dhcp"}, Paths: []string{"services.dhcp"}},
	{Words: []string{"ztp"}, Paths: []string{"services.ztp"}},
	{Words: []string{"scp"}, Paths: []string{"services.scp"}},
}

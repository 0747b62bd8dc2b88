// Package sros reads Nokia SR OS configurations: classic CLI (admin
// display-config, saved files) and MD-CLI, as braces or as one path a line.
//
// Both dialects give one kind of tree; where they name things differently, the
// tables hold both names. A comment "# Finished" ends what a device writes; a
// file without it is whole only where it is one block that closes.
package sros

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

// New compiles the tables of SR OS.
func New() (system.System, error) {
	t, err := newTables()
	if err != nil {
		return system.System{}, fmt.Errorf("sros: %w", err)
	}
	return system.System{
		Name: "sros", Vendor: "nokia", Title: "Nokia SR OS",
		Sniff: sniff, Marks: []string{"# TiMOS-"}, Lex: lexer, End: end,
		Read: func(c *stmt.Ctx) {
			r := newReader(c)
			c.Run(t.conf.In(r))
			r.finish()
		},
		Sections: sections,
	}, nil
}

// lexer reads either dialect.
func lexer(src lex.Source) *lex.Tree {
	if modelDriven(src.Text) {
		t := lex.Brace(src, lex.BraceOptions{Lines: true, Root: "/"})
		applyGroups(t)
		return t
	}
	t := lex.Exit(src)
	for i := range t.Nodes {
		n := &t.Nodes[i]
		if len(n.Words) != 1 || n.Neg {
			continue
		}
		// Classic leaves out the name of the base router and the first
		// instance of a protocol; the tables expect them.
		switch n.Words[0] {
		case "router":
			n.Words = []string{"router", "Base"}
		case "ospf", "ospf3", "isis":
			n.Words = []string{n.Words[0], "0"}
		}
	}
	return t
}

// modelDriven tells MD-CLI by a block in braces or by whole paths.
func modelDriven(text string) bool {
	for len(text) > 0 {
		line := text
		if nl := strings.IndexByte(text, '\n'); nl >= 0 {
			line, text = text[:nl], text[nl+1:]
		} else {
			text = ""
		}
		line = strings.TrimRight(line, " \t\r")
		switch {
		case line == "" || line[0] == '#':
		case strings.HasPrefix(line, "/configure "), strings.HasSuffix(line, " {"), strings.HasPrefix(line, "/bof "), strings.HasPrefix(line, "/li "):
			return true
		case line == "configure" || line == "exit all" || strings.HasPrefix(line, "echo "):
			return false
		}
	}
	return false
}

// end looks for the mark that the device writes last. A file with its header
// has that mark too; what a user copies by hand has neither.
func end(f *clean.File, t *lex.Tree) system.End {
	switch {
	case len(t.Unclosed) > 0:
		return system.End{Complete: model.Truncated, Why: fmt.Sprintf("what line %d opens is never closed", t.Unclosed[0]), Cut: t.Last}
	case len(t.Stray) > 0:
		return system.End{Complete: model.Truncated, Why: fmt.Sprintf("line %d closes what was never opened", t.Stray[0]), Cut: t.Stray[0]}
	}
	e := mark(f.Text, t)
	e.Part, e.Sure = part(f.Text, t)
	return e
}

// mark looks at the last line.
func mark(text string, t *lex.Tree) system.End {
	last := lastLine(text)
	switch {
	case strings.HasPrefix(last, "# Finished"):
		return system.End{Complete: model.Whole, Why: `ends with the comment "# Finished"`}
	case !t.Path || !modelDriven(text):
		if last == "exit all" && t.Nodes[0].First != 0 {
			return system.End{Complete: model.Whole, Why: `ends with "exit all"`}
		}
		return system.End{Complete: model.Truncated, Why: `the comment "# Finished" is missing`, Cut: t.Last}
	case last == "}" && oneBlock(text) && !strings.HasPrefix(text, "# TiMOS-"):
		return system.End{Complete: model.Whole, Why: "the block around everything is closed"}
	}
	return system.End{Complete: model.NotProvable, Why: `the comment "# Finished" is missing`}
}

// part tells one section, a template and several configurations from one that
// is whole: that has its header, or at least what every device writes.
func part(text string, t *lex.Tree) (why string, sure bool) {
	headers, ends := 0, 0
	for line := range strings.SplitSeq(text, "\n") {
		switch {
		case strings.HasPrefix(line, "# TiMOS-"):
			headers++
		case strings.HasPrefix(line, "# Finished"):
			ends++
		}
	}
	switch {
	case headers > 1 || ends > 1:
		return "more than one header or end: several configurations in one file", true
	case headers == 1 && (ends == 1 || !modelDriven(text)):
		return "", false
	}
	switch {
	case t.Find(0, "configure", "system", "security") == 0:
		return "no security below system, which every device writes", false
	case t.Child(t.Find(0, "configure"), "router") == 0:
		return "no router below configure, which every device writes", false
	}
	return "", false
}

// lastLine is the last line that is no note of the command line itself.
func lastLine(text string) string {
	for {
		text = strings.TrimRight(text, " \t\r\n")
		at := strings.LastIndexByte(text, '\n') + 1
		last := strings.TrimSpace(text[at:])
		if !strings.HasPrefix(last, "INFO: ") || at == 0 {
			return last
		}
		text = text[:at]
	}
}

// oneBlock reports that the only statement of the text is one configure block.
func oneBlock(text string) bool {
	blocks := 0
	for _, line := range strings.Split(text, "\n") {
		switch line = strings.TrimRight(line, " \t\r"); {
		case line == "configure {":
			blocks++
		case line == "" || line == "}" || line[0] == '#' || line[0] == ' ' || line[0] == '\t':
		default:
			return false
		}
	}
	return blocks == 1
}

// sniff looks for the header, else for lines as only SR OS writes them.
func sniff(s *system.Sample) int {
	score, inside := 0, false
	for _, l := range s.Lines {
		switch {
		case strings.HasPrefix(l, "# TiMOS-"):
			return 100
		case strings.HasPrefix(l, "# Configuration format version "):
			return 96
		case l == "configure {", strings.HasPrefix(l, "/configure "):
			score += 45
			inside = true
		case l == "exit all":
			score += 35
		case l == "configure":
			score += 10
			inside = true
		case strings.HasPrefix(l, "echo \"") && strings.HasSuffix(l, "Configuration\""):
			score += 35
		case inside:
			score += weight(l)
		default:
			if w := weight(l); w > 5 {
				score += w / 2
			}
		}
	}
	return min(score, 94)
}

// weighty are the beginnings of lines that weigh something.
var weighty = system.Texts("management-access-filter", "router Base", `router "Base" {`, "card-type iom", "mda-type ", "cpm-filter",
	"snmp-trap-group", "admin-state enable", "admin-state disable")

func weight(l string) int {
	i := weighty.First(system.Unindent(l))
	if i < 0 {
		return 0
	}
	switch l = strings.TrimSpace(l); {
	case l == "admin-state enable", l == "admin-state disable":
		return 6
	case i < 6, l == "snmp-trap-group":
		return 15
	}
	return 0
}

// vprnManagement is what "management" of a VPRN may open: allow-telnet,
// allow-ssh, allow-ftp, allow-netconf, allow-grpc.
var vprnManagement = []string{"services.telnet", "services.ftp", "services.netconf", "services.grpc", "ssh", "cli"}

// sections says which parts of the model a statement is about.
var sections = []stmt.Section{
	{Words: []string{"configure", "system", "security"}, Paths: []string{"users", "aaa", "snmp", "ssh", "cli", "rulesets"}},
	{Words: []string{"configure", "system", "security", "user"}, Paths: []string{"users"}},
	{Words: []string{"configure", "system", "security", "user-params"}, Paths: []string{"users", "aaa"}},
	{Words: []string{"configure", "system", "security", "aaa"}, Paths: []string{"aaa", "roles"}},
	{Words: []string{"configure", "system", "security", "profile"}, Paths: []string{"roles"}},
	{Words: []string{"configure", "system", "security", "password"}, Paths: []string{"aaa"}},
	{Words: []string{"configure", "system", "security", "tacplus"}, Paths: []string{"aaa"}},
	{Words: []string{"configure", "system", "security", "radius"}, Paths: []string{"aaa"}},
	{Words: []string{"configure", "system", "security", "snmp"}, Paths: []string{"snmp"}},
	{Words: []string{"configure", "system", "security", "ssh"}, Paths: []string{"ssh"}},
	{Words: []string{"configure", "system", "security", "management-access-filter"}, Paths: []string{"cli", "rulesets"}},
	{Words: []string{"configure", "system", "security", "cpm-filter"}, Paths: []string{"control_plane", "rulesets"}},
	{Words: []string{"configure", "system", "login-control"}, Paths: []string{"cli", "banners", "ssh", "lines"}},
	{Words: []string{"configure", "system", "snmp"}, Paths: []string{"snmp"}},
	{Words: []string{"configure", "system", "time"}, Paths: []string{"ntp"}},
	{Words: []string{"configure", "system", "grpc"}, Paths: []string{"services.grpc"}},
	{Words: []string{"configure", "system", "netconf"}, Paths: []string{"services.netconf"}},
	{Words: []string{"configure", "system", "management-interface"}, Paths: []string{"services.netconf", "snmp"}},
	{Words: []string{"configure", "system", "cron"}, Paths: []string{"scripts"}},
	{Words: []string{"configure", "system", "script-control"}, Paths: []string{"scripts"}},
	{Words: []string{"configure", "system", "lldp"}, Paths: []string{"l2"}},
	{Words: []string{"configure", "log"}, Paths: []string{"logging", "snmp"}},
	{Words: []string{"configure", "filter"}, Paths: []string{"rulesets"}},
	{Words: []string{"configure", "mirror"}, Paths: []string{"mirrors"}},
	{Words: []string{"debug"}, Paths: []string{"mirrors"}},
	{Words: []string{"configure", "li"}, Paths: []string{"lawful_intercept"}},
	{Words: []string{"li"}, Paths: []string{"lawful_intercept"}},
	{Words: []string{"configure", "router"}, Paths: []string{"interfaces", "routing", "neighbors", "igps", "routes"}},
	{Words: []string{"configure", "router", "*", "interface"}, Paths: []string{"interfaces"}},
	{Words: []string{"configure", "router", "*", "bgp"}, Paths: []string{"neighbors"}},
	{Words: []string{"configure", "router", "*", "ospf"}, Paths: []string{"igps"}},
	{Words: []string{"configure", "router", "*", "ospf3"}, Paths: []string{"igps"}},
	{Words: []string{"configure", "router", "*", "isis"}, Paths: []string{"igps"}},
	{Words: []string{"configure", "router", "*", "ldp"}, Paths: []string{"igps"}},
	{Words: []string{"configure", "router", "*", "rsvp"}, Paths: []string{"igps"}},
	{Words: []string{"configure", "router", "*", "static-routes"}, Paths: []string{"routes"}},
	{Words: []string{"configure", "service"}, Paths: []string{"interfaces", "vrfs", "tunnels"}},
	{Words: []string{"configure", "service", "sdp"}, Paths: []string{"tunnels"}},
	{Words: []string{"configure", "cflowd"}, Paths: []string{"flow"}},
	{Words: []string{"configure", "ipsec"}, Paths: []string{"vpn", "tunnels"}},
	{Words: []string{"configure", "python"}, Paths: []string{"scripts"}},
	{Words: []string{"bof"}, Paths: []string{"system", "services.ztp"}},
	{Words: []string{"configure", "system", "security", "pki"}, Paths: []string{"pki", "secrets"}},
	{Words: []string{"configure", "system", "security", "telnet-server"}, Paths: []string{"services.telnet"}},
	{Words: []string{"configure", "system", "security", "ftp-server"}, Paths: []string{"services.ftp"}},
	{Words: []string{"configure", "system", "bluetooth"}, Paths: []string{"cli", "lines"}},
	{Words: []string{"configure", "system", "grpc-tunnel"}, Paths: []string{"services.grpc", "ssh"}},
	{Words: []string{"configure", "system", "management-interface", "remote-management"}, Paths: []string{"services.grpc", "services.netconf"}},
	{Words: []string{"configure", "system", "login-control", "login-scripts"}, Paths: []string{"scripts"}},
	{Words: []string{"configure", "system", "rollback"}, Paths: []string{"transfers"}},
	{Words: []string{"configure", "system", "telemetry"}, Paths: []string{"system", "transfers"}},
	{Words: []string{"configure", "bmp"}, Paths: []string{"transfers"}},
	{Words: []string{"configure", "openflow"}, Paths: []string{"services.grpc", "services.netconf"}},
	{Words: []string{"configure", "open-flow"}, Paths: []string{"services.grpc", "services.netconf"}},
}

// Package iosxr reads Cisco IOS XR running configurations.
//
// Promise: every statement ends in one recorded state, free-form policy text
// and banners are never read as configuration, and secrets never leave the
// Keyer. Facts that need the whole file (templates, groups, address groups)
// are settled after the tables have run.
package iosxr

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

// New compiles the tables of IOS XR.
func New() (system.System, error) {
	t, err := newTables()
	if err != nil {
		return system.System{}, fmt.Errorf("iosxr: %w", err)
	}
	return system.System{
		Name: "iosxr", Vendor: "cisco", Title: "Cisco IOS XR",
		Sniff: sniff, Marks: []string{"!! IOS XR"}, Lex: lexer, End: end, Shape: shape, Read: t.read, Sections: sections,
	}, nil
}

// read runs the tables and then settles what needs the whole file.
func (t *tables) read(c *stmt.Ctx) {
	r := &reader{dev: c.Dev, c: c}
	c.Run(t.top.In(r))
	r.settle()
}

func lexer(src lex.Source) *lex.Tree {
	return lex.Indent(src, lex.IndentOptions{Negation: "no", Comment: "!", Opaque: opaque})
}

// opaque finds text that is shown to people: banner KIND DELIMITER text.
func opaque(words []string, line string) *lex.OpaqueEnd {
	if len(words) < 3 || words[0] != "banner" {
		return nil
	}
	at := strings.Index(line, words[1]) + len(words[1])
	for at < len(line) && (line[at] == ' ' || line[at] == '\t') {
		at++
	}
	if at >= len(line) {
		return nil
	}
	delim := line[at : at+1]
	if strings.HasPrefix(line[at:], "^C") {
		delim = "^C"
	}
	return &lex.OpaqueEnd{Delim: delim, From: at + len(delim), MaxIndent: -1}
}

// shape is what every release writes. The statements begin with nothing that
// is always there, so a comment above them must show their beginning.
var shape = system.Shape{Holds: []string{"hostname", "interface"}, Once: []string{"hostname", "end"}, Head: true}

// end looks for the statement "end", which closes every listing.
func end(f *clean.File, t *lex.Tree) system.End {
	if len(t.Unclosed) > 0 {
		return system.End{Complete: model.Truncated, Why: fmt.Sprintf("the text that begins in line %d is never closed", t.Unclosed[0]), Cut: t.Last}
	}
	seen := int32(0)
	for k := range t.Kids(0) {
		if n := &t.Nodes[k]; len(n.Words) == 1 && n.Words[0] == "end" && !n.Neg && n.First == 0 {
			seen = k
		}
	}
	switch {
	case seen == 0:
		return system.End{Complete: model.Truncated, Why: `the line "end" is missing`, Cut: t.Last}
	case !f.FinalNewline && seen == t.Nodes[0].Last && openBlock(t):
		return system.End{Complete: model.Truncated, Why: `the last line, "end", may be the beginning of a longer one`, Cut: t.Last}
	case seen != t.Nodes[0].Last:
		return system.End{Complete: model.NotProvable, Why: `other text follows the line "end"`}
	}
	return system.End{Complete: model.Whole, Why: `ends with the line "end"`}
}

// openBlock reports that a policy or set which ends with a line of its own
// ("end-policy", "end-set") is still open at the margin.
func openBlock(t *lex.Tree) bool {
	open := false
	for k := range t.Kids(0) {
		switch n := &t.Nodes[k]; {
		case len(n.Words) == 0:
		case strings.HasPrefix(n.Words[0], "end-"):
			open = false
		case n.Words[0] == "route-policy", n.Words[0] == "group", strings.HasSuffix(n.Words[0], "-set"), strings.HasSuffix(n.Words[0], "-map"):
			open = true
			for c := range t.Kids(k) {
				if w := t.Nodes[c].Words; len(w) > 0 && strings.HasPrefix(w[0], "end-") {
					open = false
				}
			}
		}
	}
	return open
}

// sections maps leading words to what a line that nobody understood may have
// been about.
var sections = []stmt.Section{
	{Words: []string{"line"}, Paths: []string{"lines"}},
	{Words: []string{"vty-pool"}, Paths: []string{"lines"}},
	{Words: []string{"ssh"}, Paths: []string{"ssh", "services.netconf"}},
	{Words: []string{"telnet"}, Paths: []string{"services.telnet"}},
	{Words: []string{"http"}, Paths: []string{"services.http", "services.https"}},
	{Words: []string{"xml"}, Paths: []string{"services.xml_agent"}},
	{Words: []string{"netconf"}, Paths: []string{"services.netconf"}},
	{Words: []string{"netconf-yang"}, Paths: []string{"services.netconf"}},
	{Words: []string{"grpc"}, Paths: []string{"services.grpc"}},
	{Words: []string{"tftp"}, Paths: []string{"services.tftp"}},
	{Words: []string{"control-plane"}, Paths: []string{"cli", "control_plane", "interfaces"}},
	{Words: []string{"aaa"}, Paths: []string{"aaa", "lawful_intercept"}},
	{Words: []string{"tacacs-server"}, Paths: []string{"aaa"}},
	{Words: []string{"tacacs"}, Paths: []string{"aaa"}},
	{Words: []string{"radius-server"}, Paths: []string{"aaa"}},
	{Words: []string{"radius"}, Paths: []string{"aaa"}},
	{Words: []string{"username"}, Paths: []string{"users"}},
	{Words: []string{"taskgroup"}, Paths: []string{"roles", "users"}},
	{Words: []string{"usergroup"}, Paths: []string{"roles", "users"}},
	{Words: []string{"snmp-server"}, Paths: []string{"snmp"}},
	{Words: []string{"ntp"}, Paths: []string{"ntp"}},
	{Words: []string{"logging"}, Paths: []string{"logging"}},
	{Words: []string{"service"}, Paths: []string{"logging"}},
	{Words: []string{"banner"}, Paths: []string{"banners"}},
	{Words: []string{"domain"}, Paths: []string{"dns"}},
	{Words: []string{"interface"}, Paths: []string{"interfaces", "tunnels"}},
	{Words: []string{"vrf"}, Paths: []string{"vrfs"}},
	{Words: []string{"ipv4", "access-list"}, Paths: []string{"rulesets"}},
	{Words: []string{"ipv6", "access-list"}, Paths: []string{"rulesets"}},
	{Words: []string{"object-group"}, Paths: []string{"rulesets"}},
	{Words: []string{"router", "bgp"}, Paths: []string{"neighbors"}},
	{Words: []string{"router", "static"}, Paths: []string{"routes"}},
	{Words: []string{"router"}, Paths: []string{"igps"}},
	{Words: []string{"mpls"}, Paths: []string{"igps", "routing"}},
	{Words: []string{"rsvp"}, Paths: []string{"igps"}},
	{Words: []string{"key"}, Paths: []string{"keychains"}},
	{Words: []string{"crypto"}, Paths: []string{"vpn", "pki"}},
	{Words: []string{"flow"}, Paths: []string{"flow"}},
	{Words: []string{"sampler-map"}, Paths: []string{"flow"}},
	{Words: []string{"monitor-session"}, Paths: []string{"mirrors"}},
	{Words: []string{"event"}, Paths: []string{"scripts"}},
	{Words: []string{"script"}, Paths: []string{"scripts"}},
	{Words: []string{"appmgr"}, Paths: []string{"containers", "hosting"}},
	{Words: []string{"tpa"}, Paths: []string{"hosting"}},
	{Words: []string{"linux"}, Paths: []string{"hosting"}},
	{Words: []string{"lawful-intercept"}, Paths: []string{"lawful_intercept"}},
	{Words: []string{"alias"}, Paths: []string{"privilege_edits"}},
	{Words: []string{"cdp"}, Paths: []string{"l2"}},
	{Words: []string{"lldp"}, Paths: []string{"l2"}},
	{Words: []string{"configuration"}, Paths: []string{"transfers"}},
	{Words: []string{"lpts"}, Paths: []string{"control_plane"}},
	{Words: []string{"telemetry"}, Paths: []string{"system", "transfers"}},
	{Words: []string{"exception"}, Paths: []string{"transfers"}},
	{Words: []string{"install"}, Paths: []string{"transfers", "system"}},
	{Words: []string{"ztp"}, Paths: []string{"services.ztp"}},
	{Words: []string{"dhcp"}, Paths: []string{"services.dhcp"}},
	{Words: []string{"call-home"}, Paths: []string{"services.call_home", "transfers"}},
	{Words: []string{"ftp"}, Paths: []string{"secrets"}},
	{Words: []string{"pce"}, Paths: []string{"secrets", "users"}},
	{Words: []string{"ipv4"}, Paths: []string{"routing"}},
	{Words: []string{"ipv6"}, Paths: []string{"routing"}},
	{Words: []string{"multicast-routing"}, Paths: []string{"igps"}},
	{Words: []string{"onep"}, Paths: []string{"hosting"}},
	{Words: []string{"virtual-service"}, Paths: []string{"containers", "hosting"}},
}

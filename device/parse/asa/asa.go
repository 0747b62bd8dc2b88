// Package asa reads Cisco ASA running configurations, and those of Firepower
// Threat Defense as its LINA engine shows them.
//
// Promise: every statement ends in one recorded state, banners and
// certificates are never read as configuration, and secrets never leave the
// Keyer. Names, objects and groups are resolved after all lines are known;
// what the file does not define makes a rule opaque.
package asa

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

// New compiles the tables of ASA.
func New() (system.System, error) {
	t, err := newTables()
	if err != nil {
		return system.System{}, fmt.Errorf("asa: %w", err)
	}
	return system.System{
		Name: "asa", Vendor: "cisco", Title: "Cisco ASA / FTD",
		Sniff: sniff, Marks: []string{": Saved", "ASA Version "}, Lex: lexer, End: end, Shape: shape, Read: t.read, Sections: sections,
	}, nil
}

// read runs the tables and then settles what needs the whole file.
func (t *tables) read(c *stmt.Ctx) {
	r := newReader(c)
	c.Run(t.top.In(r))
	r.settle()
}

func lexer(src lex.Source) *lex.Tree {
	t := lex.Indent(src, lex.IndentOptions{Negation: "no", Comment: "!", Opaque: opaque})
	for k := range t.Kids(0) {
		if n := &t.Nodes[k]; len(n.Words) == 1 && checksum(n.Words[0]) {
			n.Words = []string{"Cryptochecksum:", n.Words[0][len("Cryptochecksum:"):]}
		}
	}
	return t
}

// opaque finds certificates: hexadecimal text up to a line "quit".
func opaque(words []string, _ string) *lex.OpaqueEnd {
	if len(words) < 2 || words[0] != "certificate" || !hexadecimal(words[len(words)-1]) {
		return nil
	}
	return &lex.OpaqueEnd{Line: "quit", MaxIndent: 0}
}

func hexadecimal(w string) bool {
	for i := range len(w) {
		c := w[i] | 0x20
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return len(w) > 0
}

// shape is what every release writes; the version comes first.
var shape = system.Shape{Holds: []string{"ASA|NGFW|PIX|FWSM", "hostname", "interface"}, Once: []string{"ASA|NGFW|PIX|FWSM", "hostname"}}

// end looks for the marks that close every listing: ": end" and the checksum.
func end(_ *clean.File, t *lex.Tree) system.End {
	if len(t.Unclosed) > 0 {
		return system.End{Complete: model.Truncated, Why: fmt.Sprintf("the text that begins in line %d is never closed", t.Unclosed[0]), Cut: t.Last}
	}
	mark := int32(0)
	for k := range t.Kids(0) {
		if n := &t.Nodes[k]; endMark(n.Words) {
			mark = k
		}
	}
	switch {
	case mark == 0:
		return system.End{Complete: model.Truncated, Why: `neither ": end" nor a checksum closes the text`, Cut: t.Last}
	case mark != t.Nodes[0].Last:
		return system.End{Complete: model.NotProvable, Why: "other text follows the end mark"}
	}
	return system.End{Complete: model.Whole, Why: "ends with the device's end mark"}
}

func endMark(words []string) bool {
	return len(words) == 2 && (words[0] == ":" && words[1] == "end" || words[0] == "Cryptochecksum:") || len(words) == 1 && words[0] == ":end"
}

// checksum reports Cryptochecksum:HEX with all its digits.
func checksum(w string) bool {
	hex, ok := strings.CutPrefix(w, "Cryptochecksum:")
	return ok && len(hex) == 32 && hexadecimal(hex)
}

// sections maps leading words to what a line that nobody understood may have
// been about.
var sections = []stmt.Section{
	{Words: []string{"ssh"}, Paths: []string{"ssh", "services.scp"}},
	{Words: []string{"telnet"}, Paths: []string{"services.telnet"}},
	{Words: []string{"http"}, Paths: []string{"services.https"}},
	{Words: []string{"ssl"}, Paths: []string{"services.https", "services.ssl_vpn", "system"}},
	{Words: []string{"webvpn"}, Paths: []string{"services.ssl_vpn"}},
	{Words: []string{"console"}, Paths: []string{"lines"}},
	{Words: []string{"aaa"}, Paths: []string{"aaa"}},
	{Words: []string{"aaa-server"}, Paths: []string{"aaa"}},
	{Words: []string{"username"}, Paths: []string{"users"}},
	{Words: []string{"enable"}, Paths: []string{"secrets"}},
	{Words: []string{"password-policy"}, Paths: []string{"aaa"}},
	{Words: []string{"snmp-server"}, Paths: []string{"snmp"}},
	{Words: []string{"ntp"}, Paths: []string{"ntp"}},
	{Words: []string{"logging"}, Paths: []string{"logging"}},
	{Words: []string{"banner"}, Paths: []string{"banners"}},
	{Words: []string{"dns"}, Paths: []string{"dns"}},
	{Words: []string{"interface"}, Paths: []string{"interfaces"}},
	{Words: []string{"access-list"}, Paths: []string{"rulesets"}},
	{Words: []string{"access-group"}, Paths: []string{"interfaces", "control_plane"}},
	{Words: []string{"object"}, Paths: []string{"rulesets"}},
	{Words: []string{"object-group"}, Paths: []string{"rulesets"}},
	{Words: []string{"nat"}, Paths: []string{"nats"}},
	{Words: []string{"route"}, Paths: []string{"routes"}},
	{Words: []string{"router", "bgp"}, Paths: []string{"neighbors"}},
	{Words: []string{"router"}, Paths: []string{"igps"}},
	{Words: []string{"multicast-routing"}, Paths: []string{"igps"}},
	{Words: []string{"crypto"}, Paths: []string{"vpn", "pki"}},
	{Words: []string{"vpnclient"}, Paths: []string{"vpn", "tunnels"}},
	{Words: []string{"tunnel-group"}, Paths: []string{"vpn"}},
	{Words: []string{"failover"}, Paths: []string{"system"}},
	{Words: []string{"capture"}, Paths: []string{"captures"}},
	{Words: []string{"flow-export"}, Paths: []string{"flow"}},
	{Words: []string{"event"}, Paths: []string{"scripts"}},
	{Words: []string{"dhcpd"}, Paths: []string{"services.dhcp"}},
	{Words: []string{"privilege"}, Paths: []string{"privilege_edits"}},
	{Words: []string{"boot"}, Paths: []string{"system"}},
}

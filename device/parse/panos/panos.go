// Package panos reads Palo Alto Networks PAN-OS configurations of firewalls
// and of Panorama, as XML, in braces (show) and as set lines.
//
// The XML form proves its end by the root's end tag; the others have no end
// mark, but for braces that stay open.
package panos

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

// New compiles the tables of PAN-OS.
func New() (system.System, error) {
	top, err := newTable()
	if err != nil {
		return system.System{}, fmt.Errorf("panos: %w", err)
	}
	return system.System{
		Name: "panos", Vendor: "paloalto", Title: "Palo Alto Networks PAN-OS",
		Sniff: sniff, Marks: []string{"<?xml", "<config", "<response"}, Lex: lex.PANOS, End: end,
		Read: func(c *stmt.Ctx) {
			r := newReader(c)
			c.Run(top.In(r.scope("", "")))
			r.finish()
		},
		Sections: sections(),
	}, nil
}

// end tells whether the text's own marks prove that it is whole.
func end(f *clean.File, t *lex.Tree) system.End {
	switch {
	case len(t.Unclosed) > 0:
		return system.End{Complete: model.Truncated, Why: fmt.Sprintf("what line %d opens is never closed", t.Unclosed[0]), Cut: t.Last}
	case len(t.Stray) > 0:
		return system.End{Complete: model.Truncated, Why: fmt.Sprintf("line %d closes what was never opened", t.Stray[0]), Cut: t.Stray[0]}
	}
	e := system.End{Complete: model.NotProvable, Why: "the form has no end mark"}
	roots := 0
	for k := range t.Kids(0) {
		n := &t.Nodes[k]
		if strings.HasPrefix(n.Text, "<config") || strings.HasPrefix(n.Text, "<response") {
			e.Complete, e.Why = model.Whole, "the root element of line "+fmt.Sprint(n.Line)+" is closed"
			roots++
		}
	}
	e.Part, e.Sure = part(t), false
	switch {
	case roots > 1:
		e.Part, e.Sure = "more than one root element: several configurations in one file", true
	case pushed(f, t):
		e.Part, e.Sure = "it names a Panorama, and what that pushes is not in the text (show config merged has it)", true
	}
	return e
}

// pushed reports a firewall that takes a part of its configuration from a
// Panorama, in a text that shows nothing of it.
func pushed(f *clean.File, t *lex.Tree) bool {
	if !strings.Contains(f.Text, "panorama-server") {
		return false
	}
	for _, w := range []string{"merged", "effective-running-config"} {
		if strings.Contains(f.Marks.Command, w) {
			return false
		}
	}
	named := false
	for i := range t.Nodes {
		n := &t.Nodes[i]
		if strings.HasPrefix(n.Text, "<") && (strings.Contains(n.Text, ` ptpl="`) || strings.Contains(n.Text, ` src="tpl"`)) {
			return false
		}
		if len(n.Words) == 0 || n.Hollow {
			continue
		}
		switch n.Words[0] {
		case "device-group", "pre-rulebase":
			return false // a Panorama's own, or what it has pushed
		case "policy":
			if n.Depth <= 1 {
				return false
			}
		case "panorama-server", "panorama-server-2":
			named = true
		}
	}
	return named
}

// part tells one subtree from a whole configuration: that has the device's own
// settings and at least one administrator.
func part(t *lex.Tree) string {
	var device, admin bool
	budget := 4096
	var look func(at int32, depth int)
	look = func(at int32, depth int) {
		for k := range t.Kids(at) {
			if budget--; budget < 0 {
				return
			}
			if n := &t.Nodes[k]; len(n.Words) > 0 {
				device = device || n.Words[0] == "deviceconfig"
				admin = admin || n.Words[0] == "mgt-config"
			}
			if depth < 6 && !(device && admin) {
				look(k, depth+1)
			}
		}
	}
	look(0, 0)
	switch {
	case !device:
		return "no deviceconfig, which every device writes"
	case !admin:
		return "no mgt-config, which every device writes"
	}
	return ""
}

// roots are the first words of set lines and of braces that PAN-OS writes.
var roots = system.Texts("policy panorama ", "deviceconfig ", "mgt-config ", "network interface ethernet", "network virtual-router ", "network profiles ", "network ike ",
	"rulebase ", "shared ", "import network", "device-group ", "template ", "template-stack ", "vsys vsys", "zone ", "address ", "address-group ",
	"service ", "service-group ", "application ", "config devices ", "config shared ", "pre-rulebase ", "post-rulebase ", "panorama ", "log-settings ",
	"import resource", "network shared-gateway ", "external-list ", "profiles ", "config mgt-config ", "tag ", "network tunnel ", "network zone ", "application-group ", "application-filter ", "schedule ",
	"import ", "response result ", "network vlan ", "network qos ", "network dhcp ")

// strong roots are PAN-OS's alone.
var strong = system.Texts("policy panorama ", "deviceconfig ", "mgt-config ", "rulebase ", "network interface ethernet", "network virtual-router ", "config devices ", "device-group ",
	"template-stack ", "network ike crypto-profiles", "pre-rulebase ", "post-rulebase ", "network shared-gateway ", "import network", "vsys vsys", "network profiles ")

// sniff looks at the root element, else for lines as only PAN-OS writes them.
func sniff(s *system.Sample) int {
	head := strings.TrimLeft(s.Head, " \t\r\n")
	if strings.HasPrefix(head, "<") {
		return sniffXML(head)
	}
	score, lines, ours := 0, 0, 0
	for i, l := range s.Lines {
		switch {
		case strings.HasPrefix(l, "!RANCID-CONTENT-TYPE: paloalto"), strings.HasPrefix(l, "#RANCID-CONTENT-TYPE: paloalto"):
			return 100
		case strings.HasPrefix(l, "set "), strings.HasPrefix(l, "delete "):
			_, rest, _ := strings.Cut(l, " ")
			lines++
			if len(rest) < 40 {
				rest += " " // it may be one of the words
			}
			if strong.First(rest) >= 0 {
				score += 20
			}
			if roots.First(rest) >= 0 {
				ours++
			}
		case strings.HasSuffix(l, "{") && i+1 < len(s.Lines):
			score += braces(l, s.Lines[i+1:min(len(s.Lines), i+4)])
		}
	}
	if lines > 0 && ours*10 < lines*7 {
		return 0 // some other system's set lines
	}
	if lines > 0 && ours == lines {
		score += 25
	}
	return min(score, 95)
}

func sniffXML(head string) int {
	head = head[:min(len(head), 8<<10)]
	at := strings.Index(head, "<config")
	if at < 0 || strings.Contains(head[:at], "<configuration") {
		return 0
	}
	score := 30
	for _, mark := range []string{"urldb=\"paloalto", "<mgt-config>", "<deviceconfig>", "<entry name=\"localhost.localdomain\"", "<phash>", "detail-version="} {
		if strings.Contains(head, mark) {
			score += 35
		}
	}
	if strings.Contains(head, "<devices>") && strings.Contains(head, "<entry name=") {
		score += 35
	}
	return min(score, 100)
}

// braces judges a line that opens a block by it and what follows.
func braces(l string, next []string) int {
	word := strings.TrimSuffix(strings.TrimSpace(l), " {")
	switch word {
	case "deviceconfig", "mgt-config", "localhost.localdomain", "rulebase", "pre-rulebase", "post-rulebase":
		return 40
	case "config", "policy":
		for _, n := range next {
			switch strings.TrimSuffix(strings.TrimSpace(n), " {") {
			case "mgt-config", "shared", "devices", "panorama":
				return 40
			}
		}
	}
	return 0
}

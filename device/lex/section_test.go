package lex

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// nodeLines writes a tree as one line per node: depth, a mark for negation, words.
func nodeLines(t *Tree) []string {
	var out []string
	for _, n := range t.Nodes[1:] {
		mark := ""
		if n.Neg {
			mark = "-"
		}
		out = append(out, fmt.Sprintf("%d%s %s", n.Depth, mark, strings.Join(n.Words, "|")))
	}
	return out
}

func TestSection(t *testing.T) {
	text := "#\n sysname a\n#\n undo info-center enable\n#\ninterface GE0/0/1\n ip address 192.0.2.1 24\n#\nbgp 1\n peer a as-number 2\n #\n ipv4-family unicast\n  peer a enable\n#\nreturn\n"
	want := []string{"0 sysname|a", "0- info-center|enable", "0 interface|GE0/0/1", "1 ip|address|192.0.2.1|24", "0 bgp|1", "1 peer|a|as-number|2",
		"1 ipv4-family|unicast", "2 peer|a|enable", "0 return"}
	if d := cmp.Diff(want, nodeLines(Section(Source{Text: text}, nil))); d != "" {
		t.Error(d)
	}
}

func TestExit(t *testing.T) {
	text := "exit all\nconfigure\n#----\necho \"System\"\n#----\n    system\n        name \"a b\"\n        snmp\n            no shutdown\n        exit\n    exit\n" +
		"    router \n        interface \"x\"\n        exit\n#----\necho \"OSPF\"\n        ospf\n        exit\n    exit\n    log\n        text \"open\n    exit\n\nexit all\n\n# Finished\n"
	want := []string{"0 configure", "1 system", "2 name|a b", "2 snmp", "3- shutdown", "1 router", "2 interface|x", "2 ospf", "1 log", "2 text|open"}
	if d := cmp.Diff(want, nodeLines(Exit(Source{Text: text}))); d != "" {
		t.Error(d)
	}
}

func FuzzSection(f *testing.F) {
	f.Add("#\n a\n#\nb\n c \"d e\n  exit\nexit all\n")
	f.Add("echo \"x\nno\nno x\n\t\texit\n")
	f.Fuzz(func(t *testing.T, text string) {
		lines := int32(strings.Count(text, "\n") + 1)
		for _, tree := range []*Tree{Section(Source{Text: text}, nil), Exit(Source{Text: text})} {
			for _, n := range tree.Nodes[1:] {
				if n.Line < 1 || n.End < n.Line || n.End > lines || len(n.Words) == 0 {
					t.Fatalf("node %+v of %d lines", n, lines)
				}
			}
		}
	})
}

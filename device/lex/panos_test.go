package lex

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// leaves writes each leaf of a tree as one line of words, with its lines.
func leaves(t *Tree) []string {
	var out []string
	for i := 1; i < len(t.Nodes); i++ {
		if t.Nodes[i].First == 0 {
			out = append(out, strings.Join(t.PathOf(int32(i)), "|"))
		}
	}
	return out
}

const panosXML = `<?xml version="1.0"?>
<!-- <config><x/></config> -->
<config version="10.1.0">
  <devices>
    <entry name="localhost.localdomain">
      <deviceconfig><system>
        <hostname>fw &amp; co</hostname>
        <login-banner><![CDATA[a <b>
c]]></login-banner>
      </system></deviceconfig>
      <vsys><entry name="vsys1"><zone><entry name="a b"><network><layer3>
        <member>ethernet1/1</member><member>ethernet1/2</member>
      </layer3></network></entry></zone><address/></entry></vsys>
    </entry>
  </devices>
</config>
`

const panosBraces = `config {
  devices {
    localhost.localdomain {
      deviceconfig {
        system {
          hostname "fw & co";
          login-banner "a <b>
c";
        }
      }
      vsys {
        vsys1 {
          zone {
            "a b" {
              network {
                layer3 [ ethernet1/1 ethernet1/2 ];
              }
            }
          }
          address;
        }
      }
    }
  }
}
`

const panosSet = `set config devices localhost.localdomain deviceconfig system hostname "fw & co"
set config devices localhost.localdomain deviceconfig system login-banner "a <b>
c"
set config devices localhost.localdomain vsys vsys1 zone "a b" network layer3 [ ethernet1/1 ethernet1/2 ]
set config devices localhost.localdomain vsys vsys1 address
`

var panosPaths = []string{
	"config|devices|localhost.localdomain|deviceconfig|system|hostname|fw & co",
	"config|devices|localhost.localdomain|deviceconfig|system|login-banner|a <b>\nc",
	"config|devices|localhost.localdomain|vsys|vsys1|zone|a b|network|layer3|ethernet1/1",
	"config|devices|localhost.localdomain|vsys|vsys1|zone|a b|network|layer3|ethernet1/2",
	"config|devices|localhost.localdomain|vsys|vsys1|address",
}

func TestPANOSFormsAgree(t *testing.T) {
	for name, text := range map[string]string{"xml": panosXML, "braces": panosBraces, "set": panosSet} {
		tree := PANOS(Source{Text: text})
		if d := cmp.Diff(panosPaths, leaves(tree)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if len(tree.Unclosed)+len(tree.Stray)+len(tree.Skipped) != 0 {
			t.Errorf("%s: unclosed %v stray %v skipped %v", name, tree.Unclosed, tree.Stray, tree.Skipped)
		}
	}
}

func TestXMLOdd(t *testing.T) {
	tests := []struct {
		name, text      string
		want            []string
		unclosed, stray []int32
	}{
		{"entities", `<a>&lt;&#65;&#x42;&nbsp;&#0;&;&amp</a>`, []string{"a|<AB&nbsp;&#0;&;&amp"}, nil, nil},
		{"external entities stay text", "<!DOCTYPE a SYSTEM \"file:///etc/passwd\">\n<a>&x;</a>", []string{"a|&x;"}, nil, nil},
		{"open element", "<a>\n<b>x</b>\n", []string{"a|b|x"}, []int32{1}, nil},
		{"cut tag", "<a>\n<b>x</b>\n<c", []string{"a|b|x"}, []int32{3, 1}, nil},
		{"cut comment", "<a>\n<!-- x\n</a>", []string{"a"}, []int32{2, 1}, nil},
		{"cut section", "<a>\n<![CDATA[ <b/>\n</a>", []string{"a"}, []int32{2, 1}, nil},
		{"crossed", "<a>\n<b>\n<c>\n</b>\n</a>\n", []string{"a|b|c"}, []int32{3}, nil},
		{"stray end", "<a>\n</b>\n</a>\n", []string{"a"}, nil, []int32{2}},
		{"attribute with >", `<entry name="x>y" uuid='1'>z</entry>`, []string{"x>y|z"}, nil, nil},
		{"entry without a name", "<entry><b/></entry>", []string{"entry|b"}, nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tree := XML(Source{Text: tt.text})
			if d := cmp.Diff(tt.want, leaves(tree)); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(tt.unclosed, tree.Unclosed); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(tt.stray, tree.Stray); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestXMLLines(t *testing.T) {
	tree := PANOS(Source{Text: panosXML})
	for i := 1; i < len(tree.Nodes); i++ {
		n := &tree.Nodes[i]
		switch n.Words[0] {
		case "fw & co":
			if n.Line != 7 || n.End != 7 {
				t.Errorf("%v: %d-%d", n.Words, n.Line, n.End)
			}
		case "a <b>\nc":
			if n.Line != 8 || n.End != 9 {
				t.Errorf("%v: %d-%d", n.Words, n.Line, n.End)
			}
		case "config":
			if n.Line != 3 || n.Text != `<config version="10.1.0">` {
				t.Errorf("%v: %d %s", n.Words, n.Line, n.Text)
			}
		}
	}
}

func TestPANOSQuotes(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
		skipped    []int32
	}{
		{"quote inside", "set address \"a\" description \"with a \"\"\nset b c\n", []string{"address|a|description|with a \"", "b|c"}, nil},
		{"statement inside a value", "set system login-banner \"one\nset mgt-config users evil\nend\"\nset b c\n",
			[]string{"system|login-banner|one\nset mgt-config users evil\nend", "b|c"}, nil},
		{"never closed", "set a b\nset system login-banner \"one\nset mgt-config users evil\n", []string{"a|b", "system|login-banner|"}, []int32{3}},
		{"single quotes", "set a comment 'one two' x'y\nset a d 'e\n", []string{"a|comment|one two|x'y", "a|d|'e"}, nil},
		{"collector's comments", "!RANCID-CONTENT-TYPE: paloalto\n!\nset a b\n", []string{"a|b"}, nil},
		{"empty value", "set a description \"\"\nset b c\n", []string{"a|description|", "b|c"}, nil},
		{"backslash", "set a description \"c:\\\"\nset b c\n", []string{"a|description|c:\\", "b|c"}, nil},
		{"deleted", "set a b c\nset a b d\ndelete a b c\n", []string{"a|b|d"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tree := PANOS(Source{Text: tt.text})
			var got []string
			var walk func(int32)
			walk = func(i int32) {
				for k := range tree.Kids(i) {
					if tree.Nodes[k].First == 0 {
						got = append(got, strings.Join(tree.PathOf(k), "|"))
					}
					walk(k)
				}
			}
			walk(0)
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(tt.skipped, tree.Skipped); d != "" {
				t.Error(d)
			}
		})
	}
}

func FuzzPANOS(f *testing.F) {
	f.Add(panosXML)
	f.Add(panosBraces)
	f.Add(panosSet)
	f.Add("<a b='c\"><![CDATA[&#x;</a")
	f.Fuzz(func(t *testing.T, text string) { checkTree(t, PANOS(Source{Text: text}), text) })
}

// TestPlainQuotes compares with joining all the same.
func TestPlainQuotes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"set a", " ", "\"b c\"", "\"", "\n", "'", "!", "\\", "\"x\"", "\nset "})).Draw(t, "text"), "")
		if !plainQuotes(text) {
			return
		}
		j := &joiner{src: Source{Text: text}, more: map[int32]int32{}}
		for j.pos < len(text) {
			j.line()
		}
		if got := j.b.String(); got != text || len(j.more) > 0 || len(j.open) > 0 {
			t.Errorf("%q becomes %q, %v, %v", text, got, j.more, j.open)
		}
		for i, n := range j.numbers {
			if n != int32(i)+1 {
				t.Errorf("%q: line %d is called %d", text, i+1, n)
			}
		}
	})
}

func BenchmarkXML(b *testing.B) {
	entry := "<entry name=\"rule-1\">\n  <from>\n    <member>trust</member>\n  </from>\n  <source>\n    <member>any</member>\n  </source>\n  <action>allow</action>\n</entry>\n"
	text := "<config>\n" + strings.Repeat(entry, 111) + "</config>\n"
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		PANOS(Source{Text: text})
	}
}

func BenchmarkPANOSSet(b *testing.B) {
	text := strings.Repeat("set rulebase security rules rule-1 description \"one two\"\nset rulebase security rules rule-2 from trust\n", 500)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		PANOS(Source{Text: text})
	}
}

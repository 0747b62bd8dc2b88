package intended

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/lex"
)

// Config is one configuration, or a template of some sections.
type Config struct {
	// OS is the system's name as in device/system.
	OS   string
	Tree *lex.Tree
	// Text returns a raw line with its secrets masked; it is untrusted text.
	Text func(line int32) string
	// Complete says what an absent statement means.
	Complete Complete
}

// Complete says how much of a configuration a file shows.
type Complete uint8

const (
	// Doubtful: nothing shows that the file is whole, so that what it lacks
	// may stand elsewhere. It is the zero value.
	Doubtful Complete = iota
	// Cut: the file ends too early. A section that others follow is whole.
	Cut
	// Whole: what the file lacks is not configured.
	Whole
)

// node is one statement, or one section.
type node struct {
	words        []string
	show         string // as printed, secrets masked, without what takes it back
	neg, off     bool   // taken back; not in force
	list, opaque bool   // list: lines of the top that are one list, not a section
	open         bool   // the text was cut off inside
	body         string // of an opaque node
	bodyShow     []string
	line         int32
	kids         []*node
	pattern      bool // holds a place for any word
}

// hidden reports a statement of which a secret is not shown.
func (n *node) hidden() bool { return strings.Contains(n.show, "***") }

// key is equal for equal statements.
func (n *node) key() string {
	k := strings.Join(n.words, "\x00")
	if n.neg {
		k = "\x01" + k
	}
	if n.opaque {
		k += "\x02" + strings.TrimSpace(n.body)
	}
	return k
}

// text is the statement as the system writes it.
func (n *node) text(s *system) string {
	if n.neg && s.not != "" {
		return s.not + " " + n.show
	}
	return n.show
}

// place begins and ends what stands for any word in a template, after Prepare.
const placeHead, placeTail = "__linewarden_any_", "__"

var (
	written  = regexp.MustCompile(`\{\{\s*([A-Za-z][A-Za-z0-9.-]*(?:_[A-Za-z0-9.-]+)*)\s*\}\}`)
	prepared = regexp.MustCompile(placeHead + `([A-Za-z][A-Za-z0-9.-]*(?:_[A-Za-z0-9.-]+)*)` + placeTail)
)

// Prepare makes places such as {{ name }} in a template readable as words. It
// keeps the lines.
func Prepare(raw []byte) []byte {
	return written.ReplaceAll(raw, []byte(placeHead+"${1}"+placeTail))
}

// unprepare writes places as the template does.
func unprepare(s string) string { return prepared.ReplaceAllString(s, "{{ ${1} }}") }

// builder makes nodes of a tree.
type builder struct {
	*rules
	c     *Config
	nodes []*node
}

// build returns the root.
func build(c *Config, s *rules) *node {
	b := &builder{s, c, nil}
	root := &node{open: c.Complete == Cut}
	root.kids = b.kids(0, root)
	if c.Complete == Cut {
		for n := root; len(n.kids) > 0; {
			n = n.kids[len(n.kids)-1]
			n.open = true
		}
	}
	return root
}

// groups are the words that the systems use for groups, which a parser lays
// over the rest and takes out of the tree.
var groups = []string{"groups", "apply-groups", "apply-groups-except"}

// kids returns what stands below node i of the tree, with sections of one name
// made one.
func (b *builder) kids(i int32, parent *node) []*node {
	t := b.c.Tree
	var out []*node
	heads := map[string]*node{}
	take := func(k int32) {
		if n := &t.Nodes[k]; n.Inherited || len(n.Words) == 0 {
			return
		}
		n := b.node(k)
		if at, _, _ := find(b.ignore, b.nodes, n); at >= 0 || b.style == paths && i == 0 && word(b.ignore, n.words[0]) >= 0 {
			return
		}
		b.nodes = append(b.nodes, n)
		below := b.kids(k, n)
		b.nodes = b.nodes[:len(b.nodes)-1]
		for _, n := range b.split(n, below) {
			out = b.merge(out, heads, n)
		}
	}
	for k := range t.Kids(i) {
		take(k)
	}
	for _, k := range t.Idle {
		if n := &t.Nodes[k]; n.Parent == i && (n.Inactive || len(n.Words) > 0 && slices.Contains(groups, n.Words[0])) {
			take(k)
		}
	}
	return out
}

// merge adds a node, or what is in it to the section of that name.
func (b *builder) merge(out []*node, heads map[string]*node, n *node) []*node {
	k := n.key()
	same := heads[k]
	switch {
	case same == nil:
		heads[k] = n
		return append(out, n)
	case len(n.kids) == 0 && !same.list && b.style != paths && b.inOrder(b.nodes):
		return append(out, n)
	}
	below := map[string]*node{}
	for _, o := range same.kids {
		below[o.key()] = o
	}
	for _, o := range n.kids {
		same.kids = b.merge(same.kids, below, o)
	}
	return out
}

// inOrder reports that the innermost section around is an ordered list.
func (b *builder) inOrder(around []*node) bool {
	if len(around) == 0 {
		return false
	}
	at, _, _ := find(b.ordered, around[:len(around)-1], around[len(around)-1])
	return at >= 0
}

// split puts a node into the list that it is a line of, or a menu's command
// below its menu.
func (b *builder) split(n *node, kids []*node) []*node {
	n.kids = kids
	if len(b.nodes) > 0 {
		return []*node{n}
	}
	if at, length, _ := find(b.lists, nil, n); at >= 0 && !n.neg {
		show := strings.Join(strings.Fields(n.show)[:min(length, len(strings.Fields(n.show)))], " ")
		return []*node{{words: n.words[:length], show: show, list: true, line: n.line, kids: []*node{n}}}
	}
	if b.style == menus {
		return []*node{menu(n)}
	}
	return []*node{n}
}

// verbs are the commands of a menu.
var verbs = []string{"add", "set", "remove", "unset", "move", "enable", "disable", "reset", "import", "export", "print", "run", "edit"}

// menu parts a menu from the command that follows it in one line.
func menu(n *node) *node {
	at := slices.IndexFunc(n.words, func(w string) bool { return slices.Contains(verbs, w) })
	if at < 1 {
		return n
	}
	shown := strings.Fields(n.show)
	cmd := *n
	cmd.words, cmd.show = n.words[at:], strings.Join(shown[min(at, len(shown)):], " ")
	return &node{words: n.words[:at], show: strings.Join(shown[:min(at, len(shown))], " "), line: n.line, kids: []*node{&cmd}}
}

// node makes one node without what is below.
func (b *builder) node(i int32) *node {
	n := &b.c.Tree.Nodes[i]
	out := &node{words: slices.Clone(n.Words), neg: n.Neg, off: n.Inactive, opaque: n.Opaque, body: b.c.Tree.Bodies[i], line: n.Line}
	if b.style == menus {
		for k, w := range out.words {
			out.words[k] = continued.ReplaceAllString(w, "")
		}
	}
	out.pattern = slices.ContainsFunc(out.words, func(w string) bool { return strings.Contains(w, placeHead) || w == "..." })
	out.show = unprepare(b.show(n, out))
	if n.Opaque && b.style != paths {
		b.text(n, out)
	}
	return out
}

var continued = regexp.MustCompile(`\\\r?\n[ \t]*`)

// show writes a statement with its secrets masked.
func (b *builder) show(n *lex.Node, out *node) string {
	line := b.c.Text(n.Line)
	if b.style == blocks || b.style == tables {
		own := line
		if n.Neg {
			_, own, _ = strings.Cut(line, " ")
			own = strings.TrimSpace(own)
		}
		if first, _, _ := strings.Cut(own, " "); strings.Trim(first, `"`) == strings.Trim(n.Words[0], `"`) || b.style == tables && n.Neg {
			return own
		}
	}
	for l := n.Line + 1; l <= n.End && l < n.Line+64; l++ {
		line += " " + b.c.Text(l)
	}
	line = strings.ReplaceAll(line, `\`, "")
	words := make([]string, len(out.words))
	for k, w := range out.words {
		words[k] = b.word(w, line)
	}
	return strings.Join(words, " ")
}

// word writes a word, or "***" where the masked line does not show it.
func (b *builder) word(w, line string) string {
	if n := strings.Count(w, "\n"); n > 0 && b.style == paths {
		return "{{ text of " + strconv.Itoa(n+1) + " lines }}"
	}
	if !strings.Contains(line, strings.ReplaceAll(w, `\`, "")) {
		if name, _, ok := strings.Cut(w, "="); ok && b.style == menus && strings.Contains(line, name+"=") {
			return name + "=***"
		}
		return "***"
	}
	if b.style == paths && (w == "" || strings.ContainsAny(w, " \t\"\\;{}#[]<>&|'")) {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(w) + `"`
	}
	return w
}

// text gives an opaque node a body without the delimiter that begins it, and
// the lines that write it.
func (b *builder) text(n *lex.Node, out *node) {
	if b.style == tables {
		for l := n.Line + 1; l <= n.End && l-n.Line < 10_000; l++ {
			out.bodyShow = append(out.bodyShow, b.c.Text(l))
		}
		return
	}
	mark := ""
	if last := len(out.words) - 1; n.Words[0] == "banner" && last > 1 {
		out.words = out.words[:2]
		out.show = strings.Join(out.words, " ")
		for _, c := range []string{"^", "~", "%", "|", "`", "="} {
			if mark = c; !strings.Contains(out.body, c) {
				break
			}
		}
		out.show += " " + mark
	}
	lines := strings.Split(strings.TrimRight(strings.TrimPrefix(out.body, "\n"), "\n"), "\n")
	for l := n.Line; l <= n.End; l++ {
		if strings.Contains(b.c.Text(l), "***") && !strings.Contains(out.body, "***") {
			lines = []string{"***"} // which of them hides a secret the text does not tell
			break
		}
	}
	out.bodyShow = append(out.bodyShow, lines...)
	if mark != "" {
		out.bodyShow = append(out.bodyShow, mark)
	} else if last := strings.TrimSpace(b.c.Text(n.End)); n.End > n.Line && len(lines) > 0 && last != strings.TrimSpace(lines[len(lines)-1]) {
		out.bodyShow = append(out.bodyShow, last)
	}
}

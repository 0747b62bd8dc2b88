package intended

import (
	"slices"
	"strings"
)

// lines writes a change inside its section.
func (c *comparison) lines(ch *change) []Command {
	switch {
	case ch.relist != nil && ch.relist.moves:
		return c.moves(ch)
	case ch.relist != nil:
		return c.again(ch)
	case ch.kind == Extra:
		return c.remove(ch.around, ch.have)
	case ch.kind == Differs && ch.want.off != ch.have.off && c.style == paths:
		verb := "activate"
		if ch.want.off {
			verb = "deactivate"
		}
		return []Command{{Text: verb + " " + c.path(ch.around, ch.want)}}
	case ch.kind == Differs && c.renewed(ch):
		return append(c.remove(ch.around, ch.have), c.add(ch.around, ch.want)...)
	}
	return c.add(ch.around, ch.want)
}

// renewed reports a value that must be taken back before the new one is stated.
func (c *comparison) renewed(ch *change) bool {
	if ch.want.neg || ch.have.neg {
		return false
	}
	at, _, _ := find(c.renew, ch.around, ch.want)
	return at >= 0
}

// path writes the words from the top to a node.
func (c *comparison) path(around []*node, n *node) string {
	var words []string
	for _, a := range around {
		words = append(words, a.show)
	}
	if n != nil {
		words = append(words, n.show)
	}
	if len(words) > 1 && words[0] == "configure" {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

// add writes a statement with all that is in it.
func (c *comparison) add(around []*node, n *node) []Command {
	if n.rest() {
		return nil
	}
	switch {
	case c.style == paths:
		return c.sets(around, n)
	case n.list || c.style == menus && len(around) == 0 && len(n.kids) > 0:
		return c.each(around, n)
	}
	out := []Command{{Text: n.text(c.system)}}
	if n.opaque {
		for _, l := range n.bodyShow {
			out = append(out, Command{Text: l})
		}
		return out
	}
	if len(n.kids) == 0 && !c.hollow(around, n) {
		return out
	}
	inside := append(slices.Clone(around), n)
	for _, k := range n.kids {
		for _, l := range c.add(inside, k) {
			l.Depth++
			out = append(out, l)
		}
	}
	if at, _, _ := find(c.rewrite, around, n); at >= 0 {
		return out // its own last line ends it
	}
	return append(out, Command{Text: c.leave(n)})
}

// hollow reports a section that holds nothing.
func (c *comparison) hollow(around []*node, n *node) bool {
	if c.style == tables {
		return n.words[0] == "config" || n.words[0] == "edit"
	}
	at, _, _ := find(c.opens, around, n)
	return at >= 0 && !n.neg
}

// each writes the lines of a list, or those of a menu that the file does not
// have.
func (c *comparison) each(around []*node, n *node) []Command {
	var out []Command
	for _, k := range n.kids {
		for _, l := range c.add(around, k) {
			if c.style == menus {
				l.Text = "/" + n.show + " " + l.Text
			}
			out = append(out, l)
		}
	}
	return out
}

// sets writes one line for each path that ends below a node.
func (c *comparison) sets(around []*node, n *node) []Command {
	if len(n.kids) == 0 {
		return c.set(around, n)
	}
	var out []Command
	inside := append(slices.Clone(around), n)
	for _, k := range n.kids {
		out = append(out, c.sets(inside, k)...)
	}
	if n.off {
		out = append(out, Command{Text: "deactivate " + c.path(around, n)})
	}
	return out
}

func (c *comparison) set(around []*node, n *node) []Command {
	p := c.path(around, n)
	out := []Command{{Text: strings.TrimSpace(c.verb + " " + p)}}
	if n.off {
		out = append(out, Command{Text: "deactivate " + p})
	}
	return out
}

// remove writes what takes a statement away.
func (c *comparison) remove(around []*node, n *node) []Command {
	switch c.style {
	case paths:
		return []Command{{Text: c.not + " " + c.path(around, n)}}
	case tables:
		return c.unset(n)
	case menus:
		return c.take(around, n)
	}
	if n.list {
		if c.whole {
			return []Command{{Text: c.not + " " + n.show}}
		}
		var out []Command
		for _, k := range slices.Backward(n.kids) {
			out = append(out, c.remove(around, k)...)
		}
		return out
	}
	return []Command{c.negate(around, n)}
}

// negate takes back a statement of a system of sections.
func (c *comparison) negate(around []*node, n *node) Command {
	if n.neg {
		if c.reset != "" {
			return Command{Text: c.reset + " " + n.show}
		}
		return Command{Text: n.show, Note: "this ends \"" + c.not + " " + n.show + "\", of which nothing is intended: see whether the default is meant"}
	}
	for _, p := range c.clear {
		if len(around) == 0 && begins(n.words, strings.Fields(p[0])) {
			return Command{Text: p[1] + " " + strings.Join(n.words[1:], " ")}
		}
	}
	if len(n.kids) == 0 {
		for _, list := range [][]pattern{c.keep, c.renew, c.single} {
			at, length, _ := find(list, around, n)
			if at >= 0 && !list[at].valued() && !slices.Contains(n.words, "secondary") {
				return Command{Text: c.not + " " + firstWords(n.show, length)}
			}
		}
	}
	if at, length, _ := find(c.keep, around, n); at >= 0 {
		return Command{Text: c.not + " " + firstWords(n.show, length)}
	}
	return Command{Text: c.not + " " + n.show}
}

func firstWords(s string, n int) string {
	w := strings.Fields(s)
	return strings.Join(w[:min(n, len(w))], " ")
}

// unset takes a statement of tables away.
func (c *comparison) unset(n *node) []Command {
	name := strings.TrimSpace(strings.TrimPrefix(n.show, n.words[0]))
	switch {
	case n.words[0] == "edit":
		return []Command{{Text: "delete " + name}}
	case n.words[0] == "config":
		out := []Command{{Text: n.show}}
		for _, k := range n.kids {
			for _, l := range c.unset(k) {
				l.Depth++
				out = append(out, l)
			}
		}
		return append(out, Command{Text: c.exit})
	case n.neg || len(n.words) < 2:
		return nil // what is not set needs no command
	}
	return []Command{{Text: c.not + " " + n.words[1]}}
}

// take removes the entry of a menu that a command has made. What a "set" has
// changed cannot be taken back: its default is not known.
func (c *comparison) take(around []*node, n *node) []Command {
	if len(around) == 0 {
		var out []Command
		for _, k := range slices.Backward(n.kids) {
			for _, l := range c.take([]*node{n}, k) {
				l.Text = "/" + n.show + " " + l.Text
				out = append(out, l)
			}
		}
		return out
	}
	if n.words[0] != "add" {
		return nil
	}
	shown := n.show
	for _, w := range n.words[1:] {
		if strings.HasPrefix(w, "name=") && strings.Contains(shown, w) {
			return []Command{{Text: c.not + " [find " + w + "]"}}
		}
	}
	return []Command{{Text: c.not + " [find " + strings.TrimSpace(strings.TrimPrefix(shown, "add")) + "]"}}
}

// meanwhile says what a list does while it is written again: an empty list of
// IOS, and a chain of RouterOS without its last drop, stop nothing.
const meanwhile = "until its last line is entered it is not what is intended, and a list that is empty or without its last line may let everything through: enter all of it at once"

// again writes an ordered list from the first line on that differs.
func (c *comparison) again(ch *change) []Command {
	last := ch.around[len(ch.around)-1]
	outer := ch.around
	var out []Command
	if last.list && c.whole {
		out = append(out, Command{Text: c.not + " " + last.show, Note: "one line cannot be taken out of this list: " + meanwhile})
		for _, n := range ch.relist.order {
			out = append(out, c.add(nil, n)...)
		}
		return out
	}
	if last.list {
		outer = nil
	}
	for _, n := range slices.Backward(ch.relist.old) {
		out = append(out, c.remove(outer, n)...)
	}
	for _, n := range ch.relist.new {
		out = append(out, c.add(outer, n)...)
	}
	if len(out) > 0 && len(ch.relist.old) > 0 {
		out[0].Note = "the order of this list counts: " + meanwhile
	}
	return out
}

// moves puts the entries of a list in order, where the system can move them.
func (c *comparison) moves(ch *change) []Command {
	now := slices.Clone(ch.relist.now)
	var out []Command
	for i, n := range ch.relist.order {
		if i >= len(now) || now[i] == n {
			continue
		}
		at := slices.Index(now, n)
		if at < 0 {
			continue
		}
		tmpl, beside := c.after, now[i]
		if i == 0 {
			tmpl = c.before
		} else {
			beside = now[i-1]
		}
		now = slices.Insert(slices.Delete(now, at, at+1), i, n)
		out = append(out, Command{Text: c.move(tmpl, ch.around, n, beside)})
	}
	return out
}

func (c *comparison) move(tmpl string, around []*node, n, beside *node) string {
	path := c.path(around, nil)
	other := entry(beside)
	if last := around[len(around)-1]; c.style == paths && strings.HasPrefix(tmpl, "insert") && len(beside.kids) > 0 {
		other = last.show + " " + other
	}
	out := make([]string, 0, 5)
	for _, w := range strings.Fields(tmpl) {
		switch w {
		case "P":
			w = path
		case "X":
			w = entry(n)
		case "Y":
			w = other
		}
		out = append(out, w)
	}
	return strings.Join(out, " ")
}

// entry is what names an entry of a list.
func entry(n *node) string { return strings.TrimPrefix(n.show, "edit ") }

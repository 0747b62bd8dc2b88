package rule

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
)

const maxDepth = 100

// condition is the reading of one condition.
type condition struct {
	words []string
	at    int
	depth int
	names []string
	found map[string]*Node
}

// parseCondition reads a condition over selections, which are in the order of
// names.
func parseCondition(text string, names []string, found map[string]*Node) (*Node, error) {
	c := &condition{words: conditionWords(text), names: names, found: found}
	if len(c.words) == 0 {
		return nil, fmt.Errorf("the condition is empty")
	}
	n, err := c.or()
	if err == nil && c.at < len(c.words) {
		if c.words[c.at] == "|" {
			return nil, fmt.Errorf("the condition counts with %q, which Sigma 2 writes as a correlation", "|")
		}
		err = fmt.Errorf("%q is not expected there in the condition", c.words[c.at])
	}
	return n, err
}

func conditionWords(text string) []string {
	text = strings.NewReplacer("(", " ( ", ")", " ) ", "|", " | ").Replace(text)
	return strings.Fields(text)
}

// next takes the word, if it comes next; words of the language in any case.
func (c *condition) next(word string) bool {
	if c.at < len(c.words) && strings.EqualFold(c.words[c.at], word) {
		c.at++
		return true
	}
	return false
}

func (c *condition) or() (*Node, error)  { return c.chain(Or, "or", c.and) }
func (c *condition) and() (*Node, error) { return c.chain(And, "and", c.not) }

// chain reads one or more operands with a word between them.
func (c *condition) chain(op Op, word string, operand func() (*Node, error)) (*Node, error) {
	n := &Node{Op: op}
	for {
		kid, err := operand()
		if err != nil {
			return nil, err
		}
		n.Kids = append(n.Kids, kid)
		if !c.next(word) {
			return simple(n), nil
		}
	}
}

func (c *condition) not() (*Node, error) {
	if c.depth++; c.depth > maxDepth {
		return nil, fmt.Errorf("the condition is nested deeper than %d", maxDepth)
	}
	defer func() { c.depth-- }()
	if c.next("not") {
		kid, err := c.not()
		return &Node{Op: Not, Kids: []*Node{kid}}, err
	}
	if c.next("(") {
		n, err := c.or()
		if err == nil && !c.next(")") {
			err = fmt.Errorf("a ) is missing in the condition")
		}
		return n, err
	}
	return c.selection()
}

// selection reads a name, or "N of" several.
func (c *condition) selection() (*Node, error) {
	if c.at == len(c.words) {
		return nil, fmt.Errorf("the condition ends too early")
	}
	word := c.words[c.at]
	c.at++
	if c.next("of") {
		return c.of(word)
	}
	if n := c.found[word]; n != nil {
		return n, nil
	}
	return nil, fmt.Errorf("the condition asks for %q, which is no selection of the rule", word)
}

func (c *condition) of(quantity string) (*Node, error) {
	if c.at == len(c.words) {
		return nil, fmt.Errorf("the condition ends behind %q", quantity+" of")
	}
	pattern := c.words[c.at]
	c.at++
	var kids []*Node
	for _, name := range c.matching(pattern) {
		kids = append(kids, c.found[name])
	}
	if len(kids) == 0 {
		return nil, fmt.Errorf("no selection is called %q", pattern)
	}
	switch strings.ToLower(quantity) {
	case "all":
		return simple(&Node{Op: And, Kids: kids}), nil
	case "1", "any":
		return simple(&Node{Op: Or, Kids: kids}), nil
	}
	n, err := strconv.Atoi(quantity)
	if err != nil || n < 1 {
		return nil, fmt.Errorf("%q is no number of selections", quantity)
	}
	if n > len(kids) {
		return nil, fmt.Errorf("%d of %s can never be: there are %d", n, pattern, len(kids))
	}
	return &Node{Op: AtLeast, N: n, Kids: kids}, nil
}

// matching returns the names that a pattern means, in the order of the rule.
func (c *condition) matching(pattern string) []string {
	if strings.EqualFold(pattern, "them") && !slices.Contains(c.names, pattern) {
		return slices.DeleteFunc(slices.Clone(c.names), func(n string) bool { return strings.HasPrefix(n, "_") })
	}
	var out []string
	for _, name := range c.names {
		if ok, err := path.Match(strings.NewReplacer(`\`, `\\`, "[", `\[`, "?", `\?`).Replace(pattern), name); ok && err == nil {
			out = append(out, name)
		}
	}
	return out
}

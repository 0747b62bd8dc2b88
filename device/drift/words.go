package drift

import (
	"bytes"
	_ "embed"
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/linewarden/linewarden/finding"
)

//go:embed facts.yaml
var factsYAML []byte

// words is facts.yaml.
type words struct {
	Facts []*Word `yaml:"facts"`
	// Volatile are patterns of lines that devices rewrite by themselves.
	Volatile []string `yaml:"volatile"`
	// Statements say what statements that no fact shows are of.
	Statements []*About `yaml:"statements"`
	// Secrets name what a secret opens, by its kind.
	Secrets map[string]string `yaml:"secrets"`

	exact map[string]*Word
	stars []*Word
}

// Word says how to speak of one fact, part or list of the model. Templates
// hold {field} of the part, {member}, {part}, {old}, {new} and {item}; what
// stands in [ ] is left out where a field in it is not known.
type Word struct {
	Fact string `yaml:"fact"` // path; * stands for one step
	// Member names the part or the list's member; Identity are the fields by
	// which members are told apart, "@secret" the secret in their line.
	Member   string   `yaml:"member"`
	Identity []string `yaml:"identity"`
	// Skip leaves it to another layer, or to nobody: it follows from others.
	Skip bool `yaml:"skip"`
	// Derived says that its members follow from the file as a whole.
	Derived bool `yaml:"derived"`
	// Ordered says that the order of a list's values has a meaning.
	Ordered bool `yaml:"ordered"`
	// All and None are the values of a list that stand for every value and for
	// no other one: where either stands, the list is said as a whole.
	All  string `yaml:"all"`
	None string `yaml:"none"`
	// Name is the field in a generic sentence; "" is its name in the model.
	Name        string `yaml:"name"`
	Added       string `yaml:"added"`
	Removed     string `yaml:"removed"`
	Changed     string `yaml:"changed"`
	On          string `yaml:"on"`
	Off         string `yaml:"off"`
	ItemAdded   string `yaml:"item_added"`
	ItemRemoved string `yaml:"item_removed"`
	// Opens is said where a list loses its last value without which everybody is
	// admitted, and Closes where such a list is new.
	Opens  string `yaml:"opens"`
	Closes string `yaml:"closes"`
	// Severity weighs a change; Lost, where given, what goes away or is
	// switched off. Without both, those of the part around it hold.
	Severity *finding.Severity `yaml:"severity"`
	Lost     *finding.Severity `yaml:"lost"`
	// WeighsIf limits Severity and Attack to parts with one of these values; in
	// others the change weighs low and shows no technique.
	WeighsIf map[string][]string `yaml:"weighs_if"`
	Checks   []string            `yaml:"checks"`
	Attack   []string            `yaml:"attack"`
	// Register is the site's register that lists what may be added, and By the
	// fields that it is asked about; a value of a list is asked about itself.
	// RegisterIf limits that to parts with these values.
	Register   string            `yaml:"register"`
	By         []string          `yaml:"by"`
	RegisterIf map[string]string `yaml:"register_if"`
}

// About says what a statement is of that no fact shows.
type About struct {
	Match    string           `yaml:"match"`
	Of       string           `yaml:"of"`
	Severity finding.Severity `yaml:"severity"`
	Checks   []string         `yaml:"checks"`
	Attack   []string         `yaml:"attack"`

	pattern *regexp.Regexp
}

// about returns what a statement is of, with the words for it, and whether these
// name the statement as a whole; nil where nothing is known.
func (w *words) about(text string) (a *About, of string, all bool) {
	for _, a := range w.Statements {
		m := a.pattern.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		of := fill(a.Of, func(string) string { return m[len(m)-1] })
		return a, of, len(m[0]) == len(text)
	}
	return nil, "", false
}

func loadWords() (*words, error) {
	w := &words{exact: map[string]*Word{}}
	dec := yaml.NewDecoder(bytes.NewReader(factsYAML))
	dec.KnownFields(true)
	if err := dec.Decode(w); err != nil {
		return nil, fmt.Errorf("drift: facts.yaml: %w", err)
	}
	for _, a := range w.Statements {
		var err error
		if a.pattern, err = regexp.Compile("^(?:" + a.Match + ")"); err != nil {
			return nil, fmt.Errorf("drift: facts.yaml: %w", err)
		}
	}
	for _, f := range w.Facts {
		if w.exact[f.Fact] != nil {
			return nil, fmt.Errorf("drift: facts.yaml: %s stands twice", f.Fact)
		}
		w.exact[f.Fact] = f
		if strings.Contains(f.Fact, "*") {
			w.stars = append(w.stars, f)
		}
	}
	return w, nil
}

// find returns what is said of a path, nil where nothing is.
func (w *words) find(path string) *Word {
	if f := w.exact[path]; f != nil {
		return f
	}
	for _, f := range w.stars {
		if globPath(f.Fact, path) {
			return f
		}
	}
	return nil
}

func globPath(pattern, path string) bool {
	p, q := strings.Split(pattern, "."), strings.Split(path, ".")
	if len(p) != len(q) {
		return false
	}
	for i := range p {
		if p[i] != "*" && p[i] != q[i] {
			return false
		}
	}
	return true
}

// fill writes a template; value gives the fields, "" for one that is not known.
func fill(tmpl string, value func(name string) string) string {
	var b strings.Builder
	for tmpl != "" {
		i := strings.IndexAny(tmpl, "[{")
		if i < 0 {
			b.WriteString(tmpl)
			break
		}
		b.WriteString(tmpl[:i])
		closing := byte('}')
		if tmpl[i] == '[' {
			closing = ']'
		}
		end := strings.IndexByte(tmpl[i:], closing)
		if end < 0 {
			b.WriteString(tmpl[i:])
			break
		}
		inner := tmpl[i+1 : i+end]
		if closing == '}' {
			b.WriteString(value(inner))
		} else if known(inner, value) {
			b.WriteString(fill(inner, value))
		}
		tmpl = tmpl[i+end+1:]
	}
	return b.String()
}

// known reports that every field of a template has a value.
func known(tmpl string, value func(string) string) bool {
	for _, name := range names(tmpl) {
		if value(name) == "" {
			return false
		}
	}
	return true
}

// names returns the fields of a template.
func names(tmpl string) []string {
	var out []string
	for {
		_, rest, ok := strings.Cut(tmpl, "{")
		if !ok {
			return out
		}
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			return out
		}
		out = append(out, name)
		tmpl = after
	}
}

// spoken turns a name of the model into words.
func spoken(name string) string { return strings.ReplaceAll(name, "_", " ") }

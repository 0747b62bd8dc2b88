package audit

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strconv"

	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/site"
	"github.com/linewarden/linewarden/verdict"
	"go.yaml.in/yaml/v3"
)

// Check is one requirement as it stands in a file of device/checks or of a site.
type Check struct {
	// ID is stable for ever: lower-case words joined by "-".
	ID       string           `yaml:"id"`
	Title    string           `yaml:"title"` // the requirement as one statement
	Severity finding.Severity `yaml:"severity"`
	// Why says what an intruder does with it, in one or two sentences.
	Why        string   `yaml:"why"`
	References []string `yaml:"references"`
	Attack     []string `yaml:"attack"` // ATT&CK technique ids
	// Params are values that a site may change, visible as param.NAME.
	Params map[string]any `yaml:"params"`
	// Needs lists the facts and registers that the rules read. Tests hold it true.
	Needs []string `yaml:"needs"`
	Rules []Rule   `yaml:"rules"`
	// NotOn says by system why the question does not arise there: the rules
	// are not asked of these systems. "all" serves the systems that no rule
	// names.
	NotOn map[string]string `yaml:"not_on"`
	// Fix is the remediation by system; "all" serves the others.
	Fix   map[string]string `yaml:"fix"`
	Tests []Test            `yaml:"tests"`
	// File is where the check stands.
	File string `yaml:"-"`
}

// Rule is one way to fail. A check fails where any rule that applies fails.
type Rule struct {
	// OS limits the rule to these systems; with Unread empty too it is every system.
	OS []string `yaml:"os"`
	// Unread are further systems that have what the rule is about, while
	// their parsers do not read it yet. The rule is asked of them, and where
	// it arises the answer is unknown.
	Unread []string `yaml:"unread"`
	// Scope "estate" asks once for all devices together; "" asks each device.
	Scope string `yaml:"scope"`
	// For is a list; the rule then asks of each member, visible as it.
	For string `yaml:"for"`
	// When limits the rule to members, or to devices, for which it holds.
	When string `yaml:"when"`
	// Fail is the weakness: true fails, false passes.
	Fail string `yaml:"fail"`
	// Empty is the verdict where no member is left: not_applicable (also
	// where it is left out), pass or fail.
	Empty string `yaml:"empty"`
	// Reason is the sentence for a failing member; {path} is replaced.
	Reason string `yaml:"reason"`
	// Cite is a list of parts of the model: their lines are the evidence of a
	// failing member. Without it, or where it gives none, the evidence is the
	// member's first line and the lines of what Fail read.
	Cite string `yaml:"cite"`
	// Severity overrides the check's for this rule.
	Severity *finding.Severity `yaml:"severity"`
}

// Test is a configuration with the verdict that the check must give.
type Test struct {
	OS   string          `yaml:"os"`
	Want verdict.Verdict `yaml:"want"`
	// Config is the text; it is taken as complete unless Cut is set.
	Config string `yaml:"config"`
	// Others are further devices of the estate, for rules of that scope.
	Others []string `yaml:"others"`
	// Cut says that the text stands as it is and nothing proves it whole.
	Cut bool `yaml:"cut"`
	// Site is a site description in the form of site.yaml.
	Site string `yaml:"site"`
	Note string `yaml:"note"`
}

// ErrCheck is wrapped by every error about a check's file.
var ErrCheck = errors.New("check file")

var (
	idForm     = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	attackForm = regexp.MustCompile(`^T\d{4}(\.\d{3})?$`)
)

// ReadChecks reads a file of checks: a YAML list. Unknown keys are
// site.KeyErrors. name appears in errors.
func ReadChecks(name string, data []byte) ([]Check, error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	var out []Check
	if err := dec.Decode(&out); err != nil && err != io.EOF {
		if word := badWord(data); word != nil {
			return nil, fmt.Errorf("%w: %s:%w", ErrCheck, name, word)
		}
		return nil, fmt.Errorf("%w: %s: %w", ErrCheck, name, inWords(err))
	}
	for i := range out {
		c := &out[i]
		c.File = name
		if err := c.validate(); err != nil {
			return nil, fmt.Errorf("%w: %s: %s: %w", ErrCheck, name, c.ID, err)
		}
	}
	return out, nil
}

// badWord finds the first severity or verdict of a file that is none, with its
// line, which the YAML package does not tell. Nil where all are right.
func badWord(data []byte) error {
	var doc yaml.Node
	if yaml.Unmarshal(data, &doc) != nil {
		return nil
	}
	return badWordIn(&doc)
}

func badWordIn(n *yaml.Node) error {
	for i, kid := range n.Content {
		var err error
		if n.Kind == yaml.MappingNode && i%2 == 1 && kid.Kind == yaml.ScalarNode {
			switch n.Content[i-1].Value {
			case "severity":
				_, err = finding.ParseSeverity(kid.Value)
			case "want":
				_, err = verdict.Parse(kid.Value)
			}
		}
		if err != nil {
			return fmt.Errorf("%d: %w", kid.Line, err)
		}
		if err := badWordIn(kid); err != nil {
			return err
		}
	}
	return nil
}

// noField is what the YAML package says of a key that the form does not have.
var noField = regexp.MustCompile(`^line (\d+): field (.*) not found in type audit\.(Check|Rule|Test)$`)

// inWords says what is wrong with a file of checks in words of the file.
func inWords(err error) error {
	var te *yaml.TypeError
	if !errors.As(err, &te) {
		return err
	}
	forms := map[string]reflect.Type{"Check": reflect.TypeFor[Check](), "Rule": reflect.TypeFor[Rule](), "Test": reflect.TypeFor[Test]()}
	var keys site.KeyErrors
	for _, text := range te.Errors {
		if m := noField.FindStringSubmatch(text); m != nil {
			line, _ := strconv.Atoi(m[1])
			keys = append(keys, site.NewKeyError(line, m[2], yamlKeys(forms[m[3]])))
		}
	}
	if len(keys) > 0 {
		return keys
	}
	return site.Plain(err)
}

func yamlKeys(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		if key := t.Field(i).Tag.Get("yaml"); key != "-" {
			out = append(out, key)
		}
	}
	return out
}

func (c *Check) validate() error {
	switch {
	case !idForm.MatchString(c.ID):
		return fmt.Errorf("id %q: want lower-case words joined by -", c.ID)
	case c.Title == "":
		return errors.New("no title")
	case c.Why == "":
		return errors.New("no why")
	case len(c.References) == 0:
		return errors.New("no references")
	case len(c.Rules) == 0:
		return errors.New("no rules")
	case len(c.Fix) == 0:
		return errors.New("no fix")
	}
	for _, a := range c.Attack {
		if !attackForm.MatchString(a) {
			return fmt.Errorf("attack %q: want an ATT&CK technique id such as T1021.004", a)
		}
	}
	for i := range c.Rules {
		if err := c.Rules[i].validate(); err != nil {
			return fmt.Errorf("rule %d: %w", i+1, err)
		}
	}
	if err := c.validateNotOn(); err != nil {
		return err
	}
	return c.validateTests()
}

// validateNotOn sees that no system is both named by a rule and left out.
func (c *Check) validateNotOn() error {
	for os, why := range c.NotOn {
		if why == "" {
			return fmt.Errorf("not_on: %s: no reason", os)
		}
		for i := range c.Rules {
			if slices.Contains(c.Rules[i].OS, os) || slices.Contains(c.Rules[i].Unread, os) {
				return fmt.Errorf("not_on: rule %d names %s", i+1, os)
			}
		}
	}
	return nil
}

func (r *Rule) validate() error {
	switch {
	case r.Fail == "":
		return errors.New("no fail expression")
	case r.Reason == "":
		return errors.New("no reason")
	case r.Scope != "" && r.Scope != "estate":
		return fmt.Errorf("scope %q: want estate or nothing", r.Scope)
	}
	switch r.Empty {
	case "", "not_applicable", "pass", "fail":
		return nil
	}
	return fmt.Errorf("empty %q: want not_applicable, pass or fail", r.Empty)
}

// validateTests sees that each of the three answers is tested.
func (c *Check) validateTests() error {
	have := map[verdict.Verdict]bool{}
	for _, t := range c.Tests {
		have[t.Want] = true
	}
	for _, v := range []verdict.Verdict{verdict.Fail, verdict.Pass, verdict.Unknown} {
		if !have[v] {
			return fmt.Errorf("no test that gives %s", v)
		}
	}
	return nil
}

// Applies reports whether the rule is about the system.
func (r *Rule) Applies(os string) bool {
	return len(r.OS)+len(r.Unread) == 0 || slices.Contains(r.OS, os) || slices.Contains(r.Unread, os)
}

// Absent returns why the check's question does not arise on a system, "" where
// it does or where nobody wrote why.
func (c *Check) Absent(os string) string {
	if why := c.NotOn[os]; why != "" || len(c.NotOn) == 0 {
		return why
	}
	for i := range c.Rules {
		if c.Rules[i].Applies(os) {
			return ""
		}
	}
	return c.NotOn["all"]
}

// FixFor returns the remediation for a system, "" where none is written.
func (c *Check) FixFor(os string) string {
	if f, ok := c.Fix[os]; ok {
		return f
	}
	return c.Fix["all"]
}

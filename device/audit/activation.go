package audit

import (
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"
)

// activation names the roots for CEL.
type activation struct {
	v      *view
	it     ref.Val
	params map[string]any
	groups ref.Val
	// members are those of the walks around the present expression, from the
	// outermost one on, and names what a program calls them.
	members []ref.Val
	names   []string
}

// ResolveName implements interpreter.Activation.
func (a *activation) ResolveName(name string) (any, bool) {
	for i := len(a.names) - 1; i >= 0; i-- {
		if a.names[i] == name {
			return a.members[i], true
		}
	}
	switch name {
	case "device":
		return a.v.root, true
	case "it":
		return a.it, a.it != nil
	case "site":
		return a.v.site, true
	case "os":
		return a.v.dev.OS, true
	case "param":
		return a.params, true
	case "estate_secrets":
		return a.groups, a.groups != nil
	}
	return nil, false
}

// Parent implements interpreter.Activation.
func (a *activation) Parent() interpreter.Activation { return nil }

// path resolves a template's path.
func (a *activation) path(p string) ref.Val {
	steps := strings.Split(strings.TrimSpace(p), ".")
	switch {
	case steps[0] == "param" && len(steps) == 2:
		return types.DefaultTypeAdapter.NativeToValue(a.params[steps[1]])
	case steps[0] == "device":
		return follow(a.v.root, steps[1:])
	case steps[0] == "it":
		return follow(a.it, steps[1:])
	}
	return nil
}

// Package audit asks checks of device models. A check is data: CEL expressions
// over the model of device/model, with its severity, its reasons, its fix for
// each system and its tests in one file.
//
// Every answer has three values. A fact that is masked, not read, cut off, on
// a line that was not understood, or absent from a file that is not known to
// be whole enters CEL as an unknown, which CEL's operators carry along: one
// line known to fail decides even when its neighbours are unknown, and nothing
// passes because something was missing. A truncated file passes nothing.
package audit

import (
	"fmt"
	"reflect"
	"sort"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/decls"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/finding"
	"github.com/linewarden/linewarden/site"
)

// Engine holds compiled checks for one site. It is immutable and safe for
// concurrent use.
type Engine struct {
	schema  *schema
	checks  []*compiled
	plans   map[string][]asking // by system, for those in absence
	absence map[string]*model.Absence
	site    *site.Site
	clock   *clock
}

// Options of New.
type Options struct {
	// Absence are the tables that say what each parser reads.
	Absence map[string]*model.Absence
	// Site may be nil.
	Site *site.Site
	// Now is the time that expiry and suppressions are judged against.
	Now time.Time
}

type compiled struct {
	*Check
	severity finding.Severity
	params   map[string]any
	off      string // why it is disabled, "" if it is not
	rules    []compiledRule
}

type compiledRule struct {
	*Rule
	list       *term // nil asks the device
	when, fail *term // when is nil where the rule always applies
	reason     template
	cite       cel.Program // nil where the rule has none
}

// asking is what one check asks of the devices of one system.
type asking struct {
	*compiled
	rules []*compiledRule
	why   string // why it asks nothing, "" if it does or where nobody says why
}

// New compiles checks. It reports a check that is given twice, an expression
// that does not compile, and a site whose changes do not fit the checks.
func New(checks []Check, opt Options) (*Engine, error) {
	sc, err := newSchema()
	if err != nil {
		return nil, err
	}
	e := &Engine{schema: sc, absence: opt.Absence, site: opt.Site, clock: &clock{now: opt.Now}, plans: map[string][]asking{}}
	if opt.Site == nil {
		e.site = &site.Site{}
	}
	envs, err := newEnvs(sc, e.clock)
	if err != nil {
		return nil, err
	}
	if err := e.site.Fit(Params(checks)); err != nil {
		return nil, err
	}
	seen := map[string]string{}
	for i := range checks {
		c := &checks[i]
		if old, ok := seen[c.ID]; ok {
			return nil, fmt.Errorf("%w: %s: check %s stands in %s too", ErrCheck, c.File, c.ID, old)
		}
		seen[c.ID] = c.File
		cc, err := e.compile(c, envs)
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %s: %w", ErrCheck, c.File, c.ID, err)
		}
		e.checks = append(e.checks, cc)
	}
	sort.SliceStable(e.checks, func(i, j int) bool { return e.checks[i].ID < e.checks[j].ID })
	for os := range e.absence {
		e.plans[os] = e.plan(os)
	}
	return e, nil
}

// plan returns what the checks ask of a device of one system. Those that only
// the estate answers are left out.
func (e *Engine) plan(os string) []asking {
	if p, ok := e.plans[os]; ok {
		return p
	}
	out := make([]asking, 0, len(e.checks))
	for _, c := range e.checks {
		a := asking{compiled: c, why: c.off}
		if c.off == "" {
			a.why = c.Absent(os)
		}
		estate := true
		for i := range c.rules {
			r := &c.rules[i]
			estate = estate && r.Scope == "estate"
			if a.why == "" && r.Scope != "estate" && r.Applies(os) {
				a.rules = append(a.rules, r)
			}
		}
		if c.off != "" || !estate {
			out = append(out, a)
		}
	}
	return out
}

// Checks returns the checks in the order of their ids.
func (e *Engine) Checks() []*Check {
	out := make([]*Check, len(e.checks))
	for i, c := range e.checks {
		out[i] = c.Check
	}
	return out
}

// envs are the CEL environments: for a device, and for a member of each type.
type envs struct {
	device *cel.Env
	schema *schema
	member map[string]*cel.Env
	// overloads are what the environments declare, by function.
	overloads map[string]*decls.FunctionDecl
}

func newEnvs(sc *schema, now *clock) (*envs, error) {
	opts := []cel.EnvOption{
		cel.CustomTypeProvider(sc), cel.CustomTypeAdapter(sc),
		cel.Variable("device", sc.types[reflect.TypeFor[model.Device]()].cel),
		cel.Variable("site", sc.site.cel),
		cel.Variable("estate_secrets", cel.ListType(sc.types[reflect.TypeFor[Group]()].cel)),
		cel.Variable("os", cel.StringType),
		cel.Variable("param", cel.MapType(cel.StringType, cel.DynType)),
	}
	opts = append(opts, gateFunctions(sc.rulesets.typ.cel), everythingFunction(sc.rulesets.typ.cel),
		decidingFunction(sc.rulesets.typ.cel, sc.types[reflect.TypeFor[model.Rule]()].cel), facingFunction(sc))
	env, err := cel.NewEnv(append(opts, functions(now)...)...)
	if err != nil {
		return nil, fmt.Errorf("audit: %w", err)
	}
	return &envs{device: env, schema: sc, member: map[string]*cel.Env{}, overloads: env.Functions()}, nil
}

// with returns the environment in which it has type t.
func (e *envs) with(t *cel.Type) (*cel.Env, error) {
	if env := e.member[t.String()]; env != nil {
		return env, nil
	}
	env, err := e.device.Extend(cel.Variable("it", t))
	if err == nil {
		e.member[t.String()] = env
	}
	return env, err
}

// compiler returns a compiler for one of the environments and a check's params.
func (e *envs) compiler(env *cel.Env, params map[string]any) *termCompiler {
	return &termCompiler{env: env, schema: e.schema, overloads: e.overloads, params: params}
}

func (e *Engine) compile(c *Check, envs *envs) (*compiled, error) {
	out := &compiled{Check: c, severity: c.Severity, params: map[string]any{}}
	for k, v := range c.Params {
		out.params[k] = paramValue(v)
	}
	if t, ok := e.site.Checks[c.ID]; ok {
		out.tune(t, e.clock.now)
	}
	for i := range c.Rules {
		r, err := compileRule(&c.Rules[i], out.params, envs)
		if err != nil {
			return nil, fmt.Errorf("rule %d: %w", i+1, err)
		}
		out.rules = append(out.rules, r)
	}
	return out, nil
}

func (c *compiled) tune(t site.Tuning, now time.Time) {
	if t.Severity != nil {
		c.severity = *t.Severity
	}
	for k, v := range t.Params {
		c.params[k] = paramValue(v)
	}
	c.off, _ = t.Off(now)
}

// Params returns the parameters of checks, by id.
func Params(checks []Check) map[string]map[string]any {
	out := make(map[string]map[string]any, len(checks))
	for i := range checks {
		out[checks[i].ID] = checks[i].Params
	}
	return out
}

// paramValue makes CEL integers of YAML's.
func paramValue(v any) any {
	switch v := v.(type) {
	case int:
		return int64(v)
	case []any:
		for i := range v {
			v[i] = paramValue(v[i])
		}
	}
	return v
}

func compileRule(r *Rule, params map[string]any, envs *envs) (compiledRule, error) {
	out := compiledRule{Rule: r}
	env := envs.device
	if r.Scope == "estate" {
		var err error
		if env, err = envs.with(envs.schema.types[reflect.TypeFor[Group]()].cel); err != nil {
			return out, err
		}
	}
	if r.For != "" {
		var err error
		var member *cel.Type
		if out.list, member, err = envs.compiler(env, params).list(r.For); err != nil {
			return out, fmt.Errorf("for: %w", err)
		}
		if env, err = envs.with(member); err != nil {
			return out, fmt.Errorf("for: %w", err)
		}
	}
	c := envs.compiler(env, params)
	var err error
	if r.When != "" {
		if out.when, err = c.condition(r.When); err != nil {
			return out, fmt.Errorf("when: %w", err)
		}
	}
	if out.fail, err = c.condition(r.Fail); err != nil {
		return out, fmt.Errorf("fail: %w", err)
	}
	if out.reason, err = parseTemplate(env, r.Reason); err != nil {
		return out, fmt.Errorf("reason: %w", err)
	}
	if r.Cite != "" {
		if out.cite, err = compileExpr(env, r.Cite); err != nil {
			return out, fmt.Errorf("cite: %w", err)
		}
	}
	return out, nil
}

func compileExpr(env *cel.Env, expr string) (cel.Program, error) {
	ast, iss := env.Compile(expr)
	if iss.Err() != nil {
		return nil, oneLine(iss.Err())
	}
	return env.Program(ast)
}

// oneLine keeps the first line of CEL's drawing of an error.
func oneLine(err error) error {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return fmt.Errorf("%s", line)
}

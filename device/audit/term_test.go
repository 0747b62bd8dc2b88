package audit

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"github.com/google/go-cmp/cmp"
	"github.com/linewarden/linewarden/device/model"
	"pgregory.net/rapid"
)

// TestTermAgreesWithCEL works random conditions over known and unknown facts
// out here and by CEL alone: the answer, what is unknown in it and the lines
// that were looked at are the same.
func TestTermAgreesWithCEL(t *testing.T) {
	e, err := New(nil, Options{Absence: map[string]*model.Absence{"ios": reads(t)}})
	if err != nil {
		t.Fatal(err)
	}
	envs, err := newEnvs(e.schema, &clock{now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	params := map[string]any{"most": int64(2), "share": 1.5, "names": []any{"a", "bb"}, "word": "b", "flag": true}
	rapid.Check(t, func(t *rapid.T) {
		g := generator{t}
		expr := g.condition(4, nil)
		v := e.view(g.device())
		defer v.close()
		v.act.params = params
		cut, err := envs.compiler(envs.device, params).condition(expr)
		if err != nil {
			t.Fatalf("%s: %v", expr, err)
		}
		ast, iss := envs.device.Compile(expr)
		if iss.Err() != nil {
			t.Fatal(iss.Err())
		}
		whole, err := envs.device.Program(ast)
		if err != nil {
			t.Fatal(err)
		}
		v.act.names, v.act.members = nil, nil
		want, wantSpans := v.eval(whole), v.spans
		v.spans = nil
		got, gotSpans := v.value(cut), v.spans
		if diff := cmp.Diff(name(want), name(got)); diff != "" {
			t.Errorf("%s\n%s", expr, diff)
		}
		if diff := cmp.Diff(wantSpans, gotSpans); diff != "" {
			t.Errorf("%s looks at other lines:\n%s", expr, diff)
		}
		if len(v.opened)+len(v.act.members) > 0 {
			t.Errorf("%s leaves %d open values and %d members behind", expr, len(v.opened), len(v.act.members))
		}
		if holds := v.holds(cut); name(holds) != name(got) && (isBool(holds) || isBool(got)) {
			t.Errorf("%s is %s, and holds is %s", expr, name(got), name(holds))
		}
	})
}

// TestNoValueDecidesNothing asks, of each member of a list, what CEL panics at:
// for an element of a list that may have more.
func TestNoValueDecidesNothing(t *testing.T) {
	e, err := New(nil, Options{Absence: map[string]*model.Absence{"ios": reads(t)}})
	if err != nil {
		t.Fatal(err)
	}
	envs, err := newEnvs(e.schema, &clock{now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	for _, expr := range []string{
		"device.users[0].enabled",
		"param.names.exists(n, device.users[0].enabled)",
		"!param.names.all(n, device.users[0].enabled)",
		"param.names.exists(n, is_address(device.users[0].name))",
		"size(param.names.filter(n, device.users[0].enabled)) == 0",
	} {
		params := map[string]any{"names": []any{"a"}}
		cut, err := envs.compiler(envs.device, params).condition(expr)
		if err != nil {
			t.Fatal(err)
		}
		v := e.view(&model.Device{OS: "ios"})
		v.act.params = params
		if got := v.holds(cut); isBool(got) {
			t.Errorf("%s is %v", expr, got)
		}
		v.close()
	}
}

func reads(t *testing.T) *model.Absence {
	absent := []model.AbsenceRule{{How: model.Absent}}
	a, err := model.NewAbsence("ios", map[string][]model.AbsenceRule{"users": absent, "lines": absent, "users.enabled": absent})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func isBool(v ref.Val) bool { _, ok := v.(types.Bool); return ok }

// name writes a value down, an unknown with all that it stands for.
func name(v ref.Val) string {
	switch v := v.(type) {
	case types.Bool:
		return fmt.Sprint(bool(v))
	case *types.Unknown:
		return fmt.Sprint("unknown ", v.IDs())
	case *types.Err:
		return "error " + v.Error()
	case traits.Lister:
		return "list"
	}
	return fmt.Sprintf("%T", v)
}

// generator draws devices and conditions.
type generator struct{ *rapid.T }

func (g generator) one(of ...string) string { return rapid.SampledFrom(of).Draw(g.T, "one") }

func (g generator) span() model.Span {
	line := rapid.Int32Range(1, 9).Draw(g.T, "line")
	return model.Span{Line: line, End: line}
}

func fill[T model.Value](g generator, f *model.F[T], vals ...T) {
	switch rapid.IntRange(0, 7).Draw(g.T, "how") {
	case 0:
		f.Unsure(g.span())
	case 1:
		f.Mask(g.span())
	case 2:
		f.How = model.Absent
	case 3:
	default:
		f.Set(rapid.SampledFrom(vals).Draw(g.T, "value"), g.span())
	}
}

func (g generator) device() *model.Device {
	dev := &model.Device{OS: "ios", Complete: rapid.SampledFrom([]model.Completeness{model.Whole, model.NotProvable}).Draw(g.T, "complete")}
	for _, f := range []*model.F[bool]{&dev.L2.CDP, &dev.L2.LLDP, &dev.Flow.Enabled} {
		fill(g, f, true, false)
	}
	fill(g, &dev.Hostname, "a", "r1")
	for range rapid.IntRange(0, 3).Draw(g.T, "users") {
		u := &model.User{Name: g.one("a", "b", "22")}
		u.Span = g.span()
		if rapid.Bool().Draw(g.T, "doubt") {
			u.AddDoubt(u.Span.Line)
		}
		fill(g, &u.Enabled, true, false)
		fill(g, &u.Admin, true, false)
		fill(g, &u.Privilege, 1, 15)
		dev.Users = append(dev.Users, u)
	}
	for range rapid.IntRange(0, 3).Draw(g.T, "lines") {
		l := &model.Line{Kind: g.one("vty", "console")}
		fill(g, &l.TransportIn, []string{"ssh"}, []string{"telnet", "ssh"}, nil)
		fill(g, &l.ACLIn.Name, "", "list")
		if rapid.Bool().Draw(g.T, "defined") {
			l.ACLIn.List = &model.Ruleset{Name: "list"}
			fill(g, &l.ACLIn.List.PermitsAny, true, false)
		}
		dev.Lines = append(dev.Lines, l)
	}
	return dev
}

// ofMembers are the walks that conditions go through: the list, and what stands
// of its members in conditions, in which $ is a member.
var ofMembers = map[string][]string{
	"device.users": {"$.enabled", "$.admin", "!$.enabled", "$.privilege > param.most", "$.privilege == 15 && $.enabled", `$.name == "a"`, "$.name in param.names",
		`$.name in ["b", "c"]`, "$.name.startsWith(param.word)", "int($.name) > 21", "size($.name) < param.share", "listed($.name, site.aaa_servers)",
		`("x" + $.name).endsWith("a")`, "$.enabled ? $.admin : $.enabled"},
	"device.lines": {`$.kind == "vty"`, "$.acl_in.list.permits_any", `$.acl_in.name == ""`, "$.acl_in.defined", "size($.transport_in) == 0", `$.transport_in == ["ssh"]`,
		`$.transport_in[0] == "ssh"`, `$.transport_in.exists_one(x, x == "ssh")`, `"ssh" in $.transport_in`},
	`["a", "b", "10.0.0.1"]`: {`$ == "a"`, "is_public($)", "within($, site.networks_own)", `wider($, 8, 16)`, "$ == device.hostname", "glob($, param.word)", "$ in param.names"},
	"param.names":            {`$ == "a"`, "$.contains(param.word)"},
}

// condition makes an expression that is at most depth operators deep. scope
// holds the lists of the walks around it.
func (g generator) condition(depth int, scope []string) string {
	if depth == 0 {
		return g.leaf(scope)
	}
	below := func() string { return "(" + g.condition(depth-1, scope) + ")" }
	switch rapid.IntRange(0, 7).Draw(g.T, "kind") {
	case 0:
		return "!" + below()
	case 1:
		return below() + " && " + below()
	case 2:
		return below() + " || " + below()
	case 3:
		return below() + g.one(" == ", " != ") + below()
	case 4, 5, 6:
		return g.walk(depth, scope)
	}
	return g.leaf(scope)
}

func (g generator) walk(depth int, scope []string) string {
	list := g.one("device.users", "device.lines", `["a", "b", "10.0.0.1"]`, "param.names")
	inner := append(scope[:len(scope):len(scope)], list)
	body := g.condition(depth-1, inner)
	v := variable(len(scope))
	switch g.one("exists", "all", "filter", "map") {
	case "exists":
		return fmt.Sprintf("%s.exists(%s, %s)", list, v, body)
	case "all":
		return fmt.Sprintf("%s.all(%s, %s)", list, v, body)
	case "filter":
		return fmt.Sprintf("size(%s.filter(%s, %s)) %s param.most", list, v, body, g.one("<", ">=", "=="))
	}
	return fmt.Sprintf("true in %s.map(%s, %s)", list, v, body)
}

// variable names the member of a walk; the third hides the first.
func variable(depth int) string { return string(rune('p' + depth%2)) }

func (g generator) leaf(scope []string) string {
	if len(scope) > 0 && rapid.IntRange(0, 3).Draw(g.T, "member") > 0 {
		// Hidden members cannot be asked of.
		at := rapid.IntRange(max(0, len(scope)-2), len(scope)-1).Draw(g.T, "walk")
		return strings.ReplaceAll(g.one(ofMembers[scope[at]]...), "$", variable(at))
	}
	return g.one("device.l2.cdp", "device.l2.lldp", "device.flow.enabled", "device.l2.cdp == true", "param.flag == device.l2.cdp",
		`os == "ios"`, "true", "false", "size(device.interfaces) == 0", "size(device.users) < 1", "device.l2.cdp != device.l2.lldp",
		`device.hostname == "r1"`, `device.hostname in ["r1", "r2"]`, `listed(device.hostname, site.aaa_servers)`, `is_address(device.hostname)`,
		`within(device.hostname, ["10.0.0.0/8"])`, "at_least(device.users, 1)", "at_least(device.lines, param.most)", "param.none == 1")
}

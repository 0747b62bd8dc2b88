package audit

import (
	"fmt"
	"testing"
	"time"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"github.com/linewarden/linewarden/device/model"
	"pgregory.net/rapid"
)

// TestTermAgreesWithCEL works random conditions over known and unknown facts
// out here and by CEL alone.
func TestTermAgreesWithCEL(t *testing.T) {
	e, err := New(nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	envs, err := newEnvs(e.schema, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		dev := &model.Device{Complete: model.Whole}
		for _, f := range []*model.F[bool]{&dev.L2.CDP, &dev.L2.LLDP, &dev.Flow.Enabled} {
			switch rapid.IntRange(0, 2).Draw(t, "fact") {
			case 0:
				f.Set(true, model.Span{Line: 1, End: 1})
			case 1:
				f.Set(false, model.Span{Line: 1, End: 1})
			default:
				f.Unsure(model.Span{Line: 2, End: 2})
			}
		}
		expr := condition(4).Draw(t, "condition")
		v := e.view(dev)
		defer v.close()
		cut, err := envs.compiler(envs.device, nil).condition(expr)
		if err != nil {
			t.Fatal(err)
		}
		ast, iss := envs.device.Compile(expr)
		if iss.Err() != nil {
			t.Fatal(iss.Err())
		}
		whole, err := envs.device.Program(ast)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := name(v.holds(cut)), name(v.eval(whole)); got != want {
			t.Errorf("%s is %s, CEL says %s", expr, got, want)
		}
	})
}

func name(v ref.Val) string {
	if b, ok := v.(types.Bool); ok {
		return fmt.Sprint(bool(b))
	}
	return fmt.Sprintf("%T", v)
}

// condition makes an expression that is at most depth operators deep.
func condition(depth int) *rapid.Generator[string] {
	leaf := rapid.SampledFrom([]string{"device.l2.cdp", "device.l2.lldp", "device.flow.enabled", "device.l2.cdp == true",
		`os == "ios"`, "true", "false", "size(device.interfaces) == 0", "size(device.users) < 1", "device.l2.cdp != device.l2.lldp",
		`device.hostname == "r1"`, `device.hostname in ["r1", "r2"]`, `listed(device.hostname, site.aaa_servers)`, `is_address(device.hostname)`, `within(device.hostname, ["10.0.0.0/8"])`,
		"at_least(device.users, 1)", "device.users.exists(u, u.enabled)"})
	if depth == 0 {
		return leaf
	}
	return rapid.Custom(func(t *rapid.T) string {
		below := condition(depth - 1)
		switch rapid.IntRange(0, 4).Draw(t, "kind") {
		case 0:
			return "!(" + below.Draw(t, "not") + ")"
		case 1, 2:
			return "(" + below.Draw(t, "left") + " && " + below.Draw(t, "right") + ")"
		case 3:
			return "(" + below.Draw(t, "left") + " || " + below.Draw(t, "right") + ")"
		}
		return leaf.Draw(t, "leaf")
	})
}

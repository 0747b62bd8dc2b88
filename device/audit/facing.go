package audit

import (
	"reflect"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"github.com/linewarden/linewarden/device/model"
)

// facingFunction is the part of functions that tells inside from outside:
//
//	faces_others(interface)  the interface leads to another network: its
//	                         description says so, or the register
//	                         edge_interfaces lists its name, or "description:"
//	                         with its description
//
// It is unknown where the configuration does not show it and nobody filled
// the register. Most checks of interfaces ask it, which is why it is not
// written out in CEL.
func facingFunction(sc *schema) cel.EnvOption {
	iface := sc.types[reflect.TypeFor[model.Interface]()]
	return cel.Function("faces_others", cel.Overload("faces_others_interface", []*cel.Type{iface.cel}, cel.BoolType, cel.UnaryBinding(newFacing(sc).of)))
}

func newFacing(sc *schema) facing {
	iface := sc.types[reflect.TypeFor[model.Interface]()].index
	return facing{edge: iface["edge"], name: iface["name"], description: iface["description"], register: sc.site.index["edge_interfaces"]}
}

// facing holds the fields that faces_others looks at.
type facing struct{ edge, name, description, register int }

func (f facing) of(v ref.Val) ref.Val {
	o, ok := v.(*object)
	if !ok {
		return types.NewErr("audit: no interface")
	}
	edge := o.get(f.edge)
	if edge == types.True {
		return types.True
	}
	reg, name, description := o.v.site.get(f.register), o.get(f.name), o.get(f.description)
	if u, ok := reg.(*types.Unknown); ok {
		return u // filling the register decides, whatever else is open
	}
	open, _ := edge.(*types.Unknown)
	for i, v := range []ref.Val{name, description} {
		switch v := v.(type) {
		case *types.Unknown:
			open = types.MergeUnknowns(open, v)
		case types.String:
			if i == 1 {
				v = "description:" + v
			}
			if listed(v, reg) == types.True {
				return types.True
			}
		}
	}
	if open != nil {
		return open
	}
	return types.False
}

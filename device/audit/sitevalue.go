package audit

import (
	"fmt"
	"net/netip"
	"reflect"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"github.com/linewarden/linewarden/site"
)

// siteValue is the site description as CEL sees it.
type siteValue struct {
	v    *view
	site *site.Site
	typ  *structType
	vals []ref.Val // by field, nil until asked for
}

// get returns register or network list i, unknown where nobody filled it.
func (s *siteValue) get(i int) ref.Val {
	name := s.typ.fields[i].name
	if s.v.seen != nil {
		s.v.seen["site."+name] = true
	}
	if s.vals == nil {
		s.vals = make([]ref.Val, len(s.typ.fields))
	}
	if s.vals[i] == nil {
		s.vals[i] = s.make(name)
	}
	return s.vals[i]
}

func (s *siteValue) make(name string) ref.Val {
	if purpose, ok := strings.CutPrefix(name, "networks_"); ok {
		return s.networks(site.Purpose(purpose))
	}
	values, ok := s.site.Values(name)
	if !ok {
		return s.v.unknown(cause{
			fmt.Sprintf("the register %s is not filled", name),
			fmt.Sprintf("fill registers.%s in site.yaml", name),
		})
	}
	return types.NewStringList(types.DefaultTypeAdapter, values)
}

func (s *siteValue) networks(p site.Purpose) ref.Val {
	var nets []netip.Prefix
	ok := false
	if s.site != nil {
		nets, ok = s.site.Networks[p]
	}
	if !ok {
		return s.v.unknown(cause{
			fmt.Sprintf("the %s networks are not described", p),
			fmt.Sprintf("fill networks.%s in site.yaml", p),
		})
	}
	return prefixList(nets)
}

// ConvertToNative implements ref.Val.
func (s *siteValue) ConvertToNative(t reflect.Type) (any, error) {
	return nil, fmt.Errorf("audit: the site does not convert to %v", t)
}

// ConvertToType implements ref.Val.
func (s *siteValue) ConvertToType(t ref.Type) ref.Val {
	return types.NewErr("audit: the site does not convert to %s", t.TypeName())
}

// Equal implements ref.Val.
func (s *siteValue) Equal(other ref.Val) ref.Val { return types.Bool(s == other) }

// Type implements ref.Val.
func (s *siteValue) Type() ref.Type { return s.typ.cel }

// Value implements ref.Val.
func (s *siteValue) Value() any { return s }

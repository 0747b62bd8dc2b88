package audit

import (
	"fmt"
	"reflect"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

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

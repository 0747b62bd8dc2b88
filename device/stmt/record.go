package stmt

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
)

// Secret records a password, key or community that stands in line sp as
// value, in the form typ ("" to recognise it from the value's shape), and
// masks it in everything that is ever printed of the line. It returns the
// model's entry, which holds no part of the value.
func (c *Ctx) Secret(kind, owner, typ, value string, sp model.Span) *model.Secret {
	s := c.Keyer.Secret(kind, owner, typ, value, sp)
	c.Dev.Secrets = append(c.Dev.Secrets, s)
	c.Mask(value, sp)
	return s
}

// Mask keeps value out of everything that is printed of the lines of sp.
func (c *Ctx) Mask(value string, sp model.Span) {
	value = strings.Trim(value, `"`)
	if value == "" {
		return
	}
	for l := sp.Line; l <= sp.End; l++ {
		c.masks[l] = append(c.masks[l], value)
	}
}

// Masks returns the recorded secrets by raw line.
func (c *Ctx) Masks() map[int32][]string { return c.masks }

// Define records that the file defines name.
func (c *Ctx) Define(kind, name string, sp model.Span) {
	c.Dev.Refs.Defs = append(c.Dev.Refs.Defs, model.Ref{Kind: kind, Name: name, Span: sp})
}

// Use records that the file refers to name; ctx says from where in words.
func (c *Ctx) Use(kind, name, ctx string, sp model.Span) {
	c.Dev.Refs.Uses = append(c.Dev.Refs.Uses, model.Ref{Kind: kind, Name: name, Ctx: ctx, Span: sp})
}

// ApplyACL states that ref names a filter and records the use. Kind is "acl"
// or "acl6"; ctx says where it is applied.
func (c *Ctx) ApplyACL(ref *model.ACLRef, kind, name, ctx string, sp model.Span) {
	ref.Name.Set(name, sp)
	c.Use(kind, name, ctx, sp)
}

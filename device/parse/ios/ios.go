// Package ios reads Cisco IOS and IOS-XE running and startup configurations.
//
// Promise: every statement of the file ends in a recorded state, text inside
// banners, certificates and macros is never read as configuration, and a
// statement that cannot be read in full takes nothing else with it.
package ios

import (
	_ "embed"
	"fmt"

	"github.com/linewarden/linewarden/device/stmt"
	"github.com/linewarden/linewarden/device/system"
)

//go:embed irrelevant.txt
var irrelevant string

// New compiles the tables of IOS.
func New() (system.System, error) {
	t, err := newTables()
	if err != nil {
		return system.System{}, fmt.Errorf("ios: %w", err)
	}
	return system.System{
		Name: "ios", Vendor: "cisco", Title: "Cisco IOS / IOS-XE",
		Sniff: sniff, Lex: lexer, End: end, Shape: shape, Once: true,
		Read:     func(c *stmt.Ctx) { read(c, t) },
		Sections: sections,
	}, nil
}

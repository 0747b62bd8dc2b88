// Package rules holds Linewarden's own rules, one file each, with their tests.
// docs/rules.md says how to write one.
package rules

import "embed"

// Files has the rules, in folders by what they are about.
//
//go:embed */*.yml
var Files embed.FS

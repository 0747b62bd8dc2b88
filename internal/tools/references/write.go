package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

const intro = `# Undefined and unused names, compared with Batfish

Written by ` + "`go run ./internal/tools/references > docs/references.md`" + `, and held to it by a test beside that command.

What is compared: for each configuration of three of Batfish's test networks, the names that are used and not defined (file, type,
name and line) and the names that are defined and not used (file, type and name), with the answers that Batfish's own tests expect.
Types differ between the two: ` + "`internal/tools/references/differences.yaml`" + ` says which belong together. "Only ours" are rows
that Linewarden has and Batfish does not; "only theirs" the reverse. Files of the system "none" are not read.

| system | files | undefined: agree | only ours | only theirs | unused: agree | only ours | only theirs |
|---|---:|---:|---:|---:|---:|---:|---:|
`

const middle = `
## Every difference

| | only | system | type | rows | why |
|---|---|---|---|---:|---|
`

// document is docs/references.md.
func (c *comparison) document() string {
	var b strings.Builder
	b.WriteString(intro)
	var sum [6]int
	for _, sys := range slices.Sorted(maps.Keys(c.files)) {
		u, n := c.total(undefined, sys), c.total(unused, sys)
		cells := [6]int{u.agree, u.ours, u.theirs, n.agree, n.ours, n.theirs}
		for i, v := range cells {
			sum[i] += v
		}
		fmt.Fprintf(&b, "| %s | %d%s\n", sys, c.files[sys], row6(cells))
	}
	files := 0
	for _, n := range c.files {
		files += n
	}
	fmt.Fprintf(&b, "| **all** | %d%s\n", files, row6(sum))
	b.WriteString(middle)
	for _, r := range c.rules.Differences {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %d | %s |\n", r.Side, r.Only, some(r.System), some(r.Kind), r.used, r.Reason)
	}
	b.WriteString("\nFiles that are read as one system although nothing in them says so:\n\n")
	for _, s := range c.rules.Systems {
		fmt.Fprintf(&b, "* %s: %s (%s)\n", s.System, strings.Join(s.Files, ", "), s.Reason)
	}
	return b.String()
}

func row6(cells [6]int) string {
	var b strings.Builder
	for _, n := range cells {
		fmt.Fprintf(&b, " | %d", n)
	}
	return b.String() + " |"
}

func some(list []string) string {
	if len(list) == 0 {
		return "any"
	}
	return strings.Join(list, ", ")
}

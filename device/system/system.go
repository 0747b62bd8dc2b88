// Package system describes how one operating system's configuration is read:
// how to recognise it, which lexer cuts it, how to tell that it is whole, and
// which tables understand its statements. The packages in device/parse/<os>
// each give one System; device/parse runs them all the same way.
package system

import (
	"github.com/linewarden/linewarden/device/clean"
	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// System is one operating system. It is immutable and safe for concurrent use.
type System struct {
	// Name is ios, iosxr, nxos, asa, eos, junos, panos, fortios, sros, vrp or
	// routeros; Vendor the maker in lower case; Title what people call it.
	Name, Vendor, Title string
	// Sniff says how sure it is that the sample is this system's, from 0 (it
	// is not) to 100 (a line that only this system writes).
	Sniff func(s *Sample) int
	// Marks are beginnings of lines that hardly any other system writes, as
	// they stand above a configuration. The system is asked first where one of
	// them is there; what counts is what Sniff says.
	Marks []string
	// Lex cuts the cleaned text into statements.
	Lex func(src lex.Source) *lex.Tree
	// End tells from the text's own marks whether it is whole.
	End func(f *clean.File, t *lex.Tree) End
	// Shape is what a whole configuration has, whatever it ends with.
	Shape Shape
	// Once says that the system writes each block of the margin once, so that
	// one is over where the next line at the margin begins. Real files bear it
	// out; where too few were seen, it is not set.
	Once bool
	// Read runs the system's tables over c.Tree and fills c.Dev.
	Read func(c *stmt.Ctx)
	// Sections maps leading words to the parts of the model that a line
	// which nobody understood may have been about.
	Sections []stmt.Section
}

// Sample is what a Sniff may look at.
type Sample struct {
	// Head is the cleaned text, at most its first 64 KiB, cut at a line end.
	Head string
	// Lines are Head's first 2,000 lines, untrimmed.
	Lines []string
	File  *clean.File
}

// End is what a text's own marks say of its completeness.
type End struct {
	Complete model.Completeness
	// Why names the evidence: "ends with the line end", "brace opened in
	// line 40 is never closed".
	Why string
	// Cut is the raw line where a truncated text stops, 0 otherwise.
	Cut int32
	// Part says why the text can only be a part of a configuration, or more
	// than one: "no statement version, which every device writes". "" where
	// nothing says so. It outweighs marks of the end, which show where a text
	// stops and not where it began, but not the command of a whole
	// configuration nor the user's word, unless Sure is set.
	Part string
	Sure bool
}

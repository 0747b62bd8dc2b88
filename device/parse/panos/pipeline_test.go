package panos_test

import (
	"testing"

	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/parse/parsetest"
)

const osName = "panos"

// read parses text as a whole configuration of the system.
func read(t testing.TB, text string) *parse.Result {
	t.Helper()
	return parsetest.Read(t, osName, text)
}

func FuzzParse(f *testing.F) {
	parsetest.Fuzz(f, osName, "set mgt-config users a phash \"x\nset b\" y\nset rulebase security rules r source [ a b\n")
}

package fortios_test

import (
	"testing"

	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/parse/parsetest"
)

const osName = "fortios"

// read parses text as a whole configuration of the system.
func read(t testing.TB, text string) *parse.Result {
	t.Helper()
	return parsetest.Read(t, osName, text)
}

func FuzzParse(f *testing.F) {
	parsetest.Fuzz(f, osName, "config system global\nend\n", "config system admin\nedit \"a\"\nset password ENC\nset trusthost1 x y\nnext\nend\n")
}

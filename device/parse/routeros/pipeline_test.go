package routeros_test

import (
	"testing"

	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/parse/parsetest"
)

const osName = "routeros"

// read parses text as a whole configuration of the system.
func read(t testing.TB, text string) *parse.Result {
	t.Helper()
	return parsetest.Read(t, osName, text)
}

func FuzzParse(f *testing.F) {
	parsetest.Fuzz(f, osName, "/", "\"", "[", "/ip service\nset", "/ip service set telnet disabled=yes \\", "add\n", "/a\nadd x=\"\\", "# by RouterOS 7")
}

package vrp_test

import (
	"testing"

	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/parse/parsetest"
)

const osName = "vrp"

// read parses text as a whole configuration of the system.
func read(t testing.TB, text string) *parse.Result {
	t.Helper()
	return parsetest.Read(t, osName, text)
}

func FuzzParse(f *testing.F) {
	parsetest.Fuzz(f, osName, "#", "return", "undo", "header login information \"", "acl number 2000\n rule", "aaa\n local-user", "user-interface\n",
		"rsa peer-public-key a\n public-key-code begin\n", "interface\n", "bgp 1\n peer", "ip route-static")
}

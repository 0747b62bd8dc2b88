package sros_test

import (
	"testing"

	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/parse/parsetest"
)

const osName = "sros"

// read parses text as a whole configuration of the system.
func read(t testing.TB, text string) *parse.Result {
	t.Helper()
	return parsetest.Read(t, osName, text)
}

func FuzzParse(f *testing.F) {
	parsetest.Fuzz(f, osName, "configure", "configure {", "}", "/configure ", "exit all\nconfigure\n", "echo \"", "configure {\n    groups {\n        group \"a\" {\n",
		"configure {\n    apply-groups [\"a\"]\n}\n", "    system\n        exit\n  exit\nexit all\n", "/configure router \"Base\" interface \"a", "# Finished")
}

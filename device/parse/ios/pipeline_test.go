package ios_test

import (
	"testing"

	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/parse/parsetest"
)

const osName = "ios"

// read parses text as a whole configuration of the system.
func read(t testing.TB, text string) *parse.Result {
	t.Helper()
	return parsetest.Read(t, osName, text)
}

package daemon

import (
	"testing"

	"github.com/linewarden/linewarden/decode/table/tabletest"
)

func TestMessages(t *testing.T) {
	tb, err := Table()
	if err != nil {
		t.Fatal(err)
	}
	tabletest.Run(t, tb)
}

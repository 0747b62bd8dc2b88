// Package daemon knows the messages of the daemons that several systems share:
// OpenSSH, PAM, sudo, su, cron, the tools that change accounts. The families of
// Linux and of makers whose systems are built on a Unix read them by it.
package daemon

import (
	_ "embed" // the table

	"github.com/linewarden/linewarden/decode/table"
)

//go:embed messages.yaml
var messages []byte

// Table returns the messages by the program's name, and those of PAM for every
// program.
func Table() (*table.Table, error) { return table.Load("daemon/messages.yaml", messages) }

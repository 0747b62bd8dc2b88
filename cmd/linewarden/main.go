// Command linewarden finds intruders in telecom networks from what a network
// team already has. See the README.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/linewarden/linewarden/internal/app"
)

// version is set by the linker; "dev" is a build that was not released.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := app.Main(ctx, os.Args[1:], app.System(version))
	stop()
	os.Exit(code)
}

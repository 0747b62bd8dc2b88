// Command linewarden finds intruders in telecom networks from what a network
// team already has. See the README.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/linewarden/linewarden/internal/app"
)

// version is set by the linker; "dev" is a build that was not released.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	if os.Getenv("GOGC") == "" {
		// Large estates are held in memory: a quarter less of it for a
		// twentieth more time.
		debug.SetGCPercent(60)
	}
	code := app.Main(ctx, os.Args[1:], app.System(version))
	stop()
	os.Exit(code)
}

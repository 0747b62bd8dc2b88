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
	pace()
	code := app.Main(ctx, os.Args[1:], app.System(version))
	stop()
	os.Exit(code)
}

// pace collects garbage seldom while little memory is in use, and more often
// the nearer it comes to what an audit of ten thousand devices may take. The
// limit is soft; what needs more gets more. GOGC and GOMEMLIMIT overrule both.
func pace() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(200 << 20)
	}
}

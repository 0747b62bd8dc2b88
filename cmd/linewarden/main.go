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
	frugal()
	code := app.Main(ctx, os.Args[1:], app.System(version))
	stop()
	os.Exit(code)
}

// frugal trades a little time for memory: large estates are held in it. The
// limit is soft; what needs more gets more. GOGC and GOMEMLIMIT overrule both.
func frugal() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(60)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(230 << 20)
	}
}

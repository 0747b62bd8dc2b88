// Command gencorpus writes synthetic configurations into a folder, to repeat
// the figures of docs/benchmarks.md:
//
//	go run ./internal/tools/gencorpus -files 10000 -lines 1000 DIR
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/linewarden/linewarden/internal/gen"
)

func main() {
	files := flag.Int("files", 100, "number of files")
	lines := flag.Int("lines", 1000, "lines of each file")
	system := flag.String("os", "ios", "system: ios, nxos, junos or fortios")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "gencorpus: name one folder")
		os.Exit(2)
	}
	if err := write(flag.Arg(0), *system, *files, *lines); err != nil {
		fmt.Fprintln(os.Stderr, "gencorpus:", err)
		os.Exit(1)
	}
}

func write(dir, system string, files, lines int) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for i := range files {
		text := gen.Config(system, uint64(i), lines)
		if text == "" {
			return fmt.Errorf("no generator for %q", system)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("gen-%05d.cfg", i)), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

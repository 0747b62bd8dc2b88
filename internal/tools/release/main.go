// Command release describes the programs of a release: for each one it writes
// a software bill of materials beside it (NAME.cdx.json, CycloneDX 1.6), and
// for all of them, and their bills, the file SHA256SUMS in the same folder.
//
// Everything is read from the programs themselves, so that the bill lists what
// was linked and not what was wished for. The same programs and the same flags
// give the same bytes.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

func main() {
	version := flag.String("version", "", "version of the release")
	at := flag.String("time", "", "time of the release, RFC 3339 (the commit's time, so that a second build is equal)")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: release -version V -time T PROGRAM…")
		flag.PrintDefaults()
	}
	flag.Parse()
	if err := run(*version, *at, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

// run describes programs, which all lie in one folder.
func run(version, at string, programs []string) error {
	if version == "" || len(programs) == 0 {
		return fmt.Errorf("no version or no program given")
	}
	when, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return fmt.Errorf("-time: %w", err)
	}
	var files []string
	for _, program := range programs {
		bill, err := writeBill(program, version, when)
		if err != nil {
			return fmt.Errorf("bill of %s: %w", filepath.Base(program), err)
		}
		files = append(files, program, bill)
	}
	return writeSums(filepath.Join(filepath.Dir(programs[0]), "SHA256SUMS"), files)
}

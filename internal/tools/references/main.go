// Command references compares the names that Linewarden finds undefined or
// unused with the recorded answers of Batfish, an independent analyser, and
// writes docs/references.md.
//
//	go run ./internal/tools/references > docs/references.md
//
// The data is read from LINEWARDEN_DATA, default ../shared/data. The table
// differences.yaml says how the two are compared and explains the known
// differences; the command fails where it does not explain one, or explains
// what no longer occurs.
package main

import (
	"errors"
	"fmt"
	"os"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "references:", err)
		os.Exit(1)
	}
}

func run() error {
	root := os.Getenv("LINEWARDEN_DATA")
	if root == "" {
		root = "../shared/data"
	}
	c, err := compareAll(root)
	if err != nil {
		return err
	}
	if _, err := os.Stdout.WriteString(c.document()); err != nil {
		return err
	}
	return errors.Join(c.problems()...)
}

// compareAll reads both sides and the rules.
func compareAll(root string) (*comparison, error) {
	r, err := load(differences)
	if err != nil {
		return nil, err
	}
	their, err := oracle(root)
	if err != nil {
		return nil, err
	}
	our, err := read(root, r)
	if err != nil {
		return nil, err
	}
	return compare(r, their, our), nil
}

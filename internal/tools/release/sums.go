package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// writeSums writes the SHA-256 of files, sorted by name, in the format that
// sha256sum -c reads. Names are without folder.
func writeSums(name string, files []string) error {
	files = slices.Clone(files)
	slices.SortFunc(files, func(a, b string) int {
		return strings.Compare(filepath.Base(a), filepath.Base(b))
	})
	var out bytes.Buffer
	for _, file := range files {
		sum, err := digest(file)
		if err != nil {
			return fmt.Errorf("checksums: %w", err)
		}
		fmt.Fprintf(&out, "%x  %s\n", sum, filepath.Base(file))
	}
	return os.WriteFile(name, out.Bytes(), 0o644)
}

func digest(name string) ([sha256.Size]byte, error) {
	var sum [sha256.Size]byte
	f, err := os.Open(name)
	if err != nil {
		return sum, err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return sum, err
	}
	return [sha256.Size]byte(h.Sum(nil)), nil
}

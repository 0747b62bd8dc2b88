// Package realdata finds the real data that tests read, and says how much of
// it they read.
//
// The data stays outside the repository, because its sets keep their own
// licences. The folder is named by the environment variable LINEWARDEN_DATA;
// unset, it is ../shared/data relative to the module root. Below it, each set
// is one folder.
//
// Promise: where the data folder is absent a test is skipped with a message;
// where it exists, a missing or empty set fails the test. A test that needs
// real data therefore never passes because the data was not there.
//
// Each use writes one line to the test's log, in one of three forms:
//
//	realdata: set NAME used
//	realdata: set NAME: N files
//	realdata: set NAME skipped: data folder absent
//
// The go tool hides the log of a passing test unless it runs with -v or -json.
// So that a script can count without them, the same line is also appended to
// the file that the environment variable LINEWARDEN_DATA_LOG names, when it
// names one (an absolute path). Each line is one write in append mode, so test
// binaries may share the file.
package realdata

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

const (
	envRoot = "LINEWARDEN_DATA"
	envLog  = "LINEWARDEN_DATA_LOG"
)

// Root returns the data folder and whether it exists. The path is absolute
// unless the module root cannot be found, in which case it is "" and false.
func Root() (string, bool) {
	root, err := locate()
	if err != nil {
		return "", false
	}
	info, err := os.Stat(root)
	return root, err == nil && info.IsDir()
}

// Set returns the folder of one named set. It skips t where the data folder is
// absent, and fails t where the folder exists and the set does not.
func Set(t testing.TB, name string) string {
	t.Helper()
	dir := folder(t, name)
	note(t, fmt.Sprintf("realdata: set %s used", name))
	return dir
}

// Files returns the regular files of one named set, with all its sub-folders,
// as sorted paths. Symbolic links are left out. It skips and fails t as Set
// does, and fails t when there is no file.
func Files(t testing.TB, name string) []string {
	t.Helper()
	dir := folder(t, name)
	files, err := regular(dir)
	if err != nil {
		t.Fatalf("realdata: set %s: %v", name, err)
	}
	if len(files) == 0 {
		t.Fatalf("realdata: set %s has no files", name)
	}
	note(t, fmt.Sprintf("realdata: set %s: %d files", name, len(files)))
	return files
}

func folder(t testing.TB, name string) string {
	t.Helper()
	root, ok := Root()
	if !ok {
		line := fmt.Sprintf("realdata: set %s skipped: data folder absent", name)
		appendLog(t, line)
		t.Skip(line)
	}
	dir := filepath.Join(root, filepath.FromSlash(name))
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		t.Fatalf("realdata: set %s is missing from the data folder", name)
	}
	return dir
}

// regular returns the sorted regular files below dir.
func regular(dir string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			files = append(files, path)
		}
		return err
	})
	slices.Sort(files)
	return files, err
}

func note(t testing.TB, line string) {
	t.Helper()
	t.Log(line)
	appendLog(t, line)
}

// appendLog adds line to the log file, if one is named. A log that cannot be
// written fails the test: a count that is silently too low would mislead.
func appendLog(t testing.TB, line string) {
	t.Helper()
	path := os.Getenv(envLog)
	if path == "" {
		return
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatalf("realdata: open %s: %v", envLog, err)
	}
	defer f.Close()
	if _, err := f.WriteString(line + "\n"); err != nil {
		t.Fatalf("realdata: write %s: %v", envLog, err)
	}
}

// locate returns the folder that should hold the data. A relative
// LINEWARDEN_DATA is relative to the module root, not to the folder of the
// package under test, so that one setting serves every package.
func locate() (string, error) {
	dir := os.Getenv(envRoot)
	if filepath.IsAbs(dir) {
		return filepath.Clean(dir), nil
	}
	if dir == "" {
		dir = filepath.Join("..", "shared", "data")
	}
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	return filepath.Join(root, dir), nil
}

// moduleRoot walks up from the working directory, which the go tool sets to
// the package under test, to the folder that holds go.mod.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find module root: %w", err)
	}
	for {
		if info, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil && info.Mode().IsRegular() {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("find module root: %w", fs.ErrNotExist)
		}
		dir = parent
	}
}

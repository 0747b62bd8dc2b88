// Command coverage writes docs/coverage.md: how many lines of real configurations
// of each system are understood, and how far the decoding of logs and flows
// agrees with expected answers. It is run from the module's root.
//
//	go run ./internal/tools/coverage > docs/coverage.md
//
// The data is read from LINEWARDEN_DATA, default ../shared/data.
package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/stmt"
)

// sets are the folders of the data that hold configurations.
var sets = []string{"batfish-vendor-configs", "batfish-lab-validation", "oxidized-device-sim", "ciscoconfparse-samples", "stanford-backbone", "huawei-napalm"}

// least is the number of real lines below which a share says little.
const least = 2000

type tally struct {
	files int
	lines [stmt.Blank + 1]int
}

func (t *tally) total() int {
	n := 0
	for s := range stmt.Blank {
		n += t.lines[s]
	}
	return n
}

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "coverage:", err)
		os.Exit(1)
	}
}

func run(w io.Writer) error {
	root := os.Getenv("LINEWARDEN_DATA")
	if root == "" {
		root = "../shared/data"
	}
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	p, err := parse.New()
	if err != nil {
		return err
	}
	systems, other := map[string]*tally{}, map[parse.Kind]int{}
	for _, set := range sets {
		if err := readSet(filepath.Join(root, set), p, systems, other); err != nil {
			return err
		}
	}
	if len(systems) == 0 {
		return errors.New("no configuration found below " + root)
	}
	if err := write(w, p.Systems(), systems, other); err != nil {
		return err
	}
	return agreement(w, root)
}

func readSet(dir string, p *parse.Parser, systems map[string]*tally, other map[parse.Kind]int) error {
	keyer := model.NewKeyer(make([]byte, 32))
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		if strings.HasSuffix(path, ".yaml") {
			return nil // a recorded dialogue, which quotes its configuration
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		r := p.Parse(data, parse.Options{Keyer: keyer})
		if r.Kind != parse.Config {
			other[r.Kind]++
			return nil
		}
		t := systems[r.OS]
		if t == nil {
			t = &tally{}
			systems[r.OS] = t
		}
		t.files++
		for _, s := range r.States {
			t.lines[s]++
		}
		return nil
	})
}

func write(w io.Writer, names []string, systems map[string]*tally, other map[parse.Kind]int) error {
	sort.Strings(names)
	_, err := fmt.Fprint(w, `# How much of real configurations is understood

Written by `+"`go run ./internal/tools/coverage > docs/coverage.md`"+` from public configurations of other projects (test
networks and outputs of collectors). A line counts where it is a statement: empty lines and comments do not. The five states:
**full** (read), **partial** (read in part), **irrelevant** (named in a table as without meaning for any check),
**unimplemented** (named, relevant, not read yet: puts what is absent around it in doubt) and **unknown** (no table names it).

| system | files | lines | full | partial | irrelevant | unimplemented | unknown | understood |
|---|---:|---:|---:|---:|---:|---:|---:|---|
`)
	if err != nil {
		return err
	}
	for _, n := range names {
		t := systems[n]
		if t == nil {
			t = &tally{}
		}
		if _, err := fmt.Fprintf(w, "| %s | %d | %d | %d | %d | %d | %d | %d | %s |\n", n, t.files, t.total(), t.lines[stmt.Full], t.lines[stmt.Partial],
			t.lines[stmt.Irrelevant], t.lines[stmt.Unimplemented], t.lines[stmt.Unknown], understood(t)); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(w, "\nBesides these, %d files are configurations of other systems and %d are no configurations.\n", other[parse.Unsupported], other[parse.NotConfig])
	return err
}

// understood writes the share of lines that are not unknown.
func understood(t *tally) string {
	n := t.total()
	if n == 0 {
		return "no real lines"
	}
	share := fmt.Sprintf("%.1f %%", 100*float64(n-t.lines[stmt.Unknown])/float64(n))
	if n < least {
		return share + ", too few to say"
	}
	return share
}

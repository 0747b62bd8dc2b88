package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/decode/formats"
	"github.com/linewarden/linewarden/decode/table"
	"github.com/linewarden/linewarden/internal/evidence"
)

// agreement runs the comparisons with expected answers, which are tests of the
// formats, and writes what they give.
func agreement(w io.Writer, root string) error {
	dir, err := os.MkdirTemp("", "agreement")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	cmd := exec.Command("go", "test", "-count=1", "-run", "^TestAgree", "./decode/...")
	cmd.Env = append(os.Environ(), evidence.Env+"="+dir, "LINEWARDEN_DATA="+root)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("the comparisons with expected answers: %w\n%s", err, out)
	}
	rows, err := evidence.Load(dir)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprint(w, `
# How far decoding agrees with expected answers

Written by the same command from public samples of logs and flows that come with the answers of other programs. **records** were compared; **whole**
are those whose always required fields all agree (time, device, user, addresses, ports, protocol, bytes, packets, action, outcome, as far as the
set has them). A field is compared where the answer has it. Each difference is named with its reason in testdata/explained.yaml beside
the test, which fails for any other, and [explained](coverage-events.md).

`, evidence.Head); err != nil {
		return err
	}
	for i := range rows {
		if _, err := fmt.Fprintln(w, rows[i].Line()); err != nil {
			return err
		}
	}
	return families(w, rows)
}

// families writes what of each format and family was compared.
func families(w io.Writer, rows []evidence.Row) error {
	all, err := formats.All()
	if err != nil {
		return err
	}
	rules, err := messages("decode")
	if err != nil {
		return err
	}
	if _, err := fmt.Fprint(w, `
## What is verified

A family that no set compares is **unverified**, and so is every event of it in outputs. Of the others, events of messages whose wording no compared
sample shows are marked; "messages" counts the wordings of its tables by their ids, and "compared" those that samples show.

| format | family | compared with | messages | compared |
|---|---|---|---:|---:|
`); err != nil {
		return err
	}
	for _, f := range all {
		names := f.Families
		if names == nil {
			names = []string{f.Name}
		}
		for _, name := range names {
			with := "**unverified**"
			if f.Verified && (f.Compared == nil || slices.Contains(f.Compared, name)) {
				with = titles(rows, name)
			}
			count := "no tables | "
			if c := rules[name]; c != nil {
				count = fmt.Sprintf("%d | %d", c.all, c.compared)
			}
			if _, err := fmt.Fprintf(w, "| %s | %s | %s | %s |\n", f.Name, name, with, count); err != nil {
				return err
			}
		}
	}
	return nil
}

// titles lists the rows of a family.
func titles(rows []evidence.Row, family string) string {
	var out []string
	for i := range rows {
		if slices.Contains(rows[i].Families, family) {
			out = append(out, rows[i].Title)
		}
	}
	return strings.Join(out, "; ")
}

type wordings struct{ all, compared int }

// messages counts the entries of all tables below a folder, by their format.
func messages(dir string) (map[string]*wordings, error) {
	out := map[string]*wordings{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".yaml" || strings.Contains(path, "testdata") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(data), "\nmessages:") {
			return err
		}
		t, err := table.Load(path, data)
		if err != nil {
			return err
		}
		c := out[t.Format()]
		if c == nil {
			c = &wordings{}
			out[t.Format()] = c
		}
		for _, r := range t.Rules() {
			c.all++
			if r.Source == table.Compared {
				c.compared++
			}
		}
		return nil
	})
	out["linux"] = out["daemon"] // the daemons that other systems share
	return out, err
}

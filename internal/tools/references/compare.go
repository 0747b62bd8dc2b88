package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

const (
	ours   = "ours"
	theirs = "theirs"
	none   = "none"
)

// difference is a row that only one side has.
type difference struct {
	row
	only   string // ours, theirs
	system string
	rule   *rule // what explains it, nil where nothing does
}

// total counts the rows of one side and system.
type total struct{ agree, ours, theirs int }

// comparison is the outcome of laying the two sides over each other.
type comparison struct {
	rules  *rules
	files  map[string]int       // by system
	totals map[[2]string]*total // by side and system
	diffs  []*difference
}

// compare pairs the rows of both sides and looks for what explains the rest.
func compare(r *rules, their []row, our *reading) *comparison {
	c := &comparison{rules: r, files: map[string]int{}, totals: map[[2]string]*total{}}
	for _, s := range our.system {
		c.files[cmp.Or(s, none)]++
	}
	type key struct {
		side, file, name string
		line             int
	}
	at := func(w row) key { return key{w.side, w.file, w.name, w.line} }
	open := map[key][]row{}
	for _, w := range their {
		if our.system[w.file] == "panos" {
			w.name, _, _ = strings.Cut(w.name, "~") // behind it stands the virtual system
		}
		open[at(w)] = append(open[at(w)], w)
	}
	var only []*difference
	for _, w := range our.rows {
		k := at(w)
		i := slices.IndexFunc(open[k], func(o row) bool { return slices.Contains(r.Kinds[o.kind], w.kind) })
		if i < 0 {
			only = append(only, &difference{row: w, only: ours})
			continue
		}
		open[k] = slices.Delete(open[k], i, i+1)
		c.total(w.side, our.system[w.file]).agree++
	}
	for _, rest := range open {
		for _, w := range rest {
			only = append(only, &difference{row: w, only: theirs})
		}
	}
	for _, d := range only {
		d.system = our.system[d.file]
		if t := c.total(d.side, d.system); d.only == ours {
			t.ours++
		} else {
			t.theirs++
		}
		d.rule = r.explain(d)
	}
	slices.SortFunc(only, (*difference).compare)
	c.diffs = only
	return c
}

// problems are the differences that nothing explains, and the explanations of
// what does not occur.
func (c *comparison) problems() []error {
	var out []error
	for _, d := range c.diffs {
		if d.rule == nil {
			out = append(out, fmt.Errorf("%s:%d: %s %s %q: only %s (%s)", d.file, d.line, d.side, d.kind, d.name, d.only, cmp.Or(d.system, none)))
		}
	}
	for i, r := range c.rules.Differences {
		if r.used == 0 {
			out = append(out, fmt.Errorf("differences.yaml: difference %d explains nothing: %s", i+1, r.Reason))
		}
	}
	return out
}

func (c *comparison) total(side, system string) *total {
	k := [2]string{side, cmp.Or(system, none)}
	if c.totals[k] == nil {
		c.totals[k] = &total{}
	}
	return c.totals[k]
}

func (d *difference) compare(o *difference) int {
	return cmp.Or(strings.Compare(d.side, o.side), strings.Compare(d.file, o.file), cmp.Compare(d.line, o.line), strings.Compare(d.name, o.name), strings.Compare(d.kind, o.kind), strings.Compare(d.only, o.only))
}

// explain returns the first rule about d and counts its use.
func (r *rules) explain(d *difference) *rule {
	for _, x := range r.Differences {
		if x.explains(d) {
			x.used++
			return x
		}
	}
	return nil
}

//go:build unix

package audit_test

import (
	"testing"

	"github.com/linewarden/linewarden/device/absence"
	"github.com/linewarden/linewarden/device/audit"
	"github.com/linewarden/linewarden/device/checks"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/internal/cputime"
	"github.com/linewarden/linewarden/internal/gen"
)

func engine(t testing.TB) (*parse.Parser, *audit.Engine) {
	p, err := parse.New()
	if err != nil {
		t.Fatal(err)
	}
	tables, err := absence.Load()
	if err != nil {
		t.Fatal(err)
	}
	files, err := checks.Files()
	if err != nil {
		t.Fatal(err)
	}
	var cs []audit.Check
	for _, f := range files {
		c, err := audit.ReadChecks(f.Name, f.Data)
		if err != nil {
			t.Fatal(err)
		}
		cs = append(cs, c...)
	}
	e, err := audit.New(cs, audit.Options{Absence: tables, Now: testTime})
	if err != nil {
		t.Fatal(err)
	}
	return p, e
}

func options() parse.Options { return parse.Options{Keyer: model.NewKeyer(make([]byte, 32))} }

// BenchmarkParse is clean, lex, tree and model of 1,000 lines.
func BenchmarkParse(b *testing.B) {
	p, _ := engine(b)
	for _, os := range gen.Systems() {
		data := []byte(gen.Config(os, 1, 1000))
		b.Run(os, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			cputime.Loop(b, func() { p.Parse(data, options()) })
		})
	}
}

// BenchmarkChecks asks all checks of one device of 1,000 lines.
func BenchmarkChecks(b *testing.B) {
	p, e := engine(b)
	for _, os := range gen.Systems() {
		r := p.Parse([]byte(gen.Config(os, 1, 1000)), options())
		b.Run(os, func(b *testing.B) {
			cputime.Loop(b, func() { e.Evaluate(audit.Input{Path: "x", Device: r.Device, Text: r.Text}) })
		})
	}
}

// BenchmarkAudit is everything from bytes to findings, for 1,000 and for
// 10,000 lines.
func BenchmarkAudit(b *testing.B) {
	p, e := engine(b)
	for _, size := range []struct {
		name  string
		lines int
	}{{"1000", 1000}, {"10000", 10000}} {
		for _, os := range gen.Systems() {
			data := []byte(gen.Config(os, 1, size.lines))
			b.Run(size.name+"/"+os, func(b *testing.B) {
				cputime.Loop(b, func() {
					r := p.Parse(data, options())
					e.Evaluate(audit.Input{Path: "x", Device: r.Device, Text: r.Text})
				})
			})
		}
	}
}

package audit_test

import (
	"github.com/linewarden/linewarden/device/absence"
	"github.com/linewarden/linewarden/device/audit"
	"github.com/linewarden/linewarden/device/checks"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/internal/gen"
	"testing"
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

// BenchmarkParse is clean, lex, tree and model of 1,000 lines.
func BenchmarkParse(b *testing.B) {
	p, _ := engine(b)
	for _, os := range gen.Systems() {
		data := []byte(gen.Config(os, 1, 1000))
		b.Run(os, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				p.Parse(data, parse.Options{Keyer: model.NewKeyer(make([]byte, 32))})
			}
		})
	}
}

// BenchmarkChecks asks all checks of one device of 1,000 lines.
func BenchmarkChecks(b *testing.B) {
	p, e := engine(b)
	for _, os := range gen.Systems() {
		r := p.Parse([]byte(gen.Config(os, 1, 1000)), parse.Options{Keyer: model.NewKeyer(make([]byte, 32))})
		b.Run(os, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				e.Evaluate(audit.Input{Path: "x", Device: r.Device, Text: r.Text})
			}
		})
	}
}

// BenchmarkAudit is everything from bytes to findings for 1,000 lines.
func BenchmarkAudit(b *testing.B) {
	p, e := engine(b)
	for _, os := range gen.Systems() {
		data := []byte(gen.Config(os, 1, 1000))
		b.Run(os, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := p.Parse(data, parse.Options{Keyer: model.NewKeyer(make([]byte, 32))})
				if r.Kind == parse.Config {
					e.Evaluate(audit.Input{Path: "x", Device: r.Device, Text: r.Text})
				}
			}
		})
	}
}

//go:build unix

package parse

import (
	"testing"

	"github.com/linewarden/linewarden/device/clean"
	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/internal/cputime"
	"github.com/linewarden/linewarden/internal/gen"
)

// BenchmarkTree is clean, lex and tree of 1,000 lines in every form; the
// budget is 0.3 ms.
func BenchmarkTree(b *testing.B) {
	p := compiled(b)
	for _, form := range gen.Forms() {
		data := []byte(form.Write(1000))
		sys := p.recognise(clean.Clean(data), form.System, &Result{})
		b.Run(form.Name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			cputime.Loop(b, func() {
				f := clean.Clean(data)
				sys.Lex(lex.Source{Text: f.Text, LineNo: f.LineNo})
			})
		})
	}
}

// BenchmarkRecognise tells the system of 1,000 lines.
func BenchmarkRecognise(b *testing.B) {
	p := compiled(b)
	for _, form := range gen.Forms() {
		f := clean.Clean([]byte(form.Write(1000)))
		b.Run(form.Name, func(b *testing.B) {
			cputime.Loop(b, func() {
				if s := p.recognise(f, "", &Result{}); s == nil || s.Name != form.System {
					b.Fatal("recognised as", s)
				}
			})
		})
	}
}

// BenchmarkForms is everything from bytes to the model, of 1,000 lines.
func BenchmarkForms(b *testing.B) {
	p := compiled(b)
	opt := Options{Keyer: model.NewKeyer(make([]byte, 32))}
	for _, form := range gen.Forms() {
		data := []byte(form.Write(1000))
		b.Run(form.Name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			cputime.Loop(b, func() { p.Parse(data, opt) })
		})
	}
}

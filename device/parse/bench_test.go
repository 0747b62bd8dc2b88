//go:build unix

package parse

import (
	"testing"

	"github.com/linewarden/linewarden/device/clean"
	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/internal/cputime"
	"github.com/linewarden/linewarden/internal/gen"
)

// BenchmarkTree is clean, lex and tree of 1,000 lines.
func BenchmarkTree(b *testing.B) {
	p := compiled(b)
	for _, name := range gen.Systems() {
		data := []byte(gen.Config(name, 1, 1000))
		sys := p.recognise(clean.Clean(data), name, &Result{})
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			cputime.Loop(b, func() {
				f := clean.Clean(data)
				sys.Lex(lex.Source{Text: f.Text, LineNo: f.LineNo})
			})
		})
	}
}

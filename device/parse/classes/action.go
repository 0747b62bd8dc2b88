package classes

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// harmless begin lines of a class that mark, queue and shape packets, which
// then go on.
var harmless = []string{"set", "bandwidth", "shape", "priority", "queue-limit", "queue-buffers", "random-detect", "fair-queue", "description", "exit",
	"logging", "netflow-sampler", "compression"}

// act reads what a class does with its packets.
func act(c *stmt.Ctx, x *model.PolicyClass, node int32) {
	n := &c.Tree.Nodes[node]
	sp := c.Span(node)
	switch {
	case n.Neg || len(n.Words) == 0:
		x.Action.Unsure(sp)
	case n.Words[0] == "drop":
		x.Action.Set("deny", sp)
	case n.Words[0] == "police":
		words := slices.Clone(n.Words)
		for k := range c.Tree.Kids(node) {
			words = append(words, c.Tree.Nodes[k].Words...)
		}
		police(&x.Action, words, sp)
	case !slices.Contains(harmless, n.Words[0]):
		x.Action.Unsure(sp)
	}
}

// police reads a limit of the rate. Packets within it pass where it does not
// drop them; a limit of nothing, and one that drops these and passes others, is
// not understood.
func police(f *model.F[string], words []string, sp model.Span) {
	within, beyond := does(words, "conform"), append(does(words, "exceed"), does(words, "violate")...)
	drops := func(list []string) bool {
		return !slices.ContainsFunc(list, func(w string) bool { return !strings.HasPrefix(w, "drop") })
	}
	switch {
	case slices.Contains(words, "0"):
		f.Unsure(sp)
	case len(within) == 0 || !drops(within):
	case drops(beyond):
		f.Set("deny", sp)
	default:
		f.Unsure(sp)
	}
}

// does returns the actions behind "conform" or "conform-action", and the like.
func does(words []string, when string) []string {
	var out []string
	for i, w := range words {
		if (w == when || w == when+"-action") && i+1 < len(words) {
			out = append(out, words[i+1])
		}
	}
	return out
}

package parse

import (
	"github.com/linewarden/linewarden/device/clean"
	"github.com/linewarden/linewarden/device/lex"
	"github.com/linewarden/linewarden/device/system"
)

// margin returns the last whole line at the margin, before which all blocks
// are over. It is 0 where the system may write a block again, and where lines
// may have been left out between others: the text has no hostname, or a command
// shows a part.
func margin(sys *system.System, f *clean.File, t *lex.Tree, cutAt int32) (last int32) {
	if !sys.Once || f.Marks.Shown == clean.ShownPart {
		return 0
	}
	named := false
	for k := range t.Kids(0) {
		n := &t.Nodes[k]
		if cutAt != 0 && n.End >= cutAt {
			break
		}
		last = n.Line
		named = named || len(n.Words) > 1 && (n.Words[0] == "hostname" || n.Words[0] == "switchname")
	}
	if !named {
		return 0
	}
	return last
}

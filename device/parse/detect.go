package parse

import (
	"github.com/linewarden/linewarden/device/clean"
	"github.com/linewarden/linewarden/device/system"
)

// least is the confidence from which on a system is taken.
const least = 20

// recognise finds the system of f. Where there is none it says in r what the
// file is instead.
func (p *Parser) recognise(f *clean.File, want string, r *Result) *system.System {
	if f.Binary {
		return nil
	}
	s := sample(f)
	var best *system.System
	top := 0
	for i := range p.systems {
		sys := &p.systems[i]
		if want != "" && sys.Name == want {
			return sys
		}
		if score := sys.Sniff(s); score > top {
			best, top = sys, score
		}
	}
	if other, score := otherSystem(s); score > top {
		r.Kind, r.OS = Unsupported, other
		return nil
	}
	if top < least {
		return nil
	}
	return best
}

// otherSystem recognises configurations of systems that are not read.
func otherSystem(*system.Sample) (string, int) { return "", 0 }

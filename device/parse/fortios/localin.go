package fortios

import (
	"slices"

	"github.com/linewarden/linewarden/device/model"
)

// localIn is the local-in policies of one virtual domain and family.
type localIn struct {
	*model.Ruleset
	vdom string
}

// finishLocalIn states what stands before the device's own services: the
// policies of the virtual domain whose interfaces offer them. Where several do,
// no one list stands before all.
func (r *reader) finishLocalIn() {
	vdoms := r.managed()
	for f, ref := range []*model.ACLRef{&r.dev.CLI.Filter, &r.dev.CLI.Filter6} {
		six := f == 1
		var any, before []localIn
		for _, l := range r.localIn {
			if six != (l.Family == "ipv6") {
				continue
			}
			any = append(any, l)
			if l.vdom == "" || len(vdoms) == 0 || slices.Contains(vdoms, l.vdom) {
				before = append(before, l)
			}
		}
		switch {
		case len(any) == 0:
		case len(before) == 0:
			ref.Name.Set("", any[0].Span)
		case len(before) == 1 && len(vdoms) <= 1:
			ref.Name.Set(before[0].Name, before[0].Span)
		default:
			ref.Name.Unsure(before[0].Span)
		}
		for _, l := range any { // in force, whatever stands behind them
			r.c.Use("acl", l.Name, "local-in policy", l.Span)
		}
	}
}

// managed are the virtual domains with interfaces that offer management.
func (r *reader) managed() []string {
	var out []string
	if len(r.dev.Contexts.V) == 0 {
		return out
	}
	for _, i := range r.ifaces {
		offers := slices.ContainsFunc(i.Management.V, func(w string) bool { return w != "ping" && w != "fabric" && w != "capwap" })
		if offers && !slices.Contains(out, i.vdom) && !(i.Enabled.How.Stated() && !i.Enabled.V) {
			out = append(out, i.vdom)
		}
	}
	return out
}

package reach

import (
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/model"
)

// listKey is a filter as packets of one protocol that come by one interface
// meet it; iface is "" for a filter that is the same on all.
type listKey struct {
	set   *model.Ruleset
	iface string
}

// list compiles a filter as the first packet of a session, that comes by o,
// meets it.
func (d *Device) list(rs *model.Ruleset, o *door) *acl.Ready {
	key := listKey{set: rs}
	special := d.special(rs, map[*model.Ruleset]bool{})
	if special {
		key.iface = o.name()
	}
	if l := d.lists[key]; l != nil {
		return l
	}
	l := d.compile(rs, o, special)
	d.lists[key] = l
	return l
}

// compile is list without what is kept.
func (d *Device) compile(rs *model.Ruleset, o *door, special bool) *acl.Ready {
	dev, set := d.dev, rs
	if special {
		dev, set = d.met(rs, o)
	}
	if d.missing(nil, "rulesets.rules") != "" {
		copied := *set
		copied.Default = model.F[string]{How: model.Unknown} // more lines may follow
		set = &copied
	}
	return acl.Compile(dev, set, &acl.Zones{}).Ready()
}

// understood reports a filter every doubtful line of which is one of its rules,
// which says itself what is open.
func (d *Device) understood(rs *model.Ruleset) bool {
	return !slices.ContainsFunc(rs.Doubt, func(line int32) bool {
		return !slices.ContainsFunc(rs.Rules, func(r *model.Rule) bool { return r.Span.Line <= line && line <= max(r.Span.End, r.Span.Line) })
	})
}

// special reports a filter with rules that depend on the interface or on the
// state of a session, its own or those of lists that it calls. seen are the
// filters that were looked at.
func (d *Device) special(rs *model.Ruleset, seen map[*model.Ruleset]bool) bool {
	seen[rs] = true
	return slices.ContainsFunc(rs.Rules, func(r *model.Rule) bool {
		if zoned(r) || slices.ContainsFunc(r.Match, func(m model.Match) bool { return m.Flags != "" }) {
			return true
		}
		next := d.sets[r.Jump]
		return r.Jump != "" && next != nil && !seen[next] && d.special(next, seen)
	})
}

func zoned(r *model.Rule) bool {
	return r.FromZone.How != model.NotRead && (len(r.FromZone.V) > 0 || !r.FromZone.Known()) || len(r.ToZone.V) > 0
}

// met returns the filter, and a device that holds the lists it calls, with
// only those rules that packets to the device meet which come by o.
func (d *Device) met(rs *model.Ruleset, o *door) (*model.Device, *model.Ruleset) {
	dev := &model.Device{OS: d.dev.OS}
	done := map[*model.Ruleset]bool{}
	var add func(rs *model.Ruleset) *model.Ruleset
	add = func(rs *model.Ruleset) *model.Ruleset {
		done[rs] = true
		copied := *rs
		copied.Rules = nil
		for _, r := range rs.Rules {
			if x := d.rule(r, o); x != nil {
				copied.Rules = append(copied.Rules, x)
			}
			if next := d.sets[r.Jump]; r.Jump != "" && next != nil && !done[next] {
				dev.Rulesets = append(dev.Rulesets, add(next))
			}
		}
		return &copied
	}
	return dev, add(rs)
}

// rule returns a rule without what the door settles; nil where no packet that
// opens a session by the door can match it.
func (d *Device) rule(r *model.Rule, o *door) *model.Rule {
	x := *r
	for _, side := range []*model.F[[]string]{&x.FromZone, &x.ToZone} {
		switch {
		case len(side.V) == 0 && (side.Known() || side.How == model.NotRead):
			continue
		case side == &x.ToZone && d.dev.OS == "routeros":
			return nil // nothing that reaches the device goes out
		case !side.Known():
			doubt(&x, "the zones of a rule are not known")
		default:
			switch d.in(o, side.V) {
			case No:
				return nil
			case Unknown:
				doubt(&x, "whether "+o.name()+" belongs to "+side.V[0]+" is not known")
			}
		}
		*side = model.F[[]string]{}
	}
	if x.Match = opening(r.Match); len(r.Match) > 0 && len(x.Match) == 0 {
		return nil
	}
	return &x
}

func doubt(r *model.Rule, why string) {
	if r.Opaque == "" {
		r.Opaque = why
	}
}

// opening returns the alternatives that the first packet of a session to the
// device itself may meet, without the conditions that it always meets.
func opening(list []model.Match) []model.Match {
	var out []model.Match
	for _, m := range list {
		var rest []string
		hit := true
		for _, f := range strings.Fields(m.Flags) {
			switch met(f) {
			case No:
				hit = false
			case Unknown:
				rest = append(rest, f)
			}
		}
		if hit {
			m.Flags = strings.Join(rest, " ")
			out = append(out, m)
		}
	}
	return out
}

// met says whether the first packet of a session to the device, which comes by
// no tunnel, meets a condition.
func met(flag string) Verdict {
	key, v, _ := strings.Cut(flag, "=")
	words, not := strings.CutPrefix(v, "!")
	list := strings.Split(words, ",")
	switch {
	case key == "connection-state" && slices.Contains(list, "new") == not:
		return No
	case key == "ipsec-policy" && v == "in,ipsec":
		return No
	case key == "connection-state", key == "dst-address-type" && v == "local", key == "ipsec-policy" && v == "in,none",
		key == "tcp-flags" && v == "syn":
		return Yes
	}
	return Unknown
}

package drift

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/finding"
)

// maxOpened bounds the sets of packets that one change lists.
const maxOpened = 25

// filters compares the filters of the same name, packet by packet.
func (x *comparison) filters() {
	type key struct{ kind, family, name string }
	was := map[key][]*model.Ruleset{}
	for _, r := range x.old.Device.Rulesets {
		k := key{r.Kind, r.Family, r.Name}
		was[k] = append(was[k], r)
	}
	var pairs [][2]*model.Ruleset
	jumps := false // a list that others jump to has changed
	for _, n := range x.new.Device.Rulesets {
		k := key{n.Kind, n.Family, n.Name}
		if len(was[k]) == 0 {
			x.oneFilter(n, Added)
			continue
		}
		o := was[k][0]
		was[k] = was[k][1:]
		pairs = append(pairs, [2]*model.Ruleset{o, n})
		jumps = jumps || !sameRules(o, n)
	}
	for _, o := range x.old.Device.Rulesets {
		if slices.Contains(was[key{o.Kind, o.Family, o.Name}], o) {
			x.oneFilter(o, Removed)
		}
	}
	zones := &acl.Zones{}
	for _, p := range pairs {
		if !sameRules(p[0], p[1]) || jumps && jumping(p[1]) {
			x.filter(p[0], p[1], zones)
		}
		x.logged(p[0], p[1])
	}
}

func jumping(r *model.Ruleset) bool {
	return slices.ContainsFunc(r.Rules, func(r *model.Rule) bool { return r.Jump != "" })
}

// sameRules reports filters whose rules say the same in the same order.
func sameRules(a, b *model.Ruleset) bool {
	return a.Default.How == b.Default.How && a.Default.V == b.Default.V && slices.EqualFunc(a.Rules, b.Rules, sameRule)
}

func sameRule(a, b *model.Rule) bool {
	return a.Jump == b.Jump && a.Opaque == b.Opaque && a.SrcNot == b.SrcNot && a.DstNot == b.DstNot && sameMask(a.SrcMask, b.SrcMask) && sameMask(a.DstMask, b.DstMask) &&
		equalFact(&a.Action, &b.Action) && equalFact(&a.Enabled, &b.Enabled) && equalFact(&a.SrcAny, &b.SrcAny) && equalFact(&a.Src, &b.Src) &&
		equalFact(&a.DstAny, &b.DstAny) && equalFact(&a.Dst, &b.Dst) && equalFact(&a.ServiceAny, &b.ServiceAny) &&
		equalFact(&a.FromZone, &b.FromZone) && equalFact(&a.ToZone, &b.ToZone) && equalFact(&a.Apps, &b.Apps) && equalFact(&a.Users, &b.Users) &&
		slices.EqualFunc(a.Match, b.Match, func(m, n model.Match) bool { return reflect.DeepEqual(m, n) })
}

func sameMask(a, b *model.WildMask) bool { return a == b || a != nil && b != nil && *a == *b }

// noun names a filter.
func noun(r *model.Ruleset) string {
	switch r.Kind {
	case "ipacl", "nat-acl":
		return "ACL " + r.Name
	case "ip6acl":
		return "IPv6 ACL " + r.Name
	case "macacl":
		return "MAC ACL " + r.Name
	case "policy":
		return strings.TrimSpace("policy " + r.Name)
	case "local-in":
		return strings.TrimSpace("local-in policy " + r.Name)
	}
	return strings.TrimSpace("filter " + r.Name)
}

func (x *comparison) filterChange(r *model.Ruleset, kind Kind, sev finding.Severity) *change {
	ch := &change{generic: "rulesets"}
	ch.Kind, ch.Layer, ch.Fact, ch.Severity = kind, Filters, "rulesets["+strings.TrimSpace(r.Kind+" "+r.Name)+"]", sev
	ch.Attack = []string{"T1562.004"}
	return ch
}

// oneFilter is a filter that only one of the files has.
func (x *comparison) oneFilter(r *model.Ruleset, kind Kind) {
	ch := x.filterChange(r, kind, finding.Low)
	lines := []model.Span{r.Span}
	for _, rule := range r.Rules {
		lines = append(lines, rule.Span)
	}
	entries := counted(len(r.Rules), "line", "lines")
	other := x.old
	if ch.Sentence = noun(r) + " added, " + entries; kind == Removed {
		ch.Sentence, ch.Severity, other = noun(r)+" removed, "+entries, finding.Medium, x.new
	}
	if kind == Added {
		ch.New, ch.newLines = entries, lines
	} else {
		ch.Old, ch.oldLines = entries, lines
	}
	switch {
	case other.Device.Complete == model.Truncated:
		x.cutMember(ch, kind, &field{path: "rulesets"})
		return
	case other.Device.Complete == model.NotProvable && kind == Removed:
		ch.Kind, ch.Sentence = CannotTell, noun(r)+" no longer stands in the file, "+x.doubt(other)
	}
	if kind == Added {
		x.add(ch, model.Span{}, r.Span)
	} else {
		x.add(ch, r.Span, model.Span{})
	}
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", many)
}

// filter compares two versions of a filter.
func (x *comparison) filter(o, n *model.Ruleset, zones *acl.Zones) {
	d := acl.Compare(acl.Compile(x.old.Device, o, zones), acl.Compile(x.new.Device, n, zones))
	explained := x.ruleLines(o, n)
	guards := x.guards(n)
	for start := 0; start < len(d.Regions); {
		end := start + 1
		for end < len(d.Regions) && alike(&d.Regions[start], &d.Regions[end]) {
			end++
		}
		x.regions(d, d.Regions[start:end], guards)
		start = end
	}
	if len(d.Regions) == 0 && d.Whole {
		ch := x.filterChange(n, Changed, finding.Info)
		ch.Sentence = noun(n) + " is written otherwise, and every packet meets the same end"
		x.add(ch, o.Span, n.Span)
		ch.oldLines, ch.newLines, ch.generic = nil, nil, "" // what a check finds there is not its doing
	}
	if !d.Whole {
		ch := x.filterChange(n, CannotTell, finding.Medium)
		ch.Sentence = noun(n) + ": the change is too large to be worked out in full; there is more"
		x.add(ch, o.Span, n.Span)
	}
	x.out = append(x.out, explained)
}

// ruleLines explains every line of rules that only one of the filters has.
func (x *comparison) ruleLines(o, n *model.Ruleset) *change {
	ch := &change{}
	for _, r := range o.Rules {
		ch.oldLines = append(ch.oldLines, r.Span)
	}
	for _, r := range n.Rules {
		ch.newLines = append(ch.newLines, r.Span)
	}
	return ch
}

// alike reports regions of one change: the same lines decide, to the same end.
func alike(a, b *acl.Region) bool {
	return a.OldLine == b.OldLine && a.NewLine == b.NewLine && a.New == b.New && a.Doubt == b.Doubt
}

// regions speaks of packets that the same lines treat otherwise than before.
func (x *comparison) regions(d *acl.Diff, rs []acl.Region, guards string) {
	first := &rs[0]
	sev := finding.Medium
	if guards != "" {
		sev = finding.High
	}
	ch := x.filterChange(d.New.Set, Changed, sev)
	who, what := d.New.Flow(&first.Box)
	var words []string
	for i := range rs {
		if i < maxOpened {
			words = append(words, d.New.Words(&rs[i].Box))
		}
	}
	more := ""
	if l := decides(d, first); len(rs) > 1 && l != nil && len(l.Boxes) == 1 {
		who, what = d.New.Flow(&l.Boxes[0])
		more = ", but for what was so before"
	} else if len(rs) > 1 {
		more = ", and " + counted(len(rs)-1, "set of packets", "sets of packets") + " more"
	}
	all := strings.Join(words, "; ")
	switch {
	case first.Doubt:
		ch.Kind = CannotTell
		ch.New = all
		ch.Sentence = fmt.Sprintf("%s: whether %s is admitted to %s cannot be told: a line that the file does not resolve may decide", noun(d.New.Set), who, what)
	case first.New == acl.Permit:
		ch.New, ch.Opened = all, words
		ch.Fact += ".permits"
		ch.Sentence = fmt.Sprintf("%s: %s newly admitted to %s", noun(d.New.Set), who, what)
	default:
		ch.Old = all
		ch.Fact += ".permits"
		ch.Severity = finding.Low
		ch.Sentence = fmt.Sprintf("%s: %s no longer admitted to %s", noun(d.New.Set), who, what)
	}
	ch.Sentence += more
	if guards != "" {
		ch.Sentence += " (it guards " + guards + ")"
	}
	x.add(ch, decided(d.Old, first.OldLine), decided(d.New, first.NewLine))
	// Of a filter as a whole a check names the head.
	if first.New == acl.Permit {
		ch.newLines = append(ch.newLines, d.New.Set.Span)
	} else {
		ch.oldLines = append(ch.oldLines, d.Old.Set.Span)
	}
}

// applied returns what is let through at a place where another filter, or none,
// is applied now; nil where p is no such place or the filters are not known.
// Without a filter, what systems have of such places lets everything through.
func (x *comparison) applied(p *place) []string {
	o, ok := p.old.Addr().Interface().(*model.ACLRef)
	if !ok || o.List == nil {
		return nil
	}
	n := p.new.Addr().Interface().(*model.ACLRef)
	next := n.List
	if next == nil {
		if n.Name.V != "" || !n.Name.Known() {
			return nil // a name that is not defined
		}
		next = &model.Ruleset{Kind: o.List.Kind, Family: o.List.Family}
		next.Default.Set("permit", model.Span{})
	}
	zones := &acl.Zones{}
	d := acl.Compare(acl.Compile(x.old.Device, o.List, zones), acl.Compile(x.new.Device, next, zones))
	var out []string
	for i := range d.Regions {
		if r := &d.Regions[i]; r.New == acl.Permit && !r.Doubt && len(out) < maxOpened {
			out = append(out, d.New.Words(&r.Box))
		}
	}
	return out
}

// decides is the new line that decides on a region, nil for the default.
func decides(d *acl.Diff, r *acl.Region) *acl.Line {
	if r.NewLine < 0 {
		return nil
	}
	return &d.New.Lines[r.NewLine]
}

// decided is the line of a filter that decides; the default has none.
func decided(l *acl.List, i int) model.Span {
	if i < 0 {
		return model.Span{}
	}
	return l.Lines[i].Rule.Span
}

// guards says what of the management plane stands behind a filter, "" for none.
func (x *comparison) guards(r *model.Ruleset) string {
	d := x.new.Device
	refs := []struct {
		what string
		ref  *model.ACLRef
	}{{"SSH", &d.SSH.Service.ACL}, {"SSH", &d.SSH.Service.ACL6}, {"SNMP", &d.SNMP.ACL}, {"SNMP", &d.SNMP.ACL6}, {"administration", &d.CLI.Filter},
		{"administration", &d.CLI.Filter6}, {"HTTP", &d.Services.HTTP.ACL}, {"HTTPS", &d.Services.HTTPS.ACL}, {"NETCONF", &d.Services.Netconf.ACL},
		{"RESTCONF", &d.Services.Restconf.ACL}, {"the control plane", &d.ControlPlane.ACL}, {"the control plane", &d.ControlPlane.ACL6}}
	var lines []string
	for _, l := range d.Lines {
		if l.ACLIn.List == r || l.ACL6In.List == r {
			lines = append(lines, l.Name)
		}
	}
	if len(lines) > 0 {
		return strings.Join(lines, ", ")
	}
	for _, c := range d.SNMP.Communities {
		if c.ACL.List == r || c.ACL6.List == r {
			return "SNMP"
		}
	}
	for _, c := range refs {
		if c.ref.List == r {
			return c.what
		}
	}
	if r.Kind == "local-in" || r.Kind == "control" {
		return "the device itself"
	}
	return ""
}

// logged says where denials are logged no longer, or again.
func (x *comparison) logged(o, n *model.Ruleset) {
	a, b := &o.LogsDenials, &n.LogsDenials
	if !a.Known() || !b.Known() || a.V == b.V || x.old.Device.Complete == model.Truncated || x.new.Device.Complete == model.Truncated {
		return
	}
	ch := x.filterChange(n, Changed, finding.Low)
	ch.Fact += ".logs_denials"
	ch.Old, ch.New, ch.Attack, ch.Checks = write(a.V), write(b.V), []string{"T1562.008"}, []string{"acl-default-deny-logged"}
	if ch.Sentence = noun(n) + " now logs what it denies"; a.V {
		ch.Sentence, ch.Severity = noun(n)+" no longer logs what it denies", finding.Medium
	}
	x.add(ch, a.Span, b.Span)
	lines := x.ruleLines(o, n)
	ch.oldLines, ch.newLines = append(lines.oldLines, o.Span), append(lines.newLines, n.Span)
}

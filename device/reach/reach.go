package reach

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/linewarden/linewarden/device/acl"
	"github.com/linewarden/linewarden/device/model"
)

// Device answers questions about one device. It keeps what it has compiled and
// is for one goroutine.
type Device struct {
	dev      *model.Device
	absence  *model.Absence
	sys      system
	doors    []*door
	tables   map[string]acl.Addresses // the device's addresses by routing table
	places   map[string]bool          // names of interfaces and zones
	zones    bool                     // some interface is in a zone
	groups   map[string]bool          // interfaces that share an address with other routers
	sets     map[string]*model.Ruleset
	lists    map[listKey]*acl.Ready
	policers map[*model.ClassPolicy]*acl.Ready
	sources  map[sourceKey]*acl.Ready
}

// New prepares a device; absence says what its parser reads, nil for nothing.
func New(dev *model.Device, absence *model.Absence) *Device {
	d := &Device{dev: dev, absence: absence, sys: systems[dev.OS], tables: byTable(dev), places: placesOf(dev),
		sets: map[string]*model.Ruleset{}, lists: map[listKey]*acl.Ready{}, policers: map[*model.ClassPolicy]*acl.Ready{}, groups: map[string]bool{}, sources: map[sourceKey]*acl.Ready{}}
	for _, rs := range slices.Backward(dev.Rulesets) {
		d.sets[rs.Name] = rs
	}
	d.zones = slices.ContainsFunc(dev.Interfaces, func(i *model.Interface) bool { return i.Zone.How.Stated() && i.Zone.V != "" })
	for _, g := range dev.IGPs {
		if g.Proto == "hsrp" || g.Proto == "vrrp" || g.Proto == "glbp" {
			d.groups[g.Interface] = true
		}
	}
	d.doors = d.findDoors()
	return d
}

// Interfaces returns the names of the interfaces and zones that sessions may
// come by.
func (d *Device) Interfaces() []string {
	var out []string
	for _, o := range d.doors {
		for _, n := range []string{o.name(), zoneOf(o)} {
			if o.iface != nil && n != "" && !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	return out
}

func zoneOf(o *door) string {
	if o.iface == nil {
		return ""
	}
	return o.iface.Zone.V
}

// Has reports an interface or zone by its name, also one that is down.
func (d *Device) Has(name string) bool {
	return d.places[name] || slices.ContainsFunc(d.Interfaces(), func(n string) bool { return strings.EqualFold(n, name) })
}

// entrance is what becomes of sessions on one door.
type entrance struct {
	*door
	*outcome
}

// Reach says whether sessions from an origin get to a service.
func (d *Device) Reach(s Service, from Origin) Answer {
	a := Answer{Service: s}
	var all []entrance
	known := map[string]*outcome{}
	for _, o := range d.doors {
		if len(from.Interfaces) == 0 || o.named(from.Interfaces) {
			e := entrance{o, d.enter(s, o, from, known)}
			if o.second && len(all) > 0 { // a further way by the same interface
				last := &all[len(all)-1]
				last.outcome = last.join(e.outcome)
				continue
			}
			all = append(all, e)
		}
	}
	if len(all) == 0 {
		a.Verdict, a.Reason = No, "no interface that is up has an address"
		if len(from.Interfaces) > 0 {
			a.Reason = "the interface is shut down or has no address"
		}
		return a
	}
	yes, may := sum(all, from)
	a.Sources, a.Doubtful = yes.Prefixes(), may.Prefixes()
	for _, six := range []bool{false, true} {
		if asked := from.Sources.Family(six); !asked.Empty() && asked.Minus(yes).Empty() {
			a.Every = append(a.Every, map[bool]string{false: "ipv4", true: "ipv6"}[six])
		}
	}
	switch {
	case !yes.Empty():
		a.Verdict = Yes
	case may.Empty():
		a.Verdict = No
	default:
		d.stops(s, all, may)
	}
	a.tell(all, from, yes, may)
	return a
}

// stops asks the doors that let none of the sources in what stops these, rather
// than any that were asked about.
func (d *Device) stops(s Service, all []entrance, sources acl.Addresses) {
	known := map[string]*outcome{}
	for i := range all {
		if e := &all[i]; !e.second && e.best(e.in, sources) == nil && e.best(e.outcome.open, sources) == nil {
			e.outcome = d.enter(s, e.door, Origin{Sources: sources}, known)
		}
	}
}

// enter takes the sessions through all ways of one door. Doors that are alike
// share what becomes of them.
func (d *Device) enter(s Service, o *door, from Origin, known map[string]*outcome) *outcome {
	var out *outcome
	for _, six := range []bool{false, true} {
		src, dst := from.Sources.Family(six), o.dst.Family(six)
		if src.Empty() || dst.Empty() {
			continue
		}
		if o.local {
			if src = src.And(acl.AddressesOf(o.near)); src.Empty() {
				continue
			}
		}
		ways := d.ways(s, o, six)
		key := fmt.Sprint(six, o.where(d), signature(ways))
		part := known[key]
		if part == nil {
			part = &outcome{}
			for _, w := range ways {
				part.or(walk(w, protocols[s.Proto], s.Port, src, dst))
			}
			known[key] = part
		}
		if out == nil {
			out = part
			continue
		}
		out = out.join(part)
	}
	if out == nil {
		out = &outcome{}
	}
	return out
}

var protocols = map[string]uint8{"tcp": 6, "udp": 17}

// where names the addresses that a door leads to.
func (o *door) where(d *Device) string {
	if o.iface == nil || d.sys.own || !o.iface.Addresses.Known() {
		return o.name() + fmt.Sprint(o.cross, o.second, o.local)
	}
	if o.second {
		return o.name() + fmt.Sprint(o.local)
	}
	return "table " + o.iface.VRF.V
}

// signature is the same for ways that do the same.
func signature(ways [][]gate) string {
	var b strings.Builder
	for _, w := range ways {
		for i := range w {
			g := &w[i]
			fmt.Fprintf(&b, "%s %s %s %p %d %s %d %s|", g.stage, g.name, g.on, g.list, g.action, g.reason, g.span.Line, g.atMost)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// sum says which sources get in for sure and which may: those of a connected
// subnet come by its interface, strangers by each that faces others, and of any
// other source routing decides.
func sum(all []entrance, from Origin) (yes, may acl.Addresses) {
	var near, every, some acl.Addresses
	groups := map[*outcome]*group{}
	var order []*group
	for _, e := range all {
		g := groups[e.outcome]
		if g == nil {
			g = &group{outcome: e.outcome}
			groups[e.outcome], order = g, append(order, g)
		}
		g.nets = append(g.nets, e.near...)
		g.faces = g.faces || e.faces(from)
	}
	for n, g := range order {
		nets := acl.AddressesOf(g.nets)
		here := g.yes.And(nets)
		switch {
		case len(from.Interfaces) > 0:
			here = g.yes
		case from.Strangers && g.faces:
			here = here.Or(g.yes.Minus(Private()))
		}
		yes, may = yes.Or(here), may.Or(g.maybe.And(nets))
		near, some = near.Or(nets), some.Or(g.yes).Or(g.maybe)
		if every = every.And(g.yes); n == 0 {
			every = g.yes
		}
	}
	if len(from.Interfaces) > 0 {
		return yes, some.Minus(yes)
	}
	yes = yes.Or(every.Minus(near))
	return yes, may.Or(some.Minus(near)).Minus(yes)
}

// group is doors on which the same becomes of sessions.
type group struct {
	*outcome
	nets  []netip.Prefix
	faces bool
}

// maxPaths bounds how many ways in an answer tells of.
const maxPaths = 16

// tell fills in the example, the reason and the paths.
func (a *Answer) tell(all []entrance, from Origin, yes, may acl.Addresses) {
	type told struct {
		path   Path
		rank   int
		end    *end
		packet *acl.PacketJSON
	}
	var list []told
	for _, e := range all {
		t := told{path: Path{Interface: e.name()}}
		switch {
		case e.best(e.in, yes) != nil && a.Verdict == Yes:
			t.end, t.path.Verdict = e.best(e.in, yes), Yes
			if !e.faces(from) {
				t.rank = 1
			}
			t.packet = example(t.end, yes)
		case e.best(e.in, may) != nil && a.Verdict != No:
			t.end, t.path.Verdict, t.rank = e.best(e.in, may), Yes, 2
			t.packet = example(t.end, may)
		case e.best(e.outcome.open, may) != nil && a.Verdict != No:
			t.end, t.path.Verdict, t.rank = e.best(e.outcome.open, may), Unknown, 3
			t.packet = example(t.end, may)
		default:
			t.end, t.path.Verdict, t.rank = e.stop, No, 4
			if a.Verdict == Unknown && e.faces(from) {
				t.rank = 5 // what strangers meet is told of
			}
		}
		if t.end != nil {
			t.path.Stages = t.end.stages()
		}
		list = append(list, t)
	}
	slices.SortStableFunc(list, func(x, y told) int {
		return cmp.Or(cmp.Compare(x.rank, y.rank), cmp.Compare(len(y.path.Stages), len(x.path.Stages)))
	})
	for i, t := range list {
		if i < maxPaths {
			a.Paths = append(a.Paths, t.path)
		}
	}
	first := list[0]
	a.Example = first.packet
	switch {
	case a.Verdict == Yes || first.end == nil:
	case a.Verdict == No:
		a.Reason = stopped(first.path)
	case first.rank == 3:
		a.Reason = first.end.open
	default:
		last := list[len(list)-1]
		a.Reason = "routing decides: it gets in by " + first.path.Interface + " and not for sure by " + last.path.Interface
		if last.rank >= 4 && last.end != nil {
			a.Reason = "routing decides: it gets in by " + first.path.Interface + "; by " + last.path.Interface + " " + stopped(last.path)
		}
	}
	if a.Verdict == No && a.Reason == "" {
		a.Reason = "the device has no address of that family"
	}
}

// stopped says what stops packets on a path.
func stopped(p Path) string {
	if len(p.Stages) == 0 {
		return ""
	}
	s := p.Stages[len(p.Stages)-1]
	switch {
	case s.Reason != "":
		return s.Reason
	case s.Default && s.Filter == "":
		return fmt.Sprintf("the list of sources in line %d does not hold them", s.Line.Line)
	case s.Filter != "" && s.On != "":
		return "the filter " + s.Filter + " of " + s.Name + " " + s.On + " denies it"
	case s.Filter != "":
		return "the " + s.Name + " " + s.Filter + " denies it"
	}
	return "the " + s.Name + " denies it"
}

// best returns the first end with a source of the set, nil for none.
func (e *entrance) best(ends []end, set acl.Addresses) *end {
	for i := range ends {
		if _, ok := ends[i].box.Narrow(set); ok {
			return &ends[i]
		}
	}
	return nil
}

// example is a packet of an end, from a source of the set.
func example(e *end, set acl.Addresses) *acl.PacketJSON {
	b, _ := e.box.Narrow(set)
	l := acl.List{Zones: &acl.Zones{}}
	p := l.Packet(acl.Witness(b))
	return &p
}

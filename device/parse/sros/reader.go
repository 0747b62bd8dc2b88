package sros

import (
	"slices"
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/fill"
	"github.com/linewarden/linewarden/device/stmt"
)

// reader is what one run remembers until the whole file is read: SR OS writes
// the same part in several sections, and names things before it defines them.
type reader struct {
	*model.Device
	c        *stmt.Ctx
	users    map[string]*user
	roles    map[string]*model.Role
	ifaces   map[string]*iface
	vrfs     map[string]*model.VRF
	sets     map[string]*ruleset
	allSets  []*ruleset // as they stand in the file
	prefixes map[string]*prefixList
	bgps     map[string]*bgp
	tunnels  map[string]*model.Tunnel
	mirrors  map[string]*model.Mirror
	scripts  map[string]*model.Script
	syslogs  map[string]*syslog
	hosts    []*syslog // as they stand in the file
	logs     map[string]*logID
	filters  map[string]*logFilter
	chains   map[string]*model.Keychain
	servers  map[string]*model.AAAServer
	props    map[string]*model.Proposal
	igps     map[string]*model.IGP
	groups   map[string]*model.SNMPGroup
	traps    map[string]*model.TrapHost
	ntp      map[string]*model.NTPServer
	order    model.F[[]string] // authentication-order
	late     []func()
	aaa      aaaState
}

func newReader(c *stmt.Ctx) *reader {
	return &reader{Device: c.Dev, c: c, users: map[string]*user{}, roles: map[string]*model.Role{}, ifaces: map[string]*iface{}, vrfs: map[string]*model.VRF{},
		sets: map[string]*ruleset{}, prefixes: map[string]*prefixList{}, bgps: map[string]*bgp{}, tunnels: map[string]*model.Tunnel{},
		mirrors: map[string]*model.Mirror{}, scripts: map[string]*model.Script{}, syslogs: map[string]*syslog{}, logs: map[string]*logID{},
		filters: map[string]*logFilter{}, chains: map[string]*model.Keychain{}, servers: map[string]*model.AAAServer{}, props: map[string]*model.Proposal{},
		igps: map[string]*model.IGP{}, groups: map[string]*model.SNMPGroup{}, traps: map[string]*model.TrapHost{}, ntp: map[string]*model.NTPServer{}}
}

// finish derives what needs the whole file.
func (r *reader) finish() {
	for _, fn := range r.late {
		fn()
	}
	r.finishFilters()
	r.finishUsers()
	r.finishAAA()
	r.finishLogging()
	r.finishBGP()
	r.finishInterfaces()
	r.finishIGPs()
	r.doubt()
}

// doubt takes back what was read at the head of a block that the cut leaves
// open: a later line of the block could say otherwise.
func (r *reader) doubt() {
	if r.Complete != model.Truncated {
		return
	}
	heads := map[int32]bool{}
	for _, l := range r.c.Tree.Unclosed {
		heads[l] = true
	}
	if nodes := r.c.Tree.Nodes; !r.c.Tree.Path {
		for n := nodes[0].Last; n != 0; n = nodes[n].Last {
			if nodes[n].First != 0 {
				heads[nodes[n].Line] = true
			}
		}
	}
	r.EachFact(func(_ string, _ any, f model.Fact) {
		if _, sp, how := f.Get(); !how.Stated() || !heads[sp.Line] {
			return
		}
		switch f := f.(type) {
		case *model.F[bool]:
			f.Unsure(f.Span)
		case *model.F[string]:
			f.Unsure(f.Span)
		case *model.F[int64]:
			f.Unsure(f.Span)
		case *model.F[[]string]:
			f.Unsure(f.Span)
		}
	})
}

// open reports that the file may be cut off inside sp, so that more of it could
// have followed.
func (r *reader) open(sp model.Span) bool {
	return r.Complete != model.Whole && sp.End >= r.c.Tree.Last
}

func (r *reader) finally(fn func()) { r.late = append(r.late, fn) }

// on reads a switch of either dialect: `x`, `no x`, `x true`, `x enable`.
func on[T any](fact func(T) *model.F[bool]) func(*stmt.Ctx, T, *stmt.Match) {
	return func(c *stmt.Ctx, t T, m *stmt.Match) { state(c, fact(t), m, true) }
}

// off is on for statements that switch something off.
func off[T any](fact func(T) *model.F[bool]) func(*stmt.Ctx, T, *stmt.Match) {
	return func(c *stmt.Ctx, t T, m *stmt.Match) { state(c, fact(t), m, false) }
}

func state(c *stmt.Ctx, f *model.F[bool], m *stmt.Match, yes bool) {
	if len(m.Args) == 0 {
		if c.Tree.Nodes[m.Node].First != 0 {
			return // the value below it has been read
		}
		f.Set(m.Neg != yes, m.Span)
		return
	}
	switch m.Args[len(m.Args)-1] {
	case "true", "enable":
		f.Set(yes, m.Span)
	case "false", "disable":
		f.Set(!yes, m.Span)
	default:
		f.Unsure(m.Span)
		c.Mark(m.Node, stmt.Partial)
	}
}

// pair gives the two entries of a switch that both dialects name alike.
func pair[T any](pattern string, do func(*stmt.Ctx, T, *stmt.Match)) []stmt.Entry[T] {
	return []stmt.Entry[T]{{Pattern: "no? " + pattern, Do: do}, {Pattern: pattern + " *", Do: do}}
}

// admin gives the two entries of an administrative state below prefix.
func admin[T any](prefix string, fact func(T) *model.F[bool]) []stmt.Entry[T] {
	if prefix != "" {
		prefix += " "
	}
	return []stmt.Entry[T]{{Pattern: "no? " + prefix + "shutdown", Do: off(fact)}, {Pattern: prefix + "admin-state *", Do: on(fact)}}
}

func nothing[T any](*stmt.Ctx, T, *stmt.Match) {}

// join puts lists of entries together.
func join[T any](lists ...[]stmt.Entry[T]) []stmt.Entry[T] {
	var out []stmt.Entry[T]
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

// lastArg is the last captured word.
func lastArg(m *stmt.Match) string {
	if len(m.Args) == 0 {
		return ""
	}
	return m.Args[len(m.Args)-1]
}

func addOnce(f *model.F[[]string], v string, sp model.Span) {
	if !slices.Contains(f.V, v) {
		fill.Add(f, v, sp)
	}
}

// secret records a stored secret: its form stands behind it in classic CLI
// (`"…" hash2`) and inside the quotes in MD-CLI (`"… hash2"`).
func (r *reader) secret(kind, owner string, words []string, sp model.Span) *model.Secret {
	if len(words) == 0 || words[0] == "" {
		return nil
	}
	value, form := words[0], ""
	if i := strings.LastIndexByte(value, ' '); i > 0 && formOf(value[i+1:]) != "" {
		value, form = value[:i], formOf(value[i+1:])
	}
	if len(words) > 1 && form == "" {
		form = formOf(words[1])
	}
	if form == "" {
		switch {
		case strings.HasPrefix(value, "$pbkdf2"):
			form = "nokia-pbkdf2"
		default:
			form = model.Shape(value)
		}
	}
	return r.c.Secret(kind, owner, form, value, sp)
}

func formOf(w string) string {
	switch w {
	case "hash":
		return "nokia-hash"
	case "hash2", "custom":
		return "nokia-hash2"
	case "plaintext":
		return "clear"
	}
	return ""
}

// minutes states a number of minutes as seconds; "disable" and "none" are never.
func minutes(c *stmt.Ctx, f *model.F[int64], m *stmt.Match) {
	switch w := lastArg(m); {
	case m.Neg:
		*f = model.F[int64]{}
	case w == "disable" || w == "none":
		f.Set(0, m.Span)
	default:
		fill.Number(c, f, 60, w, m)
	}
}

func number(w string) (int64, bool) {
	n, err := strconv.ParseInt(w, 10, 32)
	return n, err == nil && n >= 0
}

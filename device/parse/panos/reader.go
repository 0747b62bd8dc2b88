package panos

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// reader is what one run remembers until all blocks are known.
type reader struct {
	c      *stmt.Ctx
	dev    *model.Device
	work   int   // names looked up so far
	cut    int32 // raw line where a text ends that leaves something open, or 0
	scopes map[string]*scope
	order  []*scope
	late   []func()

	ifaces   map[string]*iface
	profiles map[string]*mgmtProfile
	zones    map[string]string // interface → zone
	zoneAt   map[string]model.Span
	routers  map[string]string // interface → virtual router
	routerAt map[string]model.Span

	servers  map[string][]*model.AAAServer // server profile → servers
	auth     map[string]*authProfile
	users    []*user
	loginBy  model.F[string] // authentication-profile of the device
	roles    map[string]*model.Role
	sequence map[string][]string
	views    map[string]*model.SNMPView // by view and entry

	syslog map[string][]*model.LogHost // syslog profile → hosts
	// collectors are the same hosts by profile and name.
	collectors map[string]*model.LogHost
	matches    []*match
	forwards   map[string]bool // forwarding profiles that rules name

	tls     map[string]*tlsProfile
	tlsName model.F[string]
	certs   map[string]*cert
	ssh     map[string]*sshProfile
	sshName model.F[string]

	appGroups map[string]bool
	netflow   map[string]bool
	ikeUsed   map[string]bool // crypto profiles that something names
	mgmt      *mgmtPort
	bgp       []*process
	nats      []*natRule
}

func newReader(c *stmt.Ctx) *reader {
	r := &reader{c: c, dev: c.Dev, scopes: map[string]*scope{}, ifaces: map[string]*iface{}, profiles: map[string]*mgmtProfile{},
		zones: map[string]string{}, zoneAt: map[string]model.Span{}, routers: map[string]string{}, routerAt: map[string]model.Span{},
		servers: map[string][]*model.AAAServer{}, auth: map[string]*authProfile{}, roles: map[string]*model.Role{}, sequence: map[string][]string{}, views: map[string]*model.SNMPView{},
		syslog: map[string][]*model.LogHost{}, collectors: map[string]*model.LogHost{}, tls: map[string]*tlsProfile{}, certs: map[string]*cert{}, ssh: map[string]*sshProfile{},
		netflow: map[string]bool{}, appGroups: map[string]bool{}, ikeUsed: map[string]bool{}, forwards: map[string]bool{}}
	if len(c.Tree.Unclosed) > 0 || c.CutAt != 0 {
		r.cut = c.Tree.Last
	}
	return r
}

// scope is a place where objects and rules live: a virtual system, a device
// group, shared, or the top where the file has only one.
type scope struct {
	*model.Device
	r    *reader
	name string
	kind string // vsys, device-group, shared, "" at the top
	// parent is where names are looked up that the scope does not define.
	parent *scope
	objects
	pre, local, post []*rule
	intra, inter     defaultRule
	rules            map[string]*rule
	span             model.Span
}

// scope returns the scope of that kind and name.
func (r *reader) scope(kind, name string) *scope {
	key := kind + "\x00" + name
	if s := r.scopes[key]; s != nil {
		return s
	}
	s := &scope{Device: r.dev, r: r, kind: kind, name: name, rules: map[string]*rule{}}
	r.scopes[key] = s
	r.order = append(r.order, s)
	if kind != "shared" {
		s.parent = r.scope("shared", "")
	}
	return s
}

// finally runs fn after the whole file was read.
func (r *reader) finally(fn func()) { r.late = append(r.late, fn) }

// unfinished reports that the file stops inside the block at sp.
func (r *reader) unfinished(sp model.Span) bool { return r.cut != 0 && sp.End >= r.cut }

// finish derives what needs the whole file.
func (r *reader) finish() {
	for _, fn := range r.late {
		fn()
	}
	r.finishAAA()
	r.finishInterfaces()
	r.finishServices()
	r.finishLogging()
	r.finishVPN()
	r.finishRules()
	r.finishBGP()
	r.secrets()
}

// newTable compiles the top level, which also stands inside the wrappers that
// name a device, a template or a virtual system.
func newTable() (*stmt.Table[*scope], error) {
	lists, err := stmt.ParseLists(irrelevant)
	if err != nil {
		return nil, err
	}
	b := &builder{lists: lists, used: map[string]bool{}}
	var top *stmt.Table[*scope]
	into := func(path string, open opener[*scope, *scope]) stmt.Entry[*scope] {
		return stmt.Entry[*scope]{Pattern: path, Sub: func(c *stmt.Ctx, s *scope, m *stmt.Match) stmt.Block {
			return top.In(open(c, s, last(m), c.Span(m.Node)))
		}}
	}
	entries := []stmt.Entry[*scope]{
		into("config", root), into("response", same[*scope]), into("result", same[*scope]), into("devices *", same[*scope]),
		into("template *", same[*scope]), into("template-stack * config", same[*scope]), into("policy panorama", openShared), into("panorama", openShared),
		into("shared", openShared), into("vsys *", openVsys), into("device-group *", openGroup), into("network shared-gateway *", openVsys),
	}
	for _, part := range []func(*builder) []stmt.Entry[*scope]{
		deviceEntries, adminEntries, serverEntries, logEntries, networkEntries, zoneEntries, objectEntries, ruleEntries, vpnEntries, pkiEntries, routerEntries,
	} {
		entries = append(entries, part(b)...)
	}
	top = compile(b, "top", entries)
	return top, b.err()
}

// root reads the release from the root element's start tag.
func root(c *stmt.Ctx, s *scope, _ string, sp model.Span) *scope {
	for k := range c.Tree.Kids(0) {
		n := &c.Tree.Nodes[k]
		if n.Line != sp.Line || !strings.HasPrefix(n.Text, "<config") {
			continue
		}
		at := model.Span{Line: n.Line, End: n.End}
		for _, name := range []string{"detail-version", "version"} {
			if _, rest, ok := strings.Cut(n.Text, " "+name+"=\""); ok {
				v, _, _ := strings.Cut(rest, "\"")
				s.Version.Set(v, at)
				break
			}
		}
	}
	return s
}

func openShared(_ *stmt.Ctx, s *scope, _ string, sp model.Span) *scope {
	sh := s.r.scope("shared", "")
	sh.span = sp
	return sh
}

func openVsys(_ *stmt.Ctx, s *scope, name string, sp model.Span) *scope {
	v := s.r.scope("vsys", name)
	if v.span.Line == 0 {
		v.span = sp
		s.Contexts.Set(append(s.Contexts.V[:len(s.Contexts.V):len(s.Contexts.V)], name), sp)
	}
	return v
}

func openGroup(_ *stmt.Ctx, s *scope, name string, sp model.Span) *scope {
	v := s.r.scope("device-group", name)
	v.span = sp
	return v
}

// title gives the name of a part that exists once in each scope.
func (s *scope) title(name string) string {
	if s.name == "" {
		return name
	}
	return name + " (" + s.name + ")"
}

package fortios

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// reader is what one run remembers until all blocks are known: FortiOS names
// things before and after it defines them.
type reader struct {
	c      *stmt.Ctx
	dev    *model.Device
	work   int   // names looked up so far
	cut    int32 // raw line where a text ends that leaves a block open, or 0
	scopes map[string]*scope
	order  []*scope

	ifaces      []*iface
	byName      map[string]*iface
	strict      map[string]bool            // strict-src-check, by virtual domain
	zones       map[string]zone            // by interface
	zoned       map[string]bool            // names of zones
	ports       map[string]model.F[string] // service → port
	telnet      model.F[bool]              // admin-telnet
	tls         model.F[[]string]          // admin-https-ssl-versions
	certificate model.F[string]            // admin-server-cert
	private     model.F[bool]              // private-data-encryption
	localLast   model.F[bool]              // admin-restrict-local
	localIn     []localIn

	admins     []*admin
	profiles   map[string]*profile
	locals     map[string]*localUser
	userGroups []*aaaGroup
	servers    map[string][]*model.AAAServer

	hosts    map[string]*logHost
	implicit model.F[bool]
	memory   model.F[bool]

	actions  map[string]*action
	triggers map[string]string
	stitches []*stitch

	preLogin, postLogin model.F[bool]
	texts               map[string]int64 // replacement message → bytes

	neighbors []*neighbor
	groups    map[string]*neighbor
	ntpCustom model.F[string]
	phases    []*phase
}

func newReader(c *stmt.Ctx) *reader {
	r := &reader{dev: c.Dev, scopes: map[string]*scope{}, byName: map[string]*iface{}, zones: map[string]zone{}, zoned: map[string]bool{}, c: c,
		ports: map[string]model.F[string]{}, profiles: map[string]*profile{}, locals: map[string]*localUser{}, servers: map[string][]*model.AAAServer{},
		hosts: map[string]*logHost{}, actions: map[string]*action{}, triggers: map[string]string{}, texts: map[string]int64{},
		groups: map[string]*neighbor{}, strict: map[string]bool{}}
	if len(c.Tree.Unclosed) > 0 {
		r.cut = c.Tree.Last
	}
	return r
}

// scope is one virtual domain, or the device where it has none.
type scope struct {
	*model.Device
	r    *reader
	vdom string
	objects
	policies map[string]*model.Ruleset
	byID     map[string]*policy
	lists    map[string]*accessList // by kind and name
	late     []func()               // resolves names once all objects are known
	blocks   map[string]any         // what blocks of settings fill, by block and entry
}

// once opens a block that a device has once: where a file writes it again, the
// same part is read on, so that a later set overrides an earlier one and no
// part stands twice. A block that the file leaves open is a part of its own.
func once[T any](block string, open opener[*scope, T]) opener[*scope, T] {
	return func(c *stmt.Ctx, s *scope, name string, sp model.Span) T {
		key := block + " " + name
		if v, ok := s.blocks[key].(T); ok && !s.r.unfinished(sp) {
			return v
		}
		v := open(c, s, name, sp)
		if s.blocks == nil {
			s.blocks = map[string]any{}
		}
		s.blocks[key] = v
		return v
	}
}

// open returns the scope of a virtual domain, which may be edited repeatedly.
func (s *scope) open(vdom string, sp model.Span) *scope {
	if v := s.r.scopes[vdom]; v != nil {
		return v
	}
	v := &scope{Device: s.Device, r: s.r, vdom: vdom}
	s.r.scopes[vdom] = v
	s.Contexts.Set(append(s.Contexts.V[:len(s.Contexts.V):len(s.Contexts.V)], vdom), sp)
	return v
}

// title gives the name of a part that exists once per virtual domain.
func (s *scope) title(name string) string {
	if s.vdom == "" {
		return name
	}
	return name + " (" + s.vdom + ")"
}

// finally runs fn after the whole file was read.
func (s *scope) finally(fn func()) {
	if s.late == nil {
		s.r.order = append(s.r.order, s)
	}
	s.late = append(s.late, fn)
}

// otherwise states v in the end where no line of the whole block at sp did.
func (s *scope) otherwise(f *model.F[bool], v bool, sp model.Span) {
	s.finally(func() {
		if f.How == model.NotRead && !s.r.unfinished(sp) {
			f.Inherit(v, sp)
		}
	})
}

// finish derives what needs the whole file.
func (r *reader) finish(c *stmt.Ctx) {
	for _, s := range r.order {
		for _, fn := range s.late {
			fn()
		}
	}
	r.finishInterfaces()
	r.finishLocalIn()
	r.finishServices()
	r.finishUsers()
	r.finishLogging()
	r.finishScripts(c)
	r.finishBGP()
	r.finishVPN()
	r.finishBanners()
	r.finishSecrets(c)
}

// topEntries are the blocks that stand at the top, in config global and in a
// virtual domain.
func topEntries(b *builder) []stmt.Entry[*scope] {
	var all []stmt.Entry[*scope]
	for _, part := range []func(*builder) []stmt.Entry[*scope]{
		globalEntries, userEntries, aaaEntries, snmpEntries, ntpEntries, dnsEntries, logEntries, ifaceEntries, addressEntries, serviceEntries,
		policyEntries, natEntries, routeEntries, bgpEntries, igpEntries, vpnEntries, tunnelEntries, mirrorEntries, scriptEntries, pkiEntries,
		platformEntries,
	} {
		all = append(all, part(b)...)
	}
	for _, block := range []string{"system mobile-tunnel", "system vne-tunnel|vne-interface", "system sso-fortigate-cloud-admin", "vpn ssl client",
		"user fsso|fsso-polling|pop3|saml|domain-controller|exchange|external-identity-provider"} {
		all = append(all, stmt.Entry[*scope]{Pattern: "config " + block + " **", State: stmt.Unimplemented})
	}
	return all
}

// same is an opener for blocks that fill their parent.
func same[P any](_ *stmt.Ctx, p P, _ string, _ model.Span) P { return p }

// header reads the release and the model from the first line:
// "#config-version=FGT60F-7.2.8-FW-build1639-…:opmode=0:vdom=0:user=…".
func header(_ *stmt.Ctx, s *scope, m *stmt.Match) {
	name, _, _ := strings.Cut(m.Arg(0), ":")
	parts := strings.SplitN(name, "-", 3)
	if len(parts) < 2 {
		return
	}
	s.Model.Set(parts[0], m.Span)
	s.Version.Set(parts[1], m.Span)
}

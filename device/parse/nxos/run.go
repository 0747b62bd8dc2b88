package nxos

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse/classes"
	"github.com/linewarden/linewarden/device/stmt"
)

// run is one reading of one file: the device and what must be remembered
// until the whole file has been seen.
type run struct {
	*model.Device
	t *tables

	users       map[string]*model.User
	passwords   map[*model.User]*model.Secret
	communities map[string]*model.Community
	snmpUsers   map[string]*model.SNMPUser
	trapHosts   map[string]*model.TrapHost
	ifaces      map[string]*model.Interface
	vrfs        map[string]*model.VRF
	acls        map[string]*acl
	addrs       map[string]*addrGroup
	ports       map[string]*portGroup
	enforced    model.F[bool] // SNMPv3 privacy is asked of every user
	features    map[string]model.F[bool]
	nxapiHTTP   bool // a line says whether NX-API speaks clear HTTP

	templates map[string]*peer
	peers     []*peer
	processes map[string]*process
	igps      []*igpLink
	routeMaps []*routeMap
	classes   classes.Reader
	pbr       map[string]bool // route maps that are applied to interfaces
	keychains map[string]*model.Keychain
	schedules []*model.Script
	jobs      map[string]*model.Script

	sharedKey map[string]model.Span       // where a protocol has one key for all servers
	servers   map[string]*model.AAAServer // by protocol and host
	clocks    map[string]*model.NTPServer
	tunnels   map[string]*model.Tunnel
	byHost    map[string]*peer // by table and host
	msdps     map[string]*model.Neighbor
	links     map[string][]*igpLink // by interface
}

func (t *tables) read(c *stmt.Ctx) {
	r := &run{
		Device: c.Dev, t: t,
		users: map[string]*model.User{}, passwords: map[*model.User]*model.Secret{}, communities: map[string]*model.Community{}, snmpUsers: map[string]*model.SNMPUser{},
		trapHosts: map[string]*model.TrapHost{}, ifaces: map[string]*model.Interface{}, vrfs: map[string]*model.VRF{},
		acls: map[string]*acl{}, addrs: map[string]*addrGroup{}, ports: map[string]*portGroup{}, features: map[string]model.F[bool]{},
		templates: map[string]*peer{}, processes: map[string]*process{}, pbr: map[string]bool{},
		keychains: map[string]*model.Keychain{}, jobs: map[string]*model.Script{},
		servers: map[string]*model.AAAServer{}, sharedKey: map[string]model.Span{}, clocks: map[string]*model.NTPServer{}, tunnels: map[string]*model.Tunnel{},
		byHost: map[string]*peer{}, msdps: map[string]*model.Neighbor{}, links: map[string][]*igpLink{},
	}
	r.collectGroups(c)
	c.Run(t.top.In(r))
	r.finish()
}

// finish resolves what depends on more than one place of the file.
func (r *run) finish() {
	r.finishServices()
	r.finishUsers()
	r.finishInterfaces()
	r.finishLines()
	r.finishSNMP()
	r.finishPeers()
	r.finishIGPs()
	r.finishRouteMaps()
	r.finishControl()
	r.finishKeychains()
	r.finishVRFs()
	r.finishTunnels()
	r.finishAccounting()
	r.finishServers()
}

// useVRF records the use of a table, unless it is one that always exists.
func useVRF(c *stmt.Ctx, name, ctx string, sp model.Span) {
	if name != "default" && name != "management" {
		c.Use("vrf", name, ctx, sp)
	}
}

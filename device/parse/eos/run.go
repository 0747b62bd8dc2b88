package eos

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// run is one reading of one file: the device and what must be remembered
// until the whole file has been seen.
type run struct {
	*model.Device
	t *tables

	configAuthz      model.F[bool] // commands of configuration mode are authorised too
	users            map[string]*model.User
	servers          map[string]*model.AAAServer // by protocol and host
	ifaces           map[string]*model.Interface
	vrfs             map[string]*model.VRF
	acls             map[string]*acl
	profiles         map[string]*model.F[[]string] // TLS versions by profile
	defaultRole      model.F[string]
	tlsUsers         []tlsUser
	sharedKey        map[string]model.Span // where a protocol has one key for all servers
	ssh, telnet, api presence
	snmp             presence
	// profile and trustpoint are those of the TLS profile that is being read.
	snmpNoDefault model.Span // the agent does not answer in the default table
	profile       *model.F[[]string]
	trustpoint    *model.Trustpoint
	unreachables  model.F[bool] // sent, on all interfaces
	httpProto     bool          // a line says whether eAPI speaks clear HTTP

	peers        map[string]*peer // by table and host; groups have no table
	order        []*peer
	processes    []*process
	ldpAuth      model.F[string]
	links        map[string][]*igpLink // by interface
	pimFilter    map[string]model.Ref  // by interface and family
	igps         []*igpLink
	routeMaps    []*routeMap
	steer        *routeMap // the steering policy that is being read, or nil
	pbr          map[string]bool
	tunnels      map[string]*model.Tunnel
	mirrors      map[string]*model.Mirror
	handlers     map[string]*model.Script
	ipsecUsed    map[string]bool
	algs         map[string]model.F[[]string] // by shared secret
	translations map[*model.NAT]*model.Interface
}

// tlsUser is a service that takes its TLS settings from a profile.
type tlsUser struct {
	service *model.Service
	profile string
	span    model.Span
}

func (t *tables) read(c *stmt.Ctx) {
	r := &run{
		Device: c.Dev, t: t,
		users: map[string]*model.User{}, servers: map[string]*model.AAAServer{}, ifaces: map[string]*model.Interface{},
		vrfs: map[string]*model.VRF{}, acls: map[string]*acl{}, profiles: map[string]*model.F[[]string]{}, peers: map[string]*peer{},
		links: map[string][]*igpLink{}, pimFilter: map[string]model.Ref{}, pbr: map[string]bool{}, tunnels: map[string]*model.Tunnel{}, mirrors: map[string]*model.Mirror{},
		handlers: map[string]*model.Script{}, sharedKey: map[string]model.Span{}, ipsecUsed: map[string]bool{}, algs: map[string]model.F[[]string]{}, translations: map[*model.NAT]*model.Interface{},
	}
	c.Run(t.top.In(r))
	r.finish()
}

// finish resolves what depends on more than one place of the file.
func (r *run) finish() {
	r.finishManagement()
	r.finishUsers()
	r.finishAccounting()
	r.finishServers()
	r.finishPeers()
	r.finishIGPs()
	r.finishRouteMaps()
	r.finishVRFs()
	r.finishTunnels()
	r.finishVPN()
}

// useVRF records the use of a table, unless it is the one that always exists.
func useVRF(c *stmt.Ctx, name, ctx string, sp model.Span) {
	if name != "default" {
		c.Use("vrf", name, ctx, sp)
	}
}

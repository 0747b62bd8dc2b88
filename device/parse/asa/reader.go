package asa

import (
	"net/netip"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// reader is one reading of one file: what the tables leave to be settled when
// all lines are known.
type reader struct {
	dev *model.Device
	c   *stmt.Ctx

	names                 map[string]netip.Addr // "name" statements
	nets                  map[string]*netGroup
	services              map[string]*service
	lists                 map[string]*model.Ruleset
	entries               []*entry
	groups                []applied
	access                []admitted
	unread                map[*model.Service]model.Span // a source that could not be read
	ifaces                map[string]*iface             // by nameif
	antispoof, translated []named
	multicast             model.Span // the line that routes multicast
	users                 map[string]*model.User
	banners               map[string]*model.Banner
	maps                  map[string]*model.VPNPeer // crypto map NAME SEQ
	tunnels               map[string]model.Span     // tunnel groups with a pre-shared key
	auth                  map[string]model.Span     // tunnel groups with certificates
	peers                 []*peer
	communities           map[string]*model.Community
	pfs                   []pfs
	mapSets               []mapSetUse
	amDisabled            model.Span // the line that refuses aggressive mode
	v3hosts               []v3host
	console               *model.Line
	levels                map[string]int64 // severities that messages were given, 8 where off
}

// named is a name that a line mentions.
type named struct {
	name string
	span model.Span
}

// applied is one access-group statement.
type applied struct {
	acl, dir, iface string
	control         bool
	span            model.Span
}

// admitted is one source that may manage the device through an interface.
type admitted struct {
	service, iface string
	span           model.Span
}

func newReader(c *stmt.Ctx) *reader {
	return &reader{dev: c.Dev, c: c,
		names: map[string]netip.Addr{}, nets: map[string]*netGroup{}, services: map[string]*service{}, lists: map[string]*model.Ruleset{},
		ifaces: map[string]*iface{}, users: map[string]*model.User{}, banners: map[string]*model.Banner{},
		maps: map[string]*model.VPNPeer{}, tunnels: map[string]model.Span{}, auth: map[string]model.Span{},
		communities: map[string]*model.Community{}, levels: map[string]int64{}, unread: map[*model.Service]model.Span{}}
}

// settle gives facts that rest on several places of the file their value.
func (r *reader) settle() {
	r.settleACLs()
	r.settleNATs()
	r.settleInterfaces()
	r.settlePIM()
	r.settleSources()
	r.settleAAA()
	r.settleUsers()
	r.settleLogging()
	r.settleSNMP()
	r.settleVPN()
	r.settlePeers()
}

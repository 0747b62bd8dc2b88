package iosxr

import (
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/stmt"
)

// reader is one reading of one file: what the tables leave to be settled when
// all lines are known.
type reader struct {
	dev *model.Device
	c   *stmt.Ctx

	ssh, telnet, tftp []binding
	pools             []pool
	keys              map[string]model.Span // protocol → line of its global key
	roles             map[string]*role
	users             []*user
	ifaces            map[string]*iface
	planes            []*mppRule
	mirrorUses        []*mirrorUse
	addrs             map[string]*addrGroup
	ports             map[string]*portGroup
	lists             map[string]*acl
	entries           []*entry
	peers             []*peer
	templates         map[string]*peer
	igps              []*igp
	chains            map[string]*chain
}

// binding is one routing table in which a service listens.
type binding struct {
	vrf, acl, acl6 string
	span           model.Span
}

// settle gives facts that rest on several places of the file their value.
func (r *reader) settle() {
	r.settleService(&r.dev.SSH.Service, r.ssh)
	r.settleService(&r.dev.Services.Telnet, r.telnet)
	r.settleService(&r.dev.Services.TFTP, r.tftp)
	r.settleLines()
	r.settleLogging()
	r.settleAAA()
	r.settleUsers()
	r.settleACLs()
	r.settleInterfaces()
	r.settlePlanes()
	r.settleMirrors()
	r.settlePeers()
	r.settleIGPs()
	r.settleChains()
	r.settleProposals()
}

// settleService joins the tables in which a service listens. Where they
// differ the weakest counts: a table without a filter before one that has it,
// a production table before a management table.
func (r *reader) settleService(s *model.Service, list []binding) {
	if len(list) == 0 {
		return
	}
	weak, weak6, open := &list[0], &list[0], &list[0]
	for i := range list {
		b := &list[i]
		if b.acl == "" && weak.acl != "" {
			weak = b
		}
		if b.acl6 == "" && weak6.acl6 != "" {
			weak6 = b
		}
		if managementVRF(open.vrf) && !managementVRF(b.vrf) {
			open = b
		}
	}
	s.VRF.Set(tableName(open.vrf), open.span)
	s.ACL.Name.Set(weak.acl, weak.span)
	s.ACL6.Name.Set(weak6.acl6, weak6.span)
}

// bind reads "ipv4 access-list A ipv6 access-list B" behind vrf.
func (r *reader) bind(vrf string, m *stmt.Match, ctx string) binding {
	b := binding{vrf: vrf, span: m.Span}
	for i := 0; i+1 < len(m.Rest); i++ {
		if m.Rest[i] != "access-list" && m.Rest[i] != "access-group" {
			continue
		}
		six := i > 0 && m.Rest[i-1] == "ipv6"
		if six {
			b.acl6 = m.Rest[i+1]
		} else {
			b.acl = m.Rest[i+1]
		}
		r.c.Use(aclKind(six), m.Rest[i+1], ctx, m.Span)
	}
	return b
}

func aclKind(six bool) string {
	if six {
		return "acl6"
	}
	return "acl"
}

// tableName is the model's name of a routing table.
func tableName(vrf string) string {
	if vrf == "default" {
		return ""
	}
	return vrf
}

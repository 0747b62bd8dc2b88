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
	netconf           []binding
	groups            []int32                    // the nodes of groups of configuration
	pseudowires       map[string]model.F[string] // monitor session → far end
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
	hellos            []hello
	castings          []*castScope
	chains            map[string]*chain
}

// binding is one routing table in which a service listens.
type binding struct {
	vrf, acl, acl6 string
	// family is 4 or 6 where the statement is about one family, 0 for both.
	family int
	span   model.Span
}

// settle gives facts that rest on several places of the file their value.
func (r *reader) settle() {
	r.settleLines()
	r.settleLogging()
	r.settleAAA()
	r.settleUsers()
	r.settleACLs()
	r.settleService(&r.dev.SSH.Service, r.ssh)
	r.settleService(&r.dev.Services.Telnet, r.telnet)
	r.settleService(&r.dev.Services.TFTP, r.tftp)
	r.settleService(&r.dev.Services.Netconf, r.netconf)
	r.settleInterfaces()
	r.settlePlanes()
	r.settleMirrors()
	r.settlePeers()
	r.settleIGPs()
	r.settlePIM()
	r.settleChains()
	r.settleProposals()
	r.settleGroups()
}

// settleService joins the tables in which a service listens. Where they
// differ the weakest counts: a table without a filter before one that has it,
// a production table before a management table. Several filters of which none
// is known to be the weakest leave open which one decides.
func (r *reader) settleService(s *model.Service, list []binding) {
	if len(list) == 0 {
		return
	}
	if !s.Enabled.How.Stated() || !s.Enabled.V {
		s.Enabled.Set(true, list[0].span)
	}
	open := &list[0]
	for i := range list {
		if b := &list[i]; managementVRF(open.vrf) && !managementVRF(b.vrf) {
			open = b
		}
	}
	s.VRF.Set(tableName(open.vrf), open.span)
	four, six := r.weakest(list, 4), r.weakest(list, 6)
	switch {
	case four == nil:
		four = six
	case six == nil:
		six = four
	}
	s.ACL.Name, s.ACL6.Name = *four, *six
}

// weakest returns the filter that counts for one family, nil where no
// statement is about it.
func (r *reader) weakest(list []binding, family int) *model.F[string] {
	var out *model.F[string]
	for _, b := range list {
		name := b.acl
		if family == 6 {
			name = b.acl6
		}
		switch {
		case b.family != 0 && b.family != family:
			continue
		case out == nil:
			out = &model.F[string]{}
			out.Set(name, b.span)
		case out.How.Stated() && (name == out.V || out.V == ""):
		case name == "":
			out.Set(name, b.span)
		case out.How.Stated() && r.lets(out.V):
		case r.lets(name):
			out.Set(name, b.span)
		default:
			out.Unsure(b.span)
		}
	}
	return out
}

// lets reports a filter that surely lets anybody through: one that the file
// does not define, or one that permits every source.
func (r *reader) lets(name string) bool {
	found := false
	for _, l := range r.dev.Rulesets {
		if l.Name != name {
			continue
		}
		found = true
		for _, rule := range l.Rules {
			if rule.Action.V == "permit" && rule.SrcAny.How.Stated() && rule.SrcAny.V {
				return true
			}
		}
	}
	return !found
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

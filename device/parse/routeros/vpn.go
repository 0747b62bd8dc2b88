package routeros

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
)

var vpnMenus = []menu{
	{path: "ip ipsec profile", do: (*reader).ipsecProfile, keys: "name hash-algorithm enc-algorithm dh-group lifetime lifebytes nat-traversal proposal-check dpd-* prf-algorithm ppk"},
	{path: "ip ipsec proposal", do: (*reader).ipsecProposal, keys: "name auth-algorithms enc-algorithms pfs-group lifetime disabled"},
	{path: "ip ipsec peer", do: (*reader).ipsecPeer, keys: "*"},
	{path: "ip ipsec identity", do: (*reader).ipsecIdentity, keys: "*"},
	{path: "ip ipsec policy", do: nothing, keys: "*"},
	{path: "ppp profile", do: (*reader).pppProfile, keys: "*"},
	{path: "ppp secret", do: nothing, keys: "*"},
}

// vpnState holds the proposals that the system comes with until a line or a
// peer brings them into force.
type vpnState struct {
	peers      map[string]*model.VPNPeer
	peerArgs   map[string]*args
	profiles   map[string]*model.Proposal
	proposals  map[string]*model.Proposal
	identities []*args
}

func (v *vpnState) init() {
	v.peers, v.peerArgs = map[string]*model.VPNPeer{}, map[string]*args{}
	v.profiles, v.proposals = map[string]*model.Proposal{}, map[string]*model.Proposal{}
}

func (r *reader) ipsecProfile(a *args) {
	name := itemName(a)
	p := r.proposal(r.vpn.profiles, name, "ike", a)
	if p == nil {
		return
	}
	// What a line leaves out is what the system starts every profile with.
	inherit(&p.Encryption, []string{"aes128-cbc", "3des"}, a.sp)
	inherit(&p.Integrity, []string{"sha1"}, a.sp)
	inherit(&p.DH, []string{"14", "2"}, a.sp)
	if v, ok := a.get("enc-algorithm"); ok {
		p.Encryption.Set(each(v, encryption), a.sp)
	}
	if v, ok := a.get("hash-algorithm"); ok {
		p.Integrity.Set([]string{v}, a.sp)
	}
	if v, ok := a.get("dh-group"); ok {
		p.DH.Set(each(v, group), a.sp)
	}
	if !p.Lifetime.How.Stated() {
		p.Lifetime.Inherit(86400, a.sp)
	}
	a.seconds(&p.Lifetime, "lifetime")
	r.c.Define("ike-proposal", name, a.sp)
}

func (r *reader) ipsecProposal(a *args) {
	if a.val("disabled") == "yes" {
		return
	}
	name := itemName(a)
	p := r.proposal(r.vpn.proposals, name, "ipsec", a)
	if p == nil {
		return
	}
	inherit(&p.Encryption, []string{"aes256-cbc", "aes192-cbc", "aes128-cbc"}, a.sp)
	inherit(&p.Integrity, []string{"sha1"}, a.sp)
	inherit(&p.PFS, []string{"2"}, a.sp)
	if v, ok := a.get("enc-algorithms"); ok {
		p.Encryption.Set(each(v, encryption), a.sp)
	}
	if v, ok := a.get("auth-algorithms"); ok {
		names := list(v)
		if len(names) == 0 || len(names) == 1 && names[0] == "null" {
			names = []string{"none"}
		}
		p.Integrity.Set(names, a.sp)
	}
	if v, ok := a.get("pfs-group"); ok {
		p.PFS.Set(each(v, group), a.sp)
	}
	if !p.Lifetime.How.Stated() {
		p.Lifetime.Inherit(1800, a.sp)
	}
	a.seconds(&p.Lifetime, "lifetime")
	r.c.Define("transform-set", name, a.sp)
}

// itemName is the name of an item; the one the system comes with is "default".
func itemName(a *args) string {
	if a.verb == "set" && a.isDefault() {
		return "default"
	}
	return a.item()
}

func (r *reader) proposal(set map[string]*model.Proposal, name, kind string, a *args) *model.Proposal {
	if name == "" || a.verb == "remove" || strings.HasPrefix(name, "[") {
		return nil
	}
	p := set[name]
	if p == nil {
		p = &model.Proposal{Obj: model.Obj{Span: a.sp}, Name: name, Kind: kind}
		set[name] = p
		r.dev.VPN.Proposals = append(r.dev.VPN.Proposals, p)
	}
	return p
}

func inherit(f *model.F[[]string], v []string, sp model.Span) {
	if !f.How.Stated() {
		f.Inherit(v, sp)
	}
}

func each(v string, name func(string) string) []string {
	out := []string{}
	for _, w := range list(v) {
		out = append(out, name(w))
	}
	return out
}

func encryption(v string) string {
	switch v {
	case "aes-128":
		return "aes128-cbc"
	case "aes-192":
		return "aes192-cbc"
	case "aes-256":
		return "aes256-cbc"
	}
	if bits, mode, ok := strings.Cut(strings.TrimPrefix(v, "aes-"), "-"); ok && strings.HasPrefix(v, "aes-") {
		return "aes" + bits + "-" + mode
	}
	return v
}

// group gives the number of a Diffie-Hellman group (RFC 3526, 5903, 8031).
func group(v string) string {
	switch v {
	case "modp768":
		return "1"
	case "modp1024":
		return "2"
	case "modp1536":
		return "5"
	case "modp2048":
		return "14"
	case "modp3072":
		return "15"
	case "modp4096":
		return "16"
	case "modp6144":
		return "17"
	case "modp8192":
		return "18"
	case "ecp256":
		return "19"
	case "ecp384":
		return "20"
	case "ecp521":
		return "21"
	case "x25519":
		return "31"
	}
	return v // none, and what is not known
}

func (r *reader) ipsecPeer(a *args) {
	name := a.item()
	if a.verb != "add" && r.vpn.peers[name] == nil {
		return
	}
	p := r.vpn.peers[name]
	if p == nil {
		p = &model.VPNPeer{Obj: model.Obj{Span: a.sp}, Name: name}
		p.Enabled.Inherit(true, a.sp)
		p.Peer.Inherit("any", a.sp)
		r.vpn.peers[name] = p
		r.dev.VPN.Peers = append(r.dev.VPN.Peers, p)
	}
	r.vpn.peerArgs[name] = a
	a.enabled(&p.Enabled)
	if v, ok := a.get("address"); ok {
		if v == "" || v == "0.0.0.0/0" || v == "::/0" {
			v = "any"
		}
		p.Peer.Set(v, a.sp)
	}
	mode := a.val("exchange-mode")
	p.Version.Set(map[bool]string{true: "2", false: "1"}[mode == "ike2"], a.sp)
	p.Aggressive.Set(mode == "aggressive", a.sp)
	// Before 6.44 the peer's line held what identity and profile hold now.
	if v, ok := a.get("secret"); ok && v != "" {
		p.Auth.Set("psk", a.sp)
	}
}

func (r *reader) ipsecIdentity(a *args) {
	if a.verb == "add" && a.val("disabled") != "yes" {
		r.vpn.identities = append(r.vpn.identities, a)
	}
}

// finishVPN joins peers with their identities and profiles.
func (r *reader) finishVPN() {
	for _, id := range r.vpn.identities {
		p := r.vpn.peers[id.val("peer")]
		if p == nil {
			continue
		}
		switch id.val("auth-method") {
		case "", "pre-shared-key", "pre-shared-key-xauth":
			p.Auth.Set("psk", id.sp)
		case "digital-signature", "rsa-signature-hybrid", "rsa-key":
			p.Auth.Set("cert", id.sp)
		case "eap", "eap-radius":
			p.Auth.Set("eap", id.sp)
		default:
			p.Auth.Unsure(id.sp)
		}
	}
	r.defaultProposals()
	for _, x := range r.dev.VPN.Proposals {
		x.Used.Derive(r.usesProposal(x), x.Span)
	}
}

// defaultProposals adds the profile "default" where a peer names no other and
// no line changes it.
func (r *reader) defaultProposals() {
	for _, p := range r.dev.VPN.Peers {
		a := r.vpn.peerArgs[p.Name]
		name, ok := a.get("profile")
		if ok && name != "default" {
			r.c.Use("ike-proposal", name, "ipsec peer", a.sp)
			continue
		}
		if r.vpn.profiles["default"] == nil {
			d := &model.Proposal{Obj: model.Obj{Span: a.sp}, Name: "default", Kind: "ike"}
			d.Encryption.Derive([]string{"aes128-cbc", "3des"}, a.sp)
			d.Integrity.Derive([]string{"sha1"}, a.sp)
			d.DH.Derive([]string{"14", "2"}, a.sp)
			d.Lifetime.Derive(86400, a.sp)
			r.vpn.profiles["default"] = d
			r.dev.VPN.Proposals = append(r.dev.VPN.Proposals, d)
		}
		r.dev.VPN.Defaults.Inherit(true, a.sp)
	}
	if len(r.dev.VPN.Peers) > 0 && !r.dev.VPN.Defaults.How.Stated() {
		r.dev.VPN.Defaults.Inherit(false, r.dev.VPN.Peers[0].Span)
	}
}

func (r *reader) usesProposal(x *model.Proposal) bool {
	if x.Kind == "ipsec" {
		return true // named by policies, some of which are made at run time
	}
	for _, a := range r.vpn.peerArgs {
		if name, ok := a.get("profile"); name == x.Name || !ok && x.Name == "default" {
			return true
		}
	}
	return false
}

func (r *reader) pppProfile(a *args) {
	name := a.item()
	r.hook(a, "ppp profile "+name, "on-up", "on-down")
}

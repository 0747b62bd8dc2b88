package model

import "net/netip"

// SNMP is the agent.
type SNMP struct {
	Obj
	Enabled F[bool] `json:"enabled"`
	// V1V2 says that versions 1 or 2c are answered.
	V1V2        F[bool]      `json:"v1_v2c"`
	Communities []*Community `json:"communities"`
	Groups      []*SNMPGroup `json:"groups"`
	Users       []*SNMPUser  `json:"users"`
	Hosts       []*TrapHost  `json:"hosts"`
	Views       []*SNMPView  `json:"views"`
	// Traps are the enabled notifications by the maker's names; "all" is all.
	Traps   F[[]string]       `json:"traps"`
	ACL     ACLRef            `json:"acl"`
	ACL6    ACLRef            `json:"acl6"`
	From    F[[]netip.Prefix] `json:"from"`
	VRF     F[string]         `json:"vrf"`
	TFTPACL ACLRef            `json:"tftp_acl"`
}

// Community is a version 1 or 2c password. Its text is a secret.
type Community struct {
	Obj
	Access F[string] `json:"access"` // "ro", "rw"
	View   F[string] `json:"view"`
	ACL    ACLRef    `json:"acl"`
	ACL6   ACLRef    `json:"acl6"`
	// From are the admitted clients where they are written in place.
	From      F[[]netip.Prefix] `json:"from"`
	Guessable F[bool]           `json:"guessable"`
}

// SNMPGroup maps users to rights. Level is "noauth", "auth" or "priv".
type SNMPGroup struct {
	Obj
	Name    string    `json:"name"`
	Version F[string] `json:"version"` // "1", "2c", "3"
	Level   F[string] `json:"level"`
	Read    F[string] `json:"read_view"`
	Write   F[string] `json:"write_view"`
	ACL     ACLRef    `json:"acl"`
}

// SNMPUser is a version 3 user. Auth and Priv are algorithm names in lower
// case ("md5", "sha1", "sha256", "des", "aes128", …), "none" where off.
type SNMPUser struct {
	Obj
	Name  string    `json:"name"`
	Group F[string] `json:"group"`
	Level F[string] `json:"level"`
	Auth  F[string] `json:"auth"`
	Priv  F[string] `json:"priv"`
	// Queries says that requests of the user are answered, and not only
	// notifications sent in its name.
	Queries F[bool] `json:"queries"`
}

// TrapHost receives notifications.
type TrapHost struct {
	Obj
	Host    F[string] `json:"host"`
	Version F[string] `json:"version"` // "1", "2c", "3"
	Level   F[string] `json:"level"`
	VRF     F[string] `json:"vrf"`
}

// SNMPView is one included or excluded subtree.
type SNMPView struct {
	Obj
	Name     string  `json:"name"`
	OID      string  `json:"oid"` // as written: dotted or a name
	Included F[bool] `json:"included"`
}

// NTP is the clock's source.
type NTP struct {
	Obj
	Enabled F[bool]      `json:"enabled"`
	Servers []*NTPServer `json:"servers"`
	// Authenticate says that only authenticated time is accepted.
	Authenticate F[bool]     `json:"authenticate"`
	Keys         []*NTPKey   `json:"keys"`
	Trusted      F[[]string] `json:"trusted_keys"`
	// Serve says that the device answers time to others; ServeACL limits whom.
	Serve    F[bool]   `json:"serve"`
	ServeACL ACLRef    `json:"serve_acl"`
	SourceIf F[string] `json:"source_interface"`
}

// NTPServer is one time source.
type NTPServer struct {
	Obj
	Host F[string] `json:"host"`
	Key  F[string] `json:"key"` // key id, "" where unauthenticated
	NTS  F[bool]   `json:"nts"`
	VRF  F[string] `json:"vrf"`
}

// NTPKey is one authentication key.
type NTPKey struct {
	Obj
	ID  string    `json:"id"`
	Alg F[string] `json:"algorithm"` // md5, sha1, sha256, aes128-cmac, …
}

package model

import "net/netip"

// AAA is how people are authenticated, authorised and accounted for.
type AAA struct {
	Obj
	// Enabled is "aaa new-model" and its kin.
	Enabled F[bool]       `json:"enabled"`
	Lists   []*MethodList `json:"lists"`
	Servers []*AAAServer  `json:"servers"`
	Groups  []*AAAGroup   `json:"groups"`
	// Lockout: LockAttempts failed attempts lock for LockTime seconds.
	LockAttempts F[int64] `json:"lock_attempts"` // 0 is never
	LockTime     F[int64] `json:"lock_time"`     // seconds
	LockWindow   F[int64] `json:"lock_window"`   // seconds
	// Password policy for local accounts.
	PasswordPolicy     F[bool]   `json:"password_policy"`
	PasswordMinLength  F[int64]  `json:"password_min_length"`
	PasswordComplexity F[bool]   `json:"password_complexity"`
	PasswordFormat     F[string] `json:"password_format"` // hash used for new local passwords
	// APIKeyLifetime is the validity of programmatic tokens in seconds; 0 is for ever.
	APIKeyLifetime F[int64] `json:"api_key_lifetime"`
	// RootAccount says that the operating system's root account can log in.
	RootAccount F[bool] `json:"root_account"`
	// SourceIf is the interface from which AAA requests leave.
	SourceIf F[string] `json:"source_interface"`
	CoA      F[bool]   `json:"change_of_authorization"`
}

// MethodList is one AAA list. Methods are in the order in which they are tried:
// "group NAME" (upper and lower case kept), "tacacs", "radius", "local",
// "enable", "line", "none", "if-authenticated".
type MethodList struct {
	Obj
	Kind    string      `json:"kind"`    // authentication, authorization, accounting
	Service string      `json:"service"` // login, enable, exec, commands, config-commands, connection, system, network, console, …
	Level   int64       `json:"level"`   // privilege level, -1 where the system has none
	Name    string      `json:"name"`    // "default" or the list's name
	Methods F[[]string] `json:"methods"`
	// Mode of an accounting list: "start-stop", "stop-only", "wait-start", "none".
	Mode F[string] `json:"mode"`
	// Remote says that at least one method is a server; RemoteServers counts
	// the distinct servers behind all of the list's groups.
	Remote        F[bool]  `json:"remote"`
	RemoteServers F[int64] `json:"remote_servers"`
}

// AAAServer is one server that the device trusts to say who may log in.
type AAAServer struct {
	Obj
	Proto  string    `json:"proto"` // tacacs, radius, ldap, kerberos
	Name   string    `json:"name"`
	Host   F[string] `json:"host"` // address or name as written
	Port   F[int64]  `json:"port"`
	VRF    F[string] `json:"vrf"`
	Source F[string] `json:"source"` // interface or address
	TLS    F[bool]   `json:"tls"`
	HasKey F[bool]   `json:"has_key"`
	// Purposes is any of authentication, authorization, accounting; absent is all.
	Purposes F[[]string] `json:"purposes"`
	Group    string      `json:"group"`
}

// AAAGroup is a named list of servers.
type AAAGroup struct {
	Obj
	Name    string      `json:"name"`
	Proto   string      `json:"proto"`
	Servers F[[]string] `json:"servers"` // addresses or server names
	VRF     F[string]   `json:"vrf"`
}

// User is a local account.
type User struct {
	Obj
	Name      string    `json:"name"`
	Enabled   F[bool]   `json:"enabled"`
	Privilege F[int64]  `json:"privilege"` // Cisco-style level 0-15
	Role      F[string] `json:"role"`      // role, class, profile or group as written
	// Admin says that the account can change everything.
	Admin      F[bool]           `json:"admin"`
	HasSecret  F[bool]           `json:"has_secret"`
	NoPassword F[bool]           `json:"no_password"` // may log in without any
	Keys       []*SSHKey         `json:"keys"`
	From       F[[]netip.Prefix] `json:"from"` // admitted sources; absent is any
	MFA        F[bool]           `json:"mfa"`
	// Remote says that the password is checked by a server, not locally.
	Remote F[bool]   `json:"remote"`
	Shell  F[string] `json:"shell"` // "bash", "none", …
	// Services the account may use (VRP service-type, RouterOS policies).
	Services F[[]string] `json:"services"`
	// API says that it is a programmatic account.
	API F[bool] `json:"api"`
}

// SSHKey is a public key that may log in. Fingerprint is the SHA-256 of the
// key as OpenSSH prints it, or the hash that the configuration holds; it is
// public and may be printed.
type SSHKey struct {
	Obj
	User        string   `json:"user"`
	Type        string   `json:"type"`
	Bits        F[int64] `json:"bits"`
	Fingerprint string   `json:"fingerprint"`
}

// Role is a set of permissions.
type Role struct {
	Obj
	Name  string  `json:"name"`
	Admin F[bool] `json:"admin"`
	// Shell says that the role may open the operating system's shell;
	// Outbound that it may open sessions to other systems.
	Shell    F[bool] `json:"shell"`
	Outbound F[bool] `json:"outbound"`
	// LI says that the role may see or change lawful intercepts.
	LI          F[bool]  `json:"lawful_intercept"`
	IdleTimeout F[int64] `json:"idle_timeout"` // seconds, 0 is never
}

// Secret is a password, key or community: what it protects and how it is kept.
// The value itself never enters the model.
type Secret struct {
	Obj
	// Kind is what it opens: user, enable, line, aaa, snmp, bgp, igp, ike,
	// keychain, ntp, ppp, wifi, ha, certificate, tunnel, ftp, http, api, other.
	Kind  string `json:"kind"`
	Owner string `json:"owner"` // the account, server or peer; not secret
	// Type is the form in the file: clear, cisco0 … cisco10, junos1, junos5,
	// junos6, junos8, junos9, phash1, phash5, phash6, panos-aes, forti-enc,
	// forti-sh2, forti-pb2, nokia-hash, nokia-hash2, nokia-bcrypt, vrp-cipher,
	// vrp-simple, vrp-irreversible, asa-md5, asa-pbkdf2, sha512, masked, ….
	Type string `json:"type"`
	// Class is "plain", "reversible", "encrypted" (under a key that the file
	// does not hold), "weak-hash", "strong-hash"; Masked where removed.
	Class F[string] `json:"class"`
	// Guessable says that it is a maker's default, a common word or shorter
	// than four characters. Unknown where the value cannot be read.
	Guessable F[bool] `json:"guessable"`
	// Level is the privilege that it grants, -1 where that has no meaning.
	Level int64 `json:"level"`
	// FP is the keyed fingerprint for reuse detection within one estate,
	// zero where the value is masked. Salted says that equal secrets need not
	// have equal fingerprints. Never printed: reports show reuse groups.
	FP     [16]byte `json:"-"`
	Salted bool     `json:"salted,omitempty"`
}

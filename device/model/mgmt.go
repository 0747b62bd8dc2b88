package model

import "net/netip"

// Service is one thing that listens, by which the device can be managed or used.
type Service struct {
	Obj
	Enabled F[bool]     `json:"enabled"`
	Ports   F[[]string] `json:"ports"` // TCP or UDP port numbers in decimal
	VRF     F[string]   `json:"vrf"`   // "" is the default table
	// Interfaces it is bound to; absent means every interface.
	Interfaces F[[]string] `json:"interfaces"`
	ACL        ACLRef      `json:"acl"`
	ACL6       ACLRef      `json:"acl6"`
	// From is the list of source prefixes admitted by the service itself
	// (not through a named ACL); absent means every source.
	From F[[]netip.Prefix] `json:"from"`
	// Auth names the methods in order: "aaa", "local", "enable", "none", …
	Auth F[[]string] `json:"auth"`
	// TLS says that the transport is encrypted; TLSVersions lists the
	// admitted versions as "1.0" … "1.3", lowest first.
	TLS         F[bool]     `json:"tls"`
	TLSVersions F[[]string] `json:"tls_versions"`
	Ciphers     F[[]string] `json:"ciphers"`
	// Trustpoint names the certificate; SelfSigned says it is the device's own.
	Trustpoint   F[string] `json:"trustpoint"`
	SelfSigned   F[bool]   `json:"self_signed"`
	IdleTimeout  F[int64]  `json:"idle_timeout"`  // seconds, 0 is never
	MaxLifetime  F[int64]  `json:"max_lifetime"`  // seconds, 0 is unlimited
	SessionLimit F[int64]  `json:"session_limit"` // sessions, 0 is unlimited
	// URL is where a client-style service (TR-069, PnP) connects to, without
	// credentials.
	URL F[string] `json:"url"`
	// Modules are the applications that a web server offers; an empty list is
	// none, "all" is all.
	Modules F[[]string] `json:"modules"`
}

// Services are the listeners by name. A system that does not know a service
// leaves it NotRead, or Default false where it cannot be configured at all.
type Services struct {
	Telnet   Service `json:"telnet"`
	HTTP     Service `json:"http"`
	HTTPS    Service `json:"https"`
	Netconf  Service `json:"netconf"`
	Restconf Service `json:"restconf"`
	GRPC     Service `json:"grpc"` // gRPC, gNMI, gNOI
	API      Service `json:"api"`  // the maker's own API: NX-API, eAPI, XML API, RouterOS API
	WSMA     Service `json:"wsma"`
	XMLAgent Service `json:"xml_agent"`

	FTP  Service `json:"ftp"`
	TFTP Service `json:"tftp"`
	SCP  Service `json:"scp"`
	SFTP Service `json:"sftp"`
	RCP  Service `json:"rcp"`
	RSH  Service `json:"rsh"`
	SMB  Service `json:"smb"`

	Finger     Service `json:"finger"`
	TCPSmall   Service `json:"tcp_small"`
	UDPSmall   Service `json:"udp_small"`
	BOOTP      Service `json:"bootp"`
	PAD        Service `json:"pad"`
	Identd     Service `json:"identd"`
	ConfigLoad Service `json:"config_load"` // boot-time configuration from the network ("service config")
	MOP        Service `json:"mop"`
	DHCP       Service `json:"dhcp"`
	DNS        Service `json:"dns"` // answers DNS queries of others

	SmartInstall Service `json:"smart_install"`
	PnP          Service `json:"pnp"`
	ZTP          Service `json:"ztp"`
	TR069        Service `json:"tr069"`
	CallHome     Service `json:"call_home"`
	Winbox       Service `json:"winbox"`
	MACTelnet    Service `json:"mac_telnet"`
	MACWinbox    Service `json:"mac_winbox"`
	MACPing      Service `json:"mac_ping"`
	Bandwidth    Service `json:"bandwidth_test"`
	Socks        Service `json:"socks"`
	Proxy        Service `json:"proxy"`
	UPnP         Service `json:"upnp"`
	RoMON        Service `json:"romon"`
	Cloud        Service `json:"cloud"`     // dynamic DNS and maker's cloud access
	APITLS       Service `json:"api_tls"`   // RouterOS api-ssl
	SSLVPN       Service `json:"ssl_vpn"`   // SSL VPN, GlobalProtect, AnyConnect
	Discovery    Service `json:"discovery"` // RouterOS neighbour discovery
}

// SSH is the secure shell server. Algorithm names are those of the IANA
// registry in lower case.
type SSH struct {
	Obj
	Service     Service     `json:"service"`
	Versions    F[[]string] `json:"versions"` // "1", "2"
	KEX         F[[]string] `json:"kex"`
	EncAlgs     F[[]string] `json:"enc_algorithms"`
	MACs        F[[]string] `json:"macs"`
	HostKeyAlgs F[[]string] `json:"host_key_algorithms"`
	HostKeyType F[string]   `json:"host_key_type"`
	HostKeyBits F[int64]    `json:"host_key_bits"`
	DHMin       F[int64]    `json:"dh_min"`     // bits
	RootLogin   F[string]   `json:"root_login"` // "allow", "deny", "deny-password"
	// PasswordAuth and PubkeyAuth say what a person may log in with.
	PasswordAuth F[bool]   `json:"password_auth"`
	PubkeyAuth   F[bool]   `json:"pubkey_auth"`
	AuthRetries  F[int64]  `json:"auth_retries"`
	LoginGrace   F[int64]  `json:"login_grace"` // seconds
	TCPForward   F[bool]   `json:"tcp_forward"`
	SourceIf     F[string] `json:"source_interface"`
	StrongCrypto F[bool]   `json:"strong_crypto"` // one switch that selects the maker's strong set
	// RotaryPorts are extra listening ports that lead to lines of the same
	// rotary group, as "port/group".
	RotaryPorts F[[]string] `json:"rotary_ports"`
	Events      F[bool]     `json:"log_events"`
	// Outbound says whether the device's users may open SSH sessions from it.
	Outbound F[bool] `json:"outbound"`
}

// Line is one way into the device's command line: a Cisco line, a VRP
// user-interface, a Junos login class, an administrator session profile.
type Line struct {
	Obj
	// Kind is "console", "aux", "vty", "tty", "class" or "default".
	Kind string `json:"kind"`
	Name string `json:"name"` // as written, e.g. "vty 0 4"
	From int64  `json:"from"`
	To   int64  `json:"to"`
	// TransportIn and TransportOut hold "ssh", "telnet", "all", "none", ….
	TransportIn  F[[]string] `json:"transport_in"`
	TransportOut F[[]string] `json:"transport_out"`
	ACLIn        ACLRef      `json:"acl_in"`
	ACL6In       ACLRef      `json:"acl6_in"`
	ACLOut       ACLRef      `json:"acl_out"`
	// FromTables says that ACLIn also judges sessions from routing tables other
	// than the default one; where it stands without, those are refused.
	FromTables   F[bool]  `json:"acl_in_tables"`
	IdleTimeout  F[int64] `json:"idle_timeout"`    // seconds, 0 is never
	SessionLimit F[int64] `json:"session_timeout"` // seconds, absolute, 0 is never
	// Login is how a person is authenticated: "aaa", "local", "password",
	// "none"; LoginList is the AAA list's name.
	Login     F[string] `json:"login"`
	LoginList F[string] `json:"login_list"`
	AuthzList F[string] `json:"authz_list"`
	Exec      F[bool]   `json:"exec"` // false where an interactive session is refused
	Privilege F[int64]  `json:"privilege"`
	// Overruled says that sessions get the level of their account and never
	// Privilege. Unknown where servers are asked, which may name a level or none.
	Overruled F[bool]  `json:"privilege_overruled"`
	Rotary    F[int64] `json:"rotary"`
	HasSecret F[bool]  `json:"has_secret"`
	Autocmd   F[bool]  `json:"autocommand"`
	// LogoutOnDisconnect says that a pulled console cable ends the session.
	LogoutOnDisconnect F[bool] `json:"logout_on_disconnect"`
}

// CLI holds session settings that a system has once for all entry points.
type CLI struct {
	Obj
	IdleTimeout  F[int64] `json:"idle_timeout"` // seconds, 0 is never
	SessionLimit F[int64] `json:"session_limit"`
	// Admitted is the list of prefixes from which administration is accepted
	// for all services at once (permitted-ip, management-access-filter).
	Admitted F[[]netip.Prefix] `json:"admitted"`
	// Filter is the packet filter in front of the management plane as a
	// whole: lo0 filter, management-access-filter, MPP, local-in policy.
	Filter  ACLRef `json:"filter"`
	Filter6 ACLRef `json:"filter6"`
	// OutOfBand says that management is bound to a management interface,
	// VRF or instance only; MgmtVRF names it.
	OutOfBand F[bool]   `json:"out_of_band"`
	MgmtVRF   F[string] `json:"mgmt_vrf"`
}

// Banner is a message shown at a login. Its text is not kept.
type Banner struct {
	Obj
	Kind string `json:"kind"` // login, motd, exec, incoming, gui, …
	// PreLogin says that it is shown before a person has logged in.
	PreLogin bool  `json:"pre_login"`
	Bytes    int64 `json:"bytes"`
}

// DNS is the resolver that the device uses.
type DNS struct {
	Obj
	Lookup  F[bool]     `json:"lookup"`
	Servers F[[]string] `json:"servers"`
	// DoH says that queries go out over HTTPS.
	DoH F[bool] `json:"doh"`
}

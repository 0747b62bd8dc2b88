package model

// Platform holds how the device boots and what protects it from within.
type Platform struct {
	Obj
	Boot           F[[]string] `json:"boot"`            // image sources as written, without credentials
	BootRemote     F[bool]     `json:"boot_remote"`     // an image or configuration is loaded over the network
	ConfigRegister F[string]   `json:"config_register"` // as written, e.g. 0x2102
	ImageVerify    F[bool]     `json:"image_verify"`
	PassRecovery   F[bool]     `json:"password_recovery"`
	USBInstall     F[bool]     `json:"usb_install"`
	AutoInstall    F[bool]     `json:"auto_install"`
	// MasterKey says that reversible secrets are encrypted under a key that
	// the file does not hold (type 6, private-data-encryption, master key).
	MasterKey F[bool] `json:"master_key"`
	// Obfuscation is "service password-encryption" and its kin.
	Obfuscation   F[bool]   `json:"obfuscation"`
	KeepalivesIn  F[bool]   `json:"keepalives_in"`
	KeepalivesOut F[bool]   `json:"keepalives_out"`
	Shell         F[bool]   `json:"shell"`    // the operating system's shell can be opened
	Internal      F[bool]   `json:"internal"` // "service internal" and other hidden command sets
	FIPS          F[bool]   `json:"fips"`
	Maintainer    F[bool]   `json:"maintainer"` // a maker's recovery account is active
	StrongCrypto  F[bool]   `json:"strong_crypto"`
	TLSMin        F[string] `json:"tls_min"` // lowest version for all services, "1.0" … "1.3"
	// UpdateChannel is the software channel or server that updates come from.
	UpdateChannel F[string] `json:"update_channel"`
	UpdateVerify  F[bool]   `json:"update_verify"` // the update server's identity is checked
	TimeZone      F[string] `json:"time_zone"`
	Telemetry     F[bool]   `json:"telemetry"`
	HASecret      F[bool]   `json:"ha_secret"` // failover link is authenticated or encrypted
	HA            F[bool]   `json:"ha"`
}

// Transfer is a place that configurations, images, measurements or orders are
// sent to or taken from, by the device's own doing.
type Transfer struct {
	Obj
	// Kind is archive, export, auto-save, boot, automation, update, crash,
	// telemetry, call-home (reports that it sends of itself) or manager (a
	// system whose orders it takes).
	Kind  string    `json:"kind"`
	Proto F[string] `json:"proto"`
	Host  F[string] `json:"host"` // "" where local
}

// Script is something that the device runs by itself.
type Script struct {
	Obj
	// Kind is eem, eem-policy, tcl, kron, scheduler, event-handler,
	// event-policy, op-script, commit-script, snmp-script, macro,
	// automation-stitch, netwatch, task, alias-script.
	Kind    string    `json:"kind"`
	Name    string    `json:"name"`
	Enabled F[bool]   `json:"enabled"`
	Trigger F[string] `json:"trigger"` // untrusted text
	// Verbs are the first words of its commands, in order and without
	// arguments, as they may hold secrets.
	Verbs F[[]string] `json:"verbs"`
	// Hides says that it suppresses, clears or redirects logs or watches for
	// configuration messages; Fetches that it moves files or opens sessions;
	// Accounts that it touches accounts or keys.
	Hides    F[bool] `json:"hides"`
	Fetches  F[bool] `json:"fetches"`
	Accounts F[bool] `json:"accounts"`
}

// Hosting says whether other software can run on the device.
type Hosting struct {
	Obj
	Enabled F[bool] `json:"enabled"`       // a container or guest environment is switched on
	Bash    F[bool] `json:"bash"`          // the system's shell is a feature that is switched on
	OpenAPI F[bool] `json:"extension_api"` // on-box programs may call the device's services
}

// Container is one guest.
type Container struct {
	Obj
	// Kind is guestshell, iox, app-hosting, docker, daemon, appmgr,
	// extension, lxc, container.
	Kind      string    `json:"kind"`
	Name      string    `json:"name"`
	Enabled   F[bool]   `json:"enabled"`
	VRF       F[string] `json:"vrf"`
	Interface F[string] `json:"interface"`
	ACL       ACLRef    `json:"acl"`
}

// PrivEdit changes what a command means or who may use it.
type PrivEdit struct {
	Obj
	Kind   string   `json:"kind"` // privilege, alias, view, menu, role-rule
	Name   string   `json:"name"` // the command or alias, untrusted text
	Level  F[int64] `json:"level"`
	Lowers F[bool]  `json:"lowers"` // makes a command available to a lower level
	// Shadows says that an alias carries the name of a real command.
	Shadows F[bool] `json:"shadows"`
}

// PKI holds certificates and the ways to get them.
type PKI struct {
	Obj
	Trustpoints []*Trustpoint `json:"trustpoints"`
	Certs       []*Cert       `json:"certificates"`
}

// Trustpoint is a named certificate authority or identity.
type Trustpoint struct {
	Obj
	Name       string    `json:"name"`
	SelfSigned F[bool]   `json:"self_signed"`
	Revocation F[string] `json:"revocation"` // none, crl, ocsp
	Enrollment F[string] `json:"enrollment"` // protocol of the URL: http, https, terminal, self
	KeyBits    F[int64]  `json:"key_bits"`
}

// Cert is a certificate in the file.
type Cert struct {
	Obj
	Name       string    `json:"name"` // trustpoint or label
	Subject    F[string] `json:"subject"`
	NotAfter   F[string] `json:"not_after"` // RFC 3339, UTC
	Bits       F[int64]  `json:"bits"`
	KeyType    F[string] `json:"key_type"`
	Signature  F[string] `json:"signature"`
	SelfSigned F[bool]   `json:"self_signed"`
	CA         F[bool]   `json:"ca"`
}

// LawfulAccess is the presence of lawful-interception functions. Targets and
// their identities never enter the model.
type LawfulAccess struct {
	Obj
	Present F[bool]     `json:"present"`
	Kinds   F[[]string] `json:"kinds"` // tap-mib, mediation, flow-tap, li-source, li-view
	// Separate says that intercept administration is kept apart from
	// network administration by the system.
	Separate F[bool]  `json:"separate"`
	Targets  F[int64] `json:"targets"` // number of provisioned taps visible here
	// Mediation lists delivery addresses visible here.
	Mediation F[[]string] `json:"mediation"`
}

package model

// Completeness says whether the file is known to hold the whole configuration.
type Completeness uint8

const (
	// NotProvable means the format has no end marker and nothing else proves
	// that the file is whole. What is absent is unknown.
	NotProvable Completeness = iota
	// Whole means an end marker, byte count, closing prompt, collector's
	// trailer or the user's word proves it.
	Whole
	// Truncated means the file is known to be cut off. Nothing passes.
	Truncated
)

var completenesses = [...]string{NotProvable: "not_provable", Whole: "whole", Truncated: "truncated"}

// String returns the lower-case word used in JSON.
func (c Completeness) String() string { return completenesses[c] }

// MarshalText writes the word of String.
func (c Completeness) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// Device is what one configuration file says of one device.
type Device struct {
	Obj
	// OS is the parser's name: ios, iosxr, nxos, asa, eos, junos, panos,
	// fortios, sros, vrp or routeros. Vendor is its maker in lower case.
	OS     string `json:"os"`
	Vendor string `json:"vendor"`
	// Complete and CompleteWhy say whether absence means anything, and the
	// evidence. CutLine is where a truncated file ends, 0 otherwise.
	Complete    Completeness `json:"complete"`
	CompleteWhy string       `json:"complete_why"`
	CutLine     int32        `json:"cut_line,omitempty"`
	// Margin is the last line that begins a block of its own, or is one: blocks
	// that end before it are over, wherever the file was cut. 0 where blocks
	// may go on later in the file, or be written again.
	Margin int32 `json:"-"`
	// MaskedSecrets says that the collector removed secrets from the file.
	MaskedSecrets bool `json:"masked_secrets,omitempty"`

	// Doubts lists, by the path of a part, lines that were not understood and
	// may have stated something of it.
	Doubts map[string][]int32 `json:"doubts,omitempty"`

	Hostname F[string] `json:"hostname"`
	// Version is the software release as written, e.g. "17.9.4a".
	Version F[string] `json:"version"`
	Model   F[string] `json:"model"`
	// Platform is "switch", "router" or "firewall" where the file shows it.
	Platform F[string] `json:"platform"`
	// Contexts are the names of virtual devices (vdom, vsys, context, tenant).
	Contexts F[[]string] `json:"contexts"`
	// ChangedAt/ChangedBy and SavedAt are the provenance that the device
	// wrote into the file, as written there. Unsaved says that the running
	// configuration was changed after it was last saved.
	ChangedAt F[string] `json:"changed_at"`
	ChangedBy F[string] `json:"changed_by"`
	SavedAt   F[string] `json:"saved_at"`
	Unsaved   F[bool]   `json:"unsaved"`

	Services Services `json:"services"`
	SSH      SSH      `json:"ssh"`
	Lines    []*Line  `json:"lines"`
	CLI      CLI      `json:"cli"`
	AAA      AAA      `json:"aaa"`
	Users    []*User  `json:"users"`
	Roles    []*Role  `json:"roles"`
	// Secrets lists every secret of the file, also those of users, keys and
	// communities, each with what it protects.
	Secrets []*Secret `json:"secrets"`
	SNMP    SNMP      `json:"snmp"`
	NTP     NTP       `json:"ntp"`
	Logging Logging   `json:"logging"`
	Banners []*Banner `json:"banners"`
	DNS     DNS       `json:"dns"`

	Interfaces []*Interface   `json:"interfaces"`
	VRFs       []*VRF         `json:"vrfs"`
	Routes     []*Route       `json:"routes"`
	PBRs       []*PolicyRoute `json:"policy_routes"`
	NATs       []*NAT         `json:"nats"`
	L2         L2             `json:"l2"`

	Mirrors  []*Mirror   `json:"mirrors"`
	Captures []*Capture  `json:"captures"`
	Flow     FlowExport  `json:"flow"`
	Tunnels  []*Tunnel   `json:"tunnels"`
	VPN      VPN         `json:"vpn"`
	Keychain []*Keychain `json:"keychains"`

	Neighbors []*Neighbor `json:"neighbors"`
	IGPs      []*IGP      `json:"igps"`
	Routing   Routing     `json:"routing"`

	ControlPlane ControlPlane `json:"control_plane"`
	Rulesets     []*Ruleset   `json:"rulesets"`
	Refs         Refs         `json:"refs"`

	Platforms  Platform     `json:"system"`
	Transfers  []*Transfer  `json:"transfers"`
	Scripts    []*Script    `json:"scripts"`
	Containers []*Container `json:"containers"`
	Hosting    Hosting      `json:"hosting"`
	PrivEdits  []*PrivEdit  `json:"privilege_edits"`
	PKI        PKI          `json:"pki"`
	LI         LawfulAccess `json:"lawful_intercept"`
}

// Doubtful records that a top-level line, or one whose block the parser could
// not enter, was not understood and may have stated something of the part at
// path ("snmp", "services.http", "users", …).
func (d *Device) Doubtful(path string, line int32) {
	if d.Doubts == nil {
		d.Doubts = map[string][]int32{}
	}
	if len(d.Doubts[path]) < maxDoubt {
		d.Doubts[path] = append(d.Doubts[path], line)
	}
}

package model

// Logging is what the device tells others of itself.
type Logging struct {
	Obj
	Enabled F[bool]    `json:"enabled"`
	Hosts   []*LogHost `json:"hosts"`
	// Severities are syslog numbers, 0 emergency to 7 debug (RFC 5424 §6.2.1).
	TrapSeverity   F[int64] `json:"trap_severity"`
	BufferSize     F[int64] `json:"buffer_size"` // bytes; 0 is off
	BufferSeverity F[int64] `json:"buffer_severity"`
	Console        F[int64] `json:"console_severity"`
	Persistent     F[bool]  `json:"persistent"`
	// Timestamps.
	Timestamps   F[bool] `json:"timestamps"`
	Milliseconds F[bool] `json:"milliseconds"`
	Year         F[bool] `json:"year"`
	Zone         F[bool] `json:"zone"`
	Sequence     F[bool] `json:"sequence_numbers"`
	// What is recorded.
	LoginSuccess  F[bool] `json:"login_success"`
	LoginFailure  F[bool] `json:"login_failure"`
	ConfigChanges F[bool] `json:"config_changes"` // each changed line, sent off the device
	Commands      F[bool] `json:"commands"`       // interactive commands
	HideKeys      F[bool] `json:"hide_keys"`
	HostOS        F[bool] `json:"host_os"` // the underlying operating system's own log
	// Suppressed are message ids, modules or facilities that never leave.
	Suppressed F[[]string]  `json:"suppressed"`
	Filters    []*LogFilter `json:"filters"`
	SourceIf   F[string]    `json:"source_interface"`
	// ImplicitDeny says that packets dropped by the last, unwritten rule are logged.
	ImplicitDeny F[bool] `json:"implicit_deny"`
}

// LogHost is one remote collector.
type LogHost struct {
	Obj
	Host      F[string] `json:"host"`
	Transport F[string] `json:"transport"` // udp, tcp, tls
	Port      F[int64]  `json:"port"`
	Severity  F[int64]  `json:"severity"`
	VRF       F[string] `json:"vrf"`
	// Filter names a filter that keeps messages from this host, "" for none.
	Filter F[string] `json:"filter"`
	// Kinds lists what is sent where the system chooses per kind: system,
	// config, traffic, threat, auth, all, ….
	Kinds F[[]string] `json:"kinds"`
}

// LogFilter drops messages before they leave: a discriminator, a suppression
// rule, a match condition.
type LogFilter struct {
	Obj
	Name string `json:"name"`
	// Drops says that it removes messages (rather than only selecting a copy).
	Drops  F[bool] `json:"drops"`
	Detail string  `json:"detail"` // the condition, untrusted text
	Used   F[bool] `json:"used"`
}

// FlowExport is NetFlow, IPFIX, sFlow or NetStream export.
type FlowExport struct {
	Obj
	Enabled    F[bool]       `json:"enabled"`
	Collectors []*FlowTarget `json:"collectors"`
	Sampling   F[int64]      `json:"sampling"` // 1 in N packets; 1 is every packet
}

// FlowTarget is one collector.
type FlowTarget struct {
	Obj
	Name string    `json:"name"`
	Host F[string] `json:"host"`
	VRF  F[string] `json:"vrf"`
}

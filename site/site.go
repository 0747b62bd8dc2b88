// Package site is what a team says of its own network: its prefixes, the
// registers of what is approved, and how checks are tuned. It is read from one
// file, site.yaml, and everything in it is optional: what is not said makes
// the answers that need it unknown, never passed.
package site

import (
	"fmt"
	"net/netip"
	"time"

	"github.com/linewarden/linewarden/finding"
)

// Site is a site description after reading. The zero Site says nothing.
type Site struct {
	Name string
	// Path is the file that it was read from, "" for none.
	Path string
	// Networks by purpose; an absent key is a purpose that nobody described.
	Networks map[Purpose][]netip.Prefix
	// Registers by name; an absent key is a register that nobody filled. A
	// register that is present and empty says that nothing is approved.
	Registers map[string][]Entry
	// Checks are the changes to checks, by id.
	Checks map[string]Tuning
	// CheckFiles are files with checks of the site's own: absolute, or
	// relative to the working directory.
	CheckFiles []string
	// Retention says for how long records are kept; the first that fits counts.
	Retention []Retention
	// RegisterFiles are the CSV files that registers were read from, likewise.
	RegisterFiles []string

	lines map[string]int // by the path of keys, see at
}

// Purpose is what a prefix is used for.
type Purpose string

// The purposes that checks ask for.
const (
	// Own is everything that belongs to the organisation.
	Own Purpose = "own"
	// Management is where devices are administered from and to.
	Management Purpose = "management"
	// Infrastructure is the addresses of the devices themselves.
	Infrastructure Purpose = "infrastructure"
	// Customers is address space given to others.
	Customers Purpose = "customers"
)

// Purposes returns every purpose, in the order in which config init writes them.
func Purposes() []Purpose { return []Purpose{Own, Management, Infrastructure, Customers} }

// Entry is one line of a register.
type Entry struct {
	// Value is an address, prefix, name or pattern with * for any text.
	Value string `yaml:"value"`
	Owner string `yaml:"owner"`
	Note  string `yaml:"note"`
}

// Tuning changes one check for this site.
type Tuning struct {
	// Severity replaces the check's own where it is not nil.
	Severity *finding.Severity
	// Params replaces single parameters.
	Params map[string]any
	// Disabled needs a Reason and an Owner; it ends on Until (UTC, exclusive).
	Disabled bool
	Reason   string
	Owner    string
	Until    time.Time
}

// Register describes one register to people.
type Register struct {
	Name string
	Help string
	form form
}

// Registers lists the registers that checks may ask for, in the order in
// which config init writes them.
func Registers() []Register {
	return []Register{
		{"aaa_servers", "TACACS+, RADIUS and LDAP servers that devices may trust: addresses or names", host},
		{"syslog_hosts", "log collectors: addresses or names", host},
		{"ntp_servers", "time sources: addresses or names", host},
		{"dns_servers", "resolvers: addresses", host},
		{"nms", "SNMP managers and trap receivers: addresses or prefixes", host},
		{"bastions", "hosts from which people administer devices: addresses or prefixes", host},
		{"users", "local accounts that may exist, break-glass ones: names", text},
		{"automation_accounts", "accounts of backup and automation tools: names", text},
		{"ssh_keys", "public keys that may log in: SHA256:… fingerprints, or the hash that stands in the configuration", text},
		{"tunnels", "tunnel and VPN far ends: addresses or names", host},
		{"mirrors", "traffic copies: session names or destination addresses", host},
		{"captures", "packet captures that were asked for: names", text},
		{"scripts", "EEM applets, schedulers, event handlers and stitches: names", text},
		{"containers", "guests that may run on devices: names", text},
		{"apis", "programmatic interfaces that may be on: netconf, restconf, grpc, api, …", text},
		{"flow_collectors", "flow collectors: addresses", host},
		{"transfer_hosts", "where configurations and images may go: addresses or names", host},
		{"edge_interfaces", "interfaces that face others: names or patterns, or description:PATTERN", text},
		{"mgmt_ports", "TCP ports on which web management is approved besides 80 and 443", port},
		{"ssh_ports", "TCP ports on which SSH is approved besides 22", port},
		{"static_routes", "static routes that leave the plan on purpose: prefixes", host},
		{"loopbacks", "loopback addresses of the address plan: addresses or prefixes", host},
		{"li_mediation", "lawful-interception mediation devices: addresses", host},
		{"management_systems", "central managers, and where telemetry and reports of the devices go: addresses or names", host},
		{"update_hosts", "servers that images and updates may come from: addresses or names", host},
	}
}

// Values returns the values of a register, and whether anybody filled it.
func (s *Site) Values(name string) ([]string, bool) {
	if s == nil {
		return nil, false
	}
	entries, ok := s.Registers[name]
	out := make([]string, 0, len(entries))
	for _, e := range entries {
		out = append(out, e.Value)
	}
	return out, ok
}

// Off reports whether the check is disabled at time now, and why.
func (t Tuning) Off(now time.Time) (string, bool) {
	if !t.Disabled || !now.Before(t.Until) {
		return "", false
	}
	return fmt.Sprintf("disabled by %s until %s: %s", t.Owner, t.Until.Format(time.DateOnly), t.Reason), true
}

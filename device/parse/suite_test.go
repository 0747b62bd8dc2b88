package parse_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/parse/parsetest"
)

// traits are what the tests of all systems must know of one.
type traits struct {
	name string
	// secret finds what stands in place of each secret in the samples, as its
	// first group or else as a whole. A sample holds at least secrets of them.
	secret  *regexp.Regexp
	secrets int
	// injected: some sample holds the word inside a text that is shown to
	// people, where nothing may be read as configuration.
	injected bool
	// understood: no line of the samples is unknown.
	understood bool
	// strange: an indented line that nobody knows is unknown wherever it stands.
	strange bool
	// negate stands before a statement that takes another back.
	negate string
	cut    cut
}

// cut is what a configuration that is cut may show.
type cut struct {
	// done reports that nothing is missing although text is cut at a byte
	// before its end.
	done func(text string, at int) bool
	// truncated: the cut is always seen.
	truncated bool
	// between: what is stated is compared only where the cut is between lines.
	between bool
	// paths: only that something is stated is compared, not what.
	paths bool
	// every: of many cuts, each of this number is taken; 0 takes all.
	every int
	// later: a later line may change what is stated.
	later bool
	// changes begin the facts, as "path=value", that a later line changes. In
	// none of them does the earlier value please a check.
	changes []string
}

// prefixed reports that fact begins with one of the changes.
func (c *cut) prefixed(fact string) bool {
	return slices.ContainsFunc(c.changes, func(p string) bool { return strings.HasPrefix(fact, p) })
}

var (
	marker = regexp.MustCompile(`MARKER`)
	word   = regexp.MustCompile(`(?:^|[\s"$:@,=])(?:0x)?(secret[^\s"$:@,=]{3,})`)
	sealed = regexp.MustCompile(`c2VjcmV0LW1hcmtl|secret-marker`)
)

// systems are the traits of every system.
var systems = []traits{
	{name: "ios", secret: marker, secrets: 1, understood: true, negate: "no ", cut: cut{truncated: true, every: 4, changes: []string{
		"changed_at=", "saved_at=", // in half a line
		"aaa.password_complexity=", "logging.buffer_severity=", "system.obfuscation=", "vpn.peers.version=", "ssh.service.enabled=",
		"aaa.source_interface=", "vpn.proposals.lifetime=", "flow.enabled=", "snmp.v1_v2c=", "aaa.lists.remote=", "aaa.lists.remote_servers=",
		"services.dhcp.enabled=", "services.grpc.tls=", "rulesets.final_deny=", "rulesets.final_deny_logged=", "logging.hosts.severity=",
		"services.call_home.url=", "interfaces.mode=", "interfaces.negotiate=", "logging.filters.used=", "platform=", "neighbors.remote_as=",
	}}},
	{name: "nxos", secret: word, secrets: 1, negate: "no ", cut: cut{paths: true}},
	{name: "eos", secret: word, secrets: 1, negate: "no ", cut: cut{paths: true, changes: []string{"interfaces.edge="}}},
	{name: "iosxr", secret: marker, secrets: 10, injected: true, strange: true, negate: "no ", cut: cut{between: true, changes: []string{
		"interfaces.edge=", "interfaces.lldp", "lines.", "users.role=", "mirrors.kind=", "services.telnet.",
	}}},
	{name: "asa", secret: marker, secrets: 10, injected: true, strange: true, negate: "no ", cut: cut{between: true,
		done: func(text string, at int) bool { return !strings.Contains(text[at:], "Cryptochecksum:") },
		changes: []string{
			"interfaces.", "rulesets.rules.", "vpn.peers.", "vpn.proposals.", "users.admin=", "neighbors.", "logging.", "services.https.auth=",
			"system.boot_remote=", "snmp.hosts.",
		}}},
	{name: "junos", negate: "delete "},
	{name: "panos", secret: sealed, secrets: 1, injected: true, negate: "delete "},
	{name: "fortios", secret: sealed, secrets: 1, injected: true, negate: "un"},
	{name: "routeros", secret: marker, secrets: 1, cut: cut{later: true}},
	{name: "vrp", secret: marker, secrets: 1, negate: "undo ", cut: cut{later: true}},
	{name: "sros", secret: marker, secrets: 1, negate: "no ", cut: cut{later: true, done: func(text string, at int) bool {
		return onlyComments(text[strings.LastIndexByte(text[:at], '\n')+1:])
	}}},
}

func onlyComments(text string) bool {
	for _, line := range strings.Split(text, "\n") {
		if line != "" && line[0] != '#' {
			return false
		}
	}
	return true
}

// each runs f over every system, at the same time, with each of its samples.
func each(t *testing.T, f func(t *testing.T, sys *traits, path, text string)) {
	t.Helper()
	var names []string
	for i := range systems {
		sys := &systems[i]
		names = append(names, sys.name)
		t.Run(sys.name, func(t *testing.T) {
			t.Parallel()
			for path, text := range parsetest.Samples(t, sys.name+"/testdata") {
				f(t, sys, path, text)
			}
		})
	}
	if want := parsetest.Parser(t).Systems(); !slices.Equal(names, want) {
		t.Fatalf("the suite knows %v, the parser %v", names, want)
	}
}

package audit_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/absence"
	"github.com/linewarden/linewarden/device/audit"
	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/verdict"
)

// TestPresentFails asks the failing tests of every check of a file that is not
// known to be whole, and of which it is known that every block in it is over. A
// fail that rests on lines that are there stays a fail. Where it does not, and
// would if the parts that are there were taken as they stand, the absence of a
// line about such a part hides it. openParts says which line that may be; what
// rests on the absence of parts, or of lines about the whole device, is open
// with right.
func TestPresentFails(t *testing.T) {
	tables, err := absence.Load()
	if err != nil {
		t.Fatal(err)
	}
	read := reader(t)
	hidden, fails := map[string]bool{}, 0
	for _, c := range embedded(t) {
		for i, tt := range c.Tests {
			if tt.Want != verdict.Fail || tt.Cut || len(tt.Others) > 0 {
				continue
			}
			e := engineFor(t, c, tt, audit.Options{Absence: tables, Now: testTime})
			in, err := read(tt.OS, tt.Config, true)
			if err != nil {
				t.Fatal(err)
			}
			in.Device.Complete, in.Device.Margin = model.NotProvable, 1<<30
			got := judgeOne(e, in)
			if got.Verdict == verdict.Fail {
				fails++
				continue
			}
			in.Device.EachFact(statePart(map[string]model.Owner{}))
			if stated := judgeOne(e, in); stated.Verdict != verdict.Fail || len(stated.Spans) == 0 {
				continue
			}
			hidden[c.ID+"/"+tt.OS] = true
			if !open(c.ID, tt.OS) {
				t.Errorf("test %d of %s/%s: no fail, although the part that is weak is there: %s", i+1, c.ID, tt.OS, got.Reason)
			}
		}
	}
	for id, parts := range openParts {
		for _, p := range parts {
			for _, os := range strings.Fields(p.systems) {
				if !hidden[id+"/"+os] {
					t.Errorf("openParts names %s of %s, which no absence hides", id, os)
				}
			}
		}
	}
	if fails < 600 {
		t.Errorf("only %d failing tests still fail", fails)
	}
}

// open reports whether openParts names a check and a system.
func open(check, os string) bool {
	for _, p := range openParts[check] {
		for _, s := range strings.Fields(p.systems) {
			if s == os {
				return true
			}
		}
	}
	return false
}

// statePart makes what no line states of a part that is there a stated fact,
// and so which filter it names. parts are those met last, by their path.
func statePart(parts map[string]model.Owner) func(string, any, model.Fact) {
	return func(path string, owner any, f model.Fact) {
		part, ok := owner.(model.Owner)
		up := path[:max(strings.LastIndexByte(path, '.'), 0)]
		if ok {
			parts[up] = part
		} else if _, ref := owner.(*model.ACLRef); ref {
			part, ok = parts[up[:max(strings.LastIndexByte(up, '.'), 0)]]
		}
		if _, how := f.Where(); !ok || part.Own().Span.Line == 0 || how != model.Default && how != model.Absent {
			return
		}
		reflect.ValueOf(f).Elem().FieldByName("How").Set(reflect.ValueOf(model.Inherited))
	}
}

// openPart is what a missing line could still say of parts that are there.
type openPart struct{ systems, line string }

// openParts holds, by check, the lines that a file which may not be whole could
// still hold about parts that are there: of systems that write a block in
// several places, or of which too few files were seen to say that they do not,
// and about statements that stand outside the block.
var openParts = map[string][]openPart{
	"aux-console-locked":            {{"asa", "aaa authentication serial console"}},
	"bgp-auth":                      {{"fortios iosxr junos panos sros vrp", "the password of the neighbour, or of its group"}},
	"bgp-prefix-filters-maxpfx":     {{"asa fortios iosxr junos panos sros vrp", "the filters and limits of the neighbour, or of its group"}},
	"bgp-ttl-security":              {{"asa iosxr junos sros vrp", "the hop count of the neighbour, or of its group"}},
	"default-passwords-gone":        {{"vrp", "the state of the account, a line of its own"}},
	"discovery-protocols-scoped":    {{"ios", "no cdp run, no lldp run"}, {"fortios iosxr junos panos vrp", "shutdown, or another line of the interface"}},
	"dtp-off-access-mode":           {{"ios", "vlan dot1q tag native"}},
	"exec-timeout":                  {{"junos", "idle-timeout of the class, which may be opened again"}, {"nxos", "feature telnet, which a line takes its ways in from"}},
	"firewall-admin-any":            {{"asa", "shutdown of the interface"}},
	"https-mgmt-off-or-fenced":      {{"fortios junos panos", "what the interface or the service is limited to"}, {"vrp", "the filter of the interface"}},
	"icmp-proxyarp-redirects-off":   {{"eos", "ip icmp rate-limit-unreachable, for all interfaces"}, {"fortios iosxr junos sros vrp", "another line of the interface"}},
	"igp-auth":                      {{"asa eos fortios ios iosxr junos nxos sros vrp", "authentication of the area, of the process, or of the interface elsewhere"}},
	"infrastructure-acl-57722":      {{"iosxr", "shutdown of the interface, also by a group"}},
	"l2-protections":                {{"ios", "spanning-tree portfast bpduguard default"}},
	"local-accounts-minimal":        {{"panos", "the authentication profile of the account"}, {"vrp", "the state of the account, a line of its own"}},
	"mgmt-egress-acl":               {{"nxos", "no shutdown; whether a port starts shut differs"}, {"asa iosxr junos vrp", "the filter of the interface"}},
	"no-unapproved-mirroring":       {{"iosxr sros", "the registered far end of the session"}},
	"ntp-authenticated":             {{"asa eos iosxr junos nxos panos", "the key of the server, which may be written again with it"}},
	"snmp-acl":                      {{"fortios junos", "the hosts of the community"}},
	"syslog-encrypted":              {{"fortios junos", "the transport of the server"}},
	"unrestricted-dmz-segmentation": {{"asa", "shutdown of the interface"}, {"fortios panos", "that the rule is off"}},
	"unused-interfaces-shut":        {{"junos vrp", "another line of the interface"}},
	"urpf-antispoof":                {{"fortios", "src-check of the interface"}, {"asa iosxr junos sros vrp", "how the interface verifies sources"}},
	"vpn-peers-inventoried":         {{"asa iosxr vrp", "shutdown of the tunnel"}, {"ios", "the far end of the tunnel"}, {"panos", "that the gateway is off"}},
	"vty-acl-inbound":               {{"junos", "an address or a unit of lo0 that is off"}, {"nxos", "feature telnet, which a line takes its ways in from"}, {"vrp", "the filter of the line or of the server"}},
	"wsma-netconf-api-fenced":       {{"eos", "the filter or the table of the transport"}, {"fortios", "the trusted hosts of the account"}},
	"x-admin-two-factor":            {{"fortios panos", "the second factor of the account"}},
	"x-ike-aggressive":              {{"fortios junos panos", "the version or the mode of the peer"}},
	"x-mgmt-on-edge-off":            {{"fortios junos panos", "what the interface is limited to"}},
	"x-relay-services-off":          {{"fortios", "that the interface is off"}, {"junos vrp", "the filter of the interface"}},
	"x-ros-api-ssl-tls":             {{"routeros", "tls-version of the service in another set"}},
	"x-ros-input-accept-all":        {{"routeros", "what the rule is limited to, in another set"}},
	"x-ros-rp-filter":               {{"routeros", "rp-filter of all interfaces"}},
	"x-ros-vpn-server-certificate":  {{"routeros", "the certificate of the server in another set"}},
	"x-ros-winbox-narrow":           {{"routeros", "another port, in another set"}},
	"x-vpn-any-peer":                {{"fortios panos", "how the peer proves itself"}},
	"infrastructure-acl":            {{"iosxr junos sros vrp", "the filter of the interface"}},
}

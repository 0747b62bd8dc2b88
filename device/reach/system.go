package reach

import (
	"strconv"
	"strings"

	"github.com/linewarden/linewarden/device/model"
)

// system says what stands before the services of one operating system, by its
// maker's documentation.
type system struct {
	// iface: the inbound filter of an interface also meets packets to the device.
	iface bool
	// lines: sessions of the secure shell and Telnet land on lines with filters.
	lines bool
	// acl: services have named filters; from: they have lists of sources.
	acl, from bool
	// own: a session reaches only the address of the interface it comes by. cross
	// says that whether another address answers is not known.
	own, cross bool
	// table: a service listens in one routing table, the default one unless it
	// names another.
	table bool
	// words is what interfaces admit, by service; nil where they admit nothing
	// on their own.
	words map[string]string
	// shared are services that answer on the port of another one.
	shared map[string]bool
	// zero: the source 0.0.0.0/0 stands for everybody, of both families.
	zero bool
	// policer: a policy of classes stands before the processor.
	policer bool
	// builtin are policies that the maker supplies, which limit rates only; a name
	// that ends in a hyphen begins those of several.
	builtin []string
	// switchless are services without a switch of their own: a line carries them.
	switchless map[string]bool
}

var usual = map[string]string{"ssh": "ssh", "telnet": "telnet", "http": "http", "https": "https", "snmp": "snmp", "netconf": "netconf", "ftp": "ftp"}

var systems = map[string]system{
	"ios":      {iface: true, lines: true, acl: true, words: usual, policer: true, builtin: []string{"system-cpp-", "policy-default-autocopp"}, switchless: map[string]bool{"telnet": true}},
	"iosxr":    {iface: true, lines: true, acl: true, table: true, words: map[string]string{"ssh": "ssh", "telnet": "telnet", "http": "http", "https": "http", "snmp": "snmp", "netconf": "netconf", "xml-agent": "xml"}},
	"nxos":     {iface: true, lines: true, acl: true, policer: true, builtin: []string{"copp-system-", "strict", "moderate", "lenient", "dense"}, shared: map[string]bool{"api": true}},
	"eos":      {iface: true, acl: true, table: true, shared: map[string]bool{"api": true}},
	"junos":    {iface: true, from: true, words: usual},
	"sros":     {iface: true},
	"vrp":      {iface: true, lines: true, acl: true, policer: true},
	"asa":      {from: true, own: true, shared: map[string]bool{"api": true}},
	"panos":    {from: true, own: true, cross: true, zero: true, words: usual, shared: map[string]bool{"api": true}},
	"fortios":  {own: true, cross: true, words: usual, shared: map[string]bool{"api": true}},
	"routeros": {from: true, table: true, zero: true},
}

// absentOn reports a service that the system does not have.
func (s *system) absentOn(a *model.Absence, k *kind, svc *model.Service) bool {
	if s.switchless[k.name] {
		return false
	}
	rule, ok := a.Rule(k.path+".enabled", "")
	return ok && strings.Contains(rule.Source, "the system has no such")
}

// cutPorts reads "2222/1".
func cutPorts(text string) (port uint16, group int64, ok bool) {
	p, g, _ := strings.Cut(text, "/")
	n, err := strconv.ParseUint(p, 10, 16)
	group, err2 := strconv.ParseInt(g, 10, 64)
	return uint16(n), group, err == nil && err2 == nil && group > 0
}

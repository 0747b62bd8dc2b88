package asa_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/parse/parsetest"
	"pgregory.net/rapid"
)

func TestServices(t *testing.T) {
	checkFacts(t, []want{
		{"ssh 192.0.2.0 255.255.255.0 mgmt\nssh 0.0.0.0 0.0.0.0 outside\n", []string{"ssh.service.enabled=true", "ssh.service.from=[192.0.2.0/24 0.0.0.0/0]",
			"ssh.service.interfaces=[mgmt outside]"}},
		{"ssh 2001:db8::/32 mgmt\n", []string{"ssh.service.from=[2001:db8::/32]"}},
		{"ssh timeout 5\n", []string{"ssh.service.idle_timeout=300", "!ssh.service.enabled=true"}},
		{"ssh version 1 2\n", []string{"ssh.versions=[1 2]"}},
		{"ssh scopy enable\n", []string{"services.scp.enabled=true"}},
		{"telnet 10.0.0.0 255.0.0.0 inside\n", []string{"services.telnet.enabled=true"}},
		{"http server enable 8443\nhttp 0.0.0.0 0.0.0.0 outside\n", []string{"services.https.enabled=true", "services.https.ports=[8443]",
			"services.https.from=[0.0.0.0/0]"}},
		{"http 192.0.2.0 255.255.255.0 mgmt\n", []string{"!services.https.enabled=true"}},
		{"no http server enable\n", []string{"services.https.enabled=false"}},
		{"names\nname 192.0.2.9 admin\nssh admin 255.255.255.255 mgmt\n", []string{"ssh.service.from=[192.0.2.9/32]"}},
		{"interface Management0/0\n nameif mgmt\nssh 192.0.2.9 255.255.255.255 mgmt\nhttp 192.0.2.9 255.255.255.255 mgmt\n",
			[]string{"interfaces.management=[ssh https]"}},
		{"ssl server-version tlsv1.2\n", []string{"system.tls_min=1.2", "services.https.tls_versions=[1.2 1.3]"}},
		{"webvpn\n enable outside\n", []string{"services.ssl_vpn.enabled=true", "vpn.remote_access=true"}},
		{"console timeout 0\n", []string{"lines.idle_timeout=0"}},
	})
	d := read(t, "ssh nonsense\nssh here there everywhere\n").Device
	if d.SSH.Service.Enabled.How.Stated() || len(d.Doubts["ssh"]) == 0 {
		t.Errorf("a line that is not understood enables SSH or leaves no doubt: %v", d.Doubts)
	}
}

func TestAccounts(t *testing.T) {
	checkFacts(t, []want{
		{"username a password abc encrypted privilege 15\n", []string{"users.admin=true", "users.privilege=15", "secrets.class=weak-hash"}},
		{"username a password $sha512$5000$x==$y== pbkdf2\n", []string{"secrets.class=strong-hash", "!users.admin=true"}},
		{"username a nopassword privilege 15\n", []string{"users.no_password=true", "users.has_secret=false"}},
		{"username a password x encrypted privilege 15\nusername a attributes\n service-type remote-access\n", []string{"users.admin=false"}},
		{"enable password x encrypted\n", []string{"secrets.class=weak-hash"}},
		{"aaa-server T (m) host 192.0.2.1\n key *****\naaa-server T protocol tacacs+\naaa authentication ssh console T LOCAL\n",
			[]string{"aaa.servers.source=m", "aaa.servers.has_key=true", "aaa.lists.methods=[group T local]", "aaa.lists.remote=true", "ssh.service.auth=[group T local]"}},
	})
	d := read(t, "aaa-server T (m) host 192.0.2.1\n key *****\naaa-server T protocol tacacs+\n").Device
	if d.AAA.Servers[0].Proto != "tacacs" || d.Secrets[0].Type != "masked" {
		t.Errorf("server %+v secret %+v", d.AAA.Servers[0], d.Secrets[0])
	}
}

func TestFilters(t *testing.T) {
	acl := func(line string) string { return "access-list A extended " + line + "\n" }
	checkFacts(t, []want{
		{acl("permit ip any any"), []string{"rulesets.rules.src_any=true", "rulesets.rules.service_any=true", "rulesets.rules.log=false"}},
		{acl("deny ip any4 any4 log disable"), []string{"rulesets.rules.log=false"}},
		{acl("deny ip any any log 5 interval 60"), []string{"rulesets.rules.log=true"}},
		{acl("permit tcp any any eq 22 inactive"), []string{"rulesets.rules.enabled=false"}},
		{acl("permit ip object N any") + "object network N\n range 192.0.2.0 192.0.2.3\n", []string{"rulesets.rules.src=[192.0.2.0/30]"}},
		{acl("permit ip object-group G any") + "object-group network G\n network-object host 192.0.2.1\n group-object H\nobject-group network H\n network-object 198.51.100.0 255.255.255.0\n",
			[]string{"rulesets.rules.src=[192.0.2.1/32 198.51.100.0/24]"}},
		{acl("permit ip object-group G any") + "object-group network G\n group-object G\n", []string{"rulesets.rules.src_any=false"}},
		{acl("permit ip object-group G any") + "object-group network G\n network-object host 192.0.2.1\n group-object H\n group-object I\n" +
			"object-group network H\n group-object I\n group-object G\nobject-group network I\n group-object G\n group-object H\n",
			[]string{"rulesets.rules.src_any=false"}},
		{"access-list S standard permit 192.0.2.0 255.255.255.0\n", []string{"rulesets.rules.src=[192.0.2.0/24]", "rulesets.rules.dst_any=true"}},
		{"access-list C advanced trust ip ifc outside any ifc inside any rule-id 7 event-log both\n",
			[]string{"rulesets.rules.action=permit", "rulesets.rules.from_zone=[outside]", "rulesets.rules.log=true"}},
		{"interface A\n nameif out\naccess-group X in interface out\n", []string{"interfaces.acl_in.name=X", "interfaces.acl6_in.name=X"}},
		{"access-group G global\ninterface A\n nameif one\ninterface B\n nameif two\naccess-group X in interface two\n",
			[]string{"interfaces.acl_in.name=G", "interfaces.acl_in.name=X"}},
		{"access-group T in interface out control-plane\n", []string{"control_plane.acl.name=T", "cli.filter.name=T"}},
	})
}

// rules shows the matches of the first list.
func rules(t *testing.T, text string) []*model.Rule {
	t.Helper()
	d := read(t, text).Device
	if len(d.Rulesets) == 0 {
		t.Fatalf("%q: no list", text)
	}
	return d.Rulesets[0].Rules
}

func TestMatches(t *testing.T) {
	const groups = "object-group service WEB tcp\n port-object eq www\n port-object range 8000 8001\n" +
		"object-group service ALL\n service-object udp source eq 53 destination eq 5353\n service-object icmp echo 0\n" +
		"object-group protocol P\n protocol-object gre\n protocol-object 50\nobject-group icmp-type I\n icmp-object echo\n" +
		"object-group service BAD\n service-object nonsense\n"
	for line, want := range map[string]string{
		"permit tcp any any object-group WEB":   "[{6 [] [{80 80} {8000 8001}] -1 -1 false false }]",
		"permit tcp any object-group WEB any":   "[{6 [{80 80} {8000 8001}] [] -1 -1 false false }]",
		"permit object-group ALL any any":       "[{17 [{53 53}] [{5353 5353}] -1 -1 false false } {1 [] [] 8 0 false false }]",
		"permit object-group P any any":         "[{47 [] [] -1 -1 false false } {50 [] [] -1 -1 false false }]",
		"permit icmp any any object-group I":    "[{1 [] [] 8 -1 false false }]",
		"permit icmp any any unreachable 3":     "[{1 [] [] 3 -1 false false }]",
		"permit udp any range 1 2 any gt 65534": "[{17 [{1 2}] [{65535 65535}] -1 -1 false false }]",
		"permit tcp any neq 1 any lt 0":         "[{6 [{0 0} {2 65535}] [{1 0}] -1 -1 false false }]",
		"permit object icmp-echo any any":       "[{1 [] [] 8 -1 false false }]",
		"permit tcp-udp any any eq 53":          "[{6 [] [{53 53}] -1 -1 false false } {17 [] [{53 53}] -1 -1 false false }]",
	} {
		r := rules(t, "access-list A extended "+line+"\n"+groups)[0]
		if got := fmt.Sprint(r.Match); got != want || r.Opaque != "" || r.ServiceAny.V {
			t.Errorf("%s: %s opaque %q any %v, want %s", line, got, r.Opaque, r.ServiceAny.V, want)
		}
	}
	for line, why := range map[string]string{
		"permit ip user CORP\\joe any any":        "user or security group",
		"permit tcp any any time-range T":         "time range",
		"permit ip object NONE any":               "object that the file does not define",
		"permit object-group BAD any any":         "service not understood",
		"permit tcp any any eq nosuchport":        "entry not understood",
		"permit tcp any":                          "entry not understood",
		"permit ip host www.example.net any":      "host name",
		"permit ip any interface outside":         "address of an interface",
		"permit ip 10.0.0.0 255.0.255.0 any":      "mask with holes",
		"permit tcp any any object-group NOTHING": "service that the file does not define",
	} {
		r := rules(t, "access-list A extended "+line+"\n"+groups)[0]
		if r.Opaque != why {
			t.Errorf("%s: opaque %q, want %q", line, r.Opaque, why)
		}
	}
}

// TestDeepGroups sees that groups which double at each level stay small.
func TestDeepGroups(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		depth := rapid.IntRange(1, 60).Draw(rt, "depth")
		var b strings.Builder
		b.WriteString("access-list A extended permit ip object-group G0 any\n")
		for i := range depth {
			fmt.Fprintf(&b, "object-group network G%d\n group-object G%d\n group-object G%d\n", i, i+1, i+1)
		}
		fmt.Fprintf(&b, "object-group network G%d\n network-object host 192.0.2.1\n", depth)
		r := rules(t, b.String())[0]
		if len(r.Src.V) > 8192 || depth > 14 && r.Opaque == "" {
			rt.Fatalf("depth %d: %d addresses, opaque %q", depth, len(r.Src.V), r.Opaque)
		}
	})
}

func TestVPN(t *testing.T) {
	checkFacts(t, []want{
		{"crypto ikev2 policy 1\n encryption aes-gcm-256 aes\n integrity null\n group 20 14\n lifetime seconds 3600\n",
			[]string{"vpn.proposals.encryption=[aes256-gcm aes128-cbc]", "vpn.proposals.dh=[20 14]", "vpn.proposals.lifetime=3600", "vpn.proposals.integrity=[none]"}},
		{"crypto ipsec ikev1 transform-set T esp-3des esp-md5-hmac\ncrypto map M 1 set peer 192.0.2.1\ncrypto map M 1 set ikev1 transform-set T\ncrypto map M 1 set pfs group14\n",
			[]string{"vpn.proposals.encryption=[3des]", "vpn.proposals.integrity=[md5]", "vpn.proposals.used=true", "vpn.proposals.pfs=[14]", "vpn.peers.peer=192.0.2.1",
				"vpn.peers.version=1"}},
		{"tunnel-group 192.0.2.1 type ipsec-l2l\ntunnel-group 192.0.2.1 ipsec-attributes\n ikev1 pre-shared-key x\ncrypto map M 1 set peer 192.0.2.1\ncrypto ikev1 am-disable\n",
			[]string{"vpn.peers.auth=psk", "vpn.peers.version=1", "vpn.peers.aggressive=false"}},
	})
	d := read(t, "tunnel-group 192.0.2.1 type ipsec-l2l\ncrypto map M 1 set peer 192.0.2.1\n").Device
	if len(d.VPN.Peers) != 1 || !d.VPN.Peers[0].Aggressive.V {
		t.Errorf("peers %+v", d.VPN.Peers)
	}
}

func TestLogging(t *testing.T) {
	checkFacts(t, []want{
		{"logging enable\nlogging trap informational\n", []string{"logging.config_changes=true", "logging.login_success=true"}},
		{"logging enable\nlogging trap 4\n", []string{"logging.config_changes=false", "logging.trap_severity=4"}},
		{"logging trap debugging\nno logging message 111008\n", []string{"logging.config_changes=false", "logging.suppressed=[111008]"}},
		{"logging host mgmt 192.0.2.1 6/6514 secure\n", []string{"logging.hosts.transport=tls", "logging.hosts.port=6514"}},
		{"logging enable\nlogging trap 6\nlogging message 605005 level 7\n", []string{"logging.login_success=false", "logging.login_failure=true"}},
		{"names\nname 192.0.2.1 log\nlogging host mgmt log\n", []string{"logging.hosts.host=192.0.2.1"}},
		{"route Null0 192.0.2.0 255.255.255.0 250\n", []string{"routes.discard=true", "!routes.next_hop=250"}},
		{"logging host mgmt 192.0.2.1\n", []string{"logging.hosts.transport=udp"}},
		{"snmp-server host mgmt 192.0.2.1 poll community abc version 2c\n", []string{"snmp.v1_v2c=true", "snmp.from=[192.0.2.1/32]", "snmp.communities.from=[192.0.2.1/32]",
			"snmp.communities.guessable=true"}},
		{"capture c type raw-data interface outside\n", []string{"captures.active=true", "captures.target=outside"}},
	})
}

// TestCertificateIsNotConfiguration sees that the lines of a certificate end
// where they end and hold no statements.
func TestCertificateIsNotConfiguration(t *testing.T) {
	d := read(t, "crypto ca certificate chain A\n certificate 01\n    username x nopassword\n  quit\nusername y nopassword\n").Device
	if len(d.Users) != 1 || d.Users[0].Name != "y" || d.PKI.Certs[0].Subject.How != model.Unknown {
		t.Errorf("users %+v certificates %+v", d.Users, d.PKI.Certs)
	}
}

func TestSniff(t *testing.T) {
	p := parsetest.Parser(t)
	options := parse.Options{Keyer: parsetest.Keyer()}
	for _, text := range []string{
		": Saved\n:\nASA Version 9.8(2)\nhostname a\n",
		"interface GigabitEthernet0/1\n nameif inside\n security-level 100\n",
		"access-list A extended permit ip any any\naccess-group A in interface outside\n",
		"object network A\n host 192.0.2.1\n nat (inside,outside) static 203.0.113.1\n",
		"banner motd aaa new-model\nhttp server enable\ntunnel-group A type ipsec-l2l\n",
	} {
		if r := p.Parse([]byte(text), options); r.OS != osName {
			t.Errorf("%q is taken for %q", text, r.OS)
		}
	}
	for _, text := range []string{
		"access-list A extended permit ip 192.0.2.0 0.0.0.255 any\nip cef\n",
		"ip access-list extended A\n permit ip any any\nline vty 0 4\n",
		"!! IOS XR Configuration 7.3.2\nhostname a\n",
		"hostname a\n",
		"#config-version=FGT60F-7.0.12-FW-build0523:opmode=0:vdom=0:user=admin\nconfig system global\nend\n",
	} {
		if r := p.Parse([]byte(text), options); r.OS == osName {
			t.Errorf("%q is taken for this system", text)
		}
	}
}

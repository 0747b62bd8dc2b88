package iosxr_test

import (
	"strconv"
	"testing"

	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/parse/parsetest"
)

func TestServices(t *testing.T) {
	checkFacts(t, []want{
		{"ssh server v2\n", []string{"ssh.service.enabled=true", "ssh.versions=[2]", "!ssh.service.vrf="}},
		{"ssh server vrf MGMT ipv4 access-list A ipv6 access-list B\nssh server vrf default ipv4 access-list A\n",
			[]string{"ssh.service.vrf=", "ssh.service.acl.name=A", "ssh.service.acl6.name="}},
		{"ssh server vrf MGMT ipv4 access-list A\n", []string{"ssh.service.vrf=MGMT", "ssh.service.acl.name=A"}},
		{"ssh server vrf MGMT ipv4 access-list A\nssh server vrf CUST\n", []string{"ssh.service.vrf=CUST", "ssh.service.acl.name="}},
		{"no ssh server v2\n", []string{"ssh.service.enabled=false", "!ssh.versions=[2]"}},
		{"telnet vrf default ipv4 server max-servers 5 access-list A\n",
			[]string{"services.telnet.enabled=true", "services.telnet.acl.name=A", "services.telnet.session_limit=5"}},
		{"no telnet vrf default ipv4 server\n", []string{"services.telnet.enabled=false"}},
		{"http server ssl\n", []string{"services.https.enabled=true", "!services.http.enabled=true"}},
		{"grpc\n no-tls\n port 1\n", []string{"services.grpc.enabled=true", "services.grpc.tls=false", "services.grpc.ports=[1]"}},
		{"netconf-yang agent\n ssh\n", []string{"services.netconf.enabled=true"}},
		{"netconf-yang agent ssh\n", []string{"services.netconf.enabled=true"}},
		{"ssh server enable cipher aes-cbc\n", []string{"ssh.enc_algorithms=[aes128-cbc aes192-cbc aes256-cbc]"}},
		{"telnet vrf A ipv4 server max-servers 5 access-list L\ntelnet vrf A ipv6 server max-servers 5 access-list M\n",
			[]string{"services.telnet.acl.name=L", "services.telnet.acl6.name=M"}},
		{"telemetry model-driven\n destination-group D\n  address-family ipv4 203.0.113.9 port 57500\n   protocol grpc no-tls\n",
			[]string{"system.telemetry=true", "transfers.host=203.0.113.9", "transfers.proto=grpc"}},
		{"aaa intercept\n", []string{"lawful_intercept.present=true", "lawful_intercept.kinds=[radius]"}},
	})
}

func TestLines(t *testing.T) {
	checkFacts(t, []want{
		{"line default\n exec-timeout 0 0\n", []string{"lines.idle_timeout=0"}},
		{"line default\n exec-timeout 1 30\n", []string{"lines.idle_timeout=90"}},
		{"line default\n exec-timeout x\n", []string{"!lines.idle_timeout=0"}},
		{"line console\n transport output none\nline default\n access-class ingress A\n transport input ssh\n",
			[]string{"lines.acl_in.name=A", "lines.transport_in=[ssh]", "lines.transport_out=[none]"}},
	})
	r := read(t, "line template T\n access-class ingress A\nline default\n exec-timeout 7\nvty-pool default 0 9 line-template T\n")
	l := r.Device.Lines[0]
	if l.Kind != "vty" || l.From != 0 || l.To != 9 || l.IdleTimeout.V != 420 || l.IdleTimeout.Span.Line != 4 {
		t.Errorf("template: %+v", l)
	}
}

func TestManagementPlane(t *testing.T) {
	const head = "control-plane\n management-plane\n"
	checkFacts(t, []want{
		{head + "  inband\n   interface all\n    allow SSH\n", []string{"cli.out_of_band=false", "cli.admitted=[0.0.0.0/0 ::/0]"}},
		{head + "  out-of-band\n   interface MgmtEth0/RP0/CPU0/0\n    allow SSH peer\n     address ipv4 192.0.2.0/24\n",
			[]string{"cli.out_of_band=true", "cli.admitted=[192.0.2.0/24]"}},
		{"interface MgmtEth0/RP0/CPU0/0\n" + head + "  out-of-band\n   vrf M\n   interface MgmtEth0/RP0/CPU0/0\n    allow all\n",
			[]string{"interfaces.management=[all]", "cli.mgmt_vrf=M", "interfaces.management_only=true"}},
	})
}

func TestAccounts(t *testing.T) {
	checkFacts(t, []want{
		{"username a\n group root-lr\n secret 10 $6$x$y\n", []string{"users.admin=true", "users.role=root-lr", "secrets.class=strong-hash"}},
		{"username a\n group g\nusergroup g\n taskgroup t\ntaskgroup t\n task write aaa\n", []string{"users.admin=true"}},
		{"username a\n group g\nusergroup g\n inherit usergroup h\nusergroup h\n inherit usergroup g\n", []string{"users.admin=false"}},
		{"username a secret 5 $1$x$y\n", []string{"users.has_secret=true", "secrets.class=weak-hash"}},
		{"username a\n password 7 0822455D0A16\n", []string{"secrets.class=reversible", "secrets.guessable=true"}},
		{"taskgroup t\n task read li\n", []string{"roles.lawful_intercept=true", "roles.admin=false"}},
		{"aaa group server tacacs+ G\n server 192.0.2.1\n vrf M\ntacacs-server host 192.0.2.1 port 49\ntacacs-server key 7 0822455D0A16\n",
			[]string{"aaa.servers.vrf=M", "aaa.servers.has_key=true", "aaa.servers.port=49"}},
		{"aaa authentication login default group tacacs+ local\n", []string{"aaa.lists.methods=[group tacacs+ local]", "aaa.lists.remote=true"}},
	})
}

func TestNeighbours(t *testing.T) {
	const bgp = "router bgp 64500\n session-group S\n  remote-as 64501\n  ttl-security\n  password encrypted 0822455D0A16\n neighbor-group N\n  use session-group S\n  address-family ipv4 unicast\n   route-policy P in\n"
	checkFacts(t, []want{
		{bgp + " neighbor 192.0.2.1\n  use neighbor-group N\n", []string{"neighbors.auth=md5", "neighbors.external=true",
			"neighbors.ttl_security=true", "neighbors.filter_in=true", "neighbors.group=N", "!neighbors.filter_out=true"}},
		{bgp + " neighbor 192.0.2.1\n  use neighbor-group N\n  address-family ipv6 unicast\n", []string{"!neighbors.filter_in=true"}},
		{"router bgp 1\n neighbor-group A\n  use neighbor-group B\n neighbor-group B\n  use neighbor-group A\n  remote-as 2\n neighbor 192.0.2.1\n  use neighbor-group A\n",
			[]string{"neighbors.remote_as=2"}},
		{"router ospf 1\n area 0\n  authentication message-digest\n  interface A\n  interface B\n   authentication null\n",
			[]string{"igps.auth=md5", "igps.auth=none"}},
		{"router isis 1\n lsp-password hmac-md5 encrypted 0822455D0A16\n interface A\n", []string{"igps.auth=md5"}},
		{"mpls ldp\n neighbor 192.0.2.1 password encrypted 0822455D0A16\n", []string{"!igps.auth=md5"}},
		{"mpls ldp\n neighbor\n  password encrypted 0822455D0A16\n", []string{"igps.auth=md5"}},
		{"mpls ldp\n neighbor\n  password encrypted 0822455D0A16\n  192.0.2.1 password disable\n", []string{"!igps.auth=md5"}},
		{"mpls ldp\n vrf A\n  neighbor\n   password encrypted 0822455D0A16\n", []string{"!igps.auth=md5"}},
	})
	d := read(t, "router isis 1\n lsp-password hmac-md5 encrypted 0822455D0A16\n interface A\n").Device
	for _, g := range d.IGPs {
		if g.Interface == "A" && g.Auth.How.Stated() {
			t.Error("the password of link-state packets counts for an interface")
		}
	}
}

func TestFilters(t *testing.T) {
	rule := func(line string) string { return "ipv4 access-list A\n " + line + "\n" }
	checkFacts(t, []want{
		{rule("10 permit ipv4 any any"), []string{"rulesets.rules.src_any=true", "rulesets.rules.service_any=true"}},
		{rule("permit 192.0.2.0/24"), []string{"rulesets.rules.src=[192.0.2.0/24]", "rulesets.rules.dst_any=true"}},
		{rule("10 deny tcp any host 192.0.2.1 eq ssh log"), []string{"rulesets.rules.dst=[192.0.2.1/32]", "rulesets.rules.log=true", "rulesets.rules.action=deny"}},
		{rule("10 permit tcp net-group G any") + "object-group network ipv4 G\n 192.0.2.0/24\n", []string{"rulesets.rules.src=[192.0.2.0/24]"}},
		{rule("10 permit tcp net-group G any") + "object-group network ipv4 G\n object-group G\n", []string{"rulesets.rules.src_any=false", "!rulesets.rules.src=[]"}},
		{rule("10 permit ipv4 any any nexthop1 vrf V ipv4 192.0.2.9"), []string{"policy_routes.set_vrf=V", "policy_routes.next_hop=[192.0.2.9]", "rulesets.rules.src_any=true"}},
		{"ipv4 access-list A 10 permit ipv4 host 192.0.2.1 any\n", []string{"rulesets.rules.src=[192.0.2.1/32]"}},
	})
	r := read(t, rule("10 permit frobnicate")+rule("20 nonsense"))
	l := r.Device.Rulesets[0]
	if len(l.Rules) != 1 || l.Rules[0].Opaque == "" || len(l.Doubt) != 2 {
		t.Errorf("rules %+v doubt %v", l.Rules, l.Doubt)
	}
}

func TestMirrorThroughTunnel(t *testing.T) {
	d := read(t, "monitor-session M ethernet\n destination interface tunnel-ip1\ninterface tunnel-ip1\n tunnel destination 203.0.113.9\ninterface TenGigE0/0/0/1\n monitor-session M ethernet direction rx-only\n").Device
	if m := d.Mirrors[0]; m.DestIP.V != "203.0.113.9" || m.Kind.V != "erspan" || len(m.Sources.V) != 1 {
		t.Errorf("%+v", m)
	}
}

func TestPolicyTextIsNotConfiguration(t *testing.T) {
	d := read(t, "route-policy A\n  username x\n  # ssh server v1\n  if destination in S then\n    apply B\n  endif\nend-policy\n").Device
	if len(d.Users) != 0 || len(d.Refs.Undefined) != 2 {
		t.Errorf("users %v undefined %v", d.Users, d.Refs.Undefined)
	}
}

func TestSniff(t *testing.T) {
	p := parsetest.Parser(t)
	options := parse.Options{Keyer: parsetest.Keyer()}
	for _, text := range []string{
		"!! IOS XR Configuration 7.3.2\nhostname a\n",
		"hostname a\nroute-policy P\n  pass\nend-policy\n",
		"interface GigabitEthernet0/0/0/1\n ipv4 address 192.0.2.1 255.255.255.0\n!\nend\n",
		"username a\n group root-lr\n!\nssh server v2\nend\n",
		"banner motd #\nip cef\nline vty 0 4\n#\ntaskgroup t\n task read bgp\nend\n",
	} {
		if r := p.Parse([]byte(text), options); r.OS != osName {
			t.Errorf("%q is taken for %q", text, r.OS)
		}
	}
	for _, text := range []string{
		"interface GigabitEthernet0/1\n ip address 192.0.2.1 255.255.255.0\nline vty 0 4\nend\n",
		"ASA Version 9.8\nhostname a\n",
		"feature bgp\nvrf context management\n",
		"system {\n    host-name a;\n}\n",
		"hostname a\n",
		"!! some text\n",
	} {
		if r := p.Parse([]byte(text), options); r.OS == osName {
			t.Errorf("%q is taken for this system", text)
		}
	}
}

func TestTargetedHellos(t *testing.T) {
	const lists = "ipv6 access-list PES\n 10 permit ipv6 host 2001:db8::2 any\n!\nipv4 access-list PES\n 10 permit ipv4 any any\n!\n"
	const one = " neighbor\n  192.0.2.2:0 password encrypted 0822455D0A16\n !\n"
	const every = " neighbor\n  password encrypted 0822455D0A16\n !\n"
	tests := []struct{ config, any, auth string }{
		{"mpls ldp\n" + one + " address-family ipv4\n  discovery targeted-hello accept\n", "true", "none"},
		{"mpls ldp\n" + every + " vrf A\n  address-family ipv4\n   discovery targeted-hello accept\n", "true", "none"},
		{"mpls ldp\n" + every + " address-family ipv4\n  discovery targeted-hello accept\n", "true", "md5"},
		{lists + "mpls ldp\n address-family ipv4\n  discovery targeted-hello accept from PES\n", "true", "none"},
		{lists + "mpls ldp\n address-family ipv6\n  discovery targeted-hello accept from PES\n", "false", "none"},
		{"mpls ldp\n address-family ipv4\n  discovery targeted-hello accept from PES\n", "unknown", "none"},
	}
	for _, tt := range tests {
		g := read(t, tt.config).Device.IGPs
		hello := g[len(g)-1]
		any := "unknown"
		if hello.AnyNeighbor.Known() {
			any = strconv.FormatBool(hello.AnyNeighbor.V)
		}
		if hello.Proto != "tldp" || any != tt.any || hello.Auth.V != tt.auth {
			t.Errorf("%s\nproto %s, any neighbour %s, auth %q", tt.config, hello.Proto, any, hello.Auth.V)
		}
	}
}

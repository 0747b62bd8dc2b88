package ios_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
	"github.com/linewarden/linewarden/device/parse/parsetest"
	"github.com/linewarden/linewarden/device/stmt"
)

// facts lists every fact that is known of d as "path value how".
func facts(d *model.Device) map[string]bool {
	out := map[string]bool{}
	d.EachFact(func(path string, _ any, f model.Fact) {
		v, _, how := f.Get()
		out[fmt.Sprintf("%s %v %v", path, v, how)] = true
	})
	return out
}

// constructs are one small configuration each, with the facts that it must
// give, parted by |. One that begins with "-" must not be there.
var constructs = []struct{ name, config, want string }{
	{"rotary port", "ip ssh port 2222 rotary 1 127", "ssh.rotary_ports [2222/1-127] explicit"},
	{"ssh 1.99", "version 12.4\nhostname a", "ssh.versions [1 2] default"},
	{"ssh version of an unknown release", "hostname a", "ssh.versions [] unknown"},
	{"line of three numbers", "line vty 16 31\n transport input all", "lines.transport_in [all] explicit"},
	{"telnet by default", "version 12.4\nline vty 0 4\n login", "lines.transport_in [all] default"},
	{"console takes nothing from the network", "line con 0", "lines.transport_in [none] default|lines.login none default"},
	{"login follows from aaa", "aaa new-model\nline vty 0 4", "lines.login aaa derived|lines.login_list default derived"},
	{"never times out", "line vty 0 4\n no exec-timeout", "lines.idle_timeout 0 explicit"},
	{"junk timeout", "line vty 0 4\n exec-timeout soon", "lines.idle_timeout 0 unknown"},
	{"no input", "line vty 0 4\n no transport input", "lines.transport_in [none] explicit"},
	{"vstack", "no vstack", "services.smart_install.enabled false explicit"},
	{"vstack with an argument", "vstack basic", "services.smart_install.enabled true explicit"},
	{"http with three filters", "ip http access-class 23", "services.http.acl.name 23 explicit|services.https.acl.name 23 explicit"},
	{"tls versions", "ip http tls-version TLSv1.3", "services.https.tls_versions [1.3] explicit"},
	{"junk tls", "ip http tls-version SSLv3", "services.https.tls_versions [] unknown"},
	{"no server", "no snmp-server", "snmp.enabled false explicit"},
	{"community with its filter", "snmp-server community abc123xyz view V RW ipv6 SIX 20", "snmp.communities.access rw explicit|snmp.communities.acl.name 20 explicit|snmp.communities.acl6.name SIX explicit"},
	{"community of nothing else", "snmp-server community abc123xyz", "snmp.communities.access ro inherited|snmp.communities.acl.name  inherited"},
	{"group without privacy", "snmp-server group G v3 auth", "snmp.groups.level auth explicit"},
	{"snmp user", "snmp-server user U G v3 auth sha AAAA1111 priv 3des BBBB2222", "snmp.users.auth sha1 explicit|snmp.users.priv 3des explicit|snmp.users.level priv inherited"},
	{"logging host in full", "logging host 192.0.2.1 vrf M transport tcp port 1514", "logging.hosts.transport tcp explicit|logging.hosts.port 1514 explicit|logging.hosts.vrf M explicit"},
	{"logging host in short", "logging 192.0.2.1", "logging.hosts.host 192.0.2.1 explicit|logging.hosts.port 514 inherited"},
	{"nothing to hosts", "no logging trap", "logging.trap_severity -1 explicit"},
	{"trap without a level", "logging trap", "logging.trap_severity 6 explicit"},
	{"changes logged, not sent", "archive\n log config\n  logging enable", "logging.config_changes false default"},
	{"changes sent", "archive\n log config\n  logging enable\n  notify syslog", "logging.config_changes true explicit"},
	{"changes not logged", "archive\n log config\n  no logging enable\n  notify syslog", "logging.config_changes false explicit"},
	{"timestamps by uptime", "service timestamps log uptime", "logging.timestamps true explicit|logging.milliseconds false explicit"},
	{"trap only", "login on-success trap", "logging.login_success false default"},
	{"range of keys", "ntp trusted-key 1 - 3", "ntp.trusted_keys [1 2 3] explicit"},
	{"cmac key", "ntp authentication-key 1 cmac-aes-128 070C285F4D06 7", "ntp.keys.algorithm aes128-cmac explicit"},
	{"old server takes the key of all", "tacacs-server host 192.0.2.1\ntacacs-server key 7 070C285F4D06", "aaa.servers.has_key true inherited|aaa.servers.port 49 default"},
	{"server without a key", "tacacs server T\n address ipv4 192.0.2.1", "aaa.servers.has_key false absent"},
	{"accounting block", "aaa accounting exec default\n action-type start-stop\n group tacacs+\n group radius", "aaa.lists.methods [group tacacs+ group radius] explicit|aaa.lists.mode start-stop explicit"},
	{"accounting of none", "aaa accounting commands 15 default none", "aaa.lists.mode none explicit|aaa.lists.methods [] explicit"},
	{"user on two lines", "username bob privilege 15\nusername bob secret 9 $9$aaaa$bbbb", "users.admin true explicit|users.has_secret true explicit"},
	{"user with a junk level", "username bob privilege high", "users.privilege 0 unknown"},
	{"user without any password", "username bob nopassword", "users.no_password true explicit"},
	{"key of an account without a line", "ip ssh pubkey-chain\n username eve\n  key-hash ssh-rsa 00112233445566778899AABBCCDDEEFF", "users.enabled true default"},
	{"address with a prefix length", "interface Gi1\n ip address 192.0.2.1/24", "interfaces.addresses [192.0.2.1/24] explicit"},
	{"address from a server", "interface Gi1\n ip address dhcp", "interfaces.addresses [] unknown"},
	{"mask with holes", "interface Gi1\n ip address 192.0.2.1 255.0.255.0", "interfaces.addresses [] unknown"},
	{"name in two words", "interface Vlan 10\n shutdown", "interfaces.enabled false explicit"},
	{"loose reverse path", "interface Gi1\n ip verify unicast source reachable-via any", "interfaces.urpf loose explicit"},
	{"old reverse path", "interface Gi1\n ip verify unicast reverse-path 101", "interfaces.urpf strict explicit"},
	{"access port does not negotiate", "interface Gi1\n switchport mode access", "interfaces.negotiate false inherited"},
	{"dynamic port negotiates", "interface Gi1\n switchport mode dynamic auto", "interfaces.mode dynamic-auto explicit|interfaces.negotiate true derived"},
	{"no discovery anywhere", "no cdp run\ninterface Gi1", "interfaces.cdp false inherited|interfaces.lldp_send false default"},
	{"route that leaks by its interface", "interface Gi1\n vrf forwarding A\nip route 10.0.0.0 255.0.0.0 Gi1", "routes.next_hop_vrf A inherited"},
	{"route to the global table", "ip route vrf A 0.0.0.0 0.0.0.0 192.0.2.1 global", "routes.next_hop_vrf global explicit"},
	{"next hop of a routing policy is no policy route", "route-map M permit 10\n set ip next-hop 192.0.2.1", "-policy_routes.next_hop [192.0.2.1] explicit"},
	{"next hop of a policy route", "interface Gi1\n ip policy route-map M\nroute-map M permit 10\n set ip next-hop 192.0.2.1", "policy_routes.next_hop [192.0.2.1] explicit"},
	{"erspan", "monitor session 5 type erspan-source\n source interface Gi1 , Gi2 rx\n no shutdown\n destination\n  ip address 203.0.113.1\n  vrf X", "mirrors.kind erspan explicit|mirrors.active true explicit|mirrors.sources [Gi1 Gi2] explicit|mirrors.dest_ip 203.0.113.1 explicit|mirrors.vrf X explicit"},
	{"vlans as a source", "monitor session 1 source vlan 10 - 12 , 20", "mirrors.sources [vlan 10-12 vlan 20] explicit"},
	{"remote mirror", "monitor session 1 destination remote vlan 900", "mirrors.kind rspan explicit|mirrors.vlan 900 explicit"},
	{"vlan for mirrors", "vlan 900\n remote-span", "mirrors.kind rspan explicit"},
	{"old mirror", "interface Fa0/1\n port monitor Fa0/2", "mirrors.sources [Fa0/2] explicit|mirrors.dest_interface [Fa0/1] explicit"},
	{"capture", "monitor capture C control-plane both", "captures.target control-plane explicit|captures.active false unknown"},
	{"tunnel without a mode", "interface Tunnel1\n tunnel destination 203.0.113.1", "tunnels.kind gre default|tunnels.protected false absent"},
	{"virtual tunnel interface", "interface Tunnel1\n tunnel mode ipsec ipv4", "tunnels.kind vti explicit"},
	{"guest", "app-hosting appid guestshell\n app-vnic management guest-interface 0", "containers.enabled true inherited|containers.interface management inherited"},
	{"applet that keeps commands from running", "event manager applet A\n event cli pattern \"show.*\" sync no skip yes\n action 1 syslog msg x", "scripts.hides true explicit"},
	{"job that nothing starts", "kron policy-list P\n cli show version", "scripts.enabled false derived"},
	{"lowered command", "privilege exec level 1 show running-config", "privilege_edits.lowers true explicit"},
	{"raised command", "privilege exec level 7 ping", "privilege_edits.lowers false explicit"},
	{"alias over a command", "alias exec show show clock", "privilege_edits.shadows true explicit"},
	{"tap tree", "snmp-server view T 1.3.6.1.4.1.9.9.399 included", "lawful_intercept.present true explicit"},
	{"tap tree excluded", "snmp-server view T 1.3.6.1.4.1.9.9.399 excluded", "-lawful_intercept.present true explicit"},
	{"boot over the network", "boot system flash:a.bin\nboot system tftp b.bin 192.0.2.1", "system.boot_remote true explicit|transfers.host 192.0.2.1 explicit"},
	{"policy of defaults", "crypto isakmp policy 10\n encr aes 256", "vpn.proposals.encryption [aes256-cbc] explicit|vpn.proposals.dh [1] default"},
	{"transform set", "crypto ipsec transform-set T esp-gcm 256", "vpn.proposals.encryption [aes256-gcm] explicit|vpn.proposals.integrity [none] explicit"},
	{"any peer", "crypto isakmp key secretkey address 0.0.0.0 0.0.0.0", "vpn.peers.peer any explicit|vpn.peers.auth psk explicit"},
	{"gtsm from a group", "router bgp 1\n neighbor G peer-group\n neighbor G ttl-security hops 1\n neighbor 192.0.2.1 remote-as 2\n neighbor 192.0.2.1 peer-group G", "neighbors.ttl_security true inherited"},
	{"family without indentation", "router bgp 1\n address-family ipv4 vrf A\n neighbor 192.0.2.1 remote-as 2\n neighbor 192.0.2.1 password x1y2z3\n exit-address-family\n neighbor 192.0.2.9 remote-as 3", "neighbors.auth md5 explicit|neighbors.auth none default"},
	{"template of a template", "router bgp 1\n template peer-session A\n  password 7 070C285F4D06\n template peer-session B\n  inherit peer-session A\n  remote-as 2\n neighbor 192.0.2.1 inherit peer-session B", "neighbors.auth md5 inherited|neighbors.remote_as 2 inherited"},
	{"dotted as", "router bgp 1.10", "routing.local_as [65546] explicit"},
	{"dynamic neighbours", "router bgp 1\n neighbor G peer-group\n neighbor G remote-as 2\n bgp listen range 192.0.2.0/24 peer-group G", "neighbors.remote_as 2 inherited"},
	{"ospf by network and area", "interface Gi1\n ip address 192.0.2.1 255.255.255.0\nrouter ospf 1\n network 192.0.2.0 0.0.0.255 area 0\n area 0 authentication message-digest", "igps.auth md5 inherited"},
	{"interface wins over its area", "interface Gi1\n ip address 192.0.2.1 255.255.255.0\n ip ospf authentication null\nrouter ospf 1\n network 192.0.2.0 0.0.0.255 area 0\n area 0 authentication message-digest", "igps.auth none inherited"},
	{"silent interface", "interface Gi1\n ip address 192.0.2.1 255.255.255.0\nrouter rip\n network 192.0.2.0\n passive-interface Gi1", "igps.passive true inherited"},
	{"named eigrp", "interface Gi1\n ip address 10.1.1.1 255.255.255.0\nrouter eigrp N\n address-family ipv4 unicast autonomous-system 5\n  af-interface Gi1\n   authentication mode hmac-sha-256 7 070C285F4D06\n  exit-af-interface\n  network 10.0.0.0", "igps.auth sha2 inherited"},
	{"control plane", "control-plane\n service-policy input P", "control_plane.policing true explicit"},
	{"unsaved changes", "! Last configuration change at 10:00:00 UTC Tue Mar 5 2024 by a\n! NVRAM config last updated at 09:00:00 UTC Tue Mar 5 2024 by a\nversion 15.2", "unsaved true explicit"},
}

// TestConstructs reads one construct each.
func TestConstructs(t *testing.T) {
	for _, tc := range constructs {
		t.Run(tc.name, func(t *testing.T) {
			r := read(t, tc.config+"\nend\n")
			got := facts(r.Device)
			for _, want := range strings.Split(tc.want, "|") {
				if absent, ok := strings.CutPrefix(want, "-"); ok == got[absent] && (ok || !got[want]) {
					t.Errorf("want %q of\n%s\ngot %v", want, tc.config, near(got, want))
				}
			}
			for i, s := range r.States {
				if s == stmt.Unknown {
					t.Errorf("line %d is unknown: %s", i, r.Text(int32(i)))
				}
			}
		})
	}
}

// near are the facts with the path of want.
func near(got map[string]bool, want string) []string {
	path, _, _ := strings.Cut(strings.TrimPrefix(want, "-"), " ")
	var out []string
	for f := range got {
		if strings.HasPrefix(f, path+" ") {
			out = append(out, f)
		}
	}
	return out
}

// TestFreeText sees that nothing inside banners, certificates, macros and
// messages is read as configuration, and that what follows is.
func TestFreeText(t *testing.T) {
	const inside = "username eve privilege 15\nip http server\nend\n"
	for name, text := range map[string]string{
		"banner ^C":          "banner motd ^C\n" + inside + "^C\n",
		"banner other":       "banner login %\n" + inside + "%\n",
		"banner exec":        "banner exec ~ x\n" + inside + "~ trailing\n",
		"banner control":     "banner motd \x03\n" + inside + "\x03\n",
		"macro":              "macro name m\n" + inside + "@\n",
		"menu":               "menu m title ^C\n" + inside + "^C\n",
		"authentication":     "aaa authentication banner ^C\n" + inside + "^C\n",
		"fail message":       "aaa authentication fail-message #\n" + inside + "#\n",
		"line message":       "line con 0\n refuse-message ^C\n" + inside + "^C\n",
		"certificate":        "crypto pki certificate chain C\n certificate self-signed 01\n  username eve privilege 15\n  ip http server\n  quit\n",
		"client group":       "crypto isakmp client configuration group G\n banner ^C\n" + inside + "^C\n",
		"web authentication": "parameter-map type webauth global\n banner text ^C\n" + inside + "^C\n",
	} {
		r := read(t, "version 15.2\n"+text+"hostname after\nend\n")
		d := r.Device
		if len(d.Users) > 0 || d.Services.HTTP.Enabled.How == model.Explicit {
			t.Errorf("%s: text was read as configuration", name)
		}
		if d.Hostname.V != "after" || d.Complete != model.Whole {
			t.Errorf("%s: hostname %q, %v: %s", name, d.Hostname.V, d.Complete, d.CompleteWhy)
		}
	}
}

func TestCompleteness(t *testing.T) {
	p := parsetest.Parser(t)
	for _, tc := range []struct {
		name, text string
		want       model.Completeness
	}{
		{"whole", "version 15.2\nhostname a\ninterface Vlan1\nline con 0\nend\n", model.Whole},
		{"no line end at the end", "version 15.2\nhostname a\ninterface Vlan1\nline con 0\nend", model.Whole},
		{"a part with an end", "version 15.2\nhostname a\nend\n", model.NotProvable},
		{"an end alone", "end\n", model.NotProvable},
		{"cut before the end", "version 15.2\nhostname a\n", model.Truncated},
		{"end inside a block", "version 15.2\ninterface Gi1\n end\n", model.Truncated},
		{"end inside a banner", "version 15.2\nbanner motd ^C\nend\n", model.Truncated},
		{"more behind the end", "version 15.2\nend\nhostname a\n", model.Truncated},
		{"negated", "version 15.2\nno end\n", model.Truncated},
	} {
		r := p.Parse([]byte(tc.text), parse.Options{OS: osName, Keyer: parsetest.Keyer()})
		if r.Device.Complete != tc.want {
			t.Errorf("%s: %v (%s)", tc.name, r.Device.Complete, r.Device.CompleteWhy)
		}
	}
}

// TestRules reads entries of access lists in all their forms.
func TestRules(t *testing.T) {
	const groups = "object-group network N\n 192.0.2.0 255.255.255.0\n range 198.51.100.1 198.51.100.2\n group-object M\nobject-group network M\n host 203.0.113.9\n" +
		"object-group service S\n tcp eq 22\n udp range 1 2\n icmp echo\n tcp-udp eq 53\nobject-group service LOOP\n group-object LOOP\n"
	for _, tc := range []struct{ name, config, list, want string }{
		{"numbered", "access-list 20 permit host 192.0.2.1", "20", "10 permit [192.0.2.1/32] > any all"},
		{"number of its own", "ip access-list standard 20\n 15 permit 192.0.2.1\n deny any log", "20", "15 permit [192.0.2.1/32] > any all; 25 deny any > any all log"},
		{"remark", "access-list 20 remark permit any\naccess-list 20 permit any", "20", "10 permit any > any all"},
		{"wildcard with holes", "access-list 101 permit ip 10.0.0.1 0.255.0.255 any", "101", "10 permit ? > any all opaque"},
		{"network group", groups + "access-list 101 permit ip object-group N any", "101", "10 permit [192.0.2.0/24 198.51.100.1/32 198.51.100.2/32 203.0.113.9/32] > any all"},
		{"undefined group", "access-list 101 permit ip object-group X any", "101", "10 permit ? > any all opaque"},
		{"service group", groups + "ip access-list extended A\n permit object-group S any any", "A", "10 permit any > any 6/22-22 17/1-2 1/ 6/53-53 17/53-53"},
		{"group of itself", groups + "ip access-list extended A\n permit object-group LOOP any any", "A", "10 permit any > any opaque"},
		{"flags", "access-list 101 permit tcp any any match-all +syn -ack", "101", "10 permit any > any 6/ match-all +syn -ack"},
		{"reflexive", "ip access-list extended A\n permit tcp any any reflect R timeout 30\n evaluate R", "A", "10 permit any > any 6/; 20 permit ? > ? opaque"},
		{"dynamic", "access-list 101 dynamic D timeout 60 permit ip any any", "101", "10 permit any > any all opaque"},
		{"six", "ipv6 access-list A\n sequence 30 permit tcp 2001:DB8::/32 any eq 22\n deny ipv6 any any", "A", "30 permit [2001:db8::/32] > any 6/22-22; 40 deny any > any all"},
		{"junk", "access-list 101 permit frob any any", "101", "10 permit ? > ? opaque"},
	} {
		r := read(t, tc.config+"\nend\n")
		var got string
		for _, s := range r.Device.Rulesets {
			if s.Name == tc.list {
				got = rules(s)
			}
		}
		if got != tc.want {
			t.Errorf("%s:\n got %s\nwant %s", tc.name, got, tc.want)
		}
	}
}

func rules(s *model.Ruleset) string {
	var out []string
	for _, r := range s.Rules {
		side := func(all bool, list any, how model.How) string {
			switch {
			case all:
				return "any"
			case !how.Stated():
				return "?"
			}
			return fmt.Sprint(list)
		}
		text := fmt.Sprintf("%d %s %s > %s", r.Seq, r.Action.V, side(r.SrcAny.V, r.Src.V, r.Src.How), side(r.DstAny.V, r.Dst.V, r.Dst.How))
		if r.ServiceAny.V {
			text += " all"
		} else if r.ServiceAny.How.Stated() && !strings.Contains(r.Opaque, "not understood") && r.Opaque != "reflexive list" {
			for _, m := range r.Match {
				text += fmt.Sprintf(" %d/", m.Proto)
				for _, p := range m.DstPorts {
					text += fmt.Sprintf("%d-%d", p.From, p.To)
				}
				if m.Flags != "" {
					text += " " + m.Flags
				}
			}
		}
		if r.Log.V {
			text += " log"
		}
		if r.Opaque != "" {
			text += " opaque"
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

// TestEmptyList: a list without entries lets everything through.
func TestEmptyList(t *testing.T) {
	r := read(t, "ip access-list extended A\nline vty 0 4\n access-class A in\nend\n")
	if got := r.Device.Rulesets[0].Default; got.V != "permit" || got.How != model.Derived {
		t.Errorf("default %+v", got)
	}
}

// TestReferences counts what is used and not defined, and the reverse.
func TestReferences(t *testing.T) {
	r := read(t, "line vty 0 4\n access-class GONE in\n login authentication NOLIST\nrouter bgp 1\n neighbor 192.0.2.1 remote-as 2\n neighbor 192.0.2.1 route-map NOMAP in\n"+
		"ip prefix-list P permit 0.0.0.0/0\nroute-map M permit 10\n match ip address prefix-list P\nend\n")
	undefined := map[string]bool{}
	for _, u := range r.Device.Refs.Undefined {
		undefined[u.Kind+" "+u.Name] = true
	}
	for _, want := range []string{"acl GONE", "aaa-list authentication login NOLIST", "route-map NOMAP"} {
		if !undefined[want] {
			t.Errorf("%s is not called undefined: %v", want, undefined)
		}
	}
	if u := r.Device.Refs.Unused; len(u) != 1 || u[0].Name != "M" {
		t.Errorf("unused %v", u)
	}
}

// TestVLANDatabase sees that a block which old switches share with other
// makers' is no mark against a file that is otherwise sure.
func TestVLANDatabase(t *testing.T) {
	p, err := parse.New()
	if err != nil {
		t.Fatal(err)
	}
	const block = "vlan database\n vlan 10\nexit\n"
	for text, want := range map[string]bool{
		"version 12.2\nno service pad\nservice timestamps log datetime\nhostname a\n" + block + "ip classless\nline con 0\nline vty 0 4\nend\n": true,
		"hostname a\n" + block + "interface vlan 1\nip ssh server enable\nline ssh\n":                                                           false,
	} {
		r := p.Parse([]byte(text), parse.Options{Keyer: model.NewKeyer(make([]byte, 32))})
		if got := r.OS == "ios"; got != want {
			t.Errorf("%q is taken for %q", text, r.OS)
		}
		if want {
			for i, s := range r.States {
				if s == stmt.Unknown {
					t.Errorf("line %d is unknown", i)
				}
			}
		}
	}
}

package junos_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/linewarden/linewarden/device/model"
	"github.com/linewarden/linewarden/device/parse"
)

// secretPlaces are statements with a secret in place of %s.
var secretPlaces = []string{
	"system root-authentication encrypted-password %s",
	"system root-authentication plain-text-password-value %s",
	"system login user u authentication encrypted-password %s",
	"system login user u authentication plain-text-password-value %s",
	"system tacplus-server 192.0.2.1 secret %s",
	"system radius-server 192.0.2.1 secret %s",
	"system radius-server 192.0.2.1 preauthentication-secret %s",
	"system accounting destination tacplus server 192.0.2.1 secret %s",
	"system accounting destination radius server 192.0.2.1 secret %s",
	"system ntp authentication-key 1 type md5 value %s",
	"system ntp authentication-key 2 value %s",
	"system archival configuration archive-sites ftp://192.0.2.1/ password %s",
	"system archival configuration archive-sites ftp://user:%s@192.0.2.1/x",
	"system services outbound-ssh client c secret %s",
	"system scripts op file f source https://user:%s@192.0.2.1/f",
	"system diag-port-authentication encrypted-password %s",
	"system pic-console-authentication encrypted-password %s",
	"system proxy password %s",
	"snmp community %s authorization read-only",
	"snmp v3 usm local-engine user u authentication-sha authentication-key %s",
	"snmp v3 usm local-engine user u authentication-md5 authentication-password %s",
	"snmp v3 usm local-engine user u privacy-des privacy-key %s",
	"snmp v3 usm local-engine user u privacy-aes128 privacy-password %s",
	"snmp v3 usm remote-engine e user u privacy-aes128 privacy-key %s",
	"snmp v3 snmp-community i community-name %s",
	"interfaces ge-0/0/0 unit 0 family inet address 192.0.2.1/24 vrrp-group 1 authentication-key %s",
	"interfaces pp0 unit 0 ppp-options chap default-chap-secret %s",
	"interfaces pp0 unit 0 ppp-options pap local-password %s",
	"protocols bgp authentication-key %s",
	"protocols bgp group g authentication-key %s",
	"protocols bgp group g neighbor 192.0.2.1 authentication-key %s",
	"protocols ospf area 0 interface ge-0/0/0.0 authentication simple-password %s",
	"protocols ospf area 0 interface ge-0/0/0.0 authentication md5 1 key %s",
	"protocols ospf area 0 virtual-link neighbor-id 192.0.2.1 transit-area 1 authentication md5 1 key %s",
	"protocols isis level 1 authentication-key %s",
	"protocols isis interface ge-0/0/0.0 level 1 hello-authentication-key %s",
	"protocols ldp session 192.0.2.1 authentication-key %s",
	"protocols rsvp interface ge-0/0/0.0 authentication-key %s",
	"protocols rip authentication-key %s",
	"protocols rip group g neighbor ge-0/0/0.0 authentication-key %s",
	"protocols msdp peer 192.0.2.1 authentication-key %s",
	"routing-options validation group g session 192.0.2.1 authentication-key %s",
	"security authentication-key-chains key-chain k key 0 secret %s",
	"security ike policy p pre-shared-key ascii-text %s",
	"security ike policy p pre-shared-key hexadecimal %s",
	"security ipsec vpn v manual authentication key ascii-text %s",
	"security ipsec security-association s manual direction bidirectional encryption key hexadecimal %s",
	"services ipsec-vpn ike policy p pre-shared-key ascii-text %s",
	"security macsec connectivity-association c pre-shared-key cak %s",
	"access profile p client c chap-secret %s",
	"access profile p radius-server 192.0.2.1 secret %s",
	"access radius-server 192.0.2.1 secret %s",
	"event-options destinations d archive-sites ftp://192.0.2.1/ password %s",
	"services dynamic-flow-capture capture-group g control-source c shared-key %s",
	"security certificates local c \"-----BEGIN RSA PRIVATE KEY-----\\n%s\\n-----END RSA PRIVATE KEY-----\\n\"",
	"groups never system tacplus-server 192.0.2.9 secret %s",
	"nobody knows authentication-key %s",
	"routing-instances v protocols bgp group g neighbor 192.0.2.1 authentication-key %s",
	"logical-systems l protocols bgp group g authentication-key %s",
}

// TestSecretsStayOut puts a marker in every place of a secret, in several
// shapes and both forms: it is in no model, no line's text and no doubt.
func TestSecretsStayOut(t *testing.T) {
	const marker = "QmArKeRq7"
	p, err := parse.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, shape := range []string{marker, "$9$" + marker + "abc", "$1$salt$" + marker, "$6$salt$" + marker, "$8$aes$" + marker, `"` + marker + ` and more"`, `"` + marker + `\"x"`} {
		for _, place := range secretPlaces {
			if strings.Contains(place, "://") && strings.Contains(place, ":%s@") && (strings.ContainsAny(shape, "\" ")) || strings.Contains(place, "PRIVATE") && strings.Contains(shape, `"`) {
				continue
			}
			line := fmt.Sprintf(place, shape)
			for _, text := range []string{"set " + line + "\n", "set " + line + "\ndeactivate " + strings.Join(strings.Fields(line)[:2], " ") + "\n", braces(line)} {
				text = "set system host-name x\n" + text
				r := p.Parse([]byte(text), parse.Options{OS: "junos", Keyer: model.NewKeyer(make([]byte, 32))})
				out, err := json.Marshal(r.Device)
				if err != nil {
					t.Fatal(err)
				}
				if strings.Contains(string(out), marker) {
					t.Errorf("%q: in the model", text)
				}
				for n := int32(1); int(n) < len(r.States); n++ {
					if shown := r.Text(n); strings.Contains(shown, marker) {
						t.Errorf("%q: line %d shown as %q", text, n, shown)
					}
				}
			}
		}
	}
}

// braces writes a path as nested blocks.
func braces(line string) string {
	words := strings.SplitN(line, " ", 3)
	return words[0] + " {\n    " + words[1] + " {\n        " + strings.TrimSpace(words[2]) + "; ## SECRET-DATA\n    }\n}\n"
}

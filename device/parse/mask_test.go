package parse

import "testing"

func TestMaskWords(t *testing.T) {
	for line, want := range map[string]string{
		"ntp server vrf M 192.0.2.1 key 1 prefer":                    "ntp server vrf M 192.0.2.1 key 1 prefer",
		"ntp authentication-key 1 md5 prefer 7":                      "ntp authentication-key 1 md5 *** 7",
		"service password-encryption":                                "service password-encryption",
		"interface GigabitEthernet0/0":                               "interface GigabitEthernet0/0",
		"frobnicate password hunter2 now":                            "frobnicate password *** now",
		"ip ospf message-digest-key 1 md5 3 b667d47acc18ea6c":        "ip ospf message-digest-key 1 md5 3 ***",
		"snmp-server community *** RO 20":                            "snmp-server community *** RO 20",
		"snmp-server community *** view ALL rw":                      "snmp-server community *** view ALL rw",
		"snmp-server community RO RW":                                "snmp-server community *** RW",
		"simple *** word":                                            "simple *** ***",
		"snmp-agent community write open":                            "snmp-agent community write ***",
		"privacy aes-128-cfb-key b1c2":                               "privacy aes-128-cfb-key ***",
		"vrrp 1 authentication text word":                            "vrrp 1 authentication text ***",
		"cli copy running-config ftp://u:pw@192.0.2.1/x":             "cli copy running-config ftp://u:***@192.0.2.1/x",
		"archive ftp://192.0.2.1/x":                                  "archive ftp://192.0.2.1/x",
		"<a><password>pw</password><phash>x</phash><b>see</b></a>":   "<a><password>***</password><phash>***</phash><b>see</b></a>",
		"<odd>-AQ==abc=</odd>":                                       "<odd>***</odd>",
		"frobnicate the %^%#abc%^%# thing":                           "frobnicate the *** thing",
		"MIIEowIBAAKCAQEA0Z3VS5JJcds3xfn":                            "***",
		"0123456789abcdef0123456789abcdef":                           "0123456789abcdef0123456789abcdef",
		"trap-group public targets 192.0.2.1":                        "trap-group *** targets 192.0.2.1",
		"set wpa2-pre-shared-key=\"pw\" name=x":                      "set wpa2-pre-shared-key=*** name=x",
		"add interface=wg preshared-key=\"kMx=\" public-key=\"abc\"": "add interface=wg preshared-key=*** public-key=\"abc\"",
	} {
		if got := maskWords(line); got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}

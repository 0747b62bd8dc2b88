package clean_test

import "strings"

// family is a synthetic configuration of one system with the ways its sessions
// look. Each holds text that a user wrote to look like a session.
type family struct {
	name    string
	prompt  string // as printed, with its blank
	cmd     string
	setup   string // a command that sets the session up
	version string // output of a version command, "" for none
	verCmd  string
	want    string // the version in it
	config  string
}

var families = []family{
	{
		name: "ios", prompt: "edge-1#", cmd: "show running-config", setup: "terminal length 0",
		verCmd: "show version", version: "Cisco IOS Software, X Software (X-M), Version 15.9(3)M2, RELEASE SOFTWARE (fc1)\nedge-1 uptime is 2 weeks", want: "15.9(3)M2",
		config: `! Last configuration change at 10:00:00 UTC Mon Jan 5 2026 by ops
version 15.9
hostname edge-1
!
interface GigabitEthernet0/1
 description edge-1#show version
 ip address 192.0.2.1 255.255.255.0
!
banner motd ^C
edge-1#
edge-1#show running-config
--More--
*Mar  1 00:00:00.000: %SYS-5-CONFIG_I: Configured from console
end
edge-1#exit
^C
line vty 0 4
 transport input ssh
end`,
	},
	{
		name: "iosxr", prompt: "RP/0/RSP0/CPU0:core-1#", cmd: "show running-config", setup: "terminal length 0",
		config: `!! IOS XR Configuration 7.5.2
!! Last configuration change at Mon Jan  5 10:00:00 2026 by ops
!
hostname core-1
banner login ^C
core-1#show configuration
^C
interface Loopback0
 ipv4 address 192.0.2.2 255.255.255.255
!
route-policy PASS
  pass
end-policy
!
end`,
	},
	{
		name: "nxos", prompt: "leaf-1# ", cmd: "show running-config", setup: "terminal length 0",
		verCmd: "show version", version: "Software\n  NXOS: version 9.3(10)", want: "9.3(10)",
		config: `!Command: show running-config
!Time: Mon Jan  5 10:00:00 2026
version 9.3(10)
hostname leaf-1
feature bgp
banner motd @
leaf-1# show version
leaf-1#
@
interface Ethernet1/1
  no switchport
  ip address 192.0.2.5/31
line vty`,
	},
	{
		name: "eos", prompt: "spine-1>", cmd: "show running-config", setup: "terminal length 0",
		config: `! device: spine-1 (7280, EOS-4.30.1F)
hostname spine-1
banner login
spine-1>show running-config
spine-1>
EOF
interface Ethernet1
   ip address 192.0.2.9/31
!
end`,
	},
	{
		name: "junos", prompt: "ops@mx-1> ", cmd: "show configuration", setup: "set cli screen-length 0",
		verCmd: "show version", version: "Hostname: mx-1\nModel: mx240\nJunos: 21.4R3.15", want: "21.4R3.15",
		config: `## Last commit: 2026-01-05 10:00:00 UTC by ops
version 21.4R3.15;
system {
    host-name mx-1;
    login {
        message "ops@mx-1> show configuration\n";
    }
    /* ops@mx-1> exit
ops@mx-1> exit
    */
}
interfaces {
    lo0 {
        unit 0 {
            family inet {
                address 192.0.2.3/32;
            }
        }
    }
}`,
	},
	{
		name: "fortios", prompt: "fw-1 # ", cmd: "show full-configuration", setup: "get system status",
		config: `#config-version=FGT60F-7.2.5-FW-build1517:opmode=0:vdom=0:user=ops
config system global
    set hostname "fw-1"
end
config system replacemsg
    set buffer "<html>
fw-1 # exit
fw-1 # 
</html>"
end
config firewall policy
    edit 1
        set action accept
    next
end`,
	},
	{
		name: "vrp", prompt: "<ne-1>", cmd: "display current-configuration", setup: "screen-length 0 temporary",
		verCmd: "display version", version: "VRP (R) software, Version 8.180 (NE40E V800R010C10)", want: "8.180",
		config: `!Software Version V800R010C10
#
sysname ne-1
#
header login information "
<ne-1>display current-configuration
<ne-1>
"
interface GigabitEthernet0/1/0
 ip address 192.0.2.7 255.255.255.252
#
return`,
	},
}

func (f family) lines() []string { return strings.Split(f.config, "\n") }

// opaque marks the lines between which nothing may be put: those inside text
// that a user wrote.
func (f family) opaque() []bool {
	lines := f.lines()
	in := make([]bool, len(lines))
	inside := ""
	for i, l := range lines {
		switch {
		case inside != "":
			in[i] = true
			if strings.Contains(l, inside) {
				inside = ""
			}
		case strings.HasPrefix(l, "banner motd ^C"), strings.HasPrefix(l, "banner login ^C"):
			inside = "^C"
		case l == "banner motd @":
			inside = "@"
		case l == "banner login":
			inside = "EOF"
		case strings.Contains(l, "/*"):
			inside = "*/"
		case strings.HasSuffix(l, `"<html>`), strings.HasPrefix(l, "header login"):
			inside = `"`
		}
	}
	return in
}

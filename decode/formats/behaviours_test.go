package formats_test

import (
	"testing"

	"github.com/linewarden/linewarden/decode"
	"github.com/linewarden/linewarden/decode/agree"
	"github.com/linewarden/linewarden/decode/formats"
	"github.com/linewarden/linewarden/event"
)

// traces are the lines that an intruder's deeds leave, by what is done: each
// must be more than a system event with an id.
var traces = []struct{ deed, line, format, action string }{
	{"valid account", "000417: Nov 22 2026 13:02:11.402 UTC: %SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: jdoe] [Source: 192.0.2.34] [localport: 22122] at 13:02:11 UTC Sun Nov 22 2026", "ios", "login"},
	{"login to the web page", "000417: Nov 22 2026 13:02:11.402 UTC: %SEC_LOGIN-5-WEBLOGIN_SUCCESS: Login Success [user: cisco_support] [Source: 203.0.113.9] at 13:02:11 UTC Sun Nov 22 2026", "ios", "login"},
	{"configured through the web page", "000417: Nov 22 2026 13:02:11.402 UTC: %SYS-5-CONFIG_P: Configured programmatically by process SEP_webui_wsma_http from console as cisco_support on vty63", "ios", "configure"},
	{"implant installed", "000417: Nov 22 2026 13:02:11.402 UTC: %WEBUI-6-INSTALL_OPERATION_INFO: User: cisco_support, Install Operation: ADD tool.cpio", "ios", "install"},
	{"login by NETCONF", "000417: Nov 22 2026 13:02:11.402 UTC: %DMI-5-AUTH_PASSED: R0/0: dmiauthd: User 'jdoe' authenticated successfully from 198.51.100.7:51022 and was authorized for netconf over ssh. External groups: PRIV15", "ios", "login"},
	{"configured by NETCONF", "000417: Nov 22 2026 13:02:11.402 UTC: %DMI-5-CONFIG_I: R0/0: dmiauthd: Configured from NETCONF/RESTCONF by jdoe, transaction-id 2717", "ios", "configure"},
	{"configured by SNMP", "000417: Nov 22 2026 13:02:11.402 UTC: %SYS-5-CONFIG_I: Configured from 192.0.2.12 by snmp", "ios", "configure"},
	{"configured by TFTP", "000417: Nov 22 2026 13:02:11.402 UTC: %SYS-5-CONFIG_I: Configured from tftp://203.0.113.9/x by console", "ios", "configure"},
	{"community guessed", "000417: Nov 22 2026 13:02:11.402 UTC: %SNMP-3-AUTHFAIL: Authentication failure for SNMP req from host 192.0.2.12", "ios", "login"},
	{"Smart Install", "000417: Nov 22 2026 13:02:11.402 UTC: %SMI-6-UPGRD_STARTED: Device (IP address: 192.0.2.34) IMAGE upgrade has started", "ios", "install"},
	{"line of configuration", "000417: Nov 22 2026 13:02:11.402 UTC: %PARSER-5-CFGLOG_LOGGEDCMD: User:jdoe  logged command:access-list 20 permit 203.0.113.77", "ios", "configure"},
	{"key of SSH", "000417: Nov 22 2026 13:02:11.402 UTC: %CRYPTO_ENGINE-5-KEY_ADDITION: A key named r1.example.net has been generated or imported by crypto-engine", "ios", "create"},
	{"SSH on", "000417: Nov 22 2026 13:02:11.402 UTC: %SSH-5-ENABLED: SSH 2.0 has been enabled", "ios", "start"},
	{"Guest Shell started", "000417: Nov 22 2026 13:02:11.402 UTC: %IM-6-START_MSG: R0/0: ioxman: app-hosting: Start succeeded: guestshell started successfully Current state is running", "ios", "start"},
	{"container installed", "000417: Nov 22 2026 13:02:11.402 UTC: %IM-6-INSTALL_MSG: R0/0: ioxman: app-hosting: Install succeeded: implant installed successfully Current state is deployed", "ios", "install"},
	{"Guest Shell destroyed", "000417: Nov 22 2026 13:02:11.402 UTC: %IM-6-UNINSTALL_MSG: R0/0: ioxman: app-hosting: Uninstall succeeded: guestshell uninstalled successfully", "ios", "delete"},
	{"tunnel up", "000417: Nov 22 2026 13:02:11.402 UTC: %LINEPROTO-5-UPDOWN: Line protocol on Interface Tunnel77, changed state to up", "ios", "up"},
	{"IPsec up", "000417: Nov 22 2026 13:02:11.402 UTC: %CRYPTO-5-SESSION_STATUS: Crypto tunnel is UP.  Peer 203.0.113.50:500", "ios", "up"},
	{"servers of AAA gone", "000417: Nov 22 2026 13:02:11.402 UTC: %RADIUS-3-ALLDEADSERVER: Group radius: No active radius servers found. Id 7.", "ios", "down"},
	{"capture on the box", "000417: Nov 22 2026 13:02:11.402 UTC: %BUFCAP-6-ENABLE: Capture Point mycap enabled.", "ios", "start"},
	{"logging stopped", "000417: Nov 22 2026 13:02:11.402 UTC: %SYS-6-LOGGINGHOST_STARTSTOP: Logging to host 192.0.2.50 port 514 stopped - CLI initiated", "ios", "logging_change"},
	{"logging host down", "000417: Nov 22 2026 13:02:11.402 UTC: %SYS-3-LOGGINGHOST_FAIL: Logging to host 192.0.2.50 port 514 failed", "ios", "down"},
	{"configuration replaced", "000417: Nov 22 2026 13:02:11.402 UTC: %SYS-5-CONFIG_R: Config Replace is Done", "ios", "rollback"},
	{"reload", "000417: Nov 22 2026 13:02:11.402 UTC: %SYS-5-RELOAD: Reload requested by jdoe on vty0 (198.51.100.7). Reload Reason: Reload Command.", "ios", "reload"},
	{"image installed", "000417: Nov 22 2026 13:02:11.402 UTC: %INSTALL-5-INSTALL_START_INFO: R0/0: install_engine: Started install one-shot bootflash:image.bin", "ios", "install"},
	{"clock lost", "000417: Nov 22 2026 13:02:11.402 UTC: %NTP-4-UNSYNC: NTP sync is lost", "ios", "down"},

	{"shell of the host", "RP/0/RP0/CPU0:Nov 22 13:02:11.123 UTC: bash_cmd[67017]: %INFRA-INFRA_MSG-5-RUN_LOGIN : User root logged into shell from vty1/RP0/CPU0", "iosxr", "execute"},
	{"commit", "RP/0/RP0/CPU0:Nov 22 13:02:11.123 UTC: config[65841]: %MGBL-CONFIG-6-DB_COMMIT : Configuration committed by user 'jdoe'. Use 'show configuration commit changes 1000000412' to view the changes.", "iosxr", "commit"},
	{"commit of the administration", "0/RP0/ADMIN0:Nov 22 13:02:11.123 UTC: config[65841]: %MGBL-CONFIG-6-DB_COMMIT_ADMIN : Configuration committed by user 'jdoe'. Use 'show configuration commit changes 2000000007' to view the changes.", "iosxr", "commit"},
	{"login to the host", "RP/0/RP0/CPU0:Nov 22 13:02:11.123 UTC: ssh_syslog_proxy[1211]: %SECURITY-SSHD_SYSLOG_PRX-6-INFO_GENERAL : sshd[8123]: Accepted publickey for jdoe from 203.0.113.9 port 51022 ssh2", "iosxr", "login"},
	{"community guessed", "RP/0/RP0/CPU0:Nov 22 13:02:11.123 UTC: snmpd[1003]: %SNMP-SNMP-3-AUTH_FAIL : Received snmp request on unknown community from 192.0.2.12", "iosxr", "login"},

	{"command", "Sun Nov 22 13:02:11 2026:type=update:id=198.51.100.7@pts/0:user=jdoe:cmd=guestshell enable (SUCCESS)", "nxos", "command"},
	{"Guest Shell started", "2026 Nov 22 13:02:11 sw1 %VMAN-2-ACTIVATION_STATE: Successfully activated virtual service 'guestshell+'", "nxos", "start"},
	{"login", "2026 Nov 22 13:02:11 sw1 %AUTHPRIV-6-SYSTEM_MSG: pam_unix(dcos_sshd:session): session opened for user jdoe by (uid=0) - dcos_sshd[12977]", "nxos", "login"},
	{"mirror", "2026 Nov 22 13:02:11 sw1 %MONITOR-5-ETH_SPAN_SESSION_CREATED: Session 7 created", "nxos", "create"},
	{"servers of AAA gone", "2026 Nov 22 13:02:11 sw1 %TACACS-3-TACACS_ERROR_MESSAGE: All servers failed to respond", "nxos", "down"},

	{"new account", "Nov 22 2026 13:02:11: %ASA-5-502101: New user added to local dbase: Uname: svc-net Priv: 15 Encpass: x", "asa", "account_change"},
	{"reload", "Nov 22 2026 13:02:11: %ASA-5-199001: Reload command executed from telnet (remote 198.51.100.7)", "asa", "reload"},
	{"server of AAA gone", "Nov 22 2026 13:02:11: %ASA-2-113022: AAA Marking TACACS+ server 192.0.2.60 in aaa-server group TAC as FAILED", "asa", "down"},
	{"logging host down", "Nov 22 2026 13:02:11: %ASA-3-414003: TCP Syslog Server inside:192.0.2.9/1470 not responding. New connections are denied based on logging permit-hostdown policy", "asa", "down"},
	{"clock set", "Nov 22 2026 13:02:11: %ASA-5-771002: CLOCK: System clock set, source: NTP, IP 192.0.2.1, before: 13:02:11.123 UTC Sun Nov 22 2026, after: 13:02:19.007 UTC Sun Nov 22 2026", "asa", "time_change"},
}

func TestTraces(t *testing.T) {
	all, err := formats.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range traces {
		for _, f := range all {
			if f.Name != "syslog" {
				continue
			}
			events, gaps := agree.Decode(f.New(decode.Options{}), c.line)
			if len(events) != 1 || gaps != 0 {
				t.Errorf("%s: %q: %d events, %d gaps", c.deed, c.line, len(events), gaps)
				continue
			}
			e := events[0]
			if e.Format != c.format || e.Text(event.Action) != c.action {
				t.Errorf("%s: %q: %s %q, want %s %q", c.deed, c.line, e.Format, e.Text(event.Action), c.format, c.action)
			}
		}
	}
}

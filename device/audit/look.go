package audit

import "strings"

// Where a configuration does not show a fact, these tables say what does. A
// command only reads; DEVICE stands for the device's name or address.

// commands show what the configuration leaves out, by the beginning of a
// fact's path and by system; "" serves every system that has no own entry. The
// longest beginning counts.
var commands = map[string]map[string]string{
	"ssh.":                    {"": "ssh -vv DEVICE"},
	"ssh.host_key_type":       {"": "ssh-keyscan DEVICE | ssh-keygen -lf -"},
	"ssh.host_key_bits":       {"": "ssh-keyscan DEVICE | ssh-keygen -lf -"},
	"services.https.":         {"": "openssl s_client -connect DEVICE:443", "ios": "show ip http server status"},
	"services.http.":          {"": "curl -I http://DEVICE/", "ios": "show ip http server status"},
	"services.smart_install.": {"ios": "show vstack config"},
	"containers":              {"ios": "show app-hosting list", "nxos": "show guestshell detail"},
	"l2.cdp":                  {"ios": "show cdp", "nxos": "show cdp global", "iosxr": "show cdp"},
	"interfaces.cdp":          {"ios": "show cdp", "nxos": "show cdp global", "iosxr": "show cdp"},
	"l2.lldp":                 {"": "show lldp", "vrp": "display lldp local", "sros": "show system lldp"},
	"interfaces.lldp_send":    {"": "show lldp", "vrp": "display lldp local", "sros": "show system lldp"},
	"interfaces.lldp_receive": {"": "show lldp", "vrp": "display lldp local", "sros": "show system lldp"},
	"pki.":                    {"": "openssl s_client -connect DEVICE:443", "ios": "show crypto pki certificates", "nxos": "show crypto ca certificates", "iosxr": "show crypto ca certificates", "asa": "show crypto ca certificates", "eos": "show management security ssl certificate"},
	"captures":                {"ios": "show monitor capture", "asa": "show capture"},
	"unsaved":                 {"ios": "show archive config differences", "nxos": "show running-config diff", "eos": "show running-config diffs", "vrp": "compare configuration"},
	"logging.buffer_size":     {"": "show logging", "nxos": "show logging info", "vrp": "display logbuffer"},
	"logging.host_os":         {"": "the syslog settings of the device's own Linux"},
	"lawful_intercept":        {"": "the mediation system's own list"},
	"system.boot":             {"ios": "show bootvar", "nxos": "show boot"},
	"system.boot_remote":      {"ios": "show bootvar", "nxos": "show boot"},
	"control_plane.":          {"ios": "show policy-map control-plane", "nxos": "show copp status"},
	"snmp.":                   {"": "show snmp", "vrp": "display snmp-agent sys-info"},
	"secrets.":                {"": "where the secret is kept; the stored form cannot be judged"},
	"services.tcp_small.":     {"ios": "show control-plane host open-ports"},
	"users.":                  {"routeros": "/user print detail"},
	"users":                   {"routeros": "/user print detail"},
	"services.":               {"routeros": "/ip service print", "ios": "show control-plane host open-ports"},
}

// verbose writes a configuration with its defaults, by system.
var verbose = map[string]string{
	"ios": "show running-config all", "nxos": "show running-config all", "asa": "show running-config all", "eos": "show running-config all",
	"fortios": "show full-configuration", "routeros": "/export verbose", "sros": "admin display-config detail",
}

// versions shows the release, by system; "" serves the others.
var versions = map[string]string{
	"": "show version", "panos": "show system info", "fortios": "get system status", "vrp": "display version", "routeros": "/system resource print",
}

// look says in words what shows the fact at path on a device of system os: what
// to do, a colon, and with which command or by which fact's name.
func look(path, os string) string {
	if cmd := longest(path, os); cmd != "" {
		return "look on the device: " + cmd
	}
	if cmd := verbose[os]; cmd != "" {
		return "collect the file with its defaults written out: " + cmd
	}
	return "look on the device: " + strings.TrimPrefix(path, ".")
}

// longest returns the command of the longest beginning of path that has one.
func longest(path, os string) string {
	for end := len(path); end > 0; {
		by := commands[path[:end]]
		if cmd, ok := by[os]; ok {
			return cmd
		}
		if by[""] != "" {
			return by[""]
		}
		if path[end-1] == '.' {
			end--
		} else {
			end = strings.LastIndexByte(path[:end], '.') + 1
		}
	}
	return ""
}

// release says how to collect the line that names the release.
func release(os string) string {
	cmd, ok := versions[os]
	if !ok {
		cmd = versions[""]
	}
	return "collect the file with the line that names the release: " + cmd
}

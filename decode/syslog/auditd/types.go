package auditd

import "strings"

// typeName is the name of a type that the kernel writes as a number, such as
// "1400" or "UNKNOWN[1334]"; a name stays, and so does a number without one.
func typeName(s string) string {
	number := strings.TrimSuffix(strings.TrimPrefix(s, "UNKNOWN["), "]")
	if !digits(number) {
		if isType(s) {
			return s
		}
		return ""
	}
	if n, ok := types[number]; ok {
		return n
	}
	return number
}

// types are those of linux/audit.h and of libaudit that say what a record is.
var types = map[string]string{
	"1006": "LOGIN", "1100": "USER_AUTH", "1101": "USER_ACCT", "1102": "USER_MGMT", "1103": "CRED_ACQ", "1104": "CRED_DISP", "1105": "USER_START", "1106": "USER_END",
	"1107": "USER_AVC", "1108": "USER_CHAUTHTOK", "1109": "USER_ERR", "1110": "CRED_REFR", "1111": "USYS_CONFIG", "1112": "USER_LOGIN", "1113": "USER_LOGOUT",
	"1114": "ADD_USER", "1115": "DEL_USER", "1116": "ADD_GROUP", "1117": "DEL_GROUP", "1123": "USER_CMD", "1124": "USER_TTY", "1127": "SYSTEM_BOOT", "1128": "SYSTEM_SHUTDOWN",
	"1129": "SYSTEM_RUNLEVEL", "1130": "SERVICE_START", "1131": "SERVICE_STOP", "1132": "GRP_MGMT", "1133": "GRP_CHAUTHTOK",
	"1200": "DAEMON_START", "1201": "DAEMON_END", "1202": "DAEMON_ABORT", "1203": "DAEMON_CONFIG", "1300": "SYSCALL", "1302": "PATH", "1305": "CONFIG_CHANGE",
	"1306": "SOCKADDR", "1307": "CWD", "1309": "EXECVE", "1319": "TTY", "1320": "EOE", "1325": "NETFILTER_CFG", "1326": "SECCOMP", "1327": "PROCTITLE", "1330": "KERN_MODULE",
	"1400": "AVC", "1700": "ANOM_PROMISCUOUS", "1701": "ANOM_ABEND",
}

// call is what a system call does that is told as more than a system event.
type call uint8

const (
	other call = iota
	execute
	connect // to an address
	accept  // from an address
)

// callOf knows system calls by their name, or by their number on a machine.
func callOf(arch, number string) call {
	switch number {
	case "execve", "execveat":
		return execute
	case "connect", "sendto", "sendmsg":
		return connect
	case "accept", "accept4", "recvfrom", "recvmsg":
		return accept
	}
	switch arch {
	case "c000003e": // x86_64
		switch number {
		case "59", "322":
			return execute
		case "42", "44", "46":
			return connect
		case "43", "288", "45", "47":
			return accept
		}
	case "40000003": // i386
		switch number {
		case "11", "358":
			return execute
		case "362", "369":
			return connect
		case "364", "371":
			return accept
		}
	case "c00000b7": // aarch64
		switch number {
		case "221", "281":
			return execute
		case "203", "206":
			return connect
		case "202", "242", "207":
			return accept
		}
	}
	return other
}

// Package verbs judges what a script on a device does, from the first words of
// its commands and the hosts that they send to or take from. It keeps no other
// arguments, for they may hold secrets.
package verbs

import (
	"strings"

	"github.com/linewarden/linewarden/device/model"
)

// maxVerbs bounds the verbs kept of one script; what is judged is not bounded.
const maxVerbs = 200

// Judge states in s the verbs of commands and what they touch: Hides, Fetches
// and Accounts, from the lines of sp. It may be called again with more.
func Judge(s *model.Script, commands []string, sp model.Span) {
	verbs := s.Verbs.V
	hides, fetches, accounts := s.Hides.V, s.Fetches.V, s.Accounts.V
	for _, c := range commands {
		words := strings.Fields(strings.ToLower(c))
		if len(words) == 0 {
			continue
		}
		if len(verbs) < maxVerbs {
			verbs = append(verbs, Verb(words)+sent(words))
		}
		hides = hides || hidesLogs(words)
		fetches = fetches || fetch(words)
		accounts = accounts || account(words)
	}
	s.Verbs.Set(verbs, sp)
	s.Hides.Set(hides, sp)
	s.Fetches.Set(fetches, sp)
	s.Accounts.Set(accounts, sp)
}

// Verb returns the first word of a command, or its first two where the first
// alone says little and the second is plainly a keyword.
func Verb(words []string) string {
	first := strings.Trim(words[0], `"'`)
	if len(words) < 2 {
		return keyword(first)
	}
	switch first {
	case "no", "clear", "show", "configure", "write", "debug", "undebug", "request", "terminal", "bash", "run", "sudo", "delete", "system":
		if second := keyword(strings.Trim(words[1], `"'`)); second != "***" {
			return keyword(first) + " " + second
		}
	}
	return keyword(first)
}

// sent says where a command's output goes, and with which hosts it moves files:
// " | redirect tftp://192.0.2.1".
func sent(words []string) string {
	out := ""
	for i, w := range words[:len(words)-1] {
		switch next := strings.Trim(words[i+1], `"'`); {
		case w != "|":
		case next == "redirect", next == "append", next == "tee":
			out += " | " + next
		}
	}
	for _, m := range Moves(strings.Join(words, " ")) {
		switch {
		case m.Host == "":
		case isHost(m.Host):
			out += " " + m.Proto + "://" + m.Host
		default:
			out += " " + m.Proto + "://***"
		}
	}
	return out
}

// isHost says whether s can be the name or the address of a host, and its port.
func isHost(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && !strings.ContainsRune(".-:[]_", r) {
			return false
		}
	}
	return len(s) <= 64
}

// keyword lets plain lower-case words and paths through and hides all else.
func keyword(w string) string {
	if len(w) == 0 || len(w) > 24 {
		return "***"
	}
	for _, r := range w {
		if (r < 'a' || r > 'z') && r != '-' && r != '_' && r != '/' && r != '.' {
			return "***"
		}
	}
	return w
}

// hidesLogs reports commands that remove, stop or watch log messages.
func hidesLogs(w []string) bool {
	line := strings.Join(w, " ")
	for _, s := range []string{"clear logging", "clear log", "no logging", "clear accounting", "no aaa accounting", "logging level", "/var/log",
		"no archive", "delete log", "rm -rf /var", "history -c", "unset histfile", "truncate -s", "no snmp-server enable traps", "systemctl stop rsyslog",
		"killall rsyslogd", "no event manager", "logging discriminator"} {
		if strings.Contains(line, s) {
			return true
		}
	}
	return false
}

// fetch reports commands that move files off or on, or open sessions.
func fetch(w []string) bool {
	for _, s := range w {
		for _, scheme := range []string{"tftp:", "ftp:", "scp:", "sftp:", "http:", "https:", "rcp:"} {
			if strings.Contains(s, scheme) {
				return true
			}
		}
		switch strings.Trim(s, `"'|;`) {
		case "ssh", "telnet", "curl", "wget", "scp", "sftp", "nc", "ncat", "socat", "tftp", "ftp", "rsync", "netcat":
			return true
		}
	}
	return false
}

// account reports commands that touch accounts, keys or their checks.
func account(w []string) bool {
	for _, s := range w {
		switch strings.Trim(s, `"'|;`) {
		case "username", "useradd", "usermod", "userdel", "passwd", "adduser", "authorized_keys", "sshkey", "ssh-key", "chpasswd", "visudo",
			"snmp-server", "enable-secret":
			return true
		}
		if strings.Contains(s, "authorized_keys") || strings.Contains(s, "/etc/passwd") || strings.Contains(s, "/etc/shadow") {
			return true
		}
	}
	return len(w) > 1 && w[0] == "enable" && (w[1] == "secret" || w[1] == "password")
}

package verbs

import "strings"

// Move is a place that a command sends files to or takes them from.
type Move struct{ Proto, Host string }

// Moves finds the remote places in a command. Credentials are left out.
func Moves(command string) []Move {
	var out []Move
	for _, w := range strings.Fields(command) {
		w = strings.Trim(w, `"';|()`)
		scheme, rest, ok := strings.Cut(w, ":")
		switch scheme {
		case "tftp", "ftp", "scp", "sftp", "http", "https":
		default:
			ok = false
		}
		if !ok {
			continue
		}
		host, _, _ := strings.Cut(strings.TrimLeft(rest, "/"), "/")
		if at := strings.LastIndexByte(host, '@'); at >= 0 {
			host = host[at+1:]
		}
		out = append(out, Move{scheme, host})
	}
	return out
}

// Passwords finds the passwords in the URLs of a text, such as the one of
// ftp://user:password@host/.
func Passwords(text string) []string {
	var out []string
	for {
		_, rest, ok := strings.Cut(text, "://")
		if !ok {
			return out
		}
		text = rest
		host := rest
		if end := strings.IndexAny(host, "/ \t\n\"'"); end >= 0 {
			host = host[:end]
		}
		at := strings.LastIndexByte(host, '@')
		if at < 0 {
			continue
		}
		if _, pass, ok := strings.Cut(host[:at], ":"); ok && pass != "" {
			out = append(out, pass)
		}
	}
}

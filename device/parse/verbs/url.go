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

// Passwords finds the secrets in a command: the password in a URL such as
// ftp://user:password@host/, and what stands behind a word that announces one.
func Passwords(text string) []string {
	out := announced(text)
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

// announced finds the words behind "password" and its kin. A number in
// between names the form.
func announced(text string) []string {
	var out []string
	words := strings.Fields(text)
	for i := 0; i < len(words); i++ {
		switch strings.ToLower(strings.Trim(words[i], `"'-`)) {
		case "password", "secret", "passphrase", "key", "key-string", "community", "sha512", "token":
		default:
			continue
		}
		for i+1 < len(words) && len(words[i+1]) <= 2 {
			i++
		}
		if i+1 < len(words) {
			if v := strings.Trim(words[i+1], `"';`); v != "" && v != "sha512" {
				out = append(out, v)
			}
		}
	}
	return out
}

package parse

import "strings"

// secretWords are keywords behind which configurations write secrets. What
// follows them is masked in every printed line, also in lines that no table
// understood.
var secretWords = []string{"password", "passwd", "secret", "key", "key-string", "community", "passphrase", "psk", "pre-shared-key",
	"psksecret", "shared-secret", "shared-key", "authentication-key", "encrypted-password", "md5", "phash", "cipher", "irreversible-cipher",
	"simple", "enc", "auth-password", "priv-password", "privacy-password", "authentication-password", "credential", "token",
	"hash", "hash2", "sha", "sha256", "sha512", "keystring", "message-digest-key", "snmp-community-string", "plaintext-password", "plain-text-password-value",
	"bcrypt", "priv", "2c", "private-key",
	"trap-group", // Junos sends its name as the community
	"ascii-key", "hex-key", "auth-key", "server-key", "encryption-key", "tcp-md5-key", "cak", "ipsec-secret",
	"wpa-pre-shared-key", "wpa2-pre-shared-key", "api-key", "passkey", "encrypted"}

// maskWords replaces what stands behind a keyword of secrets by "***", and
// words that have the shape of a hash or a cipher. It is the second net under
// the tables' own masks: it may hide too much, and is meant to.
func maskWords(line string) string {
	if !suspicious(line) {
		if blob(line, true) {
			return "***"
		}
		return line
	}
	words := strings.Fields(line)
	timeServer := len(words) > 1 && words[0] == "ntp" && (words[1] == "server" || words[1] == "peer")
	hide := false
	for i, w := range words {
		bare := strings.ToLower(strings.Trim(w, `"';:={}[]`))
		if key, _, found := strings.Cut(w, "="); found && isSecretWord(strings.ToLower(key)) {
			words[i] = key + "=***"
			continue
		}
		switch {
		case hide && i > 0 && words[i-1] == "***" && isRightWord(bare):
			hide = false
		case isSecretWord(bare), bare == "text" && i > 0 && words[i-1] == "authentication":
			hide = true
		case hide && (isFormWord(bare) || isKeySize(bare)):
		case hide && timeServer && isServerOption(bare):
			hide = false // the key is named by its number
		case hide:
			words[i], hide = "***", false
		case hashLike(bare), blob(w, false):
			words[i] = "***"
		default:
			words[i] = maskInside(w)
		}
	}
	return strings.Join(words, " ")
}

func suspicious(line string) bool {
	lower := strings.ToLower(line)
	for _, w := range secretWords {
		if strings.Contains(lower, w) {
			return true
		}
	}
	return strings.Contains(line, "$") || strings.Contains(line, "%^%#") || strings.Contains(lower, "-aq==") ||
		strings.Contains(line, "://") || strings.Contains(line, "authentication text")
}

// maskInside masks what a word holds of secrets: the password of an address
// with one (ftp://user:password@host), the text of an XML element and a
// ciphered blob between marks.
func maskInside(w string) string {
	w = maskElements(w)
	if scheme := strings.Index(w, "://"); scheme >= 0 {
		from := scheme + len("://")
		if at := strings.LastIndexByte(w[from:], '@'); at >= 0 {
			if colon := strings.IndexByte(w[from:from+at], ':'); colon >= 0 {
				return w[:from+colon+1] + "***" + w[from+at:]
			}
		}
	}
	for _, mark := range []string{"-aq==", "%^%#"} {
		if at := strings.Index(strings.ToLower(w), mark); at >= 0 {
			end := strings.IndexAny(w[at:], `<"'`)
			if end < 0 {
				return w[:at] + "***"
			}
			return w[:at] + "***" + w[at+end:]
		}
	}
	return w
}

// maskElements masks <password>text</password>, also for elements that do not
// end in the same word.
func maskElements(w string) string {
	for from := 0; ; {
		open := strings.IndexByte(w[from:], '<')
		if open < 0 {
			return w
		}
		open += from
		end := strings.IndexByte(w[open:], '>')
		if end < 0 {
			return w
		}
		end += open + 1
		from = end
		if !isSecretWord(strings.ToLower(w[open+1 : end-1])) {
			continue
		}
		text := strings.IndexByte(w[end:], '<')
		if text < 0 {
			text = len(w) - end
		}
		if text > 0 {
			w = w[:end] + "***" + w[end+text:]
		}
	}
}

// isSecretWord reports a keyword of secrets, also as the last part of a longer
// one: bgp-password.
func isSecretWord(w string) bool {
	w = strings.TrimLeft(w, "<")
	if secretWord[w] {
		return true
	}
	for part := w; ; {
		i := strings.IndexByte(part, '-')
		if i < 0 {
			break
		}
		if part = part[i+1:]; len(part) > 5 && secretWord[part] {
			return true
		}
	}
	return strings.HasSuffix(w, "-key") && w != "public-key" && w != "host-key" && w != "ssh-key"
}

// secretWord is secretWords for looking up.
var secretWord = setOf(secretWords)

func setOf(words []string) map[string]bool {
	out := make(map[string]bool, len(words))
	for _, w := range words {
		out[w] = true
	}
	return out
}

// isFormWord reports a word that stands between a keyword and its secret.
func isFormWord(w string) bool {
	switch w {
	case "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "8a", "encrypted", "clear", "clear-text", "encryption", "hmac-sha-256", "type",
		"sha512", "sha256", "md5", "sha", "aes", "aes128", "aes256", "des", "3des", "ascii-text", "hexadecimal", "set", "value", "is",
		"cipher", "simple", "irreversible-cipher", "enc", "local", "remote", "address", "password", "key", "secret", "write", "read", "***":
		return true
	}
	return false
}

// isRightWord reports what says, behind a community that is masked already,
// what it may do: no secret, and what a reader looks for.
func isRightWord(w string) bool {
	switch w {
	case "ro", "rw", "view", "mib-view", "group", "acl", "use-acl", "authorization":
		return true
	}
	return false
}

// isServerOption reports a word that says how a time server is asked.
func isServerOption(w string) bool {
	switch w {
	case "prefer", "iburst", "burst", "minpoll", "maxpoll", "version", "source", "vrf", "use-vrf", "normal-sync":
		return true
	}
	return false
}

// isKeySize reports the length that follows a cipher's name.
func isKeySize(w string) bool { return w == "128" || w == "192" || w == "256" }

// blob reports a long word of base64 in which capitals, small letters and
// digits are mixed, as in a line of a private key. One that is a line of its
// own needs no digit.
func blob(w string, alone bool) bool {
	w = strings.Trim(w, `"';`)
	if len(w) < 24 {
		return false
	}
	var upper, lower, digit bool
	for _, r := range w {
		switch {
		case r >= 'A' && r <= 'Z':
			upper = true
		case r >= 'a' && r <= 'z':
			lower = true
		case r >= '0' && r <= '9', r == '+', r == '=':
			digit = true
		case r != '/':
			return false
		}
	}
	return upper && lower && (digit || alone)
}

// hashLike reports a word with the shape of a stored hash or ciphered blob.
func hashLike(w string) bool {
	return len(w) >= 8 && w[0] == '$' && strings.Count(w, "$") >= 2 || strings.HasPrefix(w, "%^%#") || strings.HasPrefix(w, "-aq==")
}

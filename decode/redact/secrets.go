package redact

import "strings"

// trigger is a word that a secret follows.
type trigger struct {
	// needsForm says that in a text that is no command the word alone says
	// nothing ("invalid password for jdoe"): a form must stand between it and
	// the secret ("password 7 …", "password cipher …").
	needsForm bool
	// unless are words behind the trigger that make it another thing, such as
	// "key chain NAME".
	unless string
}

// triggers are the words of all systems behind which a secret stands, in small
// letters, with "-" and "_" as the systems write them.
func triggerOf(w string) (trigger, bool) {
	switch w {
	case "password", "passwd", "pass", "secret", "passphrase", "pwd":
		return trigger{needsForm: true, unless: " encryption encryption-type recovery recover policy control expiry prompt length min-length complexity history change lifetime authentication "}, true
	case "key", "psk", "community", "sha1", "aes", "des":
		return trigger{needsForm: true, unless: " chain chains generate zeroize config-key exchange pubkey-chain import export rsa dsa ecdsa ed25519 mypubkey keyring map list set add delete name names members expanded standard permit deny label "}, true
	case "key-string", "keystring", "pre-shared-key", "preshared-key", "presharedkey", "ascii-text", "hexadecimal", "auth-password", "priv-password",
		"privacy-password", "authentication-password", "encrypted-password", "plain-text-password-value", "simple-password", "authentication-key",
		"authentication-key-chain-secret", "hello-authentication-key", "shared-secret", "sharedsecret", "phash", "hashed-password", "auth-pwd", "priv-pwd",
		"irreversible-cipher", "cipher-text", "psksecret", "wpa-passphrase", "wpa-psk", "passwordhash", "auth-key", "md5-key", "message-digest-key-string",
		"shared-key", "wpa-pre-shared-key", "wpa2-pre-shared-key", "ppp-password", "client-secret", "api-key", "apikey", "token", "authpassword", "privpassword":
		return trigger{}, true
	case "snmp-server", "authentication", "auth", "priv", "privacy", "cipher", "message-digest-key":
		return trigger{}, false // they lead to one of the above, see phrase
	}
	return trigger{}, false
}

// isForm says whether a word tells how the secret behind it is written.
func isForm(w string) bool {
	switch w {
	case "0", "5", "6", "7", "8", "9", "clear", "cleartext", "clear-text", "encrypted", "enc", "ascii", "hex", "hexadecimal", "cipher",
		"irreversible-cipher", "simple", "plain", "plaintext", "plain-text", "md5", "sha", "sha1", "sha256", "sha512", "sha-256", "sha-512", "hash", "hash2", "pbkdf2", "bcrypt",
		"128", "192", "256", "aes", "aes128", "aes256", "des", "3des", "local", "unencrypted", "scrypt", "type-6", "value", "encryption-type", "string", "word", "is":
		return true
	}
	return false
}

// secrets appends the spans of text that hold one. With loose the text is a
// command, and a trigger needs no form behind it.
func secrets(out []span, text string, loose bool) []span {
	out = guessed(credentials(out, text), text)
	w := words{text: text}
	for w.next() {
		if w.private() {
			out = append(out, span{w.from, privateEnd(text, w.from), secret})
			return out
		}
		if quoted := w.word(); w.quoted() && strings.IndexByte(quoted, ' ') >= 0 && strings.IndexByte(quoted, '"') < 0 {
			n := len(out)
			out = secrets(out, quoted, loose)
			for i := n; i < len(out); i++ {
				out[i].from, out[i].to = out[i].from+w.from, out[i].to+w.from
			}
			continue
		}
		if w.from == w.to || !isLetter(text[w.from]) && text[w.from] != '-' {
			continue // no word that announces a secret begins so
		}
		lower, ok := small(w.word())
		if !ok {
			continue
		}
		if s, ok := phrase(lower.String(), w, loose); ok {
			out = append(out, s)
			continue
		}
		tr, ok := triggerOf(strings.TrimLeft(lower.String(), "-")) // "--password X" of programs
		if !ok || w.namesakes() {
			continue
		}
		if s, ok := follow(tr, w, loose); ok {
			out = append(out, s)
		}
	}
	return out
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// follow finds the secret behind a trigger.
func follow(tr trigger, w words, loose bool) (span, bool) {
	formed := w.assigned() // "password=…" needs no other sign
	for i := 0; w.next(); i++ {
		lower, short := small(w.word())
		if short && i == 0 && tr.unless != "" && strings.Contains(tr.unless, " "+lower.String()+" ") {
			return span{}, false
		}
		if short && i < 5 && !w.last() && (isForm(lower.String()) || w.numbered()) {
			formed = true
			continue
		}
		if tr.needsForm && !formed && !loose || w.harmless() {
			return span{}, false
		}
		return w.secret(), true
	}
	return span{}, false
}

// namesakes says of a trigger that it is another thing of the same name: the
// folder in a record of sudo ("; PWD=/root ; USER=…"), or the name of the rule
// in a record of the Linux audit system, by which it is found (key="identity").
func (w words) namesakes() bool {
	rest := w.text[w.to:]
	switch w.word() {
	case "PWD":
		folder, _, ok := strings.Cut(rest, " ; ")
		return ok && strings.HasPrefix(folder, "=/") && strings.HasSuffix(w.before(), ";") && strings.IndexByte(folder, ' ') < 0
	case "key":
		return strings.HasPrefix(rest, "=") && w.from > 0 && w.text[w.from-1] == ' ' && strings.Contains(w.text[:w.from], "msg=audit(")
	}
	return false
}

// numbered says whether the word is the number of a key, in front of its form:
// "authentication-key 1 md5 X".
func (w words) numbered() bool {
	if strings.Trim(w.word(), "0123456789") != "" || !w.next() {
		return false
	}
	lower, short := small(w.word())
	return short && isForm(lower.String())
}

// secret is the span of the word as a secret: signs that separate other words
// can be in it, so it goes on to the next blank or the closing quote.
func (w *words) secret() span {
	to := w.to
	if w.quoted() {
		return span{w.from, to, secret}
	}
	for to < len(w.text) && w.text[to] != ' ' && w.text[to] != '"' && w.text[to] != '\t' && w.text[to] != '\r' && w.text[to] != '\n' {
		to++
	}
	return span{w.from, w.from + len(strings.TrimRight(w.text[w.from:to], "])},;")), secret}
}

// phrase finds secrets that only two or more words together announce.
func phrase(word string, w words, loose bool) (span, bool) {
	switch word {
	case "community": // "snmp-server community X", "set snmp community X", "community name (X)"
		before := w.before()
		if strings.HasSuffix(before, "snmp-server") || strings.HasSuffix(before, "snmp") || strings.HasSuffix(before, "snmp-agent") {
			after := w
			for after.next() && (after.word() == "add" || after.word() == "set" || after.word() == "name") {
				w = after // RouterOS: "/snmp community add name=X"
			}
			return follow(trigger{unless: " map mib complexity-check "}, w, true)
		}
		after := w
		if after.next() && after.word() == "name" && after.next() && strings.HasPrefix(w.text[w.to:], " name (") {
			return after.secret(), true
		}
	case "host": // "snmp-server host 192.0.2.9 traps version 2c X"
		if strings.HasSuffix(w.before(), "snmp-server") {
			return trapHost(w)
		}
	case "read", "write": // VRP: "snmp-agent community read cipher X"
		if strings.HasSuffix(w.before(), "community") {
			return follow(trigger{}, w, true)
		}
	case "auth", "authentication-mode", "priv", "privacy-mode": // "snmp-server user U G v3 auth sha X priv aes 128 Y"
		after := w
		if !loose || !after.next() {
			break
		}
		alg, ok := small(after.word())
		if !ok || !isForm(alg.String()) {
			break
		}
		return follow(trigger{}, after, true)
	case "message-digest-key", "md5": // "ip ospf message-digest-key 1 md5 X"
		if word == "md5" && strings.Contains(w.before(), "message-digest-key") {
			return follow(trigger{}, w, true)
		}
	}
	return span{}, false
}

// credentials finds the password in "ftp://user:password@host/file".
func credentials(out []span, text string) []span {
	for at := 0; ; {
		i := strings.Index(text[at:], "://")
		if i < 0 {
			return out
		}
		at += i + 3
		end := at
		for end < len(text) && text[end] != ' ' && text[end] != '"' {
			end++
		}
		host := strings.LastIndexByte(text[at:end], '@')
		if host < 0 {
			continue
		}
		if colon := strings.IndexByte(text[at:at+host], ':'); colon >= 0 && colon+1 < host {
			out = append(out, span{at + colon + 1, at + host, secret})
		}
	}
}

// guessed finds the community that somebody tried, in what Junos writes of it:
// "unauthorized SNMP community from A to B (X)", and the parameter index1="X".
func guessed(out []span, text string) []span {
	at := strings.Index(text, "unauthorized SNMP community")
	if at < 0 {
		return out
	}
	if i := strings.Index(text, ` index1="`); i >= 0 {
		i += len(` index1="`)
		if n := strings.IndexByte(text[i:], '"'); n > 0 {
			out = append(out, span{i, i + n, secret})
		}
	}
	if i := strings.LastIndexByte(text, '('); i > at {
		if n := strings.LastIndexByte(text, ')'); n > i+1 {
			out = append(out, span{i + 1, n, secret})
		}
	}
	return out
}

// trapHost finds the community behind the options of a receiver of traps.
func trapHost(w words) (span, bool) {
	w.next() // the address
	for w.next() {
		switch w.word() {
		case "traps", "trap", "informs", "inform", "version", "1", "2c", "3", "auth", "noauth", "priv", "use-vrf", "vrf":
		default:
			return w.secret(), true
		}
	}
	return span{}, false
}

// private says whether a key in PEM begins here.
func (w *words) private() bool {
	return strings.HasPrefix(w.text[w.from:], "-----BEGIN") && strings.Contains(w.text[w.from:], "PRIVATE")
}

func privateEnd(text string, from int) int {
	if at := strings.Index(text[from:], "-----END"); at >= 0 {
		if dash := strings.Index(text[from+at+8:], "-----"); dash >= 0 {
			return from + at + 8 + dash + 5
		}
	}
	return len(text)
}

// harmless says whether the word cannot be a secret: nothing, or a mask that
// the device put there itself.
func (w *words) harmless() bool {
	v := w.word()
	return v == "" || strings.Trim(v, "*") == "" || v == "<cr>" || v == "<removed>" || strings.HasPrefix(v, "<secret:")
}

package fill

import (
	"strconv"
	"strings"
)

// Word returns list[i], or "" where there is none.
func Word(list []string, i int) string {
	if i >= 0 && i < len(list) {
		return list[i]
	}
	return ""
}

// Next returns the word behind the first key in words that has one, and
// whether there is one.
func Next(words []string, key string) (string, bool) {
	for i, w := range words {
		if w == key && i+1 < len(words) {
			return words[i+1], true
		}
	}
	return "", false
}

// Int reads a decimal that is not negative, -1 where w is none.
func Int(w string) int64 {
	n, err := strconv.ParseUint(w, 10, 62)
	if err != nil {
		return -1
	}
	return int64(n)
}

// Broken reports a word that has the characters of an address and is none, as
// one has that was cut off: it is no interface either.
func Broken(w string) bool {
	return strings.ContainsAny(w, ".:") && strings.Trim(w, "0123456789abcdefABCDEF.:") == ""
}

// After returns what stands behind the first occurrence of word in a line.
func After(text, word string) string {
	_, rest, _ := strings.Cut(text, word)
	return strings.TrimSpace(rest)
}

// BareURL takes credentials out of a URL.
func BareURL(url string) string {
	scheme, rest, ok := strings.Cut(url, "://")
	if !ok {
		return url
	}
	host, path, found := strings.Cut(rest, "/")
	if at := strings.LastIndexByte(host, '@'); at >= 0 {
		host = host[at+1:]
	}
	if found {
		host += "/" + path
	}
	return scheme + "://" + host
}

var severities = [...]string{"emergencies", "alerts", "critical", "errors", "warnings", "notifications", "informational", "debugging"}

// Severity reads a syslog level by number or by Cisco's name of it.
func Severity(w string) (int64, bool) {
	if n := Int(w); n >= 0 {
		return n, n <= 7
	}
	for i, name := range severities {
		if w == name {
			return int64(i), true
		}
	}
	return 0, false
}

// CiscoKey splits "7 value", "8a value" and "value" into the secret's type and
// its text; both are "" where there is no value.
func CiscoKey(words []string) (typ, value string) {
	switch {
	case len(words) == 0:
		return "", ""
	case len(words) > 1 && words[0] == "0":
		return "clear", words[1]
	case len(words) > 1 && (words[0] == "8a" || len(words[0]) == 1 && words[0][0] >= '1' && words[0][0] <= '9'):
		return "cisco" + words[0], words[1]
	}
	return "clear", words[0]
}

// ManagementVRF reports a name that people give to the management table.
func ManagementVRF(name string) bool {
	lower := strings.ToLower(name)
	return lower == "management" || strings.HasPrefix(lower, "mgmt") || strings.HasSuffix(lower, "-mgmt") || lower == "oob"
}

// Without returns list without v; it is never nil.
func Without(list []string, v string) []string {
	out := []string{}
	for _, s := range list {
		if s != v {
			out = append(out, s)
		}
	}
	return out
}

// URLHost returns the host of a URL, or of HOST:PORT, without credentials,
// port and path.
func URLHost(url string) string {
	_, host, ok := strings.Cut(BareURL(url), "://")
	if !ok {
		host = url
	}
	if i := strings.IndexAny(host, "/?#"); i >= 0 {
		host = host[:i]
	}
	if inner, ok := strings.CutPrefix(host, "["); ok {
		host, _, _ = strings.Cut(inner, "]")
	} else if strings.Count(host, ":") == 1 {
		host, _, _ = strings.Cut(host, ":")
	}
	return host
}

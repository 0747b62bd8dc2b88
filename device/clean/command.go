package clean

import "strings"

// rank says how well a command's output is the running configuration.
type rank uint8

const (
	rankNone   rank = iota // another command
	rankPart               // a part of it
	rankStored             // a whole stored configuration
	rankWhole              // the whole running configuration
)

// operational are the first words of commands that show or set up something
// and are no statement of a configuration.
var operational = []string{
	"show", "sh", "sho", "display", "dis", "disp", "terminal", "term", "get", "diagnose",
	"admin", "environment", "info", "screen-length", "export", "/export", "/system", "enable",
	"more", "cat", "exit", "quit", "logout", "write", "no-more", "skip-page-display", "page",
}

// isOperational reports that a typed command is one of them. "set cli" is
// Junos' way to set up a session.
func isOperational(cmd string) bool {
	first, rest, _ := strings.Cut(cmd, " ")
	first = strings.ToLower(first)
	for _, w := range operational {
		if first == w {
			return true
		}
	}
	return first == "set" && strings.HasPrefix(rest, "cli ") || first == "no" && strings.HasPrefix(rest, "page")
}

// rankOf judges a command by the configuration it shows.
func rankOf(cmd string) rank {
	base, filters, piped := strings.Cut(strings.ToLower(cmd), "|")
	w := strings.Fields(base)
	if len(w) == 0 {
		return rankNone
	}
	r := rankBase(w)
	if piped && r > rankPart && !wholeFilters(filters) {
		return rankPart
	}
	return r
}

// shown says how much of the configuration a command shows that was typed at
// prompt p, under the state line before, "" for none.
func shown(r rank, cmd string, p prompt, before []byte) Shown {
	switch {
	case r == rankNone:
		return ShownUnknown
	case r == rankPart, relative(cmd) && (p.inside() || insideState(before)):
		return ShownPart
	}
	return ShownWhole
}

// relative reports commands that show what lies below the place in the
// configuration where the session stands.
func relative(cmd string) bool {
	base, _, _ := strings.Cut(strings.ToLower(cmd), "|")
	w := strings.Fields(base)
	if len(w) == 0 {
		return false
	}
	switch w[0] {
	case "export", "info":
		return true
	case "show", "sh", "sho":
		return len(w) == 1 || w[1] == "full-configuration"
	}
	return false
}

func rankBase(w []string) rank {
	switch verb := w[0]; {
	case verb == "show" || verb == "sh" || verb == "sho":
		return rankShow(w[1:])
	case verb == "display" || verb == "dis" || verb == "disp":
		switch {
		case len(w) < 2:
			return rankNone
		case abbreviates(w[1], "current-configuration", 2):
			return wholeIf(len(w) == 2 || w[2] == "all")
		case abbreviates(w[1], "saved-configuration", 2):
			return rankStored
		}
	case verb == "export" || verb == "/export":
		return rankWhole
	case verb == "admin" && len(w) > 1:
		if abbreviates(w[1], "display-config", 2) {
			return rankWhole
		}
		return rankBase(w[1:])
	case verb == "info":
		return wholeIf(len(w) == 1 || w[1] == "full-context" || w[1] == "flat")
	case verb == "more" && len(w) == 2 && strings.Contains(w[1], "running-config"),
		verb == "cat" && len(w) == 2 && strings.Contains(w[1], "config"),
		verb == "write" && len(w) == 2 && abbreviates(w[1], "terminal", 1):
		return rankWhole
	}
	return rankNone
}

// rankShow judges the words after "show". Alone it shows the configuration in
// FortiOS and in the configuration modes of Junos and PAN-OS.
func rankShow(w []string) rank {
	if len(w) == 0 {
		return rankWhole
	}
	rest := w[1:]
	switch {
	case abbreviates(w[0], "running-config", 3), w[0] == "full-configuration", w[0] == "current-config":
		return wholeIf(only(rest, "all", "full", "no-encrypt", "config", "expanded-timestamp", "view", "detail", "sanitized", "exclude-provision"))
	case abbreviates(w[0], "configuration", 4), w[0] == "config":
		return wholeIf(only(rest, "running", "merged", "commands", "cli", "effective-running-config"))
	case abbreviates(w[0], "startup-config", 5):
		if len(rest) > 0 {
			return rankPart
		}
		return rankStored
	}
	return rankNone
}

func wholeIf(ok bool) rank {
	if ok {
		return rankWhole
	}
	return rankPart
}

func only(words []string, allowed ...string) bool {
	for _, w := range words {
		ok := false
		for _, a := range allowed {
			ok = ok || w == a
		}
		if !ok {
			return false
		}
	}
	return true
}

// wholeFilters reports that no filter leaves configuration out.
func wholeFilters(s string) bool {
	for _, f := range strings.Split(s, "|") {
		f = strings.TrimSpace(f)
		switch {
		case f == "no-more", f == "nomore", f == "grep .", f == "grep -v ^$":
		case strings.HasPrefix(f, "display "), strings.HasPrefix(f, "exclude ! time"):
		default:
			return false
		}
	}
	return true
}

// abbreviates reports that s is word cut to at least n letters.
func abbreviates(s, word string, n int) bool {
	return len(s) >= n && strings.HasPrefix(word, s)
}

// isVersionCommand reports that a command's output names the software version.
func isVersionCommand(cmd string) bool {
	w := strings.Fields(strings.ToLower(cmd))
	if len(w) < 2 {
		return false
	}
	switch w[0] {
	case "show", "sh", "display", "dis":
		return abbreviates(w[1], "version", 3) || len(w) == 3 && w[1] == "system" && (w[2] == "info" || w[2] == "information")
	case "get":
		return len(w) == 3 && w[1] == "system" && w[2] == "status"
	case "/system":
		return w[1] == "resource"
	}
	return false
}

// showsFile reports a command whose output may be any file, so also one with
// configuration.
func showsFile(cmd string) bool {
	w, _, _ := strings.Cut(cmd, " ")
	return w == "cat" || w == "more"
}

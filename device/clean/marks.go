package clean

import "strings"

// markMax bounds the length of a value taken from a comment.
const markMax = 200

// changePhrases are followed by the time of the last change, and " by USER".
var changePhrases = []string{
	"Last configuration change at ", "Last configuration was updated at ", "Running configuration last done at: ",
	"Last changed: ", "Last commit: ", "Last modified ",
}

// savedPhrases are followed by the time the configuration was stored.
var savedPhrases = []string{
	"NVRAM config last updated at ", "Last configuration was saved at ", "Configuration last saved at ",
	"Startup-config last modified at ", "Written by ", "Startup config saved at: ",
}

// comment reads one header comment and reports that a collector wrote it.
func (m *Marks) comment(text []byte, raw int32) bool {
	full := string(text[:min(len(text), markMax)])
	s := strings.TrimLeft(full, "!#:; ")
	if s == "" {
		return false
	}
	if v, ok := strings.CutPrefix(s, "RANCID-CONTENT-TYPE:"); ok {
		m.ContentType = strings.TrimSpace(v)
		m.setCollector("rancid", raw)
		return true
	}
	switch {
	case phrase(s, changePhrases, func(rest string) { m.setChange(rest, raw) }):
	case phrase(s, savedPhrases, func(rest string) { m.setSaved(s, rest, raw) }):
	case strings.HasPrefix(s, "Time: ") && strings.HasPrefix(full, "!Time"):
		if m.LastChangeLine == 0 {
			m.LastChange, m.LastChangeLine = strings.TrimSpace(s[len("Time: "):]), raw
		}
	case strings.HasPrefix(s, "Command: "):
		m.setCommand(strings.TrimSpace(s[len("Command: "):]), raw)
	default:
		m.setVersion(versionComment(s), raw)
		return m.collectorComment(full, s, raw)
	}
	return false
}

// phrase calls use with what follows the first of the phrases that s has.
func phrase(s string, phrases []string, use func(rest string)) bool {
	for _, p := range phrases {
		if rest, ok := strings.CutPrefix(s, p); ok {
			use(rest)
			return true
		}
	}
	return false
}

func (m *Marks) setChange(rest string, raw int32) {
	m.LastChange, m.LastChangeBy = timeBy(rest)
	m.LastChangeLine = raw
}

// setSaved reads "T by U", or for "Written by" (ASA) "U at T".
func (m *Marks) setSaved(s, rest string, raw int32) {
	m.SavedAt, m.SavedBy = timeBy(rest)
	if strings.HasPrefix(s, "Written by ") {
		m.SavedBy, m.SavedAt, _ = strings.Cut(rest, " at ")
	}
	m.SavedLine = raw
}

func timeBy(s string) (at, by string) {
	at, by, _ = strings.Cut(s, " by ")
	by, _, _ = strings.Cut(strings.TrimSpace(by), " ")
	return strings.TrimSpace(at), by
}

// setCommand keeps the first command that shows a configuration, unless a later
// one says that only a part of it follows.
func (m *Marks) setCommand(cmd string, raw int32) {
	part := rankOf(cmd) == rankPart
	if m.CommandLine == 0 || rankOf(m.Command) == rankNone || part {
		m.Command, m.CommandLine = cmd, raw
	}
	if part {
		m.Shown = ShownPart
	}
}

func (m *Marks) setCollector(name string, raw int32) {
	if m.CollectorLine == 0 {
		m.Collector, m.CollectorLine = name, raw
	}
}

func (m *Marks) setVersion(v string, raw int32) {
	if m.VersionLine == 0 && v != "" {
		m.Version, m.VersionLine = v, raw
	}
}

// collectorFields start the comments that RANCID ("!Image: …") and Oxidized
// ("! Image: …") write above a configuration from show version and its kin.
var collectorFields = []string{"Image: ", "Chassis type: ", "Memory: ", "Processor ID: ", "CPU: ", "VTP: ", "NAME: ", "PID: ", "Flash: ", "BootFlash: "}

// collectorComment recognises the header blocks of the two collectors by their
// fields; the blank after "!" tells them apart.
func (m *Marks) collectorComment(full, s string, raw int32) bool {
	for _, field := range collectorFields {
		if !strings.HasPrefix(s, field) {
			continue
		}
		if strings.HasPrefix(full, "! ") {
			m.setCollector("oxidized", raw)
		} else {
			m.setCollector("rancid", raw)
		}
		return true
	}
	return false
}

// versionComment finds the version in a header comment.
func versionComment(s string) string {
	for _, p := range []string{"IOS XR Configuration version = ", "IOS XR Configuration "} {
		if rest, ok := strings.CutPrefix(s, p); ok {
			return word(rest)
		}
	}
	if i := strings.Index(s, " by RouterOS "); i >= 0 {
		return word(s[i+len(" by RouterOS "):])
	}
	if strings.HasPrefix(s, "device: ") {
		if i := strings.Index(s, "EOS-"); i >= 0 {
			return word(s[i+len("EOS-"):])
		}
	}
	if rest, ok := strings.CutPrefix(s, "Image: Software: "); ok {
		if _, v, ok := strings.Cut(rest, ", "); ok {
			return word(v)
		}
	}
	if strings.Contains(s, "Software, Version ") || strings.HasPrefix(s, "TiMOS-") {
		return versionIn([]byte(s))
	}
	return ""
}

// versionIn finds the software version in a line of show version.
func versionIn(line []byte) string {
	s := strings.TrimSpace(string(line[:min(len(line), markMax)]))
	if rest, ok := strings.CutPrefix(s, "TiMOS-"); ok {
		return word(rest)
	}
	for _, p := range []string{"BIOS", "ROM:", "Bootstrap", "BOOTLDR"} {
		if strings.Contains(s, p) {
			return ""
		}
	}
	low := strings.ToLower(s)
	for _, p := range []string{"junos: ", "software image version: ", "sw-version: ", "version: fortigate", "software version ", ", version ", "nxos: version ", "system: version ", "version: "} {
		i := strings.Index(low, p)
		if i < 0 {
			continue
		}
		rest := s[i+len(p):]
		if p == "version: fortigate" {
			_, rest, _ = strings.Cut(rest, " ")
			rest = strings.TrimPrefix(rest, "v")
		}
		if v := word(rest); v != "" && strings.ContainsAny(v, "0123456789") {
			return v
		}
	}
	// "  system:    version 7.3(13)N1(1)" has any number of blanks.
	if strings.HasPrefix(low, "system:") {
		return word(strings.TrimPrefix(strings.TrimSpace(s[len("system:"):]), "version "))
	}
	return ""
}

// word returns the first word of s without punctuation at its end.
func word(s string) string {
	s = strings.TrimSpace(s)
	if i := strings.IndexAny(s, " ,;"); i >= 0 {
		s = s[:i]
	}
	if !strings.Contains(s, "(") {
		s = strings.TrimRight(s, ")")
	}
	return s
}

// finish reads what needs the whole text: masks, the trailer and the length of
// what was declared, from offset at of Text on.
func (m *Marks) finish(f *File, at int) {
	m.Masked = masked(f.Text)
	m.readTrailer(f)
	if at >= 0 && at <= len(f.Text) && !m.Masked && m.Collector == "" {
		m.ConfigBytes = declaredLength(f.Text[at:])
	}
}

// masked looks for the marks with which devices and collectors hide secrets.
func masked(s string) bool {
	for i := strings.IndexByte(s, '<'); i >= 0; {
		s = s[i:]
		if strings.HasPrefix(s, "<removed>") || strings.HasPrefix(s, "<secret hidden>") || strings.HasPrefix(s, "<configuration removed>") {
			return true
		}
		if i = strings.IndexByte(s[1:], '<'); i >= 0 {
			i++
		}
	}
	return false
}

// trailers are the words of a comment that a collector writes after a whole
// configuration, in lower case.
var trailers = []string{"end of configuration", "end of collection", "collection complete"}

// readTrailer looks at the last line with text.
func (m *Marks) readTrailer(f *File) {
	text := strings.TrimRight(f.Text, " \t\n")
	start := strings.LastIndexByte(text, '\n') + 1
	last := text[start:]
	if last == "" || len(last) > markMax || !strings.ContainsRune("!#:;", rune(last[0])) {
		return
	}
	low := strings.ToLower(strings.TrimLeft(last, "!#:;- "))
	for _, t := range trailers {
		if strings.HasPrefix(low, t) {
			m.Trailer = last
			m.TrailerLine = int32(f.RawLine(strings.Count(text[:start], "\n") + 1))
			return
		}
	}
}

// declaredLength counts as IOS does: from the declaration through the last
// "end" line, line ends as one byte, ^C as the one byte it stands for.
func declaredLength(s string) int64 {
	s = strings.TrimRight(s, " \t\n")
	if s != "end" && !strings.HasSuffix(s, "\nend") {
		if i := strings.LastIndex(s, "\nend\n"); i >= 0 {
			s = s[:i+len("\nend")]
		}
	}
	return int64(len(s) - strings.Count(s, "^C"))
}

package file

import (
	"path"
	"strconv"
	"strings"
)

// maxName bounds the length of a member's name, as systems bound a path.
const maxName = 4096

// memberName returns the cleaned name of a member, or false when the name would
// lead out of the folder that the archive is unpacked into.
func memberName(name string) (string, bool) {
	if name == "" || len(name) > maxName || strings.ContainsRune(name, 0) {
		return "", false
	}
	slashed := strings.ReplaceAll(name, `\`, "/")
	drive := len(slashed) >= 2 && slashed[1] == ':' && isLetter(slashed[0])
	if drive || slashed[0] == '/' {
		return "", false
	}
	for part := range strings.SplitSeq(slashed, "/") {
		if part == ".." {
			return "", false
		}
	}
	clean := path.Clean(name)
	return clean, clean != "."
}

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

// badName emits a member under its escaped name.
func (r *reader) badName(archive, name string) error {
	quoted := strconv.QuoteToASCII(name[:min(len(name), 256)])
	return r.skip(archive+"!/"+quoted[1:len(quoted)-1], &Skip{ArchiveBadName, "the name leads out of the archive or is not usable", "an archive from a collector has no such names: find out who made it"})
}

// inAdmin finds the folder of version control that a member lies in, or "".
func inAdmin(name string) string {
	for i := 0; i < len(name); {
		end := strings.IndexByte(name[i:], '/')
		if end < 0 {
			return ""
		}
		if isAdmin(name[i:i+end], true) {
			return name[:i+end]
		}
		i += end + 1
	}
	return ""
}

// admins counts the folders of version control in one archive.
type admins map[string]bool

// skips says whether name lies in one.
func (a admins) skips(s *Set, name string) bool {
	dir := inAdmin(name)
	if dir == "" {
		return false
	}
	if !a[dir] {
		a[dir] = true
		s.Admin++
	}
	return true
}

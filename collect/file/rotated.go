package file

import (
	"cmp"
	"strconv"
	"strings"
)

// compareRotated orders paths so that the files of a rotated log come in the
// order in which they were written: "log.10.gz", "log.2.gz", "log.1", "log".
// Dates behind the name ("log-20261121", "log.2026-11-21") already sort so, and
// come before the file without one. All other paths sort by their bytes.
func compareRotated(a, b string) int {
	stemA, ageA, numberA := rotation(a)
	stemB, ageB, numberB := rotation(b)
	return cmp.Or(cmp.Compare(stemA, stemB), -cmp.Compare(ageA, ageB), -cmp.Compare(numberA, numberB), cmp.Compare(a, b))
}

// The ages of a file of a rotated set, from the youngest.
const (
	current = iota
	numbered
	dated
)

// rotation takes a path apart: the name of the log, and which of its files it is.
func rotation(path string) (stem string, age, number int) {
	name := path
	for _, ext := range []string{".gz", ".zst", ".bz2", ".xz"} {
		name = strings.TrimSuffix(name, ext)
	}
	dot := strings.LastIndexAny(name, ".-")
	if dot <= strings.LastIndexByte(name, '/')+1 {
		return path, current, 0
	}
	if d := trailingDate(name); d > 0 {
		return name[:len(name)-d], dated, 0
	}
	n, err := strconv.Atoi(name[dot+1:])
	if err != nil || name[dot] != '.' || n < 0 || n > 9999 {
		return path, current, 0
	}
	return name[:dot], numbered, n
}

// trailingDate is the length of "-20261121" or ".2026-11-21" at the end of a
// name, 0 where there is none.
func trailingDate(name string) int {
	for _, shape := range []string{"-dddddddd", ".dddddddd", "-dddd-dd-dd", ".dddd-dd-dd", "-dddddddddd"} {
		if len(name) > len(shape) && shaped(name[len(name)-len(shape):], shape) {
			return len(shape)
		}
	}
	return 0
}

func shaped(s, shape string) bool {
	for i := range len(s) {
		if digit := '0' <= s[i] && s[i] <= '9'; shape[i] == 'd' != digit || shape[i] != 'd' && s[i] != shape[i] {
			return false
		}
	}
	return true
}

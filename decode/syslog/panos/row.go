package panos

import "strings"

// row is a record cut into columns.
type row struct {
	columns [maxColumns]string
	n       int
	id      string // type and subtype, as they stand
}

// read takes as many columns as there is room for, and returns how many there
// are, with the type and subtype as they stand. A quoted column may hold commas;
// a quote in it is written twice, and stays so.
func read(s string, columns []string) (n int, id string) {
	at, from := 0, 0
	for n < len(columns) && at <= len(s) {
		if n == 3 {
			from = at
		}
		if at < len(s) && s[at] == '"' {
			end := quoted(s, at+1)
			columns[n] = s[at+1 : end]
			at = min(end+1, len(s))
		} else {
			end := strings.IndexByte(s[at:], ',')
			if end < 0 {
				end = len(s) - at
			}
			columns[n] = s[at : at+end]
			at += end
		}
		if n == 4 {
			id = s[from:at]
		}
		n++
		if at >= len(s) || s[at] != ',' {
			break
		}
		at++
	}
	return n, id
}

// quoted finds the closing quote, or the end.
func quoted(s string, at int) int {
	for ; at < len(s); at++ {
		if s[at] != '"' {
			continue
		}
		if at+1 < len(s) && s[at+1] == '"' {
			at++
			continue
		}
		return at
	}
	return len(s)
}

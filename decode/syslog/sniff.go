package syslog

import "strings"

// Sniff is decode.Format's: the share of the lines at the beginning that have a
// header, at most 60, since nearly any text with times in it looks like a log.
func Sniff(head string) int {
	if _, at := octets(head); at > 0 {
		return 90 // RFC 6587
	}
	seen, headed := 0, 0
	var h Header
	for seen < 50 && head != "" {
		line, rest, whole := strings.Cut(head, "\n")
		if head = rest; !whole && seen > 0 {
			break // cut off by the length of the head
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		seen++
		h.Parse(strings.TrimRight(line, "\r"))
		if h.HasPri || h.Tag != "" || h.HasDevice && (h.Host != "" || h.Program != "") {
			headed++
		}
	}
	if seen == 0 || 3*headed < seen {
		return 0
	}
	return 60 * headed / seen
}

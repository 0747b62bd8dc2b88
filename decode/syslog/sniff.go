package syslog

import "strings"

// Sniffer makes decode.Format's Sniff: the share of the lines at the beginning
// that have a header, or are surely a family's, at most 60, since nearly any
// text with times in it looks like a log.
func Sniffer(families []Family) func(head string) int {
	return func(head string) int { return sniff(head, families) }
}

func sniff(head string, families []Family) int {
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
		if h.HasPri || h.Tag != "" || h.HasDevice && (h.Host != "" || h.Program != "") || sure(families, &h) {
			headed++
		}
	}
	if seen == 0 || 3*headed < seen {
		return 0
	}
	return 60 * headed / seen
}

// sure says whether a family knows the line as its own.
func sure(families []Family, h *Header) bool {
	for _, f := range families {
		if f.Claim(h) == Sure {
			return true
		}
	}
	return false
}

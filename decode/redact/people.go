package redact

import "strings"

// subscribers appends the spans of text that name a subscriber: a number of 10
// to 16 digits (E.164, IMSI, IMEI), with or without "+", or a SIP or TEL
// address. A number that is a part of a longer word, a date or an amount with a
// point is none.
func subscribers(out []span, text string) []span {
	for i := 0; i < len(text); {
		c := text[i]
		if c == '+' || '0' <= c && c <= '9' {
			j := i + 1
			for j < len(text) && '0' <= text[j] && text[j] <= '9' {
				j++
			}
			digits := j - i
			if c == '+' {
				digits--
			}
			if digits >= 10 && digits <= 16 && !bound(text, i, j) {
				out = append(out, span{i, j, subscriber})
			}
			i = j
			continue
		}
		if (c == 's' || c == 't') && i+4 < len(text) && (i == 0 || !isWord(text[i-1])) {
			if n := scheme(text[i:]); n > 0 {
				j := i + n
				for j < len(text) && !strings.ContainsRune(" \t\"'<>;,)]}|", rune(text[j])) {
					j++
				}
				if j > i+n {
					out = append(out, span{i + n, j, subscriber})
				}
				i = j
				continue
			}
		}
		i++
	}
	return out
}

func scheme(s string) int {
	for _, p := range []string{"sip:", "sips:", "tel:"} {
		if strings.HasPrefix(s, p) {
			return len(p)
		}
	}
	return 0
}

// bound says whether the digits are a part of something longer.
func bound(text string, i, j int) bool {
	before := i > 0 && (isWord(text[i-1]) || text[i-1] == '.' || text[i-1] == '-' && i > 1 && isWord(text[i-2]))
	after := j < len(text) && (isWord(text[j]) || text[j] == '.' && j+1 < len(text) && isWord(text[j+1]) || text[j] == '-' && j+1 < len(text) && isWord(text[j+1]))
	return before || after
}

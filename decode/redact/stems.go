package redact

// mayHold says whether a text has a piece of any word that announces a secret.
// Most texts have none, and are looked at no further. TestStems holds it to the
// triggers.
func mayHold(text string) bool {
	for i := 0; i+2 < len(text); i++ {
		switch uint32(text[i]|0x20)<<16 | uint32(text[i+1]|0x20)<<8 | uint32(text[i+2]|0x20) {
		case 'p'<<16 | 'a'<<8 | 's', 's'<<16 | 'e'<<8 | 'c', 'p'<<16 | 'w'<<8 | 'd', 'k'<<16 | 'e'<<8 | 'y',
			'p'<<16 | 's'<<8 | 'k', 's'<<16 | 'h'<<8 | 'a', 'a'<<16 | 'e'<<8 | 's', 'c'<<16 | 'i'<<8 | 'p',
			'w'<<16 | 'p'<<8 | 'a', 't'<<16 | 'o'<<8 | 'k', 'm'<<16 | 'd'<<8 | '5', 's'<<16 | 'n'<<8 | 'm',
			'h'<<16 | 'a'<<8 | 's', 'h'<<16 | 'e'<<8 | 'x', ':'<<16 | '/'<<8 | '/', '-'<<16 | '-'<<8 | '-':
			return true
		case 'c'<<16 | 'o'<<8 | 'm': // community, and not "command"
			if i+5 < len(text) && text[i+4]|0x20 == 'u' {
				return true
			}
		case 'd'<<16 | 'e'<<8 | 's': // DES, and not "destination"
			if i+3 == len(text) || text[i+3] == ' ' {
				return true
			}
		case 'a'<<16 | 's'<<8 | 'c': // ascii-text
			if i+3 < len(text) && text[i+3]|0x20 == 'i' {
				return true
			}
		case 'p'<<16 | 'r'<<8 | 'i': // priv, privacy
			if i+3 < len(text) && text[i+3]|0x20 == 'v' {
				return true
			}
		}
	}
	return false
}

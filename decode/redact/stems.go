package redact

// mayHold says whether a text has a piece of any word that announces a secret.
// Most texts have none, and are looked at no further. TestStems holds it to the
// triggers.
func mayHold(text string) bool {
	if len(text) < 3 {
		return false
	}
	last := three(text) >> 5
	for i := 2; i < len(text); i++ {
		last = (last<<5 | uint32(text[i]&31)) & (1<<15 - 1)
		if stems[last>>6]>>(last&63)&1 != 0 && isStem(text[i-2:]) {
			return true
		}
	}
	return false
}

// stems has a bit for the lower five bits of each of three signs that a stem
// begins with: what has none, which is nearly everything, is no stem.
var stems = func() (bits [1 << 15 / 64]uint64) {
	for _, s := range []string{"pas", "sec", "pwd", "key", "psk", "sha", "aes", "cip", "wpa", "tok", "md5", "snm", "has", "hex", "://", "---", "com", "des", "asc", "pri"} {
		n := three(s)
		bits[n>>6] |= 1 << (n & 63)
	}
	return bits
}()

// three packs the lower five bits of the first three signs.
func three(s string) uint32 {
	return uint32(s[0]&31)<<10 | uint32(s[1]&31)<<5 | uint32(s[2]&31)
}

// isStem says whether a text of three signs or more begins with a stem.
func isStem(text string) bool {
	switch uint32(text[0]|0x20)<<16 | uint32(text[1]|0x20)<<8 | uint32(text[2]|0x20) {
	case 'p'<<16 | 'a'<<8 | 's', 's'<<16 | 'e'<<8 | 'c', 'p'<<16 | 'w'<<8 | 'd', 'k'<<16 | 'e'<<8 | 'y',
		'p'<<16 | 's'<<8 | 'k', 's'<<16 | 'h'<<8 | 'a', 'a'<<16 | 'e'<<8 | 's', 'c'<<16 | 'i'<<8 | 'p',
		'w'<<16 | 'p'<<8 | 'a', 't'<<16 | 'o'<<8 | 'k', 'm'<<16 | 'd'<<8 | '5', 's'<<16 | 'n'<<8 | 'm',
		'h'<<16 | 'a'<<8 | 's', 'h'<<16 | 'e'<<8 | 'x', ':'<<16 | '/'<<8 | '/', '-'<<16 | '-'<<8 | '-':
		return true
	case 'c'<<16 | 'o'<<8 | 'm': // community, and not "command"
		if len(text) > 5 && text[4]|0x20 == 'u' {
			return true
		}
	case 'd'<<16 | 'e'<<8 | 's': // DES, and not "destination"
		if len(text) == 3 || text[3] == ' ' {
			return true
		}
	case 'a'<<16 | 's'<<8 | 'c': // ascii-text
		if len(text) > 3 && text[3]|0x20 == 'i' {
			return true
		}
	case 'p'<<16 | 'r'<<8 | 'i': // priv, privacy
		if len(text) > 3 && text[3]|0x20 == 'v' {
			return true
		}
	}
	return false
}

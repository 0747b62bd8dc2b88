package clean

import "bytes"

// move says what an escape sequence does to the cursor.
type move uint8

const (
	moveNone  move = iota // colours, modes, erasing
	moveBack              // cursor left
	moveRight             // cursor right
	moveLine              // to another line or place: text before and after is not one line
)

// oscMax bounds the text of an operating system command; a longer one is taken
// as text, so that a stray ESC cannot swallow a line.
const oscMax = 256

// escapeAt reads the escape sequence at b[0] (ESC) and returns its length and
// effect. An ESC that starts nothing known has length 1.
func escapeAt(b []byte) (n int, m move) {
	if len(b) < 2 {
		return len(b), moveNone
	}
	switch c := b[1]; {
	case c == '[':
		return csiAt(b)
	case c == ']' || c == 'P' || c == '^' || c == '_':
		return stringAt(b), moveNone
	case c == 'E' || c == 'D' || c == 'M':
		return 2, moveLine
	case c == '(' || c == ')' || c == '#' || c == '%':
		return min(3, len(b)), moveNone
	case c == '=' || c == '>' || c >= '7' && c <= '9' || c == 'c' || c == 'H' || c == 'Z' || c == '\\':
		return 2, moveNone
	}
	return 1, moveNone
}

// csiAt reads a control sequence: parameters, intermediates, one final byte.
func csiAt(b []byte) (int, move) {
	i := 2
	for i < len(b) && i < 64 && b[i] >= 0x20 && b[i] <= 0x3f {
		i++
	}
	if i >= len(b) || b[i] < 0x40 || b[i] > 0x7e {
		return 2, moveNone
	}
	switch b[i] {
	case 'D':
		return i + 1, moveBack
	case 'C':
		return i + 1, moveRight
	case 'A', 'B', 'E', 'F', 'G', 'H', 'f', 'd', 'S', 'T':
		return i + 1, moveLine
	}
	return i + 1, moveNone
}

// stringAt reads ESC ] … BEL, or any string that ends in ESC \.
func stringAt(b []byte) int {
	end := min(len(b), oscMax)
	for i := 2; i < end; i++ {
		if b[i] == 0x07 {
			return i + 1
		}
		if b[i] == 0x1b {
			if i+1 < len(b) && b[i+1] == '\\' {
				return i + 2
			}
			break
		}
	}
	return 2
}

// backAt returns the length of a run of cursor movements to the left
// (backspace, CSI n D and, where cr is set, carriage return), with the silent
// bytes in it, or 0 where the run holds no movement.
func backAt(b []byte, cr bool) int {
	i, moved := 0, 0
	for i < len(b) {
		switch b[i] {
		case '\b', '\r':
			if b[i] == '\r' && !cr {
				return moved
			}
			i++
			moved = i
		case 0, 0x07:
			i++
		case 0x1b:
			n, m := escapeAt(b[i:])
			if m != moveBack && m != moveNone {
				return moved
			}
			i += n
			if m == moveBack || moved > 0 {
				moved = i
			}
		default:
			return moved
		}
	}
	return moved
}

// blanksAt returns the length of a run of blanks with silent bytes in it.
func blanksAt(b []byte) int {
	i := 0
	for i < len(b) {
		switch b[i] {
		case ' ', 0, 0x07:
			i++
		case 0x1b:
			n, m := escapeAt(b[i:])
			if m != moveNone {
				return i
			}
			i += n
		default:
			return i
		}
	}
	return i
}

// eraseAt returns the length of what wipes a pager off the screen: movement to
// the left, and any number of times blanks and movement again. 0 means that
// nothing wipes it. Blanks after the last movement are text. Carriage returns
// are movement only where cr is set.
func eraseAt(b []byte, cr bool) int {
	i := blanksAt(b)
	n := backAt(b[i:], cr)
	if n == 0 {
		if clearsLine(b[:i]) {
			return i
		}
		return 0
	}
	i += n
	for {
		s := blanksAt(b[i:])
		if s == 0 {
			return i
		}
		n := backAt(b[i+s:], cr)
		if n == 0 {
			return i
		}
		i += s + n
	}
}

// clearsLine reports that b holds a sequence which erases a line or part of it.
func clearsLine(b []byte) bool {
	for i := bytes.IndexByte(b, 0x1b); i >= 0 && i < len(b); {
		n, _ := escapeAt(b[i:])
		if n > 2 && (b[i+n-1] == 'K' || b[i+n-1] == 'J') {
			return true
		}
		next := bytes.IndexByte(b[i+n:], 0x1b)
		if next < 0 {
			return false
		}
		i += n + next
	}
	return false
}

package clean

import "bytes"

// messageLine reports that a line is a log message which the device printed
// into the session: a time stamp, then "%FACILITY-SEVERITY-MNEMONIC:". No
// configuration statement has this shape.
func messageLine(line []byte) bool {
	if len(line) < 20 {
		return false
	}
	at := bytes.Index(line[:min(len(line), 160)], []byte("%"))
	return at > 8 && stampBefore(line[:at]) && facilityAt(line[at:])
}

// facilityAt reads "%SYS-5-CONFIG_I:".
func facilityAt(b []byte) bool {
	i := 1
	i += upperRun(b[i:])
	if i < 3 || i+3 >= len(b) || b[i] != '-' {
		return false
	}
	// The facility run takes dashes; the severity is its last single digit.
	end := bytes.IndexByte(b[:min(len(b), 90)], ':')
	if end < 0 {
		return false
	}
	head := bytes.TrimRight(b[:end], " ")
	for j := 2; j+2 < len(head); j++ {
		if head[j] == '-' && head[j+1] >= '0' && head[j+1] <= '7' && head[j+2] == '-' {
			return bytes.IndexByte(head, ' ') < 0
		}
	}
	return false
}

func upperRun(b []byte) int {
	n := 0
	for n < len(b) && (b[n] >= 'A' && b[n] <= 'Z' || b[n] == '_' || b[n] >= '0' && b[n] <= '9') {
		n++
	}
	return n
}

const months = "JanFebMarAprMayJunJulAugSepOctNovDec"

// stampBefore reports that the text before the facility holds "Mon dd hh:mm:ss"
// at its start, after an optional sequence number, node or mark.
func stampBefore(b []byte) bool {
	i := 0
	if bytes.HasPrefix(b, []byte("RP/")) || bytes.HasPrefix(b, []byte("LC/")) {
		i = bytes.IndexByte(b, ':') + 1
	}
	if n := digits(b[i:]); n > 0 && i+n+1 < len(b) && (b[i+n] == ':' || b[i+n] == ' ') {
		i += n + 1 // sequence number or year
	}
	for i < len(b) && (b[i] == ' ' || b[i] == '*' || b[i] == '.') {
		i++
	}
	if i+15 > len(b) || !isMonth(b[i:i+3]) || b[i+3] != ' ' {
		return false
	}
	i += 4
	for i < len(b) && b[i] == ' ' {
		i++
	}
	i += digits(b[i:])
	if i < len(b) && b[i] == ' ' && i+5 < len(b) && digits(b[i+1:]) == 4 {
		i += 5 // year
	}
	return i+9 <= len(b) && b[i] == ' ' && b[i+3] == ':' && b[i+6] == ':'
}

func isMonth(b []byte) bool {
	i := bytes.Index([]byte(months), b)
	return i >= 0 && i%3 == 0
}
